"""People out of a table: clean records, and an account of what was mended and refused."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.domain.messages import N_, msg
from planner.domain.tabular.fields import PEOPLE
from planner.domain.tabular.options import ReadingOptions
from planner.domain.tabular.reading import Reader, RowRefused
from planner.domain.tabular.report import Refusal, Report
from planner.domain.tabular.spelling import name_key, usual_spellings
from planner.domain.tabular.table import Row, Table, text_of

KIND = "people"

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_GONE = re.compile(
    r"terminated|left|former|inactive|resigned|retired|dismissed|uitdienst|ontslagen|inactief|vertrokken"
)


@dataclass(frozen=True)
class PersonRecord:
    """One person as the file has it, cleaned. Empty text and None mean that the file does not say."""

    row: int
    employee_number: str
    name: str
    email: str = ""
    department: str = ""
    job_title: str = ""
    started_on: date | None = None
    left_on: date | None = None
    status: str = ""


@dataclass(frozen=True)
class PeopleReading:
    """`records` is empty when the report has problems."""

    records: tuple[PersonRecord, ...]
    report: Report


def read_people(table: Table, file_name: str, options: ReadingOptions | None = None) -> PeopleReading:
    """Every row that can be taken; the order of rows makes no difference to what is taken."""
    reader = Reader(table, PEOPLE, options or ReadingOptions(), dates=("started_on", "left_on"))
    reader.leave_out("manager_number", "manager_name")
    if reader.problems:
        return PeopleReading((), reader.report(KIND, file_name))
    read_number = employee_number_reader(reader)
    records: list[PersonRecord] = []
    for row in reader.refuse_repeated_rows():
        try:
            records.append(_person(reader, row, read_number(row)))
        except RowRefused as refused:
            reader.refuse(row, refused)
    records = _without_conflicts(reader, records)
    records = _with_own_emails(reader, records)
    records = _with_usual_departments(reader, records)
    _warn_about_status(reader, records)
    return PeopleReading(tuple(records), reader.report(KIND, file_name, n_taken=len(records)))


def employee_number_reader(reader: Reader) -> Callable[[Row], str]:
    """Reads employee numbers; where some program wrote every one as 1001.0, without that tail."""
    texts = [text_of(cell) for _, cell in reader.column("employee_number")] if reader.has("employee_number") else []
    filled = [text for text in texts if text]
    are_floats = bool(filled) and all(re.fullmatch(r"\d+\.0", text) for text in filled)

    def read(row: Row) -> str:
        number = reader.text(row, "employee_number", longest=64)
        if are_floats and number:
            reader.mend(row.number, msg(N_("The “.0” after whole numbers was taken away.")), "employee_number")
            return number.removesuffix(".0")
        return number

    return read


def _person(reader: Reader, row: Row, number: str) -> PersonRecord:
    if not number:
        raise RowRefused(msg(N_("The row has no employee number.")), "employee_number")
    started_on, left_on = reader.day(row, "started_on"), reader.day(row, "left_on")
    if started_on and left_on and left_on < started_on:
        raise RowRefused(msg(N_("The exit date lies before the start date, %(start)s."), start=started_on), "left_on")
    return PersonRecord(
        row=row.number,
        employee_number=number,
        name=_name(reader, row),
        email=_email(reader, row),
        department=reader.text(row, "department"),
        job_title=reader.text(row, "job_title"),
        started_on=started_on,
        left_on=left_on,
        status=reader.text(row, "status"),
    )


def _name(reader: Reader, row: Row) -> str:
    parts = [reader.text(row, field) for field in ("first_name", "name_prefix", "last_name")]
    name = reader.text(row, "full_name") or " ".join(part for part in parts if part)
    if not name:
        raise RowRefused(msg(N_("The row has no name.")), "full_name" if reader.has("full_name") else "last_name")
    if len(name) > 200:
        raise RowRefused(msg(N_("The value is longer than %(most)s characters."), most=200), "last_name")
    return name


def _email(reader: Reader, row: Row) -> str:
    email = reader.text(row, "email", longest=254)
    if email and not _EMAIL.fullmatch(email):
        reader.mend(row.number, msg(N_("What stands there is no e-mail address, and was left out.")), "email")
        return ""
    return email


def _without_conflicts(reader: Reader, records: Sequence[PersonRecord]) -> list[PersonRecord]:
    """Rows that give one employee number to different people, or say different things of one, are all refused."""
    by_number: dict[str, list[PersonRecord]] = {}
    for record in records:
        by_number.setdefault(record.employee_number, []).append(record)
    for number, same in by_number.items():
        for record in same if len(same) > 1 else ():
            others = ", ".join(str(other.row) for other in same if other is not record)
            reader.refused.append(
                Refusal(
                    record.row,
                    msg(
                        N_("The same employee number stands in row %(rows)s with other values. Mend one of them."),
                        rows=others,
                    ),
                    reader.recognition.header_of("employee_number"),
                    number,
                )
            )
    return [record for record in records if len(by_number[record.employee_number]) == 1]


def _with_own_emails(reader: Reader, records: Sequence[PersonRecord]) -> list[PersonRecord]:
    """An address that two people have tells neither from the other: it is kept for none."""
    owners: dict[str, int] = {}
    for record in records:
        owners[record.email.casefold()] = owners.get(record.email.casefold(), 0) + 1
    mended: list[PersonRecord] = []
    for record in records:
        if record.email and owners[record.email.casefold()] > 1:
            reader.mend(
                record.row,
                msg(N_("Several people have this e-mail address; it was left out for all of them.")),
                "email",
            )
            record = replace(record, email="")
        mended.append(record)
    return mended


def _with_usual_departments(reader: Reader, records: Sequence[PersonRecord]) -> list[PersonRecord]:
    spellings = usual_spellings(record.department for record in records if record.department)
    mended: list[PersonRecord] = []
    for record in records:
        usual = spellings.get(name_key(record.department), "")
        if usual != record.department:
            reader.mend(record.row, msg(N_("Written as most rows write it: “%(name)s”."), name=usual), "department")
            record = replace(record, department=usual)
        mended.append(record)
    return mended


def _warn_about_status(reader: Reader, records: Sequence[PersonRecord]) -> None:
    gone = [
        record
        for record in records
        if _GONE.search(record.status.casefold().replace(" ", "")) and record.left_on is None
    ]
    if gone:
        reader.warnings.append(
            msg(
                N_(
                    "%(count)s people have a status that says they left, but no exit date (first in row %(row)s); "
                    "they count as still here."
                ),
                count=len(gone),
                row=min(record.row for record in gone),
            )
        )
