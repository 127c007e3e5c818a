"""Reads one workbook in a process of its own, and prints its rows as lines of JSON.

Run as a file by `planner.infra.spreadsheet_workbook`, never imported: a hostile workbook can make the parser take all
memory or abort the process, so it happens here, with limits on memory and time, after a look at the file that costs
little.
It may import the standard library and python-calamine only.

In: the file on standard input (a real file, so that it can be searched), the limits as JSON in the first argument.
Out: a heading line, a line per row, a closing line; or one line {"error": code, ...}.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from xml.parsers import expat

import python_calamine

ZIP_MAGIC = b"PK\x03\x04"
CHUNK = 1 << 16


class Refused(Exception):
    """The workbook is not read, for a reason that has a code and values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.answer = {"error": code, **values}


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class _Enough(Exception):
    """This part of the file is of no interest."""


class Scan:
    """Walks through the XML of a sheet without keeping it, and stops at the first cell that lies too far out."""

    def __init__(self, limits: dict[str, int]) -> None:
        self.limits = limits
        self.uncalculated = 0
        self._reset()

    def _reset(self) -> None:
        self._depth = 0
        self._row = self._column = 0
        self._row_span = self._column_span = 1
        self._filled = self._formula = self._in_value = False

    def read(self, part: IO[bytes]) -> None:
        self._reset()
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk, False)
        except (_Enough, expat.ExpatError):
            return  # not a sheet; the workbook's own reader says what is wrong with it, if anything is

    def _doctype(self, *_: Any) -> None:
        raise Refused("entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._depth += 1
        if self._depth == 1 and name not in ("worksheet", "document-content"):
            raise _Enough
        if name in ("row", "table-row"):
            self._begin_row(attributes)
        elif name in ("c", "table-cell", "covered-table-cell"):
            self._begin_cell(attributes)
        elif name == "table":
            self._row, self._row_span = 0, 1
        elif name in ("v", "t", "p"):
            self._in_value = True
        elif name == "f":
            self._formula = True

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row += self._row_span
        self._row_span = _repeats(attributes, "number-rows-repeated")
        if attributes.get("r", "").isdecimal():
            self._row = int(attributes["r"])
        self._column, self._column_span = 0, 1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._column += self._column_span
        self._column_span = _repeats(attributes, "number-columns-repeated")
        place = re.fullmatch(r"\$?([A-Za-z]{1,7})\$?(\d{1,9})", attributes.get("r", ""))
        if place:
            self._column, self._row = column_number(place[1]), int(place[2])
        self._formula = self._in_value = False
        self._filled = any(key.rpartition(":")[2] == "value-type" for key in attributes)

    def _text(self, _: str) -> None:
        if self._in_value:
            self._filled = True

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._depth -= 1
        if name in ("v", "t", "p"):
            self._in_value = False
        if name not in ("c", "table-cell", "covered-table-cell"):
            return
        if self._formula and not self._filled:
            self.uncalculated += 1
        if not self._filled:
            return
        last_row = self._row + self._row_span - 1
        last_column = self._column + self._column_span - 1
        if last_row > self.limits["rows"]:
            raise Refused("rows", row=last_row)
        if last_column > self.limits["columns"]:
            raise Refused("columns", row=self._row, column=last_column)


def _repeats(attributes: dict[str, str], name: str) -> int:
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name and value.isdecimal():
            return max(1, int(value))
    return 1


def look_into_zip(file: IO[bytes], limits: dict[str, int]) -> int:
    """Refuse a bomb, a workbook with macros, or one that is none; answer how many formulas were never calculated."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise Refused("broken") from None
    with archive:
        entries = archive.infolist()
        _check_entries(entries, limits)
        _check_kind([entry.filename.casefold() for entry in entries])
        scan = Scan(limits)
        for entry in entries:
            if entry.flag_bits & 1:
                raise Refused("password")
            try:
                with archive.open(entry) as part:
                    scan.read(part)
            except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError):
                raise Refused("broken") from None
    return scan.uncalculated


def _check_entries(entries: list[zipfile.ZipInfo], limits: dict[str, int]) -> None:
    if len(entries) > limits["entries"]:
        raise Refused("bomb")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    # A small file may well pack tightly; the ratio counts only where the result would be large.
    if unpacked > limits["unpacked"] or (unpacked > 20_000_000 and unpacked > limits["ratio"] * max(packed, 1)):
        raise Refused("bomb")


def _check_kind(names: list[str]) -> None:
    if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in names):
        raise Refused("macros")
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused("binary_workbook")
    if not any(name.endswith("workbook.xml") for name in names) and "content.xml" not in names:
        raise Refused("not_a_workbook")


def look_into_old_workbook(file: IO[bytes]) -> None:
    """Refuse what a .xls container should not hold: macros, or an encrypted new workbook."""
    content = file.read()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Refused("macros")
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("password")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise Refused("not_a_workbook")


def chosen_sheet(workbook: python_calamine.CalamineWorkbook, wanted: str | None) -> str:
    """The sheet that was asked for, or the first one that can be seen."""
    sheets = [
        sheet
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    names = [sheet.name for sheet in sheets]
    if wanted is not None:
        for name in workbook.sheet_names:
            if name.strip().casefold() == wanted.strip().casefold():
                return name
        raise Refused("no_such_sheet", wanted=wanted, sheets=names)
    if not names:
        raise Refused("empty")
    return names[0]


def plain(value: Any) -> Any:
    """A cell as JSON: text as it is, numbers, days and instants as a pair of kind and text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return ["n", repr(value)]
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def rows_of(sheet: python_calamine.CalamineSheet, limits: dict[str, int]) -> Iterator[list[Any]]:
    """Every row from the first of the sheet on, so that row numbers are those a person sees."""
    if sheet.start is None or sheet.end is None:
        return
    last_row, last_column = sheet.end
    if last_row >= limits["rows"]:
        raise Refused("rows", row=last_row + 1)
    if last_column >= limits["columns"]:
        raise Refused("columns", row=1, column=last_column + 1)
    before = [None] * sheet.start[1]
    for _ in range(sheet.start[0]):
        yield []
    # iter_rows repeats the empty rows above the table; they were just given.
    for number, row in enumerate(sheet.iter_rows()):
        if number >= sheet.start[0]:
            yield before + [plain(value) for value in row]


def confine(limits: dict[str, int]) -> None:
    """Give up memory, time and the right to write files before the first byte is looked at."""
    for what, value in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (value, value))


