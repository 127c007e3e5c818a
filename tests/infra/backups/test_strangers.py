"""Files that are not what they say: each is refused with a sentence, and nothing is changed."""

import hashlib
import io
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.infra.backups import container
from planner.infra.backups.making import make_backup
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.restoring import restore_backup
from planner.infra.backups.verifying import verify_backup
from tests.infra.backups.conftest import Maker
from tests.infra.backups.sample import fill, rows_of, run
from tests.tree_of_files import contents

Entries = dict[str, bytes]
Change = Callable[[Entries, dict[str, Any]], None]
PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with something in every table."""
    folder = tmp_path_factory.mktemp("whole")
    url = f"sqlite:///{folder / 'source.db'}"
    fill(url)
    return make_backup(url, folder).path


@pytest.fixture(scope="module")
def encrypted(whole: Path) -> Path:
    return make_backup(f"sqlite:///{whole.parent / 'source.db'}", whole.parent, passphrase=PASSPHRASE).path


@pytest.fixture
def forge(whole: Path, tmp_path: Path) -> Callable[[Change], Path]:
    """A backup in which somebody changed something and made the rest fit."""

    def forged(change: Change) -> Path:
        with zipfile.ZipFile(whole) as archive:
            entries = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(entries.pop("manifest.json"))
        change(entries, manifest)
        path = tmp_path / "forged.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
            archive.writestr("manifest.json", json.dumps(manifest))
        return path

    return forged


def facts_of(manifest: dict[str, Any], table: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in manifest["tables"] if each["name"] == table)
    return found


def with_rows(table: str, change: Callable[[list[list[Any]], list[str]], None]) -> Change:
    """Other rows in one table, with the sizes and hashes that they have."""

    def apply(entries: Entries, manifest: dict[str, Any]) -> None:
        facts, name = facts_of(manifest, table), f"rows/{table}.jsonl"
        rows = [json.loads(line) for line in entries[name].splitlines()]
        change(rows, list(facts["columns"]))
        entries[name] = "".join(json.dumps(row) + "\n" for row in rows).encode()
        facts.update(rows=len(rows), bytes=len(entries[name]), sha256=hashlib.sha256(entries[name]).hexdigest())

    return apply


def with_value(table: str, column: str, value: Any) -> Change:
    def change(rows: list[list[Any]], columns: list[str]) -> None:
        rows[0][columns.index(column)] = value

    return with_rows(table, change)


def _rename(old: str, new: str) -> Change:
    def change(entries: Entries, manifest: dict[str, Any]) -> None:
        entries[f"rows/{new}.jsonl"] = entries.pop(f"rows/{old}.jsonl")
        facts_of(manifest, old)["name"] = new

    return change


def _manifest(**values: Any) -> Change:
    return lambda entries, manifest: manifest.update(values)


def _facts(table: str, **values: Any) -> Change:
    return lambda entries, manifest: facts_of(manifest, table).update(values)


def _extra(name: str) -> Change:
    return lambda entries, manifest: entries.update({name: b"x"})


def _without(name: str) -> Change:
    return lambda entries, manifest: entries.pop(name) and None


def _long(table: str) -> Change:
    """A bomb: much more than the manifest says, all of it alike."""
    return lambda entries, manifest: entries.update({f"rows/{table}.jsonl": b"[" * 50_000_000})


SHAPES: dict[str, tuple[Change, str]] = {
    "a way out of the folder": (_rename("goals", "../../etc/passwd"), "no backup of the planner"),
    "an entry that the manifest does not name": (_extra("/etc/cron.d/evil"), "no backup of the planner"),
    "an entry that is missing": (_without("rows/goals.jsonl"), "no backup of the planner"),
    "an entry larger than it says": (_long("goals"), "no backup of the planner"),
    "more bytes than there are": (_facts("goals", bytes=10**12), "no backup of the planner"),
    "another hash": (_facts("goals", sha256="0" * 64), "the rows of goals are not those"),
    "another number of rows": (_facts("goals", rows=1), "the rows of goals are not those"),
    "a negative number of rows": (_facts("goals", rows=-1), "no backup of the planner"),
    "a hash that is none": (_facts("goals", sha256="'; DROP TABLE goals"), "no backup of the planner"),
    "a newer format": (_manifest(format=2, planner="9.0.0"), r"newer version of the planner \(9.0.0\)"),
    "no format": (_manifest(format=None), "no backup of the planner"),
    "no tables": (_manifest(tables=None), "no backup of the planner"),
    "a moment without a zone": (_manifest(made_at="2026-11-26T00:00:00"), "no backup of the planner"),
    "a row with too few values": (with_rows("goals", lambda rows, columns: rows[0].pop() and None), "no backup of the planner"),
    "a row that is no list": (with_rows("goals", lambda rows, columns: rows.append({"id": 1})), "no backup of the planner"),  # type: ignore[arg-type]
    "bytes that are no base64": (with_value("briefs", "pdf", "%%%"), "no backup of the planner"),
}
ROWS: dict[str, tuple[Change, str]] = {
    "a newer structure": (_manifest(revision="9999"), "newer version of the planner"),
    "an older structure than it has": (_manifest(revision="0003"), "its tables are others"),
    "a table that is none of ours": (_rename("goals", "sqlite_master"), "its tables are others"),
    "a column with a name that is SQL": (
        lambda entries, manifest: facts_of(manifest, "goals")["columns"].update({"id) VALUES (1); --": "integer"}),
        "no backup of the planner"),
    "a text where a number belongs": (with_value("goals", "rank", "first"), "A row of goals in the backup does not fit"),
    "a number where a day belongs": (with_value("goals", "due_on", 20270101), "goals"),
    "a day that is none": (with_value("goals", "due_on", "soon"), "A row of goals in the backup does not fit"),
    "a list in a text": (with_value("goals", "statement", ["a"]), "goals"),
    "a text that is no JSON": (with_value("audit_entries", "changes", "{"), "A row of audit_entries in the backup does not fit"),
    "a state that there is not": (with_value("actions", "state", "eaten"), "A row of actions in the backup does not fit"),
    "two rows with one key": (
        with_rows("goals", lambda rows, columns: rows.append(rows[0])), "A row of goals in the backup does not fit"),
    "a reference to nobody": (with_value("accounts", "person_id", 4711), "A row of accounts in the backup does not fit"),
    "a nothing where something must be": (with_value("goals", "statement", None), "A row of goals in the backup does not fit"),
    "a number that no column holds": (with_value("goals", "rank", 2**70), "A row of goals in the backup does not fit"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_has_another_shape_is_refused(name: str, forge: Callable[[Change], Path], make_url: Maker) -> None:
    change, sentence = SHAPES[name]
    path = forge(change)
    with pytest.raises(BackupRefused, match=sentence):
        verify_backup(path)
    _refused(path, make_url("sqlite", "target"), sentence)


# These PostgreSQL judges itself; the others are refused before a database is asked.
_BEGINNINGS = ("a text", "a state", "two rows", "a reference", "a nothing", "a number that")
JUDGED = [name for name in ROWS if name.startswith(_BEGINNINGS)]


@pytest.mark.parametrize(
    ("kind", "name"),
    [*(("sqlite", name) for name in ROWS),
     *(pytest.param("postgresql", name, marks=pytest.mark.postgres) for name in JUDGED)],
)
def test_what_does_not_fit_the_tables_is_refused(
    name: str, kind: str, forge: Callable[[Change], Path], make_url: Maker
) -> None:
    change, sentence = ROWS[name]
    _refused(forge(change), make_url(kind, "target"), sentence)


def _refused(path: Path, url: str, sentence: str) -> None:
    """Into an empty database: refused, and still empty."""
    place = Path(url.removeprefix("sqlite:///"))
    before = contents(place.parent) if url.startswith("sqlite") else {}
    with pytest.raises(BackupRefused, match=sentence):
        restore_backup(path, url)
    if url.startswith("sqlite"):
        assert contents(place.parent) == before
    else:
        assert run(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_database_that_was_to_be_replaced_is_as_it_was(kind: str, forge: Callable[[Change], Path], make_filled: Maker) -> None:
    url = make_filled(kind, "target")
    before = rows_of(url)
    path = forge(with_value("trajectory_points", "target_id", 4711))  # found at the very end
    with pytest.raises(BackupRefused, match="trajectory_points"):
        restore_backup(path, url, replace=True)
    assert rows_of(url) == before


def test_a_file_that_was_cut_short_is_refused(whole: Path, tmp_path: Path) -> None:
    content, path = whole.read_bytes(), tmp_path / "cut.zip"
    for length in (0, 1, 4, 100, len(content) // 2, len(content) - 30, len(content) - 22, len(content) - 1):
        path.write_bytes(content[:length])
        with pytest.raises(BackupRefused, match="cut short"):
            verify_backup(path)


@pytest.mark.parametrize("which", ["whole", "encrypted"])
def test_a_byte_that_changed_is_noticed_or_says_nothing(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Every hundredth byte is turned over. A zip has bytes that say nothing (dates of entries); an encrypted one has none."""
    source = request.getfixturevalue(which)
    passphrase = PASSPHRASE if which == "encrypted" else ""
    content, path = bytearray(source.read_bytes()), tmp_path / "flipped"
    told, expected = 0, verify_backup(source, passphrase=passphrase)
    places = range(0, len(content), len(content) // (60 if which == "whole" else 4))
    for place in places:
        content[place] ^= 0xFF
        path.write_bytes(content)
        content[place] ^= 0xFF
        try:
            assert verify_backup(path, passphrase=passphrase) == expected
        except BackupRefused:
            told += 1
    assert told == len(places) if which == "encrypted" else told > len(places) / 2


def test_an_encrypted_one_asks_for_its_passphrase(encrypted: Path) -> None:
    with pytest.raises(BackupRefused, match="Set PLANNER_BACKUP_KEY"):
        verify_backup(encrypted)
    with pytest.raises(BackupRefused, match="passphrase does not open"):
        verify_backup(encrypted, passphrase="wrong horse battery staple")


@pytest.mark.parametrize("content", [b"", b"PLNSEAL\x00", b"PK\x05\x06" + bytes(18), b"SQLite format 3\x00" * 100])
def test_something_else_is_no_backup(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(BackupRefused, match="damaged or cut short"):
        verify_backup(path, passphrase=PASSPHRASE)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="cannot be read: No such file"):
        verify_backup(tmp_path / "missing.zip")


def test_an_entry_that_stands_there_twice_is_refused(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    path.write_bytes(whole.read_bytes())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("rows/goals.jsonl", b"")
    with pytest.raises(BackupRefused, match="no backup of the planner"):
        verify_backup(path)


@pytest.mark.parametrize("n", [container.MOST_ENTRIES + 1, 70_000])
def test_a_list_of_contents_without_end_is_not_even_read(n: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(n):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    path = tmp_path / "many.zip"
    path.write_bytes(out.getvalue())

    def never(file: object) -> None:
        raise AssertionError("the list was read")

    monkeypatch.setattr(container.zipfile, "ZipFile", never)
    with pytest.raises(BackupRefused, match="no backup of the planner"):
        verify_backup(path)


def test_a_row_without_end_fills_no_memory(forge: Callable[[Change], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(entries: Entries, manifest: dict[str, Any]) -> None:
        entries["rows/goals.jsonl"] = content = b"[" * (4 * container.BLOCK)
        facts_of(manifest, "goals").update(bytes=len(content), rows=1, sha256=hashlib.sha256(content).hexdigest())

    monkeypatch.setattr(container, "LONGEST_ROW", 2 * container.BLOCK)
    with pytest.raises(BackupRefused, match="the rows of goals are not those"):
        verify_backup(forge(endless))
