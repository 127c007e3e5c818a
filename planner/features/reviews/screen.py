"""The meeting on one screen: the agenda with what needs talking about first, and the target that is open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from planner.features.reviews import queries
from planner.features.targets.queries import Standing, TargetRow, standings, target_rows
from planner.infra.keyset import Count, Page, Seek
from planner.models import Organization, Review, ReviewLine, Target
from planner.permissions import Actor


@dataclass(frozen=True)
class Screen:
    """A page of the agenda, and what is open (nothing, when there are no targets) with where it stood on the day."""

    agenda: Page[TargetRow]
    n_targets: Count
    discussed: Collection[int]  # the targets of which something was said
    target: Target | None = None
    standing: Standing | None = None
    line: ReviewLine | None = None

    @property
    def following(self) -> TargetRow | None:
        """What comes after the open target on this page of the agenda."""
        places = [place for place, row in enumerate(self.agenda.rows) if self.target is not None and row.id == self.target.id]
        return self.agenda.rows[places[0] + 1] if places and places[0] + 1 < len(self.agenda.rows) else None


def meeting_screen(
    review: Review, viewer: Actor, seek: Seek, *, today: date, house: Organization | None, chosen: Target | None = None,
    chosen_id: int = 0,
) -> Screen:
    """The screen on the day of the meeting; without a choice the first of the agenda is open.

    The agenda is in the order of today, or of the day of a meeting to come. The open target stands where it stood on the
    day of the meeting, also when that was before today: that is what closing the review freezes.
    """
    agenda = target_rows(
        viewer, max(review.held_on, today), seek, cycle_id=review.series.cycle_id, program_id=review.series.program_id,
        started_by=review.held_on,
    )
    target = chosen or (queries.target_under_review(review, viewer, chosen_id) if chosen_id else None)
    if target is None and agenda.rows:
        target = queries.target_under_review(review, viewer, agenda.rows[0].id)
    lines = {line.target_id: line for line in review.lines}
    return Screen(
        agenda, queries.n_under_review(review, viewer), lines.keys(), target,
        standings([target], review.held_on, house)[target.id] if target else None, lines.get(target.id) if target else None,
    )
