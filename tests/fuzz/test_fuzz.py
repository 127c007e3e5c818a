"""Garbage into everything that the application registers: no answer of 500, nothing planted, nothing half kept.

`make fuzz MINUTES=30` goes on for as long as one likes, on both databases, from another seed in each round.
"""

import os
import random
import time
from collections.abc import Iterator
from itertools import islice

from flask import Flask

from planner.models import db
from tests.fuzz.attack import attacks
from tests.fuzz.conftest import Fresh
from tests.fuzz.tripwire import tripwire
from tests.fuzz.visitor import Visitor
from tests.fuzz.walk import walk

SEED = int(os.environ.get("FUZZ_SEED", "2027"))
MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
N_ATTACKS = 1_500 if MINUTES else 90
VISITORS = ("paula", "mia", "ada", None)


def test_garbage_gets_a_sentence_and_changes_nothing(fresh: Fresh) -> None:
    deadline, seed, complaints = time.monotonic() + MINUTES * 60, SEED, dict[str, str]()
    while seed == SEED or time.monotonic() < deadline:
        with fresh() as app:
            complaints |= {_last_line(complaint): f"seed {seed}: {complaint}" for complaint in _round(app, seed)}
        seed += 1
    assert not complaints, "\n\n".join(complaints.values())


def _round(app: Flask, seed: int) -> Iterator[str]:
    """Attack as each visitor in turn; in the end everything must still be there to be looked at."""
    with app.app_context():
        engine = db.engine
    with tripwire(engine) as wire:
        for who in VISITORS:
            visitor = Visitor(app, who, wire)
            found = walk(visitor, of_each=1)
            for attack in islice(attacks(app, found, random.Random(f"{seed} {who}")), N_ATTACKS):
                attack(visitor)
            yield from visitor.complaints
        visitor = Visitor(app, VISITORS[0], wire)
        walk(visitor, of_each=1)
        yield from visitor.complaints


def _last_line(complaint: str) -> str:
    """One defect shows itself often: the last line of its traceback tells which it is."""
    return complaint.strip().splitlines()[-1][:200]
