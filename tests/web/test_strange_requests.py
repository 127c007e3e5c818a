"""Requests that no browser sends: each gets a sentence. Every test here was a defect that the fuzz found."""

import io

import pytest
from flask import Flask, request
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from planner.domain.values import CycleState
from planner.web.fields import RowsField
from tests.browser import Browser
from tests.makers import make_cycle, make_goal


def _token(browser: Browser) -> str:
    return str(browser.get("account.show").document.select_one("[name=csrf_token]")["value"])


@pytest.mark.parametrize("body", [b'{"name": {"$ne": null}}', b"[" * 5_000, b'["name"]', b"null"])
def test_a_form_is_not_filled_from_json(browser: Browser, body: bytes) -> None:
    answer = browser.client.post(
        "/people/new", data=body, content_type="application/json", headers={"X-CSRFToken": _token(browser)}
    )
    assert (answer.status_code, "Enter the name." in answer.text) == (422, True)


def test_a_file_is_no_answer_to_a_field_for_words(browser: Browser) -> None:
    sent = {"csrf_token": _token(browser), "name": (io.BytesIO(b"Zoe"), "name.txt")}
    answer = browser.client.post("/people/new", data=sent, content_type="multipart/form-data")
    assert (answer.status_code, "Enter the name." in answer.text) == (422, True)


class _Rows(Form):
    rows = RowsField(StringField())


@pytest.mark.parametrize("number", ["²", "٣", "", "x", "-1", "1e3", "9" * 400, "10000"])
def test_a_row_has_a_plain_number(app: Flask, number: str) -> None:
    with app.test_request_context():
        assert _Rows(MultiDict([(f"rows-{number}", "a"), ("rows-7", "b")])).rows.data == ["b"]


def test_a_form_has_no_thousand_rows(app: Flask) -> None:
    with app.test_request_context():
        form = _Rows(MultiDict([(f"rows-{number}", "a") for number in range(1_000)]))
    assert len(form.rows.entries) == RowsField.MOST_ROWS


@pytest.mark.parametrize("host", ["a..b", "x" * 64, "x" * 64 + ".example", ".example"])
def test_a_name_that_no_server_has_gets_a_sentence(browser: Browser, host: str) -> None:
    answer = browser.client.get("/", headers={"Host": host})
    assert (answer.status_code, answer.text) == (400, "The planner is not reached by this name. Check the address.")


def test_a_button_that_came_too_late_says_why(browser: Browser) -> None:
    goal = make_goal(make_cycle(state=CycleState.CLOSED))
    answer = browser.post("goals.release_sponsor", goal_id=goal.id, person_id=1, status=409)
    assert (answer.h1, "FY2027 is closed; its goals no longer change." in answer.text) == ("This cannot be done now", True)


@pytest.mark.parametrize("sent", ["99999999999", "-99999999999", "9" * 400, "x", ""])
def test_a_number_that_no_id_can_be_counts_as_none(app: Flask, sent: str) -> None:
    with app.test_request_context(query_string={"need": sent, "other": "7"}):
        assert (request.args.get("need", 0, type=int), request.args.get("other", type=int)) == (0, 7)


@pytest.mark.parametrize("path", ["/programs/new?need=99999999999", "/actions/new?target=9999999999999", "/people?q=a%00b"])
def test_a_question_that_no_database_can_answer_shows_a_page(browser: Browser, path: str) -> None:
    assert browser.client.get(path).status_code in (200, 404)


def test_a_question_has_no_letter_that_a_database_cannot_keep(app: Flask) -> None:
    with app.test_request_context("/?q=a%00b&q=%00"):
        assert request.args.getlist("q") == ["ab", ""]
