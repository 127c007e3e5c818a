"""The page of what is kept about a person."""

import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, url_for

from planner.domain.errors import RuleBroken
from planner.features.privacy import commands, queries
from planner.features.privacy.forms import EraseForm
from planner.infra.i18n import gettext as _
from planner.models import Person
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.render import render

blueprint = Blueprint("privacy", __name__, url_prefix="/people/<int:person_id>/privacy")


@blueprint.get("")
@requires(Permission.PERSON_ERASE)
def show(person_id: int) -> Any:
    return _page(_person(person_id), EraseForm(formdata=None))


@blueprint.post("/export")
@requires(Permission.PERSON_ERASE)
def export(person_id: int) -> Any:
    found = commands.export_person(_person(person_id), actor=signed_in())
    return Response(
        json.dumps(found, ensure_ascii=False, indent=1), mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="person-{person_id}.json"'},
    )


@blueprint.post("/erase")
@requires(Permission.PERSON_ERASE)
def erase(person_id: int) -> Any:
    person, form = _person(person_id), EraseForm()
    if form.validate() and form.fits(person.name):
        try:
            done = commands.erase_person(person, actor=signed_in(), reason=form.reason.data or "")
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The person is erased. Sealed papers that keep the name: %(n)s.", n=done["sealed"]))
            return redirect(url_for("people.show", person_id=person_id), code=303)
    return _page(person, form, status=422)


def _person(person_id: int) -> Person:
    person = queries.person_to_protect(person_id)
    if person is None:
        abort(404)
    return person


def _page(person: Person, form: EraseForm, *, status: int = 200) -> Response:
    # Where the person is named is looked for when the file is taken: it means reading every frozen paper.
    return render("privacy/show.html", status=status, person=person, form=form, account=queries.account_of(person))
