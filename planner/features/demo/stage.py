"""Where the story is played: what exists so far by its key, who acts, and what happens when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from planner.features.demo.year import Year
from planner.infra.clock import clock
from planner.models import Cycle, Department, Goal, Need, Person, Program, Target
from planner.permissions import Actor, Role


@dataclass
class Stage:
    """Things by their key in the tables, and a diary. `run` plays the diary in order, with the clock at each moment."""

    year: Year
    cycle: Cycle = field(init=False)
    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Actor] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    diary: list[tuple[date, time, int, Callable[[], None]]] = field(default_factory=list)

    def plan(self, day: date, at: time, act: Callable[..., Any], *args: Any, **values: Any) -> None:
        """Write into the diary; what is written at the same moment happens in the order of writing."""
        self.diary.append((day, at, len(self.diary), lambda: act(*args, **values)))

    def run(self) -> None:
        """Play everything that is in the diary before today."""
        for day, at, _number, act in sorted(self.diary, key=lambda entry: entry[:3]):
            if day < self.year.today:
                clock.set(clock.instant(day, at))
                act()

    def person_id(self, key: str) -> int | None:
        return self.people[key].id if key else None

    def actor(self, key: str, role: Role = Role.DEPARTMENT_HEAD) -> Actor:
        """The actor behind an account; for others what they would be with one."""
        if key in self.accounts:
            return self.accounts[key]
        person = self.people[key]
        return Actor(
            name=person.name, roles=frozenset({role}), person_id=person.id, department_ids=self._below(person.department_id)
        )

    def _below(self, top: int | None) -> frozenset[int]:
        children = {one.id for one in self.departments.values() if one.parent_id == top}
        return frozenset({top, *children} - {None})  # type: ignore[arg-type]
