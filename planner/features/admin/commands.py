"""Writes of administrators that belong to no other room."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.infra.editing import revise
from planner.models import Organization
from planner.permissions import Actor, Permission, authorize

FEWEST_RESPONDENTS = 3


def revise_organization(organization: Organization, *, actor: Actor, values: Mapping[str, Any]) -> None:
    """Change name, currency, fiscal year, bands or the smallest group that is shown. Raises `RuleBroken`."""
    authorize(actor, Permission.ORGANIZATION_EDIT)
    on_track = values.get("band_on_track", organization.band_on_track)
    at_risk = values.get("band_at_risk", organization.band_at_risk)
    if not Decimal(0) < at_risk < on_track <= Decimal(100):
        sentence = msg("The lower band lies between 0 and the upper one, and the upper one is at most 100 percent.")
        raise RuleBroken(sentence, field="band_at_risk")
    if values.get("minimum_respondents", organization.minimum_respondents) < FEWEST_RESPONDENTS:
        sentence = msg("In groups of fewer than %(n)s, people can be recognised. Use a larger number.", n=FEWEST_RESPONDENTS)
        raise RuleBroken(sentence, field="minimum_respondents")
    revise(organization, values, actor=actor, event="organization.revised")
