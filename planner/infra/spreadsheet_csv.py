"""Text with separated values: what it is encoded in, what separates it, and its rows one after the other."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from planner.domain.messages import N_, Message, msg
from planner.infra.spreadsheet_rows import UnreadableFile

DELIMITERS = {";": N_("semicolon"), ",": N_("comma"), "\t": N_("tab"), "|": N_("vertical bar")}

# The encodings a person may choose. Python knows more, but some of those are no text encodings at all.
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp437",
    "cp850",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-9",
    "iso-8859-15",
    "mac-roman",
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 16
_ODD = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_FOREIGN = (
    (b"%PDF", N_("a PDF document")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"\x1f\x8b", N_("a compressed file")),
    (b"Rar!", N_("a compressed file")),
    (b"7z\xbc\xaf", N_("a compressed file")),
    (b"SQLite format 3", N_("a database")),
    (b"MZ", N_("software")),
    (b"\x7fELF", N_("software")),
    (b"{\\rtf", N_("a text document")),
)


@dataclass(frozen=True)
class CsvText:
    """How to read the file. `chosen` tells whether a person said so or the file did."""

    encoding: str
    warnings: tuple[Message, ...] = ()


def refuse_foreign(start: bytes) -> None:
    """Stop at what is plainly something else than text."""
    for magic, kind in _FOREIGN:
        if start.startswith(magic):
            raise UnreadableFile(
                msg(
                    N_(
                        "This is %(kind)s, not a table. Save the list as CSV or as an Excel workbook (.xlsx) and "
                        "choose that file."
                    ),
                    kind=msg(kind),
                )
            )


def find_encoding(file: IO[bytes], chosen: str | None) -> CsvText:
    """What the byte order mark says, else the chosen encoding, else strict UTF-8, else Windows-1252, which is said."""
    start = file.read(4)
    file.seek(0)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked is None and chosen is not None:
        return CsvText(_checked(file, _known_encoding(chosen), chosen=True))
    if marked is not None:
        return CsvText(_checked(file, marked, chosen=False))
    if _is_text_in(file, "utf-8"):
        return CsvText("utf-8")
    said = N_("The file is not in UTF-8 and was read as Windows-1252. If letters with accents look wrong, name its encoding.")
    return CsvText(_checked(file, "cp1252", chosen=False), (msg(said),))


def _known_encoding(chosen: str) -> str:
    try:
        wanted = codecs.lookup(chosen.strip()).name
    except (LookupError, ValueError):
        wanted = ""
    for name in (*ENCODINGS, "utf-8-sig"):
        if codecs.lookup(name).name == wanted:
            return name
    raise UnreadableFile(
        msg(
            N_("“%(encoding)s” is not an encoding that can be read. Choose one of: %(known)s."),
            encoding=chosen,
            known=", ".join(ENCODINGS),
        ),
        field="encoding",
    )


def _decoded(file: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    while chunk := file.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _checked(file: IO[bytes], encoding: str, *, chosen: bool) -> str:
    if _is_text_in(file, encoding):
        return encoding
    if chosen:
        sentence = N_("The file cannot be read as %(encoding)s. Choose another encoding, or save it as “CSV UTF-8”.")
        raise UnreadableFile(msg(sentence, encoding=encoding), field="encoding")
    raise UnreadableFile(msg(N_("The letters of this file cannot be read. Save it as “CSV UTF-8”, or name its encoding.")))


def _is_text_in(file: IO[bytes], encoding: str) -> bool:
    """Whether the whole file decodes. What decodes but is software or a picture is refused at once."""
    n_odd = n_characters = 0
    try:
        for text in _decoded(file, encoding):
            n_characters += len(text)
            n_odd += len(_ODD.findall(text))
            if "\0" in text or n_odd > 20 + n_characters // 100:
                raise _no_text()
    except UnicodeError:
        return False
    finally:
        file.seek(0)
    return True


def _no_text() -> UnreadableFile:
    sentence = N_(
        "This is not a text file: it holds signs that no table has. Save the list as CSV or as an Excel workbook "
        "(.xlsx) and choose that file."
    )
    return UnreadableFile(msg(sentence))


def lines_of(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """The text, line ends untouched: a line break inside quotation marks belongs to the value."""
    return io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")


def refuse_markup(start: str) -> None:
    """Stop at web pages, XML and JSON, some of which are sent around under the name of a spreadsheet."""
    opening = start.lstrip().casefold()
    if opening.startswith("<"):
        raise UnreadableFile(
            msg(
                N_(
                    "This is a web page or XML file, whatever its name says. Open it in a spreadsheet application, "
                    "save it as CSV or .xlsx, and choose that file."
                )
            )
        )
    if opening.startswith(("{", "[{", "[[")):
        raise UnreadableFile(
            msg(N_("This is a JSON file. Save the list as CSV or as an Excel workbook (.xlsx) and choose that file."))
        )


def find_delimiter(heading: str, chosen: str | None) -> str:
    """The separator, from the heading only: values hold commas and bars of their own."""
    if chosen is not None:
        names = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "bar": "|", "pipe": "|"}
        wanted = names.get(chosen.strip().casefold(), chosen)
        if wanted not in DELIMITERS:
            raise UnreadableFile(
                msg(
                    N_("“%(delimiter)s” cannot separate columns. Choose one of: semicolon, comma, tab, bar."),
                    delimiter=chosen,
                ),
                field="delimiter",
            )
        return wanted
    n_columns = {mark: _n_columns(heading, mark) for mark in DELIMITERS}
    most = max(n_columns.values())
    best = [mark for mark, n in n_columns.items() if n == most]
    if most < 2:
        raise UnreadableFile(
            msg(
                N_(
                    "No columns can be told apart: the first line, which should name them, has no comma, semicolon, "
                    "tab or bar. "
                    "Save the list as CSV or as an Excel workbook (.xlsx) and choose that file."
                )
            )
        )
    if len(best) > 1:
        raise UnreadableFile(
            msg(
                N_("The columns may be separated by %(one)s or by %(other)s. Say which."),
                one=msg(DELIMITERS[best[0]]),
                other=msg(DELIMITERS[best[1]]),
            ),
            field="delimiter",
        )
    return best[0]


def _n_columns(heading: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(heading, newline=""), delimiter=delimiter), []))
    except csv.Error:
        return 0


def records(lines: io.TextIOWrapper, delimiter: str) -> Iterator[list[str]]:
    """One list of values per record; a quotation mark that is never closed is refused with its row."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UnreadableFile(
                msg(
                    N_(
                        "From row %(row)s on, the values cannot be told apart: a quotation mark is missing or stands "
                        "alone. "
                        "Mend that row, or save the list again from a spreadsheet application."
                    ),
                    row=number,
                )
            ) from None
        yield record
