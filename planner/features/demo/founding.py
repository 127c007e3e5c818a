"""The first act: the organization, its departments, its people and those who can sign in."""

from datetime import time, timedelta

from planner.features.account.commands import create_account, found_organization
from planner.features.account.queries import account_by_email, actor_of
from planner.features.admin.commands import revise_organization
from planner.features.demo.stage import Stage
from planner.features.demo.story.people import CURRENCY, DEMO_ACCOUNTS, DEMO_PASSWORD, DEPARTMENTS, ORGANIZATION, PEOPLE
from planner.features.people.commands import create_department, create_person, revise_department
from planner.permissions import SYSTEM

FOUNDED = -84  # days before the planning year: some time to log needs and to plan


def prepare(stage: Stage) -> None:
    """Everything on one morning, before anybody plans."""
    day = stage.year.weekday(FOUNDED)
    for minute, act in enumerate((_organization, _departments, _people, _heads, _accounts)):
        stage.plan(day, time(8, minute), act, stage)


def _organization(stage: Stage) -> None:
    organization = found_organization(ORGANIZATION)
    values = {"currency": CURRENCY, "fiscal_year_start_month": stage.year.starts_on.month, "is_demonstration": True}
    revise_organization(organization, actor=SYSTEM, values=values)


def _departments(stage: Stage) -> None:
    for row in DEPARTMENTS:
        values = {"name": row.name, "parent_id": stage.departments[row.parent].id if row.parent else None}
        stage.departments[row.key] = create_department(actor=SYSTEM, values=values)


def _people(stage: Stage) -> None:
    for number, row in enumerate(PEOPLE, start=1):
        email = next((account.email for account in DEMO_ACCOUNTS if account.person == row.key), f"{row.key}@example.org")
        values = {
            "name": row.name, "job_title": row.job_title, "email": email, "employee_number": f"ML-{1000 + 7 * number}",
            "department_id": stage.departments[row.department].id,
            "started_on": stage.year.day(FOUNDED) - timedelta(days=int(row.years * 365) + 11 * number % 30),
        }
        stage.people[row.key] = create_person(actor=SYSTEM, values=values)


def _heads(stage: Stage) -> None:
    for row in DEPARTMENTS:
        revise_department(stage.departments[row.key], actor=SYSTEM, values={"head_id": stage.person_id(row.head)})


def _accounts(stage: Stage) -> None:
    for row in DEMO_ACCOUNTS:
        create_account(
            stage.people[row.person], actor=SYSTEM, email=row.email, password=DEMO_PASSWORD, roles={row.role}
        )
    for row in DEMO_ACCOUNTS:
        if (account := account_by_email(row.email)) is not None:
            stage.accounts[row.person] = actor_of(account)
