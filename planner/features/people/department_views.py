"""The pages of departments."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from planner.domain.errors import RuleBroken, StaleEdit
from planner.features.choosing.queries import departments_to_find, people_to_find
from planner.features.people import commands, queries
from planner.features.people.forms import DepartmentForm
from planner.infra.audit import ids_in
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.models import AuditEntry, Department
from planner.permissions import Permission
from planner.web import history
from planner.web.access import requires, signed_in
from planner.web.forms import PlannerForm
from planner.web.paging import Listed, listed, seek
from planner.web.render import render

blueprint = Blueprint("departments", __name__, url_prefix="/departments")

EVENTS = {
    "department.created": _l("Added"), "department.revised": _l("Changed"), "department.archived": _l("Put away"),
    "department.imported": _l("Read from a file"),
}


@blueprint.get("")
@requires(Permission.PEOPLE_READ)
def index() -> Any:
    if queries.has_small_tree():
        return render("people/departments.html", branches=queries.department_tree(today()))
    under = request.args.get("under", 0, type=int) % 2**31 or None
    above = queries.departments_above(under) if under else []
    if under and not above:
        abort(404)
    parts = listed(queries.parts_of(under, today(), seek()))
    return render("people/department_level.html", parts=parts, above=above)


@blueprint.get("/new")
@requires(Permission.PEOPLE_EDIT)
def new() -> Any:
    return _edit_page(DepartmentForm())


@blueprint.post("/new")
@requires(Permission.PEOPLE_EDIT)
def create() -> Any:
    form = _offered(DepartmentForm())
    if form.validate():
        try:
            department = commands.create_department(actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("%(name)s is added.", name=department.name))
            return redirect(url_for("departments.index"), code=303)
    return _edit_page(form, status=422)


@blueprint.get("/<int:department_id>/edit")
@requires(Permission.PEOPLE_EDIT)
def edit(department_id: int) -> Any:
    department = _department(department_id)
    return _edit_page(DepartmentForm(obj=department), department=department)


@blueprint.post("/<int:department_id>/edit")
@requires(Permission.PEOPLE_EDIT)
def update(department_id: int) -> Any:
    department, form = _department(department_id), DepartmentForm()
    _offered(form, department)
    if form.validate():
        try:
            commands.revise_department(department, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                form.hold_against(_offered(DepartmentForm(formdata=None, obj=department), department), department.version)
        else:
            flash(_("%(name)s is saved.", name=department.name))
            return redirect(url_for("departments.index"), code=303)
    return _edit_page(form, department=department, status=422)


@blueprint.post("/<int:department_id>/archive")
@requires(Permission.PEOPLE_EDIT)
def archive(department_id: int) -> Any:
    department, form = _department(department_id), PlannerForm()
    try:
        commands.archive_department(department, actor=signed_in(), on=today())
    except RuleBroken as error:
        form.refuse(error)
        return _edit_page(DepartmentForm(formdata=None, obj=department), department=department, refused=form, status=422)
    flash(_("%(name)s is put away.", name=department.name))
    return redirect(url_for("departments.index"), code=303)


def _department(department_id: int) -> Department:
    department = queries.department_by_id(department_id)
    if department is None:
        abort(404)
    return department


def _offered(form: DepartmentForm, department: Department | None = None) -> DepartmentForm:
    form.parent_id.offer(departments_to_find(signed_in(), keep=[department.parent_id] if department else []))
    form.head_id.offer(people_to_find(today(), keep=[department.head_id] if department else []))
    return form


def _edit_page(
    form: DepartmentForm, *, department: Department | None = None, refused: PlannerForm | None = None, status: int = 200
) -> Response:
    return render(
        "people/department_edit.html", form=_offered(form, department), department=department, refused=refused,
        history_rows=_history(department) if department else [],
        form_errors=refused.form_errors if refused else False, status=status,
    )


def _history(department: Department) -> Listed[history.Event]:
    def columns(entries: Sequence[AuditEntry]) -> history.Columns:
        departments = queries.departments_named(ids_in(entries, "parent_id"))
        return {
            "name": (_("Name"), history.as_text),
            "parent_id": (_("Part of"), history.as_name(departments)),
            "head_id": (_("Head"), history.as_name(queries.people_named(ids_in(entries, "head_id")))),
        }

    path = url_for("departments.edit", department_id=department.id)
    return history.history_of(department, EVENTS, columns, path=path)
