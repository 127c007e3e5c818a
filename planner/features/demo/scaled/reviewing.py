"""The reviews of a planning year: a meeting every fortnight for each program, what was said there, and what was frozen."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from planner.domain.cycles import FORTNIGHT_DAYS, review_dates
from planner.domain.frozen import canonical_json
from planner.domain.values import ReviewState, Status
from planner.features.demo.scaled.acting import Act, action_rows, acts_of
from planner.features.demo.scaled.chance import Chance, apportioned
from planner.features.demo.scaled.programs import Program
from planner.features.demo.scaled.standing import Followed, followed, standing_on
from planner.features.demo.scaled.tables import Batch, Row, instant, millionths
from planner.features.demo.scaled.targets import Aims
from planner.features.demo.scaled.values import Observations
from planner.features.demo.scaled.words import meetings as words
from planner.features.demo.scaled.world import Happened, Share, World, decimal
from planner.features.reviews.commands import frozen_action, frozen_decision, frozen_line, frozen_review, is_long, parts_of
from planner.features.targets.queries import Standing
from planner.models import Person, Review, ReviewLine, ReviewSeries, Target
from planner.models import Program as ProgramModel

TABLES = ("review_series", "reviews", "review_rows", "review_lines", "decisions", "actions")
AT_ONCE = 60  # programs whose reviews are loaded together
SPOKEN = {Status.MET: 0.05, Status.ON_TRACK: 0.07, Status.AT_RISK: 0.35, Status.OFF_TRACK: 0.55, Status.MISSED: 0.15,
          Status.NO_DATA: 0.25}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One review with the standings of that day."""

    id: int
    number: int
    held_on: date
    state: ReviewState
    standings: dict[int, Standing]


@dataclass(slots=True)
class Rhythm:
    """The reviews of one program."""

    program: Program
    series: ReviewSeries
    targets: dict[int, Target]
    meetings: list[Meeting]
    acts: list[Act] = field(default_factory=list)


def review_batches(world: World, share: Share, programs: list[Program], aims: Aims, made: Observations) -> Iterator[Batch]:
    """Series, reviews, lines, decisions and actions, some programs at a time."""
    chance = world.chance(f"reviews {share.number}")
    by_program: dict[int, list[Followed]] = {one.id: [] for one in programs}
    for target in aims.targets:
        if target.series.program is not None:
            by_program[target.series.program.id].append(followed(target, made.seen.pop(target.id)))
    n_acts = _n_acts(share, programs, by_program, chance)
    for start in range(0, len(programs), AT_ONCE):
        rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        for program, n in zip(programs[start : start + AT_ONCE], n_acts[start : start + AT_ONCE], strict=True):
            rhythm = _rhythm(world, share, chance, program, by_program.pop(program.id))
            rhythm.acts = acts_of(world, share, chance, rhythm.program, rhythm.targets, rhythm.meetings, n)
            _tell(world, chance, rhythm, rows)
        for table, each in rows.items():
            yield Batch(table, each)


def _n_acts(share: Share, programs: list[Program], followed_by: dict[int, list[Followed]], chance: Chance) -> list[int]:
    """Actions are started where there are targets, and where trouble is."""
    begun = share.until - timedelta(days=30)
    n_begun = {key: sum(one.target.series.starts_on < begun for one in each) for key, each in followed_by.items()}
    weights = [n_begun[one.id] * heavy for one, heavy in zip(programs, chance.weights(len(programs), 0.9), strict=True)]
    return apportioned(share.actions, weights) if any(weights) else [0] * len(programs)


def _rhythm(world: World, share: Share, chance: Chance, program: Program, each: Sequence[Followed]) -> Rhythm:
    """A meeting every second week from the second week of the year on, on the program's own day of the week."""
    names, number = world.company.names, world.number("review_series")
    first_on = share.year.starts_on + timedelta(days=7 + chance.randint(0, 4))
    first_on += timedelta(days=max(7 - first_on.weekday(), 0) % 7 if first_on.weekday() > 4 else 0)
    series = ReviewSeries(
        id=number, cycle_id=share.number, name=f"Review of {program.name}"[:200], first_on=first_on,
        chair=Person(name=names[program.owner]),
    )
    meetings = []
    for place, day in enumerate(review_dates(first_on, share.year.ends_on, FORTNIGHT_DAYS)[:26], start=1):
        is_over = day < share.year.today
        state = ReviewState.CLOSED if is_over else ReviewState.OPEN if day == share.year.today else ReviewState.PLANNED
        seen = {
            one.target.id: standing_on(one, share, day)
            for one in each if is_over and one.target.series.starts_on <= day
        }
        meetings.append(Meeting(world.number("reviews"), place, day, state, seen))
    about = ProgramModel(name=program.name)
    targets = {one.target.id: _target(world, one, about) for one in each}
    return Rhythm(program, series, targets, meetings)


