"""The suggestions while somebody types, as JSON. Without a script nobody asks for them: the form resolves what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, request

from planner.features.choosing import queries
from planner.infra.clock import today
from planner.infra.finding import LARGEST_ID, Finder
from planner.permissions import Actor, Permission
from planner.web.access import requires, signed_in
from planner.web.finding import suggestions

blueprint = Blueprint("choosing", __name__, url_prefix="/suggestions")

_OF_A_CYCLE: Mapping[str, Callable[[int, Actor], Finder]] = {
    "goals": queries.goals_to_find, "needs": queries.needs_to_find, "programs": queries.programs_to_find,
    "targets": queries.targets_to_find,
}


@blueprint.get("/<any(departments,goals,needs,people,programs,targets):kind>")
@requires(Permission.PLAN_READ)
def suggest(kind: str) -> Any:
    if kind == "people":
        return suggestions(queries.people_to_find(today()))
    if kind == "departments":
        return suggestions(queries.departments_to_find(signed_in(), only_own=request.args.get("own") == "1"))
    cycle_id = request.args.get("cycle", 0, type=int)
    if not 0 < cycle_id <= LARGEST_ID:
        abort(404)
    return suggestions(_OF_A_CYCLE[kind](cycle_id, signed_in()))


@blueprint.get("/newcomers")
@requires(Permission.ACCOUNT_EDIT)
def suggest_newcomers() -> Any:
    return suggestions(queries.newcomers_to_find(today()))
