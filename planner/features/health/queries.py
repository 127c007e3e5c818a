"""How the work that waits is doing."""

from sqlalchemy import func, select

from planner.domain.values import JobState
from planner.infra.clock import now
from planner.models import Job, Worker, db

# A web process that is ready stays ready when work waits; but whoever asks is told.
LATE_SECONDS = 300


def n_jobs_by_state() -> dict[str, float]:
    """How many jobs there are in each state, those with none too."""
    rows = db.session.execute(select(Job.state, func.count()).group_by(Job.state))
    return dict.fromkeys((state.value for state in JobState), 0.0) | {state.value: n for state, n in rows}


def lag_seconds() -> float:
    """For how long the job that is due longest has waited; 0 when none waits."""
    query = select(func.min(Job.run_at)).where(Job.state == JobState.WAITING)
    due_at = db.session.scalar(query)
    return max(0.0, (now() - due_at).total_seconds()) if due_at else 0.0


def n_workers() -> int:
    """How many processes have shown within a minute that they run jobs."""
    seen_at = db.session.scalars(select(Worker.seen_at))
    return sum((now() - at).total_seconds() < 60 for at in seen_at)