def _target(world: World, one: Followed, program: ProgramModel) -> Target:
    """What is frozen of a target."""
    target, series = one.target, one.target.series
    return Target(
        id=target.id, statement=target.statement, program=program, owner=Person(name=world.company.names[target.owner]),
        target_value=decimal(millionths(series.aim)), due_on=series.due_on,
    )


def _tell(world: World, chance: Chance, rhythm: Rhythm, rows: dict[str, list[Row]]) -> None:
    """The rows of one program's meetings."""
    program, series = rhythm.program, rhythm.series
    rows["review_series"].append((
        series.id, series.cycle_id, program.id, series.name, program.owner, series.first_on.isoformat(), FORTNIGHT_DAYS, 1,
    ))
    for meeting in rhythm.meetings:
        rows["reviews"].append(_review(world, chance, rhythm, meeting, rows))
    rows["actions"].extend(action_rows(rhythm.acts))


def _review(world: World, chance: Chance, rhythm: Rhythm, meeting: Meeting, rows: dict[str, list[Row]]) -> Row:
    program, names = rhythm.program, world.company.names
    if meeting.state is not ReviewState.CLOSED:
        opened = instant(meeting.held_on, 9 * 60) if meeting.state is ReviewState.OPEN else None
        return (meeting.id, rhythm.series.id, meeting.number, meeting.held_on.isoformat(), meeting.state.value, "", "", opened,
                None, None, None, None, 1)
    minute = 9 * 60 + 15 * chance.randint(0, 24)
    attendees = chance.choice(words.ATTENDED).format(chair=names[program.owner], owner=names[program.sponsor])
    review = Review(number=meeting.number, held_on=meeting.held_on, attendees=attendees, notes=chance.choice(words.NOTES))
    lines = {line.target_id: line for line in _lines(world, chance, meeting, rows)}
    decisions = _decisions(world, chance, program, meeting, minute, rows)
    content = frozen_review(
        review, rhythm.series, closed_by=names[program.owner],
        lines=[frozen_line(rhythm.targets[key], seen, lines.get(key)) for key, seen in meeting.standings.items()],
        decisions=decisions, actions=_frozen_acts(world, rhythm, meeting),
    )
    if is_long(content):
        rows["review_rows"].extend(
            (world.number("review_rows"), meeting.id, *part[:3], canonical_json(part.content)) for part in parts_of(content)
        )
    text = canonical_json(content)
    closed = instant(meeting.held_on, minute + 40)
    world.happened.append(Happened(closed, program.owner, "review.closed", "reviews", meeting.id, ""))
    return (
        meeting.id, rhythm.series.id, meeting.number, meeting.held_on.isoformat(), meeting.state.value, attendees, review.notes,
        instant(meeting.held_on, minute), closed, program.owner, text, hashlib.sha256(text.encode()).hexdigest(), 4,
    )


def _lines(world: World, chance: Chance, meeting: Meeting, rows: dict[str, list[Row]]) -> Iterator[ReviewLine]:
    """What was said, mostly of what does not go well."""
    for target_id, standing in meeting.standings.items():
        status = standing.status
        if chance.happens(SPOKEN[status]):
            line = ReviewLine(
                target_id=target_id, analysis=chance.choice(words.ANALYSES[status.value]),
                recommendation=chance.choice(words.RECOMMENDATIONS[status.value]),
                confidence=min(max(round(chance.gauss(_CONFIDENT[status], 1.4)), 1), 10),
            )
            rows["review_lines"].append((
                world.number("review_lines"), meeting.id, target_id, line.analysis, line.recommendation, line.confidence, "", 1,
            ))
            yield line


_CONFIDENT = {Status.MET: 9, Status.ON_TRACK: 7.5, Status.AT_RISK: 5.5, Status.OFF_TRACK: 3.5, Status.MISSED: 2,
              Status.NO_DATA: 4}


def _decisions(
    world: World, chance: Chance, program: Program, meeting: Meeting, minute: int, rows: dict[str, list[Row]]
) -> list[dict[str, Any]]:
    """Something is decided in one meeting of four, seldom twice."""
    made = []
    for _ in range(chance.one_of(((0, 0.77), (1, 0.19), (2, 0.04)))):
        what, about = chance.choice(words.DECISIONS), None
        if meeting.standings and chance.happens(0.6):
            about = chance.choice(list(meeting.standings))
        by = chance.choice((program.owner, program.sponsor))
        made.append(frozen_decision(what, world.company.names[by], about))
        at = instant(meeting.held_on, minute + 20)
        rows["decisions"].append((world.number("decisions"), meeting.id, about, what, by, at))
    return made


def _frozen_acts(world: World, rhythm: Rhythm, meeting: Meeting) -> list[dict[str, Any]]:
    """The actions that had been started by then, in the state of that day."""
    return [
        frozen_action(act.model, world.company.names[act.owner], act.state_on(meeting.held_on), is_new=act.review == meeting.id)
        for act in rhythm.acts if act.started_on <= meeting.held_on and act.model.target_id in meeting.standings
    ]
