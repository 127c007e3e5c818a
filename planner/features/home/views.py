"""The start page and the map of the chain."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from planner.domain.cycles import fortnight_of, fortnights
from planner.domain.messages import N_
from planner.features.cycles.queries import cycle_in_view
from planner.features.home import alignment as alignment_of
from planner.features.home import overview, queries
from planner.features.home.duties import duties_of
from planner.features.home.evidence import Facts, five_questions
from planner.features.targets.queries import n_owed_values, tally_of
from planner.infra.clock import today
from planner.models import Cycle
from planner.permissions import Permission, can
from planner.web.access import current_actor, public, requires, signed_in
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("home", __name__)

QUESTIONS = (
    N_("What areas should we work on this year?"),
    N_("Will the initiatives contribute to our goals? Are they aligned?"),
    N_("What are our SMART targets?"),
    N_("How will we reach them in time?"),
    N_("How do we measure, evaluate and report?"),
)


@blueprint.get("/")
@public
def index() -> Any:
    if current_actor() is None:
        return redirect(url_for("account.sign_in"), code=303)
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        return render("home/empty.html")
    viewer, on = signed_in(), today()
    review = queries.next_review(cycle.id)
    facts = Facts(
        cycle_id=cycle.id, goals=overview.goal_gaps(cycle.id, viewer), counts=overview.counts_of(cycle.id, viewer, on),
        tally=tally_of(cycle.id, viewer, on), named=overview.named_gaps(cycle.id, viewer, on),
        # Who sees a part of the programs cannot be told what share of the whole budget goes where.
        top_share=overview.share_of_top_goals(cycle.id, viewer) if viewer.sees_everything else None,
        review=review, brief=queries.last_brief(cycle.id), on=on,
    )
    duties = duties_of(viewer, cycle.id, review, _n_owed(cycle))
    return render(
        "home/index.html", cycle=cycle, fortnight=fortnight_of(on, cycle.starts_on, cycle.ends_on), on=on,
        duties=duties,
        questions=list(zip(QUESTIONS, five_questions(facts), strict=True)),
    )


@blueprint.get("/alignment")
@requires(Permission.PLAN_READ)
def alignment() -> Any:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        return render("home/empty.html")
    viewer, chosen, loose = signed_in(), request.args.get("goal", 0, type=int), request.args.get("loose", "")
    goals = listed(alignment_of.goals_in_map(cycle.id, seek()))
    ids = [goal.id for goal in goals.rows]
    programs = loose_ones = None
    if chosen in ids:  # one at a time is opened: a goal, or what hangs loose
        programs = listed(alignment_of.programs_serving(cycle.id, viewer, chosen, seek("programs")), name="programs")
    elif loose in alignment_of.kinds_for(viewer):
        loose_ones = listed(alignment_of.loose_ends_of(loose, cycle.id, viewer, seek("loose")), name="loose")
    return render(
        "home/alignment.html", cycle=cycle, goals=goals, served=alignment_of.served(cycle.id, viewer, ids),
        beside=alignment_of.programs_beside(cycle.id, viewer, ids), most=alignment_of.MOST_BESIDE,
        chosen=next((goal for goal in goals.rows if goal.id == chosen), None), programs=programs,
        ends=alignment_of.loose_ends(cycle.id, viewer), loose=loose, loose_ones=loose_ones, on=today(),
        n_planned=alignment_of.n_planned_goals(cycle.id) if viewer.sees_everything else 0,
    )


def _n_owed(cycle: Cycle) -> int:
    """How many values of the last fortnight that is over the signed-in person still has to enter."""
    if not can(signed_in(), Permission.OBSERVATION_RECORD):
        return 0
    over = [period for period in fortnights(cycle.starts_on, cycle.ends_on) if period.ends_on <= today()]
    return n_owed_values(signed_in(), cycle.id, over[-1].starts_on, over[-1].ends_on) if over else 0
