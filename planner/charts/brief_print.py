"""A frozen brief made ready for its two pages: the chart drawn, and how closely the words and the table must be set.

Nothing here measures paper. The heights are estimates in points from the number of characters, a little on the safe
side; a test prints full and nearly empty briefs and counts their pages.
"""

from collections.abc import Callable
from typing import NamedTuple

from planner.charts.figure import ChartWords
from planner.charts.frozen import chart_of
from planner.charts.svg import plan_chart_svg
from planner.charts.theme import PRINT
from planner.domain.brief_snapshot import ActionRow, BriefSnapshot, Said, SummaryGoal, SummaryRow, sha256

PRINT_WIDTH = 672
"""The width of an A4 page between its margins, in CSS pixels."""


class BriefDocument(BriefSnapshot):
    """What `templates/pdf/brief.html` prints: the snapshot, its hash, and the chart in the language of the print.

    `density` (of the tables) and `prose` (of the first page) are classes of the style sheet.
    """

    sha256: str
    language: str
    chart_svg: str
    density: str
    prose: str


class _Setting(NamedTuple):
    """One way to set the tables, as `brief.css` has it: points a line and a row's padding, characters a column."""

    name: str
    line: float
    padding: float
    n_measure: int
    n_comment: int
    n_action: int
    n_expected: int
    max_lines: int


_SETTINGS = (
    _Setting("roomy", 11.2, 5.7, 31, 15, 36, 25, 99),
    _Setting("dense", 10.1, 3.9, 34, 17, 40, 28, 3),
    _Setting("tight", 8.6, 2.7, 37, 18, 44, 31, 2),
    _Setting("tightest", 7.7, 1.6, 39, 24, 46, 33, 1),
)
_TABLE_POINTS = 600.0
"""What headings, table heads and sources leave of the second page."""

_CHART_HEIGHTS = {"roomy": 265, "dense": 225, "tight": 165}
_ROOMY_LINES, _DENSE_LINES = 22, 30
_TALLEST = 335


def brief_document(
    snapshot: BriefSnapshot, *, language: str, words: ChartWords | None, say: Callable[[Said], str], unit: str = ""
) -> BriefDocument:
    """The one value that the print template needs. `words` and `unit` (at the axis) are for the chart, if there is one."""
    setting = prose(snapshot)
    svg = ""
    if snapshot["chart"] is not None and words is not None:
        chart = chart_of(snapshot["chart"], words=words, say=say, unit=unit)
        svg = plan_chart_svg(chart, width=PRINT_WIDTH, height=_chart_height(snapshot), palette=PRINT)
    return {
        **snapshot,
        "sha256": sha256(snapshot),
        "language": language,
        "chart_svg": svg,
        "density": density(snapshot),
        "prose": setting,
    }


def density(snapshot: BriefSnapshot) -> str:
    """The roomiest setting in which the tables stay on one page; the tightest when none does."""
    fitting = (setting.name for setting in _SETTINGS if _points(snapshot, setting) <= _TABLE_POINTS)
    return next(fitting, _SETTINGS[-1].name)


def prose(snapshot: BriefSnapshot) -> str:
    """How closely the words of the first page must be set to leave it room for the chart."""
    n_lines = _n_prose_lines(snapshot)
    if n_lines <= _ROOMY_LINES:
        return "roomy"
    return "dense" if n_lines <= _DENSE_LINES else "tight"


def _chart_height(snapshot: BriefSnapshot) -> int:
    """Lower when there are many words, higher when there are few."""
    spare_lines = max(0, _ROOMY_LINES - _n_prose_lines(snapshot))
    return min(_CHART_HEIGHTS[prose(snapshot)] + 13 * spare_lines, _TALLEST)


def _n_prose_lines(snapshot: BriefSnapshot) -> int:
    n_lines = 2 * _n_lines(snapshot["verdict"], 55)
    n_lines += sum(_n_lines(ask["lead"] + ask["text"], 100) for ask in snapshot["asks"])
    columns = (snapshot["conclusions"], snapshot["recommendations"])
    return n_lines + max(sum(_n_lines(text, 48) for text in column) for column in columns)


def _points(snapshot: BriefSnapshot, setting: _Setting) -> float:
    heights = [_goal_points(goal, setting) for goal in snapshot["goals"]]
    heights += [_row_points(row, setting) for row in snapshot["key_measures"]]
    heights += [_action_points(row, setting) for row in snapshot["actions"]]
    return sum(heights)


def _goal_points(goal: SummaryGoal, setting: _Setting) -> float:
    n_lines = min(_n_lines(f"{goal['rank']} {goal['statement']} {goal['sponsor']}", setting.n_measure - 2), 3)
    if goal["outcome"] is not None:
        n_lines = max(n_lines, min(_n_lines(goal["outcome"]["comment"], setting.n_comment), setting.max_lines))
    points = n_lines * setting.line + setting.padding
    points += sum(_row_points(row, setting) for row in goal["impacts"] + goal["measures"])
    return points + (setting.line + setting.padding if goal["note"] else 0)


def _row_points(row: SummaryRow, setting: _Setting) -> float:
    n_lines = max(_n_lines(row["measure"], setting.n_measure - 3), _n_lines(row["comment"], setting.n_comment))
    return min(n_lines, setting.max_lines) * setting.line + setting.padding


def _action_points(row: ActionRow, setting: _Setting) -> float:
    title = f"{row['title']} {row['concerns']}"
    n_lines = max(_n_lines(title, setting.n_action), _n_lines(row["expected"], setting.n_expected))
    return min(n_lines, setting.max_lines) * setting.line + setting.padding


def _n_lines(said: Said, n_characters: int) -> int:
    return max(1, -(-len(str(said)) // n_characters))
