"""What hangs loose in a plan."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.alignment import (
    GoalRow,
    NeedRow,
    ProgramRow,
    TargetRow,
    gaps,
    load_by_owner,
    share_of_top_goals,
    spend_against_weight,
    spend_by_goal,
)


def goal(number: int, **more: object) -> GoalRow:
    given_: dict[str, object] = {
        "rank": number, "weight": None, "learning_is_planned": True, "has_lead_sponsor": True, "sponsor_has_agreed": True,
    }
    return GoalRow(number, **{**given_, **more})  # type: ignore[arg-type]


def program(number: int, *goal_ids: int, budget: int = 100, needs: tuple[int, ...] = ()) -> ProgramRow:
    return ProgramRow(number, goal_ids, needs, Decimal(budget), owner_id=number)


def target(number: int, **more: object) -> TargetRow:
    given_: dict[str, object] = {
        "goal_id": 1, "program_id": 1, "need_id": 1, "no_need_reason": "", "has_baseline": True, "owner_id": 7,
    }
    return TargetRow(number, **{**given_, **more})  # type: ignore[arg-type]


def test_a_goal_that_no_program_serves_is_loose() -> None:
    assert gaps([goal(1), goal(2)], [program(1, 1)], [], []).goals_without_program == (2,)


def test_a_goal_without_planned_learning_misses_no_program() -> None:
    assert gaps([goal(1, learning_is_planned=False)], [], [], []).goals_without_program == ()


def test_a_program_that_serves_no_goal_is_loose() -> None:
    assert gaps([], [program(1), program(2, 1)], [], []).programs_without_goal == (1,)


def test_an_approved_need_without_a_program_is_loose_and_a_waiting_one_waits() -> None:
    found = gaps([], [program(1, needs=(1,))], [NeedRow(1, True, False), NeedRow(2, True, False), NeedRow(3, False, True)], [])
    assert (found.needs_without_answer, found.needs_waiting) == ((2,), (3,))


def test_a_target_without_a_need_is_loose_unless_the_reason_is_given() -> None:
    rows = [target(1), target(2, need_id=None), target(3, need_id=None, no_need_reason="required by law")]
    assert gaps([], [], [], rows).targets_without_need == (2,)


def test_a_target_without_a_baseline_is_named() -> None:
    assert gaps([], [], [], [target(1, has_baseline=False)]).targets_without_baseline == (1,)


def test_a_sponsor_who_has_not_agreed_is_named_and_a_missing_one_apart() -> None:
    rows = [goal(1, sponsor_has_agreed=False), goal(2, has_lead_sponsor=False, sponsor_has_agreed=False)]
    found = gaps(rows, [], [], [])
    assert (found.goals_without_agreement, found.goals_without_sponsor) == ((1,), (2,))


@given(st.lists(st.tuples(st.sets(st.integers(1, 6)), st.integers(0, 10_000)), max_size=12))
def test_all_money_that_serves_a_goal_is_shared_out_and_none_is_made(rows: list[tuple[set[int], int]]) -> None:
    programs = [program(n, *sorted(goals), budget=budget) for n, (goals, budget) in enumerate(rows)]
    shared = sum(spend_by_goal(programs).values(), Decimal(0))
    assert abs(shared - sum(budget for goals, budget in rows if goals)) < Decimal("0.0001")


def test_the_share_of_the_first_goals_counts_loose_money_too() -> None:
    goals = [goal(n) for n in (1, 2, 3, 4)]
    programs = [program(1, 1, budget=60), program(2, 4, budget=20), program(3, budget=20)]
    assert share_of_top_goals(goals, programs) == 60


def test_without_money_there_is_no_share() -> None:
    assert share_of_top_goals([goal(1)], [program(1, 1, budget=0)]) is None


def test_money_is_set_against_weight() -> None:
    goals = [goal(1, weight=Decimal(30)), goal(2, weight=Decimal(10))]
    rows = spend_against_weight(goals, [program(1, 1, budget=40), program(2, 2, budget=40), program(3, budget=20)])
    assert [(row.spend_share, row.weight_share, row.difference) for row in rows] == [(40, 75, -35), (40, 25, 15)]


def test_without_weights_there_is_nothing_to_set_money_against() -> None:
    assert spend_against_weight([goal(1)], [program(1, 1)])[0].difference is None


def test_load_counts_the_targets_of_each_owner() -> None:
    assert load_by_owner([target(1), target(2), target(3, owner_id=None)]) == {7: 2}
