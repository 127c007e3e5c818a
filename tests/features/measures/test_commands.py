"""What happens to the measure library."""

from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.values import Aggregation, Direction, MeasureType
from planner.features.measures import commands, queries
from planner.models import AuditEntry, db
from tests.actors import People
from tests.makers import make_indicator, make_measure


def _values(**values: Any) -> dict[str, Any]:
    default = {
        "code": "time_to_proficiency", "name": "Time to proficiency", "type": MeasureType.EFFECTIVENESS, "level": 3,
        "unit": "days", "direction": Direction.DOWN, "aggregation": Aggregation.LAST,
    }
    return {**default, **values}


def test_the_library_starts_with_the_measures_of_the_field(people: People) -> None:
    assert len(queries.measures()) == 41


def test_a_measure_is_found_by_its_code(people: People) -> None:
    commands.create_measure(actor=people.lena, values=_values())
    measure = queries.measure_by_code("time_to_proficiency")
    assert measure is not None
    assert measure.name == "Time to proficiency"


@pytest.mark.parametrize("code", ["Time", "2fast", "time to", "", "ünique"])
def test_a_code_is_made_of_small_letters_digits_and_underscores(people: People, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        commands.create_measure(actor=people.lena, values=_values(code=code))
    assert refused.value.field == "code"


@pytest.mark.parametrize(
    ("values", "field"), [({"name": "Other"}, "code"), ({"code": "other", "name": "TIME to proficiency"}, "name")]
)
def test_code_and_name_are_given_once(people: People, values: dict[str, str], field: str) -> None:
    commands.create_measure(actor=people.lena, values=_values())
    with pytest.raises(RuleBroken) as refused:
        commands.create_measure(actor=people.lena, values=_values(**values))
    assert refused.value.field == field


@pytest.mark.parametrize(("field", "value"), [("unit", "hours"), ("aggregation", Aggregation.SUM)])
def test_unit_and_aggregation_of_a_measure_in_use_stay(people: People, field: str, value: Any) -> None:
    measure = make_measure()
    make_indicator(measure=measure)
    with pytest.raises(RuleBroken, match="cannot change any more") as refused:
        commands.revise_measure(measure, actor=people.lena, values={field: value})
    assert refused.value.field == field


def test_unit_and_aggregation_may_change_while_nothing_is_measured(people: People) -> None:
    measure = make_measure()
    commands.revise_measure(measure, actor=people.lena, values={"unit": "hours", "aggregation": Aggregation.SUM})
    assert (measure.unit, measure.aggregation) == ("hours", Aggregation.SUM)


def test_the_code_never_changes(people: People) -> None:
    with pytest.raises(RuleBroken, match="code stays"):
        commands.revise_measure(make_measure(), actor=people.lena, values={"code": "another"})


def test_a_measure_put_away_is_not_offered_but_kept_where_it_is_used(people: People) -> None:
    measure = make_measure()
    commands.archive_measure(measure, actor=people.lena)
    assert measure not in queries.measures_to_choose()
    assert measure in queries.measures_to_choose(keep=measure.id)


def test_a_measure_can_be_taken_back(people: People) -> None:
    measure = make_measure()
    commands.archive_measure(measure, actor=people.lena)
    commands.restore_measure(measure, actor=people.lena)
    assert measure in queries.measures()


def test_the_second_of_two_editors_is_told(people: People) -> None:
    measure = make_measure()
    loaded = measure.version
    commands.revise_measure(measure, actor=people.lena, values={"formula": "mine"}, version=loaded)
    with pytest.raises(StaleEdit):
        commands.revise_measure(measure, actor=people.paula, values={"formula": "yours"}, version=loaded)


@pytest.mark.parametrize("who", ["sam", "mia", "otto", "ada", "aud"])
def test_only_planners_edit_the_library(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.create_measure(actor=people.actors[who], values=_values())


def test_a_change_is_in_the_audit_trail(people: People) -> None:
    commands.revise_measure(make_measure(), actor=people.lena, values={"source": "HR records"})
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.event, entry.changes) == ("measure.revised", {"source": ["survey at 60 days", "HR records"]})
