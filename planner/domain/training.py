"""Training records, added up per program and fortnight."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.domain.cycles import FiscalYear, Period, fiscal_year, fortnight_of

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
    period: Period
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
    by_place: dict[str, dict[Period, list[TrainingRecord]]] = {}
    for record in records:
        period = fortnight_of(record.on, starts_on, ends_on)
        if period is not None:
            by_place.setdefault(record.program, {}).setdefault(period, []).append(record)
    figures: list[FortnightFigures] = []
    for program, by_period in sorted(by_place.items()):
        seen: set[str] = set()
        for period, here in sorted(by_period.items(), key=lambda item: item[0].number):
            seen.update(record.person for record in here)
            figures.append(_figures(program, period, here, n_persons_to_date=len(seen)))
    return figures


def fiscal_years_of(records: Iterable[TrainingRecord], start_month: int) -> list[tuple[FiscalYear, int]]:
    """The organization's years that the records fall in, each with the number of its records, the first one first."""
    counts = Counter(fiscal_year(record.on, start_month) for record in records)
    return sorted(counts.items(), key=lambda item: item[0].starts_on)


def _figures(program: str, period: Period, records: Sequence[TrainingRecord], *, n_persons_to_date: int) -> FortnightFigures:
    judged = [record for record in records if record.counts_as_completed is not None]
    days = [record.days for record in records if record.days is not None]
    costs = [record.cost for record in records if record.cost is not None]
    return FortnightFigures(
        program=program,
        period=period,
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
