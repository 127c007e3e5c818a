"""From a cookie to the person: the one place where the account room looks at the request for others."""

from datetime import timedelta

from flask import current_app, request

from planner.features.account import commands, queries
from planner.infra.clock import now
from planner.permissions import Actor
from planner.web.lifecycle import afterwards

COOKIE = "planner_session"
LONGEST_UNTOUCHED = timedelta(minutes=5)


def token_of_request() -> str | None:
    return request.cookies.get(COOKIE)


def actor_of_request() -> Actor | None:
    """Who is signed in. Notes that the session is in use, at most every five minutes."""
    token = token_of_request()
    if not token:
        return None
    settings = current_app.extensions["settings"]
    visit = queries.live_session(token, idle_minutes=settings.session_idle_minutes)
    if visit is None:
        return None
    # Far more often than the session may idle, or it would end under the hands of somebody who works.
    touch_after = min(LONGEST_UNTOUCHED, timedelta(minutes=settings.session_idle_minutes) / 10)
    if visit.last_seen_at < now() - touch_after:
        afterwards(lambda: commands.touch_session(visit.session_id))
    return visit.actor
