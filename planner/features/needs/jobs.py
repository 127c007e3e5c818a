"""Letters about needs: to those who decide when one is sent, to the requester when it is decided or comes back."""

from planner.domain.messages import N_
from planner.domain.values import NeedState
from planner.features.account import queries as account_queries
from planner.features.needs.queries import need_for
from planner.infra import mail
from planner.infra.jobs import Handler
from planner.infra.jobs_running import Run
from planner.models import Account, Need
from planner.permissions import Permission


def tell_submitted(run: Run) -> None:
    """To everybody who decides, but who sent it."""
    with run.finishing():
        for account in account_queries.accounts_that_may(Permission.NEED_DECIDE):
            need = _visible(account, run)
            if need is not None and need.state is NeedState.SUBMITTED and account.person_id != run.args["person_id"]:
                _write(account, "need_submitted", need, run)


def tell_decided(run: Run) -> None:
    """To the requester, with the decision as it was and its reason."""
    decision = NeedState(run.args["state"])
    with run.finishing():
        for account in account_queries.accounts_of([run.args["requester_id"]]):
            if (need := _visible(account, run)) is not None:
                _write(account, "need_decided", need, run, decision=decision, reason=run.args["reason"])


def tell_returned(run: Run) -> None:
    """To the requester, with what to add."""
    with run.finishing():
        for account in account_queries.accounts_of([run.args["requester_id"]]):
            if (need := _visible(account, run)) is not None:
                _write(account, "need_returned", need, run, reason=run.args["reason"])


def _visible(account: Account, run: Run) -> Need | None:
    return need_for(account_queries.actor_of(account), run.args["need_id"])


def _write(account: Account, template: str, need: Need, run: Run, **facts: object) -> None:
    link = mail.link("needs.show", need_id=need.id)
    mail.write(account, template, need=need, who=run.args["who"], link=link, **facts)


JOBS = {
    "need.submitted": Handler(tell_submitted, N_("Tell that a need waits for a decision")),
    "need.decided": Handler(tell_decided, N_("Tell the requester what was decided")),
    "need.returned": Handler(tell_returned, N_("Tell the requester that a need comes back")),
}
