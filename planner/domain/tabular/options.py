"""What a person may say about a file that cannot say it itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from planner.domain.messages import N_, msg
from planner.domain.tabular.dates import DateOrder
from planner.domain.tabular.headers import FieldSet, header_key, read_mapping
from planner.domain.tabular.numbers import DecimalSign
from planner.domain.tabular.outcomes import OutcomeMeaning, read_outcomes
from planner.domain.tabular.questions import Answer, Question

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class ReadingOptions:
    """The answers given so far; `problems` are answers that could not be understood."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    date_orders: Mapping[str, DateOrder] = field(
        default_factory=dict
    )  # by key of a heading or field; "" for all columns
    decimal_signs: Mapping[str, DecimalSign] = field(default_factory=dict)
    outcomes: Mapping[str, OutcomeMeaning] = field(default_factory=dict)
    problems: tuple[Question, ...] = ()

    def date_order(self, header: str, name: str) -> DateOrder | None:
        return _for_column(self.date_orders, header, name)

    def decimal_sign(self, header: str, name: str) -> DecimalSign | None:
        return _for_column(self.decimal_signs, header, name)


def _for_column(chosen: Mapping[str, Choice], header: str, name: str) -> Choice | None:
    return chosen.get(header_key(header)) or chosen.get(header_key(name)) or chosen.get("")


def read_options(
    fields: FieldSet,
    *,
    maps: Iterable[str] = (),
    date_orders: Iterable[str] = (),
    decimals: Iterable[str] = (),
    outcomes: Iterable[str] = (),
) -> ReadingOptions:
    """The options as they are typed: `theirs=ours`, `column=dmy` or `dmy`, `column=comma`, `outcome=completed`."""
    mapping, wrong_maps = read_mapping(maps, fields)
    orders, wrong_orders = _choices(date_orders, DateOrder, Answer.DATE_ORDER)
    signs, wrong_signs = _choices(decimals, DecimalSign, Answer.DECIMAL)
    meanings, wrong_outcomes = read_outcomes(outcomes)
    return ReadingOptions(mapping, orders, signs, meanings, (*wrong_maps, *wrong_orders, *wrong_signs, *wrong_outcomes))


def _choices(
    texts: Iterable[str], kind: type[Choice], answer: Answer
) -> tuple[dict[str, Choice], tuple[Question, ...]]:
    chosen: dict[str, Choice] = {}
    problems: list[Question] = []
    for text in texts:
        column, _, wanted = text.rpartition("=")
        try:
            chosen[header_key(column)] = kind(wanted.strip().casefold())
        except ValueError:
            sentence = N_("“%(given)s” cannot be used. Write it as: column=%(example)s. Possible are: %(known)s.")
            known = [choice.value for choice in kind]
            problems.append(Question(msg(sentence, given=text, example=known[0], known=", ".join(known)), answer))
    return chosen, tuple(problems)
