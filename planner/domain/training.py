"""Training records, added up per program and fortnight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

FORTNIGHT_DAYS = 14
_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """One person in one program on one day. None means that nobody said."""

    person: str
    on: date
    program: str
    counts_as_completed: bool | None = None
    days: Decimal | None = None
    cost: Decimal | None = None
    row: int = 0


@dataclass(frozen=True)
class FortnightFigures:
    """What the records of one program in one fortnight of the cycle come to.

    Unique participants cannot be added up over fortnights: `n_persons_to_date` counts each person once since the
    cycle's start. Sums are None when no record carries the value; `n_without_…` tell how many do not.
    """

    program: str
    number: int
    starts_on: date
    ends_on: date
    n_records: int
    n_persons: int
    n_persons_to_date: int
    n_completed: int
    n_judged: int
    days: Decimal | None
    cost: Decimal | None
    n_without_days: int
    n_without_cost: int

    @property
    def completion_rate(self) -> Decimal | None:
        """Percent of the records that were completed or passed; None when no record says how it ended."""
        return Decimal(100 * self.n_completed) / self.n_judged if self.n_judged else None


def fortnight_figures(records: Iterable[TrainingRecord], starts_on: date, ends_on: date) -> list[FortnightFigures]:
    """Figures by program and fortnight of the cycle. A fortnight without records gives none: unknown, not zero."""
    by_place: dict[tuple[str, int], list[TrainingRecord]] = {}
    for record in records:
        if starts_on <= record.on <= ends_on:
            place = (record.program, (record.on - starts_on).days // FORTNIGHT_DAYS + 1)
            by_place.setdefault(place, []).append(record)
    seen: dict[str, set[str]] = {}
    figures: list[FortnightFigures] = []
    for (program, number), here in sorted(by_place.items()):
        so_far = seen.setdefault(program, set())
        so_far.update(record.person for record in here)
        figures.append(_figures(program, number, (starts_on, ends_on), here, len(so_far)))
    return figures


def _figures(
    program: str, number: int, cycle: tuple[date, date], records: Sequence[TrainingRecord], n_persons_to_date: int
) -> FortnightFigures:
    first = cycle[0] + timedelta(days=FORTNIGHT_DAYS * (number - 1))
    judged = [record for record in records if record.counts_as_completed is not None]
    days = [record.days for record in records if record.days is not None]
    costs = [record.cost for record in records if record.cost is not None]
    return FortnightFigures(
        program=program,
        number=number,
        starts_on=first,
        ends_on=min(first + timedelta(days=FORTNIGHT_DAYS - 1), cycle[1]),
        n_records=len(records),
        n_persons=len({record.person for record in records}),
        n_persons_to_date=n_persons_to_date,
        n_completed=sum(1 for record in judged if record.counts_as_completed),
        n_judged=len(judged),
        days=sum(days, _NOUGHT) if days else None,
        cost=sum(costs, _NOUGHT) if costs else None,
        n_without_days=len(records) - len(days),
        n_without_cost=len(records) - len(costs),
    )
