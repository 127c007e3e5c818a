"""Going back to a version from before names could be erased: the trail is chained anew, as that version expects it."""

import pytest
from flask import Flask
from sqlalchemy import select

from planner.infra import audit, migrate
from planner.infra.database import unit_of_work
from planner.models import AuditEntry, Department, db
from planner.permissions import SYSTEM


@pytest.mark.parametrize("n_entries", [0, 3])
def test_the_trail_is_whole_before_and_after(own_app: Flask, own_url: str, n_entries: int) -> None:
    with own_app.app_context():
        for number in range(n_entries):
            with unit_of_work():
                department = Department(name=f"Zoë {number}")
                db.session.add(department)
                db.session.flush()
                audit.record(SYSTEM, "department.created", department, changes={"name": [None, f"Zoë {number}"]}, reason="é")
        db.session.remove()
        db.engine.dispose()
        migrate.downgrade(own_url, "0010")
        migrate.upgrade(own_url)
        assert audit.broken_links() == []
        assert {entry.personal_digest for entry in db.session.scalars(select(AuditEntry))} <= {None}
        db.session.rollback()
        with unit_of_work():
            audit.record(SYSTEM, "department.created", Department())
        assert audit.broken_links() == []
