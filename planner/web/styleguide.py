"""What the style guide shows: a form with every kind of field, in order and refused.

Served in development only, to who is signed in.
"""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response
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

from planner.infra.finding import Found, Option
from planner.infra.i18n import lazy_gettext as _l
from planner.permissions import Permission
from planner.web.access import requires
from planner.web.finding import FindField, FindManyField
from planner.web.render import render


class SampleFinder:
    """Stands for a long list; `Finder` needs a table."""

    few = None
    address = ("choosing.suggest", {"kind": "people"})
    options = (Option(1, "Ines Okafor", "Board"), Option(2, "Ines de Vries", "Finance, ines@example.org"))

    def by_ids(self, ids: Iterable[int]) -> dict[int, Option]:
        return {option.id: option for option in self.options if option.id in set(ids)}

    def resolve(self, text: str) -> Found:
        return Found(self.options if "ines" in text.lower() else ())


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
    chair = FindField(_l("Chair"), description=_l("Nobody knows this list by heart, so it is searched."))
    guests = FindManyField(_l("Guests"))
    kinds = SelectMultipleField(_l("Kinds"), choices=COLOURS, widget=ListWidget(prefix_label=False),
                                option_widget=CheckboxInput(), description=_l("Choose all that apply."))
    is_agreed = BooleanField(_l("Agreed with the owner"), description=_l("The owner said yes to these numbers."))
    secret = PasswordField(_l("Password"))
    file = FileField(_l("File"))


def styleguide_context() -> dict[str, Any]:
    """The variables that `styleguide.html` needs beside the usual ones."""
    typed = {"refused-share": "200", "refused-colour": "green", "refused-chair-typed": "ines", "refused-guests-typed": "nobody"}
    sample, refused = SampleForm(data={"chair": 1, "guests": [2]}), SampleForm(MultiDict(typed), prefix="refused-")
    alone = SampleForm(prefix="alone-")
    for form in (sample, refused, alone):
        form.chair.offer(SampleFinder())
        form.guests.offer(SampleFinder())
    refused.validate()
    return {"sample": sample, "refused": refused, "alone": alone}


@requires(Permission.SELF)
def _show() -> Response:
    return render("styleguide.html", **styleguide_context())


def register(app: Flask) -> None:
    """Serve the style guide; the factory asks for it in development."""
    app.add_url_rule("/styleguide", "styleguide", _show)
