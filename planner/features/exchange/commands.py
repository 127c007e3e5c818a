"""Writes about imports. A file is read first (`files.read_offer`), then planned against what is here, then carried out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.messages import msg
from planner.domain.tabular.observations import ObservationsReading
from planner.domain.tabular.people import PeopleReading
from planner.domain.tabular.questions import Question
from planner.domain.tabular.report import Proposal, Report
from planner.features.account.commands import found_organization
from planner.features.account.queries import organization
from planner.features.exchange.files import Answers, Kind, Offer, packed, read_offer, safe_name, unpacked
from planner.features.exchange.people import PeoplePlan, plan_people
from planner.features.exchange.recorded import ObservationsPlan, plan_observations
from planner.features.exchange.telling import fingerprint, kept
from planner.features.exchange.training_records import TrainingPlan, plan_training_records
from planner.infra import audit
from planner.infra.clock import now
from planner.models import ImportRun, Organization, db
from planner.permissions import SYSTEM, Actor, Permission, authorize, can

__all__ = ["Answers", "Kind", "Offer", "read_offer", "safe_name"]  # offered to other rooms through this door

Plan = PeoplePlan | TrainingPlan | ObservationsPlan
FIRST_NAME = "Our organization"
KEPT_DAYS = 7  # a file that nobody approved is forgotten after a week: it may hold more than the product keeps
MAY_MAKE = {
    "organization": Permission.ORGANIZATION_EDIT, "department": Permission.PEOPLE_EDIT, "cycle": Permission.CYCLE_EDIT,
    "program": Permission.PROGRAM_EDIT,
}
# Effects that leave everything as it was.
_NO_CHANGE = {"people_unchanged", "values_unchanged", "values_too_early"}


class Verdict(StrEnum):
    """What became of an import."""

    APPLIED = "applied"
    UNCHANGED = "nothing changed"
    ASKS = "needs an answer"
    LACKS = "something is missing"
    MOVED = "something else is missing than was shown"


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict with the account. With ASKS, LACKS and MOVED nothing was written."""

    verdict: Verdict
    report: Report
    run: ImportRun | None = None


def import_file(offer: Offer, *, actor: Actor, create_missing: bool) -> Result:
    """Plan and carry out in one go, as the command line does. Doing it again changes nothing."""
    authorize(actor, Permission.DATA_IMPORT)
    _take_turn()
    plan = _plan(offer)
    if (refused := _refusal(plan, create_missing=create_missing)) is not None:
        return refused
    with db.session.begin_nested() as attempt:
        run = _new_run(offer, plan.report, actor)
        result = _attempted(offer, plan, run, actor=actor)
        if result.verdict is Verdict.UNCHANGED:  # no trace either: the same file again is no event
            attempt.rollback()
            return replace(result, run=None)
    return result


def rehearse(offer: Offer, *, actor: Actor) -> Report:
    """What would become of the file, with everything made that is missing. Nothing is kept."""
    authorize(actor, Permission.DATA_IMPORT)
    _take_turn()
    plan = _plan(offer)
    if plan.report.problems:
        return plan.report
    if isinstance(plan, ObservationsPlan):
        return replace(plan.report, effects=plan.foreseen())
    attempt = db.session.begin_nested()
    try:
        return _attempted(offer, plan, _new_run(offer, plan.report, actor), actor=SYSTEM).report
    except RuleBroken as error:
        return replace(plan.report, problems=(Question(error.message),))
    finally:
        attempt.rollback()


def stage_import(offer: Offer, content: bytes, *, actor: Actor) -> ImportRun:
    """Keep the file until somebody approves it or throws it away."""
    report = rehearse(offer, actor=actor)
    forget_staged()
    run = _new_run(offer, report, actor)
    run.content, run.reading = content, packed(offer)
    db.session.flush()
    audit.record(actor, "import.staged", run)
    return run


def forget_staged() -> int:
    """Throw away the files that nobody approved in `KEPT_DAYS`. Returns how many."""
    forgotten = ImportRun.created_at < now() - timedelta(days=KEPT_DAYS)
    result: Any = db.session.execute(delete(ImportRun).where(ImportRun.applied_at.is_(None), forgotten))
    return int(result.rowcount)


def answer_import(run: ImportRun, offer: Offer, *, actor: Actor) -> None:
    """Take over other answers about a staged file, with the account that they lead to."""
    report = rehearse(offer, actor=actor)
    _check_staged(run)
    run.options, run.report, run.reading = offer.answers.to_json(), kept(report.to_json()), packed(offer)
    changes = audit.changes_of(run)
    db.session.flush()
    if "options" in changes:
        audit.record(actor, "import.answered", run, changes={"options": changes["options"]})


def offer_as_read(run: ImportRun) -> Offer | None:
    """A staged file as it was read when its account was shown; None when it has to be read again."""
    return unpacked(run.reading, Kind(run.kind), run.file_name, run.sha256, Answers.from_json(run.options))


