"""`planner import …` and `planner export …`."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from planner.domain.errors import RuleBroken
from planner.features.account.queries import organization
from planner.features.exchange import observations, telling
from planner.features.exchange.commands import Result, Verdict, import_file
from planner.features.exchange.files import Answers, Kind, Offer, read_offer
from planner.infra.clock import today
from planner.infra.database import unit_of_work
from planner.models import db
from planner.permissions import SYSTEM

Command = TypeVar("Command", bound=Callable[..., Any])
REFUSED = 2

_HINTS = {
    Verdict.ASKS: "Nothing was imported. Answer the questions above, then run the command again.",
    Verdict.LACKS: "Nothing was imported. Run the command again with --create-missing to make what is missing here.",
    Verdict.UNCHANGED: "Nothing changed: everything in the file is here already.",
}
_NO_ORGANIZATION = (
    "No organization is set up yet. --create-missing makes one that is called “Our organization”, counts in euros unless the "
    "file says otherwise, and whose fiscal year begins in January. To choose these yourself, open the planner in a browser "
    "and set it up there first."
)

_OPTIONS = (
    click.option("--map", "maps", multiple=True, metavar='"THEIRS=OURS"',
                 help="The file's column THEIRS is our field OURS; “ignore” leaves it out. May be given several times."),
    click.option("--date-order", "date_orders", multiple=True, metavar="[COLUMN=]ORDER",
                 help="How dates are written when the file cannot tell: dmy, mdy or ymd."),
    click.option("--decimal", "decimals", multiple=True, metavar="[COLUMN=]SIGN",
                 help="Which sign parts units and tenths when the file cannot tell: point or comma."),
    click.option("--encoding", metavar="NAME", help="The encoding of a CSV file when it is guessed wrongly, for example cp1252."),
    click.option("--delimiter", metavar="NAME", help="What separates columns: comma, semicolon, tab or bar."),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook; the first one that can be seen otherwise."),
    click.option("--create-missing", is_flag=True,
                 help="Make what the file names and is missing here. Without it, nothing is imported when something is missing."),
    click.option("--dry-run", is_flag=True, help="Say what would happen, and keep nothing."),
    click.option("--json", "as_json", is_flag=True, help="Print the account as JSON, and nothing else."),
)


def _with_options(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group("import")
def import_() -> None:
    """Read lists that other systems keep: CSV files and Excel workbooks."""


@import_.command("people")
@click.argument("file", type=click.Path(path_type=Path))
@_with_options
@with_appcontext
def people(file: Path, create_missing: bool, dry_run: bool, as_json: bool, **answers: Any) -> None:
    """Read people and their departments from FILE.

    People are found by employee number, else by e-mail address; those who are here are brought up to date. Nobody is
    taken away. Ends with 0 when the import was done or nothing had to change, and with 2 when it was refused or needs an
    answer; then nothing was changed.
    """
    _run(Kind.PEOPLE, file, answers, _Wish(create_missing, dry_run, as_json))


@import_.command("training-records")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--outcome", "outcomes", multiple=True, metavar='"OUTCOME=MEANING"',
              help="What an outcome counts as: completed, not completed or left out. May be given several times.")
@_with_options
@with_appcontext
def training_records(file: Path, create_missing: bool, dry_run: bool, as_json: bool, **answers: Any) -> None:
    """Read training records from FILE, and keep their sums per program and fortnight.

    The sums are total and unique participants, completion rate, learning days and direct cost. Read one file that holds
    the whole year so far: a fortnight that is read again replaces what it had. Ends with 0 when the import was done or
    nothing had to change, and with 2 when it was refused or needs an answer; then nothing was changed.
    """
    _run(Kind.TRAINING_RECORDS, file, answers, _Wish(create_missing, dry_run, as_json))


@import_.command("observations")
@click.argument("file", type=click.Path(path_type=Path))
@_with_options
@with_appcontext
def import_observations(file: Path, create_missing: bool, dry_run: bool, as_json: bool, **answers: Any) -> None:
    """Read values from FILE, one row for each, as `planner export observations --full` writes them.

    A row names a measure, a program or a goal (or neither: the whole learning function), the days of its period and its
    value. A value that differs from the one that is there takes its place; the old one stays to be seen. Ends with 0 when
    the import was done or nothing had to change, and with 2 when it was refused or needs an answer; then nothing was changed.
    """
    _run(Kind.OBSERVATIONS, file, answers, _Wish(create_missing, dry_run, as_json))


@dataclass(frozen=True, slots=True)
class _Wish:
    create_missing: bool
    is_rehearsal: bool
    as_json: bool


class _Rehearsed(Exception):
    """Takes the result out of a transaction that is undone."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result


