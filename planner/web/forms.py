"""The form that all forms are: strips what is typed, speaks the reader's language, shows the domain's objections."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import SUBMIT_METHODS
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import BooleanField, FieldList, FileField, FormField, HiddenField, SelectField
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired

from planner.domain.errors import RuleBroken
from planner.infra.i18n import gettext as _
from planner.infra.i18n import language
from planner.web.filters import say


def _strip(value: Any) -> Any:
    """Without blanks around it, and without the one character that PostgreSQL cannot keep."""
    # A member of a vocabulary is a str as well, and would come back as a plain one.
    if not isinstance(value, str) or isinstance(value, Enum):
        return value
    return value.replace("\0", "").strip()


class PlannerForm(FlaskForm):
    """Base of all forms. `field.description` is the hint; `unit` in `render_kw` becomes a suffix."""

    class Meta(FlaskForm.Meta):
        locales = property(lambda self: [str(language().locale)])

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent as a form, and files for file fields alone: the framework would also take JSON, whose values are
            of any type, and hand a file to a field that expects words."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata  # the view said where it comes from
            if request.method not in SUBMIT_METHODS:
                return None
            takes_files = {field.name for field in form if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in takes_files]
            return CombinedMultiDict((MultiDict(files), request.form))

        def bind_field(self, form: Any, unbound_field: UnboundField, options: dict[str, Any]) -> Any:
            is_made_of_fields = issubclass(unbound_field.field_class, (FieldList, FormField))  # they strip for themselves
            filters = [] if is_made_of_fields else [_strip, *unbound_field.kwargs.get("filters", [])]
            return unbound_field.bind(form=form, filters=filters, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        self._refuse_blanks()
        self.post_validate()
        return is_valid and not self.errors

    def _refuse_blanks(self) -> None:
        """`InputRequired` looks at what was sent; blanks alone are an answer to it, but not to us."""
        for field in self:
            required = next((one for one in field.validators if isinstance(one, InputRequired)), None)
            if required is not None and field.data in ("", None) and not field.errors:
                field.errors = [str(required.message or field.gettext("This field is required."))]

    def post_validate(self) -> None:
        """Checks that need several fields; append to a field's `errors` or to `form_errors`."""

    def refuse(self, error: RuleBroken) -> None:
        """Show what the domain objected to, at the field it named if the form has it."""
        sentence = say(error.message)
        if error.field and error.field in self._fields:
            self._fields[error.field].errors = [*self._fields[error.field].errors, sentence]
        else:
            self.form_errors.append(sentence)


@dataclass(frozen=True, slots=True)
class Differs:
    """A field in which what somebody else saved differs from what was typed here."""

    label: str
    saved: str
    typed: str


class VersionedForm(PlannerForm):
    """For things that two people may edit at once: carries the version that was loaded."""

    version = HiddenField()
    both_versions: tuple[Differs, ...] = ()

    @property
    def loaded_version(self) -> int:
        """The version in the form; 0, which matches nothing, when it is missing or no number."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def hold_against(self, saved: "VersionedForm", version: int) -> None:
        """After a `StaleEdit`: what was typed stays, the frame of the form lists what `saved` (a form filled from the thing,
        with the same choices) has instead, and `version` is taken over, so that saving once more is a choice."""
        self.version.data = str(version)
        pairs = [(saved[field.name], field) for field in self if field.name in saved and not _is_hidden(field)]
        self.both_versions = tuple(
            Differs(str(mine.label.text), _words(theirs), _words(mine))
            for theirs, mine in pairs if _words(theirs) != _words(mine)
        )


def _is_hidden(field: Any) -> bool:
    return getattr(field.widget, "input_type", "") == "hidden"


def _words(field: Any) -> str:
    """What stands in a field, as a person reads it."""
    if hasattr(field, "in_words"):
        return str(field.in_words())
    if isinstance(field, SelectField):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    return str(field._value()).strip().replace("\r\n", "\n")
