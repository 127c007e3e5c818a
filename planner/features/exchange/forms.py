"""What is chosen and answered about files that come in and lists that go out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import TextInput

from planner.domain.tabular.outcomes import OutcomeMeaning, outcome_key
from planner.features.exchange.files import DATE_FIELDS, FIELDS, NUMBER_FIELDS, Answers, Kind
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.infra.i18n import ngettext
from planner.web.filters import number
from planner.web.forms import PlannerForm

# The same encodings as on the command line; most people never see this list.
_ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp437", "cp850", "iso-8859-1",
              "iso-8859-2", "iso-8859-9", "iso-8859-15", "mac-roman")
_ORDERS = [
    SelectChoice("", _l("as the dates themselves tell")), SelectChoice("dmy", _l("day, month, year")),
    SelectChoice("mdy", _l("month, day, year")), SelectChoice("ymd", _l("year, month, day")),
]
_SIGNS = [
    SelectChoice("", _l("as the numbers themselves tell")), SelectChoice("point", _l("decimal point")),
    SelectChoice("comma", _l("decimal comma")),
]
_MEANINGS = [
    SelectChoice(OutcomeMeaning.COMPLETED.value, _l("completed")),
    SelectChoice(OutcomeMeaning.NOT_COMPLETED.value, _l("not completed")),
    SelectChoice(OutcomeMeaning.LEFT_OUT.value, _l("left out, not even a participant")),
]


class _FileWritingForm(PlannerForm):
    """How the file itself is written."""

    encoding = SelectField(
        _l("Encoding of a CSV file"), description=_l("Choose one when letters with accents look wrong."),
        choices=[SelectChoice("", _l("found out from the file")), *(SelectChoice(name, name) for name in _ENCODINGS)],
    )
    delimiter = SelectField(
        _l("What separates the columns of a CSV file"),
        choices=[SelectChoice("", _l("found out from the file")), SelectChoice("comma", _l("comma")),
                 SelectChoice("semicolon", _l("semicolon")), SelectChoice("tab", _l("tab")),
                 SelectChoice("bar", _l("vertical bar"))],
    )
    sheet = StringField(
        _l("Sheet of a workbook"), description=_l("The first one that can be seen, if you leave this empty."),
        validators=[Length(max=100)],
    )

    WRITING = ("encoding", "delimiter", "sheet")

    def writing(self) -> dict[str, Any]:
        return {name: self[name].data or None for name in self.WRITING}


class UploadForm(_FileWritingForm):
    kind = RadioField(
        _l("What is in the file"), choices=[
            SelectChoice(Kind.PEOPLE.value, _l("People: who works here, and in which department")),
            SelectChoice(Kind.TRAINING_RECORDS.value, _l("Training records: who took part in what, when, how it ended")),
            SelectChoice(Kind.OBSERVATIONS.value, _l("Values: what was observed, for each measure and period")),
        ],
        validators=[InputRequired(_l("Choose what is in the file."))],
    )
    file = FileField(
        _l("The file"), validators=[FileRequired(_l("Choose a file."))]
    )

    def answers(self) -> Answers:
        return Answers(**self.writing())


class ApproveForm(PlannerForm):
    create_missing = BooleanField(_l("Make what is missing here"))
    seen = HiddenField()


class _NameField(SelectField):
    """One of a short list of names, or a name that is typed; an unknown one gets its sentence where it is looked for."""

    def offer(self, names: list[str] | None, blank: str) -> None:
        """Set the list; None: there are too many, so the name is typed."""
        if names is None:
            self.widget, self.render_kw = TextInput(), {"placeholder": blank}
        self.choices = [SelectChoice("", blank), *(SelectChoice(name, name) for name in names or ())]

    def _value(self) -> str:
        return str(self.data or "")


class ExportForm(PlannerForm):
    cycle = SelectField(_l("Planning year"), validate_choice=False)  # an unknown name gets a better sentence later
    program = _NameField(_l("Program"), validate_choice=False)
    full = BooleanField(
        _l("More columns"),
        description=_l("Planning year, goal, population, value since the start of the year, parts of ratios, when it was "
                       "recorded, note."),
    )

    def offer(self, cycles: list[str], programs: list[str] | None) -> None:
        self.cycle.choices = [SelectChoice("", _("all")), *(SelectChoice(name, name) for name in cycles)]
        self.program.offer(programs, _("all, and goals"))


class AnswersForm(_FileWritingForm):
    """Which column is which, how dates and numbers are written, what outcomes mean. Shaped by `answers_form`."""

    kind: Kind
    report: Mapping[str, Any]
    given: Answers
    asked: tuple[str, ...] = ()

    @property
    def others(self) -> list[str]:
        """The fields that may be answered and need not."""
        skipped = {"csrf_token", *self.asked}
        return [field.name for field in self if field.name not in skipped]

    def post_validate(self) -> None:
        chosen: dict[str, str] = {}
        for ours in FIELDS[self.kind].names:
            field = self[f"column_{ours}"]
            if field.data and field.data in chosen:
                field.errors = [*field.errors, _("“%(column)s” is chosen twice. Choose another column.", column=field.data)]
            chosen[field.data or ""] = ours

    def answers(self) -> Answers:
        """What was answered before, with what is answered now."""
        return Answers(
            maps=self._maps(), date_orders=self._chosen("order_"), decimals=self._chosen("sign_"),
            outcomes=self._outcomes(), **self.writing(),
        )

    def _maps(self) -> tuple[str, ...]:
        """Only what differs from how the columns are read now: what was recognised needs no words."""
        maps = dict(_pair(text) for text in self.given.maps)
        used = self.report["columns"]["used"]
        chosen = {ours: self[f"column_{ours}"].data or "" for ours in FIELDS[self.kind].names}
        for ours, theirs in chosen.items():
            before = used.get(ours, "")
            if theirs != before and before and before not in chosen.values():
                maps[before] = "ignore"
        maps |= {theirs: ours for ours, theirs in chosen.items() if theirs and theirs != used.get(ours)}
        return tuple(f"{theirs}={ours}" for theirs, ours in maps.items())

    def _chosen(self, prefix: str) -> tuple[str, ...]:
        fields = [field for field in self if field.name.startswith(prefix) and field.data]
        return tuple(f"{field.name.removeprefix(prefix)}={field.data}" for field in fields)

    def _outcomes(self) -> tuple[str, ...]:
        given = {outcome_key(theirs): (theirs, meaning) for theirs, meaning in map(_pair, self.given.outcomes)}
        for at, line in enumerate(self.report["outcomes"]):
            meaning = self[f"outcome_{at}"].data
            if meaning and meaning != line["counts_as"]:
                given[outcome_key(line["outcome"])] = (line["outcome"], meaning)
        return tuple(f"{theirs}={meaning}" for theirs, meaning in given.values())


def answers_form(kind: Kind, report: Mapping[str, Any], given: Answers, **options: Any) -> AnswersForm:
    """The form for a staged file: `report` is its account as it is kept, `given` what was answered so far."""

    class Shaped(AnswersForm):
        """One field for each thing that can be said about this file."""

    used = report["columns"]["used"]
    fields = {
        **_outcome_fields(report), **_column_fields(kind, report), **_way_fields("order_", DATE_FIELDS[kind], used, _ORDERS),
        **_way_fields("sign_", NUMBER_FIELDS[kind], used, _SIGNS),
    }
    for name, field in fields.items():
        setattr(Shaped, name, field)
    form = Shaped(data=_present(report, given), **options)
    form.kind, form.report, form.given = kind, report, given
    asked = (name for problem in report["problems"] for name in _asked(problem, report))
    form.asked = tuple(dict.fromkeys(name for name in asked if name in form))
    return form


def _column_fields(kind: Kind, report: Mapping[str, Any]) -> dict[str, Any]:
    columns = report["columns"]
    headers = dict.fromkeys([*columns["used"].values(), *columns["not_needed"], *columns["sensitive"]])
    choices = [SelectChoice("", _("not in this file")), *(SelectChoice(header, header) for header in headers)]
    return {
        f"column_{ours.name}": SelectField(_("Column with the %(field)s", field=_(ours.label)), choices=choices)
        for ours in FIELDS[kind].fields
    }


def _way_fields(
    prefix: str, names: Iterable[str], used: Mapping[str, str], choices: list[SelectChoice]
) -> dict[str, Any]:
    return {
        f"{prefix}{name}": SelectField(_("How “%(column)s” is written", column=used[name]), choices=choices)
        for name in names if name in used
    }


def _outcome_fields(report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"outcome_{at}": SelectField(
            _("“%(outcome)s” counts as", outcome=line["outcome"]) if line["outcome"] else _("No outcome counts as"),
            description=ngettext("In %(n)s row.", "In %(n)s rows.", line["rows"], n=number(line["rows"])),
            choices=_MEANINGS if line["counts_as"] else [SelectChoice("", "–"), *_MEANINGS],
        )
        for at, line in enumerate(report["outcomes"])
    }


def _present(report: Mapping[str, Any], given: Answers) -> dict[str, Any]:
    """What holds now, for the fields to begin with."""
    data: dict[str, Any] = {f"column_{ours}": theirs for ours, theirs in report["columns"]["used"].items()}
    data |= {f"outcome_{at}": line["counts_as"] or "" for at, line in enumerate(report["outcomes"])}
    data |= {f"order_{name}": order for name, order in map(_pair, given.date_orders)}
    data |= {f"sign_{name}": sign for name, sign in map(_pair, given.decimals)}
    return data | {name: getattr(given, name) or "" for name in _FileWritingForm.WRITING}


def _asked(problem: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[str]:
    """The fields in which a question is answered. The examples of a question say what it is about."""
    ours = {theirs: name for name, theirs in report["columns"]["used"].items()}
    pairs = [_pair(text) for text in problem["examples"]]
    if problem["option"] == "map":
        yield from (f"column_{wanted}" for _theirs, wanted in pairs)
    elif problem["option"] == "outcome":
        at = {line["outcome"]: number for number, line in enumerate(report["outcomes"])}
        yield from (f"outcome_{at[theirs]}" for theirs, _meaning in pairs if theirs in at)
    else:
        prefix = "order_" if problem["option"] == "date_order" else "sign_"
        yield from (f"{prefix}{ours[theirs]}" for theirs, _way in pairs if theirs in ours)


def _pair(text: str) -> tuple[str, str]:
    theirs, _equals, wanted = text.rpartition("=")
    return theirs, wanted