def answer(options: dict[str, Any]) -> None:
    write = sys.stdout.write
    file = sys.stdin.buffer
    magic = file.read(4)
    file.seek(0)
    uncalculated = 0
    if magic == ZIP_MAGIC:
        uncalculated = look_into_zip(file, options)
    else:
        look_into_old_workbook(file)
    file.seek(0)
    with python_calamine.CalamineWorkbook.from_filelike(file) as workbook:
        name = chosen_sheet(workbook, options["sheet"])
        heading = {"sheet": name, "sheets": workbook.sheet_names, "uncalculated": uncalculated}
        write(json.dumps(heading) + "\n")
        n_rows = 0
        for row in rows_of(workbook.get_sheet_by_name(name), options):
            write(json.dumps(row) + "\n")
            n_rows += 1
        write(json.dumps({"end": n_rows}) + "\n")


def main() -> int:
    options = json.loads(sys.argv[1])
    confine(options)
    try:
        answer(options)
    except Refused as refused:
        sys.stdout.write(json.dumps(refused.answer) + "\n")
    except python_calamine.PasswordError:
        sys.stdout.write(json.dumps({"error": "password"}) + "\n")
    except MemoryError:
        sys.stdout.write(json.dumps({"error": "too_much"}) + "\n")
    except BaseException:  # a panic of the parser is no Exception; whatever it is, the parent needs an answer
        sys.stdout.write(json.dumps({"error": "broken"}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
