"""What is typed about targets."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from wtforms import BooleanField, FormField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from planner.domain.values import Status, TrajectoryKind
from planner.features.targets.kept import ATTENTION
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.models import Target
from planner.web.fields import ChoiceField, DayField, NumberField, RowsField, WholeNumberField, WordField
from planner.web.filters import day, number
from planner.web.finding import FindField
from planner.web.forms import PlannerForm, VersionedForm

EMPTY_POINTS = 4


class PointForm(PlannerForm):
    """One planned value on a day."""

    class Meta(PlannerForm.Meta):
        csrf = False  # part of a form that has a token

    on = DayField(_l("Day"))
    value = NumberField(_l("Planned value"))

    def post_validate(self) -> None:
        if (self.on.data is None) != (self.value.data is None) and not (self.on.errors or self.value.errors):
            lacking = self.on if self.on.data is None else self.value
            lacking.errors = [*lacking.errors, _("Give the day and the value, or empty both.")]


class PointsField(RowsField):
    """The points of a plan, one a row; empty rows count for nothing."""

    def points(self) -> tuple[tuple[date, Decimal], ...]:
        rows = [(entry.form.on.data, entry.form.value.data) for entry in self.entries]
        return tuple(sorted((on, value) for on, value in rows if on is not None and value is not None))

    def _value(self) -> str:
        """All points in words, for showing two versions beside each other."""
        return ", ".join(f"{day(on)}: {number(value)}" for on, value in self.points())


def _yes_no_or_measure(value: Any) -> bool | None:
    return None if value in (None, "", "None") else value in (True, "True")


class TargetForm(VersionedForm):
    statement = StringField(
        _l("The target in one sentence"),
        description=_l("What will change, from what to what, for whom, by when. Example: “Raise the share of account managers "
                       "who apply the method from 48 % to 70 % by 31 December 2027”."),
        validators=[InputRequired(_l("Enter the target.")), Length(max=300)],
    )
    measure_id = ChoiceField(_l("Measure"), blank=_l("Choose a measure"), validators=[InputRequired(_l("Choose a measure."))])
    program_id = FindField(_l("Program"), blank=_l("No program: the target is about the goal, or the whole function"))
    goal_id = FindField(_l("Goal of the organization"), blank=_l("No goal yet"))
    population = StringField(
        _l("Part of the audience"), description=_l("Only when the target is about some of the people, for example a region."),
        validators=[Length(max=200)],
    )
    baseline_value = NumberField(_l("Baseline"), description=_l("The value before you start, in the unit of the measure."))
    baseline_on = DayField(_l("Baseline measured on"))
    target_value = NumberField(_l("Target"), validators=[InputRequired(_l("Enter the target value."))],
                               description=_l("The value to reach, in the unit of the measure."))
    last_year_value = NumberField(_l("Last year"), description=_l("For comparison in reports."))
    is_cumulative = SelectField(
        _l("What the plan is about"), coerce=_yes_no_or_measure,
        choices=[
            SelectChoice("None", _l("as the measure says")),
            SelectChoice("True", _l("the total since the year began")),
            SelectChoice("False", _l("the value of each fortnight")),
        ],
    )
    source = StringField(_l("Source of the values"), description=_l("Empty: as the measure says."), validators=[Length(max=200)])
    collector_id = FindField(_l("Collected by"), blank=_l("The owner"), description=_l("Who enters the values."))
    collected_every_days = WholeNumberField(
        _l("Collected every"), description=_l("Empty: as the measure says."),
        validators=[Optional(), NumberRange(1, 3660, _l("Use a number from 1 to 3660."))],
    )
    owner_id = FindField(_l("Owner"), blank=_l("Nobody yet"), description=_l("The one person who answers for the result."))
    need_id = FindField(_l("Need that it answers"), blank=_l("No need"))
    no_need_reason = StringField(_l("If there is no need, why this target"), validators=[Length(max=500)])
    is_stretch = BooleanField(_l("It is a stretch: more than was ever reached"))
    is_lagging = BooleanField(_l("It lags: the values come later than the reviews"))
    is_milestone = BooleanField(_l("It is a milestone: something is done or not"))
    starts_on = DayField(_l("Starts on"), validators=[InputRequired(_l("Enter the start."))])
    due_on = DayField(_l("Due on"), validators=[InputRequired(_l("Enter the due date."))])
    is_multi_year = BooleanField(_l("It runs over several years"))
    trajectory = WordField(_l("Path from baseline to target"), TrajectoryKind, default=TrajectoryKind.LINEAR)
    points = PointsField(FormField(PointForm), label=_l("Points"), min_entries=EMPTY_POINTS)

    VALUES = (
        "statement", "program_id", "goal_id", "baseline_value", "baseline_on", "target_value", "last_year_value",
        "is_cumulative", "source", "collector_id", "collected_every_days", "owner_id", "need_id", "no_need_reason",
        "is_stretch", "is_lagging", "is_milestone", "starts_on", "due_on", "is_multi_year", "trajectory",
    )

    @classmethod
    def of(cls, target: Target, *, is_saved: bool = False) -> "TargetForm":
        """Filled from a target; `is_saved` ignores what was posted."""
        facts = {"measure_id": target.indicator.measure_id, "population": target.indicator.population}
        return cls(formdata=None, obj=target, data=facts) if is_saved else cls(obj=target, data=facts)

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the target."""
        return {name: "" if (data := self[name].data) is None and name in _TEXTS else data for name in self.VALUES}

    def add_rows(self) -> None:
        """More empty rows for points."""
        for _row in range(EMPTY_POINTS):
            self.points.append_entry()


