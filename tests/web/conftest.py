"""An application with pages that exist for the tests only: probes of what every page may rely on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, abort
from sqlalchemy.exc import OperationalError

from planner.app import create_app
from planner.domain.errors import NotAllowed
from planner.infra import migrate
from planner.models import Department, db
from planner.settings import read_settings
from planner.web.access import public
from planner.web.lifecycle import afterwards, commit_despite_refusal, reads_first, start_writing

probe = Blueprint("probe", __name__, url_prefix="/probe")


def _add(name: str) -> None:
    db.session.add(Department(name=name))
    db.session.flush()


@probe.route("/write/<int:status>", methods=["GET", "POST"])
@public
def write(status: int) -> Any:
    _add("Written")
    return "done", status


@probe.post("/refuse-but-keep")
@public
def refuse_but_keep() -> Any:
    _add("Kept")
    commit_despite_refusal()
    return "no", 422


@probe.post("/fail/<kind>")
@public
def fail(kind: str) -> Any:
    _add("Half done")
    if kind == "abort":
        abort(403)
    if kind == "not-allowed":
        raise NotAllowed("probe")
    raise ZeroDivisionError


@probe.post("/fail-at-the-commit")
@public
def fail_at_the_commit() -> Any:
    db.session.add(Department(name="Orphan", parent_id=4711))  # only the commit finds out
    return "done"


@probe.post("/away")
@public
def away() -> Any:
    raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))


@probe.post("/slow")
@public
@reads_first
def slow() -> Any:
    db.session.scalars(db.select(Department)).all()
    start_writing()
    _add("After thinking")
    return "done"


@probe.get("/afterwards")
@public
def with_afterthought() -> Any:
    _add("Lost, as this is a GET")
    afterwards(lambda: _add("Afterwards"))
    return "done"


@probe.get("/afterthought-fails")
@public
def with_failing_afterthought() -> Any:
    def work() -> None:
        _add("Half done")
        raise OperationalError("x", {}, Exception("database is locked"))

    afterwards(work)
    return "done"


@probe.get("/crash")
@public
def crash() -> Any:
    raise ZeroDivisionError("hunter2")


@pytest.fixture
def probed(tmp_path: Path) -> Iterator[Flask]:
    """An application on SQLite with the probes. Forms need no token here: that is tested on real pages."""
    settings = read_settings({"PLANNER_DATA_DIR": str(tmp_path), "PLANNER_SECRET_KEY": "only for tests"})
    migrate.upgrade(settings.database)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.register_blueprint(probe)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
