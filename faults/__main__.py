"""`python -m faults --minutes=60 --database=both --seed=1`: harm, compare, and sum up."""

import argparse
import os
import signal
import sys
import traceback
from pathlib import Path

from faults.journal import Journal
from faults.run import run

LOG = Path("var/faults.jsonl")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long, for all databases together")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1, help="the same seed strikes in the same order")
    parser.add_argument("--log", type=Path, default=LOG, help="where the JSON lines go; the summary stands beside it")
    wanted = parser.parse_args()
    os.nice(10)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # tidies up, as Ctrl+C does
    wanted.log.parent.mkdir(parents=True, exist_ok=True)
    wanted.log.unlink(missing_ok=True)
    journal = Journal(wanted.log)
    kinds = ("sqlite", "postgresql") if wanted.database == "both" else (wanted.database,)
    failed = False
    for kind in kinds:
        try:
            run(kind, seconds=wanted.minutes * 60 / len(kinds), seed=wanted.seed, journal=journal, say=_say)
        except Exception:  # the other database is harmed all the same, and what was found so far is summed up
            failed = True
            traceback.print_exc()
            journal.note(stopped=kind, because=traceback.format_exc()[-2000:])
    summary = journal.summary()
    wanted.log.with_suffix(".txt").write_text(summary, encoding="utf-8")
    print(summary)
    return 1 if failed or journal.unclean() else 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
