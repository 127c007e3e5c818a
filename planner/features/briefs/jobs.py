"""The letter about an issued brief: to executives, and to the sponsors of the goals that it is about."""

from planner.domain.messages import N_
from planner.domain.values import BriefState
from planner.features.account import queries as account_queries
from planner.features.briefs.queries import brief_for
from planner.features.cycles.queries import sponsors_in
from planner.infra import mail
from planner.infra.jobs import Handler
from planner.infra.jobs_running import Run
from planner.permissions import Role


def tell_issued(run: Run) -> None:
    """To everybody whom it is for and who may read it, but not to who issued it."""
    with run.finishing():
        sponsors = sponsors_in(run.args["cycle_id"], goal_id=run.args["goal_id"])
        accounts = {account.id: account for account in account_queries.accounts_with(Role.EXECUTIVE)}
        accounts |= {account.id: account for account in account_queries.accounts_of(sponsors)}
        for account in accounts.values():
            brief = brief_for(account_queries.actor_of(account), run.args["brief_id"])
            if brief is not None and brief.state is BriefState.ISSUED and account.person_id != run.args["person_id"]:
                link = mail.link("briefs.show", brief_id=brief.id)
                mail.write(account, "brief_issued", brief=brief, who=run.args["who"], link=link)


JOBS = {"brief.issued": Handler(tell_issued, N_("Tell executives and sponsors of a brief"))}
