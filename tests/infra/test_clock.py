"""What time it is, and which day."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from planner.infra.clock import Clock


def _at(zone: str, instant: datetime) -> Clock:
    clock = Clock()
    clock.use_zone(zone)
    clock.set(instant)
    return clock


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Europe/Amsterdam", datetime(2027, 7, 12, 22, 0, tzinfo=UTC), date(2027, 7, 13)),
        ("Europe/Amsterdam", datetime(2027, 7, 12, 21, 59, tzinfo=UTC), date(2027, 7, 12)),
        ("Europe/Amsterdam", datetime(2027, 12, 31, 23, 0, tzinfo=UTC), date(2028, 1, 1)),
        ("Europe/Amsterdam", datetime(2027, 3, 28, 0, 59, tzinfo=UTC), date(2027, 3, 28)),
        ("America/Los_Angeles", datetime(2027, 7, 13, 6, 59, tzinfo=UTC), date(2027, 7, 12)),
        ("Pacific/Kiritimati", datetime(2027, 7, 12, 10, 0, tzinfo=UTC), date(2027, 7, 13)),
    ],
)
def test_the_day_is_the_day_of_the_organization(zone: str, instant: datetime, day: date) -> None:
    assert _at(zone, instant).today() == day


def test_now_is_utc_whatever_zone_it_was_set_in() -> None:
    clock = _at("Europe/Amsterdam", datetime(2027, 7, 13, 11, 0, tzinfo=timezone(timedelta(hours=2))))
    assert (clock.now(), clock.now().tzinfo) == (datetime(2027, 7, 13, 9, 0, tzinfo=UTC), UTC)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock().set(datetime(2027, 7, 13))  # noqa: DTZ001


def test_a_clock_that_is_set_free_runs() -> None:
    clock = _at("UTC", datetime(2000, 1, 1, tzinfo=UTC))
    clock.set(None)
    assert clock.now().year > 2020
