"""What a brief says is frozen: the same content has the same text and the same hash, for ever."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.brief_snapshot import (
    asks_from_text,
    canonical_json,
    from_plain,
    paragraphs_from_text,
    sha256,
    to_plain,
)  # fmt: skip
from planner.domain.messages import Message
from planner.domain.values import Status

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.dates()
    | st.decimals(-(10**12), 10**12, places=6)
    | st.builds(Message, st.text(max_size=20), st.dictionaries(st.text("xyz"), st.integers() | st.dates(), max_size=2))
)
KEYS = st.text("abc_é", min_size=1, max_size=4)
NESTED = LEAVES | st.lists(LEAVES, max_size=3) | st.lists(st.dictionaries(KEYS, LEAVES, max_size=3), max_size=3)
CONTENT = st.dictionaries(KEYS, NESTED, max_size=5)


@given(CONTENT)
def test_what_was_frozen_is_read_back(content: dict[str, Any]) -> None:
    stored = json.loads(json.dumps(to_plain({**content, "schema": 1})))
    assert from_plain(stored) == {**content, "schema": 1}


@given(CONTENT)
def test_the_hash_does_not_know_the_order_of_keys(content: dict[str, Any]) -> None:
    assert sha256(content) == sha256(dict(reversed(content.items())))


@pytest.mark.parametrize("same", ["57", "57.0", "57.000000", "5.7E+1"])
def test_trailing_zeros_do_not_change_the_hash(same: str) -> None:
    assert canonical_json({"value": Decimal(same)}) == '{"value":{"$decimal":"57"}}'


def test_minus_zero_is_zero() -> None:
    assert sha256({"value": Decimal("-0.00")}) == sha256({"value": Decimal(0)})


def test_another_value_has_another_hash() -> None:
    assert sha256({"value": Decimal("57")}) != sha256({"value": Decimal("57.1")})
    assert sha256({"value": Decimal("57")}) != sha256({"value": "57"})


def test_the_hash_of_a_known_content_never_changes() -> None:
    """A brief issued today must be provable with a version of ten years from now."""
    content = {
        "schema": 1, "verdict": "Vier von fünf Zielen", "as_of_on": date(2027, 7, 11), "status": Status.AT_RISK,
        "figures": [{"value": Decimal("57.30"), "of": None}],
        "finding": Message("%(measure)s kept to plan until %(day)s", {"measure": "Reach", "day": date(2027, 7, 11)}),
    }
    assert sha256(content) == "8c24bd030297e8315c2045d9bd15473b2f3839dd69b19c01d53d590c79ea7b16"


@pytest.mark.parametrize("wrong", [0.1, datetime(2027, 7, 11), Decimal("NaN"), Decimal("Infinity"), {1, 2}, object()])  # noqa: DTZ001
def test_what_has_no_stable_text_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError):
        sha256({"value": wrong})


def test_a_snapshot_of_an_unknown_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="schema"):
        from_plain({"schema": 99})


def test_each_line_of_what_was_typed_is_a_decision() -> None:
    asks = asks_from_text("- Onboarding: release two drivers (€ 38 k).\n\n• Decide.\n")
    assert asks == [{"lead": "Onboarding:", "text": "release two drivers (€ 38 k)."}, {"lead": "", "text": "Decide."}]


def test_a_colon_late_in_a_sentence_is_no_lead() -> None:
    (ask,) = asks_from_text("We ask the board to choose one of two ways for the autumn: more coaches, or less.")
    assert ask["lead"] == ""


def test_a_decimal_place_is_not_a_bullet() -> None:
    assert paragraphs_from_text("  First.  \n\n * Second. ") == ["First.", "Second."]
