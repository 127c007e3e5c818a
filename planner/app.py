"""The factory: the order in which the house is wired, and the list of its rooms."""

import os
from typing import Any

from flask import Flask, g

from planner.features.account import manifest as account
from planner.features.account.requests import actor_of_request
from planner.features.actions import manifest as actions
from planner.features.admin import manifest as admin
from planner.features.briefs import manifest as briefs
from planner.features.choosing import manifest as choosing
from planner.features.cycles import manifest as cycles
from planner.features.exchange import manifest as exchange
from planner.features.goals import manifest as goals
from planner.features.health import manifest as health
from planner.features.home import manifest as home
from planner.features.measures import manifest as measures
from planner.features.needs import manifest as needs
from planner.features.people import manifest as people
from planner.features.people.queries import organization
from planner.features.privacy import manifest as privacy
from planner.features.programs import manifest as programs
from planner.features.reviews import manifest as reviews
from planner.features.targets import manifest as targets
from planner.infra import database, i18n, integrity, jobs, mail, statements
from planner.infra.clock import clock
from planner.infra.jobs_queue import HueyQueue
from planner.infra.kept_secret import kept_secret
from planner.infra.places import folder
from planner.infra.readiness import Readiness, database_check
from planner.models import db
from planner.permissions import ROLE_LABELS, Permission, can
from planner.settings import Settings, read_settings
from planner.web import (
    addresses,
    assets,
    attributes,
    compression,
    drawn,
    errors,
    filters,
    forgery,
    headers,
    lifecycle,
    nav,
    sent_forms,
    styleguide,
    watching,
)
from planner.web.access import current_actor
from planner.web.manifest import Room
from planner.web.proxies import TrustedProxies

ROOMS: tuple[Room, ...] = (
    health.ROOM,
    home.ROOM,
    account.ROOM,
    admin.ROOM,
    admin.STATUS,
    cycles.ROOM,
    people.ROOM,
    people.DEPARTMENTS,
    privacy.ROOM,
    choosing.ROOM,
    goals.ROOM,
    measures.ROOM,
    needs.ROOM,
    programs.ROOM,
    targets.ROOM,
    reviews.ROOM,
    actions.ROOM,
    briefs.ROOM,
    exchange.ROOM,
    exchange.EXPORTS,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. Raises `BadSetting` when the environment makes no sense."""
    settings = settings or read_settings(os.environ)
    app = lifecycle.TransactionalFlask(
        "planner", template_folder=str(folder("templates")), static_folder=str(folder("static"))
    )
    app.config.from_mapping(_configuration(settings))
    app.extensions["settings"] = settings
    clock.use_zone(settings.time_zone)
    database.prepare_folder(settings.database)
    db.init_app(app)
    database.wire(app)
    _wire_people(app)
    i18n.wire(app)
    jobs.wire(app, [mail.JOBS, *(room.jobs for room in ROOMS)], HueyQueue(settings.database, settings.data_dir))
    mail.wire(app, settings)
    _wire_web(app, settings)
    for room in ROOMS:
        _open(app, room)
    _wire_watch(app, settings)
    return app


def _wire_watch(app: Flask, settings: Settings) -> None:
    """What is seen from outside: statements, readiness, numbers."""
    with app.app_context():
        engine = db.engine
    statements.watch(engine, slow_ms=settings.slow_statement_ms)
    app.extensions["readiness"] = Readiness({"database": database_check(lambda: engine)})
    integrity.wire(app, sorted((check for room in ROOMS for check in room.checks), key=lambda check: not check.is_vital))
    app.extensions["counts"] = [count for room in ROOMS for count in room.counts]
    app.extensions["pool_limit"] = settings.threads + database.SPARE_CONNECTIONS


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key or kept_secret(settings.data_dir),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": database.engine_options(
            settings.database, threads=settings.threads, is_pooled=settings.pooler
        ),
        "MAX_CONTENT_LENGTH": settings.max_upload_mb * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5_000,
        "SESSION_COOKIE_NAME": "planner_form",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the browser session: a long review is no surprise
        "SIGN_IN_ENDPOINT": "account.sign_in",
        "LOCALE": settings.locale,
        "TIME_ZONE": settings.time_zone,
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


def _wire_people(app: Flask) -> None:
    app.extensions["actor_loader"] = actor_of_request
    app.extensions["actor_loader_if_loaded"] = lambda: g.get("actor")
    app.extensions["currency"] = _currency


def _currency() -> str:
    found = organization()
    return found.currency if found else "EUR"


def _wire_web(app: Flask, settings: Settings) -> None:
    addresses.register(app)
    forgery.register(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(lifecycle.begin)
    app.teardown_request(lifecycle.end)
    app.after_request(headers.secure)
    compression.register(app)
    app.extensions["nav_items"] = [item for room in ROOMS for item in room.nav]
    assets.register(app, watch=settings.environment == "development")
    filters.register(app)
    drawn.register(app)
    attributes.register(app)
    errors.register(app)
    sent_forms.register(app)
    if settings.is_development:
        styleguide.register(app)
    app.context_processor(_context)
    app.wsgi_app = TrustedProxies(  # type: ignore[method-assign]
        app.wsgi_app, hops=settings.trusted_proxies, networks=settings.proxy_networks
    )
    watching.register(app)


def _context() -> dict[str, Any]:
    """What every page's layout knows."""
    is_away = g.get("database_is_away", False)
    actor = None if is_away else current_actor()
    house = None if is_away else organization()
    return {
        "actor": actor,
        "nav": nav.menu(actor),
        "organization_name": house.name if house else "",
        "locale": i18n.reader_locale(),
        "locales": i18n.LOCALES,
        "can": lambda permission, thing=None: can(actor, Permission(permission), thing),
        "role_labels": ROLE_LABELS,
    }


def _open(app: Flask, room: Room) -> None:
    app.register_blueprint(room.blueprint)
    if room.listen is not None:
        room.listen()
    for command in room.commands:
        app.cli.add_command(command)
