"""The pages of administrators and auditors."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.messages import msg
from planner.features.account import queries as account_queries
from planner.features.admin.cli import check
from planner.infra.integrity import MOST_TOLD, Check
from planner.models import Account, Organization, Person, db
from tests.actors import PASSWORD, People
from tests.browser import Browser
from tests.statements import count_statements


@pytest.fixture(autouse=True)
def _as_administrator(browser: Browser) -> None:
    browser.as_("ada")


def _new_person(**values: Any) -> Person:
    person = Person(**{"name": "Nina New", "email": "nina@example.org", **values})
    db.session.add(person)
    db.session.commit()
    return person


def test_accounts_are_listed_with_their_roles(browser: Browser) -> None:
    rows = browser.get("admin.accounts").all("tbody tr")
    assert rows[0].startswith("Ada Admin ada@example.org Administrator 13 Jul 2027")
    assert any(row == "Mia Manager mia@example.org Department head never 0" for row in rows)


def test_an_account_is_added_and_works(browser: Browser) -> None:
    person = _new_person()
    typed = {"person_id": str(person.id), "email": "nina@example.org", "roles": ["auditor", "executive"], "password": PASSWORD}
    browser.submit(browser.get("admin.new_account"), "/accounts/new", typed, to="admin.accounts")
    browser.as_(None)
    signing_in = {"email": "Nina@Example.org", "password": PASSWORD}
    browser.submit(browser.get("account.sign_in"), "/sign-in", signing_in, to="home.index")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"person_id": ""}, "Person: Choose a person."),
        ({"email": "nina"}, "E-mail address to sign in with: Enter an address such as ada@example.org."),
        (
            {"email": "mia@example.org"},
            "E-mail address to sign in with: mia@example.org already signs in here. Use another address.",
        ),
        ({"roles": []}, "Roles: Choose at least one role."),
        ({"password": "short"}, "First password: Use a password of at least 12 characters; a few words in a row are fine."),
    ],
)
def test_what_is_wrong_is_said(browser: Browser, typed: dict[str, Any], error: str) -> None:
    right = {"person_id": str(_new_person().id), "email": "nina@example.org", "roles": ["auditor"], "password": PASSWORD}
    page = browser.submit(browser.get("admin.new_account"), "/accounts/new", {**right, **typed}, status=422)
    assert page.errors() == [error]
    assert PASSWORD not in page.html


def test_a_person_with_an_account_is_not_offered_another(browser: Browser) -> None:
    _new_person()
    assert browser.get("admin.new_account").all("[name=person_id] option") == ["–", "Nina New"]


def test_roles_are_changed(browser: Browser, people: People) -> None:
    page = browser.get("admin.account", account_id=people.accounts["mia"].id)
    browser.submit(page, "/roles", {"roles": ["auditor"]}, to="admin.account")
    account = account_queries.account_by_id(people.accounts["mia"].id)
    assert account is not None
    assert [grant.role for grant in account.roles] == ["auditor"]


def test_the_last_administrator_gets_a_sentence(browser: Browser, people: People) -> None:
    page = browser.get("admin.account", account_id=people.accounts["ada"].id)
    said = browser.submit(page, "/roles", {"roles": ["auditor"]}, status=422).errors()
    assert said == ["ada@example.org is the last administrator. Make somebody else an administrator first."]


def test_the_second_of_two_administrators_sees_both_versions(browser: Browser, people: People) -> None:
    page = browser.get("admin.account", account_id=people.accounts["mia"].id)
    browser.submit(page, "/roles", {"roles": ["auditor"]})
    second = browser.submit(page, "/roles", {"roles": ["executive"]}, status=422)
    assert second.all(".both-versions td") == ["Auditor", "Executive"]


def test_an_account_is_deactivated_and_back(browser: Browser, people: People) -> None:
    here = {"account_id": people.accounts["mia"].id}
    browser.submit(browser.get("admin.account", **here), "/deactivate", to="admin.account")
    assert "Deactivated" in browser.get("admin.accounts").text
    browser.submit(browser.get("admin.account", **here), "/activate", to="admin.account")
    assert db.session.get(Account, here["account_id"]).is_active


def test_somebody_is_signed_out_everywhere(browser: Browser, people: People) -> None:
    mia = Browser(browser.app, people).as_("mia")
    mia.get("account.show")
    account_id = people.accounts["mia"].id
    page = browser.get("admin.account", account_id=account_id)
    browser.submit(page, f"/accounts/{account_id}/sign-out", to="admin.account")
    mia.get("account.show", status=303, to="account.sign_in")


def test_a_password_is_set(browser: Browser, people: People) -> None:
    page = browser.get("admin.account", account_id=people.accounts["mia"].id)
    assert "at least 12" in browser.submit(page, "/password", {"password": "short"}, status=422).errors()[0]
    browser.submit(page, "/password", {"password": "another calm morning"}, to="admin.account")
    signing_in = {"email": "mia@example.org", "password": "another calm morning"}
    browser.as_(None).submit(browser.get("account.sign_in"), "/sign-in", signing_in, to="home.index")


def test_the_organization_is_changed(browser: Browser) -> None:
    typed = {"name": "Meridian", "currency": "usd", "fiscal_year_start_month": "7", "band_on_track": "90"}
    browser.submit(browser.get("admin.organization"), "/organization", typed, to="admin.organization")
    kept = db.session.scalars(select(Organization)).one()
    assert (kept.name, kept.currency, kept.fiscal_year_start_month, kept.band_on_track) == ("Meridian", "USD", 7, 90)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": ""}, "Enter the name."), ({"currency": "XQQ"}, "This is no currency"),
        ({"band_on_track": "lots"}, "Enter a number"),
        ({"band_at_risk": "96"}, "The lower band"), ({"minimum_respondents": "1"}, "people can be recognised"),
        ({"minimum_respondents": "2.5"}, "Use a whole number."), ({"fiscal_year_start_month": "13"}, "Not a valid choice"),
    ],
)
def test_house_rules_that_make_no_sense_get_a_sentence(browser: Browser, typed: dict[str, str], error: str) -> None:
    page = browser.submit(browser.get("admin.organization"), "/organization", typed, status=422)
    assert any(error in said for said in page.errors()), page.errors()


def test_the_audit_trail_says_that_it_is_unbroken(browser: Browser) -> None:
    page = browser.as_("aud").get("admin.audit_trail")
    assert "3 entries, unbroken." in page.text
    assert page.all("tbody tr")[0].startswith("13 Jul 2027, 11:00 Aud Auditor account.signed_in aud@example.org accounts")


def test_the_audit_trail_is_filtered(browser: Browser) -> None:
    assert len(browser.get("admin.audit_trail", who="ada").all("tbody tr")) == 1
    assert "Nothing fits" in browser.get("admin.audit_trail", thing="goals").text


@pytest.mark.parametrize(
    "query", ["before=abc", "before=99999999999999999999", "before=-1", "thing=nothing", "check=all", "who=%25"]
)
def test_a_question_that_makes_no_sense_shows_a_page_anyway(browser: Browser, query: str) -> None:
    assert browser.fetch(f"/admin/audit?{query}").h1 == "Audit trail"


@pytest.mark.parametrize(
    ("who", "where"), [("ada", "admin.accounts"), ("paula", "admin.audit_trail"), ("aud", "admin.audit_trail")]
)
def test_the_short_address_leads_to_what_one_may_open(browser: Browser, who: str, where: str) -> None:
    browser.as_(who).get("admin.index", status=303, to=where)


def test_what_is_not_there_is_404(browser: Browser) -> None:
    browser.get("admin.account", account_id=999_999, status=404)


def test_the_list_of_accounts_asks_no_more_questions_when_it_grows(browser: Browser) -> None:
    few = _n_statements(browser)
    for n in range(8):
        person = Person(name=f"Person {n}")
        db.session.add(Account(person=person, email=f"p{n}@example.org", password_hash="x"))
    db.session.commit()
    assert _n_statements(browser) == few <= 12


def _n_statements(browser: Browser) -> int:
    browser.get("admin.accounts")
    with count_statements() as sent:
        browser.get("admin.accounts")
    return len(sent)


def test_the_command_line_checks_everything(browser: Browser) -> None:
    result = browser.app.test_cli_runner().invoke(check)
    assert (result.exit_code, result.output) == (0, "Everything fits. The audit trail has 2 entries and is unbroken.\n")


def test_the_command_line_fails_when_something_does_not_fit(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Check("rows", "Rows", lambda: (msg("Row %(id)s is lost.", id=number) for number in range(7, 7 + MOST_TOLD + 3)))
    monkeypatch.setitem(browser.app.extensions, "checks", (lost,))
    result = browser.app.test_cli_runner().invoke(check)
    assert result.exit_code == 1
    assert "Row 7 is lost.\nRow 8 is lost.\n" in result.output
    assert "Row 26 is lost.\n… and 3 more of this kind (Rows).\nProblems found: 23." in result.output


def test_the_command_line_tells_machines_too(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.loads(browser.app.test_cli_runner().invoke(check, ["--json"]).stdout)
    assert (whole["fits"], {each["n"] for each in whole["checks"]}) == (True, {0})
    lost = Check("rows", "Rows", lambda: [msg("Row %(id)s is lost.", id=7)], is_vital=True)
    monkeypatch.setitem(browser.app.extensions, "checks", (lost, lost))
    result = browser.app.test_cli_runner().invoke(check, ["--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (
        1, {"fits": False, "checks": [{"check": "rows", "about": "Rows", "n": 1, "problems": ["Row 7 is lost."]}]})
