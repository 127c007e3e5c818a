"""The database object, column types that keep what they are given, and what most tables share.

Flask-SQLAlchemy is used for its session and engine only; models are plain SQLAlchemy 2 declarative classes.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Enum, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

# Constraints need names: SQLite's batch migrations find them by name only.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(naming_convention=NAMING)


# Inside a test every session joins the outer transaction through a savepoint; outside, this changes nothing.
db = SQLAlchemy(
    model_class=Base, disable_autonaming=True, session_options={"join_transaction_mode": "create_savepoint"}
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. SQLite forgets the zone, so a naive value is refused going in and UTC is put back coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Scaled(TypeDecorator[Decimal]):
    """A decimal kept as a whole number of its smallest parts: exact on both databases, and sums in SQL are exact."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("a float is not exact; give a Decimal")
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            scaled = scaled.quantize(Decimal(1))
        if not -(2**63) <= scaled < 2**63:
            raise ValueError("the number is too large to keep")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)


def quantity() -> Scaled:
    """Any measured value: six decimals, up to nine million million."""
    return Scaled(6)


def money() -> Scaled:
    """An amount in the organization's currency, kept in hundredths."""
    return Scaled(2)


def enum_column(enum: type[StrEnum], name: str = "") -> Enum:
    """Store the value of a StrEnum as text, with a CHECK on both databases; named where a table has two of one kind."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name or _snake(enum.__name__),
        values_callable=lambda members: [member.value for member in members],
    )


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


Key = Annotated[int, mapped_column(Integer, primary_key=True, autoincrement=True)]
Name = Annotated[str, mapped_column(String(200))]
Prose = Annotated[str, mapped_column(Text, default="")]
Instant = Annotated[datetime, mapped_column(UtcDateTime())]
Amount = Annotated[Decimal, mapped_column(quantity())]
Money = Annotated[Decimal, mapped_column(money())]


def belongs_to(
    target: str, *, on_delete: str = "RESTRICT", index: bool = True, is_circular: bool = False, **options: Any
) -> Any:
    """A foreign key column, indexed; what is referred to cannot vanish unless `on_delete` says so."""
    return mapped_column(ForeignKey(target, ondelete=on_delete, use_alter=is_circular), index=index, **options)


def related(*args: Any, **options: Any) -> Any:
    """A relationship that refuses to load by surprise: queries state what a page needs."""
    options.setdefault("lazy", "raise_on_sql")
    return relationship(*args, **options)


class Versioned:
    """What people edit: `version` counts the saves, so that the second of two editors is told."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Findable:
    """What people choose by typing: the columns whose words are kept, and the column of what it belongs to (if any)."""

    __found_by__: ClassVar[tuple[str, ...]]
    __found_within__: ClassVar[str | None] = None

    def found_text(self) -> str:
        """The text that holds the words."""
        return " ".join(getattr(self, column) or "" for column in self.__found_by__)


class Archivable:
    """What is put away rather than deleted."""

    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)


class Stamped:
    """When the row was made; filled in at the first flush from the planner's clock."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


__all__ = [
    "Amount", "Archivable", "Base", "Findable", "Index", "Instant", "Key", "Money", "Name", "Prose", "Scaled", "Stamped",
    "UtcDateTime", "Versioned", "belongs_to", "date", "db", "enum_column", "money", "quantity", "related",
]
