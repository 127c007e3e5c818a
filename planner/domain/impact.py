"""What a change is worth, after Phillips (ROI methodology): nothing is claimed that was not isolated, estimates are cut by the
confidence in them, and a return stands on the fully loaded cost. Amounts are in one currency; shares lie between 0 and 1."""

from dataclasses import dataclass
from decimal import Decimal

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg

HUNDRED = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Costs:
    """The two bases of cost, which give different returns and must not be mixed.

    `direct` (ATD): salaries of the learning function, development, delivery, administration, fees; without travel and lost time.
    The fully loaded cost (Phillips) adds the participants' time and their travel.
    """

    direct: Decimal
    participants_time: Decimal = NOTHING
    travel: Decimal = NOTHING

    @property
    def fully_loaded(self) -> Decimal:
        return self.direct + self.participants_time + self.travel


def adjusted_impact(change: Decimal, isolation_share: Decimal, confidence: Decimal) -> Decimal:
    """Change × isolation share × confidence, in the unit of the change. Raises `RuleBroken` for a share outside 0–1."""
    for share, field in ((isolation_share, "isolation_share"), (confidence, "confidence")):
        if not 0 <= share <= 1:
            raise RuleBroken(msg("Use a share between nothing and the whole."), field=field)
    return change * isolation_share * confidence


def roi(benefits: Decimal, fully_loaded_cost: Decimal, *, isolation_method: str) -> Decimal | None:
    """(Benefits − cost) / cost × 100, in percent. None without an isolation method, or where nothing was spent."""
    ratio = benefit_cost_ratio(benefits, fully_loaded_cost, isolation_method=isolation_method)
    return None if ratio is None else (benefits - fully_loaded_cost) / fully_loaded_cost * HUNDRED


def benefit_cost_ratio(benefits: Decimal, fully_loaded_cost: Decimal, *, isolation_method: str) -> Decimal | None:
    """Benefits / fully loaded cost. None without an isolation method, or where nothing was spent."""
    if not isolation_method.strip() or fully_loaded_cost <= 0:
        return None
    return benefits / fully_loaded_cost
