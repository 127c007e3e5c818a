"""Corrective actions: started in meetings where something goes wrong; done in time, late, or never."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from planner.domain.values import ActionState, Direction, ReviewState, Status
from planner.features.demo.scaled.chance import Chance
from planner.features.demo.scaled.programs import Program
from planner.features.demo.scaled.tables import Row, instant, millionths
from planner.features.demo.scaled.words import meetings as words
from planner.features.demo.scaled.world import Happened, Share, World
from planner.features.targets.queries import Standing
from planner.models import Action, Target

_PULL = {Status.OFF_TRACK: 8.0, Status.AT_RISK: 4.0, Status.MISSED: 3.0, Status.NO_DATA: 2.0, Status.ON_TRACK: 0.2,
         Status.MET: 0.05}


class Held(Protocol):
    """A meeting, as far as actions depend on it."""

    @property
    def id(self) -> int: ...
    @property
    def held_on(self) -> date: ...
    @property
    def state(self) -> ReviewState: ...
    @property
    def standings(self) -> dict[int, Standing]: ...


@dataclass(frozen=True, slots=True)
class Act:
    """An action with its days; None for what has not happened. `model` is what is frozen of it."""

    model: Action
    review: int
    owner: int
    started_on: date
    trigger: str
    root_cause: str
    effect: float | None
    effect_by: date | None
    done_on: date | None
    dropped_on: date | None
    verified_on: date | None
    verified_by: int | None
    was_effective: bool | None
    note: str

    def state_on(self, day: date) -> ActionState:
        for on, state in (
            (self.dropped_on, ActionState.DROPPED), (self.verified_on, ActionState.VERIFIED), (self.done_on, ActionState.DONE),
        ):
            if on is not None and on <= day:
                return state
        return ActionState.OPEN


def acts_of(
    world: World, share: Share, chance: Chance, program: Program, targets: Mapping[int, Target], meetings: Sequence[Held], n: int
) -> list[Act]:
    """So many actions on the targets of a program, by due date, as a meeting lists them."""
    chosen = [
        ((meeting, target_id), _PULL[standing.status])
        for meeting in meetings if meeting.state is ReviewState.CLOSED for target_id, standing in meeting.standings.items()
    ]
    if not chosen:
        return []
    picked = chance.choices([one for one, _ in chosen], [weight for _, weight in chosen], k=n)
    picked.sort(key=lambda one: (one[0].held_on, one[1]))
    acts = [_act(world, share, chance, program, meeting, targets[target_id]) for meeting, target_id in picked]
    return sorted(acts, key=lambda act: (act.model.due_on, act.model.id))


def _act(world: World, share: Share, chance: Chance, program: Program, meeting: Held, target: Target) -> Act:
    standing, company, number = meeting.standings[target.id], world.company, world.number("actions")
    what = chance.choice(words.ACTIONS).format(n=chance.randint(2, 9), place=program.place)
    owner = program.owner if chance.happens(0.4) else company.head_above(program.department)
    if chance.happens(0.35):
        owner = chance.choice(company.learners)
    due = meeting.held_on + timedelta(days=int(chance.sized(30, 0.6, 7, 150)))
    effect = _effect(chance, standing)
    effect_by = due + timedelta(days=14 * chance.randint(1, 4)) if effect is not None else None
    done, dropped, verified, note, verifier = _end(world, share, chance, program, owner, meeting.held_on, due)
    was_effective = chance.happens(0.63) if verified else None
    if was_effective is not None:
        note = chance.choice(words.VERIFIED[was_effective])
    at = instant(meeting.held_on, 10 * 60 + number % 300)
    world.happened.append(Happened(at, program.owner, "action.created", "actions", number, what))
    if verified and verifier:
        world.happened.append(Happened(instant(verified, 11 * 60), verifier, "action.verified", "actions", number, what, note))
    model = Action(id=number, target_id=target.id, cycle_id=share.number, what=what, due_on=due)
    return Act(
        model, meeting.id, owner, meeting.held_on, str(standing.reason)[:400] if chance.happens(0.7) else "",
        chance.choice(words.CAUSES) if chance.happens(0.85) else "", effect, effect_by, done, dropped, verified, verifier,
        was_effective, note,
    )


def _effect(chance: Chance, standing: Standing) -> float | None:
    """What the measure should gain: a part of what it lacks, in the direction that is better."""
    if standing.difference is None or chance.happens(0.25):
        return None
    size = max(abs(float(standing.difference)) * chance.uniform(0.3, 1.0), 0.1)
    return round(-size if standing.direction is Direction.DOWN else size, 1)


def _end(
    world: World, share: Share, chance: Chance, program: Program, owner: int, started: date, due: date
) -> tuple[date | None, date | None, date | None, str, int | None]:
    """Days of being done, dropped and verified, the note, and who verified. Half are done in time; some never."""
    yesterday = share.year.today - timedelta(days=1)
    if chance.happens(0.07):
        dropped = started + timedelta(days=int((due - started).days * chance.uniform(0.3, 1.5)) + 1)
        return (None, dropped, None, chance.choice(words.DROPPED), None) if dropped <= yesterday else (None, None, None, "", None)
    late = int(chance.sized(10, 1.0, 1, 120)) if chance.happens(0.42) else -chance.randint(0, 9)
    done = max(due + timedelta(days=late), started)
    if done > yesterday or chance.happens(0.03):
        return None, None, None, "", None
    verified = done + timedelta(days=int(chance.sized(24, 0.5, 7, 90)))
    if verified > yesterday or chance.happens(0.2):
        return done, None, None, "", None
    return done, None, verified, "", next(one for one in (world.company.manager, world.company.clo,
        program.sponsor) if one != owner)


def action_rows(acts: Sequence[Act]) -> Iterator[Row]:
    for act in sorted(acts, key=lambda one: one.model.id):
        state, model = act.state_on(date.max), act.model
        yield (
            model.id, model.target_id, model.cycle_id, act.review, state.value, model.what, act.trigger, act.root_cause,
            act.owner, model.due_on.isoformat(), None if act.effect is None else millionths(act.effect),
            act.effect_by.isoformat() if act.effect_by else None, act.done_on.isoformat() if act.done_on else None,
            act.verified_on.isoformat() if act.verified_on else None, act.verified_by,
            None if act.was_effective is None else int(act.was_effective), act.note,
            instant(act.started_on, 10 * 60 + model.id % 300), 1,
        )
