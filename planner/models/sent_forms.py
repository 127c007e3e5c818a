"""Forms that were sent and saved, so that the same one sent again is not saved twice."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base, Instant, Key


class SentForm(Base):
    """What one sending of a form led to. `key` is a keyed hash of who sent what to where; of the content nothing is kept."""

    __tablename__ = "sent_forms"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    location: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[Instant] = mapped_column(index=True)
