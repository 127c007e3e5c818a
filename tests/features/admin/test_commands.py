"""Accounts, the organization, the audit trail, integrity."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text, update

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.values import CycleState
from planner.features.account import commands as account_commands
from planner.features.account import queries as account_queries
from planner.features.admin import commands, queries
from planner.features.cycles.commands import approve_cycle
from planner.infra.integrity import problems
from planner.infra.keyset import PAGE_SIZE, Seek
from planner.models import Account, AuditEntry, AuthSession, Baseline, Person, db
from planner.permissions import Role
from tests.actors import PASSWORD, People
from tests.makers import make_cycle, make_goal


def _account(people: People, who: str) -> Account:
    account = account_queries.account_by_id(people.accounts[who].id)
    assert account is not None
    return account


def _events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_roles_are_changed_and_the_trail_tells_from_what_to_what(people: People) -> None:
    account_commands.change_roles(_account(people, "mia"), actor=people.ada, roles={Role.EXECUTIVE, Role.AUDITOR})
    assert {grant.role for grant in _account(people, "mia").roles} == {"executive", "auditor"}
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.changes == {"roles": [["department_head"], ["auditor", "executive"]]}


def test_the_second_administrator_who_changes_roles_is_told(people: People) -> None:
    account = _account(people, "mia")
    loaded = account.version
    account_commands.change_roles(account, actor=people.ada, roles={Role.AUDITOR}, version=loaded)
    with pytest.raises(StaleEdit):
        account_commands.change_roles(account, actor=people.ada, roles={Role.EXECUTIVE}, version=loaded)


def test_an_account_keeps_a_role(people: People) -> None:
    with pytest.raises(RuleBroken, match="at least one role"):
        account_commands.change_roles(_account(people, "mia"), actor=people.ada, roles=set())


def test_the_last_administrator_stays_one(people: People) -> None:
    with pytest.raises(RuleBroken, match="last administrator"):
        account_commands.change_roles(_account(people, "ada"), actor=people.ada, roles={Role.AUDITOR})
    account_commands.change_roles(_account(people, "aud"), actor=people.ada, roles={Role.ADMINISTRATOR})
    account_commands.change_roles(_account(people, "ada"), actor=people.ada, roles={Role.AUDITOR})


def test_an_inactive_administrator_does_not_count(people: People) -> None:
    aud = _account(people, "aud")
    account_commands.change_roles(aud, actor=people.ada, roles={Role.ADMINISTRATOR})
    account_commands.deactivate_account(aud, actor=people.ada)
    with pytest.raises(RuleBroken, match="last administrator"):
        account_commands.change_roles(_account(people, "ada"), actor=people.ada, roles={Role.AUDITOR})


def test_nobody_deactivates_their_own_account(people: People) -> None:
    with pytest.raises(RuleBroken, match="your own account"):
        account_commands.deactivate_account(_account(people, "ada"), actor=people.ada)


def test_who_is_deactivated_is_signed_out_at_once(people: People) -> None:
    mia = _account(people, "mia")
    token = account_commands.start_session(mia, actor=people.mia, user_agent="", hours=12)
    account_commands.deactivate_account(mia, actor=people.ada)
    assert account_queries.live_session(token, idle_minutes=60) is None
    assert _events() == ["account.signed_in", "account.deactivated", "account.signed_out_everywhere"]


def test_a_new_password_signs_out_and_works(people: People) -> None:
    mia = _account(people, "mia")
    token = account_commands.start_session(mia, actor=people.mia, user_agent="", hours=12)
    account_commands.set_password(mia, actor=people.ada, password="another calm morning")
    assert account_queries.live_session(token, idle_minutes=60) is None
    with pytest.raises(RuleBroken, match="not your present password"):
        account_commands.change_password(mia, actor=people.mia, old=PASSWORD, new="yet another morning", token="")


@pytest.mark.parametrize(
    ("email", "password", "roles", "field"),
    [
        ("new@example.org", "short", {Role.AUDITOR}, "password"),
        ("new@example.org", "aaaaaaaaaaaaaa", {Role.AUDITOR}, "password"),
        ("new@example.org", "x" * 12 + "abcdef" * 40, {Role.AUDITOR}, "password"),
        ("mia@Example.org", PASSWORD, {Role.AUDITOR}, "email"),
        ("new@example.org", PASSWORD, set(), "roles"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    people: People, email: str, password: str, roles: set[Role], field: str
) -> None:
    person = Person(name="Nina New")
    db.session.add(person)
    with pytest.raises(RuleBroken) as refused:
        account_commands.create_account(person, actor=people.ada, email=email, password=password, roles=roles)
    assert refused.value.field == field


def test_a_person_has_one_account(people: People) -> None:
    with pytest.raises(RuleBroken, match="already has an account"):
        account_commands.create_account(
            people.persons["mia"], actor=people.ada, email="mia2@example.org", password=PASSWORD, roles={Role.AUDITOR}
        )


@pytest.mark.parametrize("who", ["paula", "lena", "sam", "mia", "otto", "aud"])
def test_only_administrators_keep_accounts(people: People, who: str) -> None:
    actor, other = people.actors[who], _account(people, "ada")
    for refused in (
        lambda: account_commands.change_roles(other, actor=actor, roles={Role.AUDITOR}),
        lambda: account_commands.deactivate_account(other, actor=actor),
        lambda: account_commands.set_password(other, actor=actor, password=PASSWORD),
        lambda: account_commands.end_all_sessions(other, actor=actor),
        lambda: commands.revise_organization(people.organization, actor=actor, values={"name": "Mine"}),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_organization_changes_and_the_trail_tells(people: People) -> None:
    commands.revise_organization(people.organization, actor=people.ada, values={"band_on_track": Decimal(90)})
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.event, entry.changes) == ("organization.revised", {"band_on_track": ["95", "90"]})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"band_at_risk": Decimal(95)}, "band_at_risk"), ({"band_on_track": Decimal(101)}, "band_at_risk"),
        ({"band_at_risk": Decimal(0)}, "band_at_risk"), ({"minimum_respondents": 2}, "minimum_respondents"),
    ],
)
def test_house_rules_that_make_no_sense_are_refused(people: People, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        commands.revise_organization(people.organization, actor=people.ada, values=values)
    assert refused.value.field == field


def _entries(people: People, n: int) -> None:
    for number in range(n):
        commands.revise_organization(people.organization, actor=people.ada, values={"name": f"Name {number}"})
    db.session.commit()


def test_the_trail_is_read_in_parts_the_newest_first(people: People) -> None:
    _entries(people, PAGE_SIZE + 3)
    first = queries.trail()
    rest = queries.trail(Seek(after=first.later or ""))
    ids = [entry.id for entry in first.rows + rest.rows]
    assert (len(first.rows), len(rest.rows), rest.later) == (PAGE_SIZE, 3, None)
    assert ids == sorted(ids, reverse=True)


def test_the_trail_is_filtered_by_thing_and_by_who(people: People) -> None:
    _entries(people, 1)
    make_goal()
    assert len(queries.trail(thing_type="organizations", who="ADA").rows) == 1
    assert queries.trail(thing_type="goals").rows == []
    assert queries.trail(who="paula").rows == []


def _tamper(entry_id: int) -> None:
    """What somebody with access to the database file could do."""
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(text("DROP TRIGGER audit_entries_no_update"))
    else:
        db.session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
    db.session.execute(update(AuditEntry).where(AuditEntry.id == entry_id).values(actor_name="Somebody else"))
    db.session.expire_all()


def test_an_unbroken_chain_is_unbroken(people: People) -> None:
    _entries(people, 3)
    state = queries.chain_state(everything=True)
    assert (state.count.n, state.n_checked, state.broken_ids) == (3, 3, [])


def test_a_changed_entry_breaks_the_chain(people: People) -> None:
    _entries(people, 3)
    second = queries.trail().rows[1].id
    _tamper(second)
    assert queries.chain_state().broken_ids == [second]
    assert [str(problem) for problem in problems()] == [
        "The audit trail is not guarded: the triggers that refuse changes are gone. Restore a backup.",
        f"The audit trail is broken at entry {second}; entries that do not fit: 1."
    ]


def test_the_newest_entries_can_be_checked_alone(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    _entries(people, 5)
    monkeypatch.setattr(queries, "QUICK_CHECK", 2)
    _tamper(queries.trail().rows[-1].id)
    assert queries.chain_state().broken_ids == []
    assert len(queries.chain_state(everything=True).broken_ids) == 1


def test_everything_fits_in_a_database_that_nobody_touched(people: People) -> None:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    make_goal(cycle)
    approve_cycle(cycle, actor=people.sam)
    db.session.commit()
    assert problems() == []


def test_a_changed_baseline_is_found(people: People) -> None:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    baseline = approve_cycle(cycle, actor=people.sam)
    baseline.snapshot = {**baseline.snapshot, "goals": [{"statement": "Something else"}]}
    db.session.commit()
    assert [str(p) for p in problems()] == [f"Baseline {baseline.id} is not what was frozen: it does not fit its hash."]
    assert db.session.scalars(select(Baseline)).one().id == baseline.id


def test_the_list_of_accounts_counts_open_browsers(people: People) -> None:
    account_commands.start_session(people.accounts["mia"], actor=people.mia, user_agent="", hours=12)
    gone = account_commands.start_session(people.accounts["mia"], actor=people.mia, user_agent="", hours=12)
    account_commands.end_session(gone, actor=people.mia)
    rows = {row.account.email: row for row in account_queries.accounts().rows}
    assert (rows["mia@example.org"].n_sessions, rows["otto@example.org"].last_seen_at) == (1, None)
    assert len(db.session.scalars(select(AuthSession)).all()) == 2
