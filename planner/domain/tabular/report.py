"""What one import took, mended and refused, and why. Values of columns that are not used never come in here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from planner.domain.messages import Message
from planner.domain.tabular.headers import Recognition
from planner.domain.tabular.outcomes import OutcomeLine
from planner.domain.tabular.questions import Question
from planner.domain.tabular.table import Table

_LONGEST_VALUE = 80
N_FIRST_ROWS = 5


@dataclass(frozen=True)
class Refusal:
    """One row that was not taken. Column and value are given when one value is the reason."""

    row: int
    reason: Message
    column: str | None = None
    value: str | None = None

    def to_json(self) -> dict[str, Any]:
        value = self.value
        if value is not None and len(value) > _LONGEST_VALUE:
            value = value[: _LONGEST_VALUE - 1] + "…"
        return {"row": self.row, "column": self.column, "value": value, "reason": self.reason.to_json()}

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Refusal":
        return Refusal(data["row"], Message.from_json(data["reason"]), data["column"], data["value"])


@dataclass(frozen=True)
class Mending:
    """One kind of thing that was put right, in one column or in whole rows; with the first rows it happened in."""

    what: Message
    n_rows: int
    first_rows: tuple[int, ...]
    column: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "column": self.column,
            "what": self.what.to_json(),
            "n_rows": self.n_rows,
            "first_rows": list(self.first_rows),
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Mending":
        return Mending(Message.from_json(data["what"]), data["n_rows"], tuple(data["first_rows"]), data["column"])


@dataclass(frozen=True)
class Proposal:
    """Something the file names and the product does not have: made only when the person says so."""

    kind: str  # "organization", "department", "cycle", "program"
    name: str
    n_rows: int
    within: str = ""  # the cycle of a program

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": self.name, "in": self.within, "rows": self.n_rows}


@dataclass(frozen=True)
class Report:
    """The account of one file. With `problems` nothing was taken: each asks for something."""

    kind: str
    file_name: str
    n_rows: int = 0
    n_taken: int = 0
    columns: dict[str, str] = field(default_factory=dict)  # our field -> their heading
    not_needed: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    decisions: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
    problems: tuple[Question, ...] = ()
    mended: tuple[Mending, ...] = ()
    refused: tuple[Refusal, ...] = ()
    outcomes: tuple[OutcomeLine, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    effects: dict[str, int] = field(default_factory=dict)  # what the import changed, filled in by whoever applies it

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "file": self.file_name,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "rows": self.n_rows,
            "taken": self.n_taken,
            "effects": dict(self.effects),
            "columns": {
                "used": dict(self.columns),
                "not_needed": list(self.not_needed),
                "sensitive": list(self.sensitive),
            },
            "decisions": _json(self.decisions),
            "warnings": _json(self.warnings),
            "problems": _json(self.problems),
            "mended": _json(self.mended),
            "refused": _json(self.refused),
            "outcomes": _json(self.outcomes),
            "proposals": _json(self.proposals),
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Report":
        """What `to_json` wrote of a file of values that was read: without problems, outcomes and proposals."""
        columns = data["columns"]
        return Report(
            kind=data["kind"], file_name=data["file"], n_rows=data["rows"], n_taken=data["taken"], columns=columns["used"],
            not_needed=tuple(columns["not_needed"]), sensitive=tuple(columns["sensitive"]), encoding=data["encoding"],
            delimiter=data["delimiter"], sheet=data["sheet"], decisions=tuple(map(Message.from_json, data["decisions"])),
            warnings=tuple(map(Message.from_json, data["warnings"])), mended=tuple(map(Mending.from_json, data["mended"])),
            refused=tuple(map(Refusal.from_json, data["refused"])), effects=data["effects"],
        )


def _json(things: Iterable[Any]) -> list[Any]:
    return [thing.to_json() for thing in things]


def opening_report(kind: str, file_name: str, table: Table, recognition: Recognition) -> Report:
    """What is known before the first row is read."""
    return Report(
        kind=kind,
        file_name=file_name,
        n_rows=len(table.rows) + len(table.refused),
        columns=recognition.to_json(),
        not_needed=tuple(column.header for column in recognition.ignored if not column.is_sensitive),
        sensitive=tuple(column.header for column in recognition.ignored if column.is_sensitive),
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        decisions=recognition.notes,
        warnings=table.warnings,
        problems=recognition.problems,
    )
