"""The fixed vocabularies: one enum each, with the words that people read."""

from enum import StrEnum

from planner.domain.messages import N_


class MeasureType(StrEnum):
    """The three types of ISO/TS 30437 practice."""

    EFFICIENCY = "efficiency"
    EFFECTIVENESS = "effectiveness"
    OUTCOME = "outcome"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    PLAN = "plan"


class Aggregation(StrEnum):
    """How values of periods (and of parts of the organization) make one value."""

    SUM = "sum"
    LAST = "last"
    WEIGHTED_MEAN = "weighted_mean"
    RATIO_OF_SUMS = "ratio_of_sums"
    DISTINCT = "distinct"


class TrajectoryKind(StrEnum):
    LINEAR = "linear"
    STEPPED = "stepped"
    S_CURVE = "s_curve"
    CUSTOM = "custom"


class Status(StrEnum):
    """From best to worst, and no data, which is neither."""

    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    MISSED = "missed"
    NO_DATA = "no_data"


class CycleState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    CLOSED = "closed"


class NeedState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"


class CauseCell(StrEnum):
    """The six cells of Gilbert's behaviour engineering model, in the order in which to look."""

    DATA = "data"
    INSTRUMENTS = "instruments"
    INCENTIVES = "incentives"
    KNOWLEDGE = "knowledge"
    CAPACITY = "capacity"
    MOTIVES = "motives"


class SolutionKind(StrEnum):
    TRAINING = "training"
    JOB_AID = "job_aid"
    PROCESS_CHANGE = "process_change"
    TECHNOLOGY = "technology"
    COACHING = "coaching"
    COMMUNICATION = "communication"
    INCENTIVE = "incentive"
    STAFFING = "staffing"


class ProgramState(StrEnum):
    PROPOSED = "proposed"
    PLANNED = "planned"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ReviewState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"


class BriefState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"


class JobState(StrEnum):
    """Held: cannot be done yet for a reason that waiting does not cure. Failed: tried often enough."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImpactKind(StrEnum):
    """How a sponsor states what a program is expected to do for a goal (TDRp outcome statement)."""

    QUANTITY = "quantity"
    RATE = "rate"
    RETURN = "return"
    PREDICTION = "prediction"
    HIGH_MEDIUM_LOW = "high_medium_low"


LABELS: dict[StrEnum, str] = {
    MeasureType.EFFICIENCY: N_("Efficiency"),
    MeasureType.EFFECTIVENESS: N_("Effectiveness"),
    MeasureType.OUTCOME: N_("Outcome"),
    Direction.UP: N_("higher is better"),
    Direction.DOWN: N_("lower is better"),
    Direction.PLAN: N_("closest to plan is best"),
    Aggregation.SUM: N_("sum"),
    Aggregation.LAST: N_("last value"),
    Aggregation.WEIGHTED_MEAN: N_("mean, weighted by respondents"),
    Aggregation.RATIO_OF_SUMS: N_("ratio of sums"),
    Aggregation.DISTINCT: N_("distinct, cannot be added up"),
    TrajectoryKind.LINEAR: N_("Straight line"),
    TrajectoryKind.STEPPED: N_("Steps"),
    TrajectoryKind.S_CURVE: N_("S-curve"),
    TrajectoryKind.CUSTOM: N_("Own points"),
    Status.MET: N_("Met"),
    Status.ON_TRACK: N_("On track"),
    Status.AT_RISK: N_("At risk"),
    Status.OFF_TRACK: N_("Off track"),
    Status.MISSED: N_("Missed"),
    Status.NO_DATA: N_("No data"),
    CycleState.DRAFT: N_("Draft"),
    CycleState.IN_REVIEW: N_("In review"),
    CycleState.APPROVED: N_("Approved"),
    CycleState.CLOSED: N_("Closed"),
    NeedState.DRAFT: N_("Draft"),
    NeedState.SUBMITTED: N_("Waits for a decision"),
    NeedState.APPROVED: N_("Approved"),
    NeedState.WAITLISTED: N_("Waitlisted"),
    NeedState.DECLINED: N_("Declined"),
    CauseCell.DATA: N_("Data"),
    CauseCell.INSTRUMENTS: N_("Instruments"),
    CauseCell.INCENTIVES: N_("Incentives"),
    CauseCell.KNOWLEDGE: N_("Knowledge"),
    CauseCell.CAPACITY: N_("Capacity"),
    CauseCell.MOTIVES: N_("Motives"),
    SolutionKind.TRAINING: N_("Training"),
    SolutionKind.JOB_AID: N_("Job aid"),
    SolutionKind.PROCESS_CHANGE: N_("Process change"),
    SolutionKind.TECHNOLOGY: N_("Technology"),
    SolutionKind.COACHING: N_("Coaching or mentoring"),
    SolutionKind.COMMUNICATION: N_("Management communication"),
    SolutionKind.INCENTIVE: N_("Incentive"),
    SolutionKind.STAFFING: N_("Staffing"),
    ProgramState.PROPOSED: N_("Proposed"),
    ProgramState.PLANNED: N_("Planned"),
    ProgramState.RUNNING: N_("Running"),
    ProgramState.COMPLETED: N_("Completed"),
    ProgramState.CANCELLED: N_("Cancelled"),
    ReviewState.PLANNED: N_("Planned"),
    ReviewState.OPEN: N_("Open"),
    ReviewState.CLOSED: N_("Closed"),
    ActionState.OPEN: N_("Open"),
    ActionState.DONE: N_("Done"),
    ActionState.VERIFIED: N_("Verified"),
    ActionState.DROPPED: N_("Dropped"),
    BriefState.DRAFT: N_("Draft"),
    BriefState.ISSUED: N_("Issued"),
    JobState.WAITING: N_("Waiting"),
    JobState.RUNNING: N_("Running"),
    JobState.DONE: N_("Done"),
    JobState.HELD: N_("On hold"),
    JobState.FAILED: N_("Failed"),
    JobState.CANCELLED: N_("Cancelled"),
    ImpactKind.QUANTITY: N_("A quantity (level 4)"),
    ImpactKind.RATE: N_("A rate (level 3)"),
    ImpactKind.RETURN: N_("A return (level 5)"),
    ImpactKind.PREDICTION: N_("A prediction (level 1)"),
    ImpactKind.HIGH_MEDIUM_LOW: N_("High, medium or low"),
}
