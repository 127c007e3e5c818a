"""Pages go out compressed, and their length tells no secret."""

import gzip

import pytest
from bs4 import BeautifulSoup
from flask import Flask, Response

from planner.web import compression, forgery
from tests.browser import Browser

LONG = "a word and another, " * 200


def answered(body: str, *, kind: str = "text/html", accepts: str = "gzip, br", **headers: str) -> Response:
    app = Flask("test")
    with app.test_request_context("/", headers={"Accept-Encoding": accepts}):
        return compression.compress(Response(body, mimetype=kind, headers=headers))


@pytest.mark.parametrize("kind", ["text/html", "text/csv", "application/json"])
def test_long_text_is_compressed_for_who_can_read_it(kind: str) -> None:
    answer = answered(LONG, kind=kind)
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.data).decode() == LONG
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(LONG) / 4


@pytest.mark.parametrize(
    "answer",
    [
        answered("short"), answered(LONG, accepts="br"), answered(LONG, accepts="gzip;q=0"),
        answered(LONG, kind="application/pdf"), answered(LONG, ETag='"of-these-bytes"'),
        answered(LONG, **{"Content-Encoding": "br"}),
    ],
)
def test_other_answers_stay_as_they_are(answer: Response) -> None:
    assert answer.headers.get("Content-Encoding") != "gzip"


def test_the_length_of_one_page_is_blurred() -> None:
    assert len({len(answered(LONG).data) for _ in range(60)}) > 5


def test_a_page_is_the_same_compressed_or_not(browser: Browser) -> None:
    packed = browser.client.get("/goals", headers={"Accept-Encoding": "gzip"})
    plain = browser.client.get("/goals")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert _without_token(gzip.decompress(packed.data).decode()) == _without_token(plain.text)


def _tokens(html: str) -> set[str]:
    return {str(field["value"]) for field in BeautifulSoup(html, "html.parser").select("[name=csrf_token]")}


def _without_token(html: str) -> str:
    for token in _tokens(html):
        html = html.replace(token, "…")
    return html


def test_the_form_token_is_written_anew_in_each_answer_and_stays_good(browser: Browser) -> None:
    pages = [browser.get("account.show").html for _ in range(3)]
    tokens = [_tokens(page) for page in pages]
    assert [len(found) for found in tokens] == [1, 1, 1]
    first, second, third = (found.pop() for found in tokens)
    assert len({token[at : at + 12] for token in (first, second, third) for at in (2, 60, 150)}) == 9
    for token in (first, third):
        assert browser.client.post("/language", data={"csrf_token": token, "locale": "en"}).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "m.", "m.!!!", "m.AAAA", "m.ünïcode", "m." + "A" * 99, "masked"])
def test_a_token_that_was_made_up_fits_no_form(browser: Browser, token: str) -> None:
    token = forgery.masked("x.y.z") if token == "masked" else token  # another mask each time: no name for a test
    browser.get("account.show")
    assert browser.client.post("/language", data={"csrf_token": token, "locale": "en"}).status_code == 400


@pytest.mark.parametrize("token", ["x", "a.b-c_d", "ImFiYyI.aBcD.Ef-Gh_" * 5])
def test_a_mask_comes_off_again(token: str) -> None:
    assert forgery.unmasked(forgery.masked(token)) == token
