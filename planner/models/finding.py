"""The words by which things are found while somebody types."""

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base, Key

# Compared letter by letter on PostgreSQL too, whatever its locale: only then does an index answer “begins with”.
WORD = String(40).with_variant(String(40, collation="C"), "postgresql")


class SearchWord(Base):
    """A thing is found by this word. Kept by `planner.infra.words` whenever a `Findable` thing is saved."""

    __tablename__ = "search_words"
    __table_args__ = (
        UniqueConstraint("kind", "within_id", "word", "thing_id"),
        Index("ix_search_words_kind_thing_id", "kind", "thing_id"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(32))  # the table of the thing
    within_id: Mapped[int] = mapped_column(Integer, default=0)  # the cycle that the thing belongs to; 0 for what has none
    word: Mapped[str] = mapped_column(WORD)
    thing_id: Mapped[int] = mapped_column(Integer)
