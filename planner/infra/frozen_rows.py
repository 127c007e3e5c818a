"""Keeping a snapshot row by row, and reading a page of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, cast

from sqlalchemy import ColumnElement, func, insert, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from planner.domain.frozen_rows import HEAD, Part
from planner.infra.keyset import By, Count, Order, Page, Seek, page_of, whole
from planner.models import FrozenRow, db


@dataclass(frozen=True, slots=True)
class FrozenRows:
    """The rows of one frozen thing: `owner` is the column that says whose they are.

    With `department_ids` only what belongs to nobody or to one of these.
    """

    owner: InstrumentedAttribute[int]
    owner_id: int
    department_ids: frozenset[int] | None = None

    def keep(self, parts: Iterable[Part]) -> None:
        """Write them, in the transaction that seals the snapshot."""
        db.session.execute(insert(self._row), [{self.owner.key: self.owner_id, **part._asdict()} for part in parts])

    def head(self) -> dict[str, Any] | None:
        """What is no list; None when no rows are kept of the thing."""
        head: dict[str, Any] | None = db.session.scalar(
            select(self._row.content).where(self._readable, self._row.section == HEAD)
        )
        return head

    def page(self, section: str, seek: Seek, *, size: int | None = None) -> Page[dict[str, Any]]:
        """Some rows of a list, in their places."""
        query = select(self._row.content).where(self._readable, self._row.section == section)
        return page_of(query, Order(By(self._row.position, whole)), seek, size=size)

    def counts(self) -> dict[str, Count]:
        """How long the lists are, but for those that are empty."""
        query = select(self._row.section, func.count()).where(self._readable).group_by(self._row.section)
        return {section: Count(n) for section, n in db.session.execute(query)}

    def fit(self, parts: Iterable[Part]) -> bool:
        """Whether these are the parts of the snapshot: all of them, in their places, and nothing else."""
        row = self._row
        query = select(row.section, row.position, row.department_id, row.content).where(self._readable)
        in_order = sorted(parts, key=lambda part: part[:2])
        with db.session.execute(query.order_by(row.section, row.position).execution_options(yield_per=500)) as found:
            return all(kept == part for kept, part in zip_longest(map(tuple, found), in_order))

    @property
    def _row(self) -> type[FrozenRow]:
        return cast(type[FrozenRow], self.owner.class_)

    @property
    def _readable(self) -> ColumnElement[bool]:
        theirs = true() if self.department_ids is None else or_(
            self._row.department_id.is_(None), self._row.department_id.in_(self.department_ids)
        )
        return (self.owner == self.owner_id) & theirs
