"""What is typed about cycles."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import DayField
from planner.web.forms import PlannerForm, VersionedForm


class CycleForm(VersionedForm):
    name = StringField(
        _l("Name"), description=_l("What people call the planning year, for example FY2028."),
        validators=[InputRequired(_l("Enter a name.")), Length(max=80)],
    )
    starts_on = DayField(
        _l("First day"), description=_l("Fortnights count from this day."), validators=[InputRequired(_l("Enter the first day."))]
    )
    ends_on = DayField(_l("Last day"), validators=[InputRequired(_l("Enter the last day."))])
    purpose = TextAreaField(
        _l("What this year is about"), description=_l("One paragraph that an executive understands."),
        validators=[Length(max=5000)],
    )

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the cycle."""
        return {
            "name": self.name.data, "starts_on": self.starts_on.data, "ends_on": self.ends_on.data,
            "purpose": self.purpose.data or "",
        }


class ReturnForm(PlannerForm):
    reason = TextAreaField(_l("What should change"), validators=[Length(max=2000)])


class RebaselineForm(PlannerForm):
    reason = TextAreaField(
        _l("Why the plan is replaced"), description=_l("The older plan stays readable beside the new one."),
        validators=[Length(max=2000)],
    )
