"""Writes to the measure library."""

import re
from collections.abc import Mapping
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.features.measures import queries
from planner.infra import audit
from planner.infra.clock import now
from planner.infra.editing import check_version, revise
from planner.models import Measure, db
from planner.permissions import Actor, Permission, authorize

_CODE = re.compile(r"[a-z][a-z0-9_]*")


def create_measure(*, actor: Actor, values: Mapping[str, Any]) -> Measure:
    """Add a measure to the library. `values` are columns of `Measure`. Raises `RuleBroken`."""
    authorize(actor, Permission.MEASURE_EDIT)
    _check_code(values["code"])
    _check_name(values["name"])
    measure = Measure(**values)
    db.session.add(measure)
    db.session.flush()
    audit.record(actor, "measure.created", measure)
    return measure


def revise_measure(measure: Measure, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> None:
    """Change a definition. The code never changes; unit and aggregation only while nothing is measured with it."""
    authorize(actor, Permission.MEASURE_EDIT, measure)
    check_version(measure, version)
    if "name" in values:
        _check_name(values["name"], but_for=measure.id)
    _check_stable(measure, values)
    revise(measure, values, actor=actor, event="measure.revised")


def archive_measure(measure: Measure, *, actor: Actor) -> None:
    """Put a measure away: targets keep it, new ones cannot choose it."""
    authorize(actor, Permission.MEASURE_EDIT, measure)
    if measure.archived_at is None:
        revise(measure, {"archived_at": now()}, actor=actor, event="measure.archived")


def restore_measure(measure: Measure, *, actor: Actor) -> None:
    """Take a measure back into the library."""
    authorize(actor, Permission.MEASURE_EDIT, measure)
    revise(measure, {"archived_at": None}, actor=actor, event="measure.restored")


def _check_code(code: str) -> None:
    if not _CODE.fullmatch(code):
        raise RuleBroken(
            msg("Use small letters, digits and underscores, beginning with a letter: for example time_to_proficiency."),
            field="code",
        )
    if queries.is_taken("code", code):
        raise RuleBroken(msg("There is a measure with the code %(code)s already. Choose another.", code=code), field="code")


def _check_name(name: str, *, but_for: int | None = None) -> None:
    if queries.is_taken("name", name, but_for=but_for):
        raise RuleBroken(msg("There is a measure called “%(name)s” already. Use that one, or choose another name.", name=name),
                         field="name")


def _check_stable(measure: Measure, values: Mapping[str, Any]) -> None:
    if values.get("code", measure.code) != measure.code:
        raise RuleBroken(msg("The code stays as it is: imports and exports know the measure by it."), field="code")
    for field, sentence in _FIXED_WHILE_IN_USE.items():
        if values.get(field, getattr(measure, field)) != getattr(measure, field) and queries.is_in_use(measure.id):
            raise RuleBroken(sentence, field=field)


_FIXED_WHILE_IN_USE = {
    "unit": msg(
        "The unit cannot change any more: values were recorded or planned in it. Add a new measure with the unit that you need."
    ),
    "aggregation": msg(
        "The way in which periods are put together cannot change any more: targets rest on it. Add a new measure instead."
    ),
}
