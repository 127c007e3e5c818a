"""Who sees which programs, needs and targets."""

from planner.features.needs import queries as needs
from planner.features.programs import queries
from tests.actors import People
from tests.makers import make_cycle, make_goal, make_need, make_program


def test_a_department_head_sees_programs_for_all_and_for_the_own_subtree(people: People) -> None:
    cycle = make_cycle()
    make_program(cycle, name="For all")
    make_program(cycle, name="For sales", department_id=people.departments["Sales"].id)
    make_program(cycle, name="For the north", department_id=people.departments["Sales North"].id)
    make_program(cycle, name="For finance", department_id=people.departments["Finance"].id)
    names = {program.name for program in queries.programs_of(cycle.id, people.mia).page.rows}
    assert names == {"For all", "For sales", "For the north"}


def test_a_program_of_another_department_does_not_exist(people: People) -> None:
    program = make_program(department_id=people.departments["Finance"].id)
    assert (queries.program_for(people.mia, program.id), queries.program_for(people.otto, program.id)) == (None, program)


def test_a_program_for_all_does_not_tell_otto_about_the_need_of_sales(people: People) -> None:
    need = make_need(department_id=people.departments["Sales"].id)
    program = make_program(needs=[need])
    seen = [queries.needs_answered_by(program.id, actor).rows for actor in (people.mia, people.otto)]
    assert seen == [[need], []]


def test_a_need_does_not_tell_mia_about_the_program_of_finance(people: People) -> None:
    need = make_need(department_id=people.departments["Sales"].id)
    program = make_program(needs=[need], department_id=people.departments["Finance"].id)
    seen = [needs.programs_answering(need.id, actor).rows for actor in (people.paula, people.mia)]
    assert seen == [[program], []]


def test_programs_are_found_by_the_goal_they_serve(people: People) -> None:
    cycle = make_cycle()
    goal, other = make_goal(cycle), make_goal(cycle, statement="Another")
    program = make_program(goals=[goal])
    make_program(goals=[other], name="Something else")
    assert queries.programs_of(cycle.id, people.paula, goal_id=goal.id).page.rows == [program]
