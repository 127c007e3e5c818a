"""Printing: closed to the network and the disk, tagged for those who listen, the same bytes every time."""

import io
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
from flask import Flask, render_template
from flask_babel import Babel, force_locale

from planner.charts.brief_print import brief_document
from planner.domain.brief_snapshot import BriefSnapshot, from_plain, sha256, to_plain
from planner.infra import pdf
from planner.infra.pdf import PdfRefused, PdfUnavailable, read_closed, render_pdf
from planner.infra.places import folder
from planner.web import filters
from planner.web.chart_words import axis_unit, chart_words
from tests.charts.figures import make_crowded_snapshot, make_empty_snapshot, make_snapshot

STATIC = folder("static")
SMALL = '<!doctype html><html lang="en"><head><title>Small</title>{head}</head><body><h1>Small</h1>{body}</body></html>'


def small(head: str = "", body: str = "") -> str:
    return SMALL.format(head=head, body=body)


@pytest.fixture(scope="module")
def printer() -> Flask:
    """Just enough of the application to fill the template: its filters and its languages."""
    app = Flask("printer", template_folder=str(folder("templates")))
    app.config["TIME_ZONE"] = "UTC"
    app.extensions["currency"] = lambda: "€"
    Babel(app)
    filters.register(app)
    return app


def brief_html(app: Flask, snapshot: BriefSnapshot, language: str = "en") -> str:
    """As the briefs room does it, from the stored form of the snapshot."""
    snapshot = from_plain(to_plain(snapshot))
    with app.test_request_context(), force_locale(language):
        unit = snapshot["chart"]["unit"] if snapshot["chart"] else ""
        document = brief_document(
            snapshot, language=language, words=chart_words(unit), say=filters.say, unit=axis_unit(unit)
        )
        return render_template("pdf/brief.html", brief=document)


def printed(app: Flask, snapshot: BriefSnapshot, language: str = "en") -> bytes:
    return render_pdf(brief_html(app, snapshot, language), static_folder=STATIC)


def read(document: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(document))


def words_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(scope="module")
def brief(printer: Flask) -> pypdf.PdfReader:
    return read(printed(printer, make_snapshot()))


def test_a_brief_has_two_pages(brief: pypdf.PdfReader) -> None:
    assert len(brief.pages) == 2


def test_everything_in_the_snapshot_can_be_read_back(brief: pypdf.PdfReader) -> None:
    words = words_of(brief)
    for said in (
        "Meridian Logistics", "Brief 14", "13 Jul 2027", "figures as of 11 Jul 2027", "Four of five goals", "41 of 61",
        "on 11 Jul 2027", "Application rate stood 1.8 points behind plan on 21 Jun 2027", "Forecast 64.8 %",
        "What we ask you to decide", "Onboarding: release two drivers", "Claims recovered", "Start manager coaching",
        "1 Win larger accounts", "Impact of learning", "Unique participants", "Corrective actions", "A-015", "late",
        "18,204 observations", sha256(make_snapshot()), "At risk", "On track",
    ):
        assert said in words


def test_the_summary_has_the_columns_of_the_standard(brief: pypdf.PdfReader) -> None:
    words = words_of(brief)
    heads = "Measure Unit Last year Plan Year to date % of plan Forecast % of plan Status Comment"
    assert heads in words


