"""How long to wait after a failure."""

from datetime import timedelta

import pytest

from planner.domain.retry import FIRST, LONGEST, SPREAD, delay_after


def test_each_wait_is_about_twice_the_one_before() -> None:
    waits = [delay_after(attempt, seed=0) / (FIRST * 2 ** (attempt - 1)) for attempt in (1, 2, 3, 4, 5, 6)]
    assert all(1 - SPREAD <= share <= 1 + SPREAD for share in waits)


@pytest.mark.parametrize("attempt", [8, 40, 4000])
def test_no_wait_is_much_longer_than_an_hour(attempt: int) -> None:
    assert timedelta(minutes=45) <= delay_after(attempt, seed=1) <= LONGEST * (1 + SPREAD)


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({delay_after(3, seed=seed) for seed in range(50)}) == 50


def test_the_same_attempt_waits_the_same_time() -> None:
    assert delay_after(2, seed=7) == delay_after(2, seed=7)


def test_attempts_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        delay_after(0, seed=1)
