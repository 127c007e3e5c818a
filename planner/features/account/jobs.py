"""The letter to somebody who can sign in from now on. It holds no password and no secret link."""

from planner.domain.messages import N_
from planner.features.account import queries
from planner.infra import mail
from planner.infra.jobs import Handler
from planner.infra.jobs_running import Run


def tell_made(run: Run) -> None:
    with run.finishing():
        account, organization = queries.account_by_id(run.args["account_id"]), queries.organization()
        if account is not None and organization is not None:
            link = mail.link("account.sign_in")
            mail.write(account, "account_made", account=account, organization=organization.name, who=run.args["who"], link=link)


JOBS = {"account.made": Handler(tell_made, N_("Tell somebody about their new account"))}
