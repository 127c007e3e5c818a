"""Whether what is kept still fits together. Each room says what it wants checked; this runs the checks one by one.

A check reads and never writes. It must not hold in memory what grows with the data: it yields what it finds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Select
from sqlalchemy.exc import DBAPIError

from planner.domain.frozen import sha256
from planner.domain.messages import Message, msg
from planner.infra import audit
from planner.models import db

MOST_TOLD = 20  # of one check: who reads more than that looks into the database


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: `key` for machines, `label` for people, and what finds the places where it does not.

    After an `is_vital` check that found something the others are not run: they could not even read.
    """

    key: str
    label: str
    find: Callable[[], Iterable[Message]]
    is_vital: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: the first problems, and how many there are."""

    check: Check
    problems: tuple[Message, ...]
    n: int


def wire(app: Flask, checks: Iterable[Check]) -> None:
    app.extensions["checks"] = tuple(checks)


def known() -> tuple[Check, ...]:
    """The checks of the current application, in the order of its rooms."""
    return cast(tuple[Check, ...], current_app.extensions["checks"])


def findings(
    tell: Callable[[Check], None] = lambda check: None, *, only: Iterable[Check] | None = None
) -> Iterator[Finding]:
    """Run every check (or only these), and say what each found. `tell` hears of a check before it begins."""
    for check in known() if only is None else only:
        tell(check)
        found = _found_by(check)
        first = tuple(islice(found, MOST_TOLD))
        finding = Finding(check, first, len(first) + sum(1 for _ in found))
        yield finding
        if finding.n and check.is_vital:
            return


def _found_by(check: Check) -> Iterator[Message]:
    """What the check finds; a part of the database that cannot be read is a finding too."""
    try:
        yield from check.find()
    except DBAPIError as error:
        db.session.rollback()
        reason = str(error.orig).strip().split("\n")[0]
        yield msg("%(check)s: this could not be read (%(reason)s).", check=check.label, reason=reason)


def problems() -> list[Message]:
    """What all checks together found; of each the first."""
    return [problem for finding in findings() for problem in finding.problems]


def unlike_frozen(
    kind: str, thing_type: str, frozen: Select[Any], *, at_once: int = 50,
    fit: Callable[[int, dict[str, Any]], bool] = lambda _id, _snapshot: True,
) -> Iterator[Message]:
    """Which frozen things are not what they were: `frozen` selects id, snapshot, sha256, and the id that the trail knows it by.
    So many are held in memory `at_once`.

    The audit trail tells the hash too, so that who changes both the thing and its hash is found. `fit` says whether the rows
    that are kept of a thing fit its snapshot.
    """
    told: dict[int, set[str]] = defaultdict(set)
    for thing_id, digest in audit.told(thing_type, "sha256"):
        told[thing_id].add(digest)
    for row_id, snapshot, digest, thing_id in db.session.execute(frozen.execution_options(yield_per=at_once)):
        if snapshot is None or sha256(snapshot) != digest:
            yield msg("%(kind)s %(id)s is not what was frozen: it does not fit its hash.", kind=kind, id=row_id)
        elif thing_id in told and digest not in told[thing_id]:
            yield msg("%(kind)s %(id)s is not what was frozen: the audit trail tells of another hash.", kind=kind, id=row_id)
        elif not fit(row_id, snapshot):
            yield msg("%(kind)s %(id)s is not shown as it was frozen: its rows do not fit it.", kind=kind, id=row_id)
