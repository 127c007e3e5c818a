"""What is typed in and about reviews."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from planner.domain.values import Status
from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import DayField, WholeNumberField, WordField
from planner.web.finding import FindField
from planner.web.forms import PlannerForm, VersionedForm


class SeriesForm(PlannerForm):
    name = StringField(
        _l("Name of the series"), validators=[InputRequired(_l("Enter a name.")), Length(max=200)],
        description=_l("For example “Portfolio review”."),
    )
    chair_id = FindField(_l("Chair"))
    program_id = FindField(_l("Program"), blank=_l("all programs"), description=_l("Leave it empty to review everything."))
    first_on = DayField(_l("First review on"), validators=[InputRequired(_l("Enter the day of the first review."))])
    every_days = WholeNumberField(
        _l("Every"), minimum=1, default=14, validators=[InputRequired(_l("Enter a number of days."))],
        description=_l("14 days is a fortnight."),
    )

    def post_validate(self) -> None:
        if isinstance(self.every_days.data, int) and self.every_days.data > 366:
            self.every_days.errors = [*self.every_days.errors, _l("Use at most 366 days.")]

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data, "chair_id": self.chair_id.data, "program_id": self.program_id.data,
            "first_on": self.first_on.data, "every_days": self.every_days.data,
        }


class LineForm(VersionedForm):
    analysis = TextAreaField(_l("Analysis"), description=_l("What do the numbers say, and why?"), validators=[Length(max=4000)])
    recommendation = TextAreaField(
        _l("Recommendation"), description=_l("What should we do, and who decides?"), validators=[Length(max=4000)]
    )
    confidence = SelectField(
        _l("Confidence"), description=_l("How likely is the target, if nothing changes? 10 is certain."),
        choices=[SelectChoice("", "–"), *(SelectChoice(str(n), str(n)) for n in range(1, 11))],
        coerce=lambda value: int(value) if value not in (None, "") else None,
    )
    override_status = WordField(
        _l("Another status"), [status for status in Status if status is not Status.NO_DATA], blank=_l("as computed"),
        description=_l("Only when the computed one misleads; both are shown."),
    )
    override_reason = StringField(_l("Reason for another status"), validators=[Length(max=500)])

    def values(self) -> dict[str, Any]:
        status = self.override_status.data
        return {
            "analysis": self.analysis.data or "", "recommendation": self.recommendation.data or "",
            "confidence": self.confidence.data, "override_status": status,
            "override_reason": (self.override_reason.data or "") if status else "",
        }


class NotesForm(VersionedForm):
    attendees = StringField(_l("Who is there"), validators=[Length(max=1000)])
    notes = TextAreaField(_l("Notes"), validators=[Length(max=8000)])


class DecisionForm(PlannerForm):
    what = StringField(_l("What was decided"), validators=[InputRequired(_l("Enter the decision.")), Length(max=1000)])
    decided_by_id = FindField(_l("Decided by"))


class MoveForm(PlannerForm):
    held_on = DayField(_l("Hold it on"), validators=[InputRequired(_l("Enter a day."))])
