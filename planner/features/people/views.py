"""The pages of people."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from planner.domain.errors import RuleBroken, StaleEdit
from planner.features.choosing.queries import departments_to_find
from planner.features.people import commands, queries
from planner.features.people.forms import ArchivePersonForm, DirectoryForm, PersonForm
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.models import Person
from planner.permissions import Permission
from planner.web import history
from planner.web.access import requires, signed_in
from planner.web.forms import PlannerForm
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("people", __name__, url_prefix="/people")

EVENTS = {
    "person.created": _l("Added"), "person.revised": _l("Changed"), "person.archived": _l("Put away"),
    "person.restored": _l("Brought back"), "person.imported": _l("Read from a file"),
}
COLUMNS = {
    "name": (_l("Name"), history.as_text),
    "job_title": (_l("Job title"), history.as_text),
    "email": (_l("Work e-mail address"), history.as_text),
    "employee_number": (_l("Employee number"), history.as_text),
    "started_on": (_l("First working day"), history.as_day),
    "left_on": (_l("Last working day"), history.as_day),
}
# Where each kind of thing that a person answers for is shown.
ENDPOINTS = {
    "department": ("departments.edit", "department_id"), "goal": ("goals.show", "goal_id"),
    "sponsorship": ("goals.show", "goal_id"), "program": ("programs.show", "program_id"),
    "target": ("targets.show", "target_id"), "action": ("actions.show", "action_id"),
}
KINDS = {
    "department": _l("Heads"), "goal": _l("Owns the goal"), "sponsorship": _l("Sponsors the goal"),
    "program": _l("Owns the program"), "target": _l("Owns the target"), "action": _l("Owns the action"),
}


@blueprint.get("")
@requires(Permission.PEOPLE_READ)
def index() -> Any:
    form = DirectoryForm(request.args)
    form.department.offer(departments_to_find(signed_in()))
    form.validate()
    wanted = {} if form.errors else {"words": form.q.data or "", "department_id": form.department.data}
    people = listed(*queries.directory(today(), seek(), **wanted))
    return render("people/index.html", filters=form, people=people, is_filtered=any(wanted.values()))


@blueprint.get("/new")
@requires(Permission.PEOPLE_EDIT)
def new() -> Any:
    return _edit_page(PersonForm())


@blueprint.post("/new")
@requires(Permission.PEOPLE_EDIT)
def create() -> Any:
    form = _offered(PersonForm())
    if form.validate():
        try:
            person = commands.create_person(actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("%(name)s is added.", name=person.name))
            return redirect(url_for("people.show", person_id=person.id), code=303)
    return _edit_page(form, status=422)


@blueprint.get("/<int:person_id>")
@requires(Permission.PEOPLE_READ)
def show(person_id: int) -> Any:
    return _show_page(_person(person_id))


@blueprint.get("/<int:person_id>/edit")
@requires(Permission.PEOPLE_EDIT)
def edit(person_id: int) -> Any:
    person = _person(person_id)
    return _edit_page(PersonForm(obj=person), person=person)


@blueprint.post("/<int:person_id>/edit")
@requires(Permission.PEOPLE_EDIT)
def update(person_id: int) -> Any:
    person, form = _person(person_id), PersonForm()
    _offered(form, person)
    if form.validate():
        try:
            commands.revise_person(person, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                form.hold_against(_offered(PersonForm(formdata=None, obj=person), person), person.version)
        else:
            flash(_("%(name)s is saved.", name=person.name))
            return redirect(url_for("people.show", person_id=person.id), code=303)
    return _edit_page(form, person=person, status=422)


@blueprint.post("/<int:person_id>/archive")
@requires(Permission.PEOPLE_EDIT)
def archive(person_id: int) -> Any:
    person, form = _person(person_id), ArchivePersonForm()
    try:
        commands.archive_person(person, actor=signed_in(), even_as_owner=form.even_as_owner.data)
    except RuleBroken as error:
        form.refuse(error)
        return _show_page(person, form, status=422)
    flash(_("%(name)s is put away.", name=person.name))
    return redirect(url_for("people.index"), code=303)


@blueprint.post("/<int:person_id>/restore")
@requires(Permission.PEOPLE_EDIT)
def restore(person_id: int) -> Any:
    person = _person(person_id)
    commands.restore_person(person, actor=signed_in())
    flash(_("%(name)s is back in the directory.", name=person.name))
    return redirect(url_for("people.show", person_id=person.id), code=303)


def _person(person_id: int) -> Person:
    person = queries.person_with_department(person_id)
    if person is None:
        abort(404)
    return person


def _offered(form: PersonForm, person: Person | None = None) -> PersonForm:
    form.department_id.offer(departments_to_find(signed_in(), keep=[person.department_id] if person else []))
    return form


def _edit_page(form: PersonForm, *, person: Person | None = None, status: int = 200) -> Response:
    return render("people/edit.html", form=_offered(form, person), person=person, status=status)


def _show_page(person: Person, form: PlannerForm | None = None, *, status: int = 200) -> Response:
    owned = [_linked(one) for one in queries.owned_by(person.id, signed_in())]
    return render(
        "people/show.html", status=status, person=person, owned=owned, form=form or ArchivePersonForm(formdata=None),
        history_rows=history.history_of(
            person, EVENTS, COLUMNS, path=url_for("people.show", person_id=person.id)
        ),
    )


def _linked(owned: queries.Owned) -> dict[str, Any]:
    endpoint, key = ENDPOINTS[owned.kind]
    where: dict[str, Any] = {key: owned.id}
    return {"what": KINDS[owned.kind], "name": owned.name, "url": url_for(endpoint, **where)}
