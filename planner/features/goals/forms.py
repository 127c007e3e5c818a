"""What is typed about goals."""

from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from planner.domain.values import Direction
from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import DayField, NumberField, WholeNumberField, WordField
from planner.web.finding import FindField
from planner.web.forms import PlannerForm, VersionedForm


class GoalForm(VersionedForm):
    statement = StringField(
        _l("The goal"), description=_l("What the organization wants to have reached, in one sentence."),
        validators=[InputRequired(_l("Enter the goal.")), Length(max=300)],
    )
    rationale = TextAreaField(_l("Why this goal"), validators=[Length(max=5000)])
    weight = NumberField(_l("Weight"), places=2, minimum=0, description=_l("Share of this year's attention, in percent."))
    outcome_measure = StringField(
        _l("Outcome measure"),
        description=_l("How the organization will know, for example “win rate” or “recordable incidents”."),
        validators=[Length(max=200)],
    )
    unit = StringField(_l("Unit"), description=_l("For example percent, days, per million hours."), validators=[Length(max=40)])
    direction = WordField(_l("Which way is better"), Direction, default=Direction.UP)
    baseline_value = NumberField(_l("Baseline"), description=_l("The value today."))
    baseline_on = DayField(_l("Baseline measured on"))
    target_value = NumberField(_l("Target"))
    due_on = DayField(_l("Due on"))
    owner_id = FindField(_l("Owner"), description=_l("The one person who answers for the result."))
    learning_is_planned = BooleanField(_l("Learning is planned for this goal"), default=True)
    no_learning_reason = TextAreaField(
        _l("If not, why not"), description=_l("A goal stays in the list even when no learning is planned for it."),
        validators=[Length(max=2000)],
    )

    VALUES = (
        "statement", "rationale", "weight", "outcome_measure", "unit", "direction", "baseline_value", "baseline_on",
        "target_value", "due_on", "owner_id", "learning_is_planned", "no_learning_reason",
    )

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the goal."""
        return {name: "" if (data := self[name].data) is None and name in _TEXTS else data for name in self.VALUES}


_TEXTS = {"statement", "rationale", "outcome_measure", "unit", "no_learning_reason"}


class SponsorForm(PlannerForm):
    person_id = FindField(_l("Sponsor"), validators=[InputRequired(_l("Choose a person."))])
    is_lead = BooleanField(_l("Leads the sponsors of this goal"))
    agreed_on = DayField(_l("Agreed on"), description=_l("Leave empty until the sponsor has agreed."))
    agreement = TextAreaField(_l("What was agreed"), validators=[Length(max=2000)])


class RankForm(PlannerForm):
    rank = WholeNumberField(_l("Rank"), minimum=1, validators=[InputRequired(_l("Enter a rank."))])


class ArchiveForm(PlannerForm):
    reason = StringField(_l("Reason"), validators=[Length(max=500)])
