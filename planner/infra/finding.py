"""One thing out of many, found by typing: what is offered, what the words of a reader fit, and what exactly is meant.

A `Finder` is made by a query that is narrowed to what the reader may see. Whatever is asked of it (a list, suggestions, one
thing by its id) passes through that query: what may not be seen is not suggested, not recognised and not accepted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, or_, select, union_all

from planner.domain.folding import fold, words_in
from planner.models import SearchWord, db

FEW = 30  # as many as a plain list can hold and still be read
MOST = 20  # suggestions at once
LONGEST_TEXT = 200  # of what is typed, the rest is not looked at
LARGEST_ID = 2**31 - 1
_MOST_TYPED_WORDS = 8
_AFTER_ALL_LETTERS = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen. The note tells two of the same name apart."""

    id: int
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a typed text may mean. `exact` is set when it means one thing only; `is_more` when there are others still."""

    options: tuple[Option, ...] = ()
    exact: Option | None = None
    is_more: bool = False


@dataclass
class Finder:
    """The things of one table that somebody may choose from.

    `query` selects (id, name, note) of all that the reader may see; `is_open` are those that can be chosen anew, and those in
    `keep` stay choosable for what has them already. `address` is where suggestions are asked for: an endpoint and its values.
    """

    model: type[Any]
    query: Select[int, str, str]
    address: tuple[str, Mapping[str, Any]]
    order_by: tuple[Any, ...]
    is_open: ColumnElement[bool] | None = None
    keep: frozenset[int] = frozenset()
    within_id: int = 0
    letter: str = ""  # of references such as N-012
    is_known_by_reference: bool = False  # the reference stands before the name, and not in the note
    exact_columns: tuple[Any, ...] = ()
    _offered: tuple[Option, ...] | None = field(default=None, init=False)
    _kept: dict[int, Option] = field(default_factory=dict, init=False)  # and what was looked up since
    _asked: set[int] = field(default_factory=set, init=False)

    @property
    def few(self) -> tuple[Option, ...] | None:
        """Everything, in order, when that is a short list; None when it is not. Asked once."""
        if self._offered is None:
            self._load()
        offered = self._offered or ()
        return offered if len(offered) <= FEW else None

    def by_ids(self, ids: Iterable[int]) -> dict[int, Option]:
        """Those of `ids` that may be chosen, or are kept."""
        if self._offered is None:
            self._load()
        known = {option.id: option for option in self._offered or ()} | self._kept
        wanted = {one for one in ids if 0 < one <= LARGEST_ID}
        missing = wanted - known.keys() - self._asked
        if missing and self.few is None:
            self._asked |= missing
            found = self._options(self._choosable().where(self.model.id.in_(missing)))
            self._kept |= {option.id: option for option in found}
            known |= self._kept
        return {one: known[one] for one in wanted if one in known}

    def suggest(self, text: str, most: int = MOST) -> Found:
        """What fits the beginnings of words, or a reference; nothing fits no words."""
        text = text[:LONGEST_TEXT]
        if (number := self._number_in(text)) is not None:
            return Found(tuple(self.by_ids([number]).values()))
        words = words_in(text)[:_MOST_TYPED_WORDS]
        if not words:
            return Found()
        query = self._choosable().where(*(self.model.id.in_(self._having(word)) for word in words))
        options = self._options(query.order_by(*self.order_by).limit(most + 1))
        return Found(tuple(options[:most]), is_more=len(options) > most)

    def resolve(self, text: str) -> Found:
        """What is meant: a reference, an address, a name that only one thing has; else what comes near."""
        text = text.strip()[:LONGEST_TEXT]
        number = self._number_in(text)
        if number is not None:
            options = tuple(self.by_ids([number]).values())
            return Found(options, exact=options[0] if options else None)
        same = self._same(text)
        if len(same) == 1:
            return Found(tuple(same), exact=same[0])
        near = self.suggest(text)
        alike = [option for option in near.options if fold(self._name_in(option)) == fold(text)]
        if len(alike) == 1 and not same and not near.is_more:
            return Found((alike[0],), exact=alike[0])
        first = dict.fromkeys((*same, *near.options))
        return Found(tuple(first)[:MOST], is_more=near.is_more or len(first) > MOST)

    def _load(self) -> None:
        """The first of what is open, and what is kept, in one statement."""
        order = [column.label(f"order_{place}") for place, column in enumerate(self.order_by)]
        wide = self.query.add_columns(*order)
        first = self._only_open(wide).order_by(*self.order_by).limit(FEW + 1 + len(self.keep))
        if not self.keep:
            found = {option.id: option for option in self._options(first)}
            self._offered = tuple(found.values())
            return
        open_ones, kept = first.subquery(), wide.where(self.model.id.in_(self.keep)).subquery()
        both = union_all(select(literal(0).label("part"), open_ones), select(literal(1).label("part"), kept)).subquery()
        rows = db.session.execute(select(both).order_by(both.c.part, *(both.c[one.name] for one in order))).all()
        self._kept = {row[1]: self._option(row[1:]) for row in rows if row[0] == 1}
        offered = {row[1]: self._option(row[1:]) for row in rows if row[0] == 0}
        self._offered = tuple((offered | self._kept).values()) if len(offered) <= FEW else tuple(offered.values())

    def _choosable(self) -> Select[int, str, str]:
        return self.query if self.is_open is None else self.query.where(or_(self.is_open, self.model.id.in_(self.keep)))

    def _only_open(self, query: Select[Any]) -> Select[Any]:
        return query if self.is_open is None else query.where(self.is_open)

    def _having(self, word: str) -> Select[int]:
        """The ids of what has a word that begins with this one; answered by the index alone."""
        return select(SearchWord.thing_id).where(
            SearchWord.kind == self.model.__tablename__, SearchWord.within_id == self.within_id,
            SearchWord.word >= word, SearchWord.word < word + _AFTER_ALL_LETTERS,
        )

    def _same(self, text: str) -> list[Option]:
        """At most two things with exactly this name or address: more need not be known."""
        spelled = {text, text.lower()}
        if not text or not self.exact_columns:
            return []
        query = self._choosable().where(or_(*(column.in_(spelled) for column in self.exact_columns)))
        return self._options(query.order_by(*self.order_by).limit(MOST + 1))

    def _number_in(self, text: str) -> int | None:
        """The number of a reference: `N-012`, `n12`, or what a label begins with (“N-012 Proposals …”)."""
        reference = rf"\s*{self.letter}(?:-?0*([0-9]{{1,9}})\s*$|-0*([0-9]{{1,9}})\s)"
        found = re.match(reference, text, re.IGNORECASE | re.ASCII) if self.letter else None
        return int(found[1] or found[2]) if found else None

    def _name_in(self, option: Option) -> str:
        return option.label.partition(" ")[2] if self.is_known_by_reference else option.label

    def _options(self, query: Select[*tuple[Any, ...]]) -> list[Option]:
        return [self._option(row) for row in db.session.execute(query)]

    def _option(self, row: Any) -> Option:
        number, name, note = row[0], row[1], row[2]
        reference = f"{self.letter}-{number:03d}" if self.letter else ""
        if self.is_known_by_reference:
            return Option(number, f"{reference} {name}", note or "")
        return Option(number, name, note or reference)
