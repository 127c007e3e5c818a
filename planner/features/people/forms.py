"""What is typed about people and departments."""

from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional

from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import DayField
from planner.web.finding import FindField
from planner.web.forms import PlannerForm, VersionedForm


class PersonForm(VersionedForm):
    name = StringField(_l("Name"), validators=[InputRequired(_l("Enter the name.")), Length(max=200)])
    job_title = StringField(_l("Job title"), validators=[Length(max=200)])
    department_id = FindField(_l("Department"))
    email = StringField(
        _l("Work e-mail address"), render_kw={"type": "email"},
        validators=[Optional(), Email(_l("Enter an address such as ada@example.org.")), Length(max=254)],
    )
    employee_number = StringField(
        _l("Employee number"), description=_l("Imports find the person by it."), validators=[Length(max=64)]
    )
    started_on = DayField(_l("First working day"))
    left_on = DayField(_l("Last working day"), description=_l("Leave empty for somebody who works here."))

    VALUES = ("name", "job_title", "department_id", "email", "employee_number", "started_on", "left_on")

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the person."""
        typed = {name: self[name].data for name in self.VALUES}
        return {**typed, "job_title": typed["job_title"] or ""}


class ArchivePersonForm(PlannerForm):
    even_as_owner = BooleanField(_l("The open things may wait without an owner"))


class DepartmentForm(VersionedForm):
    name = StringField(_l("Name"), validators=[InputRequired(_l("Enter the name.")), Length(max=200)])
    parent_id = FindField(_l("Part of"), description=_l("Leave empty for a department at the top."))
    head_id = FindField(_l("Head"), description=_l("Logs the needs of this department and of those below it."))

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the department."""
        return {"name": self.name.data, "parent_id": self.parent_id.data, "head_id": self.head_id.data}


class DirectoryForm(PlannerForm):
    """The filter of the directory; sent with GET, so that a filtered list can be bookmarked."""

    class Meta(PlannerForm.Meta):
        csrf = False

    q = StringField(_l("Name, title or address"), validators=[Length(max=100)], render_kw={"type": "search"})
    department = FindField(_l("Department"), blank=_l("All departments"))
