"""A process that writes on and on until its input is closed: `python -m tests.infra.backups.writing`.

Each transaction adds a department and a person of one name, and says so in the trail. After five it prints a line.
"""

import os
import sys
import threading

from planner.app import create_app
from planner.infra import audit
from planner.infra.database import unit_of_work
from planner.models import Department, Person, db
from planner.permissions import SYSTEM
from planner.settings import read_settings


def write(number: int) -> None:
    with unit_of_work():
        department, person = Department(name=f"unit {number}"), Person(name=f"unit {number}")
        db.session.add_all([department, person])
        db.session.flush()
        audit.record_many(SYSTEM, "unit.made", [(department, {}), (person, {})])


def main() -> None:
    is_enough = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), is_enough.set()), daemon=True).start()
    with create_app(read_settings(os.environ)).app_context():
        number = 0
        while not is_enough.is_set():
            number += 1
            write(number)
            if number == 5:
                sys.stdout.write("begun\n")
                sys.stdout.flush()
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main()
