"""Reads one workbook in a process of its own, and prints its rows as lines of JSON.

Run as a file by `planner.infra.spreadsheet_workbook`, never imported: a hostile workbook can make the parser take all
memory or abort the process, so it happens here, with limits on memory and time, after a look at the file that costs
little.
It may import the standard library and python-calamine only.

In: the file on standard input (a real file, so that it can be searched), the limits as JSON in the first argument.
Out: a heading line, a line for each hundred rows, a closing line; or one line {"error": code, ...}.
"""

import gc
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import IO, Any
from xml.parsers import expat

import python_calamine

ZIP_MAGIC = b"PK\x03\x04"
CHUNK = 1 << 20
BLOCK = 100  # rows of a line


WHITE = bytes(range(33))
# Every capital letter is an A, every digit a 0, and there is one kind of quotation mark.
COARSE = bytes(
    65 if 65 <= sign <= 90 else 48 if 48 <= sign <= 57 else 34 if sign == 39 else sign for sign in range(256)
)


class Refused(Exception):
    """The workbook is not read, for a reason that has a code and values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.answer = {"error": code, **values}


def beyond(limit: str, signs: str) -> str:
    """A pattern for what is larger than `limit`: longer, or of equal length and later in the order of `signs`."""
    any_sign = f"[{signs[0]}-{signs[-1]}]"
    patterns = [f"{any_sign}{{{len(limit) + 1},9}}"]
    for at, sign in enumerate(limit):
        if later := signs[signs.index(sign) + 1 :]:
            patterns.append(f"{limit[:at]}[{later[0]}-{later[-1]}]{any_sign}{{{len(limit) - at - 1}}}")
    return "(?:" + "|".join(patterns) + ")"


def column_letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class SheetScan:
    """Looks for cells that lie too far out in the XML of Excel's sheets, at the speed of a text search.

    What it overlooks (another encoding, cells without a place) the limits of this process still catch; this search is
    here to say which cell it was. Cells that are only formatted lie far out in many honest files, and are passed over.
    """

    def __init__(self, limits: dict[str, int]) -> None:
        row = beyond(str(limits["rows"]), "0123456789")
        column = beyond(column_letters(limits["columns"]), "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        place = f"(?P<column>[A-Z]+)(?P<row>{row})|(?P<far>{column})(?P<near>[0-9]+)"
        filled = r"[^>]*(?<!/)>(?!\s*</)"
        self._far = re.compile(rf"""<(?:\w+:)?c\s(?:[^>]*\s)?r\s*=\s*["'](?:{place})["']{filled}""".encode())
        self._far_row = re.compile(
            rf"""<(?:\w+:)?row\s(?:[^>]*\s)?r\s*=\s*["'](?P<row>{row})["'][^>]*>\s*<(?:\w+:)?c(?![^>]*\sr\s*=)""".encode()
        )
        self._no_value = re.compile(
            rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]*)?/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
        )
        letters, digits = b"A" * len(column_letters(limits["columns"])), b"0" * len(str(limits["rows"]))
        self._signs_of_far = {b'r="' + letters, b'r="A' + digits, b'r="AA', b'r="' + digits}
        self.uncalculated = 0

    def read(self, part: IO[bytes]) -> None:
        rest = part.read(CHUNK)
        if b"<!DOCTYPE" in rest:
            raise Refused("entities")
        if not re.search(rb"<(?:\w+:)?worksheet[\s>]", rest):
            return
        while rest:
            chunk = part.read(CHUNK)
            text = rest + chunk
            # The last row or cell may be cut; it is looked at together with what follows.
            cut = max(text.rfind(b"</c>"), text.rfind(b"</row>"), len(text) - CHUNK) if chunk else len(text)
            self._look_at(text[:cut] if cut > 0 else text)
            rest = text[cut:] if chunk and cut > 0 else b""

    def _look_at(self, text: bytes) -> None:
        if self._may_be_far(text):
            self._refuse_far(text)
        if b"<f" in text or b":f" in text:
            self.uncalculated += len(self._no_value.findall(text))

    def _may_be_far(self, text: bytes) -> bool:
        """A coarse sieve, many times faster than the patterns: what has more letters than one, or as many as a limit."""
        coarse = text.translate(COARSE, WHITE)
        return any(sign in coarse for sign in self._signs_of_far)

    def _refuse_far(self, text: bytes) -> None:
        if found := self._far.search(text):
            if found["far"]:
                raise Refused("columns", row=int(found["near"]), column=column_number(found["far"].decode()))
            raise Refused("rows", row=int(found["row"]))
        if found := self._far_row.search(text):
            raise Refused("rows", row=int(found["row"]))


