"""The folder of backups: what is kept, whose files go, and what an interrupted one leaves."""

import os
import resource
import signal
import stat
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.messages import msg
from planner.infra import migrate
from planner.infra.backups import making, routine
from planner.infra.backups.keeping import Keep, backups_in, last_backup, name_for, prune, to_remove
from planner.infra.backups.making import make_backup
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.routine import back_up, state_of
from planner.infra.backups.verifying import verify_backup
from planner.infra.clock import Clock
from planner.settings import days_weeks_months, read_settings
from tests.infra.backups.sample import fill
from tests.tree_of_files import contents

SECONDS = st.integers(0, 3 * 365 * 86_400)
MOMENTS = st.lists(SECONDS.map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)), max_size=60)
KEEPS = st.builds(Keep, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'source.db'}"
    migrate.upgrade(url)
    return url


@given(MOMENTS, KEEPS)
def test_the_newest_always_stays(moments: list[datetime], keep: Keep) -> None:
    assert not moments or max(moments) not in to_remove(moments, keep)


@given(MOMENTS, KEEPS)
def test_removing_twice_removes_nothing_more(moments: list[datetime], keep: Keep) -> None:
    left = set(moments) - to_remove(moments, keep)
    assert to_remove(left, keep) == set()


@given(MOMENTS, KEEPS, st.integers(0, 5))
def test_keeping_more_removes_no_more(moments: list[datetime], keep: Keep, more: int) -> None:
    assert to_remove(moments, Keep(keep.days + more, keep.weeks, keep.months)) <= to_remove(moments, keep)


@given(MOMENTS, KEEPS)
def test_each_of_the_last_days_has_its_last_backup(moments: list[datetime], keep: Keep) -> None:
    left = set(moments) - to_remove(moments, keep)
    for day in sorted({moment.date() for moment in moments}, reverse=True)[:keep.days]:
        assert max(moment for moment in moments if moment.date() == day) in left


@given(MOMENTS, KEEPS)
def test_no_more_are_left_than_asked_for(moments: list[datetime], keep: Keep) -> None:
    assert len(set(moments) - to_remove(moments, keep)) <= max(1, keep.days + keep.weeks + keep.months)


def test_a_year_of_nights_becomes_seven_days_five_weeks_and_twelve_months() -> None:
    nights = [datetime(2027, 1, 1, 2, tzinfo=UTC) + timedelta(days=n) for n in range(365)]
    left = sorted({night.date() for night in nights} - {night.date() for night in to_remove(nights, Keep(7, 5, 12))})
    assert left[-7:] == [date(2027, 12, day) for day in range(25, 32)]
    assert [day for day in left if day < date(2027, 12, 25)][-4:] == [
        date(2027, 11, 30), date(2027, 12, 5), date(2027, 12, 12), date(2027, 12, 19)]
    assert left[:3] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


@pytest.mark.parametrize(
    ("text", "numbers"), [("7d,5w,12m", (7, 5, 12)), ("3d", (3, 0, 0)), ("2w,1m", (0, 2, 1)), (" 1m ", (0, 0, 1))]
)
def test_what_to_keep_is_said_shortly(text: str, numbers: tuple[int, int, int]) -> None:
    assert days_weeks_months(text) == numbers


@pytest.mark.parametrize("text", ["", "0d", "7", "d", "-1d", "7x", "5w,7d", "99999d"])
def test_what_makes_no_sense_is_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match="such as 7d,5w,12m"):
        days_weeks_months(text)


def test_only_files_that_the_planner_made_are_removed(url: str, folder: Path, clock: Clock) -> None:
    old = make_backup(url, folder).path
    strangers = {
        "planner-20200101T000000Z.zip": b"not a zip", "planner-20200102T000000Z.sealed": b"not sealed", "notes.txt": b"mine",
        "planner-20200103T000000Z.tar": b"PK\x03\x04", "planner-20201399T000000Z.zip": b"PK\x03\x04",
    }
    for name, content in strangers.items():
        (folder / name).write_bytes(content)
    (folder / "planner-20200104T000000Z.zip").symlink_to(old)
    clock.set(clock.now() + timedelta(days=1))
    new = make_backup(url, folder).path
    assert prune(folder, Keep(1, 0, 0)) == [old]
    assert {path.name for path in folder.iterdir()} == {*strangers, "planner-20200104T000000Z.zip", new.name}


