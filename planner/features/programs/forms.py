"""What is typed about programs."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from planner.domain.programs import RATINGS
from planner.domain.values import ImpactKind, ProgramState
from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import DayField, NumberField, WholeNumberField, WordField
from planner.web.finding import FindField, FindManyField
from planner.web.forms import PlannerForm, VersionedForm


class ProgramForm(VersionedForm):
    name = StringField(_l("Name"), validators=[InputRequired(_l("Name the program.")), Length(max=200)])
    purpose = TextAreaField(
        _l("Purpose"), description=_l("What will people do differently when it has worked?"), validators=[Length(max=5000)],
    )
    goal_ids = FindManyField(_l("Goals that it serves"))
    need_ids = FindManyField(_l("Needs that it answers"))
    owner_id = FindField(_l("Owner"), description=_l("The one person who answers for the program."))
    sponsor_id = FindField(_l("Sponsor"), description=_l("The leader who wants it and makes room for it."))
    department_id = FindField(_l("For"), blank=_l("The whole organization"))
    audience = StringField(_l("Audience"), description=_l("For example “account managers”."), validators=[Length(max=200)])
    expected_participants = WholeNumberField(_l("Expected participants"), minimum=0)
    starts_on = DayField(_l("Starts on"))
    ends_on = DayField(_l("Ends on"))
    budget = NumberField(_l("Budget"), places=2, minimum=0, description=_l("For the whole program, from start to end."))

    COLUMNS = (
        "name", "purpose", "owner_id", "sponsor_id", "department_id", "audience", "expected_participants", "starts_on",
        "ends_on", "budget",
    )

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the program."""
        return {name: "" if (data := self[name].data) is None and name in _TEXTS else data for name in self.COLUMNS}


_TEXTS = {"name", "purpose", "audience"}


class ImpactForm(VersionedForm):
    kind = WordField(
        _l("How it is stated"), ImpactKind, blank=_l("Not stated yet"),
        description=_l("Take what the sponsor can stand for: a number if there is one, otherwise high, medium or low."),
    )
    planned_value = NumberField(_l("Value"), description=_l("For everything but high, medium or low."))
    unit = StringField(
        _l("Unit"), validators=[Length(max=40)],
        description=_l("For example percent, points, hours. Rates, returns and predictions are percentages when this is empty."),
    )
    rating = SelectField(
        _l("High, medium or low"), coerce=lambda value: value or None,
        choices=[SelectChoice("", "–"), *(SelectChoice(value, _l(words)) for value, words in RATINGS.items())],
        description=_l("Only when there is no number."), invalid_choice_message=_l("Choose one from the list."),
    )
    agreed_by_id = FindField(_l("Agreed by"), description=_l("The sponsor, not the learning department."))
    agreed_on = DayField(_l("Agreed on"), description=_l("Leave empty until it is agreed."))
    note = TextAreaField(_l("What else plays a part"), validators=[Length(max=2000)])

    def values(self) -> dict[str, Any]:
        names = ("kind", "planned_value", "unit", "rating", "agreed_by_id", "agreed_on", "note")
        return {name: "" if (data := self[name].data) is None and name in ("unit", "note") else data for name in names}


class FilterForm(PlannerForm):
    """The filters of the list; sent by GET, so that a filtered list can be bookmarked."""

    class Meta(PlannerForm.Meta):
        csrf = False

    state = WordField(_l("State"), ProgramState, blank=_l("All"))
    goal = FindField(_l("Goal"), blank=_l("All"))
    department = FindField(_l("Department"), blank=_l("All"))


class MoveForm(PlannerForm):
    reason = StringField(_l("Reason"), validators=[Length(max=500)])


class ArchiveForm(PlannerForm):
    archive_reason = StringField(_l("Reason"), validators=[Length(max=500)])
