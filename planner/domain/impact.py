"""What a change is worth, after Phillips: nothing is claimed that was not isolated, costs are fully loaded, estimates are
adjusted for their error. Amounts are in one currency; shares lie between 0 and 1."""

from decimal import Decimal

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg

HUNDRED = Decimal(100)


def adjusted_impact(change: Decimal, isolation_share: Decimal, confidence: Decimal) -> Decimal:
    """Change × isolation share × confidence, in the unit of the change. Raises `RuleBroken` for a share outside 0–1."""
    for share, field in ((isolation_share, "isolation_share"), (confidence, "confidence")):
        if not 0 <= share <= 1:
            raise RuleBroken(msg("Use a share from 0 to 100 %%."), field=field)
    return change * isolation_share * confidence


def roi(benefits: Decimal, fully_loaded_cost: Decimal, *, isolation_method: str) -> Decimal | None:
    """(Benefits − cost) / cost × 100, in percent. None without an isolation method, or where nothing was spent."""
    if not isolation_method or fully_loaded_cost <= 0:
        return None
    return (benefits - fully_loaded_cost) / fully_loaded_cost * HUNDRED


def benefit_cost_ratio(benefits: Decimal, fully_loaded_cost: Decimal, *, isolation_method: str) -> Decimal | None:
    """Benefits / fully loaded cost. None under the same conditions as `roi`."""
    if not isolation_method or fully_loaded_cost <= 0:
        return None
    return benefits / fully_loaded_cost
