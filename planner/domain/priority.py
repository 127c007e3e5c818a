"""Triage of needs: five scores of 1 to 5 with anchored descriptions make one of 1 to 5. The decision stays a person's."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.errors import RuleBroken
from planner.domain.messages import N_, msg

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is scored; `anchors` describe 1, 3 and 5. An inverted criterion counts the other way round."""

    name: str
    label: str
    anchors: tuple[str, str, str]
    is_inverted: bool = False


CRITERIA: tuple[Criterion, ...] = (
    Criterion("impact", N_("Impact on the goal"), (
        N_("hardly touches the goal"), N_("a noticeable part of the goal"), N_("the goal fails without it"))),
    Criterion("reach", N_("Audience reach"), (
        N_("a handful of people"), N_("a whole department"), N_("most of the organization"))),
    Criterion("urgency", N_("Urgency"), (
        N_("can wait a year"), N_("this half-year"), N_("within weeks"))),
    Criterion("exposure", N_("Regulatory exposure"), (
        N_("no rule asks for it"), N_("a rule recommends it"), N_("the law requires it"))),
    Criterion("effort", N_("Effort"), (
        N_("days of work"), N_("weeks of work"), N_("many months of work")), is_inverted=True),
)

EQUAL_WEIGHTS: Mapping[str, Decimal] = {criterion.name: Decimal(1) for criterion in CRITERIA}


def need_score(scores: Mapping[str, int | None], weights: Mapping[str, Decimal] = EQUAL_WEIGHTS) -> Decimal | None:
    """The weighted mean from 1 (low) to 5 (high), with two decimals; None while a score is missing.

    Raises `RuleBroken` for a score outside 1–5 and ValueError for weights that come to nothing.
    """
    values: dict[str, int] = {}
    for criterion in CRITERIA:
        score = scores.get(criterion.name)
        if score is None:
            return None
        if not LOWEST <= score <= HIGHEST:
            raise RuleBroken(msg("Use a score from 1 to 5."), field=criterion.name)
        values[criterion.name] = LOWEST + HIGHEST - score if criterion.is_inverted else score
    total = sum((weights.get(name, Decimal(0)) for name in values), Decimal(0))
    if total <= 0:
        raise ValueError("the weights come to nothing")
    mean = sum((weights.get(name, Decimal(0)) * value for name, value in values.items()), Decimal(0)) / total
    return mean.quantize(Decimal("0.01"))
