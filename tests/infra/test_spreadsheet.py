"""Tables out of CSV files."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.tabular.table import Table
from planner.infra.spreadsheet import Limits, UnreadableFile, read_table


def csv(text: str, *, encoding: str = "utf-8", **options: str) -> Table:
    return read_table(text.encode(encoding), "list.csv", **options)


def refusal(content: bytes, name: str = "list.csv", **options: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, name, **options)
    return str(caught.value.message)


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


def warnings(table: Table) -> str:
    return " ".join(str(warning) for warning in table.warnings)


# What is in it


def test_a_byte_order_mark_is_not_part_of_the_first_name() -> None:
    table = read_table(b"\xef\xbb\xbfEmpID,Name\n1,Ada\n", "list.csv")
    assert table.headers == ("EmpID", "Name")
    assert table.encoding == "utf-8-sig"


def test_utf_16_from_excel_is_read_by_its_mark() -> None:
    table = csv("Naam\tKosten\nZoë\t3\n", encoding="utf-16")
    assert cells(table) == [("Zoë", "3")]
    assert table.delimiter == "\t"


def test_windows_1252_is_read_and_said() -> None:
    table = csv("Functie,Naam\nCaissière,Zoë\n", encoding="cp1252")
    assert cells(table) == [("Caissière", "Zoë")]
    assert "Windows-1252" in warnings(table)


def test_the_chosen_encoding_is_used() -> None:
    table = read_table("Name,Town\nJiří,Řím\n".encode("cp1250"), "list.csv", encoding="cp1250")
    assert cells(table) == [("Jiří", "Řím")]
    assert table.warnings == ()


def test_an_encoding_that_does_not_fit_is_refused() -> None:
    assert "another encoding" in refusal("a,b\nZoë,1\n".encode("cp1252"), encoding="utf-8")


@pytest.mark.parametrize("name", ["zlib", "idna", "unicode_escape", "rot13", "no such thing", "\0"])
def test_only_encodings_of_text_can_be_chosen(name: str) -> None:
    assert "is not an encoding that can be read" in refusal(b"a,b\n1,2\n", encoding=name)


def test_letters_that_no_known_encoding_has_are_refused() -> None:
    assert "name its encoding" in refusal(b"a,b\n\x81\x8d,2\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_heading(delimiter: str) -> None:
    table = csv(f"Name{delimiter}Cost{delimiter}Date\nx{delimiter}1{delimiter}2\n")
    assert table.delimiter == delimiter
    assert cells(table) == [("x", "1", "2")]


def test_separators_in_values_do_not_mislead() -> None:
    assert cells(csv("Name;Cost\na,b,c;1,5\nd,e,f;2,5\n")) == [("a,b,c", "1,5"), ("d,e,f", "2,5")]


def test_a_comma_in_a_quoted_heading_does_not_mislead() -> None:
    assert csv('"Name, first, last, other";Cost\nx;1\n').headers == ("Name, first, last, other", "Cost")


def test_excels_line_about_the_separator_is_obeyed() -> None:
    table = csv("sep=;\na,b;c,d\n1;2\n")
    assert table.headers == ("a,b", "c,d")
    assert cells(table) == [("1", "2")]


def test_two_possible_separators_are_asked_about() -> None:
    assert "may be separated by" in refusal(b"a;b,c\n1;2,3\n")
    assert csv("a;b,c\n1;2,3\n", delimiter="semicolon").headers == ("a", "b,c")


def test_a_separator_of_letters_is_refused() -> None:
    assert "cannot separate columns" in refusal(b"a,b\n1,2\n", delimiter="x")


def test_a_line_break_inside_quotation_marks_belongs_to_the_value() -> None:
    table = csv('Name,Note\r\nx,"one\r\ntwo"\r\ny,z\r\n')
    assert cells(table) == [("x", "one\r\ntwo"), ("y", "z")]
    assert [row.number for row in table.rows] == [2, 3]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    assert [row.number for row in csv("a,b\n1,2\n\n,\n3,4\n").rows] == [2, 5]


def test_old_line_ends_are_understood() -> None:
    assert cells(csv("a,b\r1,2\r3,4\r")) == [("1", "2"), ("3", "4")]


def test_a_short_row_is_filled_and_told() -> None:
    table = csv("a,b,c\n1,2\n1,2,3\n")
    assert table.rows[0].cells == ("1", "2", None)
    assert [(note.number, "last 1 column" in str(note.message)) for note in table.mended] == [(2, True)]


def test_a_row_with_too_many_values_is_refused_with_its_number() -> None:
    table = csv("a,b\n1,2\n1,2,3\n1,2,,\n")
    assert [note.number for note in table.refused] == [3]
    assert "3 values for 2 columns" in str(table.refused[0].message)
    assert len(table.rows) == 2


def test_a_column_without_a_name_is_told() -> None:
    assert "Column 2 has values but no name" in warnings(csv("a,,c,\n1,x,3,\n"))


def test_names_that_are_only_separators_at_the_end_cost_nothing() -> None:
    assert cells(csv("a,b" + "," * 500 + "\n1,2" + "," * 500 + "\n"))[0][:2] == ("1", "2")


@given(st.lists(st.tuples(st.text(alphabet=st.characters(exclude_categories=["C", "Z"])), st.integers()), min_size=1))
def test_what_is_written_is_read(rows: list[tuple[str, int]]) -> None:
    import_rows = [(f"x{text}", str(number)) for text, number in rows]
    text = "Name,Number\n" + "".join('"' + name.replace('"', '""') + f'",{number}\n' for name, number in import_rows)
    assert cells(csv(text)) == import_rows


@given(st.binary(max_size=400))
def test_whatever_comes_in_is_read_or_refused_with_a_sentence(content: bytes) -> None:
    try:
        table = read_table(b"x" + content, "list.csv")
    except UnreadableFile as caught:
        sentence = str(caught.message)
    else:
        sentence = "Read."
        assert all(len(row.cells) == len(table.headers) for row in table.rows)
    assert sentence.endswith(".")


# What is no table


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "No columns can be told apart"),
        (b",,,\n,,\n", "is empty"),
        (b"a,b\n", "no rows below"),
        (b"a,b\n,\n\n", "no rows below"),
        (b"just a letter to somebody\nwith two lines\n", "No columns can be told apart"),
        (b"<!DOCTYPE html><html><table><tr><td>a,b</td></tr></table>", "web page"),
        (b"  <html>a,b", "web page"),
        (b'<?xml version="1.0"?><Workbook>a,b</Workbook>', "web page or XML"),
        (b'{"a": 1, "b": 2}', "JSON"),
        (b'[{"a": 1, "b": 2}]', "JSON"),
        (b"%PDF-1.7\n1,2\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"\x1f\x8b\x08\0", "compressed"),
        (b"a,b\n1,\0\n", "not a text file"),
        (b"a,b\n" + b"\x01\x02\x03\x04" * 50, "not a text file"),
        (b'a,b\n1,2\n3,"never closed\n5,6\n', "From row 3 on"),
        (b'a,b\n1,"x"y\n', "From row 2 on"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    assert reason in refusal(content)


def test_a_value_too_long_for_any_table_is_refused() -> None:
    assert "From row 2 on" in refusal(b"a,b\n1," + b"x" * 200_000 + b"\n")


def test_more_rows_than_allowed_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="more than 3 rows"):
        read_table(b"a,b\n" + b"1,2\n" * 4, "list.csv", limits=Limits(csv_rows=3))
    assert len(read_table(b"a,b\n" + b"1,2\n" * 3, "list.csv", limits=Limits(csv_rows=3)).rows) == 3


def test_more_columns_than_allowed_are_refused() -> None:
    assert "201 columns" in refusal(b",".join(b"c%d" % at for at in range(201)) + b"\n1\n")


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(30_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile, match=r"30\.0 MB; at most 20\.0 MB"):
            read_table(path, "list.csv")
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(UnreadableFile, match=r"no file “nowhere/list\.csv”"):
        read_table(Path("nowhere/list.csv"), "list.csv")


def test_text_under_the_name_of_a_workbook_is_read_and_said() -> None:
    table = read_table(b"a;b\n1;2\n", "list.xlsx")
    assert cells(table) == [("1", "2")]
    assert "its name ends in “.xlsx”" in warnings(table)
