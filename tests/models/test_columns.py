"""Columns give back exactly what they were given, on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from planner.models import Goal, Organization, Person, SignInFailure, Sponsorship, db
from planner.models.base import Scaled, UtcDateTime
from tests.actors import People
from tests.makers import make_cycle, make_goal


def _kept_instant(instant: datetime) -> datetime:
    failure = SignInFailure(key_hash="x", failed_at=instant)
    db.session.add(failure)
    db.session.commit()
    db.session.expire_all()
    return failure.failed_at


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2027, 7, 13, 9, 0, tzinfo=UTC),
        datetime(2027, 7, 13, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(1999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-11))),
    ],
)
def test_an_instant_comes_back_aware_and_in_utc(session: Any, instant: datetime) -> None:
    kept = _kept_instant(instant)
    assert (kept, kept.utcoffset()) == (instant, timedelta(0))


def test_an_instant_without_a_zone_is_refused(session: Any) -> None:
    with pytest.raises(StatementError, match="time zone"):
        _kept_instant(datetime(2027, 7, 13, 9, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    "value", ["0", "18", "-0.000001", "0.1", "123456.789012", "9000000000000", "-9000000000000.5"]
)
def test_a_decimal_comes_back_exactly(session: Any, value: str) -> None:
    goal = make_goal(target_value=Decimal(value))
    db.session.expire_all()
    assert goal.target_value == Decimal(value)


def test_sums_in_the_database_are_exact(session: Any) -> None:
    cycle = make_cycle()
    for _ in range(10):
        make_goal(cycle, weight=Decimal("0.1"))
    assert db.session.scalar(select(func.sum(Goal.weight))) == Decimal(1)


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="not exact"):
        Scaled(6).process_bind_param(0.1, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [Decimal(10) ** 13, Decimal(-10) ** 14, Decimal("9223372036854.775808")])
def test_a_number_beyond_the_column_is_refused(value: Decimal) -> None:
    with pytest.raises(ValueError, match="too large"):
        Scaled(6).process_bind_param(abs(value), None)  # type: ignore[arg-type]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_what_goes_in_comes_out(value: Decimal) -> None:
    column = Scaled(6)
    assert column.process_result_value(column.process_bind_param(value, None), None) == value  # type: ignore[arg-type]


@given(st.datetimes(timezones=st.timezones()))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_aware_instant_goes_in_as_utc(instant: datetime) -> None:
    try:
        expected = instant.astimezone(UTC)
    except OverflowError:  # the first and the last day of all, in a far zone
        return
    bound = UtcDateTime().process_bind_param(instant, None)  # type: ignore[arg-type]
    assert (bound, bound and bound.tzinfo) == (expected, UTC)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Organization, {"name": "X", "fiscal_year_start_month": 13}),
        (Organization, {"name": "X", "band_on_track": Decimal(80), "band_at_risk": Decimal(90)}),
        (Person, {"name": "X", "started_on": date(2027, 2, 1), "left_on": date(2027, 1, 1)}),
    ],
)
def test_the_database_itself_refuses_what_makes_no_sense(session: Any, model: Any, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(insert(model).values(**values))
    db.session.rollback()


def test_a_word_outside_the_vocabulary_is_refused_by_the_database(session: Any) -> None:
    cycle = make_cycle()
    table = Goal.__table__
    statement = table.insert().values(cycle_id=cycle.id, rank=1, statement="X", direction="sideways")
    with pytest.raises((IntegrityError, StatementError)):
        db.session.execute(statement)
    db.session.rollback()


def test_the_database_knows_one_lead_sponsor(people: People) -> None:
    goal = make_goal()
    for who in ("sam", "mia"):
        db.session.add(Sponsorship(goal=goal, person=people.persons[who], is_lead=True))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_row_deleted_from_the_session_takes_its_parts_along(people: People) -> None:
    goal = make_goal()
    db.session.add(Sponsorship(goal_id=goal.id, person_id=people.persons["sam"].id))
    db.session.commit()
    db.session.execute(Goal.__table__.delete())
    assert db.session.scalars(select(Sponsorship)).all() == []
