"""Which column of a file is which field, whatever the file calls it.

A heading is compared without case, spaces, underscores, punctuation and accents: `Emp ID`, `emp_id` and `EmpID` are
one. A field has exact names (its own), usual names, and fallback names that are only heard when no better column is
there.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.questions import Answer, Question

IGNORE = "ignore"


@dataclass(frozen=True)
class Field:
    """A column that the product has a use for."""

    name: str
    label: str
    usual: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()

    @property
    def exact(self) -> tuple[str, ...]:
        return (self.name, self.label)


@dataclass(frozen=True)
class FieldSet:
    """What a kind of file may hold. `required`: of each group of alternatives one must be there, whole."""

    fields: tuple[Field, ...]
    required: tuple[tuple[frozenset[str], ...], ...]
    vague: Mapping[str, tuple[str, ...]]  # headings that may mean several fields: always asked
    sensitive: tuple[str, ...]  # parts of headings whose values are never kept or shown

    def __getitem__(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True)
class IgnoredColumn:
    """A column that was not read; of it only the heading is ever kept."""

    header: str
    is_sensitive: bool


@dataclass(frozen=True)
class Recognition:
    """Where each field stands. With `problems` nothing may be read: each one asks for something."""

    columns: Mapping[str, int]
    headers: tuple[str, ...]
    ignored: tuple[IgnoredColumn, ...]
    notes: tuple[Message, ...]
    problems: tuple[Question, ...]

    def header_of(self, field: str) -> str:
        return self.headers[self.columns[field]]

    def to_json(self) -> dict[str, str]:
        return {field: self.headers[at] for field, at in self.columns.items()}


def header_key(header: str) -> str:
    """What is left of a heading when spelling is taken off; `#` and `№` are read as “number”."""
    header = re.sub(r"[#№]", " no ", header)
    plain = unicodedata.normalize("NFKD", header).casefold()
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if sign.isalnum())


# What brackets in a heading may say without changing what the column is: a currency, a way to write dates, a duty.
_HARMLESS = re.compile(
    r"[(\[{]\s*(?:€|\$|£|eur|euro|usd|gbp|chf|[dmyj]{1,4}(?:[-/. ][dmyj]{1,4}){2}|"
    r"\*|optional|required|optioneel|verplicht)\s*[)\]}]",
    re.IGNORECASE,
)


def _keys(header: str) -> tuple[str, ...]:
    """The heading whole, then without harmless brackets, then without a currency at its end."""
    bare = header_key(_HARMLESS.sub(" ", header))
    keys = (header_key(header), bare, re.sub(r"(?:in)?(?:eur|euro|usd|gbp|chf)$", "", bare))
    return tuple(dict.fromkeys(key for key in keys if key))


def _keys_without_brackets(header: str) -> tuple[str, ...]:
    return header_key(header), header_key(re.sub(r"[(\[{].*?[)\]}]", " ", header))


def read_mapping(texts: Iterable[str], fields: FieldSet) -> tuple[dict[str, str], tuple[Question, ...]]:
    """`theirs=ours`, as a person writes it: the chosen field by heading, and what was wrong with the rest."""
    ours = {header_key(name): field.name for field in fields.fields for name in field.exact}
    ours |= {header_key(IGNORE): IGNORE, "": IGNORE}
    mapping: dict[str, str] = {}
    problems: list[Question] = []
    for text in texts:
        theirs, equals, wanted = text.rpartition("=")
        if not equals or not theirs.strip():
            sentence = N_("“%(given)s” does not say which column is which. Write it as: their name=our name.")
            problems.append(Question(msg(sentence, given=text), Answer.MAP))
        elif header_key(wanted) not in ours:
            sentence = N_(
                "There is no field “%(field)s”. Choose one of: %(known)s; or “ignore” to leave the column out."
            )
            problems.append(Question(msg(sentence, field=wanted.strip(), known=", ".join(fields.names)), Answer.MAP))
        else:
            mapping[theirs.strip()] = ours[header_key(wanted)]
    return mapping, tuple(problems)


def recognise(headers: Sequence[str], fields: FieldSet, mapping: Mapping[str, str] | None = None) -> Recognition:
    """Find every field's column: what the person named first, then exact, usual and fallback names."""
    work = _Work(tuple(headers), fields)
    work.take_mapping(mapping or {})
    work.take_names()
    work.take_vague()
    work.miss_required()
    used = set(work.columns.values())
    ignored = tuple(
        IgnoredColumn(header, is_sensitive(header, fields))
        for at, header in enumerate(headers)
        if header and at not in used
    )
    return Recognition(work.columns, tuple(headers), ignored, tuple(work.notes), tuple(work.problems))


