"""What a brief says, frozen: plain data with a stable text form and a hash.

A snapshot holds everything that the printed brief shows, so that the same brief can be printed again in ten years, in
another language, without asking the database. The ids in it are only signposts for those who want to read on; nothing
that is printed depends on them. It is made of dicts, lists, strings, whole numbers, `Decimal`, `date` and
`Message`; a float has no stable text and is refused. In JSON the last three carry a tag.

    stored = to_plain(snapshot)           # for a JSON column
    snapshot = from_plain(stored)         # as it was
    digest = sha256(snapshot)             # equal for equal content, whatever the order of keys or trailing zeros
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NotRequired, TypedDict, cast

from planner.domain.frozen import canonical_json as canonical_json
from planner.domain.frozen import restored
from planner.domain.frozen import sha256 as sha256
from planner.domain.frozen import to_plain as to_plain
from planner.domain.messages import Message

SCHEMA = 1
"""Raised when the meaning of a key changes; printing keeps understanding the older ones."""

Said = Message | str
"""A sentence of the domain, translated when it is printed; or words that a person typed, printed as they are."""


class KeyFigure(TypedDict):
    """One of the five numbers that matter. `of` makes it "41 of 61"; the label says what is counted."""

    value: Decimal | None
    of: Decimal | None
    unit: str
    label: Said
    on: date


class DayValue(TypedDict):
    on: date
    value: Decimal


class DayForecast(TypedDict):
    on: date
    value: Decimal
    low: Decimal | None
    high: Decimal | None


class DayLabel(TypedDict):
    on: date
    label: str


class BriefChart(TypedDict):
    """The one chart: its finding is the title. `lowest` and `highest` bound the axis (0 and 100 for a share)."""

    finding: Said
    subtitle: Said
    unit: str
    is_stepped: bool
    lowest: Decimal | None
    highest: Decimal | None
    plan: list[DayValue]
    original_plan: list[DayValue]
    actual: list[DayValue]
    forecast: list[DayForecast]
    flags: list[DayLabel]
    today: date | None


class Ask(TypedDict):
    """Something that the reader is asked to decide; `lead` is its first words, printed bold."""

    lead: str
    text: str


class SummaryRow(TypedDict):
    """A row of the TDRp summary. `percent_of_plan` is of the plan for the same day, turned when lower is better."""

    measure: Said
    unit: str
    last_year: Decimal | None
    plan: Decimal | None
    actual: Decimal | None
    percent_of_plan: Decimal | None
    forecast: Decimal | None
    forecast_percent_of_plan: Decimal | None
    status: str  # empty where there is no plan to judge by
    comment: Said
    target_id: NotRequired[int]


class SummaryGoal(TypedDict):
    """A goal in its rank: its own outcome measure, the impact of learning beneath it, then the measures that serve it.

    `note` says why, when no learning is planned for the goal.
    """

    rank: int
    statement: str
    sponsor: str
    outcome: SummaryRow | None
    impacts: list[SummaryRow]
    measures: list[SummaryRow]
    note: Said
    goal_id: NotRequired[int]


class ActionRow(TypedDict):
    ref: str
    title: str
    concerns: str
    owner: str
    due_on: date | None
    expected: Said
    state: Said
    is_late: bool
    action_id: NotRequired[int]


class BriefSources(TypedDict):
    """Where the numbers come from."""

    n_observations: int
    names: list[str]
    methods: list[Said]


class BriefSnapshot(TypedDict):
    """Everything that a brief shows. `about` names the program or goal, when it is not about the whole strategy."""

    schema: int
    organization: str
    cycle: str
    title: str
    about: NotRequired[str]
    audience: str
    number: int
    issued_on: date | None
    issued_by: str
    as_of_on: date
    verdict: str
    figures: list[KeyFigure]
    chart: BriefChart | None
    asks: list[Ask]
    conclusions: list[str]
    recommendations: list[str]
    goals: list[SummaryGoal]
    key_measures: list[SummaryRow]
    actions: list[ActionRow]
    sources: BriefSources


def asks_from_text(text: str) -> list[Ask]:
    """One decision a line; the words before a colon near its start are the lead: "Onboarding: release two drivers"."""
    asks: list[Ask] = []
    for line in paragraphs_from_text(text):
        lead, colon, rest = line.partition(": ")
        if colon and len(lead) <= 40:
            asks.append({"lead": lead + ":", "text": rest})
        else:
            asks.append({"lead": "", "text": line})
    return asks


def paragraphs_from_text(text: str) -> list[str]:
    """The lines that say something, without the bullets that people type before them."""
    lines = (line.strip().lstrip("-•*–").strip() for line in text.splitlines())
    return [line for line in lines if line]


def from_plain(stored: Mapping[str, Any]) -> BriefSnapshot:
    """Read what `to_plain` wrote. Raises ValueError for a snapshot of a schema that this version does not know."""
    if stored.get("schema") != SCHEMA:
        raise ValueError(f"unknown schema of a brief's snapshot: {stored.get('schema')!r}")
    return cast(BriefSnapshot, {key: restored(value) for key, value in stored.items()})