class OpenDocumentScan:
    """Counts rows and columns of an OpenDocument sheet, where one cell can stand for a million, without keeping any."""

    def __init__(self, limits: dict[str, int]) -> None:
        self.limits = limits
        self._row = self._column = 0
        self._row_span = self._column_span = 1
        self._is_filled = self._in_text = False

    def read(self, part: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk, False)
        except expat.ExpatError:
            raise Refused("broken") from None

    def _doctype(self, *_: Any) -> None:
        raise Refused("entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "table":
            self._row, self._row_span = 0, 1
        elif name == "table-row":
            self._row += self._row_span
            self._row_span = _repeats(attributes, "number-rows-repeated")
            self._column, self._column_span = 0, 1
        elif name in ("table-cell", "covered-table-cell"):
            self._column += self._column_span
            self._column_span = _repeats(attributes, "number-columns-repeated")
            self._is_filled = any(key.endswith(":value-type") for key in attributes)
        self._in_text = name == "p"

    def _text(self, _: str) -> None:
        self._is_filled = self._is_filled or self._in_text

    def _end(self, name: str) -> None:
        self._in_text = False
        if name.rpartition(":")[2] not in ("table-cell", "covered-table-cell") or not self._is_filled:
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
        sheets, document = SheetScan(limits), OpenDocumentScan(limits)
        for entry in entries:
            if entry.flag_bits & 1:
                raise Refused("password")
            try:
                with archive.open(entry) as part:
                    (document if entry.filename == "content.xml" else sheets).read(part)
            except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError):
                raise Refused("broken") from None
    return sheets.uncalculated


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
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet and sheet.visible == python_calamine.SheetVisibleEnum.Visible
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


def told(value: Any) -> Any:
    """A cell that JSON does not know: days and instants under their kind, anything else (times, durations) as text."""
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    return {"d": value.isoformat()} if isinstance(value, date) else str(value)


def rows_of(sheet: python_calamine.CalamineSheet, limits: dict[str, int]) -> Iterator[list[Any]]:
    """Every row from the first of the sheet on, so that row numbers are those a person sees."""
    if sheet.start is None or sheet.end is None:
        return
    last_row, last_column = sheet.end
    if last_row >= limits["rows"]:
        raise Refused("rows", row=last_row + 1)
    if last_column >= limits["columns"]:
        raise Refused("columns", row=1, column=last_column + 1)
    if (last_row + 1) * (last_column + 1) > limits["cells"]:
        raise Refused("cells", cells=(last_row + 1) * (last_column + 1))
    before = [None] * sheet.start[1]
    for _ in range(sheet.start[0]):
        yield []
    # iter_rows repeats the empty rows above the table; they were just given.
    for number, row in enumerate(sheet.iter_rows()):
        if number >= sheet.start[0]:
            yield before + row


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
    file.seek(0)  # the parent has looked at the beginning
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
        rows = rows_of(workbook.get_sheet_by_name(name), options)
        while block := list(islice(rows, BLOCK)):
            write(json.dumps(block, default=told) + "\n")
        write(json.dumps({"end": True}) + "\n")


def main() -> int:
    options = json.loads(sys.argv[1])
    gc.disable()  # nothing here goes in circles, and the process ends within seconds
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