def is_sensitive(header: str, fields: FieldSet) -> bool:
    """Whether a heading speaks of what is nobody's business here: birth, gender, health, pay, judgement of a person."""
    key = header_key(header)
    words = {header_key(word) for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+", header)}
    return any(part in words or (len(part) > 4 and part in key) for part in fields.sensitive)


class _Work:
    """The recognition while it is being made."""

    def __init__(self, headers: tuple[str, ...], fields: FieldSet) -> None:
        self.headers = headers
        self.fields = fields
        self.columns: dict[str, int] = {}
        self.notes: list[Message] = []
        self.problems: list[Question] = []
        self._closed: set[int] = set()
        self._asked: set[str] = set()

    def take_mapping(self, mapping: Mapping[str, str]) -> None:
        for theirs, ours in mapping.items():
            at = self._column_named(theirs)
            if at is None:
                continue
            self._closed.add(at)
            if ours == IGNORE:
                continue
            if ours in self.columns:
                self._ask(ours, [self.columns[ours], at])
            self.columns[ours] = at

    def _column_named(self, theirs: str) -> int | None:
        same = [at for at, header in enumerate(self.headers) if header == theirs]
        same = same or [
            at for at, header in enumerate(self.headers) if header and header_key(header) == header_key(theirs)
        ]
        if len(same) == 1:
            return same[0]
        if same:
            sentence = N_("Several columns are called “%(header)s”. Give them different names in the file.")
            self.problems.append(Question(msg(sentence, header=theirs)))
        else:
            sentence = N_("The file has no column “%(header)s”. Its columns are: %(headers)s.")
            self.problems.append(Question(msg(sentence, header=theirs, headers=self._all_headers()), Answer.MAP))
        return None

    def take_names(self) -> None:
        """One tier after the other for all fields: a column that is one field's own name is no other's fallback."""
        for tier in ("exact", "usual", "fallback"):
            claims: dict[str, list[int]] = {}
            for field in self.fields.fields:
                names = {header_key(name) for name in getattr(field, tier)}
                found = self._free_columns(names)
                if found and field.name not in self.columns and field.name not in self._asked:
                    claims[field.name] = found
                elif found and tier == "fallback" and field.name in self.columns:
                    self._note_left_out(field, found)
            for name, found in claims.items():
                if len(found) > 1:
                    self._ask(name, found)
                else:
                    self.columns[name] = found[0]
                self._closed.update(found)

    def _free_columns(self, names: set[str]) -> list[int]:
        """Columns called so; those that are called so in full come before those that are only so without brackets."""
        free = [(at, _keys(header)) for at, header in enumerate(self.headers) if header and at not in self._closed]
        whole = [at for at, keys in free if keys and keys[0] in names]
        return whole or [at for at, keys in free if any(key in names for key in keys[1:])]

    def _note_left_out(self, field: Field, others: list[int]) -> None:
        sentence = N_(
            "“%(used)s” was taken as %(field)s. Not used, though it could be that too: %(others)s. To use another, map it "
            "to “%(name)s”."
        )
        used = self.headers[self.columns[field.name]]
        values = {"used": used, "field": msg(field.label), "others": self._quoted(others), "name": field.name}
        self.notes.append(msg(sentence, **values))

    def take_vague(self) -> None:
        vague = {header_key(name): meanings for name, meanings in self.fields.vague.items()}
        for at, header in enumerate(self.headers):
            meanings = next((vague[key] for key in _keys_without_brackets(header) if key in vague), ())
            if not header or at in self._closed or not meanings or any(name in self.columns for name in meanings):
                continue
            choices = {"one": msg(self.fields[meanings[0]].label), "other": msg(self.fields[meanings[1]].label)}
            sentence = N_("“%(header)s” may be the %(one)s or the %(other)s. Say which of the two it is.")
            answers = tuple(f"{header}={name}" for name in meanings)
            self.problems.append(Question(msg(sentence, header=header, **choices), Answer.MAP, answers))

    def miss_required(self) -> None:
        for alternatives in self.fields.required:
            wanted = {name for group in alternatives for name in group}
            if any(group <= set(self.columns) for group in alternatives) or wanted & self._asked:
                continue
            nearest = max(alternatives, key=lambda group: len(group & set(self.columns)))
            missing = next(field for field in self.fields.fields if field.name in nearest - set(self.columns))
            sentence = N_(
                "No column gives the %(field)s. If one does under another name, map it to “%(name)s”. The file's columns "
                "are: %(headers)s."
            )
            values = {"field": msg(missing.label), "name": missing.name, "headers": self._all_headers()}
            free = [header for at, header in enumerate(self.headers) if header and at not in self._closed]
            answers = tuple(f"{header}={missing.name}" for header in free[:1])
            self.problems.append(Question(msg(sentence, **values), Answer.MAP, answers))

    def _ask(self, name: str, found: list[int]) -> None:
        self._asked.add(name)
        sentence = N_("The columns %(columns)s could each be the %(field)s. Say which of them it is.")
        values = {"columns": self._quoted(found), "field": msg(self.fields[name].label)}
        answers = tuple(f"{self.headers[at]}={name}" for at in found)
        self.problems.append(Question(msg(sentence, **values), Answer.MAP, answers))

    def _all_headers(self) -> str:
        return ", ".join(header for header in self.headers if header)

    def _quoted(self, columns: list[int]) -> str:
        return ", ".join(f"“{self.headers[at]}”" for at in columns)
