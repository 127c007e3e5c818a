"""The goals and needs of a planning year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from planner.domain.values import CauseCell, CycleState, Direction, NeedState
from planner.features.demo.scaled.chance import Chance, apportioned
from planner.features.demo.scaled.tables import MILLION, Batch, Cell, Row, instant, millionths
from planner.features.demo.scaled.words import goals as goal_words
from planner.features.demo.scaled.words import needs as need_words
from planner.features.demo.scaled.world import Happened, Share, World, rounded

PLANNED = -75  # days from the first of the year: when goals are ranked
APPROVED = -6


@dataclass(frozen=True, slots=True)
class Goal:
    id: int
    statement: str
    unit: str
    direction: Direction
    baseline: float
    target: float
    owner: int
    sponsors: tuple[int, ...]
    is_learnt: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Need:
    id: int
    department: int
    goal: int | None
    state: NeedState


@dataclass(slots=True)
class Plan:
    """A year's goals and needs."""

    goals: list[Goal]
    needs: list[Need]
    rows: dict[str, list[Row]]

    def batches(self) -> Iterator[Batch]:
        for table, rows in self.rows.items():
            yield Batch(table, rows)


def make_plan(world: World, share: Share) -> Plan:
    rows: dict[str, list[Row]] = {name: [] for name in ("cycles", "goals", "sponsorships", "needs", "causes")}
    rows["cycles"].append(_cycle(world, share))
    goals = _goals(world, share, rows)
    return Plan(goals, _needs(world, share, goals, rows), rows)


def _cycle(world: World, share: Share) -> Row:
    year, state = share.year, CycleState.APPROVED if share.is_running else CycleState.CLOSED
    submitted = instant(share.day(APPROVED - 6), 14 * 60)
    purpose = goal_words.PURPOSES[(share.number - 1) % len(goal_words.PURPOSES)]
    return (share.number, year.name, year.starts_on.isoformat(), year.ends_on.isoformat(), purpose, state.value, submitted,
            world.company.clo, instant(share.day(PLANNED), 8 * 60), 3)


def _goals(world: World, share: Share, rows: dict[str, list[Row]]) -> list[Goal]:
    chance = world.chance(f"goals {share.number}")
    weights = sorted(chance.weights(share.goals, 0.8), reverse=True)
    percents = apportioned(100, weights)
    return [
        _goal(world, share, chance, rank, (weight, percent), rows)
        for rank, (weight, percent) in enumerate(zip(weights, percents, strict=True), start=1)
    ]


def _goal(
    world: World, share: Share, chance: Chance, rank: int, weight: tuple[float, int], rows: dict[str, list[Row]]
) -> Goal:
    ideas, company = goal_words.GOALS, world.company
    idea = ideas[(rank + 7 * share.number) % len(ideas)]
    branches = [one for one in company.departments.values() if one.level in (1, 2) and idea.division in ("", one.division.name)]
    # The first of a kind is the group's; the others belong to a division or a region.
    branch = chance.choice(branches) if branches and rank > len(ideas) else None
    statement = f"{idea.statement}: {branch.name}" if branch else idea.statement
    divisions = [one.id for one in company.departments.values() if one.level == 1]
    owner = company.head_above(branch.id if branch else chance.choice(divisions))
    baseline = rounded(chance.uniform(idea.low, idea.high))
    wanted = rounded(baseline * (1 + idea.gain * chance.uniform(0.7, 1.3)))
    if idea.unit == "percent":
        wanted = min(wanted, 99.5)
    direction = Direction.UP if idea.gain > 0 else Direction.DOWN
    is_learnt = not chance.happens(0.08)
    number, planned = world.number("goals"), share.day(PLANNED + rank % 9)
    rows["goals"].append((
        number, share.number, rank, weight[1] * MILLION, statement, idea.rationale, idea.outcome_measure, idea.unit,
        direction.value, millionths(baseline), share.day(PLANNED - 12).isoformat(), millionths(wanted),
        share.year.ends_on.isoformat(),
        owner, int(is_learnt), "" if is_learnt else chance.choice(goal_words.NO_LEARNING), instant(planned, 9 * 60 + rank), 1,
    ))
    world.happened.append(Happened(instant(planned, 9 * 60 + rank), company.clo, "goal.created", "goals", number, statement))
    sponsors = _sponsors(world, share, chance, number, owner, rows)
    return Goal(number, statement, idea.unit, direction, baseline, wanted, owner, sponsors, is_learnt, weight[0])


def _sponsors(
    world: World, share: Share, chance: Chance, goal: int, owner: int, rows: dict[str, list[Row]]
) -> tuple[int, ...]:
    """One goal in eight has no sponsor; of those who are named most have agreed."""
    n = chance.one_of(((0, 0.12), (1, 0.5), (2, 0.28), (3, 0.1)))
    heads = [head for one, head in world.company.heads.items() if world.company.departments[one].level <= 2]
    people = list(dict.fromkeys([owner, *chance.sample(heads, min(3, len(heads)))]))[:n]
    for place, person in enumerate(people):
        agreed = share.day(PLANNED + int(chance.uniform(5, 60))) if chance.happens(0.8) else None
        rows["sponsorships"].append((
            world.number("sponsorships"), goal, person, int(place == 0), agreed.isoformat() if agreed else None,
            chance.choice(goal_words.AGREEMENTS) if agreed else "",
        ))
    return tuple(people)


_STATES_CLOSED = ((NeedState.APPROVED, 0.58), (NeedState.DECLINED, 0.24), (NeedState.WAITLISTED, 0.13),
                  (NeedState.SUBMITTED, 0.03), (NeedState.DRAFT, 0.02))
