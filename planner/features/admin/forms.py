"""What administrators type."""

from typing import Any

from babel.numbers import list_currencies
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.permissions import ROLE_LABELS, Role
from planner.web.fields import MonthField, NumberField, WholeNumberField
from planner.web.finding import FindField
from planner.web.forms import PlannerForm, VersionedForm


class RolesField(SelectMultipleField):
    """One box for each role."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=Role, choices=[SelectChoice(role.value, _l(ROLE_LABELS[role])) for role in Role], **kwargs)


class AccountForm(PlannerForm):
    person_id = FindField(
        _l("Person"), description=_l("Not in the list? Add the person to the directory first."),
        validators=[InputRequired(_l("Choose a person."))],
    )
    email = StringField(
        _l("E-mail address to sign in with"), render_kw={"type": "email", "autocomplete": "off"},
        validators=[
            InputRequired(_l("Enter the address.")), Email(_l("Enter an address such as ada@example.org.")), Length(max=254),
        ],
    )
    roles = RolesField(_l("Roles"))
    password = PasswordField(
        _l("First password"), render_kw={"autocomplete": "new-password"},
        description=_l("At least 12 characters; tell the person to change it on the page “Account”."),
        validators=[InputRequired(_l("Enter a password.")), Length(max=200)],
    )


class RolesForm(VersionedForm):
    roles = RolesField(_l("Roles"))


class NewPasswordForm(PlannerForm):
    password = PasswordField(
        _l("New password"), render_kw={"autocomplete": "new-password"}, description=_l("At least 12 characters."),
        validators=[InputRequired(_l("Enter a password.")), Length(max=200)],
    )


class OrganizationForm(PlannerForm):
    name = StringField(_l("Name of the organization"), validators=[InputRequired(_l("Enter the name.")), Length(max=200)])
    currency = StringField(
        _l("Currency"), description=_l("Three letters, for example EUR. Amounts are not converted."),
        validators=[InputRequired(_l("Enter the currency."))],
    )
    fiscal_year_start_month = MonthField(
        _l("First month of the fiscal year"), description=_l("New cycles are proposed by it.")
    )
    band_on_track = NumberField(
        _l("On track from"), places=2, minimum=0, description=_l("Share of the plan that counts as on track."),
        validators=[InputRequired(_l("Enter a percentage."))],
    )
    band_at_risk = NumberField(
        _l("At risk from"), places=2, minimum=0, description=_l("Below it a target is off track."),
        validators=[InputRequired(_l("Enter a percentage."))],
    )
    minimum_respondents = WholeNumberField(
        _l("Smallest group shown"), description=_l("Survey values of fewer people are not shown."),
        validators=[InputRequired(_l("Enter a number of people."))],
    )

    def post_validate(self) -> None:
        self.currency.data = str(self.currency.data or "").upper()
        if self.currency.data and not self.currency.errors and self.currency.data not in list_currencies():
            self.currency.errors = [_("This is no currency. Use its three letters, for example EUR.")]

    def values(self) -> dict[str, Any]:
        """The typed values as columns of the organization."""
        names = ("name", "currency", "fiscal_year_start_month", "band_on_track", "band_at_risk", "minimum_respondents")
        return {name: self[name].data for name in names}


class TrailForm(PlannerForm):
    """The filter of the audit trail; sent with GET, so that a filtered trail can be bookmarked."""

    class Meta(PlannerForm.Meta):
        csrf = False

    thing = SelectField(_l("About"), choices=[], validate_choice=False, default="")
    who = StringField(_l("Done by"), validators=[Length(max=100)], render_kw={"type": "search"})
