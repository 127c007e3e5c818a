"""What happens to people and departments."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.features.choosing.queries import people_to_find
from planner.features.people import commands, queries
from planner.models import AuditEntry, Department, Person, Program, db
from tests.actors import People
from tests.makers import make_goal

DAY = date(2027, 7, 13)


def _person(**values: Any) -> Person:
    person = Person(**{"name": "Nina New", **values})
    db.session.add(person)
    db.session.commit()
    return person


def _last_event() -> str:
    return db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id.desc())).first() or ""


def test_an_address_is_kept_in_lower_case(people: People) -> None:
    person = commands.create_person(actor=people.lena, values={"name": "Nina", "email": " Nina@Example.org "})
    assert person.email == "nina@example.org"
    assert _last_event() == "person.created"


def test_an_empty_employee_number_is_none_so_that_two_may_lack_one(people: People) -> None:
    for name in ("One", "Two"):
        commands.create_person(actor=people.lena, values={"name": name, "employee_number": " "})
    assert db.session.scalars(select(Person.employee_number)).all().count(None) >= 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "MIA@example.org"}, "email"), ({"employee_number": "7"}, "employee_number"),
        ({"started_on": date(2027, 2, 1), "left_on": date(2027, 1, 31)}, "left_on"),
    ],
)
def test_a_person_that_cannot_be_is_refused(people: People, values: dict[str, Any], field: str) -> None:
    _person(employee_number="7")
    with pytest.raises(RuleBroken) as refused:
        commands.create_person(actor=people.lena, values={"name": "Nora", **values})
    assert refused.value.field == field


def test_the_address_of_somebody_put_away_is_free_again(people: People) -> None:
    commands.archive_person(_person(email="n@example.org"), actor=people.lena)
    assert commands.create_person(actor=people.lena, values={"name": "Nora", "email": "n@example.org"}).id


def test_the_second_of_two_editors_is_told(people: People) -> None:
    person = _person()
    commands.revise_person(person, actor=people.lena, values={"job_title": "Mine"}, version=1)
    with pytest.raises(StaleEdit):
        commands.revise_person(person, actor=people.lena, values={"job_title": "Yours"}, version=1)


def test_who_answers_for_open_things_is_put_away_only_when_told_so(people: People) -> None:
    person = _person()
    make_goal(owner_id=person.id)
    with pytest.raises(RuleBroken, match="open things: 1"):
        commands.archive_person(person, actor=people.lena)
    commands.archive_person(person, actor=people.lena, even_as_owner=True)
    assert person.archived_at is not None


def test_who_can_sign_in_is_not_put_away(people: People) -> None:
    with pytest.raises(RuleBroken, match="can still sign in"):
        commands.archive_person(people.persons["mia"], actor=people.lena, even_as_owner=True)


def test_somebody_put_away_can_come_back(people: People) -> None:
    person = _person()
    commands.archive_person(person, actor=people.lena)
    assert not people_to_find(DAY).suggest("nina").options
    commands.restore_person(person, actor=people.lena)
    assert [one.label for one in people_to_find(DAY).suggest("nina").options] == ["Nina New"]


@pytest.mark.parametrize("name", ["Sales", "sales"])
def test_a_department_has_a_name_of_its_own(people: People, name: str) -> None:
    with pytest.raises(RuleBroken, match="already"):
        commands.create_department(actor=people.lena, values={"name": name})


@pytest.mark.parametrize("under", ["Sales", "Sales North", "Sales Oslo"])
def test_a_department_does_not_move_under_itself(people: People, under: str) -> None:
    north = people.departments["Sales North"]
    oslo = commands.create_department(actor=people.lena, values={"name": "Sales Oslo", "parent_id": north.id})
    ids = {"Sales": people.departments["Sales"].id, "Sales North": north.id, "Sales Oslo": oslo.id}
    with pytest.raises(RuleBroken) as refused:
        commands.revise_department(people.departments["Sales"], actor=people.lena, values={"parent_id": ids[under]})
    assert refused.value.field == "parent_id"


def test_a_department_moves_elsewhere(people: People) -> None:
    north, finance = people.departments["Sales North"], people.departments["Finance"]
    commands.revise_department(north, actor=people.lena, values={"parent_id": finance.id})
    assert queries.department_and_below(finance.id) == {finance.id, north.id}


def test_the_tree_counts_people_with_all_that_lies_below(people: People) -> None:
    _person(department_id=people.departments["Sales North"].id)
    _person(department_id=people.departments["Sales North"].id, left_on=date(2027, 7, 12))
    tree = [(b.department.name, b.depth, b.n_people, b.n_below) for b in queries.department_tree(DAY)]
    assert tree[-2:] == [("Sales", 0, 1, 2), ("Sales North", 1, 1, 1)]


def test_only_an_empty_department_is_put_away(people: People) -> None:
    sales, north = people.departments["Sales"], people.departments["Sales North"]
    with pytest.raises(RuleBroken, match="people 1, departments 1"):
        commands.archive_department(sales, actor=people.lena, on=DAY)
    commands.archive_department(north, actor=people.lena, on=DAY)
    assert "Sales North" not in [b.department.name for b in queries.department_tree(DAY)]


@pytest.mark.parametrize("who", ["mia", "otto", "sam", "aud"])
def test_who_only_reads_changes_nothing(people: People, who: str) -> None:
    actor = people.actors[who]
    with pytest.raises(NotAllowed):
        commands.create_person(actor=actor, values={"name": "X"})
    with pytest.raises(NotAllowed):
        commands.archive_department(people.departments["IT"], actor=actor, on=DAY)


def test_the_directory_is_filtered_by_text_and_by_department_with_its_parts(people: People) -> None:
    _person(department_id=people.departments["Sales North"].id)
    sales = people.departments["Sales"].id
    assert [p.name for p in queries.directory(DAY, words="MIA")[0].rows] == ["Mia Manager"]
    assert [p.name for p in queries.directory(DAY, department_id=sales)[0].rows] == ["Mia Manager", "Nina New"]
    assert queries.directory(DAY, words="%")[1].n == 0


def test_what_otto_may_not_see_is_not_in_the_list_of_what_mia_owns(people: People) -> None:
    goal = make_goal(owner_id=people.persons["mia"].id)
    sales: Department = people.departments["Sales"]
    db.session.add(
        Program(cycle_id=goal.cycle_id, name="Negotiation", department_id=sales.id, owner_id=people.persons["mia"].id)
    )
    db.session.commit()
    seen = {who: [o.kind for o in queries.owned_by(people.persons["mia"].id, people.actors[who])] for who in ("mia", "otto")}
    assert seen == {"mia": ["department", "goal", "program"], "otto": ["department", "goal"]}