def test_two_backups_in_one_second_have_two_names(url: str, folder: Path, clock: Clock) -> None:
    assert [make_backup(url, folder).path.name for _ in range(3)] == [
        "planner-20270713T090000Z.zip", "planner-20270713T090000Z-2.zip", "planner-20270713T090000Z-3.zip"]
    assert len(backups_in(folder)) == 3


def test_only_the_owner_can_read_it(url: str, folder: Path) -> None:
    path = make_backup(url, folder).path
    assert [stat.S_IMODE(os.stat(each).st_mode) for each in (path, folder)] == [0o600, 0o700]


def test_a_name_tells_the_moment_in_utc() -> None:
    moment = datetime.fromisoformat("2027-01-01T01:30:00+02:00")
    assert name_for(moment, is_encrypted=True) == "planner-20261231T233000Z.sealed"


def test_what_an_interrupted_backup_left_is_no_backup_and_goes_with_the_next(url: str, folder: Path) -> None:
    """The process is killed by itself while the second table is written."""
    folder.mkdir()
    program = (
        "import os, signal, sys, pathlib\n"
        "from planner.infra.backups.making import make_backup\n"
        "tables = []\n"
        "def stop(table, n):\n"
        "    tables.append(table)\n"
        "    if len(tables) == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "make_backup(sys.argv[1], pathlib.Path(sys.argv[2]), progress=stop)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, url, str(folder)], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.name.endswith(".partial")
    assert backups_in(folder) == []
    with pytest.raises(BackupRefused):
        verify_backup(left)
    new = make_backup(url, folder).path
    assert list(folder.iterdir()) == [new]


def test_a_backup_that_is_being_written_is_not_taken_for_abandoned(url: str, folder: Path) -> None:
    made = []

    def another(table: str, n_rows: int) -> None:
        if not made:
            made.append(make_backup(url, folder).path)

    first = make_backup(url, folder, progress=another).path
    assert set(folder.iterdir()) == {first, *made}


def test_a_full_disk_is_told_and_leaves_the_older_ones(tmp_path: Path, folder: Path) -> None:
    url = f"sqlite:///{tmp_path / 'source.db'}"
    fill(url)
    make_backup(url, folder)
    before = contents(folder)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))
    try:
        with pytest.raises(BackupRefused, match="The disk is full: no backup was made"):
            make_backup(url, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(folder) == before


def test_a_folder_that_is_a_file_is_told(url: str, folder: Path) -> None:
    folder.write_text("a file")
    with pytest.raises(BackupRefused, match=r"No backup was made in .*: (File exists|Not a directory)\."):
        make_backup(url, folder)


def test_a_backup_that_does_not_read_back_never_gets_its_name(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_backup(url, folder)
    before = contents(folder)
    monkeypatch.setattr(making, "_write_table", _writing_something_else)
    with pytest.raises(BackupRefused, match="the rows of accounts are not those"):
        make_backup(url, folder)
    assert contents(folder) == before


def _writing_something_else(connection, table, archive):
    facts = _WRITE(connection, table, archive)
    return facts.__class__(facts.name, facts.columns, facts.n_rows, facts.n_bytes, "0" * 64)


_WRITE = making._write_table


def test_the_last_one_and_a_failure_after_it_are_known(url: str, tmp_path: Path, folder: Path, clock: Clock,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings({"PLANNER_DATABASE_URL": url, "PLANNER_DATA_DIR": str(tmp_path)})
    assert state_of(settings.backup_folder).last is None
    done = back_up(settings)
    assert last_backup(folder) is not None
    assert (state_of(folder).last.path, state_of(folder).failure) == (done.backup.path, None)

    def fail(*args: object, **options: object) -> None:
        raise BackupRefused(msg("The moon is in the way."))

    with monkeypatch.context() as patched:
        patched.setattr(routine, "make_backup", fail)
        with pytest.raises(BackupRefused):
            back_up(settings)
    state = state_of(folder)
    assert (str(state.failure.reason), state.failure.at, state.last.path) == (
        "The moon is in the way.", clock.now(), done.backup.path)
    back_up(settings)
    assert state_of(folder).failure is None


def test_who_asks_for_encryption_without_a_key_gets_none(url: str, tmp_path: Path, folder: Path) -> None:
    settings = read_settings({"PLANNER_DATABASE_URL": url, "PLANNER_DATA_DIR": str(tmp_path)})
    with pytest.raises(BackupRefused, match="Set PLANNER_BACKUP_KEY"):
        back_up(settings, is_encrypted=True)
    assert backups_in(folder) == []
