"""The account of an import: as it is kept, as it is shown, and as lines of plain text."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from planner.domain.messages import N_, Message

_MOST_REFUSALS = 500  # a wrong column refuses every row; the first ones tell as much

EFFECTS = {
    "organizations_made": N_("Organizations made"),
    "departments_made": N_("Departments made"),
    "people_added": N_("People added"),
    "people_changed": N_("People changed"),
    "people_unchanged": N_("People unchanged"),
    "cycles_made": N_("Planning years opened"),
    "programs_made": N_("Programs proposed"),
    "indicators_made": N_("Measures that begin to be followed"),
    "values_added": N_("Values added"),
    "values_replaced": N_("Values put in the place of others"),
    "values_unchanged": N_("Values unchanged"),
    "values_too_early": N_("Values left out because their fortnight has not ended"),
}
KIND_WORDS = {
    "organization": N_("organization"), "department": N_("department"), "cycle": N_("planning year"), "program": N_("program"),
}
_FLAGS = {"map": "--map", "date_order": "--date-order", "decimal": "--decimal", "outcome": "--outcome"}


def kept(data: dict[str, Any]) -> dict[str, Any]:
    """The account as it is stored: the first refusals, and how many there are."""
    return {**data, "refused": data["refused"][:_MOST_REFUSALS], "n_refused": len(data["refused"])}


def fingerprint(proposals: list[dict[str, Any]]) -> str:
    """Stands for what somebody was shown to be missing, so that only that is made."""
    return hashlib.sha256(json.dumps(proposals, sort_keys=True).encode()).hexdigest()


def told(data: Any) -> Any:
    """Stored data with its sentences made messages again, for pages to say in the reader's language."""
    if isinstance(data, Mapping):
        if set(data) == {"text", "values"}:
            return Message.from_json(data)
        return {key: told(value) for key, value in data.items()}
    return [told(item) for item in data] if isinstance(data, list) else data


def plain(data: Any) -> Any:
    """The account for machines: sentences as text, and the options of the command line by their names."""
    if isinstance(data, Message):
        return str(data)
    if isinstance(data, Mapping):
        found = {key: plain(value) for key, value in data.items()}
        return {**found, "option": _FLAGS.get(found["option"])} if "option" in found else found
    return [plain(item) for item in data] if isinstance(data, list) else data


def lines(data: Mapping[str, Any], *, most: int = 20) -> Iterator[str]:
    """The account as a person reads it in a terminal. `data` is what `told` gives."""
    yield f"{data['file']}: {_n(data['rows'], 'row')}, {data['taken']:,} taken, {data.get('n_refused', 0):,} refused"
    columns = data["columns"]
    if columns["used"]:
        yield "Read: " + ", ".join(f"{ours} from “{theirs}”" for ours, theirs in columns["used"].items())
    for label, key in (("Not stored, no use for it", "not_needed"), ("Not stored, sensitive", "sensitive")):
        if columns[key]:
            yield f"{label}: {', '.join(columns[key])}"
    yield from (f"- {sentence}" for sentence in [*data["decisions"], *data["warnings"]])
    yield from _titled("Outcomes", (f"{one['outcome'] or '(none)'}: {_n(one['rows'], 'row')}, counts as "
                                    f"{one['counts_as'] or 'nothing yet'}" for one in data["outcomes"]))
    yield from _titled("Mended", (_mended(one) for one in data["mended"]))
    refused = [_refused(one) for one in data["refused"][:most]]
    if (n_more := data.get("n_refused", len(data["refused"])) - len(refused)) > 0:
        refused.append(f"… and {n_more:,} more; --json lists them")
    yield from _titled("Refused", refused)
    yield from _titled("Missing here", (_proposal(one) for one in data["proposals"]))


def questions(data: Mapping[str, Any]) -> Iterator[str]:
    """What has to be answered, each with the options that answer it."""
    for problem in data["problems"]:
        yield str(problem["message"])
        flag = _FLAGS.get(problem["option"] or "")
        yield from (f'    {flag} "{example}"' for example in problem["examples"] if flag)


def effects(data: Mapping[str, Any]) -> Iterator[str]:
    """How many of each thing were made or changed."""
    yield from (f"{EFFECTS[name]}: {n:,}" for name, n in data["effects"].items() if n)


def _titled(title: str, listed: Any) -> Iterator[str]:
    items = list(listed)
    if items:
        yield f"{title}:"
        yield from (f"  {item}" for item in items)


def _mended(one: Mapping[str, Any]) -> str:
    where = f"“{one['column']}”: " if one["column"] else ""
    first = ", ".join(map(str, one["first_rows"]))
    return f"{where}{one['what']} ({_n(one['n_rows'], 'row')}, first {first})"


def _refused(one: Mapping[str, Any]) -> str:
    column = f", {one['column']}" if one["column"] else ""
    value = f" “{one['value']}”" if one["value"] else ""
    return f"row {one['row']}{column}{value}: {one['reason']}"


def _proposal(one: Mapping[str, Any]) -> str:
    place = f" in {one['in']}" if one["in"] else ""
    rows = f" ({_n(one['rows'], 'row')})" if one["rows"] else ""
    return f"{KIND_WORDS[one['kind']]} “{one['name']}”{place}{rows}"


def _n(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def printable(text: str) -> str:
    """Without signs that could steer a terminal: names come out of a stranger's file."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
