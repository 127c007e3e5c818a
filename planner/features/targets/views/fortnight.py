"""The page on which somebody enters everything that is owed for a fortnight."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, request, url_for

from planner.domain.cycles import Period, fortnights
from planner.domain.errors import RuleBroken
from planner.features.cycles.queries import cycle_in_view
from planner.features.people.queries import organization
from planner.features.targets import commands, queries
from planner.features.targets.commands import Entry, ValuesRefused
from planner.features.targets.forms import RowForm
from planner.features.targets.queries import Owed
from planner.features.targets.views.wiring import ask_briefly, blueprint, form_of_row
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.infra.i18n import ngettext
from planner.models import Cycle, Observation
from planner.permissions import Permission, can
from planner.web.access import requires, signed_in
from planner.web.filters import say
from planner.web.paging import Listed, listed, seek
from planner.web.render import render


@dataclass(frozen=True, slots=True)
class Row:
    """A value that is owed, with the form to enter it; what is given already is shown without one."""

    owed: Owed
    form: RowForm | None
    fewest: int

    @property
    def last_is_hidden(self) -> bool:
        """Whether so few answered last time that the value is not shown."""
        return self.owed.last is not None and self._hides(self.owed.last)

    @property
    def given_is_hidden(self) -> bool:
        return self.owed.given is not None and self._hides(self.owed.given)

    def _hides(self, observation: Observation) -> bool:
        return queries.is_hidden(self.owed.target.indicator.measure, observation.respondents, self.fewest)


class Rows:
    """All rows as if they were one form, for the summary of errors."""

    def __init__(self, rows: list[Row], pages: Listed[Owed] | None = None) -> None:
        self.rows, self.pages = rows, pages
        self.form_errors: list[str] = []

    @property
    def errors(self) -> bool:
        return bool(self.form_errors) or any(form.errors for _row, form in self.asked)

    @property
    def asked(self) -> list[tuple[Row, RowForm]]:
        return [(row, row.form) for row in self.rows if row.form is not None]

    def __iter__(self) -> Iterator[Any]:
        for _row, form in self.asked:
            yield from form


@blueprint.get("/update")
@requires(Permission.OBSERVATION_RECORD)
def fortnight() -> Any:
    (cycle, period), is_everybody = _chosen(), _is_everybody()
    return _page(cycle, period, is_everybody, _rows(cycle, period, is_everybody, is_sent=False))


@blueprint.post("/update")
@requires(Permission.OBSERVATION_RECORD)
def record_fortnight() -> Any:
    (cycle, period), is_everybody = _chosen(), _is_everybody()
    form = _rows(cycle, period, is_everybody, is_sent=True)
    filled = [(row, entered) for row, entered in form.asked if not entered.is_empty()]
    are_valid = [entered.validate() for _row, entered in filled]  # all of them, so that every mistake is shown at once
    if period is not None and filled and all(are_valid):
        try:
            entries = {row.owed.target: _entry(entered, period) for row, entered in filled}
            kept = commands.record_values(entries, actor=signed_in())
        except ValuesRefused as refused:
            _show_refusals(form, refused)
        except RuleBroken as error:
            form.form_errors.append(say(error.message))
        else:
            flash(ngettext("%(num)s value is recorded.", "%(num)s values are recorded.", len(kept)), "success")
            return redirect(_address(period, is_everybody), code=303)
    elif not filled:
        form.form_errors.append(_("Enter at least one value."))
    return _page(cycle, period, is_everybody, form, status=422)


def _chosen() -> tuple[Cycle | None, Period | None]:
    """The cycle, and the fortnight that was chosen among those that are over; else the latest of them."""
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    over = [p for p in fortnights(cycle.starts_on, cycle.ends_on) if p.ends_on <= today()] if cycle else []
    chosen = request.args.get("fortnight", type=int)
    return cycle, next((p for p in over if p.number == chosen), over[-1] if over else None)


def _is_everybody() -> bool:
    """Planners may enter the values of all; others enter their own."""
    return request.args.get("everybody") == "1" and can(signed_in(), Permission.TARGET_EDIT)


def _rows(cycle: Cycle | None, period: Period | None, is_everybody: bool, *, is_sent: bool) -> Rows:
    if cycle is None or period is None:
        return Rows([])
    owed = queries.owed_values(
        signed_in(), cycle.id, period.starts_on, period.ends_on, seek(), everybody=is_everybody
    )
    rows, fewest = [], queries.fewest_respondents(organization())
    for one in owed.rows:
        rows.append(Row(one, _form(one, is_sent=is_sent) if is_sent or one.is_due else None, fewest))
    return Rows(rows, listed(owed, path=url_for("targets.fortnight")))


def _form(owed: Owed, *, is_sent: bool) -> RowForm:
    target, prefix = owed.target, f"t{owed.target.id}-"
    row = form_of_row(target.indicator.measure)
    form = row(prefix=prefix) if is_sent else row(formdata=None, prefix=prefix)
    ask_briefly(form, target.indicator, target.program.name if target.program else target.ref)
    return form


def _entry(form: RowForm, period: Period) -> Entry:
    return Entry(period.starts_on, period.ends_on, note=form.note.data or "", **form.numbers())


def _show_refusals(form: Rows, refused: ValuesRefused) -> None:
    for row, entered in form.asked:
        error = refused.errors.get(row.owed.target.id)
        if error is not None:
            entered.refuse(RuleBroken(error.message, field=error.field if error.field in entered else "value"))


def _address(period: Period | None, is_everybody: bool, *, endpoint: str = "targets.fortnight") -> str:
    return url_for(
        endpoint, cycle=request.args.get("cycle"), fortnight=period.number if period else None,
        everybody=1 if is_everybody else None, after=request.args.get("after"), before=request.args.get("before"),
    )


def _page(
    cycle: Cycle | None, period: Period | None, is_everybody: bool, form: Rows, *, status: int = 200
) -> Response:
    all_periods = fortnights(cycle.starts_on, cycle.ends_on) if cycle else []
    before = all_periods[period.number - 2] if period is not None and period.number > 1 else None
    after = all_periods[period.number] if period is not None and period.number < len(all_periods) else None
    return render(
        "targets/fortnight.html", cycle=cycle, period=period, form=form, is_everybody=is_everybody,
        first_ends_on=all_periods[0].ends_on if all_periods else None,
        before=before, after=after if after is not None and after.ends_on <= today() else None,
        address=_address(period, is_everybody, endpoint="targets.record_fortnight"), status=status,
    )
