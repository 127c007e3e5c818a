"""The log of a run, one JSON object a line, and the sums of it. Kept outside every process that is harmed."""

import json
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

ACKNOWLEDGED, REFUSED, UNKNOWN = "acknowledged", "refused", "unknown"


@dataclass
class Trial:
    """One fault. `writes` counts what was told to have been saved, and compared afterwards.

    lost: told to be saved and not there; half: neither before nor after; doubled: there twice after sending again;
    unclear: an answer that tells a person nothing (500, or none where one was due).
    """

    database: str
    fault: str
    operation: str
    told: str = ""
    left: str = ""
    again: str = ""
    n_kills: int = 0
    writes: int = 0
    unknown: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seconds_in: float = 0
    recovery_seconds: list[float] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.half or self.doubled or self.unclear or self.problems)


class Journal:
    """Takes trials, writes each at once, and sums them up."""

    def __init__(self, path: Path | None = None) -> None:
        self.trials: list[Trial] = []
        self._path, self._turn = path, Lock()

    def add(self, trial: Trial) -> Trial:
        with self._turn:
            self.trials.append(trial)
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as file:
                    line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **asdict(trial)}
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return trial

    def note(self, **what: Any) -> None:
        """Something that is no trial: how the run was started, what could not be reached."""
        if self._path is not None:
            with self._turn, self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **what}) + "\n")

    def unclean(self) -> list[Trial]:
        return [trial for trial in self.trials if not trial.is_clean]

    def summary(self) -> str:
        return "\n".join(_summary(self.trials)) + "\n"


def read(path: Path) -> Journal:
    """The journal of an earlier run."""
    journal = Journal()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "fault" in row:
            journal.trials.append(Trial(**{name: value for name, value in row.items() if name != "at"}))
    return journal


def _summary(trials: list[Trial]) -> Iterable[str]:
    for database in sorted({trial.database for trial in trials}):
        yield from _of_database(database, [trial for trial in trials if trial.database == database])
    for trial in [one for one in trials if not one.is_clean][:40]:
        yield f"NOT CLEAN: {json.dumps(asdict(trial), ensure_ascii=False)[:1500]}"


def _of_database(database: str, trials: list[Trial]) -> Iterable[str]:
    yield f"== {database}: {len(trials)} trials, {sum(trial.n_kills for trial in trials)} kills"
    yield (
        f"   acknowledged writes compared: {sum(trial.writes for trial in trials)};"
        f" lost: {_n(trials, 'lost')}; half-done: {_n(trials, 'half')}; doubled: {_n(trials, 'doubled')};"
        f" unclear answers: {_n(trials, 'unclear')}; other problems: {_n(trials, 'problems')};"
        f" outcome unknown to the sender: {sum(trial.unknown for trial in trials)}"
    )
    times = sorted(second for trial in trials for second in trial.recovery_seconds)
    if times:
        yield f"   ready again after: median {statistics.median(times):.2f} s, longest {times[-1]:.2f} s"
    for fault, n in sorted(Counter(trial.fault for trial in trials).items()):
        of_fault = [trial for trial in trials if trial.fault == fault]
        left = Counter(trial.left for trial in of_fault if trial.left)
        yield f"   {fault}: {n} ({', '.join(f'{what} {k}' for what, k in sorted(left.items()))})"
    for operation, n in sorted(Counter(trial.operation for trial in trials if trial.n_kills).items()):
        yield f"      {operation}: {n}"


def _n(trials: list[Trial], name: str) -> int:
    return sum(len(getattr(trial, name)) for trial in trials)
