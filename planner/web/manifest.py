"""What a room hands to the application: its blueprint, its places in the menu, its commands and its jobs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import click
from flask import Blueprint

from planner.infra.integrity import Check
from planner.infra.jobs import Handler
from planner.infra.metrics import Count
from planner.permissions import Permission


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place in the menu. `group` is one of `planner.web.nav.GROUPS`; `order` sorts within it."""

    label: str
    endpoint: str
    group: str
    order: int
    permission: Permission


@dataclass(frozen=True, slots=True)
class Room:
    """One feature, ready to be wired."""

    blueprint: Blueprint
    nav: tuple[NavItem, ...] = ()
    commands: tuple[click.Command, ...] = ()
    jobs: Mapping[str, Handler] = field(default_factory=dict)
    listen: Callable[[], None] | None = None  # attaches to the database session once, when the application is made
    checks: tuple[Check, ...] = ()  # what `planner check` looks at
    counts: tuple[Count, ...] = ()  # numbers of this room that /metrics shows
