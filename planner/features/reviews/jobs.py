"""Letters about a closed review: a summary to its chair, and to owners which of their targets are off track."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from planner.domain.messages import N_
from planner.domain.values import Status
from planner.features.account import queries as account_queries
from planner.features.reviews.freezing import AGENDA
from planner.features.reviews.queries import owners_of, review_by_id, visible_targets
from planner.infra import jobs, mail
from planner.infra.jobs import Handler
from planner.infra.jobs_running import Run
from planner.models import Account, Review
from planner.permissions import Permission, can

WORRYING = (Status.MISSED, Status.OFF_TRACK)
MOST_TOLD = 30  # targets in one letter


def tell_closed(run: Run) -> None:
    """To the chair, and to owners by a job for each, but not to who closed it."""
    with run.finishing():
        review = review_by_id(run.args["review_id"])
        if review is None or review.snapshot is None:
            return
        for account in account_queries.accounts_of([review.series.chair_id]):
            if account.person_id != run.args["person_id"] and can(account_queries.actor_of(account), Permission.REVIEW_READ):
                _write_summary(account, review, review.snapshot, run.args["who"])
        for owner_id, lines in _worrying_by_owner(review.snapshot).items():
            if owner_id != run.args["person_id"]:
                facts = {"series": review.series.name, "held_on": review.held_on.isoformat()}
                jobs.enqueue("review.off_track", {**facts, "owner_id": owner_id, "lines": lines[:MOST_TOLD], "n": len(lines)})


def _worrying_by_owner(seen: dict[str, Any]) -> dict[int, list[dict[str, Any]]]:
    worrying = {line["target_id"]: line for line in seen["lines"] if Status(line["shown_status"]) in WORRYING}
    by_owner: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for target_id, owner_id in owners_of(worrying).items():
        by_owner[owner_id].append({name: worrying[target_id][name] for name in ("target_id", "statement", "recommendation")})
    return by_owner


def _write_summary(account: Account, review: Review, seen: dict[str, Any], who: str) -> None:
    found = Counter(Status(line["shown_status"]) for line in seen["lines"])
    mail.write(
        account, "review_closed", review=review, who=who, link=mail.link("reviews.show", review_id=review.id),
        counts=[(status, found[status]) for status in AGENDA if found[status]], n_decisions=len(seen["decisions"]),
        n_actions=sum(action["is_new"] for action in seen["actions"]),
    )


def tell_owner(run: Run) -> None:
    """To one owner, about the targets that they may see."""
    lines = {line["target_id"]: line for line in run.args["lines"]}
    with run.finishing():
        for account in account_queries.accounts_of([run.args["owner_id"]]):
            seen = [
                {**lines[target_id], "link": mail.link("targets.show", target_id=target_id)}
                for target_id in visible_targets(lines, account_queries.actor_of(account))
            ]
            if seen:
                held_on = date.fromisoformat(run.args["held_on"])
                n_more = run.args["n"] - len(lines)
                mail.write(
                    account, "targets_off_track", series=run.args["series"], held_on=held_on, lines=seen, n_more=n_more
                )


JOBS = {
    "review.closed": Handler(tell_closed, N_("Tell what a review found")),
    "review.off_track": Handler(tell_owner, N_("Tell an owner which targets are off track")),
}
