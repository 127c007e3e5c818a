"""The title of a chart says what there is to see."""

from decimal import Decimal
from typing import Any

import pytest

from planner.charts.finding import finding, gap, headline
from planner.domain.messages import Message
from planner.domain.values import Direction
from tests.charts.figures import FORTNIGHTS, forecast_from, points

LINE = points(range(48, 74))  # from 48 on 4 January to 73 on 20 December, one a fortnight
FALLING = points(range(74, 48, -1))


def said(actual: list[Any], *, measure: str = "Application rate", unit: str = "percent", **more: Any) -> str:
    more = {"direction": Direction.UP, "plan": LINE, **more}
    return spoken(finding(measure=measure, unit=unit, actual=points(actual), **more))


def spoken(message: Message) -> str:
    """In English, with the messages inside it spoken too."""
    return message.text % {k: spoken(v) if isinstance(v, Message) else v for k, v in message.values.items()}


def test_behind_plan() -> None:
    assert said([48, 47]) == "Application rate stood 2 points behind plan on 2027-01-18"


def test_ahead_of_plan_with_a_forecast() -> None:
    text = said([48, 52], forecast=forecast_from(1, "52"))
    assert text == "Application rate stood 3 points ahead of plan on 2027-01-18 and will end near 66.4 %"


def test_one_point_is_not_one_points() -> None:
    assert "1 point behind" in said([48, 48])


def test_on_plan() -> None:
    assert said([48, 49]) == "Application rate kept to plan until 2027-01-18"


def test_above_plan_is_over_it_when_lower_is_better() -> None:
    text = said([74, 80], plan=FALLING, direction=Direction.DOWN, unit="days", measure="Days to proficiency")
    assert text == "Days to proficiency stood 7 days over plan on 2027-01-18; lower is better"


def test_neither_side_is_praised_when_the_plan_itself_is_best() -> None:
    assert "stood 5 points above plan" in said([48, 54], direction=Direction.PLAN)


@pytest.mark.parametrize(
    ("direction", "plan", "value"), [(Direction.UP, LINE, 73), (Direction.UP, LINE, 80), (Direction.DOWN, FALLING, 40)]
)
def test_a_target_is_reached_in_its_own_direction(direction: Direction, plan: Any, value: int) -> None:
    assert "reached the target of" in said([60, value], direction=direction, plan=plan)


def test_spending_less_than_the_budget_in_january_is_not_a_target_reached() -> None:
    budget = points(range(0, 26_000, 1000))
    text = said([0, 800], plan=budget, direction=Direction.DOWN, unit="money", measure="Learning cost", currency="EUR")
    assert text == "Learning cost stood 200 EUR under plan on 2027-01-18; lower is better"


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        (Direction.UP, "ended 3 points short of the target of 73 %"),
        (Direction.PLAN, "ended 3 points away from the target of 73 %"),
    ],
)
def test_a_year_that_ended_without_it(direction: Direction, words: str) -> None:
    assert words in said([50] * 25 + [70], direction=direction)


def test_no_value_yet_names_what_is_planned() -> None:
    assert said([]) == "There is no value for Application rate yet; the plan is 73 % by 2027-12-20"
    assert said([], plan=()) == "There is no value and no plan for Application rate yet"


def test_a_value_without_a_plan_is_only_stated() -> None:
    assert said([51.5], plan=()) == "Application rate stood at 51.5 % on 2027-01-04"


def test_the_sentence_survives_being_frozen() -> None:
    message = finding(measure="Reach", unit="percent", direction=Direction.UP, plan=LINE, actual=points([48, 47]))
    assert Message.from_json(message.to_json()) == message


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("3.3333", "3.3"), ("3.04", "3"), ("1704.6", "1705"), ("0.0421", "0.042"), ("0", "0"), ("-2.96", "-3"), ("120", "120")],
)
def test_a_headline_has_the_digits_that_matter(value: str, rounded: str) -> None:
    assert f"{headline(Decimal(value)):f}" == rounded


def test_percentages_differ_by_points_and_people_by_people() -> None:
    assert spoken(gap(Decimal(-5), "percent")) == "5 points"
    assert spoken(gap(Decimal(-5), "people")) == "5 people"


def test_the_order_of_values_does_not_matter() -> None:
    values = points([48, 47])
    told = [
        finding(measure="x", unit="", direction=Direction.UP, plan=LINE[::step], actual=values[::step]) for step in (1, -1)
    ]
    assert told[0] == told[1]
    assert told[0].values["day"] == FORTNIGHTS[1]
