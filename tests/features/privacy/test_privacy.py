"""A person can be handed what is kept about them, and be erased, while the audit trail stays whole."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from planner.domain.errors import NotAllowed, RuleBroken
from planner.features.account import commands as account_commands
from planner.features.cycles.commands import freeze_plan
from planner.features.people.commands import restore_person, revise_person
from planner.features.privacy import commands, queries
from planner.features.privacy.cli import person as person_cli
from planner.infra import audit
from planner.infra.clock import now
from planner.infra.integrity import problems
from planner.models import (
    Account,
    Action,
    AuditEntry,
    AuthSession,
    BaselineRow,
    Brief,
    Department,
    ImportRun,
    Person,
    SearchWord,
    db,
)
from planner.permissions import SYSTEM
from tests.actors import People
from tests.browser import Browser
from tests.features.exchange.test_privacy import everything_written
from tests.makers import (
    make_action,
    make_cycle,
    make_goal,
    make_indicator,
    make_need,
    make_observation,
    make_program,
    make_target,
)

NAME, EMAIL = "Mia Manager", "mia@example.org"


@pytest.fixture
def mia(people: People) -> Person:
    """Somebody who heads nothing any more, but did and wrote much, and is named in what others wrote."""
    mia = people.persons["mia"]
    mia.employee_number, mia.job_title = "E-4711", "Head of Sales"
    people.departments["Sales"].head = None
    cycle = make_cycle()
    need = make_need(cycle, requester_id=mia.id, problem="Mia Manager says that bids fail. Write to MIA@example.org.")
    target = make_target(make_indicator(cycle))
    make_observation(target, 50, recorded_by_id=mia.id, note="asked Mia Manager")
    make_action(target, what="Coach the team of Mia Manager")
    account_commands.start_session(people.accounts["mia"], actor=people.mia, user_agent="x", hours=1)
    audit.record(people.mia, "need.created", need)
    audit.record(people.paula, "goal.sponsor_released", make_goal(cycle), changes={"person": [NAME, None]}, reason=f"{NAME} left")
    audit.record(people.ada, "person.revised", mia, changes={"email": ["old@example.org", EMAIL]})
    db.session.commit()
    return mia


def _erase(people: People, mia: Person) -> dict[str, int]:
    done = commands.erase_person(mia, actor=people.ada, reason="asked on 13 July")
    db.session.commit()
    db.session.expire_all()
    return done


# --- handed out ------------------------------------------------------------------------------------------------------


def test_everything_about_a_person_is_handed_out_in_an_open_format(people: People, mia: Person) -> None:
    found = json.loads(json.dumps(commands.export_person(mia, actor=people.ada)))
    assert (found["person"]["name"], found["person"]["employee_number"]) == (NAME, "E-4711")
    assert (found["account"]["email"], found["account"]["roles"]) == (EMAIL, ["department_head"])
    assert len(found["account"]["sessions"]) == 1
    assert {(one["table"], one["as"]) for one in found["named_in"]} == {("needs", "requester"), ("observations", "recorded_by")}
    assert {entry["event"] for entry in found["trail"]} >= {"account.signed_in", "need.created", "person.revised"}


def test_no_secret_is_handed_out(people: People, mia: Person) -> None:
    said = json.dumps(commands.export_person(mia, actor=people.ada))
    assert not [word for word in ("argon2", "password_hash", "token_hash") if word in said]


def test_who_took_it_is_in_the_audit_trail(browser: Browser, people: People, mia: Person) -> None:
    browser.as_("ada")
    page = browser.get("privacy.show", person_id=mia.id)
    answer = browser._ask("POST", str(page.form("/export")["action"]), data=_token(page))
    assert (answer.mimetype, answer.json["person"]["email"]) == ("application/json", EMAIL)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="person-{mia.id}.json"'
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.event, entry.thing_id, entry.actor_name) == ("person.exported", mia.id, "Ada Admin")


def _token(page: Any) -> dict[str, str]:
    return {"csrf_token": str(page.document.select_one("[name=csrf_token]")["value"])}


# --- erased ----------------------------------------------------------------------------------------------------------


def test_nothing_in_any_table_names_an_erased_person(people: People, mia: Person) -> None:
    assert all(word in everything_written() for word in (NAME, EMAIL, "E-4711", "Head of Sales"))
    _erase(people, mia)
    written = everything_written().casefold()
    assert [word for word in (NAME, EMAIL, "E-4711", "Head of Sales", "old@example.org") if word.casefold() in written] == []
    assert db.session.scalar(select(SearchWord.word).where(SearchWord.word == "mia")) is None


def test_account_and_sessions_are_gone_and_what_was_done_stays(browser: Browser, people: People, mia: Person) -> None:
    signed_in = Browser(browser.app, people).as_("mia")
    account_id, person_id = people.accounts["mia"].id, mia.id
    _erase(people, mia)
    assert db.session.get(Account, account_id) is None
    assert db.session.scalars(select(AuthSession).where(AuthSession.account_id == account_id)).all() == []
    signed_in.get("account.show", status=303, to="account.sign_in")
    person = db.session.get(Person, person_id)
    assert (person.name, person.email, person.archived_at is not None) == (f"#{person_id}", None, True)
    assert [one["table"] for one in queries.named_in(person)] == ["needs", "observations"]


def test_the_chain_of_the_audit_trail_stays_whole(people: People, mia: Person) -> None:
    done = _erase(people, mia)
    assert done["entries"] >= 4
    assert audit.broken_links() == []
    names = set(db.session.scalars(select(AuditEntry.actor_name)))
    assert (NAME in names, f"#{mia.id}" in names, "Paula Planner" in names) == (False, True, True)
    assert all(entry.salt is None for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.erased_at.is_not(None))))


def test_entries_from_before_can_be_erased_too(people: People, mia: Person) -> None:
    old = AuditEntry(
        at=audit.now(), actor_account_id=people.accounts["mia"].id, actor_name=NAME, event="need.created",
        thing_type="needs", thing_id=1, thing_name="x", changes={}, reason="", previous_hash=audit.last_hash(), hash="",
    )
    old.hash = audit.hash_of(old)
    db.session.add(old)
    db.session.commit()
    assert audit.broken_links() == []
    _erase(people, mia)
    assert (audit.broken_links(), db.session.get(AuditEntry, old.id).actor_name) == ([], f"#{mia.id}")


def test_two_people_of_one_entry_can_be_erased_one_after_the_other(people: People, mia: Person) -> None:
    sam = people.persons["sam"]
    audit.record(people.sam, "person.revised", mia, reason="by Sam Sponsor for Mia Manager")
    _erase(people, mia)
    _erase(people, sam)
    assert audit.broken_links() == []
    assert "Sam Sponsor" not in everything_written()


def test_a_forger_who_claims_that_a_name_was_erased_is_found_out(people: People, mia: Person) -> None:
    """The database lets anybody with its password erase; the chain asks for the entry that says so."""
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id).limit(1)).one()
    db.session.execute(
        update(AuditEntry).where(AuditEntry.id == entry.id).values(actor_name="Nobody", salt=None, erased_at=entry.at)
    )
    assert audit.broken_links() == [entry.id]


@pytest.mark.parametrize("change", ["event = 'x'", "thing_id = 9", "hash = 'x'", "at = '2020-01-01'", "personal_digest = 'x'"])
def test_erasing_changes_nothing_but_words(people: People, mia: Person, change: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(f"UPDATE audit_entries SET {change}, salt = NULL, erased_at = '2027-01-01 00:00:00'"))
    db.session.rollback()


def test_a_word_that_was_changed_without_erasing_breaks_the_chain(people: People, mia: Person) -> None:
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id).limit(1)).one()
    entry.actor_name = "Somebody else"
    assert audit.personal_digest_of(entry) != entry.personal_digest
    db.session.rollback()


def test_sealed_papers_keep_the_name_and_are_told(browser: Browser, people: People, mia: Person) -> None:
    brief = Brief(cycle_id=make_cycle(name="Next", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31)).id, number=1,
                  title="A", as_of_on=date(2027, 1, 1), snapshot={"owner": NAME})
    db.session.add(brief)
    db.session.commit()
    assert queries.sealed_with(mia) == [("brief", brief.id)]
    assert _erase(people, mia)["sealed"] == 1


def test_the_rows_of_a_sealed_plan_keep_the_name_as_the_plan_does(people: People, mia: Person) -> None:
    cycle = make_cycle(name="Next", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    program = make_program(cycle, owner_id=mia.id)
    baseline = freeze_plan(cycle, number=1, approved_at=now(), approved_by_id=None)
    program.owner_id = None
    db.session.commit()
    _erase(people, mia)
    kept = [row.content["owner"] for row in db.session.scalars(select(BaselineRow).where(BaselineRow.section == "programs"))]
    assert kept == [{"id": mia.id, "name": NAME}] == [row["owner"] for row in baseline.snapshot["programs"]]
    assert problems() == []


def test_a_namesake_keeps_the_name(people: People, mia: Person) -> None:
    db.session.add(Person(name=NAME, email="other@example.org"))
    db.session.add(Department(name="Friends of Mia Manager"))
    db.session.commit()
    _erase(people, mia)
    assert db.session.scalars(select(Person.email).where(Person.name == NAME)).all() == ["other@example.org"]
    assert "Friends of Mia Manager" in everything_written()
    assert EMAIL not in everything_written()


# --- who may, and when not -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["paula", "lena", "aud", "mia"])
def test_only_an_administrator_may(people: People, mia: Person, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.erase_person(mia, actor=people.actors[who], reason="x")
    with pytest.raises(NotAllowed):
        commands.export_person(mia, actor=people.actors[who])


def test_nobody_erases_themselves(people: People) -> None:
    with pytest.raises(RuleBroken, match="cannot erase yourself"):
        commands.erase_person(people.persons["ada"], actor=people.ada, reason="x")


def test_the_last_administrator_stays(people: People) -> None:
    with pytest.raises(RuleBroken, match="last administrator"):
        commands.erase_person(people.persons["ada"], actor=SYSTEM, reason="x")


def test_who_answers_for_open_things_hands_them_over_first(people: People, mia: Person) -> None:
    db.session.scalars(select(Action)).one().owner_id = mia.id
    db.session.commit()
    with pytest.raises(RuleBroken, match="still answers for open things: 1"):
        commands.erase_person(mia, actor=people.ada, reason="x")


def test_a_waiting_file_is_decided_on_first(people: People, mia: Person) -> None:
    db.session.add(ImportRun(kind="people", file_name="a.csv", sha256="x", content=b"Mia", created_at=audit.now()))
    db.session.commit()
    with pytest.raises(RuleBroken, match="A file waits"):
        commands.erase_person(mia, actor=people.ada, reason="x")


def test_an_erased_person_is_not_brought_back(people: People, mia: Person) -> None:
    _erase(people, mia)
    for again in (lambda: restore_person(mia, actor=people.ada), lambda: revise_person(mia, actor=people.ada, values={}),
                  lambda: commands.erase_person(mia, actor=people.ada, reason="x")):
        with pytest.raises(RuleBroken, match="erased"):
            again()


def test_the_page_asks_for_the_name_before_it_erases(browser: Browser, people: People, mia: Person) -> None:
    browser.as_("ada")
    page = browser.get("privacy.show", person_id=mia.id)
    said = browser.submit(page, "/erase", {"reason": "asked", "name": "Mia"}, status=422).errors()
    assert said == ["The name of the person, to be sure: This is another name. Check that you erase the right person."]
    shown = browser.submit(page, "/erase", {"reason": "asked", "name": "mia manager"}, to="people.show")
    person = browser.fetch(shown.path)
    assert (person.h1, "Of this person only the number is kept." in person.html) == (f"#{mia.id}", True)


def test_a_person_who_is_not_there_is_404(browser: Browser) -> None:
    browser.as_("ada").get("privacy.show", person_id=999_999, status=404)


def test_the_command_line_hands_out_and_erases(browser: Browser, mia: Person) -> None:
    runner = browser.app.test_cli_runner()
    found = json.loads(runner.invoke(person_cli, ["export", str(mia.id)]).output)
    assert found["person"]["name"] == NAME
    done = runner.invoke(person_cli, ["erase", str(mia.id), "--reason", "asked", "--yes"])
    assert (done.exit_code, done.output.splitlines()[1]) == (0, "Sealed plans, reviews and briefs that keep the name: 0.")
    again = runner.invoke(person_cli, ["erase", str(mia.id), "--reason", "asked", "--yes"])
    assert (again.exit_code, f"Error: #{mia.id} is erased already." in again.output) == (1, True)
    assert "no person with the number 0" in runner.invoke(person_cli, ["export", "0"]).output
