"""Keeps the words by which things are found: written in the flush that saves the thing, so that both are there or neither."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import delete, event, insert, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from planner.domain.folding import words_in
from planner.models import Base, Findable, SearchWord

BATCH = 500  # things whose words are replaced in one statement; SQLite takes a limited number of parameters

_KEY = "things_to_index"


def wire() -> None:
    """Follow every session of this process."""
    if not event.contains(Session, "before_flush", _note):
        event.listen(Session, "before_flush", _note)
        event.listen(Session, "after_flush", _keep)


def index_again(session: Session, model: type[Any]) -> int:
    """Write the words of every row of `model` anew: after rows came in without passing through the session. Says how many
    rows there are."""
    n_rows = 0
    session.flush()
    session.execute(delete(SearchWord).where(SearchWord.kind == model.__tablename__))
    for things in session.scalars(select(model).execution_options(yield_per=BATCH)).partitions():
        rows = [row for thing in things for row in _rows(thing)]
        n_rows += len(things)
        if rows:
            session.connection().execute(insert(SearchWord), rows)
    return n_rows


def index_everything(session: Session) -> int:
    """The same for every kind of thing that is found by typing."""
    return sum(index_again(session, model) for model in findable())


def findable() -> list[type[Any]]:
    """The models that are found by typing, by their tables."""
    models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Findable)]
    return sorted(models, key=lambda model: str(model.__tablename__))


def wrongly_indexed(session: Session, model: type[Any]) -> Iterator[int]:
    """Ids of things that are not found by the words they have, and of words that lead to nothing; nothing is changed."""
    kept = select(SearchWord).where(SearchWord.kind == model.__tablename__)
    for things in session.scalars(select(model).order_by(model.id).execution_options(yield_per=BATCH)).partitions():
        found: dict[int, set[tuple[int, str]]] = {thing.id: set() for thing in things}
        for word in session.scalars(kept.where(SearchWord.thing_id.in_(found))):
            found[word.thing_id].add((word.within_id, word.word))
        for thing in things:
            if {(row["within_id"], row["word"]) for row in _rows(thing)} != found[thing.id]:
                yield thing.id
    astray = kept.where(SearchWord.thing_id.not_in(select(model.id))).with_only_columns(SearchWord.thing_id).distinct()
    yield from session.scalars(astray.order_by(SearchWord.thing_id).execution_options(yield_per=BATCH))


def _note(session: Session, context: UOWTransaction, instances: Any) -> None:
    """Which things will have other words after this flush. They get their ids in it."""
    session.info[_KEY] = (
        [thing for thing in session.new if isinstance(thing, Findable)],
        [thing for thing in session.dirty if isinstance(thing, Findable) and _has_other_words(thing)],
        [thing for thing in session.deleted if isinstance(thing, Findable)],
    )


def _keep(session: Session, context: UOWTransaction) -> None:
    new, changed, gone = session.info.pop(_KEY)
    if not (new or changed or gone):
        return
    connection = session.connection()
    for kind, ids in _ids_by_kind((*changed, *gone)):
        connection.execute(delete(SearchWord).where(SearchWord.kind == kind, SearchWord.thing_id.in_(ids)))
    rows = [row for thing in (*new, *changed) for row in _rows(thing)]
    if rows:
        connection.execute(insert(SearchWord), rows)


def _has_other_words(thing: Any) -> bool:
    state = inspect(thing)
    columns = (*thing.__found_by__, *([thing.__found_within__] if thing.__found_within__ else ()))
    return any(state.attrs[column].history.has_changes() for column in columns)


def _ids_by_kind(things: Iterable[Any]) -> Iterator[tuple[str, list[int]]]:
    by_kind: dict[str, list[int]] = {}
    for thing in things:
        by_kind.setdefault(thing.__tablename__, []).append(thing.id)
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), BATCH):
            yield kind, ids[start:start + BATCH]


def _rows(thing: Any) -> list[dict[str, Any]]:
    within = getattr(thing, thing.__found_within__) if thing.__found_within__ else 0
    return [
        {"kind": thing.__tablename__, "within_id": within, "word": word, "thing_id": thing.id}
        for word in words_in(thing.found_text())
    ]
