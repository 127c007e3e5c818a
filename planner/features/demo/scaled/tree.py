"""The departments: divisions, regions, sites and their teams, unevenly large."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from planner.features.demo.scaled.chance import Chance, apportioned
from planner.features.demo.scaled.words.company import BOARD, DIVISIONS, REGIONS, Division

REGIONS_SHARE, SITES_SHARE = 0.06, 0.24  # of the departments that are regions, and sites; the rest are teams


@dataclass(frozen=True, slots=True)
class Department:
    """`level` is 0 for the board, 1 for a division, 2 for a region, 3 for a site, 4 for a team. `place`: where it is."""

    id: int
    name: str
    parent_id: int | None
    level: int
    division: Division
    place: str
    weight: float


def departments(n: int, chance: Chance) -> list[Department]:
    """So many departments, each after the one above it. Names are unique."""
    board = Department(1, BOARD.name, None, 0, BOARD, "the head office", 1.5)
    numbers = count(2)
    n_divisions = max(min(len(DIVISIONS), n // 4), 1)
    chosen = [*DIVISIONS[: n_divisions - 1], DIVISIONS[-1]] if n_divisions > 1 else [DIVISIONS[-1]]
    divisions = [Department(next(numbers), one.name, 1, 1, one, "the head office", 1 + one.weight / 4) for one in chosen]
    rest = max(n - 1 - len(divisions), 0)
    n_regions = min(max(round(n * REGIONS_SHARE), len(divisions)), rest, len(divisions) * len(REGIONS))
    n_sites = min(max(round(n * SITES_SHARE), 1), rest - n_regions)
    regions = _regions(divisions, n_regions, numbers)
    sites = _sites(regions, n_sites, numbers, chance)
    teams = _teams(sites or regions or divisions, rest - len(regions) - len(sites), numbers, chance)
    return [board, *divisions, *regions, *sites, *teams]


def _regions(divisions: list[Department], n: int, numbers: Iterator[int]) -> list[Department]:
    shares = apportioned(n, [one.division.weight for one in divisions], least=1)
    over = sum(max(share - len(REGIONS), 0) for share in shares)
    shares = [min(share, len(REGIONS)) for share in shares]
    for place, share in enumerate(shares):  # a division is in every region at most once: the others take what is over
        more = min(over, len(REGIONS) - share)
        shares[place], over = share + more, over - more
    return [
        Department(next(numbers), f"{division.name} {region}", division.id, 2, division.division, region, 1)
        for division, share in zip(divisions, shares, strict=True) for region, _cities in REGIONS[:share]
    ]


def _sites(regions: list[Department], n: int, numbers: Iterator[int], chance: Chance) -> list[Department]:
    weights = [one.division.weight * weight for one, weight in zip(regions, chance.weights(len(regions), 0.5), strict=True)]
    made = []
    for region, share in zip(regions, apportioned(n, weights), strict=True):
        cities = dict(REGIONS)[region.place]
        for number in range(share):
            city, again = cities[number % len(cities)], number // len(cities)
            place = f"{city} {again + 1}" if again else city
            name = f"{region.division.name} {place}"
            made.append(Department(next(numbers), name, region.id, 3, region.division, place, chance.sized(2, 0.6, 0.5, 12)))
    return made


def _teams(above: list[Department], n: int, numbers: Iterator[int], chance: Chance) -> list[Department]:
    made = []
    for site, share in zip(above, apportioned(n, [one.weight for one in above]), strict=True):
        for number in range(share):
            teams = site.division.teams
            team, again = teams[number % len(teams)], number // len(teams)
            name = f"{team} {again + 1}, {site.name}" if again else f"{team}, {site.name}"
            made.append(Department(next(numbers), name, site.id, 4, site.division, site.place, chance.sized(6, 0.7, 1, 60)))
    return made
