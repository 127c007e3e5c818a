"""Sentences apart from their language."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import values
from planner.domain.messages import Message, msg

PLAIN = st.one_of(st.text(), st.integers(-(2**40), 2**40), st.booleans(), st.none(), st.dates(),
                  st.decimals(allow_nan=False, allow_infinity=False))


@given(st.text(), st.dictionaries(st.text(), PLAIN))
def test_a_message_survives_json(text: str, filled: dict[str, object]) -> None:
    message = Message(text, filled)
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message


def test_a_message_inside_a_message_survives_json() -> None:
    message = msg("Here %(better)s is better.", better=msg("higher"))
    assert Message.from_json(message.to_json()) == message


def test_in_english_it_says_itself() -> None:
    assert str(msg("%(n)s of %(day)s", n=Decimal("4.0"), day=date(2027, 7, 13))) == "4.0 of 2027-07-13"


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(ValueError, match="float"):
        Message.from_json({"text": "", "values": {"x": {"float": "1"}}})


def test_every_member_of_every_vocabulary_has_words() -> None:
    enums = [thing for thing in vars(values).values() if isinstance(thing, type) and issubclass(thing, values.StrEnum)]
    members = [member for enum in enums if enum is not values.StrEnum for member in enum]
    assert [member for member in members if member not in values.LABELS] == []
