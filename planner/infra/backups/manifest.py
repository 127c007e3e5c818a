"""What a backup says of itself: who made it, when, of which structure, and for each table its columns, size and hash."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from planner.domain.messages import msg
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.structure import Column, Kind

FORMAT = 1
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table in a backup. `n_bytes` and `sha256` are of its lines before compression.

    `next_id` is the number that PostgreSQL would have given next, or None: numbers once given are not given again.
    """

    name: str
    columns: tuple[Column, ...]
    n_rows: int
    n_bytes: int
    sha256: str
    next_id: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts about a whole backup. `revision` is the migration that its tables belong to."""

    planner: str
    revision: str
    made_at: datetime
    database: str
    tables: tuple[TableFacts, ...]

    @property
    def n_rows(self) -> int:
        return sum(table.n_rows for table in self.tables)

    @property
    def n_bytes(self) -> int:
        return sum(table.n_bytes for table in self.tables)

    def to_json(self) -> bytes:
        tables = [
            {
                "name": table.name, "columns": {column.name: column.kind.value for column in table.columns},
                "rows": table.n_rows, "bytes": table.n_bytes, "sha256": table.sha256, "next_id": table.next_id,
            }
            for table in self.tables
        ]
        content = {
            "format": FORMAT, "planner": self.planner, "revision": self.revision, "made_at": self.made_at.isoformat(),
            "database": self.database, "tables": tables,
        }
        return json.dumps(content, indent=1).encode()


def read_manifest(text: bytes) -> Manifest:
    """Read what `to_json` wrote. Raises `BackupRefused` for a newer format, ValueError and its like for anything else."""
    data = json.loads(text)
    if int(data["format"]) > FORMAT:
        raise BackupRefused(
            msg("The backup was made by a newer version of the planner (%(version)s). Restore it with that version.",
                version=str(data.get("planner", ""))[:40])
        )
    made_at = datetime.fromisoformat(data["made_at"])
    if made_at.tzinfo is None or int(data["format"]) < 1:
        raise ValueError("the manifest is not one of ours")
    tables = tuple(_table(each) for each in data["tables"])
    return Manifest(str(data["planner"])[:40], str(data["revision"])[:40], made_at, str(data["database"])[:40], tables)


def _table(data: Mapping[str, Any]) -> TableFacts:
    columns = tuple(Column(_fitting(_NAME, name), Kind(kind)) for name, kind in data["columns"].items())
    next_id = data.get("next_id")
    return TableFacts(
        _fitting(_NAME, data["name"]), columns, _count(data["rows"]), _count(data["bytes"]),
        _fitting(_SHA256, data["sha256"]), None if next_id is None else _count(next_id),
    )


def _fitting(pattern: re.Pattern[str], text: Any) -> str:
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise ValueError("a name in the manifest cannot be one of ours")
    return text


def _count(number: Any) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**62:
        raise ValueError("a number in the manifest cannot be right")
    return number
