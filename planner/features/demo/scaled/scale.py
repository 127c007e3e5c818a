"""How much of everything there is, as data."""

from dataclasses import dataclass

REVIEWS_A_YEAR = 26


@dataclass(frozen=True, slots=True)
class Scale:
    """How many rows of each kind. `cycles` planning years end with the running one; later years hold a little more.

    `entries`: of the audit trail; `briefs`: issued ones; `manager_targets`: targets of this year that the learning manager owns.
    Each program has a review every fortnight of its year, so there are `REVIEWS_A_YEAR` times as many as programs.
    """

    name: str
    cycles: int
    departments: int
    people: int
    accounts: int
    goals: int
    programs: int
    targets: int
    observations: int
    actions: int
    needs: int
    entries: int
    briefs: int
    manager_targets: int

    @property
    def reviews(self) -> int:
        return self.programs * REVIEWS_A_YEAR


ENTERPRISE = Scale(
    name="enterprise", cycles=5, departments=800, people=20_000, accounts=1_000, goals=150, programs=3_000, targets=12_000,
    observations=1_200_000, actions=60_000, needs=5_000, entries=40_000, briefs=6, manager_targets=50,
)
LARGE = Scale(
    name="large", cycles=5, departments=80, people=2_000, accounts=100, goals=15, programs=300, targets=1_200,
    observations=120_000, actions=6_000, needs=500, entries=4_000, briefs=6, manager_targets=50,
)
SCALES = {scale.name: scale for scale in (LARGE, ENTERPRISE)}
