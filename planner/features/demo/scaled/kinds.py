"""The measures that programs are followed with, and between which values they lie in a company like this."""

from dataclasses import dataclass

from planner.domain.units import unit_of
from planner.domain.values import Aggregation, Direction


@dataclass(frozen=True, slots=True)
class Kind:
    """A measure as it is used. `base` and `aim` bound baseline and target.

    For what adds up, they are in parts of `per`: the participants or the budget of the program. `group`: how many people a value
    rests on each fortnight, in parts of the participants. `weight`: how often it is chosen.
    """

    code: str
    unit: str
    direction: Direction
    aggregation: Aggregation
    base: tuple[float, float]
    aim: tuple[float, float]
    statement: str
    weight: float = 1.0
    per: str = ""
    group: float = 0.06
    every: int = 14
    is_survey: bool = False
    noise: float = 0.05

    @property
    def adds_up(self) -> bool:
        return self.aggregation in (Aggregation.SUM, Aggregation.DISTINCT)

    @property
    def is_share(self) -> bool:
        return self.unit == "percent" and self.direction is not Direction.PLAN

    @property
    def scale(self) -> int:
        return unit_of(self.unit).scale


UP, DOWN, PLAN = Direction.UP, Direction.DOWN, Direction.PLAN
SUM, LAST, MEAN, RATIO, DISTINCT = (
    Aggregation.SUM, Aggregation.LAST, Aggregation.WEIGHTED_MEAN, Aggregation.RATIO_OF_SUMS, Aggregation.DISTINCT,
)

KINDS: tuple[Kind, ...] = (
    Kind("unique_participants", "persons", UP, DISTINCT, (0, 0), (0.85, 1.05), "Reach {target} participants in {about} by {due}",
         3.0, "people"),
    Kind("total_participants", "participations", UP, SUM, (0, 0), (1.1, 2.4),
         "Reach {target} participations in {about} by {due}", 1.5, "people"),
    Kind("reach", "percent", UP, LAST, (0, 18), (68, 95), "Reach {target} % of the audience of {about} by {due}", 1.2),
    Kind("completion_rate", "percent", UP, RATIO, (58, 80), (84, 97),
         "Raise the completion rate of {about} from {base} % to {target} % by {due}", 3.0),
    Kind("on_time_completion", "percent", UP, RATIO, (45, 74), (80, 95),
         "Raise on-time completion of {about} from {base} % to {target} % by {due}", 1.3),
    Kind("learning_hours", "hours", PLAN, SUM, (0, 0), (6, 22), "Keep to {target} learning hours in {about} by {due}", 1.1,
         "people"),
    Kind("direct_cost", "money", PLAN, SUM, (0, 0), (0.92, 1.0), "Keep the direct cost of {about} at € {target} by {due}", 2.4,
         "budget"),
    Kind("cost_per_learner", "money per person", DOWN, RATIO, (320, 900), (230, 310),
         "Bring the cost per learner of {about} from € {base} down to € {target} by {due}", 0.8),
    Kind("participant_reaction", "percent", UP, MEAN, (60, 78), (80, 93),
         "Raise favourable answers after {about} from {base} % to {target} % by {due}", 2.2, is_survey=True),
    Kind("learning_nps", "points", UP, MEAN, (4, 28), (30, 58),
         "Raise the learning NPS of {about} from {base} to {target} by {due}", 0.6,
         is_survey=True, noise=0.12),
    Kind("intent_to_apply", "percent", UP, MEAN, (52, 70), (74, 90),
         "Raise intent to apply {about} from {base} % to {target} % by {due}", 0.9, is_survey=True),
    Kind("learning_score", "percent", UP, MEAN, (55, 72), (78, 92),
         "Raise the score in {about} from {base} % to {target} % by {due}", 1.4),
    Kind("learning_gain", "percentage points", UP, MEAN, (6, 14), (18, 30),
         "Raise the learning gain of {about} from {base} to {target} points by {due}", 0.7),
    Kind("confidence_commitment", "percent", UP, MEAN, (48, 66), (72, 88),
         "Raise confidence after {about} from {base} % to {target} % by {due}", 0.7, is_survey=True),
    Kind("application_rate", "percent", UP, MEAN, (28, 50), (58, 78),
         "Raise the share who apply {about} from {base} % to {target} % by {due}", 2.6, group=0.03, every=28, is_survey=True),
    Kind("manager_support", "percent", UP, MEAN, (20, 42), (55, 76),
         "Raise manager support for {about} from {base} % to {target} % by {due}", 1.3, group=0.03, every=28, is_survey=True),
    Kind("scrap_learning", "percent", DOWN, MEAN, (40, 62), (22, 36),
         "Bring scrap learning of {about} from {base} % down to {target} % by {due}", 0.5, group=0.03, every=28, is_survey=True),
)
OF_GOAL = Kind("goal_result", "goal", UP, LAST, (0, 0), (0, 0), "{about}: from {base} to {target} {unit} by {due}", noise=0.04)
OF_FUNCTION: tuple[Kind, ...] = (
    Kind("intake_decision_time", "days", DOWN, LAST, (18, 30), (9, 14),
         "Bring the time until a need is decided from {base} to {target} days by {due}"),
    Kind("online_share", "percent", PLAN, RATIO, (30, 40), (45, 55),
         "Move the online share from {base} % to {target} % by {due}"),
    Kind("on_time_program_delivery", "percent", UP, RATIO, (60, 74), (85, 94),
         "Raise on-time delivery of programs from {base} % to {target} % by {due}"),
    Kind("direct_cost_per_employee", "money per employee", PLAN, RATIO, (600, 680), (640, 720),
         "Keep the direct cost per employee near € {target} by {due}"),
)