_STATES_RUNNING = ((NeedState.APPROVED, 0.5), (NeedState.DECLINED, 0.17), (NeedState.WAITLISTED, 0.13),
                   (NeedState.SUBMITTED, 0.13), (NeedState.DRAFT, 0.07))
_DECIDED = (NeedState.APPROVED, NeedState.DECLINED, NeedState.WAITLISTED)


def _needs(world: World, share: Share, goals: list[Goal], rows: dict[str, list[Row]]) -> list[Need]:
    chance = world.chance(f"needs {share.number}")
    tree = [one for one in world.company.departments.values() if one.level > 0]
    weights = [one.weight * heavy for one, heavy in zip(tree, chance.weights(len(tree), 0.9), strict=True)]
    places = chance.choices(tree, weights, k=share.needs)
    weighted = [(goal, goal.weight) for goal in goals]
    states = _STATES_RUNNING if share.is_running else _STATES_CLOSED
    made = []
    for department in places:
        goal = chance.one_of(weighted) if chance.happens(0.85) else None
        need = Need(world.number("needs"), department.id, goal.id if goal else None, chance.one_of(states))
        rows["needs"].append(_need(world, share, chance, need))
        if need.state is not NeedState.DRAFT:
            rows["causes"].extend(_causes(world, chance, need))
        made.append(need)
    return made


def _need(world: World, share: Share, chance: Chance, need: Need) -> Row:
    company, department = world.company, world.company.departments[need.department]
    idea = chance.choice([one for one in need_words.PROBLEMS if not one.fits or department.division.name in one.fits])
    logged = _logged(share, chance, need)
    submitted = None if need.state is NeedState.DRAFT else min(logged + timedelta(days=chance.randint(0, 9)), share.until)
    today_value = rounded(chance.uniform(idea.low, idea.high))
    wish = rounded(today_value * (1 + idea.wish * chance.uniform(0.8, 1.2)))
    if idea.unit == "percent":
        wish = min(wish, 98.0) if today_value < 98 else 99.5
    title = f"{idea.title}, {department.name}"
    requester = company.heads.get(department.id) or company.head_above(department.id)
    decided = _decision(world, share, chance, need, submitted)
    agreed = decided[0] is not None and need.state is NeedState.APPROVED and chance.happens(0.7)
    scores: tuple[Cell, ...] = _scores(chance, need)
    world.happened.append(Happened(instant(logged, 10 * 60), requester, "need.created", "needs", need.id, title))
    if decided[0] is not None:
        world.happened.append(Happened(decided[2], company.clo, f"need.{need.state.value}", "needs", need.id, title, decided[1]))
    return (
        need.id, share.number, need.department, requester, need.goal, need.state.value, title, idea.problem, idea.indicator,
        idea.unit, idea.direction.value, millionths(today_value), (logged - timedelta(days=11)).isoformat(), millionths(wish),
        chance.choice(need_words.EVIDENCE), idea.consequence, idea.audience, round(chance.sized(45, 1.1, 3, 6000)),
        (logged + timedelta(days=chance.randint(60, 260))).isoformat(),
        instant(submitted, 15 * 60) if submitted else None, *scores, decided[1], company.clo if decided[0] else None,
        decided[2] if decided[0] else None, chance.choice(need_words.CAN) if agreed else "",
        chance.choice(need_words.CANNOT) if agreed else "", decided[0].isoformat() if agreed and decided[0] else None,
        instant(logged, 10 * 60), 2,
    )


def _logged(share: Share, chance: Chance, need: Need) -> date:
    """Most needs come before the year; what waits in the running year came lately."""
    if share.is_running and need.state in (NeedState.SUBMITTED, NeedState.DRAFT):
        return share.until - timedelta(days=int(chance.sized(14, 0.8, 1, 120)))
    if chance.happens(0.7):
        return share.day(-int(chance.uniform(20, 84)))
    return share.day(int(chance.uniform(0, 130)))


def _decision(
    world: World, share: Share, chance: Chance, need: Need, submitted: date | None
) -> tuple[date | None, str, str]:
    """The day, the reason and the instant."""
    if need.state not in _DECIDED or submitted is None:
        return None, "", ""
    on = min(submitted + timedelta(days=int(chance.sized(16, 0.6, 2, 90))), share.until)
    return on, chance.choice(need_words.REASONS[need.state.value]), instant(on, 16 * 60)


def _scores(chance: Chance, need: Need) -> tuple[int | None, ...]:
    if need.state is NeedState.DRAFT or (need.state is NeedState.SUBMITTED and chance.happens(0.5)):
        return (None,) * 5
    lean = {NeedState.APPROVED: 3.7, NeedState.WAITLISTED: 2.9, NeedState.DECLINED: 2.2}.get(need.state, 3.0)
    return tuple(min(max(round(chance.gauss(lean, 0.9)), 1), 5) for _ in range(5))


def _causes(world: World, chance: Chance, need: Need) -> Iterator[Row]:
    """Two causes, more or less; what was approved has an accepted cause in knowledge."""
    cells = chance.sample(list(CauseCell), chance.one_of(((0, 0.08), (1, 0.3), (2, 0.37), (3, 0.25))))
    if need.state is NeedState.APPROVED and CauseCell.KNOWLEDGE not in cells:
        cells.append(CauseCell.KNOWLEDGE)
    if need.state is NeedState.DECLINED:
        cells = [cell for cell in cells if cell is not CauseCell.KNOWLEDGE]
    for cell in cells:
        is_accepted = cell is CauseCell.KNOWLEDGE or chance.happens(0.6)
        yield world.number("causes"), need.id, cell.value, chance.choice(need_words.FINDINGS[cell]), int(is_accepted)
