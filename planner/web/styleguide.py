"""What the style guide shows: a form with every kind of field, in order and refused.

Served in development only, to who is signed in.
"""

from typing import Any

from flask import Flask, Response
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from planner.permissions import Permission
from planner.web.access import requires
from planner.web.render import render

COLOURS = [SelectChoice("red", _l("Red")), SelectChoice("green", _l("Green")), SelectChoice("blue", _l("Blue"))]


class SampleForm(Form):
    """One field of each kind."""

    version = HiddenField(default="1")
    title = StringField(_l("Title"), [InputRequired(_l("Write a title."))], description=_l("A few words that say what it is."))
    story = TextAreaField(_l("Story"), description=_l("What happened, and what should happen?"))
    colour = SelectField(_l("Colour"), choices=COLOURS)
    share = IntegerField(_l("Share"), [NumberRange(0, 100, _l("Use a number from 0 to 100."))])
    due_on = DateField(_l("Due on"), [InputRequired(_l("Choose a day."))])
    size = RadioField(_l("Size"), [InputRequired(_l("Choose a size."))], choices=[
        SelectChoice("s", _l("Small")), SelectChoice("l", _l("Large")),
    ])
    kinds = SelectMultipleField(_l("Kinds"), choices=COLOURS, widget=ListWidget(prefix_label=False),
                                option_widget=CheckboxInput(), description=_l("Choose all that apply."))
    is_agreed = BooleanField(_l("Agreed with the owner"), description=_l("The owner said yes to these numbers."))
    secret = PasswordField(_l("Password"))
    file = FileField(_l("File"))


def styleguide_context() -> dict[str, Any]:
    """The variables that `styleguide.html` needs beside the usual ones."""
    refused = SampleForm(MultiDict({"refused-share": "200", "refused-colour": "green"}), prefix="refused-")
    refused.validate()
    return {"sample": SampleForm(), "refused": refused}


@requires(Permission.SELF)
def _show() -> Response:
    return render("styleguide.html", **styleguide_context())


def register(app: Flask) -> None:
    """Serve the style guide; the factory asks for it in development."""
    app.add_url_rule("/styleguide", "styleguide", _show)
