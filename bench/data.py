"""The databases: loaded once for each version of what makes them, kept in the cache, and copied for each run."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.anchor import CACHE, NOW, ROOT, start_clock
from bench.postgres import Postgres
from planner.app import create_app
from planner.features.demo.commands import SCALES, load_scaled_if_empty
from planner.features.demo.scaled.scale import Scale
from planner.features.exchange.commands import stage_import
from planner.features.exchange.files import Answers, Kind, read_offer
from planner.infra import migrate
from planner.infra.database import unit_of_work
from planner.models import db
from planner.permissions import SYSTEM
from planner.settings import read_settings

TINY = Scale(
    name="tiny", cycles=2, departments=40, people=240, accounts=30, goals=12, programs=36, targets=150, observations=5_000,
    actions=400, needs=90, entries=300, briefs=1, manager_targets=12,
)
SMALLER = Scale(
    name="smaller", cycles=2, departments=12, people=60, accounts=15, goals=6, programs=12, targets=60, observations=1_500,
    actions=100, needs=30, entries=100, briefs=0, manager_targets=12,
)
# Two years of ten goals with six targets each: the brief about the first has every fortnight in it.
PORTFOLIO = Scale(
    name="portfolio", cycles=2, departments=20, people=120, accounts=20, goals=20, programs=40, targets=130, observations=2_600,
    actions=300, needs=60, entries=100, briefs=0, manager_targets=10,
)
ALL_SCALES = {**SCALES, **{scale.name: scale for scale in (TINY, SMALLER, PORTFOLIO)}}
IMPORTED = b"name,email,department,employee number\nRosa Blanke,rosa.blanke@example.org,Finance,ML-9\n"  # waits for approval
MAKERS = (
    "bench/data.py", "planner/features/demo", "planner/models", "planner/domain", "planner/features/targets",
    "migrations/versions",
)


@dataclass(frozen=True, slots=True)
class Data:
    """A database to measure on, and how long its load took (None: it was in the cache)."""

    name: str
    url: str
    folder: Path
    seconds: float | None


def version() -> str:
    """Changes with whatever makes the data."""
    digest = hashlib.sha256()
    for top in MAKERS:
        whole = ROOT / top
        for path in sorted(whole.rglob("*.py")) if whole.is_dir() else [whole]:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def cache() -> Path:
    """The folder of this version; those of others are thrown away."""
    folder = CACHE / version()
    if CACHE.exists():
        for other in CACHE.iterdir():
            if other.is_dir() and other.name not in (folder.name, "run"):
                shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sqlite(scale: str, run: Path) -> Data:
    """A copy of the kept database, in a data folder of its own."""
    kept = cache() / f"{scale}.db"
    seconds = None
    if not kept.exists():
        part = cache() / f"{scale}.part" / "planner.db"
        part.parent.mkdir(exist_ok=True)
        part.unlink(missing_ok=True)
        seconds = _load(scale, f"sqlite:///{part}", part.parent)
        with sqlite3.connect(part) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        part.rename(kept)
        shutil.rmtree(part.parent)
    folder = run / f"sqlite-{scale}"
    folder.mkdir(parents=True)
    shutil.copyfile(kept, folder / "planner.db")
    return Data("sqlite", f"sqlite:///{folder / 'planner.db'}", folder, seconds)


def postgres(scale: str, run: Path, server: Postgres) -> Data:
    seconds = None
    if scale not in server.names():
        server.create("part")
        folder = run / f"load-{scale}"
        folder.mkdir(parents=True)
        seconds = _load(scale, server.url("part"), folder)
        server.rename("part", scale)
    server.create(f"run_{scale}", template=scale)
    folder = run / f"postgresql-{scale}"
    folder.mkdir(parents=True)
    return Data("postgresql", server.url(f"run_{scale}"), folder, seconds)


def _load(scale: str, url: str, folder: Path) -> float:
    """In a process of its own: what the load leaves in memory must not be measured."""
    began = time.perf_counter()
    environ = {**os.environ, "PLANNER_DATA_DIR": str(folder), "PLANNER_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "bench.data", scale], check=True, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Load the scale that is named into the database of the environment."""
    settings = read_settings(os.environ)
    migrate.upgrade(settings.database)
    app = create_app(settings)
    with app.app_context():
        start_clock()
        assert load_scaled_if_empty(ALL_SCALES[sys.argv[1]], NOW.date())
        offer = read_offer(Kind.PEOPLE, IMPORTED, "people.csv", Answers(), today=NOW.date())
        with unit_of_work():
            stage_import(offer, IMPORTED, actor=SYSTEM)
        db.engine.dispose()


if __name__ == "__main__":
    main()
