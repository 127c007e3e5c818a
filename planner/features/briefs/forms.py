"""What is typed about briefs, in two steps: what it is about, and what it says."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from planner.infra.i18n import LOCALES
from planner.models import Brief
from planner.web.fields import ChoiceField, DayField
from planner.web.forms import VersionedForm

WHOLE = "strategy"
Choices = Iterable[tuple[int, str]]


class BriefForm(VersionedForm):
    title = StringField(
        _l("Title"), description=_l("Stands on the cover beside the name of the organization."),
        validators=[InputRequired(_l("Enter a title.")), Length(max=200)],
    )
    audience = StringField(
        _l("Audience"), description=_l("Who will read it, for example “Executive board”."), validators=[Length(max=200)]
    )
    about = SelectField(_l("What it is about"))
    locale = SelectField(
        _l("Language"), description=_l("Of everything in the brief, whoever reads it."),
        choices=[SelectChoice(code, name) for code, name in LOCALES.items()],
    )
    as_of_on = DayField(
        _l("Figures as of"), description=_l("Values of periods that had ended by this day count."),
        validators=[InputRequired(_l("Enter the day of the figures."))],
    )
    chart_target_id = ChoiceField(_l("Target in the chart"), blank=_l("The one that needs most attention"))

    def offer(self, programs: Choices, goals: Choices, targets: Choices) -> None:
        """Set what can be chosen."""
        self.about.choices = [
            SelectChoice(WHOLE, _l("The whole strategy")),
            *(SelectChoice(f"goal-{key}", _l("Goal: %(name)s", name=words)) for key, words in goals),
            *(SelectChoice(f"program-{key}", _l("Program: %(name)s", name=words)) for key, words in programs),
        ]
        self.chart_target_id.offer(targets)

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the brief."""
        kind, _dash, key = str(self.about.data or WHOLE).partition("-")
        return {
            "title": self.title.data, "audience": self.audience.data or "", "locale": self.locale.data,
            "as_of_on": self.as_of_on.data, "chart_target_id": self.chart_target_id.data,
            "program_id": int(key) if kind == "program" else None, "goal_id": int(key) if kind == "goal" else None,
        }


def about_of(brief: Brief) -> str:
    """The choice in `about` that a brief stands for."""
    if brief.program_id is not None:
        return f"program-{brief.program_id}"
    return f"goal-{brief.goal_id}" if brief.goal_id is not None else WHOLE


class WordsForm(VersionedForm):
    verdict = TextAreaField(
        _l("Verdict"), description=_l("One sentence at the top: how it goes, and how the year will end."),
        validators=[Length(max=600)],
    )
    ask = TextAreaField(
        _l("What we ask the reader to decide"),
        description=_l("One decision a line. Begin with a word and a colon: “Onboarding: release two drivers per depot”."),
        validators=[Length(max=4000)],
    )
    conclusions = TextAreaField(
        _l("Conclusions"), description=_l("What the figures mean. One a line."), validators=[Length(max=4000)]
    )
    recommendations = TextAreaField(
        _l("Recommendations"), description=_l("What should be done. One a line."), validators=[Length(max=4000)]
    )

    def values(self, proposed: str) -> dict[str, Any]:
        """The typed values as columns. A verdict left as it was proposed stays a proposal, and follows the figures."""
        words = {name: self[name].data or "" for name in ("verdict", "ask", "conclusions", "recommendations")}
        return {**words, "verdict": "" if words["verdict"] == proposed else words["verdict"]}


class IssueForm(VersionedForm):
    """Says which version of the draft was seen."""
