"""Sessions, throttling, passwords and the first set-up."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from planner.domain.errors import RuleBroken
from planner.features.account import commands, queries
from planner.infra.clock import Clock, now
from planner.infra.tokens import fingerprint, needs_new_hash
from planner.models import Account, AuditEntry, AuthSession, Organization, SignInFailure, db
from planner.permissions import Role
from tests.actors import PASSWORD, People
from tests.conftest import NOW


def _token(people: People, hours: int = 12) -> str:
    token = commands.start_session(people.accounts["mia"], actor=people.mia, user_agent="test", hours=hours)
    db.session.commit()
    return token


def test_only_a_hash_of_the_token_is_stored(people: People) -> None:
    token = _token(people)
    session = db.session.scalars(select(AuthSession)).one()
    stored = [str(getattr(session, column.key)) for column in inspect(AuthSession).column_attrs]
    assert session.token_hash == fingerprint(token)
    assert not any(token in value for value in stored)


def test_neither_token_nor_password_enters_the_audit_trail(people: People) -> None:
    token = _token(people)
    commands.change_password(people.accounts["mia"], actor=people.mia, old=PASSWORD, new="another calm morning", token=token)
    told = " ".join(f"{entry.changes} {entry.reason} {entry.thing_name}" for entry in db.session.scalars(select(AuditEntry)))
    assert not any(secret in told for secret in (token, fingerprint(token), "calm", "argon2"))


def test_a_session_ends_when_nobody_uses_it(people: People, clock: Clock) -> None:
    token = _token(people)
    clock.set(NOW + timedelta(minutes=59))
    assert queries.live_session(token, idle_minutes=60) is not None
    clock.set(NOW + timedelta(minutes=60))
    assert queries.live_session(token, idle_minutes=60) is None


def test_a_session_in_use_ends_after_its_hours(people: People, clock: Clock) -> None:
    token = _token(people, hours=1)
    clock.set(NOW + timedelta(minutes=59))
    commands.touch_session(db.session.scalars(select(AuthSession.id)).one())
    clock.set(NOW + timedelta(minutes=60))
    assert queries.live_session(token, idle_minutes=600) is None


def test_a_revoked_session_is_over(people: People) -> None:
    token = _token(people)
    commands.end_session(token, actor=people.mia)
    assert queries.live_session(token, idle_minutes=60) is None


def test_a_new_password_signs_out_the_other_browsers_only(people: People) -> None:
    here, there = _token(people), _token(people)
    commands.change_password(people.accounts["mia"], actor=people.mia, old=PASSWORD, new="another calm morning", token=here)
    assert queries.live_session(here, idle_minutes=60) is not None
    assert queries.live_session(there, idle_minutes=60) is None


def test_failures_are_counted_for_a_quarter_of_an_hour(people: People, clock: Clock) -> None:
    for _ in range(5):
        commands.count_failure(["email mia@example.org"])
    with pytest.raises(RuleBroken, match="quarter of an hour"):
        commands.check_throttle(["email mia@example.org"], allowed=5)
    commands.check_throttle(["email otto@example.org"], allowed=5)
    clock.set(NOW + timedelta(minutes=15, seconds=1))
    commands.check_throttle(["email mia@example.org"], allowed=5)


def test_old_failures_are_forgotten_and_no_address_is_kept(people: People, clock: Clock) -> None:
    commands.count_failure(["email mia@example.org"])
    clock.set(NOW + timedelta(minutes=16))
    commands.count_failure(["email otto@example.org"])
    assert db.session.scalars(select(SignInFailure.key_hash)).all() == [fingerprint("email otto@example.org")]


def test_somebody_put_in_another_department_sees_what_lies_below(people: People) -> None:
    account = queries.account_by_email("MIA@example.org ")
    assert account is not None
    departments = people.departments
    assert queries.actor_of(account).department_ids == {departments["Sales"].id, departments["Sales North"].id}


def test_the_first_set_up_makes_an_administrator_who_plans(session: object, clock: Clock) -> None:
    account = commands.set_up(
        organization_name="Meridian", currency="USD", fiscal_year_start_month=7, name="Ada", email="Ada@Example.org",
        password=PASSWORD,
    )
    assert {grant.role for grant in account.roles} == {Role.ADMINISTRATOR, Role.CLO}
    assert (account.email, db.session.scalars(select(Organization.currency)).one()) == ("ada@example.org", "USD")
    assert account.created_at == now()


def test_the_set_up_is_possible_once(people: People) -> None:
    with pytest.raises(RuleBroken, match="set up already"):
        commands.set_up(
            organization_name="Mine", currency="EUR", fiscal_year_start_month=1, name="Eve", email="eve@example.org",
            password=PASSWORD,
        )


def test_the_set_up_takes_over_an_organization_that_an_import_made(session: object) -> None:
    commands.found_organization("Our organization")
    commands.set_up(
        organization_name="Meridian", currency="EUR", fiscal_year_start_month=1, name="Ada", email="ada@example.org",
        password=PASSWORD,
    )
    assert db.session.scalars(select(Organization.name)).all() == ["Meridian"]
    assert len(db.session.scalars(select(Account)).all()) == 1


def test_an_old_hash_is_renewed_without_a_save_of_the_account(people: People) -> None:
    account = people.accounts["mia"]
    version = account.version
    commands.renew_hash(account, PASSWORD)
    db.session.refresh(account)
    assert not needs_new_hash(account.password_hash)
    assert account.version == version
