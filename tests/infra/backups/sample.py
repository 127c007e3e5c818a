"""Databases with something in every table, and their rows read by the models: an eye that is not the backup's own."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from planner.infra import migrate
from planner.models import Base

N_ROWS = 3
DIFFICULT = "Zoë’s “plan” \\ 'x' \"y\"\n\ttab\r\N{LINE SEPARATOR}\N{GRINNING FACE}|,\\N"
WORDS = {"email": "a{}@example.org", "role": "auditor"}
LATER = {"due_on", "ends_on", "period_end", "expires_at", "effect_by_on", "left_on", "until_on"}


def fill(url: str) -> None:
    """Put `N_ROWS` rows into every table: all columns filled where the table's rules allow it, else only the necessary ones."""
    migrate.upgrade(url)
    engine = _engine(url)
    with engine.begin() as connection:
        for table in sorted_tables():
            for number in range(1, N_ROWS + 1):
                _add(connection, table, number)
    engine.dispose()


def sorted_tables() -> list[sa.Table]:
    """Every table, parents first; the departments' heads, which close a circle, are left for later."""
    return list(sa.schema.sort_tables(Base.metadata.tables.values(), skip_fn=lambda key: key.use_alter))


def _add(connection: sa.Connection, table: sa.Table, number: int) -> None:
    wide = {column.name: _value(column, number) for column in table.columns if not _is_left_out(column)}
    narrow = {name: value for name, value in wide.items() if _is_necessary(table.columns[name])}
    for values in (wide, narrow):
        try:
            with connection.begin_nested():
                connection.execute(table.insert().values(**values))
        except sa.exc.IntegrityError:
            continue
        return
    raise AssertionError(f"no row fits {table.name}")


def _is_left_out(column: sa.Column[Any]) -> bool:
    return any(key.use_alter for key in column.foreign_keys)


def _is_necessary(column: sa.Column[Any]) -> bool:
    return column.primary_key or (not column.nullable and column.default is None)


def _value(column: sa.Column[Any], number: int) -> Any:
    # The measure library takes the first ids.
    own_id = number + (1000 if column.table.name == "measures" else 0)
    if column.foreign_keys:
        (key,) = column.foreign_keys
        if key.column.table is column.table:
            return None
        return number + (1000 if key.column.table.name == "measures" else 0)
    if column.primary_key:
        return own_id
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, sa.Enum):
        return list(column.type.enums)[number % len(column.type.enums)]
    day = date(2027, 12 if column.name in LATER else 1, 10 + number)
    fitting: tuple[tuple[type, Any], ...] = (
        (sa.Boolean, number % 2 == 0),
        (sa.JSON, {"b": [number, 0.5, None, True], "a": DIFFICULT}),
        (sa.LargeBinary, bytes(range(256)) * number),
        (sa.DateTime, datetime(day.year, day.month, day.day, 23, 59, 59, 123456, tzinfo=UTC) + timedelta(microseconds=number)),
        (sa.Date, day),
        (sa.BigInteger, number),
        (sa.Integer, number),
    )
    return next((value for type_, value in fitting if isinstance(kind, type_)), _word(column, number))


def _word(column: sa.Column[Any], number: int) -> str:
    if column.name in WORDS:
        return WORDS[column.name].format(number)
    length = getattr(column.type, "length", None)
    return f"{number} {DIFFICULT}"[:length]


def rows_of(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as the models see it, by table, in the order of the key."""
    engine = _engine(url)
    with engine.connect() as connection:
        rows = {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for table in Base.metadata.tables.values()
        }
    engine.dispose()
    return rows


def run(url: str, *statements: str) -> list[Any]:
    """Execute statements behind the application's back; returns the rows of the last one, if it has any."""
    engine = _engine(url)
    with engine.begin() as connection:
        results = [connection.exec_driver_sql(statement) for statement in statements]
        rows = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return rows


def _engine(url: str) -> sa.Engine:
    return sa.create_engine(url, poolclass=sa.pool.NullPool)
