"""The departments, the people in them, and who can sign in."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from planner.features.demo.scaled.chance import Chance, apportioned
from planner.features.demo.scaled.scale import Scale
from planner.features.demo.scaled.tables import Batch, Row, instant
from planner.features.demo.scaled.tree import Department, departments
from planner.features.demo.scaled.words.company import FIRST_NAMES, LEARNING, SURNAMES
from planner.features.demo.story.people import DEMO_ACCOUNTS
from planner.permissions import Role

LEFT_SHARE, ARCHIVED_SHARE = 0.08, 0.4  # of all who have left the company; of those, who are put away


@dataclass(slots=True)
class Company:
    """What other makers choose from. Lists of people hold ids; `names` and `departments` are by id."""

    departments: dict[int, Department]
    names: dict[int, str] = field(default_factory=dict)
    emails: dict[int, str] = field(default_factory=dict)
    home: dict[int, int] = field(default_factory=dict)  # the department of a person
    active: dict[int, list[int]] = field(default_factory=dict)  # who works in a department
    heads: dict[int, int] = field(default_factory=dict)  # of departments
    accounts: dict[int, tuple[int, Role]] = field(default_factory=dict)  # person → account, role
    learners: list[int] = field(default_factory=list)  # who works in the learning department
    part: dict[Role, list[int]] = field(default_factory=dict)  # who plays a role in the demonstration

    @property
    def clo(self) -> int:
        return self.part[Role.CLO][0]

    @property
    def manager(self) -> int:
        return self.part[Role.LEARNING_MANAGER][0]

    def head_above(self, department_id: int | None) -> int:
        """Who heads the department, or the nearest above it that has a head; the board's without a department."""
        while department_id is not None and department_id not in self.heads:
            department_id = self.departments[department_id].parent_id
        return self.heads[department_id or 1]


def make_company(scale: Scale, today: date, seed: int) -> tuple[Company, list[Row]]:
    """The company, and the rows of its people."""
    company = Company({one.id: one for one in departments(scale.departments, Chance(seed, "departments"))})
    people = list(_people(company, scale, today, Chance(seed, "people")))
    _choose_heads(company)
    _choose_parts(company)
    _choose_accounts(company, scale.accounts)
    return company, people


def company_batches(company: Company, people: list[Row], password_hash: str, founded: date) -> Iterator[Batch]:
    """Departments (without their heads, who come later), people, accounts and roles."""
    yield Batch("departments", ((one.id, one.name, one.parent_id, 2) for one in company.departments.values()))
    yield Batch("people", people)
    at = instant(founded, 8 * 60)
    yield Batch("accounts", (
        (number, person, company.emails[person], password_hash, 1, None, at, 1)
        for person, (number, _role) in company.accounts.items()
    ))
    yield Batch("role_grants", ((number, number, role.value) for number, role in company.accounts.values()))


def _people(company: Company, scale: Scale, today: date, chance: Chance) -> Iterator[Row]:
    tree = list(company.departments.values())
    shares = apportioned(scale.people, [one.weight for one in tree], least=3)
    taken: dict[str, int] = {}
    person = 0
    for department, share in zip(tree, shares, strict=True):
        company.active[department.id] = []
        for place in range(share):
            person += 1
            name = f"{chance.choice(FIRST_NAMES)} {chance.choice(SURNAMES)}"
            started = today - timedelta(days=int(chance.sized(1500, 0.9, 20, 14_000)))
            left = None
            if place > 2 and chance.happens(LEFT_SHARE):
                left = started + timedelta(days=int((today - started).days * chance.uniform(0.1, 0.98)))
            title = chance.choice(department.division.jobs) if place else _title(department)
            company.names[person], company.home[person] = name, department.id
            company.emails[person] = email = _address(name, taken)
            archived = instant(left, 9 * 60) if left and chance.happens(ARCHIVED_SHARE) else None
            if left is None:
                company.active[department.id].append(person)
            yield (person, name, f"ML-{100_000 + 7 * person}", email, title, department.id, started.isoformat(),
                   left.isoformat() if left else None, archived, 1)


def _title(department: Department) -> str:
    if department.level <= 1:
        return department.division.head
    return ("Regional director", "Site manager", "Team manager")[department.level - 2]


def _address(name: str, taken: dict[str, int]) -> str:
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    local = re.sub(r"[^a-z]+", ".", plain).strip(".")
    taken[local] = number = taken.get(local, 0) + 1
    return f"{local}{number if number > 1 else ''}@example.org"


_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "’": ""})


def _choose_heads(company: Company) -> None:
    """Nine departments in ten have a head: whoever works there longest in the list. The rest wait for one."""
    for number, department in enumerate(company.departments.values()):
        if department.level <= 2 or number % 10 != 9:
            company.heads[department.id] = company.active[department.id][0]


def _choose_parts(company: Company) -> None:
    """Who plays the parts of the demonstration: heads of two branches of middling size, and people of the head office."""
    learning = next(one for one in company.departments.values() if one.division.name == LEARNING)
    below = {one.id for one in company.departments.values() if one.division.name == LEARNING}
    company.learners = [person for one in sorted(below) for person in company.active[one]]
    board = company.active[1]
    company.part = {
        Role.EXECUTIVE: [board[0]], Role.AUDITOR: [board[1]], Role.ADMINISTRATOR: [board[2]],
        Role.CLO: [company.heads[learning.id]], Role.LEARNING_MANAGER: [company.active[learning.id][1]],
        Role.DEPARTMENT_HEAD: [company.heads[one] for one in middling_branches(company)],
    }
    for row in DEMO_ACCOUNTS:
        people = company.part[row.role]
        person = people[1] if row.email.startswith("head2") else people[0]
        company.emails[person] = row.email
        company.accounts[person] = (len(company.accounts) + 1, row.role)


def middling_branches(company: Company) -> list[int]:
    """The two regions (divisions, in a small company) with headed branches nearest to the median in number of departments."""
    sizes = dict.fromkeys(company.departments, 1)
    for one in sorted(company.departments.values(), key=lambda one: -one.level):
        if one.parent_id is not None:
            sizes[one.parent_id] += sizes[one.id]
    branches = [one for one in company.departments.values() if one.level == 2 and one.division.name != LEARNING]
    if len(branches) < 2:
        branches = [one for one in company.departments.values() if one.level > 0 and one.division.name != LEARNING]
    ordered = sorted(branches, key=lambda one: (sizes[one.id], one.id))
    middle = max(len(ordered) // 2, 1)
    return [ordered[middle].id, ordered[middle - 1].id]


def _choose_accounts(company: Company, n: int) -> None:
    """Accounts for heads and for the learning department, until there are so many."""
    learners = [(person, Role.LEARNING_MANAGER) for person in company.learners]
    heads = [(person, Role.DEPARTMENT_HEAD) for person in company.heads.values()]
    for person, role in (*learners[: n // 3], *heads, *learners[n // 3 :]):
        if len(company.accounts) >= n:
            return
        if person not in company.accounts:
            company.accounts[person] = (len(company.accounts) + 1, role)
