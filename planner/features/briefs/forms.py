"""What is typed about briefs, in two steps: what it is about, and what it says."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from planner.infra.i18n import LOCALES
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import DayField
from planner.web.finding import FindField
from planner.web.forms import VersionedForm


class BriefForm(VersionedForm):
    title = StringField(
        _l("Title"), description=_l("Stands on the cover beside the name of the organization."),
        validators=[InputRequired(_l("Enter a title.")), Length(max=200)],
    )
    audience = StringField(
        _l("Audience"), description=_l("Who will read it, for example “Executive board”."), validators=[Length(max=200)]
    )
    goal_id = FindField(_l("One goal"), blank=_l("All goals"))
    program_id = FindField(_l("One program"), blank=_l("All programs"))
    locale = SelectField(
        _l("Language"), description=_l("Of everything in the brief, whoever reads it."),
        choices=[SelectChoice(code, name) for code, name in LOCALES.items()],
    )
    as_of_on = DayField(
        _l("Figures as of"), description=_l("Values of periods that had ended by this day count."),
        validators=[InputRequired(_l("Enter the day of the figures."))],
    )
    chart_target_id = FindField(_l("Target in the chart"), blank=_l("The one that needs most attention"))

    def post_validate(self) -> None:
        if self.goal_id.data is not None and self.program_id.data is not None:
            objection = _("A brief is about one goal or one program. Empty one of the two.")
            self.program_id.errors = [*self.program_id.errors, objection]

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the brief."""
        names = ("title", "audience", "locale", "as_of_on", "chart_target_id", "program_id", "goal_id")
        return {name: "" if (data := self[name].data) is None and name == "audience" else data for name in names}


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