def approve_import(run: ImportRun, offer: Offer, *, actor: Actor, create_missing: bool, seen: str) -> Result:
    """Carry out a staged import; its content is dropped. Raises `RuleBroken` when that cannot be.

    `seen` is the fingerprint of what was shown to be missing: nothing else is made.
    """
    authorize(actor, Permission.DATA_IMPORT)
    _check_staged(run)
    if Answers.from_json(run.options) != offer.answers:
        raise StaleEdit(msg("Somebody else changed how this file is read. Look at the account again, then approve it."))
    _take_turn()
    plan = _plan(offer)
    if (refused := _refusal(plan, create_missing=create_missing)) is not None:
        return refused
    if create_missing and seen != fingerprint([one.to_json() for one in plan.report.proposals]):
        return Result(Verdict.MOVED, plan.report)
    if kinds := may_not_make(actor, plan.report.proposals):
        raise RuleBroken(_NOT_YOURS[min(kinds)], field="create_missing")
    return _attempted(offer, plan, run, actor=actor)


def discard_import(run: ImportRun, *, actor: Actor) -> None:
    """Throw a staged file away."""
    authorize(actor, Permission.DATA_IMPORT)
    _check_staged(run)
    audit.record(actor, "import.discarded", run)
    db.session.delete(run)
    db.session.flush()


def may_not_make(actor: Actor, proposals: Iterable[Proposal]) -> set[str]:
    """The kinds of things that are missing and that the actor's role does not allow to make."""
    return {one.kind for one in proposals if not can(actor, MAY_MAKE[one.kind])}


_NOT_YOURS = {
    "cycle": msg("Planning years are opened by the chief learning officer. Ask for it, or leave this import to that role."),
    "department": msg("Your role may not add departments. Leave this import to somebody who may."),
    "organization": msg("The organization is set up by an administrator. Leave this import to that role."),
    "program": msg("Programs are proposed by learning managers. Ask for it, or leave this import to that role."),
}


def _take_turn() -> None:
    """One import at a time: two that make the same program would each be half right."""
    db.session.execute(select(Organization.id).with_for_update())


def _plan(offer: Offer) -> Plan:
    plan: Plan
    if isinstance(offer.reading, PeopleReading):
        plan = plan_people(offer.reading, offer.file_name)
    elif isinstance(offer.reading, ObservationsReading):
        plan = plan_observations(offer.reading, offer.file_name, organization())
    else:
        plan = plan_training_records(offer.reading, offer.file_name, organization())
    if organization() is None and not plan.report.problems:
        first = Proposal("organization", FIRST_NAME, 0)
        return replace(plan, report=replace(plan.report, proposals=(first, *plan.report.proposals)))
    return plan


def _refusal(plan: Plan, *, create_missing: bool) -> Result | None:
    if plan.report.problems:
        return Result(Verdict.ASKS, plan.report)
    if plan.report.proposals and not create_missing:
        return Result(Verdict.LACKS, plan.report)
    return None


def _attempted(offer: Offer, plan: Plan, run: ImportRun, *, actor: Actor) -> Result:
    """Everything, or nothing when something goes wrong half-way. Raises `RuleBroken`."""
    try:
        with db.session.begin_nested():
            return _carried_out(offer, plan, run, actor=actor)
    except IntegrityError as error:
        raise RuleBroken(
            msg("Somebody else changed the same things at the same moment. Nothing was kept; do it once more.")
        ) from error


def _carried_out(offer: Offer, plan: Plan, run: ImportRun, *, actor: Actor) -> Result:
    effects: dict[str, int] = {}
    if organization() is None:
        found = found_organization(FIRST_NAME)
        found.currency = getattr(offer.reading, "currency", None) or found.currency
        effects["organizations_made"] = 1
    effects |= plan.carry_out(actor=actor, run_id=run.id)
    report = replace(plan.report, effects=effects)
    is_changed = any(n for name, n in effects.items() if name not in _NO_CHANGE)
    run.report, run.content, run.reading, run.applied_at = kept(report.to_json()), None, None, now()
    db.session.flush()
    changes = {name: [None, n] for name, n in effects.items() if n}
    audit.record(actor, "import.applied", run, changes=changes)
    return Result(Verdict.APPLIED if is_changed else Verdict.UNCHANGED, report, run)


def _new_run(offer: Offer, report: Report, actor: Actor) -> ImportRun:
    run = ImportRun(
        kind=offer.kind.value, file_name=offer.file_name, sha256=offer.sha256, options=offer.answers.to_json(),
        report=kept(report.to_json()), created_at=now(), created_by_id=actor.person_id,
    )
    db.session.add(run)
    db.session.flush()
    return run


def _check_staged(run: ImportRun) -> None:
    if run.applied_at is not None:
        raise RuleBroken(msg("This file was imported already. Nothing was changed."))
