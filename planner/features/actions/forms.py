"""What is typed about corrective actions."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import DayField, NumberField
from planner.web.finding import FindField
from planner.web.forms import PlannerForm, VersionedForm


class ActionForm(VersionedForm):
    what = StringField(
        _l("What will be done"), validators=[InputRequired(_l("Enter what will be done.")), Length(max=300)],
        description=_l("One action, for example “coach-the-coach session for 14 managers”."),
    )
    trigger = TextAreaField(_l("What set it off"), validators=[Length(max=2000)])
    root_cause = TextAreaField(
        _l("Root cause"), description=_l("Why it slipped, not that it slipped."),
        validators=[InputRequired(_l("Enter the root cause.")), Length(max=2000)],
    )
    owner_id = FindField(_l("Owner"), validators=[InputRequired(_l("Name the one person who does it."))])
    due_on = DayField(_l("Due on"), validators=[InputRequired(_l("Enter the day on which it will be done."))])
    expected_effect = NumberField(_l("Expected effect"), description=_l("The change of the measure, with its sign."))
    effect_by_on = DayField(_l("Effect visible by"))

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the action."""
        return {
            "what": self.what.data, "trigger": self.trigger.data or "", "root_cause": self.root_cause.data or "",
            "owner_id": self.owner_id.data, "due_on": self.due_on.data, "expected_effect": self.expected_effect.data,
            "effect_by_on": self.effect_by_on.data,
        }


class CompleteForm(PlannerForm):
    done_on = DayField(_l("Done on"), validators=[InputRequired(_l("Enter the day on which it was done."))])


class VerifyForm(PlannerForm):
    was_effective = RadioField(
        _l("Did it help?"),
        choices=[SelectChoice("yes", _l("Yes, the measure moved as promised")), SelectChoice("no", _l("No, or not enough"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    outcome_note = TextAreaField(_l("What the measure shows"), validators=[Length(max=2000)])


class DropForm(PlannerForm):
    outcome_note = StringField(_l("Reason"), validators=[Length(max=500)])
