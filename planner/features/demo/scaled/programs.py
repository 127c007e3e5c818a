"""The programs of a planning year: unevenly spread over departments and goals, with log-normal budgets and audiences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from planner.domain.values import ImpactKind, NeedState, ProgramState
from planner.features.demo.scaled.chance import Chance
from planner.features.demo.scaled.plan import APPROVED, Goal, Plan
from planner.features.demo.scaled.tables import Batch, Row, instant, millionths
from planner.features.demo.scaled.tree import Department
from planner.features.demo.scaled.words.programs import TOPICS, WHOLE, Topic
from planner.features.demo.scaled.world import Happened, Share, World, money, rounded

WHOLE_SHARE = 0.07  # of the programs that are for everybody
UNLINKED_SHARE = 0.09  # of those that serve no goal


@dataclass(frozen=True, slots=True)
class Program:
    id: int
    name: str
    department: int | None
    place: str
    owner: int
    sponsor: int
    starts_on: date
    ends_on: date
    budget: int  # hundredths
    participants: int
    state: ProgramState
    goals: tuple[Goal, ...]
    needs: tuple[int, ...]


def make_programs(world: World, share: Share, plan: Plan) -> tuple[list[Program], list[Batch]]:
    """The programs, and the rows of programs, impacts and links to needs."""
    rows: dict[str, list[Row]] = {"programs": [], "impacts": [], "program_needs": []}
    chance = world.chance(f"programs {share.number}")
    taken: set[str] = set()
    owners = _owners(world, chance)
    served = _served(plan, chance)
    waiting = _needs_by_place(world, plan)
    places = _places(world, chance, share.programs)
    made = []
    for department in places:
        program = _program(world, share, chance, department, (owners, served, waiting, taken), rows)
        rows["impacts"].extend(_impacts(world, share, chance, program))
        rows["program_needs"].extend((world.number("program_needs"), program.id, need) for need in program.needs)
        made.append(program)
    return made, [Batch(table, each) for table, each in rows.items()]


def _owners(world: World, chance: Chance) -> list[tuple[int, float]]:
    """The learning department runs the programs; some carry many times as many as others."""
    people = world.company.learners
    return list(zip(people, chance.weights(len(people), 1.2), strict=True))


def _served(plan: Plan, chance: Chance) -> list[tuple[Goal, float]]:
    """Goals by how many programs they attract; one in twenty of those for which learning is planned gets none."""
    found = [(goal, goal.weight) for goal in plan.goals if goal.is_learnt]
    return [one for one in found if len(found) < 4 or not chance.happens(0.05)]


def _needs_by_place(world: World, plan: Plan) -> dict[int, list[int]]:
    """Approved needs, by the division that they come from."""
    found: dict[int, list[int]] = {}
    for need in plan.needs:
        if need.state is NeedState.APPROVED:
            found.setdefault(_division(world, need.department), []).append(need.id)
    return found


def _division(world: World, department: int) -> int:
    one = world.company.departments[department]
    while one.level > 1 and one.parent_id is not None:
        one = world.company.departments[one.parent_id]
    return one.id


def _places(world: World, chance: Chance, n: int) -> list[Department | None]:
    tree = [one for one in world.company.departments.values() if one.level > 0]
    # Regions and sites run programs rather than single teams do.
    by_level = {1: 3.0, 2: 4.0, 3: 3.0, 4: 0.6}
    weights = [by_level[one.level] * heavy for one, heavy in zip(tree, chance.weights(len(tree), 1.0), strict=True)]
    return [None if chance.happens(WHOLE_SHARE) else chance.choices(tree, weights)[0] for _ in range(n)]


def _program(
    world: World, share: Share, chance: Chance, department: Department | None,
    known: tuple[list[tuple[int, float]], list[tuple[Goal, float]], dict[int, list[int]], set[str]], rows: dict[str, list[Row]],
) -> Program:
    owners, served, waiting, taken = known
    company, number = world.company, world.number("programs")
    topic = chance.choice([one for one in TOPICS if not department or not one.fits or department.division.name in one.fits])
    starts = share.year.starts_on + timedelta(days=int(chance.sized(35, 0.9, 0, 250)))
    ends = min(starts + timedelta(days=int(chance.uniform(90, 330))), share.year.ends_on)
    participants = round(chance.sized(90 if department else 900, 1.0, 6, 18_000))
    program = Program(
        number, _name(topic, department, taken), department.id if department else None,
        department.place if department else WHOLE, chance.one_of(owners),
        company.head_above(department.parent_id if department else None),
        starts, ends, money(participants * chance.sized(420, 0.6, 60, 4000)), participants,
        _state(share, chance, starts, ends), _goals_of(chance, served), _needs_of(world, chance, department, waiting),
    )
    proposed = share.day(min(APPROVED - chance.randint(1, 60), (starts - share.year.starts_on).days))
    rows["programs"].append((
        program.id, share.number, program.name, topic.purpose, topic.audience, program.state.value, program.department,
        program.owner, program.sponsor, starts.isoformat(), ends.isoformat(), program.budget, participants,
        instant(proposed, 11 * 60), 1,
    ))
    world.happened.append(Happened(instant(proposed, 11 * 60), program.owner, "program.created", "programs", number,
                                   program.name))
    return program


def _name(topic: Topic, department: Department | None, taken: set[str]) -> str:
    plain = f"{topic.name}, {department.name}" if department else topic.name
    name, wave = plain, 1
    while name.lower() in taken:
        wave += 1
        name = f"{plain}, wave {wave}"
    taken.add(name.lower())
    return name


def _state(share: Share, chance: Chance, starts: date, ends: date) -> ProgramState:
    if chance.happens(0.05):
        return ProgramState.CANCELLED
    if not share.is_running:
        return ProgramState.COMPLETED
    if starts > share.until:
        return ProgramState.PROPOSED if chance.happens(0.25) else ProgramState.PLANNED
    return ProgramState.COMPLETED if ends < share.until else ProgramState.RUNNING


def _goals_of(chance: Chance, served: list[tuple[Goal, float]]) -> tuple[Goal, ...]:
    if not served or chance.happens(UNLINKED_SHARE):
        return ()
    first, other = chance.one_of(served), chance.one_of(served)
    return (first, other) if chance.happens(0.22) and other.id != first.id else (first,)


def _needs_of(world: World, chance: Chance, department: Department | None, waiting: dict[int, list[int]]) -> tuple[int, ...]:
    """Needs of the same division, one to three; a quarter of the programs answer none that was logged."""
    open_ones = waiting.get(_division(world, department.id)) if department else None
    if not open_ones or chance.happens(0.25):
        return ()
    return tuple(sorted(chance.sample(open_ones, min(chance.one_of(((1, 0.6), (2, 0.28), (3, 0.12))), len(open_ones)))))


_KINDS = ((None, 0.12), (ImpactKind.QUANTITY, 0.26), (ImpactKind.RATE, 0.2), (ImpactKind.RETURN, 0.08),
          (ImpactKind.PREDICTION, 0.06), (ImpactKind.HIGH_MEDIUM_LOW, 0.28))


def _impacts(world: World, share: Share, chance: Chance, program: Program) -> Iterator[Row]:
    """What the sponsor expects of the program for each goal, stated in the way of its kind."""
    for goal in program.goals:
        kind = chance.one_of(_KINDS)
        value, unit, rating = None, "", None
        if kind is ImpactKind.QUANTITY:
            part = (goal.target - goal.baseline) * chance.sized(0.04, 0.8, 0.005, 0.6)
            value, unit = millionths(rounded(part)), "percentage points" if goal.unit == "percent" else goal.unit
        elif kind is ImpactKind.HIGH_MEDIUM_LOW:
            rating = chance.choice(("high", "medium", "medium", "low"))
        elif kind is not None:
            value, unit = millionths(chance.randint(45, 90)), "percent"
        agreed = chance.happens(0.7) and kind is not None
        on = share.day(APPROVED - chance.randint(0, 40))
        yield (world.number("impacts"), program.id, goal.id, kind.value if kind else None, value, unit, rating,
               program.sponsor if agreed else None, on.isoformat() if agreed else None, "")
