"""The only place that asks what time it is. Tests set it; everything else receives `today` or `now` as a value."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class Clock:
    """Tells the instant (UTC) and the day in the organization's time zone."""

    def __init__(self) -> None:
        self._read: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._zone = ZoneInfo("UTC")

    def use_zone(self, name: str) -> None:
        self._zone = ZoneInfo(name)

    def set(self, instant: datetime | None) -> None:
        """Stop at an aware instant, or run again with None."""
        if instant is None:
            self._read = lambda: datetime.now(UTC)
            return
        if instant.tzinfo is None:
            raise ValueError("the clock needs an aware instant")
        fixed = instant.astimezone(UTC)
        self._read = lambda: fixed

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """Whatever is set inside, the clock goes on afterwards as it did before."""
        before = self._read
        try:
            yield
        finally:
            self._read = before

    def instant(self, day: date, at: time) -> datetime:
        """The instant at which it is this time on this day in the organization's time zone."""
        return datetime.combine(day, at, self._zone).astimezone(UTC)

    def now(self) -> datetime:
        return self._read()

    def today(self) -> date:
        return self._read().astimezone(self._zone).date()


clock = Clock()


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return clock.now()


def today() -> date:
    """The current day in the organization's time zone."""
    return clock.today()
