"""The secret is made once, whole, and for its owner only."""

import os
import threading
from pathlib import Path

import pytest

from planner.infra import kept_secret
from planner.infra.kept_secret import NAME


def test_it_is_made_once_and_kept(tmp_path: Path) -> None:
    first = kept_secret.kept_secret(tmp_path / "var")
    assert (len(first) > 40, kept_secret.kept_secret(tmp_path / "var")) == (True, first)
    assert (tmp_path / "var" / NAME).stat().st_mode & 0o777 == 0o600


def test_a_start_that_is_killed_while_writing_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        kept_secret.kept_secret(tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert kept_secret.kept_secret(tmp_path)


def test_one_that_a_full_disk_left_empty_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / NAME).touch()
    secret = kept_secret.kept_secret(tmp_path)
    assert (len(secret) > 40, kept_secret.kept_secret(tmp_path)) == (True, secret)


def test_all_who_start_at_once_have_the_same(tmp_path: Path) -> None:
    found: list[str] = []
    gate = threading.Barrier(8)

    def start() -> None:
        gate.wait()
        found.append(kept_secret.kept_secret(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), [path.name for path in tmp_path.iterdir()]) == (8, 1, [NAME])
