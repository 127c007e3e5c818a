"""Forecast and status of all targets at once, and how many are reckoned anew for one new value."""

import time
from collections.abc import Collection
from unittest.mock import patch

from flask import Flask
from sqlalchemy import func, select, text

from bench.results import Line, Results
from planner.features.people.queries import organization
from planner.features.targets import keeping
from planner.features.targets.queries import ready_to_assess
from planner.features.targets.standing import standing_of, values_of
from planner.infra.clock import today
from planner.infra.database import unit_of_work
from planner.models import Observation, Target, db

REFERENCE = 12_000


def measure(app: Flask, results: Results) -> None:
    with app.app_context():
        _standings(results)
        _one_value(results)
        db.session.remove()


def _standings(results: Results) -> None:
    """The reckoning by itself, the values being read before; and everything that keeping it takes."""
    targets = list(db.session.scalars(ready_to_assess(select(Target))))
    house, day = organization(), today()
    values = values_of({target.indicator_id for target in targets}, day)
    began = time.perf_counter()
    for target in targets:
        standing_of(target, values.get(target.indicator_id, ()), day, house)
    seconds = (time.perf_counter() - began) * REFERENCE / max(len(targets), 1)
    results.lines.append(Line(
        "forecast and status of 12,000 targets", "≤ 3 s", f"{seconds:.1f} s (of {len(targets):,} targets)", seconds <= 3,
        "sqlite",
    ))
    del targets, values
    db.session.expunge_all()
    began = time.perf_counter()
    with unit_of_work():
        n = keeping.keep_all()
    seconds = (time.perf_counter() - began) * REFERENCE / max(n, 1)
    results.lines.append(Line(
        "the same with reading, SMART rules and keeping the result", "for comparison", f"{seconds:.1f} s", None, "sqlite",
    ))


def _one_value(results: Results) -> None:
    kept: list[int] = []
    keep = keeping._keep

    def counted(ids: list[int], only_valued: Collection[int]) -> int:
        kept.extend(ids)
        return keep(ids, only_valued)

    query = (
        select(Observation).join(Target, Target.indicator_id == Observation.indicator_id)
        .where(Observation.superseded_at.is_(None)).order_by(Observation.id.desc()).limit(1)
    )
    with patch.object(keeping, "_keep", counted), unit_of_work():
        observation = db.session.scalars(query).one()
        observation.value = observation.value + 1
    with unit_of_work():
        db.session.scalars(query).one().value -= 1
    n_targets = db.session.scalar(select(func.count()).select_from(Target).where(Target.indicator_id == observation.indicator_id))
    results.lines.append(Line(
        "one new value recomputes", "one target", f"{len(kept)} of {n_targets} that follow it", len(kept) == n_targets, "sqlite",
    ))


def sqlite_version() -> str:
    return str(db.session.scalar(text("SELECT sqlite_version()")))
