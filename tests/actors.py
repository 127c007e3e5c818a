"""The people of the tests, with the same meaning everywhere."""

from dataclasses import dataclass

from planner.models import Account, Department, Organization, Person, RoleGrant, db
from planner.permissions import Actor, Role

PASSWORD = "a quiet green harbour"
# The hash of PASSWORD with the cheapest parameters: hashing it anew in each test would take most of the test's time.
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$aOjw9EN3LoDAVzc+TzYvUw$6FN/kqIZ5wYI+wrOrcVT1cOl7/lsBOqX4a+QNx2ufcg"

WHO: dict[str, tuple[str, Role, str]] = {
    "paula": ("Paula Planner", Role.CLO, "Learning"),
    "lena": ("Lena Lindt", Role.LEARNING_MANAGER, "Learning"),
    "sam": ("Sam Sponsor", Role.EXECUTIVE, "Board"),
    "mia": ("Mia Manager", Role.DEPARTMENT_HEAD, "Sales"),
    "otto": ("Otto Other", Role.DEPARTMENT_HEAD, "Finance"),
    "ada": ("Ada Admin", Role.ADMINISTRATOR, "IT"),
    "aud": ("Aud Auditor", Role.AUDITOR, "Board"),
}


@dataclass
class People:
    """Actors by name, with the rows behind them."""

    actors: dict[str, Actor]
    persons: dict[str, Person]
    accounts: dict[str, Account]
    departments: dict[str, Department]
    organization: Organization

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["actors"][name]
        except KeyError:
            raise AttributeError(name) from None


def create_people() -> People:
    organization = Organization(name="Meridian Logistics", currency="EUR", fiscal_year_start_month=1)
    departments = {name: Department(name=name) for name in ("Board", "Learning", "Sales", "Finance", "IT")}
    departments["Sales North"] = Department(name="Sales North", parent=departments["Sales"])
    db.session.add_all([organization, *departments.values()])
    people = People({}, {}, {}, departments, organization)
    for key, (name, role, department) in WHO.items():
        email = f"{key}@example.org"
        person = Person(name=name, email=email, department=departments[department])
        account = Account(person=person, email=email, password_hash=PASSWORD_HASH)
        account.roles = [RoleGrant(role=role.value)]
        db.session.add_all([person, account])
        people.persons[key], people.accounts[key] = person, account
    db.session.flush()
    for key, (name, role, department) in WHO.items():
        people.actors[key] = Actor(
            name=name, roles=frozenset({role}), account_id=people.accounts[key].id,
            person_id=people.persons[key].id, department_ids=_scope(role, departments, department), locale="en",
        )
        people.accounts[key].locale = "en"
    for key, department in (("mia", "Sales"), ("otto", "Finance")):
        departments[department].head = people.persons[key]
    db.session.commit()
    return people


def _scope(role: Role, departments: dict[str, Department], name: str) -> frozenset[int]:
    if role is not Role.DEPARTMENT_HEAD:
        return frozenset()
    mine = departments[name]
    return frozenset({mine.id} | {d.id for d in departments.values() if d.parent_id == mine.id})