_TEXTS = {"source", "no_need_reason"}


class FilterForm(PlannerForm):
    """The filters of the list; sent by GET, so that a filtered list can be bookmarked."""

    class Meta(PlannerForm.Meta):
        csrf = False

    status = WordField(_l("Status"), ATTENTION, blank=_l("All"))
    program = FindField(_l("Program"), blank=_l("All"))
    goal = FindField(_l("Goal"), blank=_l("All"))
    owner = FindField(_l("Owner"), blank=_l("All"))


class ReasonForm(PlannerForm):
    reason = StringField(_l("Reason"), validators=[Length(max=500)])


class OverrideForm(PlannerForm):
    status = WordField(_l("Status"), Status)
    reason = TextAreaField(
        _l("Reason"), description=_l("The computed status stays visible beside yours."),
        validators=[InputRequired(_l("Say why the status should be another one.")), Length(max=2000)],
    )


class StepForm(PlannerForm):
    what = StringField(_l("Step"), validators=[InputRequired(_l("Enter what is to be done.")), Length(max=300)])
    owner_id = FindField(_l("Who"))
    due_on = DayField(_l("By when"))


class NumbersForm(PlannerForm):
    """The numbers of one value; `only` leaves those that its measure asks for."""

    value = NumberField(_l("Value"))
    numerator = NumberField(_l("First part"))
    denominator = NumberField(_l("Second part"))
    to_date = NumberField(_l("Since the year began"))
    respondents = WholeNumberField(_l("Number of answers"), minimum=0)
    note = StringField(_l("Note"), validators=[Length(max=2000)])

    def only(self, names: tuple[str, ...]) -> None:
        for name in NUMBERS:
            if name in self and name not in names:
                del self[name]

    def numbers(self) -> dict[str, Any]:
        """What was typed; the fields that were left out are missing."""
        return {name: self[name].data for name in NUMBERS if name in self}

    def is_empty(self) -> bool:
        return not any(self[name].raw_data and str(self[name].raw_data[0]).strip() for name in NUMBERS if name in self)


NUMBERS = ("value", "numerator", "denominator", "to_date", "respondents")


class ValueForm(NumbersForm):
    period = SelectField(
        _l("Fortnight"), choices=[], validate_choice=False, description=_l("Those that are over and have no value yet.")
    )
    single_day = DayField(_l("Or a single day"), description=_l("When the value was read on one day."))
    source = StringField(_l("Source"), validators=[Length(max=200)])

    def offer(self, periods: list[tuple[str, str]]) -> None:
        self.period.choices = [SelectChoice(value, words) for value, words in periods]

    def chosen_period(self) -> tuple[date, date] | None:
        """The single day, or else the fortnight; None when neither was given."""
        one: date | None = self["single_day"].data if "single_day" in self else None
        if one is not None:
            return one, one
        first, _separator, last = str(self.period.data or "").partition("/")
        try:
            return date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            return None


class CorrectionForm(NumbersForm):
    note = None
    source = StringField(_l("Source"), validators=[Length(max=200)])
    reason = StringField(
        _l("Why it is corrected"), validators=[InputRequired(_l("Say why the value is corrected.")), Length(max=2000)]
    )


class RowForm(NumbersForm):
    """One row of the page on which everything for a fortnight is entered."""

    class Meta(NumbersForm.Meta):
        csrf = False  # the page has one token for all rows


@cache
def row_form(names: tuple[str, ...]) -> type[RowForm]:
    """The row with these numbers alone: fifty rows make no fields that nobody sees."""
    return type("RowForm", (RowForm,), {name: None for name in NUMBERS if name not in names})
