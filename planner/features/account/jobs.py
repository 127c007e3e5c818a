"""The letter to somebody who can sign in from now on, and clearing up after sign-ins."""

from datetime import time

from planner.domain.messages import N_, msg
from planner.features.account import commands, queries
from planner.infra import mail
from planner.infra.jobs import Daily, Handler
from planner.infra.jobs_running import Run


def tell_made(run: Run) -> None:
    """It holds no password and no secret link."""
    with run.finishing():
        account, organization = queries.account_by_id(run.args["account_id"]), queries.organization()
        if account is not None and organization is not None:
            link = mail.link("account.sign_in")
            mail.write(account, "account_made", account=account, organization=organization.name, who=run.args["who"], link=link)


def forget(run: Run) -> None:
    with run.finishing():
        run.say(msg("Ended sessions and failed sign-ins were forgotten: %(n)s.", n=commands.forget_sign_ins()))


JOBS = {
    "account.made": Handler(tell_made, N_("Tell somebody about their new account")),
    "sessions.forget": Handler(forget, N_("Forget ended sessions and failed sign-ins"), schedule=Daily(time(4, 0))),
}
