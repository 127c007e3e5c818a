"""Letters about a closed review: a summary to its chair, and to owners which of their targets are off track."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from planner.domain.messages import N_
from planner.domain.values import Status
from planner.features.account import queries as account_queries
from planner.features.reviews.queries import AGENDA, review_by_id
from planner.features.targets.queries import targets_by_id
from planner.infra import mail
from planner.infra.jobs import Handler
from planner.infra.jobs_running import Run
from planner.models import Account, Review, Target
from planner.permissions import SYSTEM, Permission, can

WORRYING = (Status.MISSED, Status.OFF_TRACK)


def tell_closed(run: Run) -> None:
    """To the chair and to owners, but not to who closed it."""
    with run.finishing():
        review = review_by_id(run.args["review_id"])
        if review is None or review.snapshot is None:
            return
        for account in account_queries.accounts_of([review.series.chair_id]):
            if account.person_id != run.args["person_id"] and can(account_queries.actor_of(account), Permission.REVIEW_READ):
                _write_summary(account, review, review.snapshot, run.args["who"])
        worrying = {line["target_id"]: line for line in review.snapshot["lines"] if Status(line["shown_status"]) in WORRYING}
        owned = targets_by_id(worrying, SYSTEM)
        for account in account_queries.accounts_of(target.owner_id for target in owned):
            if account.person_id != run.args["person_id"]:
                _write_to_owner(account, review, worrying, owned)


def _write_summary(account: Account, review: Review, seen: dict[str, Any], who: str) -> None:
    found = Counter(Status(line["shown_status"]) for line in seen["lines"])
    mail.write(
        account, "review_closed", review=review, who=who, link=mail.link("reviews.show", review_id=review.id),
        counts=[(status, found[status]) for status in AGENDA if found[status]], n_decisions=len(seen["decisions"]),
        n_actions=sum(action["is_new"] for action in seen["actions"]),
    )


def _write_to_owner(
    account: Account, review: Review, worrying: dict[int, dict[str, Any]], owned: Iterable[Target]
) -> None:
    mine = [target.id for target in owned if target.owner_id == account.person_id]
    lines = [
        {**worrying[target.id], "link": mail.link("targets.show", target_id=target.id)}
        for target in targets_by_id(mine, account_queries.actor_of(account))
    ]
    if lines:
        mail.write(account, "targets_off_track", review=review, lines=lines)


JOBS = {"review.closed": Handler(tell_closed, N_("Tell what a review found"))}
