"""The files for the browser: joined, hashed, compressed."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from plotly.offline import get_plotlyjs_version

from planner.infra.places import folder
from planner.web import assets

STATIC = folder("static")
VENDOR = STATIC / "vendor"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A static folder with one rule in each of three layers."""
    for name, text in {
        "vendor/bootstrap/bootstrap.min.css": '@charset "UTF-8";.bootstrap{}',
        "vendor/a.woff2": "font",
        "css/tokens.css": '@font-face{src:url("../vendor/a.woff2")}',
        "css/ui/chip.css": ".chip{}",
        "js/a.js": "let a = 1;",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def client_of(site: Path, *, watch: bool = False) -> tuple[Flask, FlaskClient]:
    app = Flask("test", static_folder=str(site), static_url_path="/static")
    assets.register(app, watch=watch)
    return app, app.test_client()


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return str(app.jinja_env.globals["asset"](name))


def test_each_sheet_stands_in_the_layer_of_its_folder(site: Path) -> None:
    sheet = assets.Assets(site).stylesheet()
    assert sheet.startswith("@layer bootstrap, tokens, base, layout, ui, pages, print;")
    assert "@layer bootstrap {\n.bootstrap{}\n}" in sheet
    assert "@layer ui {\n.chip{}\n}" in sheet


def test_addresses_in_a_sheet_are_relative_to_the_joined_one_and_carry_a_hash(site: Path) -> None:
    assert re.search(r'url\("vendor/a\.woff2\?v=[0-9a-f]{12}"\)', assets.Assets(site).stylesheet())


def test_an_address_with_the_right_hash_may_be_kept_for_a_year(site: Path) -> None:
    app, client = client_of(site)
    for name in ("app.css", "js/a.js", "vendor/a.woff2"):
        response = client.get(address(app, name), buffered=True)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]


def test_an_address_with_another_hash_may_not_be_kept(site: Path) -> None:
    _app, client = client_of(site)
    assert "immutable" not in client.get("/static/app.css?v=000000000000").headers.get("Cache-Control", "")


def test_text_is_compressed_for_browsers_that_read_it(site: Path) -> None:
    _app, client = client_of(site)
    response = client.get("/static/js/a.js", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(response.data) == b"let a = 1;"
    assert response.mimetype == "text/javascript"
    assert client.get("/static/js/a.js").data == b"let a = 1;"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"), ("br;q=0, gzip", "gzip"), ("gzip;q=0.5", "gzip"), ("identity", None), ("*", "br"),
        ("", None),
    ],
)
def test_the_best_compression_that_the_browser_reads_is_taken(site: Path, accepted: str, coding: str | None) -> None:
    _app, client = client_of(site)
    answer = client.get("/static/js/a.js", headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding"), answer.headers["Vary"]) == (coding, "Accept-Encoding")
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert unpack(answer.data) == b"let a = 1;"


def test_each_form_of_a_file_has_a_tag_of_its_own(site: Path) -> None:
    _app, client = client_of(site)
    tags = {client.get("/static/app.css", headers={"Accept-Encoding": one}).headers["ETag"] for one in ("br", "gzip", "")}
    assert len(tags) == 3


def test_a_file_is_compressed_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    monkeypatch.setitem(assets.CODINGS, "gzip", lambda content: runs.append(1) or gzip.compress(content))  # type: ignore[func-returns-value]
    _app, client = client_of(site)
    for _ in range(3):
        client.get("/static/js/a.js", headers={"Accept-Encoding": "gzip"})
    assert runs == [1]


@pytest.mark.parametrize("name", ["js/a.js", "vendor/a.woff2"])
def test_a_part_of_a_file_can_be_asked_for(site: Path, name: str) -> None:
    _app, client = client_of(site)
    whole = client.get(f"/static/{name}", buffered=True)
    part = client.get(f"/static/{name}", headers={"Range": "bytes=1-2"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[1:3])
    assert part.headers["Content-Range"] == f"bytes 1-2/{len(whole.data)}"
    beyond = client.get(f"/static/{name}", headers={"Range": "bytes=999-"}, buffered=True)
    assert beyond.status_code == 416


@pytest.mark.parametrize("name", ["js/a.js", "vendor/a.woff2", "app.css"])
def test_the_head_alone_says_what_the_whole_would(site: Path, name: str) -> None:
    _app, client = client_of(site)
    whole, head = (client.open(f"/static/{name}", method=method, buffered=True) for method in ("GET", "HEAD"))
    assert head.data == b""
    assert {**head.headers, "Date": ""} == {**whole.headers, "Date": ""}


def test_style_and_script_of_a_page_without_a_chart_are_light() -> None:
    known = assets.Assets(STATIC)
    names = ["app.css", *(f"js/{path.name}" for path in (STATIC / "js").glob("*.js")), "vendor/htmx/htmx.min.js"]
    assert sum(len(known.packed(name, "gzip")) for name in names) <= 100 * 1024


def test_a_browser_that_has_the_file_is_told_so(site: Path) -> None:
    _app, client = client_of(site)
    etag = client.get("/static/app.css").headers["ETag"]
    assert client.get("/static/app.css", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("name", ["js/none.js", "../secret.css", "css/../../secret.css", "none.woff2"])
def test_what_is_not_in_the_folder_is_not_found(site: Path, name: str) -> None:
    (site.parent / "secret.css").write_text("secret", encoding="utf-8")
    _app, client = client_of(site)
    assert client.get(f"/static/{name}").status_code == 404


def test_a_template_that_names_a_missing_file_fails_loudly(site: Path) -> None:
    app, _client = client_of(site)
    with pytest.raises(FileNotFoundError):
        address(app, "js/none.js")


@pytest.mark.parametrize("watch", [True, False])
def test_a_changed_file_is_noticed_only_while_developing(site: Path, watch: bool) -> None:
    app, _client = client_of(site, watch=watch)
    before = address(app, "app.css")
    (site / "css" / "ui" / "new.css").write_text(".new{}", encoding="utf-8")
    assert (address(app, "app.css") != before) is watch


def test_the_browser_and_the_server_have_the_same_plotly() -> None:
    start = (VENDOR / "plotly" / "plotly-basic.min.js").read_text(encoding="utf-8")[:300]
    assert f"v{get_plotlyjs_version()}" in start


def test_the_lock_file_names_no_registry() -> None:
    lock = STATIC.parent / "package-lock.json"
    assert '"resolved"' not in lock.read_text(encoding="utf-8")


def test_component_rules_name_classes_only() -> None:
    """No ids and no bare tag at the start of a rule in ui/."""
    for path in (STATIC / "css" / "ui").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        for selector in re.findall(r"(?:^|[}{;])\s*([^@{};]+)\{", text):
            assert all(part.strip().startswith(".") for part in selector.split(",")), f"{path.name}: {selector}"
