"""What SQLite knows of the length of its tables: without it, pages are read by the wrong index. PostgreSQL looks by itself."""

from sqlalchemy import Connection

ROWS = 1_000  # looked at in each index: enough to tell a long one from a short one, and a matter of milliseconds


def refresh(connection: Connection) -> None:
    """Look again. New connections know it at once, others when they are opened anew."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={ROWS}")
        connection.exec_driver_sql("ANALYZE")
