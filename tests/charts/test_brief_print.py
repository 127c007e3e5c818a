"""A frozen brief becomes a drawing and a way to set the page."""

from planner.charts.brief_print import brief_document, density, prose
from planner.charts.figure import PlanChart
from planner.charts.frozen import chart_of, frozen_chart
from planner.domain.brief_snapshot import from_plain, to_plain
from tests.charts.figures import (
    WORDS,
    make_chart,
    make_crowded_snapshot,
    make_empty_snapshot,
    make_goal_block,
    make_snapshot,
)  # fmt: skip


def restored(chart: PlanChart) -> PlanChart:
    snapshot = make_snapshot(chart=frozen_chart(chart, unit="percent", finding=chart.title, subtitle=chart.subtitle))
    data = from_plain(to_plain(snapshot))["chart"]
    assert data is not None
    return chart_of(data, words=WORDS, say=str, unit=chart.unit)


def test_a_chart_is_the_same_after_it_was_frozen() -> None:
    assert restored(make_chart()) == make_chart()
    assert restored(make_chart(actual=(), today=None, is_stepped=True)) == make_chart(actual=(), today=None, is_stepped=True)


def test_the_document_has_the_drawing_and_the_hash() -> None:
    document = brief_document(make_snapshot(), language="en", words=WORDS, say=str, unit="%")
    assert document["chart_svg"].startswith("<svg")
    assert len(document["sha256"]) == 64


def test_a_brief_without_a_chart_has_no_drawing() -> None:
    assert brief_document(make_empty_snapshot(), language="nl", words=None, say=str)["chart_svg"] == ""


def test_more_rows_are_set_more_closely() -> None:
    seen = [density(make_snapshot(goals=[make_goal_block(rank) for rank in range(1, n + 1)])) for n in range(1, 20)]
    order = ["roomy", "dense", "tight", "tightest"]
    assert [order.index(name) for name in seen] == sorted(order.index(name) for name in seen)
    assert (seen[0], seen[-1]) == ("roomy", "tightest")


def test_more_words_leave_less_room_for_the_chart() -> None:
    def height(snapshot: dict) -> int:
        svg = brief_document(snapshot, language="en", words=WORDS, say=str)["chart_svg"]
        return int(svg.split('height="')[1].split('"')[0])

    few, many = make_snapshot(), make_crowded_snapshot()
    assert (prose(few), prose(many)) == ("roomy", "tight")
    assert height(few) > height(many)
