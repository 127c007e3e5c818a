"""A file that somebody offers, with what they said about it, and what was read from it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Any

from planner.domain.tabular.fields import OBSERVATIONS, PEOPLE, TRAINING_RECORDS
from planner.domain.tabular.headers import FieldSet
from planner.domain.tabular.observations import DATES, NUMBERS, ObservationsReading, read_observations
from planner.domain.tabular.options import read_options
from planner.domain.tabular.packed import pack, unpack
from planner.domain.tabular.people import PeopleReading, read_people
from planner.domain.tabular.training_records import TrainingReading, read_training_records
from planner.infra.spreadsheet import LIMITS, Limits, read_table

Reading = PeopleReading | TrainingReading | ObservationsReading
_LONGEST_NAME = 200


class Kind(StrEnum):
    """What can be imported."""

    PEOPLE = "people"
    TRAINING_RECORDS = "training-records"
    OBSERVATIONS = "observations"


FIELDS: dict[Kind, FieldSet] = {
    Kind.PEOPLE: PEOPLE, Kind.TRAINING_RECORDS: TRAINING_RECORDS, Kind.OBSERVATIONS: OBSERVATIONS,
}
DATE_FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.PEOPLE: ("started_on", "left_on"), Kind.TRAINING_RECORDS: ("date",), Kind.OBSERVATIONS: DATES,
}
NUMBER_FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.PEOPLE: (), Kind.TRAINING_RECORDS: ("days", "hours", "cost"), Kind.OBSERVATIONS: NUMBERS,
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about a file, in the words of the command line: `theirs=ours`, `dmy`, `No show=not completed`."""

    maps: tuple[str, ...] = ()
    date_orders: tuple[str, ...] = ()
    decimals: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    encoding: str | None = None
    sheet: str | None = None
    delimiter: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            name: list(value) if isinstance(value := getattr(self, name), tuple) else value for name in self.__slots__
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Answers":
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in data.items() if name in Answers.__slots__
        }
        return Answers(**values)


@dataclass(frozen=True, slots=True)
class Offer:
    """A file as it was read."""

    kind: Kind
    file_name: str
    sha256: str
    answers: Answers
    reading: Reading


def read_offer(
    kind: Kind, source: Path | bytes, file_name: str, answers: Answers, *, today: date, limits: Limits = LIMITS
) -> Offer:
    """Read the file. Slow for a long one: call it before a writing transaction begins. Raises `UnreadableFile`."""
    name = safe_name(file_name)
    table = read_table(
        source, name, encoding=answers.encoding, sheet=answers.sheet, delimiter=answers.delimiter, limits=limits
    )
    options = read_options(
        FIELDS[kind], maps=answers.maps, date_orders=answers.date_orders, decimals=answers.decimals,
        outcomes=answers.outcomes,
    )
    reading: Reading
    if kind is Kind.PEOPLE:
        reading = read_people(table, name, options)
    elif kind is Kind.OBSERVATIONS:
        reading = read_observations(table, name, options)
    else:
        reading = read_training_records(table, name, options, today=today)
    return Offer(kind, name, _sha256(source), answers, reading)


def packed(offer: Offer) -> bytes | None:
    """What was read, to be kept with the file; None when that is not worth it, or when something has to be asked first."""
    if not isinstance(offer.reading, ObservationsReading) or offer.reading.report.problems:
        return None
    return pack(offer.reading, _of(offer.sha256, offer.answers))


def unpacked(content: bytes | None, kind: Kind, file_name: str, sha256: str, answers: Answers) -> Offer | None:
    """The file as it was read when it was offered; None when nothing was kept of this file, read in this way."""
    reading = unpack(content, _of(sha256, answers)) if content is not None else None
    return None if reading is None else Offer(kind, file_name, sha256, answers, reading)


def _of(sha256: str, answers: Answers) -> str:
    return f"{sha256} {json.dumps(answers.to_json(), sort_keys=True)}"


def safe_name(file_name: str) -> str:
    """The name alone, without folders and without signs that nobody can see; the end of a long one."""
    name = PurePath(file_name.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable()).strip()[-_LONGEST_NAME:] or "file"


def _sha256(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
