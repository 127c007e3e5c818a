"""What is typed before a person is erased."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.web.forms import PlannerForm


class EraseForm(PlannerForm):
    reason = StringField(
        _l("Why"), description=_l("For example the date of the request. Do not name the person: this is kept."),
        validators=[InputRequired(_l("Say why, in a few words.")), Length(max=300)],
    )
    name = StringField(
        _l("The name of the person, to be sure"), validators=[InputRequired(_l("Type the name as it stands above."))],
        render_kw={"autocomplete": "off"},
    )

    def fits(self, name: str) -> bool:
        """Whether the name was typed as it stands; says so at the field when not."""
        if (self.name.data or "").casefold() == name.strip().casefold():
            return True
        self.name.errors = [*self.name.errors, _("This is another name. Check that you erase the right person.")]
        return False
