"""Tables out of workbooks, some of them made to do harm."""

import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from planner.domain.tabular.table import Table
from planner.infra.spreadsheet import Limits, UnreadableFile, read_table
from tests.infra.workbooks import bare_xlsx, compound_file, ods, ods_row, sheet_xml, xls, xlsx, zipped

TWO_CELLS = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
SEEN = datetime.fromisoformat("2022-09-21T08:30:00")  # a workbook knows no zones


def refusal(content: bytes, name: str = "list.xlsx", *, limits: Limits | None = None, sheet: str | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, name, limits=limits or Limits(), sheet=sheet)
    return str(caught.value.message)


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


def warnings(table: Table) -> str:
    return " ".join(str(warning) for warning in table.warnings)


def n_children() -> int:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.is_file():
        pytest.skip("this kernel does not tell which children a process has")
    return len(children.read_text().split())


def test_text_numbers_and_days_keep_their_kind() -> None:
    rows = [["No", "Date", "Seen", "Cost", "Done"], [1001, date(2022, 9, 21), SEEN, 510.83, True]]
    table = read_table(xlsx(("List", rows)), "list.xlsx")
    assert table.headers == ("No", "Date", "Seen", "Cost", "Done")
    assert cells(table) == [(Decimal(1001), date(2022, 9, 21), SEEN, Decimal("510.83"), True)]
    assert table.sheet == "List"


def test_rows_are_numbered_as_the_application_shows_them() -> None:
    table = read_table(xlsx(("List", [[], [], ["a", "b"], [], ["x", 1]])), "list.xlsx")
    assert [row.number for row in table.rows] == [5]


def test_a_table_that_begins_in_another_column_is_found() -> None:
    table = read_table(xlsx(("List", [[None, None, "a", "b"], [None, None, "x", 1]])), "list.xlsx")
    assert table.rows[0].cells[2:] == ("x", Decimal(1))


def test_a_path_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(("List", [["a", "b"], ["x", 1]])))
    assert len(read_table(path, path.name).rows) == 1


def test_the_first_visible_sheet_is_read_and_the_others_named() -> None:
    book = xlsx(("Notes", [["n", "o"], ["x", "y"]]), ("List", [["a", "b"], ["x", 1]]), ("Old", [["c", "d"], [1, 2]]))
    table = read_table(book, "list.xlsx")
    assert table.sheet == "Notes"
    assert "List, Old" in warnings(table)


def test_a_sheet_can_be_chosen_whatever_its_case() -> None:
    book = xlsx(("Notes", [["n", "o"], ["x", "y"]]), ("List", [["a", "b"], ["x", 1]]))
    table = read_table(book, "list.xlsx", sheet="list")
    assert table.headers == ("a", "b")
    assert table.warnings == ()


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are() -> None:
    book = xlsx(("Notes", [["n", "o"]]), ("List", [["a", "b"], ["x", 1]]))
    assert refusal(book, sheet="Liste") == "The workbook has no sheet “Liste”. Its sheets are: Notes, List."


def test_an_open_document_spreadsheet_is_read() -> None:
    book = ods(ods_row("a", "b") + ods_row("x", "y") + '<table:table-row table:number-rows-repeated="1048574"/>')
    assert cells(read_table(book, "list.ods")) == [("x", "y")]


def test_an_old_excel_workbook_is_read() -> None:
    table = read_table(xls([["Emp ID", "Cost"], ["1001", 12.5]]), "list.xls")
    assert table.headers == ("Emp ID", "Cost")
    assert cells(table) == [("1001", Decimal("12.5"))]


def test_a_workbook_under_another_name_is_read_and_said() -> None:
    table = read_table(xlsx(("List", [["a", "b"], ["x", 1]])), "list.csv")
    assert cells(table) == [("x", Decimal(1))]
    assert "its name ends in “.csv”" in warnings(table)


