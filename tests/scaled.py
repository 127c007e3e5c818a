"""A company in small: everything that the large demonstrations have, loaded in two seconds."""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from flask import Flask

from planner.features.demo.commands import load_scaled_if_empty
from planner.features.demo.scaled.scale import Scale
from tests.demo import demo_application

TINY = Scale(
    name="tiny", cycles=3, departments=40, people=240, accounts=30, goals=24, programs=36, targets=150, observations=6_000,
    actions=400, needs=90, entries=300, briefs=1, manager_targets=12,
)


def scaled_application(folder: Path, url: str, now: datetime) -> AbstractContextManager[Flask]:
    """An application on a database of its own that holds the company, told as of `now`."""
    return demo_application(folder, url, now, load=lambda today: load_scaled_if_empty(TINY, today))
