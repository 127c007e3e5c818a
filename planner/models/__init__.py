"""Every table. The rest of the house imports models from here and nowhere else."""

from planner.models.accounts import Account, AuthSession, RoleGrant, SignInFailure
from planner.models.audit_log import AuditEntry
from planner.models.base import Base, Findable, db
from planner.models.briefs import Brief
from planner.models.cycles import Baseline, Cycle
from planner.models.exchange import ImportRun
from planner.models.finding import SearchWord
from planner.models.frozen import BaselineRow, FrozenRow, ReviewRow
from planner.models.goals import Goal, Sponsorship
from planner.models.jobs import Job, Worker
from planner.models.needs import Cause, Need
from planner.models.people import Department, Organization, Person
from planner.models.programs import Impact, Program, ProgramNeed
from planner.models.reviews import Action, Decision, Review, ReviewLine, ReviewSeries
from planner.models.sent_forms import SentForm
from planner.models.standings import TargetStanding
from planner.models.targets import GOAL_UNIT, Indicator, Measure, Observation, Step, Target, TrajectoryPoint, target_ref

__all__ = [
    "GOAL_UNIT", "Account", "Action", "AuditEntry", "AuthSession", "Base", "Baseline", "BaselineRow", "Brief", "Cause",
    "Cycle", "Decision", "Department", "Findable", "FrozenRow", "Goal", "Impact", "ImportRun", "Indicator", "Job", "Measure",
    "Need", "Observation", "Organization", "Person", "Program", "ProgramNeed", "Review", "ReviewLine", "ReviewRow",
    "ReviewSeries", "RoleGrant", "SearchWord", "SentForm", "SignInFailure", "Sponsorship", "Step", "Target", "TargetStanding",
    "TrajectoryPoint", "Worker", "db", "target_ref",
]
