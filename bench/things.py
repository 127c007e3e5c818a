"""What the pages are about: for each name in an address the middling and the largest thing of its kind.

A page is found by the names in its address (`program_id`, `goal_id`), never by its own; a new page about known things is measured
without a line here. A new kind of thing needs one question below.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

TYPICAL, LARGEST = "typical", "largest"
Values = Mapping[str, Any]

# The running year, and the departments that a head sees (all of them for everybody else).
_KNOWN = """
WITH RECURSIVE running AS (SELECT max(id) AS id FROM cycles),
branch(id) AS (
    SELECT id FROM departments WHERE CASE WHEN :head = 0 THEN parent_id IS NULL ELSE head_id = :head END
    UNION SELECT d.id FROM departments d JOIN branch b ON d.parent_id = b.id
),
own_programs AS (
    SELECT id FROM programs WHERE cycle_id = (SELECT id FROM running) AND department_id IN (SELECT id FROM branch)
),
own_targets AS (SELECT id, indicator_id FROM targets WHERE program_id IN (SELECT id FROM own_programs)),
own_needs AS (
    SELECT id, state, problem FROM needs WHERE cycle_id = (SELECT id FROM running) AND department_id IN (SELECT id FROM branch)
)
"""

# What gives values to the names in an address, with a size as the last column.
_QUESTIONS: tuple[str, ...] = (
    "SELECT id AS account_id, id AS size FROM accounts",
    """SELECT a.id AS action_id, length(a.trigger) AS size FROM actions a JOIN own_targets t ON t.id = a.target_id
    WHERE a.state = 'open'""",
    "SELECT id AS brief_id, length(pdf) AS size FROM briefs",
    "SELECT id AS cycle_id, id AS size FROM cycles",
    "SELECT cycle_id, number, id AS size FROM baselines",
    """SELECT d.id AS department_id, count(p.id) AS size FROM departments d LEFT JOIN people p ON p.department_id = d.id
    GROUP BY d.id""",
    """SELECT g.id AS goal_id, count(i.id) AS size FROM goals g LEFT JOIN impacts i ON i.goal_id = g.id
    WHERE g.cycle_id = (SELECT id FROM running) GROUP BY g.id""",
    "SELECT id AS job_id, id AS size FROM jobs",
    "SELECT 'targets' AS kind, 1 AS size UNION SELECT 'people', 2 AS size",
    """SELECT m.id AS measure_id, count(i.id) AS size FROM measures m JOIN indicators i ON i.measure_id = m.id GROUP BY m.id""",
    """SELECT n.id AS need_id, count(c.id) AS size FROM own_needs n LEFT JOIN causes c ON c.need_id = n.id
    WHERE n.state = 'submitted' GROUP BY n.id""",
    "SELECT id AS need_id, 'gap' AS step, length(problem) AS size FROM own_needs WHERE state = 'draft'",
    """SELECT p.id AS person_id, count(t.id) AS size FROM people p JOIN targets t ON t.owner_id = p.id GROUP BY p.id""",
    """SELECT p.id AS program_id, count(t.id) AS size FROM own_programs p LEFT JOIN targets t ON t.program_id = p.id
    GROUP BY p.id""",
    "SELECT program_id, goal_id, id AS size FROM impacts WHERE program_id IN (SELECT id FROM own_programs)",
    """SELECT r.id AS review_id, count(t.id) AS size FROM reviews r JOIN review_series s ON s.id = r.series_id
    LEFT JOIN targets t ON t.program_id = s.program_id
    WHERE s.cycle_id = (SELECT id FROM running) AND r.number IN (12, 15) GROUP BY r.id""",
    "SELECT id AS run_id, id AS size FROM import_runs",
    """SELECT t.id AS target_id, count(o.id) AS size FROM own_targets t JOIN observations o ON o.indicator_id = t.indicator_id
    GROUP BY t.id""",
    """SELECT t.id AS target_id, o.id AS observation_id, o.id AS size FROM own_targets t
    JOIN observations o ON o.indicator_id = t.indicator_id WHERE o.superseded_at IS NULL""",
)


def _names_of(question: str) -> frozenset[str]:
    """The names that a question answers: `goal_id`, or what stands behind AS."""
    columns = question.split(" FROM ")[0].split(" UNION ")[0].removeprefix("SELECT ").split(",")
    return frozenset(column.split()[-1] for column in columns) - {"size"}


_BY_NAMES = {_names_of(question): question for question in _QUESTIONS}


class Things:
    """Chosen once for each database; `head` is a person who sees only their own branch, or 0."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._chosen: dict[tuple[frozenset[str], int], dict[str, Values]] = {}

    def about(self, names: frozenset[str], head: int = 0) -> Iterator[tuple[str, Values]]:
        """The values for the names of an address, as (which, values). Raises LookupError for a kind that nobody asked for."""
        if not names:
            yield "", {}
            return
        if names not in _BY_NAMES:
            raise LookupError(f"bench/things.py has no question for {sorted(names)}")
        if (names, head) not in self._chosen:
            self._chosen[names, head] = self._choose(_BY_NAMES[names], head)
        yield from self._chosen[names, head].items()

    def asked(self, head: int = 0) -> str:
        """What pages that make something new, and suggestions, are asked with: about what, of which year, and some letters."""
        chosen = dict(self.about(frozenset({"target_id"}), head))
        cycle = self._connection.execute(text("SELECT max(id) FROM cycles")).scalar_one()
        return f"?target={chosen[TYPICAL]['target_id']}&cycle={cycle}&q=an" if chosen else ""

    def _choose(self, question: str, head: int) -> dict[str, Values]:
        query = text(f"{_KNOWN} SELECT * FROM ({question}) AS things ORDER BY size, 1")
        rows = [dict(row) for row in self._connection.execute(query, {"head": head}).mappings()]
        for row in rows:
            row.pop("size")
        if not rows:
            return {}
        typical, largest = rows[len(rows) // 2], rows[-1]
        return {TYPICAL: typical} if typical == largest else {TYPICAL: typical, LARGEST: largest}
