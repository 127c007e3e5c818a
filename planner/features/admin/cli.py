"""`planner check`: whether everything in the database still fits together."""

import json
import sys

import click
from flask.cli import with_appcontext

from planner.features.admin import queries
from planner.infra.integrity import Check, Finding, findings


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for machines.")
@with_appcontext
def check(as_json: bool) -> None:
    """Check that everything still fits together. Leaves with 1 when something does not.

    References between tables, the audit trail, the fingerprints of approved plans, closed reviews and issued briefs, one value
    for each period, corrections, imports, kept standings, the ledger of jobs, and the structure of the database.
    """
    run_checks(as_json=as_json)


def run_checks(*, as_json: bool = False) -> None:
    """Check everything and say what was found. Leaves with 1 when something does not fit."""
    found = []
    for finding in findings(_progress):
        found.append(finding)
        if not as_json:
            _say(finding)
    n_problems = sum(finding.n for finding in found)
    if as_json:
        click.echo(json.dumps(_as_data(found), indent=1))
    elif n_problems:
        click.echo(f"Problems found: {n_problems}. Restore a backup, or ask who had access to the database.", err=True)
    else:
        click.echo(f"Everything fits. The audit trail has {queries.trail_length()} entries and is unbroken.")
    if n_problems:
        sys.exit(1)


def _progress(check: Check) -> None:
    if sys.stderr.isatty():
        click.echo(f"  {check.label} …", err=True)


def _say(finding: Finding) -> None:
    for problem in finding.problems:
        click.echo(str(problem), err=True)
    if (n_more := finding.n - len(finding.problems)) > 0:
        click.echo(f"… and {n_more:,} more of this kind ({finding.check.label}).", err=True)


def _as_data(found: list[Finding]) -> dict[str, object]:
    checks = [
        {"check": each.check.key, "about": each.check.label, "n": each.n, "problems": [str(problem) for problem in each.problems]}
        for each in found
    ]
    return {"fits": not any(each.n for each in found), "checks": checks}