def test_formulas_that_were_never_calculated_are_told() -> None:
    book = bare_xlsx(sheet_xml(TWO_CELLS + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2+1</f></c></row>'))
    assert warnings(read_table(book, "list.xlsx")).startswith("1 formulas were never calculated")


def test_formatted_but_empty_cells_far_away_do_no_harm() -> None:
    book = bare_xlsx(sheet_xml(
        TWO_CELLS + '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    ))
    assert len(read_table(book, "list.xlsx").rows) == 1


# Harm


@pytest.mark.parametrize("place", ["BZZ200000", "A2000000", "XFD1048576", "ZZZZZZZ999999999"])
def test_one_far_cell_is_refused_and_named(place: str) -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    book = bare_xlsx(sheet_xml(TWO_CELLS + f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'))
    assert f"A cell in row {row} lies" in refusal(book)


def test_a_far_column_is_refused_and_named() -> None:
    book = bare_xlsx(sheet_xml(TWO_CELLS + '<row r="2"><c r="XFD2"><v>1</v></c></row>'))
    assert "lies in column 16384, beyond the 200" in refusal(book)


def test_a_far_cell_behind_a_prefix_is_seen() -> None:
    book = bare_xlsx(
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="900000"><x:c r="A900000"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert "row 900000" in refusal(book)


def test_repeated_rows_of_an_open_document_are_counted() -> None:
    assert "lies beyond" in refusal(ods(ods_row("a", "b") + ods_row("x", "y", repeated=1_000_000)), "list.ods")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    book = bare_xlsx(sheet_xml(TWO_CELLS), **{"xl/media/image1.bin": b"\0" * 60_000_000})
    assert "unpacks to far more" in refusal(book)


def test_a_workbook_of_thousands_of_parts_is_refused() -> None:
    book = bare_xlsx(sheet_xml(TWO_CELLS), **{f"xl/part{at}.xml": "" for at in range(2_100)})
    assert "unpacks to far more" in refusal(book)


def test_a_parser_that_takes_too_much_memory_is_stopped() -> None:
    book = xlsx(("List", [["a", "b"]] + [[f"{'long' * 500}{at}", at] for at in range(10_000)]))
    before = n_children()
    assert "too much memory" in refusal(book, limits=Limits(memory=40_000_000, ratio=10_000))
    assert n_children() == before


def test_a_parser_that_takes_too_long_is_stopped() -> None:
    assert "takes too long" in refusal(xlsx(("List", [["a", "b"], [1, 2]])), limits=Limits(seconds=0))


def test_an_answer_beyond_all_measure_is_cut_off() -> None:
    book = xlsx(("List", [["a", "b"]] + [["x" * 1000, 1]] * 50))
    assert "unpacks to far more" in refusal(book, limits=Limits(answer_bytes=10_000))


def test_no_child_is_left_when_the_table_is_refused_half_way() -> None:
    before = n_children()
    book = xlsx(("List", [[], ["a", "b"]] + [[1, 2]] * 20_000))
    assert "unpacks to far more" in refusal(book, limits=Limits(answer_bytes=1_000))
    assert n_children() == before


def test_a_sheet_of_too_many_cells_is_refused() -> None:
    assert "24 cells; at most 20" in refusal(xlsx(("List", [["a", "b"]] + [[1, 2]] * 11)), limits=Limits(cells=20))


def test_too_many_rows_are_refused() -> None:
    book = xlsx(("List", [["a", "b"]] + [[1, 2]] * 20))
    assert "lies beyond the 10 rows" in refusal(book, limits=Limits(rows=10))


@pytest.mark.parametrize("name", ["list.xlsm", "list.xlsx"])
def test_macros_are_refused(name: str) -> None:
    book = bare_xlsx(sheet_xml(TWO_CELLS), **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    assert "holds macros" in refusal(book, name)


def test_macros_in_an_old_workbook_are_refused() -> None:
    assert "holds macros" in refusal(compound_file("_VBA_PROJECT", b"x"), "list.xls")


def test_a_password_is_told() -> None:
    assert "protected by a password" in refusal(compound_file("EncryptedPackage", b"x"), "list.xlsx")


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + sheet_xml(TWO_CELLS)
    assert "XML that spreadsheet applications do not write" in refusal(bare_xlsx(bomb))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"}), "holds no workbook"),
        (zipped({"readme.txt": "hello"}), "holds no workbook"),
        (zipped({"xl/workbook.bin": b"\0"}), "Binary workbooks"),
        (compound_file("WordDocument", b"x"), "holds no workbook"),
        (compound_file("Workbook", b"x" * 5000), "is damaged"),
        (b"PK\x03\x04 and nothing more", "is damaged"),
        (xlsx(("List", [["a", "b"], [1, 2]]))[:-300], "is damaged"),
        (bare_xlsx("<worksheet><sheetData><row"), "is damaged"),
        (xlsx(("List", [])), "is empty"),
        (xlsx(("List", [["a", "b"]])), "no rows below"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    assert reason in refusal(content)
