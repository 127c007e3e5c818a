"""Fields in which one thing (or several) is chosen out of many by typing, and the suggestions that help.

A short list stays a plain list. A long one is a text field: what was typed is resolved here, so that it works without a
script; with one, suggestions come while typing and the chosen id travels along. Three values are sent for a field `owner_id`:
the text (`owner_id-typed`), an id (`owner_id`), and the text that this id was chosen for (`owner_id-for`). The id counts only
while the two texts are the same; whoever types something else after choosing means what is typed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, jsonify, request, url_for
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from planner.infra.finding import LONGEST_TEXT, Finder, Found, Option
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.infra.i18n import ngettext
from planner.web.fields import id_or_none


def suggestions(finder: Finder) -> Response:
    """What fits `?q=`, for the script of the field; `said` is for the live region."""
    found = finder.suggest(request.args.get("q", ""))
    options = [{"id": one.id, "label": one.label, "note": one.note} for one in found.options]
    return jsonify(options=options, said=_how_many(found))


def _how_many(found: Found) -> str:
    if not found.options:
        return str(_("Nothing fits."))
    if found.is_more:
        return str(_("The first %(n)s; type more to see others.", n=len(found.options)))
    return str(ngettext("%(num)s fits.", "%(num)s fit.", len(found.options)))


class _Typed:
    """What both kinds of field share: the finder, and the text that came along."""

    name: str
    data: Any
    process_errors: Any
    finder: Finder | None = None
    typed: str | None = None
    chosen_for: str | None = None
    matches: tuple[Option, ...] = ()

    def offer(self, finder: Any) -> None:
        """Say what may be chosen; the first offer counts, so that a form that is shown again asks nothing twice."""
        self.finder = self.finder or finder

    @property
    def is_typed(self) -> bool:
        """Whether there is too much to list."""
        return self.finder is not None and self.finder.few is None

    @property
    def has_choice(self) -> bool:
        """Whether there is anything to choose."""
        return self._finder.few != ()

    @property
    def address(self) -> str:
        """Where suggestions are asked for."""
        endpoint, values = self._finder.address
        return url_for(endpoint, **values)

    @property
    def _finder(self) -> Finder:
        if self.finder is None:
            raise RuntimeError(f"nothing was offered for {self.name}")
        return self.finder

    def _read(self, formdata: Any) -> None:
        if formdata is not None and f"{self.name}-typed" in formdata:
            self.typed = _clean(formdata.get(f"{self.name}-typed"))
            self.chosen_for = _clean(formdata.get(f"{self.name}-for", ""))

    def _objection(self, text: str, found: Found) -> str:
        if not found.options:
            return str(_("Nothing fits “%(typed)s”. Type a part of the name, or empty the field.", typed=text))
        if found.is_more:
            return str(_("Many fit “%(typed)s”. Choose one of the first below, or type more of the name.", typed=text))
        return str(_("Choose what you mean by “%(typed)s”, or type another name.", typed=text))


class FindField(_Typed, SelectField):
    """Choose one thing, or nothing. The data is its id."""

    def __init__(self, *args: Any, blank: Any = "–", **kwargs: Any) -> None:
        super().__init__(*args, coerce=id_or_none, choices=[], invalid_value_message=_l("Choose one from the list."), **kwargs)
        self.blank = blank

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self._read(formdata)
        super().process(formdata, data, extra_filters)
        if self.typed is not None and self.typed != self.chosen_for:
            self._mean(None)

    def pre_validate(self, form: Any) -> None:
        if self.typed and self.data is None:
            found = self._finder.resolve(self.typed)
            if found.exact is None:
                self.matches = found.options
                raise StopValidation(self._objection(self.typed, found))
            self._mean(found.exact.id)
        elif self.data is not None and self._option is None:
            raise StopValidation(_("Choose one from the list."))

    def iter_choices(self) -> Iterator[Any]:
        few = self.finder.few if self.finder is not None else None
        self.choices = [SelectChoice("", self.blank), *_choices(few or ())]
        yield from super().iter_choices()

    @property
    def text(self) -> str:
        """What stands in the text field: the name of what is chosen, or what was typed."""
        return self._option.label if self._option is not None else self.typed or ""

    @property
    def placeholder(self) -> str:
        """What it means to leave the field empty; a dash says too little where there is no list to open."""
        return str(self.blank) if str(self.blank) != "–" else str(_("Type a part of the name"))

    def in_words(self) -> str:
        """As a person reads it."""
        return self.text or str(self.blank)

    @property
    def _option(self) -> Option | None:
        return self._finder.by_ids([self.data]).get(self.data) if self.data is not None else None

    def _mean(self, number: int | None) -> None:
        self.data, self.raw_data = number, [str(number or "")]
        self.process_errors = []


class FindManyField(_Typed, SelectMultipleField):
    """Choose several things: boxes. The data is their ids. Out of a long list the chosen ones are boxes, more are typed."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=int, choices=[], invalid_value_message=_l("Choose from the list."), **kwargs)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self._read(formdata)
        super().process(formdata, data, extra_filters)

    def pre_validate(self, form: Any) -> None:
        chosen = set(self.data or [])
        if chosen - self._finder.by_ids(chosen).keys():
            raise StopValidation(_("Choose from the list."))
        if not self.typed:
            return
        refused: list[str] = []
        found = Found()
        for part, meant in self._parts(self.typed):
            if meant.exact is not None:
                self.data = [*(self.data or []), *({meant.exact.id} - set(self.data or []))]
            elif not (self.typed == self.chosen_for and chosen & {option.id for option in meant.options}):
                found = meant if not refused else found
                refused.append(part)
        self.typed = ", ".join(refused)
        if refused:
            self.matches = tuple(option for option in found.options if option.id not in (self.data or []))
            raise StopValidation(self._objection(refused[0], found))

    def iter_choices(self) -> Iterator[Any]:
        few = self.finder.few if self.finder is not None else ()
        shown = self._finder.by_ids(self.data or []).values() if few is None else few
        self.choices = _choices(sorted(shown, key=_place(few)))
        yield from super().iter_choices()

    @property
    def text(self) -> str:
        return self.typed or ""

    @property
    def anchor(self) -> str:
        """Where a link to the field leads."""
        return f"{self.id}-typed" if self.is_typed else f"{self.id}-0"

    def in_words(self) -> str:
        """As a person reads it."""
        return ", ".join(one.label for one in self._finder.by_ids(self.data or []).values())

    def _parts(self, text: str) -> Iterator[tuple[str, Found]]:
        """The whole text if it means one thing; else what stands between commas, each by itself."""
        whole = self._finder.resolve(text)
        parts = [part for part in map(str.strip, re.split(r"[,;]", text)) if part]
        if whole.exact is not None or len(parts) < 2:
            yield text, whole
            return
        for part in parts[:20]:
            yield part, self._finder.resolve(part)


def _choices(options: Iterable[Option]) -> list[SelectChoice]:
    """The note stands only behind names that occur twice."""
    shown = list(options)
    n_of = Counter(one.label for one in shown)
    return [
        SelectChoice(one.id, f"{one.label} ({one.note})" if one.note and n_of[one.label] > 1 else one.label) for one in shown
    ]


def _place(few: tuple[Option, ...] | None) -> Any:
    """A short list keeps the order of its finder."""
    order = {one.id: place for place, one in enumerate(few or ())}
    return lambda one: order.get(one.id, one.id)


def _clean(text: Any) -> str:
    return str(text or "").replace("\0", "").strip()[:LONGEST_TEXT]
