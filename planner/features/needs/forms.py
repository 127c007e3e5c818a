"""What is typed about needs: three short steps, then analysis, triage and the decision."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from planner.domain.intake import QUESTIONS
from planner.domain.messages import N_
from planner.domain.priority import CRITERIA, HIGHEST, LOWEST, Criterion
from planner.domain.values import LABELS, CauseCell, Direction, NeedState
from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import DayField, NumberField, WholeNumberField, WordField
from planner.web.finding import FindField
from planner.web.forms import PlannerForm, VersionedForm

_UNITS = {"%": "percent", "procent": "percent", "per cent": "percent", "percentage": "percent"}


def _unit(text: str | None) -> str | None:
    """One spelling for percent, so that differences can be called points."""
    return _UNITS.get(text.strip().lower(), text) if text else text


class StepForm(VersionedForm):
    """One step of the intake; its fields are columns of the need."""

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the need; a text that was left empty is an empty text."""
        return {
            field.name: "" if field.data is None and isinstance(field, StringField | TextAreaField) and field.name in _TEXTS
            else field.data
            for field in self if field.name not in ("version", "csrf_token")
        }


class ProblemForm(StepForm):
    title = StringField(
        _l("The problem in a few words"), description=_l("For example “Proposals do not answer the tender”."),
        validators=[InputRequired(_l("Name the problem in a few words.")), Length(max=200)],
    )
    problem = TextAreaField(
        _l("What goes wrong"),
        description=_l("What happens that should not, or does not happen that should? Describe the work, not a course."),
        validators=[Length(max=5000)],
    )
    department_id = FindField(_l("Department"), validators=[InputRequired(_l("Choose a department."))])
    goal_id = FindField(
        _l("Goal that it touches"), blank=_l("No goal, or not known"),
        description=_l("A need that touches a goal of the organization is easier to decide."),
    )
    audience = StringField(
        _l("Who is affected"), description=_l("Whose work it is about, for example “account managers”."),
        validators=[Length(max=200)],
    )
    audience_size = WholeNumberField(_l("How many people"), minimum=0, description=_l("An estimate will do."))


class GapForm(StepForm):
    indicator_name = StringField(
        _l("What is measured"), description=_l("The number in which the problem shows, for example “proposals won”."),
        validators=[Length(max=200)],
    )
    unit = StringField(
        _l("Unit"), description=_l("For example percent, days, errors per 1,000 orders."), filters=[_unit],
        validators=[Length(max=40)],
    )
    direction = WordField(_l("Which way is better"), (Direction.UP, Direction.DOWN), default=Direction.UP)
    current_value = NumberField(_l("Value today"))
    current_on = DayField(_l("Measured on"))
    desired_value = NumberField(_l("Value that you want"))
    evidence = TextAreaField(
        _l("Where the numbers come from"), description=_l("A report, a count, interviews. What have you tried already?"),
        validators=[Length(max=5000)],
    )


class ReasonsForm(StepForm):
    consequence = TextAreaField(
        _l("What happens if nothing is done"), description=_l("For customers, colleagues, cost, safety or the law."),
        validators=[Length(max=5000)],
    )
    needed_by_on = DayField(_l("Needed by"), description=_l("Leave empty when there is no date."))


_TEXTS = {"title", "problem", "audience", "indicator_name", "unit", "evidence", "consequence"}

STEPS: dict[str, tuple[str, type[StepForm]]] = {
    "problem": (N_("The problem"), ProblemForm),
    "gap": (N_("The gap"), GapForm),
    "reasons": (N_("Why it matters"), ReasonsForm),
}


class FilterForm(PlannerForm):
    """The filters of the list; sent by GET, so that a filtered list can be bookmarked."""

    class Meta(PlannerForm.Meta):
        csrf = False

    state = WordField(_l("State"), NeedState, blank=_l("All"))
    department = FindField(_l("Department"), blank=_l("All"))
    goal = FindField(_l("Goal"), blank=_l("All"))
    sort = SelectField(
        _l("Order"), default="latest",
        choices=[
            SelectChoice("latest", _l("Latest first")), SelectChoice("score", _l("Highest score first")),
            SelectChoice("waiting", _l("Waiting longest first")),
        ],
    )


class AnalysisForm(VersionedForm):
    """A finding and a box for each of the six cells, in the order in which to look."""

    def findings(self) -> dict[CauseCell, tuple[str, bool]]:
        return {
            cell: (self[f"{cell.value}_finding"].data or "", bool(self[f"{cell.value}_accepted"].data)) for cell in CauseCell
        }


for _cell in CauseCell:
    setattr(AnalysisForm, f"{_cell.value}_finding", TextAreaField(
        _l(LABELS[_cell]), description=_l(QUESTIONS[_cell]), validators=[Length(max=3000)],
    ))
    setattr(AnalysisForm, f"{_cell.value}_accepted", BooleanField(
        _l("Accepted as a cause of the gap: %(cell)s", cell=_l(LABELS[_cell])),
    ))


class ExpectationForm(VersionedForm):
    expectation_can = TextAreaField(_l("What learning can change here"), validators=[Length(max=3000)])
    expectation_cannot = TextAreaField(
        _l("What learning cannot change here"), description=_l("And who will do something about that."),
        validators=[Length(max=3000)],
    )
    expectation_agreed_on = DayField(
        _l("Agreed on"),
        description=_l("The day on which the department and the learning department agreed. Leave empty until then."),
    )

    def values(self) -> dict[str, Any]:
        return {
            "expectation_can": self.expectation_can.data or "", "expectation_cannot": self.expectation_cannot.data or "",
            "expectation_agreed_on": self.expectation_agreed_on.data,
        }


class TriageForm(VersionedForm):
    """One question for each criterion; the anchors stand in the choices."""

    def scores(self) -> dict[str, int | None]:
        return {criterion.name: self[criterion.name].data for criterion in CRITERIA}


def _anchored(criterion: Criterion) -> list[SelectChoice]:
    anchors = dict(zip((LOWEST, (LOWEST + HIGHEST) // 2, HIGHEST), criterion.anchors, strict=True))
    words = {score: _l("%(score)s – %(anchor)s", score=score, anchor=_l(anchor)) for score, anchor in anchors.items()}
    return [SelectChoice(score, words.get(score, str(score))) for score in range(LOWEST, HIGHEST + 1)]


for _criterion in CRITERIA:
    setattr(TriageForm, _criterion.name, RadioField(
        _l(_criterion.label), coerce=int, choices=_anchored(_criterion), invalid_value_message=_l("Choose a score from 1 to 5."),
        invalid_choice_message=_l("Choose a score from 1 to 5."),
        description=_l("More effort makes the score lower.") if _criterion.is_inverted else "",
        validators=[InputRequired(_l("Choose a score from 1 to 5."))],
    ))


class DecisionForm(VersionedForm):
    decision = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice("approve", _l("Approve: it will be answered")),
            SelectChoice("waitlist", _l("Waitlist: worth answering, no room yet")),
            SelectChoice("decline", _l("Decline")),
        ],
        validators=[InputRequired(_l("Choose a decision."))], invalid_choice_message=_l("Choose a decision."),
    )
    reason = TextAreaField(_l("Reason"), description=_l("The requester reads it."), validators=[Length(max=2000)])


class ReturnForm(PlannerForm):
    return_reason = TextAreaField(
        _l("What the department should add or change"), validators=[Length(max=2000)],
    )
