"""The effect that a sponsor expects of a program on a goal, and whether a program lies in its planning year."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.messages import N_, Message, msg
from planner.domain.values import ImpactKind

RATINGS: Mapping[str, str] = {"high": N_("High"), "medium": N_("Medium"), "low": N_("Low")}

# What a rate, a return and a prediction are values of needs no question.
USUAL_UNITS: Mapping[ImpactKind, str] = {
    ImpactKind.RATE: "percent", ImpactKind.RETURN: "percent", ImpactKind.PREDICTION: "percent",
}


def checked_impact(values: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The planned impact, complete and free of what does not belong to its kind. Raises `RuleBroken`."""
    kind: ImpactKind | None = values.get("kind")
    given = dict(values)
    if kind is None:
        if any(values.get(name) not in (None, "") for name in ("planned_value", "rating", "agreed_on")):
            raise RuleBroken(msg("Choose how the impact is stated."), field="kind")
    elif kind is ImpactKind.HIGH_MEDIUM_LOW:
        if values.get("rating") not in RATINGS:
            raise RuleBroken(msg("Choose high, medium or low."), field="rating")
        given |= {"planned_value": None, "unit": ""}
    else:
        given |= {"rating": None, "unit": _unit(kind, values.get("unit") or "")}
        _check_value(kind, values.get("planned_value"))
    _check_agreement(values.get("agreed_by_id"), values.get("agreed_on"), on)
    return given


def _unit(kind: ImpactKind, unit: str) -> str:
    if not unit and kind not in USUAL_UNITS:
        raise RuleBroken(msg("Give the unit of the value."), field="unit")
    return unit or USUAL_UNITS[kind]


def _check_value(kind: ImpactKind, value: Decimal | None) -> None:
    if value is None:
        raise RuleBroken(msg("Give the value that the sponsor expects."), field="planned_value")
    if kind in (ImpactKind.RATE, ImpactKind.PREDICTION) and not 0 <= value <= 100:
        raise RuleBroken(msg("A share lies between 0 and 100 percent."), field="planned_value")


def _check_agreement(agreed_by_id: int | None, agreed_on: date | None, on: date) -> None:
    if agreed_on is not None and agreed_on > on:
        raise RuleBroken(msg("An agreement cannot lie in the future."), field="agreed_on")
    if agreed_on is not None and agreed_by_id is None:
        raise RuleBroken(msg("Say who agreed."), field="agreed_by_id")
    if agreed_by_id is not None and agreed_on is None:
        raise RuleBroken(msg("Give the day of the agreement, or leave the person empty until then."), field="agreed_on")


def check_dates(starts_on: date | None, ends_on: date | None, year: tuple[date, date]) -> None:
    """Refuse dates in the wrong order, and dates that have nothing to do with the planning year. Raises `RuleBroken`."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise RuleBroken(msg("The end lies before the start."), field="ends_on")
    if starts_on is not None and starts_on > year[1]:
        raise RuleBroken(
            msg("The planning year has ended by then (%(day)s). Choose an earlier start.", day=year[1]), field="starts_on"
        )
    if ends_on is not None and ends_on < year[0]:
        raise RuleBroken(
            msg("The planning year begins after that (%(day)s). Choose a later end.", day=year[0]), field="ends_on"
        )


def warning_on_dates(starts_on: date | None, ends_on: date | None, year: tuple[date, date]) -> Message | None:
    """A sentence about the part of a program that lies outside its planning year; None when it lies within."""
    if starts_on is not None and starts_on < year[0]:
        return msg("It starts before the planning year, which begins on %(day)s.", day=year[0])
    if ends_on is not None and ends_on > year[1]:
        return msg("It ends after the planning year, which ends on %(day)s.", day=year[1])
    return None
