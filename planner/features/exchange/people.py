"""People out of a file: who is new, who is known and changed, and which departments are missing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.people import PeopleReading, PersonRecord
from planner.domain.tabular.report import Proposal, Refusal, Report
from planner.domain.tabular.spelling import name_key
from planner.features.people.commands import create_department
from planner.infra import audit
from planner.infra.clock import today
from planner.models import Account, Department, Person, db
from planner.permissions import Actor, Permission, authorize


@dataclass(frozen=True)
class PeoplePlan:
    """What the file means here and now. `known` has a person for each record, or None for somebody new."""

    report: Report
    file_name: str
    records: tuple[PersonRecord, ...]
    known: tuple[Person | None, ...]
    departments: Mapping[str, int]  # ids by the key of the name; none for a department that was put away

    def carry_out(self, *, actor: Actor, run_id: int | None) -> dict[str, int]:
        """Make the departments that are missing, add and change people. Returns how many of each."""
        authorize(actor, Permission.PEOPLE_EDIT)
        departments = dict(self.departments)
        for proposal in self.report.proposals:
            if proposal.kind == "department":
                made = create_department(actor=actor, values={"name": proposal.name})
                departments[name_key(proposal.name)] = made.id
        added: list[Person] = []
        changed: list[tuple[Person, dict[str, list[Any]]]] = []
        for record, person in zip(self.records, self.known, strict=True):
            values = _values(record, departments, self.report.columns)
            if person is None:
                added.append(Person(**values))
                continue
            for name, value in values.items():
                if getattr(person, name) != value:
                    setattr(person, name, value)
            if changes := audit.changes_of(person):
                changed.append((person, changes))
        db.session.add_all(added)
        db.session.flush()
        news: list[tuple[Person, dict[str, list[Any]]]] = [(person, {}) for person in added]
        audit.record_many(actor, "person.imported", news + changed, reason=self.file_name)
        return {
            "departments_made": len(departments) - len(self.departments), "people_added": len(added),
            "people_changed": len(changed), "people_unchanged": len(self.records) - len(added) - len(changed),
        }


def plan_people(reading: PeopleReading, file_name: str) -> PeoplePlan:
    """Hold the records against the people and departments that are here. Writes nothing."""
    if reading.report.problems:
        return PeoplePlan(reading.report, file_name, (), (), {})
    matching = _Matching(db.session.scalars(select(Person).order_by(Person.id)), reading)
    for record in reading.records:
        matching.take(record)
    departments, proposals, warnings = _departments(matching.records)
    report = replace(
        reading.report, n_taken=len(matching.records), proposals=proposals,
        refused=tuple(sorted((*reading.report.refused, *matching.refused), key=lambda refusal: refusal.row)),
        warnings=(*reading.report.warnings, *warnings, *_leavers_with_accounts(matching.records, matching.known)),
    )
    return PeoplePlan(report, file_name, tuple(matching.records), tuple(matching.known), departments)


class _Matching:
    """Finds who a record is about: by employee number, else by an e-mail address that only one person has."""

    def __init__(self, people: Iterable[Person], reading: PeopleReading) -> None:
        self.records: list[PersonRecord] = []
        self.known: list[Person | None] = []
        self.refused: list[Refusal] = []
        self._columns = reading.report.columns
        self._by_number: dict[str, Person] = {}
        self._by_email: dict[str, list[Person]] = {}
        # The addresses as they will be: two people may hand one on within the same file.
        coming = {record.employee_number: record.email.lower() for record in reading.records if record.email}
        for person in people:
            if person.employee_number:
                self._by_number[person.employee_number] = person
            email = coming.get(person.employee_number or "") or person.email
            if email and person.archived_at is None:
                self._by_email.setdefault(email.lower(), []).append(person)

    def take(self, record: PersonRecord) -> None:
        person = self._by_number.get(record.employee_number)
        others = [one for one in self._by_email.get(record.email.lower(), []) if one is not person] if record.email else []
        if person is None and len(others) == 1 and others[0].employee_number is None:
            person, others = others[0], []
        if others:
            sentence = N_("%(name)s has this e-mail address here, and is somebody else by employee number. Mend one of the two.")
            self._refuse(record, msg(sentence, name=others[0].name), "email", record.email)
        elif (started_on := self._starts_after_leaving(record, person)) is not None:
            sentence = N_("The exit date lies before the start date, %(start)s.")
            self._refuse(record, msg(sentence, start=started_on), "left_on", str(record.left_on or ""))
        else:
            self.records.append(record)
            self.known.append(person)

    def _starts_after_leaving(self, record: PersonRecord, person: Person | None) -> date | None:
        """The first day, when it would lie after the last one: the file may know one of them and we the other."""
        started_on = record.started_on or (person.started_on if person else None)
        left_on = record.left_on if "left_on" in self._columns or person is None else person.left_on
        return started_on if started_on and left_on and left_on < started_on else None

    def _refuse(self, record: PersonRecord, reason: Message, field: str, value: str) -> None:
        self.refused.append(Refusal(record.row, reason, self._columns.get(field), value))


def _departments(records: Sequence[PersonRecord]) -> tuple[dict[str, int], tuple[Proposal, ...], list[Message]]:
    """Which departments are here, which are proposed, and a word on those that were put away."""
    known: dict[str, int] = {}
    away: set[str] = set()
    for department in db.session.scalars(select(Department).order_by(Department.id)):
        if department.archived_at is None:
            known.setdefault(name_key(department.name), department.id)
        else:
            away.add(name_key(department.name))
    named = Counter(record.department for record in records if record.department)
    proposals = tuple(
        Proposal("department", name, n) for name, n in sorted(named.items())
        if name_key(name) not in known and name_key(name) not in away
    )
    sentence = N_("The department %(name)s was put away here; the department of these people is not read: %(n)s.")
    warnings = [
        msg(sentence, name=name, n=n) for name, n in sorted(named.items()) if name_key(name) in away - set(known)
    ]
    return known, proposals, warnings


def _leavers_with_accounts(records: Sequence[PersonRecord], known: Sequence[Person | None]) -> list[Message]:
    gone = {
        person.id: person.name for record, person in zip(records, known, strict=True)
        if person is not None and record.left_on is not None and record.left_on < today()
    }
    may_sign_in = set(db.session.scalars(select(Account.person_id).where(Account.is_active)))
    names = sorted(name for person_id, name in gone.items() if person_id in may_sign_in)
    sentence = N_("These people left and can still sign in: %(names)s. An administrator can deactivate their accounts.")
    return [msg(sentence, names=", ".join(names))] if names else []


def _values(record: PersonRecord, departments: Mapping[str, int], columns: Mapping[str, str]) -> dict[str, Any]:
    """Columns of `Person`. What the file leaves blank stays as it is, except the exit date: blank there means still here."""
    values: dict[str, Any] = {
        "name": record.name, "employee_number": record.employee_number, "email": record.email.lower(),
        "job_title": record.job_title, "started_on": record.started_on,
        "department_id": departments.get(name_key(record.department)) if record.department else None,
    }
    values = {name: value for name, value in values.items() if value}
    if "left_on" in columns:
        values["left_on"] = record.left_on
    return values
