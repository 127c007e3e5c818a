"""The meeting on one screen: the agenda with what needs talking about first, and the target that is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.features.reviews.queries import AGENDA
from planner.features.targets.queries import Standing, standings
from planner.models import Organization, Review, ReviewLine, Target


@dataclass(frozen=True)
class AgendaItem:
    """A target in the list at the left."""

    target: Target
    standing: Standing
    line: ReviewLine | None

    @property
    def is_discussed(self) -> bool:
        return self.line is not None


@dataclass(frozen=True)
class Screen:
    """The agenda, and what is open of it (nothing, when there are no targets)."""

    agenda: tuple[AgendaItem, ...]
    item: AgendaItem | None

    @property
    def target(self) -> Target | None:
        return self.item.target if self.item else None

    @property
    def n_discussed(self) -> int:
        return sum(item.is_discussed for item in self.agenda)

    @property
    def following(self) -> AgendaItem | None:
        """What comes after the open target."""
        if self.item is None:
            return None
        place = self.agenda.index(self.item)
        return self.agenda[place + 1] if place + 1 < len(self.agenda) else None


def meeting_screen(
    review: Review, targets: Sequence[Target], chosen_id: int | None, organization: Organization | None
) -> Screen:
    """The screen on the day of the meeting; without a choice the first of the agenda is open."""
    found = standings(targets, review.held_on, organization)
    lines = {line.target_id: line for line in review.lines}
    items = [AgendaItem(target, found[target.id], lines.get(target.id)) for target in targets]
    items.sort(key=lambda item: (AGENDA.index(item.standing.shown_status), item.target.id))
    chosen = next((item for item in items if item.target.id == chosen_id), items[0] if items else None)
    return Screen(tuple(items), chosen)
