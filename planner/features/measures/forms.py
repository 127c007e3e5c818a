"""What is typed about measures."""

from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from planner.domain.units import spelled
from planner.domain.values import Aggregation, Direction, MeasureType
from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import WholeNumberField, WordField
from planner.web.finding import FindField
from planner.web.forms import VersionedForm

LEVELS = (
    (0, _l("0 – input: who, how much, at what cost")),
    (1, _l("1 – reaction")),
    (2, _l("2 – learning")),
    (3, _l("3 – application at work")),
    (4, _l("4 – results of the organization")),
    (5, _l("5 – return on what was spent")),
)


class MeasureForm(VersionedForm):
    name = StringField(_l("Name"), validators=[InputRequired(_l("Enter a name.")), Length(max=200)])
    code = StringField(
        _l("Code"), description=_l("A stable name for imports and exports, for example time_to_proficiency. It never changes."),
        validators=[InputRequired(_l("Enter a code.")), Length(max=64)],
    )
    type = WordField(_l("Type"), MeasureType, default=MeasureType.EFFECTIVENESS)
    level = SelectField(_l("Level"), choices=[SelectChoice(level, words) for level, words in LEVELS], coerce=int)
    unit = StringField(
        _l("Unit"),
        description=_l("For example percent, persons, hours, days, points, money per person. “goal” takes the goal’s own unit."),
        validators=[InputRequired(_l("Enter a unit.")), Length(max=40)],
    )
    direction = WordField(_l("Which way is better"), Direction, default=Direction.UP)
    aggregation = WordField(
        _l("How periods make a year"), Aggregation, default=Aggregation.LAST,
        description=_l("Participants add up; head counts do not; rates are put together from their parts."),
    )
    formula = TextAreaField(_l("Formula"), validators=[Length(max=2000)])
    source = StringField(_l("Source"), description=_l("Where the values come from."), validators=[Length(max=200)])
    is_survey = BooleanField(_l("Values come from a survey"), description=_l("Values from very few people are not shown."))
    collected_every_days = WholeNumberField(
        _l("Collected every"), default=14, render_kw={"unit": _l("days")},
        validators=[InputRequired(_l("Enter a number of days.")), NumberRange(1, 3660, _l("Use a number from 1 to 3660."))],
    )
    steward_id = FindField(_l("Steward"), description=_l("The person who knows how it is measured."))

    VALUES = (
        "name", "code", "type", "level", "unit", "direction", "aggregation", "formula", "source", "is_survey",
        "collected_every_days", "steward_id",
    )

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the measure, “%” as percent; a field that the page left out is left out."""
        values = {name: "" if (data := self[name].data) is None and name in _TEXTS else data
                  for name in self.VALUES if name in self._fields}
        return {**values, "unit": spelled(values["unit"] or "")}


_TEXTS = {"formula", "source"}