def test_it_is_tagged_and_has_a_language_and_a_title(brief: pypdf.PdfReader) -> None:
    catalog: Any = brief.trailer["/Root"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert brief.metadata is not None
    assert brief.metadata.title == "Meridian Logistics: Learning strategy"


def tags(reader: pypdf.PdfReader) -> list[Any]:
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found.append(node)
            waiting += [node["/K"]] if "/K" in node and not isinstance(node["/K"], int) else []
    return found


def test_the_chart_has_words_for_those_who_do_not_see_it(brief: pypdf.PdfReader) -> None:
    figures = [tag for tag in tags(brief) if tag.get("/S") == "/Figure"]
    finding = "Application rate stood 1.8 points behind plan on 21 Jun 2027 and will end near 64.8 %"
    assert [figure["/Alt"] for figure in figures] == [finding]


def test_the_table_has_heads(brief: pypdf.PdfReader) -> None:
    assert sum(tag.get("/S") == "/TH" for tag in tags(brief)) >= 10


def test_a_crowded_brief_still_has_two_pages(printer: Flask) -> None:
    reader = read(printed(printer, make_crowded_snapshot()))
    assert len(reader.pages) == 2
    assert sha256(make_crowded_snapshot()) in words_of(reader)


def test_a_brief_with_almost_nothing_says_so_on_one_page(printer: Flask) -> None:
    reader = read(printed(printer, make_empty_snapshot()))
    words = words_of(reader)
    assert len(reader.pages) == 1
    assert "draft, not issued" in words
    assert "No corrective action is open." in words
    assert "No value has been recorded yet." in words


def test_a_dutch_brief_writes_numbers_and_days_as_the_dutch_do(printer: Flask) -> None:
    reader = read(printed(printer, make_snapshot(), "nl"))
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    words = words_of(reader)
    assert "18.204" in words
    assert "13 jul 2027" in words


def test_letters_beyond_western_europe_are_in_our_own_fonts(printer: Flask) -> None:
    document = printed(printer, make_snapshot(issued_by="Łucja Şahin", verdict="Łódź and Şişli reach their goals."))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in read(document).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all(name.startswith("Source") for name in fonts), fonts
    assert "Łódź and Şişli" in words_of(read(document))


def test_what_people_typed_is_not_markup(printer: Flask) -> None:
    html = brief_html(printer, make_snapshot(verdict="<img src=x>", conclusions=["<script>alert(1)</script>", "b"]))
    assert "<img" not in html
    assert "<script" not in html


def test_the_same_brief_has_the_same_bytes(printer: Flask) -> None:
    assert printed(printer, make_snapshot()) == printed(printer, make_snapshot())


def test_fonts_are_unpacked_once_for_all_documents(printer: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = printed(printer, make_snapshot())
    monkeypatch.setattr("fontTools.ttLib.woff2.decompress", lambda *files: pytest.fail("a font was unpacked again"))
    assert printed(printer, make_snapshot()) == first


def test_another_process_prints_the_same_bytes() -> None:
    code = (
        "import sys, hashlib; from pathlib import Path; from planner.infra.pdf import render_pdf;"
        "html = sys.stdin.read(); print(hashlib.sha256(render_pdf(html, static_folder=Path(sys.argv[1]))).hexdigest())"
    )
    html = small(body="<p>Equal input, equal bytes.</p>")
    answers = {
        subprocess.run(
            [sys.executable, "-c", code, str(STATIC)], input=html, capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}, cwd=Path(__file__).parents[2],
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_the_day_of_printing_is_the_day_of_issue(brief: pypdf.PdfReader) -> None:
    assert brief.metadata is not None
    assert brief.metadata.creation_date is not None
    assert brief.metadata.creation_date.date() == date(2027, 7, 13)


REFUSED = [
    "file:///etc/passwd", "http://127.0.0.1:9/", "https://example.org/a.css", "ftp://example.org/a", "data:text/plain,a",
    "static:../setup.cfg", "static:vendor/../../setup.cfg", "static:%2e%2e/setup.cfg", "static:..%2fsetup.cfg",
    "static:/etc/passwd", "static://etc/passwd", "static:vendor/fonts", "static:", "static:a%00.css", "blob:unknown",
    "STATIC2:x", "../setup.cfg",
]


@pytest.mark.parametrize("url", REFUSED)
def test_the_fetcher_is_closed(url: str) -> None:
    with pytest.raises(PdfRefused):
        read_closed(url, static_folder=STATIC, blobs={"known": b"x"})


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:9/x", "static:../setup.cfg"])
@pytest.mark.parametrize(
    "wanting",
    [
        '<link rel="stylesheet" href="{url}">', "<style>@import url({url});</style>", '<link rel="attachment" href="{url}">',
        "<style>body {{ background: url({url}) }}</style>", "<style>@font-face {{ font-family: F; src: url({url}) }}</style>",
    ],
)
def test_a_document_that_asks_for_more_is_not_printed(url: str, wanting: str) -> None:
    with pytest.raises(PdfRefused):
        render_pdf(small(head=wanting.format(url=url)), static_folder=STATIC)


@pytest.mark.parametrize("picture", ['<img alt="a" src="{url}">', '<svg width="9" height="9"><image href="{url}"/></svg>'])
def test_a_picture_from_outside_is_refused(picture: str) -> None:
    with pytest.raises(PdfRefused):
        render_pdf(small(body=picture.format(url="file:///etc/passwd")), static_folder=STATIC)


def test_a_symbolic_link_does_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "secret.css").write_text("secret")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(PdfRefused):
        read_closed("static:a.css", static_folder=tmp_path / "static", blobs={})


def test_our_own_files_and_the_callers_bytes_are_served() -> None:
    body, kind = read_closed("static:vendor/plotly/plotly.css?v=1", static_folder=STATIC, blobs={})
    assert (body[:1] != b"", kind) == (True, "text/css")
    assert read_closed("blob:logo.png", static_folder=STATIC, blobs={"logo.png": b"x"}) == (b"x", "image/png")


def test_a_machine_without_pango_is_told_which_packages_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        """Finds WeasyPrint and fails as it does where the library is missing."""

        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Broken, *sys.meta_path])
    with pytest.raises(PdfUnavailable, match="apt-get install libpango"):
        render_pdf(small(), static_folder=STATIC)
    assert not pdf.is_available()


def test_weasyprint_is_loaded_only_when_something_is_printed() -> None:
    code = "import sys, planner.infra.pdf; print('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
