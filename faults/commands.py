"""What an administrator types, killed in the middle: migrations, the demonstration, an import from the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path

from faults.base import BASE, N_IMPORTED, training_records
from faults.kills import Command, measured
from faults.site import Site

OLD, OLD_REVISION = "old", "0003"
NEW = "new"


def commands(site: Site) -> list[Command]:
    """Each command with its state before and after."""
    return [measured(site, kind, arguments, begin) for kind, arguments, begin in _wanted(site)]


def _wanted(site: Site) -> Iterator[tuple[str, tuple[str, ...], Callable[[Site], None]]]:
    site.store.restore(BASE)
    _must(site, "db", "downgrade", OLD_REVISION)
    site.store.keep(OLD)
    yield "planner db upgrade", ("db", "upgrade"), _restored(OLD)
    yield "planner db downgrade", ("db", "downgrade", OLD_REVISION), _restored(BASE)
    site.store.empty()
    yield "planner db upgrade, empty", ("db", "upgrade"), _emptied
    _must(site, "db", "upgrade")
    site.store.keep(NEW)
    yield "planner demo load", ("demo", "load"), _restored(NEW)
    yield "planner import", _import(site.folder), _restored(BASE)


def _import(folder: Path) -> tuple[str, ...]:
    path = folder / "records.csv"
    path.write_bytes(training_records(N_IMPORTED))
    return ("import", "training-records", str(path), "--create-missing")


def _restored(name: str) -> Callable[[Site], None]:
    return lambda site: site.store.restore(name)


def _emptied(site: Site) -> None:
    site.store.empty()


def _must(site: Site, *arguments: str) -> None:
    code, said = site.run(*arguments)
    if code != 0:
        raise RuntimeError(f"planner {' '.join(arguments)} ended with {code}: {said[-1500:]}")
