"""What a brief is made of, read once and then looked at from several sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planner.domain.aggregation import Observed
from planner.domain.values import Status
from planner.features.targets.queries import Standing
from planner.models import Action, Cycle, Goal, Indicator, Organization, Program, Target

OUTCOME = "goal_result"
"""The code of the measure that is a goal's own."""

PARTICIPANTS, COST, COMPLETION, LEARNING_DAYS = "total_participants", "direct_cost", "completion_rate", "learning_days"

ASKED_FOR = ("unique_participants", PARTICIPANTS, COMPLETION, LEARNING_DAYS, "learning_hours", COST)
"""The codes of the measures of the whole function that stand in every summary, if they are followed."""


@dataclass(frozen=True)
class Series:
    """An indicator with its values to date, without those of so few people that they could be recognised."""

    indicator: Indicator
    observed: tuple[Observed, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where so many values of an indicator come from."""

    indicator_id: int
    name: str
    n: int


@dataclass(frozen=True)
class Material:
    """Goals in rank order, programs with their impacts, targets with their standings, and every series of them."""

    cycle: Cycle
    on: date
    house: Organization | None
    about: str  # the name of the program or goal; empty for the whole strategy
    is_whole: bool
    goals: tuple[Goal, ...]
    programs: tuple[Program, ...]
    targets: tuple[Target, ...]  # that the brief is about
    outcomes: Mapping[int, Target]  # on the own measure of a goal, by goal; of a program's brief they are no part
    standings: Mapping[int, Standing]
    series: Mapping[int, Series]
    actions: tuple[Action, ...]
    sources: tuple[Source, ...]

    @property
    def currency(self) -> str:
        return self.house.currency if self.house else ""

    @property
    def measures(self) -> list[Target]:
        """The targets that serve a goal rather than being its own measure."""
        own = {target.id for target in self.outcomes.values()}
        return [target for target in self.targets if target.id not in own]

    def goal_of(self, target: Target) -> Goal | None:
        """Beneath which goal a target stands: the one it names, else the first that its program serves."""
        named = next((goal for goal in self.goals if goal.id == target.goal_id), None)
        if named is not None or target.goal_id is not None:
            return named
        served = {impact.goal_id for one in self.programs if one.id == target.program_id for impact in one.impacts}
        return next((goal for goal in self.goals if goal.id in served), None)

    def by_attention(self) -> list[Target]:
        """The targets, those first that need the attention of a reader most; without a value there is nothing to see."""

        def urgency(target: Target) -> tuple[int, bool, int, int]:
            goal, standing = self.goal_of(target), self.standings[target.id]
            return ATTENTION.index(standing.shown_status), goal is None, goal.rank if goal else 0, target.id

        return sorted(self.targets, key=urgency)


ATTENTION = (Status.OFF_TRACK, Status.MISSED, Status.AT_RISK, Status.ON_TRACK, Status.MET, Status.NO_DATA)
"""What can still be mended comes before what is over."""
