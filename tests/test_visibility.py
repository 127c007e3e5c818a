"""What is listed once for a count is what is asked row by row for a page; and a kept statement serves each reader alone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from planner.features.home import overview
from planner.models import Action, Cycle, Target, db
from planner.permissions import Actor, visible_in, visible_rows
from tests.actors import People
from tests.conftest import NOW
from tests.makers import make_action, make_cycle, make_indicator, make_program, make_target


def _year(people: People, name: str) -> Cycle:
    """Programs of the house, of a department and of one below it; each with a target and an action, as has the whole function."""
    cycle = make_cycle(name=name)
    for department in (None, "Sales", "Sales North", "Finance"):
        program = make_program(
            cycle, name=department or "Everybody", department_id=people.departments[department].id if department else None
        )
        make_action(make_target(make_indicator(cycle, program=program)))
    make_action(make_target(make_indicator(cycle)))
    return cycle


def _viewer(people: People, who: str) -> Actor:
    return replace(people.mia, roles=frozenset()) if who == "nobody" else people.actors[who]


@pytest.mark.parametrize("model", [Target, Action])
@pytest.mark.parametrize(("who", "n"), [("paula", 5), ("mia", 4), ("otto", 3), ("nobody", 0)])
def test_what_is_visible_in_a_year_is_what_is_visible_row_by_row(people: People, who: str, n: int, model: type) -> None:
    cycle, _other = _year(people, "2027"), _year(people, "2028")
    viewer = _viewer(people, who)
    of_year = select(model.id).where(model.cycle_id == cycle.id)
    listed = set(db.session.scalars(of_year.where(visible_in(cycle.id, viewer, model))))
    assert listed == set(db.session.scalars(of_year.where(visible_rows(viewer, model))))
    assert len(listed) == n


def test_each_reader_is_counted_their_own_branch(people: People) -> None:
    first, second = _year(people, "2027"), make_cycle(name="2028")
    counted = [overview.counts_of(first.id, people.actors[who], NOW.date()).n_programs for who in ("mia", "otto", "paula", "mia")]
    assert counted == [3, 2, 4, 3]
    assert overview.counts_of(second.id, people.mia, NOW.date()).n_programs == 0