def _run(kind: Kind, file: Path, answers: dict[str, Any], wish: _Wish) -> None:
    try:
        offer = read_offer(kind, file, file.name, Answers(**answers), today=today())
        result = _import(offer, wish)
        has_organization = organization() is not None
    except RuleBroken as error:
        _tell_refusal(str(error), as_json=wish.as_json)
        sys.exit(REFUSED)
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(_without_database(error)) from error
    data = telling.kept(result.report.to_json())
    if wish.as_json:
        _print_json(result, wish)
    else:
        shown = telling.told(data)
        _say(telling.lines(shown))
        _say(_conclusion(result, shown, wish, has_organization=has_organization))
    if result.verdict in (Verdict.ASKS, Verdict.LACKS):
        sys.exit(REFUSED)


def _import(offer: Offer, wish: _Wish) -> Result:
    try:
        with unit_of_work():
            result = import_file(offer, actor=SYSTEM, create_missing=wish.create_missing)
            if wish.is_rehearsal:
                raise _Rehearsed(result)
    except _Rehearsed as rehearsed:
        result = rehearsed.result
    return result


def _conclusion(result: Result, shown: dict[str, Any], wish: _Wish, *, has_organization: bool) -> Iterable[str]:
    yield ""
    yield from telling.questions(shown)
    if result.verdict is Verdict.LACKS and not has_organization:
        yield _NO_ORGANIZATION
    if result.verdict is Verdict.APPLIED:
        yield "This would happen; nothing was kept:" if wish.is_rehearsal else "Done:"
    if result.verdict in (Verdict.APPLIED, Verdict.UNCHANGED):
        yield from (f"  {line}" for line in telling.effects(shown))
    if result.verdict in _HINTS:
        yield _HINTS[result.verdict]


def _print_json(result: Result, wish: _Wish) -> None:
    data = telling.plain(telling.told(result.report.to_json()))
    is_applied = result.verdict is Verdict.APPLIED and not wish.is_rehearsal
    _print({"status": result.verdict.value, "applied": is_applied, "dry_run": wish.is_rehearsal, **data})


def _tell_refusal(sentence: str, *, as_json: bool) -> None:
    if as_json:
        _print({"status": "refused", "applied": False, "error": sentence})
    else:
        click.echo(f"planner: {telling.printable(sentence)}", err=True)


def _print(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(telling.printable(line))


def _without_database(error: Exception) -> str:
    db.session.rollback()
    reason = str(getattr(error, "orig", error)).splitlines()[0]
    return f"The planner cannot use its database ({reason}). If it is new, run `planner db upgrade` first."


@click.group("export")
def export() -> None:
    """Print what the planner knows, for other systems."""


@export.command("observations")
@click.option("--cycle", "cycle_name", metavar="NAME", help="Only this planning year.")
@click.option("--program", "program_name", metavar="NAME", help="Only programs of this name.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead of the terminal.")
@click.option("--full", is_flag=True, help="More columns: planning year, goal, population, value to date, parts of ratios, note.")
@with_appcontext
def export_observations(cycle_name: str | None, program_name: str | None, out: Path | None, full: bool) -> None:
    """Print every value that holds, as CSV.

    The columns are program, measure, period_start, period_end, value, unit, respondents and source. Values of goals and of
    the whole learning function have no program. Values of surveys that too few people answered are left blank.
    """
    try:
        found = observations.observations_for(SYSTEM, cycle_name=cycle_name, program_name=program_name)
    except RuleBroken as error:
        _tell_refusal(str(error), as_json=False)
        sys.exit(REFUSED)
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(_without_database(error)) from error
    text = observations.as_csv(found, is_full=full)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from error
    click.echo(f"{len(found)} values written to {out}.", err=True)
