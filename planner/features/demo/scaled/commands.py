"""Filling an empty database with a large company."""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import func, select

from planner.features.account.queries import account_by_email, actor_of
from planner.features.briefs.commands import create_brief, print_and_issue_brief
from planner.features.briefs.queries import brief_for
from planner.features.cycles.commands import freeze_plan
from planner.features.demo.scaled.loading import Loader
from planner.features.demo.scaled.making import SEED, Story
from planner.features.demo.scaled.plan import APPROVED
from planner.features.demo.scaled.scale import Scale
from planner.features.demo.scaled.tables import COLUMNS
from planner.features.demo.scaled.words.company import CURRENCY, ORGANIZATION
from planner.features.demo.scaled.world import Happened, MeasureFact, Share
from planner.features.demo.story.people import DEMO_PASSWORD
from planner.features.targets.commands import keep_all_standings
from planner.infra import audit
from planner.infra.clock import clock
from planner.infra.pdf import PdfUnavailable
from planner.infra.tokens import hash_password
from planner.infra.words import index_everything
from planner.models import Base, Cycle, Measure, Organization, db
from planner.permissions import SYSTEM, Actor, Role

BRIEF_ASK = "Free four hours a person until the end of the quarter.\nDecide who enters the values that are missing."
BRIEF_CONCLUSIONS = (
    "What runs to plan runs where managers free the hours.\n\nWhere the roster leaves no room, little changes on the floor."
)
BRIEF_RECOMMENDATIONS = "Go on with what works; bring the rest to the sponsor before the next review."

Say = Callable[[str], None]


def load_story(scale: Scale, today: date, *, seed: int = SEED, say: Say = lambda _text: None) -> None:
    """Write everything into the current unit of work; the database must be empty. `say` is told what is being done."""
    measures = {one.code: MeasureFact(one.id, one.name, one.source) for one in db.session.scalars(select(Measure))}
    story = Story(scale, today, measures, seed=seed)
    _found(story)
    loader = Loader(db.session.connection())
    say("The company …")
    for batch in story.company(hash_password(DEMO_PASSWORD)):
        loader.load(batch)
    loader.set_heads(story.heads.items())
    for share in story.shares:
        say(f"{share.year.name} …")
        for batch in story.plan(share):
            loader.load(batch)
        _approve(story, share)
        for batch in story.run(share):
            loader.load(batch)
    say("The words by which things are found …")
    index_everything(db.session())
    db.session.expunge_all()
    say("Where the targets stand …")
    keep_all_standings()
    db.session.expunge_all()
    say("The audit trail …")
    loader.load(story.trail())
    loader.finish()
    say("The briefs …")
    _issue_briefs(story, today)
    organization = db.session.scalars(select(Organization)).one()
    audit.record(SYSTEM, "organization.demonstration_loaded", organization, changes=_counts())


def _found(story: Story) -> None:
    organization = Organization(
        name=ORGANIZATION, currency=CURRENCY, is_demonstration=True,
        fiscal_year_start_month=story.shares[-1].year.starts_on.month,
    )
    db.session.add(organization)
    db.session.flush()


def _approve(story: Story, share: Share) -> None:
    """Freeze the plan as the command does that approves it, on the day before the year on which that was done."""
    cycle = db.session.get_one(Cycle, share.number)
    board, on = story.world.company.part[Role.EXECUTIVE][0], share.day(APPROVED)
    freeze_plan(cycle, number=1, approved_at=clock.instant(on, time(11)), approved_by_id=board)
    story.world.happened.append(
        Happened(f"{on.isoformat()} 11:00:00.000000", board, "cycle.baselined", "cycles", cycle.id, cycle.name)
    )
    db.session.expire_all()
    db.session.expunge_all()


def _issue_briefs(story: Story, today: date) -> None:
    """Some real briefs about programs of the running year, issued yesterday."""
    account = account_by_email("clo@example.org")
    assert account is not None
    clock.set(clock.instant(today - timedelta(days=1), time(17)))
    begun = [one for one in story.running_programs if one.starts_on < today - timedelta(days=60)]
    for program in begun[:: max(len(begun) // max(story.world.scale.briefs, 1), 1)][: story.world.scale.briefs]:
        _issue_brief(actor_of(account), story.shares[-1], program.id, program.name)
    clock.set(clock.instant(today, time(6)))


def _issue_brief(actor: Actor, share: Share, program_id: int, name: str) -> None:
    values: Mapping[str, Any] = {
        "title": f"{name}: where we stand"[:200], "audience": "Sponsor and site managers", "locale": "en",
        "as_of_on": share.until, "program_id": program_id, "ask": BRIEF_ASK, "conclusions": BRIEF_CONCLUSIONS,
        "recommendations": BRIEF_RECOMMENDATIONS,
    }
    brief = create_brief(db.session.get_one(Cycle, share.number), actor=actor, values=values)
    loaded = brief_for(actor, brief.id)
    assert loaded is not None
    try:
        print_and_issue_brief(loaded, actor=actor)
    except PdfUnavailable:  # a machine without the libraries for printing keeps drafts
        return


def _counts() -> dict[str, list[int | None]]:
    """How many rows each table has."""
    tables = [Base.metadata.tables[name] for name in COLUMNS]
    return {table.name: [None, db.session.scalar(select(func.count()).select_from(table))] for table in tables}
