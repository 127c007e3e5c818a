"""Every row of the story, in an order in which each may be loaded: what a row refers to comes before it."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.features.demo.scaled.company import company_batches, make_company
from planner.features.demo.scaled.plan import PLANNED, make_plan
from planner.features.demo.scaled.programs import Program, make_programs
from planner.features.demo.scaled.reviewing import review_batches
from planner.features.demo.scaled.scale import Scale
from planner.features.demo.scaled.tables import Batch
from planner.features.demo.scaled.targets import make_targets
from planner.features.demo.scaled.trail import trail_rows
from planner.features.demo.scaled.values import make_observations
from planner.features.demo.scaled.world import MeasureFact, Share, World

SEED = 20_270_713


class Story:
    """Makes the rows of a scale. The same scale, day and seed make the same rows; nothing here knows a database."""

    def __init__(self, scale: Scale, today: date, measures: Mapping[str, MeasureFact], *, seed: int = SEED) -> None:
        company, self._people = make_company(scale, today, seed)
        self.world = World(scale, today, seed, company, measures)
        self.shares = self.world.shares()
        self.running_programs: list[Program] = []

    @property
    def heads(self) -> Mapping[int, int]:
        """Who heads which department: written when the people are there."""
        return self.world.company.heads

    def company(self, password_hash: str) -> Iterator[Batch]:
        founded = self.shares[0].day(PLANNED - 10)
        yield from company_batches(self.world.company, self._people, password_hash, founded)

    def plan(self, share: Share) -> Iterator[Batch]:
        """A planning year up to the point at which its plan is approved; what comes after that is in `run`."""
        self._plan = make_plan(self.world, share)
        yield from self._plan.batches()
        self._programs, batches = make_programs(self.world, share, self._plan)
        yield from batches
        self._aims = make_targets(self.world, share, self._plan, self._programs)
        yield from self._aims.batches()
        if share.is_running:
            self.running_programs = self._programs

    def run(self, share: Share) -> Iterator[Batch]:
        """The year as it went: values, reviews and actions."""
        made = make_observations(self.world, share, self._aims, self._programs)
        yield Batch("indicators", made.indicators)
        yield Batch("observations", made.rows(self.world))
        yield from review_batches(self.world, share, self._programs, self._aims, made)

    def trail(self) -> Batch:
        """The audit trail; the last, for it tells of everything else."""
        return Batch("audit_entries", trail_rows(self.world))
