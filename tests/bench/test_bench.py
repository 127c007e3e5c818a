"""The benchmark still runs: everything once, on a tiny company, with a real server. What it measures is nobody's test."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from bench.client import Answer, form_on
from bench.pages import rules
from bench.report import written
from bench.results import Line, PageTimes, Results, p95
from bench.writing import Room, filled, ready_to_record
from tests.architecture.tree import ROOT

DEADLINE_SECONDS = 600  # only so that a hanging server does not hang the suite


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_page_that_is_registered_is_walked_and_every_promise_is_measured(tmp_path: Path, app: Flask) -> None:
    report = _report(tmp_path / "report.md")
    assert "Not walked" not in report
    walked = int(re.search(r"^(\d+) kinds of pages were walked", report, re.MULTILINE)[1])
    assert walked == len({rule.endpoint for rule in rules(app) if rule.endpoint != "styleguide"})
    for what in ("any page, warm: median", "growth against", "record one value", "record a fortnight",
                 "throughput with 8 clients",
                 "errors under the mixed load | none | 0", "memory of one web process", "forecast and status",
                 "a two-page brief"):
        assert what in report
    assert "answered" not in report


def _report(out: Path) -> str:
    command = [sys.executable, "-m", "bench", "--quick", "--out", str(out)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE_SECONDS, check=False)
    assert found.returncode == 0, found.stderr[-3000:]
    return out.read_text(encoding="utf-8")


def test_it_says_what_is_missed() -> None:
    results = Results(lines=[Line("a thing", "≤ 1 s", "2 s", False), Line("another", "≤ 1 s", "1 s", True)])
    page = PageTimes("a.page", "", "/", "sqlite", times={"clo": [0.5, 0.6]}, bare=[0.01], statements=13, bytes=100)
    results.pages.append(page)
    text = written(results)
    assert "| a thing | ≤ 1 s | 2 s |  | **missed** |" in text
    assert "median, p95, statements" in text


def test_the_largest_counts_where_few_were_measured() -> None:
    assert p95([1, 2, 9]) == 9
    assert p95(list(range(1, 101))) == 95


def test_growth_is_the_middle_of_what_the_roles_saw() -> None:
    page = PageTimes("a.page", "", "/", "sqlite", times={"clo": [4], "head": [2], "late": [9]}, small={"clo": [2], "head": [2]})
    assert page.growth == 1.5
    assert PageTimes("a.page", "", "/", "sqlite", times={"clo": [4]}).growth is None


def test_a_form_is_filled_as_a_person_would() -> None:
    html = """<form action="/x/new?y=1"><input name="t1-numerator"><input name="t1-denominator"><input name="t1-value">
    <input name="t2-value"><select name="period"><option value=""></option><option value="a">a</option></select></form>"""
    form = filled(form_on(html, "/x/new"))
    assert form == {
        "t1-numerator": "30", "t1-denominator": "60", "t1-value": "", "t2-value": "50", "period": "a",
    }


class _Pages:
    """Answers each address with a page."""

    def __init__(self, pages: dict[str, str]) -> None:
        self._pages = pages

    def get(self, address: str) -> Answer:
        return Answer(200, 0.0, self._pages[address].encode(), {})


def test_a_value_is_sent_only_where_a_fortnight_waits_for_one() -> None:
    page = '<form action="/targets/{}/values/new"><select name="period">{}</select><input name="value"></form>'
    pages = {"/targets/1/values/new": page.format(1, ""), "/targets/2/values/new": "<p>There is a value for every fortnight.</p>",
             "/targets/3/values/new": page.format(3, '<option value="a">a</option>')}
    sent = list(ready_to_record(_Pages(pages), Room([1, 2, 3], []), 3))
    assert sent == [("/targets/3/values/new", {"period": "a", "value": "50"})]


def test_a_refusal_is_told_in_the_words_of_the_page() -> None:
    html = """<html><head><title>Error</title></head><body><h1>A value</h1><div class="x" data-error-summary>
    <h2>Something needs your attention</h2><ul><li><a href="#period">Fortnight: It&#39;s taken.</a></li></ul></div></body>"""
    assert Answer(422, 0.0, html.encode(), {}).complaint == "Something needs your attention Fortnight: It's taken."
