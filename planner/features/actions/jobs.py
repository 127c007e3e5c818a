"""Letters about corrective actions: to the owner when one is assigned, to who started it when it is done."""

from planner.domain.messages import N_
from planner.domain.values import ActionState
from planner.features.account import queries as account_queries
from planner.features.actions.queries import action_for, creator_of
from planner.infra import mail
from planner.infra.jobs import Handler
from planner.infra.jobs_running import Run
from planner.models import Account, Action
from planner.permissions import Permission, can


def tell_assigned(run: Run) -> None:
    """To the owner, who may see it, and did not give it to themselves."""
    with run.finishing():
        for account in account_queries.accounts_of([run.args["owner_id"]]):
            action = _visible(account, run)
            if action is not None and action.state is ActionState.OPEN and action.owner_id == account.person_id:
                _write(account, "action_assigned", action, run)


def tell_done(run: Run) -> None:
    """To who started it, when that is somebody who verifies and did not do it."""
    account_id = creator_of(run.args["action_id"])
    with run.finishing():
        account = account_queries.account_by_id(account_id) if account_id else None
        action = _visible(account, run) if account else None
        if account is None or action is None or action.state is not ActionState.DONE:
            return
        is_other = account.person_id not in (action.owner_id, run.args["person_id"])
        if is_other and can(account_queries.actor_of(account), Permission.ACTION_VERIFY, action):
            _write(account, "action_done", action, run)


def _visible(account: Account, run: Run) -> Action | None:
    return action_for(account_queries.actor_of(account), run.args["action_id"])


def _write(account: Account, template: str, action: Action, run: Run) -> None:
    link = mail.link("actions.show", action_id=action.id)
    mail.write(account, template, action=action, who=run.args["who"], link=link)


JOBS = {
    "action.assigned": Handler(tell_assigned, N_("Tell the owner of an action")),
    "action.done": Handler(tell_done, N_("Tell that an action is done")),
}
