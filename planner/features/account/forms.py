"""What is typed to sign in, to set up and to change a password."""

from wtforms import PasswordField, StringField
from wtforms.validators import AnyOf, Email, InputRequired, Length

from planner.infra.i18n import LOCALES
from planner.infra.i18n import lazy_gettext as _l
from planner.web.fields import MonthField
from planner.web.forms import PlannerForm


class SignInForm(PlannerForm):
    email = StringField(
        _l("E-mail address"),
        validators=[InputRequired(_l("Enter your e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "username", "type": "email"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class SetUpForm(PlannerForm):
    organization_name = StringField(
        _l("Name of the organization"), validators=[InputRequired(_l("Enter the name.")), Length(max=200)],
        render_kw={"autocomplete": "organization"},
    )
    fiscal_year_start_month = MonthField(
        _l("First month of the fiscal year"), default=1, description=_l("Planning years follow it.")
    )
    currency = StringField(
        _l("Currency"), default="EUR", description=_l("Three letters, for example EUR."),
        validators=[InputRequired(_l("Enter the currency.")), Length(min=3, max=3, message=_l("Use three letters."))],
    )
    name = StringField(
        _l("Your name"), validators=[InputRequired(_l("Enter your name.")), Length(max=200)],
        render_kw={"autocomplete": "name"},
    )
    email = StringField(
        _l("Your e-mail address"),
        validators=[InputRequired(_l("Enter your e-mail address.")), Email(_l("Enter an address such as ada@example.org."))],
        render_kw={"autocomplete": "username", "type": "email"},
    )
    password = PasswordField(
        _l("A password"), validators=[InputRequired(_l("Enter a password.")), Length(max=200)],
        description=_l("At least 12 characters; a few words in a row are fine."),
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(PlannerForm):
    old_password = PasswordField(
        _l("Present password"), validators=[InputRequired(_l("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("New password"), validators=[InputRequired(_l("Enter a new password.")), Length(max=200)],
        description=_l("At least 12 characters; a few words in a row are fine."),
        render_kw={"autocomplete": "new-password"},
    )


class LanguageForm(PlannerForm):
    locale = StringField(validators=[AnyOf(list(LOCALES))])
