"""Fields that read what people type."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from babel import Locale
from babel.numbers import get_decimal_symbol
from wtforms import DateField, FieldList, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from planner.domain.values import LABELS
from planner.infra.i18n import gettext as _
from planner.infra.i18n import language, lazy_gettext

LARGEST = Decimal(10) ** 12


def parse_number(text: str, locale: Locale | str) -> Decimal:
    """Read `1.234,5` or `1,234.5` by the reader's locale; a single separator that cannot group thousands is a decimal sign.

    Raises ValueError for what is no number.
    """
    compact = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("\u2212", "-")
    decimal_sign = get_decimal_symbol(locale)
    other = "," if decimal_sign == "." else "."
    if compact.count(other) == 1 and decimal_sign not in compact and len(compact.split(other)[1]) != 3:
        decimal_sign, other = other, decimal_sign
    head, _separator, tail = compact.partition(decimal_sign)
    groups = head.lstrip("+-").split(other)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        raise ValueError(text)
    plain = head.replace(other, "") + ("." + tail if tail else "")
    if not plain.lstrip("+-").replace(".", "", 1).isascii() or not plain.lstrip("+-").replace(".", "", 1).isdigit():
        raise ValueError(text)
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error


def show_number(value: Decimal, locale: Locale | str) -> str:
    """For an input: no grouping, the reader's decimal sign, no trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", get_decimal_symbol(locale))


class NumberField(StringField):
    """A Decimal, typed the way the reader writes numbers. Set `places` for money (2) or whole numbers (0)."""

    widget = TextInput()

    def __init__(self, *args: Any, places: int = 6, minimum: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {}).setdefault("inputmode", "decimal")
        super().__init__(*args, **kwargs)
        self.places = places
        self.minimum = minimum

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return show_number(Decimal(self.data), language().locale) if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            value = parse_number(text, language().locale)
        except ValueError as error:
            raise ValueError(_("Enter a number, for example %(example)s.", example=self._example())) from error
        self.data = value

    def pre_validate(self, form: Any) -> None:
        if not isinstance(self.data, Decimal):
            return
        if self.data.copy_abs() >= LARGEST:  # `abs` would round it first, and fail where there are a million digits
            raise ValidationError(_("This number is too large."))
        if self.data != self.data.quantize(Decimal(1).scaleb(-self.places)):
            raise ValidationError(
                _("Use a whole number.") if self.places == 0 else _("Use at most %(n)s decimals.", n=self.places)
            )
        if self.minimum is not None and self.data < self.minimum:
            raise ValidationError(_("This must be at least %(minimum)s.", minimum=self.minimum))

    def _example(self) -> str:
        return show_number(Decimal("120") if self.places == 0 else Decimal("12.5"), language().locale)


class WholeNumberField(NumberField):
    """A count; the data is an int."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, places=0, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if isinstance(self.data, Decimal) and not self.errors:
            self.data: Any = int(self.data)


class DayField(DateField):
    """A day, as the browser's date input sends it; also reads 31-12-2027 and 31/12/2027 typed by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        try:
            super().process_formdata([str(valuelist[0]).strip()])
        except ValueError as error:
            raise ValueError(_("Enter a date, for example %(example)s.", example="2027-12-31")) from error
        read: Any = self.data
        if isinstance(read, date) and not 1900 <= read.year <= 2200:
            self.data = None
            raise ValueError(_("Enter a date between 1900 and 2200."))


def id_or_none(value: Any) -> int | None:
    """The id in a form value, None for an empty one. Raises ValueError for what is no number."""
    return int(value) if value not in (None, "", "None") else None


class ChoiceField(SelectField):
    """Pick one thing by its id, or nothing. Choices are set by the view from what the person may see."""

    def __init__(self, *args: Any, blank: str = "–", **kwargs: Any) -> None:
        super().__init__(*args, coerce=id_or_none, choices=[], **kwargs)
        self.blank = blank

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        """Set the choices; a blank comes first."""
        self.choices = [SelectChoice("", self.blank), *(SelectChoice(value, label) for value, label in choices)]

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(_("Choose one from the list."))


class ChoicesField(SelectMultipleField):
    """Pick several things by id: a list of boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=int, choices=[], **kwargs)

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        self.choices = [SelectChoice(value, label) for value, label in choices]

    def pre_validate(self, form: Any) -> None:
        if set(self.data or []) - {choice.value for choice in self.choices}:
            raise ValidationError(_("Choose from the list."))


class WordField(SelectField):
    """Pick one member of a vocabulary (a StrEnum with LABELS); with `blank`, or none."""

    def __init__(self, label: Any, members: Iterable[StrEnum], *, blank: Any = None, **kwargs: Any) -> None:
        words = {member.value: member for member in members}
        choices = [SelectChoice(value, lazy_gettext(LABELS[member])) for value, member in words.items()]
        if blank is not None:
            choices.insert(0, SelectChoice("", blank))
        kwargs.setdefault("invalid_value_message", lazy_gettext("Choose one from the list."))
        super().__init__(label, coerce=lambda value: _member(words, value), choices=choices, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data is None and self.choices[0].value != "" and not self.process_errors:
            raise ValidationError(_("Choose one from the list."))


def _member(words: dict[str, StrEnum], value: Any) -> StrEnum | None:
    if value in (None, "", "None"):
        return None
    if value not in words:
        raise ValueError(value)
    return words[value]


class RowsField(FieldList):
    """Rows of a table inside a form. A row's number is a few plain digits, as a page sends it; there are at most `MOST_ROWS`."""

    MOST_ROWS = 100

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_entries=self.MOST_ROWS, **kwargs)

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        # The library takes whatever some alphabet calls a digit, and then cannot read it.
        for name in formdata:
            if name.startswith(f"{prefix}-"):
                number = name[len(prefix) + 1 :].split("-", 1)[0]
                if number.isascii() and number.isdecimal() and len(number) <= 4:
                    yield int(number)


class MonthField(SelectField):
    """A month of the year; the data is its number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        names = [
            lazy_gettext("January"), lazy_gettext("February"), lazy_gettext("March"), lazy_gettext("April"),
            lazy_gettext("May"), lazy_gettext("June"), lazy_gettext("July"), lazy_gettext("August"),
            lazy_gettext("September"), lazy_gettext("October"), lazy_gettext("November"), lazy_gettext("December"),
        ]
        super().__init__(*args, coerce=int, choices=[SelectChoice(*month) for month in enumerate(names, start=1)], **kwargs)
