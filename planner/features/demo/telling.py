"""The last act: what executives were told."""

from datetime import time, timedelta

from planner.features.briefs.commands import create_brief, print_and_issue_brief
from planner.features.briefs.queries import brief_for
from planner.features.demo.rows import BriefRow
from planner.features.demo.stage import Stage
from planner.features.demo.story.briefs import BRIEFS
from planner.infra.clock import today
from planner.infra.pdf import PdfUnavailable


def prepare(stage: Stage) -> None:
    for row in BRIEFS:
        day = stage.year.today - timedelta(days=row.as_of)
        day -= timedelta(days=max(day.weekday() - 4, 0))
        stage.plan(day, time(17), _write, stage, row)


def _write(stage: Stage, row: BriefRow) -> None:
    """A machine without the libraries for printing keeps the briefs as drafts: nothing is issued without its print."""
    actor = stage.actor("ines")
    values = {
        "title": row.title, "audience": row.audience, "locale": row.locale, "as_of_on": today(), "verdict": row.verdict,
        "chart_target_id": stage.targets[row.chart].id, "ask": row.ask, "conclusions": row.conclusions,
        "recommendations": row.recommendations,
    }
    brief = create_brief(stage.cycle, actor=actor, values=values)
    loaded = brief_for(actor, brief.id)
    if row.is_issued and loaded is not None:
        try:
            print_and_issue_brief(loaded, actor=actor)
        except PdfUnavailable:
            return
