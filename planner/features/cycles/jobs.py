"""The letter about an approved plan: to chief learning officers and to the sponsors of its goals."""

from planner.domain.messages import N_
from planner.features.account import queries as account_queries
from planner.features.cycles.queries import baseline_of, cycle_by_id, sponsors_in
from planner.infra import mail
from planner.infra.jobs import Handler
from planner.infra.jobs_running import Run
from planner.permissions import Permission, Role, can


def tell_approved(run: Run) -> None:
    """To those who made it and those who answer for its goals, but not to who approved it."""
    with run.finishing():
        cycle, baseline = cycle_by_id(run.args["cycle_id"]), baseline_of(run.args["cycle_id"], run.args["number"])
        if cycle is None or baseline is None:
            return
        accounts = {account.id: account for account in account_queries.accounts_with(Role.CLO)}
        accounts |= {account.id: account for account in account_queries.accounts_of(sponsors_in(cycle.id))}
        for account in accounts.values():
            if account.person_id != run.args["person_id"] and can(account_queries.actor_of(account), Permission.PLAN_READ):
                link = mail.link("cycles.show", cycle_id=cycle.id)
                mail.write(account, "plan_approved", cycle=cycle, baseline=baseline, who=run.args["who"], link=link)


JOBS = {"cycle.baselined": Handler(tell_approved, N_("Tell that a plan is approved"))}
