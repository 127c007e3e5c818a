"""The report: Markdown, with the promises first, then the pages."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench.results import Line, PageTimes, Results, p95

SLOWEST = 25
MEDIAN, WORST, GROWTH, STATEMENTS, KILOBYTES = 10.0, 20.0, 1.3, 12, 60
JITTER_SECONDS = 0.002  # differences below this say nothing about growth


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    model = next((line.split(":",
                             1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
                             "")
    memory = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    return {
        "machine": f"{os.cpu_count()} cores ({model or platform.machine()}), {memory / 1024 / 1024:.0f} GB",
        "Python": platform.python_version(),
        **{name: version(name) for name in ("flask", "sqlalchemy", "waitress", "gunicorn", "weasyprint")},
    }


def page_lines(results: Results) -> list[Line]:
    """What was promised of pages, on each database."""
    lines = []
    for database in sorted({page.database for page in results.pages}):
        pages = [page for page in results.pages if page.database == database]
        lines += [
            _of_all(pages, "any page, warm: median", f"≤ {MEDIAN:.0f} × bare", lambda page: page.ratio, MEDIAN, "× bare",
                    database),
            _of_all(pages, "the same of the time for which the server computed", f"≤ {MEDIAN:.0f} × bare",
                    lambda page: page.processor_ratio, MEDIAN, "× bare", database),
            _of_all(pages, "any page, warm: p95", f"≤ {WORST:.0f} × bare", lambda page: page.ratio_p95, WORST, "× bare",
                    database),
            _of_all([page for page in pages if page.growth is not None], "growth against a tenth of the data", f"≤ {GROWTH} ×",
                    growth, GROWTH, "×", database),
            _of_all(pages, "statements for a page", f"≤ {STATEMENTS}", lambda page: float(page.statements), STATEMENTS, "",
                    database),
            _of_all([page for page in pages if page.endpoint.rsplit(".")[-1] != "pdf"], "weight of a page, compressed",
                    f"≤ {KILOBYTES} KB",
                    lambda page: page.bytes / 1024, KILOBYTES, "KB", database),
        ]
    return lines


def growth(page: PageTimes) -> float:
    """How much longer than on a tenth of the data; 1 where the difference is too small to be told from chance."""
    found = page.growth or 1.0
    small = [median(each) for each in page.small.values() if each]
    return 1.0 if small and abs(page.median - max(small)) < JITTER_SECONDS else found


def _of_all(pages: list[PageTimes], what: str, budget: str, measure, limit: float, unit: str, database: str) -> Line:
    over = [page for page in pages if measure(page) > limit]
    worst = max(pages, key=measure, default=None)
    if worst is None:
        return Line(what, budget, "not measured", None, database)
    largest = f"{measure(worst):.1f} {unit}".strip()
    measured = f"{len(pages) - len(over)} of {len(pages)} pages; largest {largest} ({worst.endpoint})"
    return Line(what, budget, measured, not over, database)


def written(results: Results) -> str:
    """The whole report."""
    return "\n".join([*_head(results), *_promises(results), *_pages(results), *_rest(results)]) + "\n"


def _head(results: Results) -> Iterator[str]:
    yield "# How fast it is"
    yield ""
    yield "Made by `make bench`; do not edit. Each page was asked for as each role, in turns with a bare Flask endpoint of the"
    yield "same server process that reads 200 rows by an index and returns them as JSON (“bare”), and with the same page on a"
    yield "tenth of the data. Absolute times depend on the machine and on what else it does; the ratios much less."
    yield ""
    yield from (f"- {name}: {value}" for name, value in results.facts.items())
    for database, times in sorted(results.bare.items()):
        middle, worst = median(times) * 1000, p95(times) * 1000
        yield f"- bare endpoint on {database}: median {middle:.1f} ms, p95 {worst:.1f} ms ({len(times)} requests)"
    yield ""


def _promises(results: Results) -> Iterator[str]:
    lines = [*page_lines(results), *results.lines]
    missed = [line for line in lines if line.is_kept is False]
    yield "## The promises"
    yield ""
    yield f"{sum(line.is_kept is True for line in lines)} kept, {len(missed)} missed."
    yield ""
    yield "| what | budget | measured | on | |"
    yield "|---|---|---|---|---|"
    for line in lines:
        mark = {True: "kept", False: "**missed**", None: "–"}[line.is_kept]
        yield f"| {line.what} | {line.budget} | {line.measured} | {line.where} | {mark} |"
    yield ""


def _pages(results: Results) -> Iterator[str]:
    yield "## Pages that miss a budget"
    yield ""
    over = [page for page in results.pages if _misses(page)]
    if over:
        yield from _table(sorted(over, key=lambda page: -page.ratio))
    else:
        yield "None."
        yield ""
    yield f"## The {SLOWEST} slowest pages"
    yield ""
    yield from _table(sorted(results.pages, key=lambda page: -page.ratio)[:SLOWEST])
    n_endpoints = len({page.endpoint for page in results.pages})
    yield f"{n_endpoints} kinds of pages were walked."
    yield ""
    if results.not_walked:
        yield "Not walked: " + "; ".join(f"{name} ({why})" for name, why in sorted(results.not_walked.items())) + "."
        yield ""


def _misses(page: PageTimes) -> str:
    found = {
        "median": page.ratio > MEDIAN, "p95": page.ratio_p95 > WORST, "growth": page.growth is not None and growth(page) > GROWTH,
        "statements": page.statements > STATEMENTS,
        "weight": page.bytes / 1024 > KILOBYTES and not page.endpoint.endswith(".pdf"),
    }
    return ", ".join(name for name, is_over in found.items() if is_over)


_COLUMNS = (
    "page", "about", "on", "slowest for", "ms", "× bare", "computed × bare", "p95 × bare", "growth", "statements (a tenth)", "KB",
    "misses",
)


def _table(pages: list[PageTimes]) -> Iterator[str]:
    yield f"| {' | '.join(_COLUMNS)} |"
    yield "|---" * len(_COLUMNS) + "|"
    for page in pages:
        grown = "–" if page.growth is None else f"{page.growth:.2f}"
        cells = (
            page.endpoint, page.thing or "–", page.database, page.slowest_role, f"{page.median * 1000:.0f}", f"{page.ratio:.1f}",
            f"{page.processor_ratio:.1f}", f"{page.ratio_p95:.1f}", grown, f"{page.statements} ({page.statements_small})",
            f"{page.bytes / 1024:.0f}", _misses(page),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _rest(results: Results) -> Iterator[str]:
    if results.profile:
        yield "## Where the slowest page spends its time"
        yield ""
        yield "```"
        yield results.profile
        yield "```"
        yield ""
    if results.notes:
        yield "## Notes"
        yield ""
        yield from (f"- {note}" for note in results.notes)
        yield ""
