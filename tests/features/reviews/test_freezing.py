"""A long closed review row by row. A short one is read from its snapshot, and shows the same."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from planner.features.reviews import commands, freezing
from planner.features.reviews.queries import review_by_id
from planner.features.reviews.seen import Seen, seen_in
from planner.infra import keyset
from planner.infra.integrity import problems
from planner.infra.keyset import FIRST
from planner.models import Review, ReviewRow, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_action, make_cycle, make_indicator, make_observation, make_target

FIRST_PAGES = {"lines": FIRST, "actions": FIRST}


@pytest.fixture
def review(people: People) -> Review:
    """Closed: three targets, the second of them behind its plan, with two actions."""
    cycle = make_cycle()
    for number, value in enumerate((60, 10, 60)):
        target = make_target(make_indicator(cycle), statement=f"Target {number}")
        make_observation(target, value=value, number=13)
    for what in ("Coach", "Coach again"):
        make_action(target, what=what)
    series = commands.create_series(cycle, actor=people.paula, values={
        "name": "Portfolio review", "chair_id": None, "program_id": None, "first_on": date(2027, 7, 13), "every_days": 14,
    })
    found = review_by_id(db.session.scalar(select(func.min(Review.id)).where(Review.series_id == series.id)) or 0)
    assert found is not None
    commands.open_review(found, actor=people.paula)
    commands.close_review(found, actor=people.paula)
    db.session.commit()
    return found


@pytest.fixture
def everything_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "LONG", {"lines": 1, "actions": 1})


def _shown(seen: Seen) -> list[list[str]]:
    return [[row["statement"] for row in seen.parts["lines"].rows], [row["what"] for row in seen.parts["actions"].rows]]


def test_of_a_short_review_no_rows_are_kept(review: Review) -> None:
    assert db.session.scalars(select(ReviewRow)).all() == []
    assert problems() == []


def test_a_long_review_shows_what_a_short_one_would(everything_is_long: None, review: Review) -> None:
    long = seen_in(review, FIRST_PAGES)
    assert db.session.scalar(select(func.count()).select_from(ReviewRow)) == 1 + 3 + 2
    assert _shown(long) == [["Target 1", "Target 0", "Target 2"], ["Coach", "Coach again"]]
    assert {key: long.head[key] for key in ("closed_by", "decisions", "notes")} == {
        key: (review.snapshot or {})[key] for key in ("closed_by", "decisions", "notes")
    }
    assert problems() == []


@pytest.mark.parametrize("is_long", [True, False])
def test_its_lists_are_walked_in_pages(
    browser: Browser, is_long: bool, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_long:
        request.getfixturevalue("everything_is_long")
    review = request.getfixturevalue("review")
    monkeypatch.setattr(keyset, "PAGE_SIZE", 1)
    page = browser.get("reviews.show", review_id=review.id)
    assert {"3 in all", "2 in all"} <= {one.text.strip() for one in page.document.select(".paging__where")}
    for section, first, second in (("lines", "Target 1", "Target 0"), ("actions", "Coach", "Coach again")):
        assert page.document.select(f"#{section} tbody th")[0].text.startswith(first)
        later = browser.fetch(page.document.select(f"#{section} a[rel=next]")[0]["href"])
        assert later.document.select(f"#{section} tbody th")[0].text.startswith(second)


def test_the_database_refuses_to_change_what_was_frozen(everything_is_long: None, review: Review) -> None:
    for change in ("UPDATE review_rows SET content = '{}'", "DELETE FROM review_rows"):
        with pytest.raises(DBAPIError, match="what was frozen never changes"), db.session.begin_nested():
            db.session.execute(text(change))


def test_rows_where_none_belong_or_too_few_are_found(
    review: Review, everything_is_long: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfit = [f"Review {review.id} is not shown as it was frozen: its rows do not fit it."]
    assert [str(problem) for problem in problems()] == unfit
    monkeypatch.undo()
    db.session.add(ReviewRow(review_id=review.id, section="lines", position=0, content={}))
    db.session.flush()
    assert [str(problem) for problem in problems()] == unfit
