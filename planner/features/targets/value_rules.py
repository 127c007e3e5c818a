"""What a value of an indicator must be like, whoever brings it: a form, a fortnight's page, a file of a hundred thousand rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.charts.finding import amount
from planner.domain.cycles import fortnight_of
from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.values import Aggregation, CycleState
from planner.features.targets.standing import bounds_of, is_share, scale_of
from planner.models import Cycle, Indicator

PLACES = Decimal("0.000001")  # what the database keeps
LARGEST = Decimal(9_000_000_000_000)  # and how far it goes


@dataclass(frozen=True, slots=True)
class ValueRules:
    """The rules for the values of one indicator, settled once for all of its values."""

    measure: str
    unit: str
    scale: int  # what a ratio is multiplied with to be in the unit
    is_share: bool
    least: Decimal | None
    is_weighted: bool

    @staticmethod
    def of(indicator: Indicator) -> "ValueRules":
        """From an indicator that comes with its measure and goal."""
        measure = indicator.measure
        return ValueRules(
            measure.name, indicator.unit, scale_of(indicator.unit), is_share(measure), bounds_of(measure)[0],
            measure.aggregation is Aggregation.WEIGHTED_MEAN,
        )

    def value_of(
        self, value: Decimal | None, to_date: Decimal | None, numerator: Decimal | None, denominator: Decimal | None,
        respondents: int | None,
    ) -> Decimal:
        """The value, worked out from the parts of a ratio where they are given. Raises `RuleBroken` when it cannot be."""
        is_ratio = numerator is not None or denominator is not None
        if is_ratio:
            value = self._ratio(numerator, denominator)
        if value is None:
            raise RuleBroken(msg("Enter the value."), field="value")
        if self.is_share and not 0 <= value <= 100:
            raise RuleBroken(
                msg("A percentage lies between 0 and 100; %(value)s does not.", value=amount(value, self.unit)),
                field="numerator" if is_ratio else "value",
            )
        if self.least is not None and value < self.least:
            raise RuleBroken(
                msg("“%(measure)s” cannot be below %(least)s.", measure=self.measure, least=self.least), field="value"
            )
        if abs(value) > LARGEST:
            raise RuleBroken(msg("This number is too large to be right."), field="value")
        if to_date is not None and to_date < value:
            raise RuleBroken(
                msg("Since the year began there cannot be fewer (%(to_date)s) than in this period alone (%(value)s).",
                    to_date=to_date, value=value),
                field="to_date",
            )
        if self.is_weighted and not respondents:
            raise RuleBroken(msg("Enter how many people answered; the mean is weighted by it."), field="respondents")
        return value

    def _ratio(self, numerator: Decimal | None, denominator: Decimal | None) -> Decimal:
        if numerator is None or denominator is None:
            raise RuleBroken(msg("Enter both parts of the ratio, or the ratio alone."),
                             field="numerator" if numerator is None else "denominator")
        if denominator <= 0:
            raise RuleBroken(msg("The second part of the ratio must be above zero."), field="denominator")
        return numerator / denominator * self.scale


def check_period(starts_on: date, ends_on: date, *, cycle: Cycle, aggregation: Aggregation, on: date) -> None:
    """A value is for a fortnight of its cycle that is over, or for a day where the last value counts. Raises `RuleBroken`."""
    if starts_on > ends_on:
        raise RuleBroken(msg("The period must end after it begins."), field="period")
    if ends_on > on:
        raise RuleBroken(
            msg("A value is entered when its period is over; this one ends on %(day)s.", day=ends_on), field="period"
        )
    fortnight = fortnight_of(starts_on, cycle.starts_on, cycle.ends_on)
    if fortnight is None:
        raise RuleBroken(
            msg("%(day)s lies outside %(cycle)s (%(first)s to %(last)s).", day=starts_on, cycle=cycle.name,
                first=cycle.starts_on, last=cycle.ends_on),
            field="period",
        )
    is_day = starts_on == ends_on and aggregation is Aggregation.LAST
    if not is_day and (starts_on, ends_on) != (fortnight.starts_on, fortnight.ends_on):
        raise RuleBroken(msg("Choose a fortnight of the planning year."), field="period")


def check_cycle(cycle: Cycle) -> None:
    if cycle.state is CycleState.CLOSED:
        raise RuleBroken(msg("%(cycle)s is closed; its values no longer change.", cycle=cycle.name))
