"""What may be done with a brief, and what never happens to an issued one."""

from datetime import date
from typing import Any

import pytest

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.frozen import sha256
from planner.domain.values import BriefState
from planner.features.briefs import commands
from planner.features.briefs.composing import compose
from planner.features.briefs.queries import brief_for, material_for, pdf_of
from planner.features.people.queries import organization
from planner.infra.integrity import problems
from planner.models import AuditEntry, Brief, db
from tests.actors import People
from tests.features.briefs.year import Year, make_year
from tests.makers import make_brief, make_cycle, make_goal, make_program, make_target

FACTS = {"title": "How we do", "as_of_on": date(2027, 7, 13), "locale": "en"}


@pytest.fixture
def year(people: People) -> Year:
    return make_year(people)


def loaded(people: People, brief: Brief) -> Brief:
    db.session.expire_all()
    found = brief_for(people.paula, brief.id)
    assert found is not None
    return found


def issue(people: People, brief: Brief, **values: Any) -> Brief:
    found = loaded(people, brief)
    snapshot = compose(found, material_for(found, people.paula, organization())).saying("It goes well.")
    commands.issue_brief(found, **{"actor": people.paula, "snapshot": snapshot, "pdf": b"%PDF", **values})
    db.session.commit()
    return loaded(people, brief)


def test_drafts_are_numbered_within_their_cycle(people: People) -> None:
    cycle = make_cycle()
    numbers = [commands.create_brief(cycle, actor=people.lena, values=FACTS).number for _n in range(2)]
    assert numbers == [1, 2]
    assert db.session.query(AuditEntry).filter_by(event="brief.created").count() == 2


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2027, 7, 14), "day to come"), (date(2026, 12, 31), "outside FY2027")],
)
def test_the_day_of_the_figures_lies_in_the_cycle_and_not_ahead(people: People, day: date, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence) as refusal:
        commands.create_brief(make_cycle(), actor=people.paula, values={**FACTS, "as_of_on": day})
    assert refusal.value.field == "as_of_on"


def test_a_brief_is_about_things_of_its_cycle(people: People) -> None:
    cycle, other = make_cycle(), make_cycle(name="FY2028", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    for values in ({"program_id": make_program(other).id}, {"goal_id": make_goal(other).id}):
        with pytest.raises(RuleBroken, match="not part of FY2027"):
            commands.create_brief(cycle, actor=people.paula, values={**FACTS, **values})


def test_the_target_in_the_chart_is_one_of_the_brief(people: People, year: Year) -> None:
    values = {**FACTS, "program_id": year.stopping.id, "chart_target_id": year.application.id}
    with pytest.raises(RuleBroken, match="no part of what the brief is about"):
        commands.create_brief(year.cycle, actor=people.paula, values=values)
    about_its_goal = {**FACTS, "goal_id": year.goal.id, "chart_target_id": year.application.id}
    assert commands.create_brief(year.cycle, actor=people.paula, values=about_its_goal).chart_target_id == year.application.id


@pytest.mark.parametrize("who", ["sam", "mia", "otto", "ada", "aud"])
def test_others_write_no_briefs(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.create_brief(make_cycle(), actor=people.actors[who], values=FACTS)


def test_a_draft_is_changed_and_the_change_is_told(people: People) -> None:
    brief = loaded(people, make_brief())
    commands.revise_brief(brief, actor=people.lena, values={"verdict": "It goes well."}, version=brief.version)
    entry = db.session.query(AuditEntry).filter_by(event="brief.revised").one()
    assert entry.changes == {"verdict": ["", "It goes well."]}


def test_the_second_of_two_editors_is_told(people: People) -> None:
    brief = loaded(people, make_brief())
    with pytest.raises(StaleEdit):
        commands.revise_brief(brief, actor=people.lena, values={"verdict": "Mine"}, version=brief.version + 1)


def test_issuing_freezes_figures_words_and_print(people: People, year: Year) -> None:
    brief = issue(people, make_brief(year.cycle))
    assert brief.state is BriefState.ISSUED
    assert (brief.issued_by.name if brief.issued_by else "", brief.verdict) == ("Paula Planner", "It goes well.")
    assert brief.snapshot is not None
    assert sha256(brief.snapshot) == brief.sha256
    assert pdf_of(brief) == b"%PDF"
    assert problems() == []
    assert db.session.query(AuditEntry).filter_by(event="brief.issued").count() == 1


def test_a_changed_snapshot_is_noticed(people: People, year: Year) -> None:
    brief = issue(people, make_brief(year.cycle))
    brief.snapshot = {**(brief.snapshot or {}), "verdict": "It goes even better."}
    db.session.flush()
    assert [str(one) for one in problems()] == [f"Brief {brief.id} is not what was frozen: it does not fit its hash."]


def test_the_learning_manager_does_not_issue(people: People) -> None:
    with pytest.raises(NotAllowed):
        issue(people, make_brief(), actor=people.lena)


def test_a_brief_that_changed_meanwhile_is_not_issued(people: People) -> None:
    brief = make_brief()
    with pytest.raises(StaleEdit):
        issue(people, brief, version=brief.version + 1)


@pytest.mark.parametrize("deed", ["issue", "revise", "discard"])
def test_nothing_happens_to_an_issued_brief(people: People, year: Year, deed: str) -> None:
    brief = issue(people, make_brief(year.cycle))
    before = brief.sha256
    deeds = {
        "issue": lambda: issue(people, brief),
        "revise": lambda: commands.revise_brief(brief, actor=people.paula, values={"verdict": "Other"}),
        "discard": lambda: commands.discard_brief(brief, actor=people.paula),
    }
    with pytest.raises(RuleBroken, match="has been issued; it never changes"):
        deeds[deed]()
    assert loaded(people, brief).sha256 == before


def test_a_draft_is_thrown_away(people: People) -> None:
    brief = loaded(people, make_brief())
    commands.discard_brief(brief, actor=people.lena)
    assert db.session.query(Brief).count() == 0
    assert db.session.query(AuditEntry).filter_by(event="brief.discarded").one().thing_name == "Learning strategy"


def test_a_target_of_another_cycle_is_no_chart(people: People) -> None:
    other = make_target()
    cycle = make_cycle(name="FY2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    with pytest.raises(RuleBroken, match="no part of what"):
        commands.create_brief(
            cycle, actor=people.paula, values={**FACTS, "as_of_on": date(2026, 6, 1), "chart_target_id": other.id}
        )
