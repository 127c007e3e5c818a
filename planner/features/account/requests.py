"""From a cookie to the person: the one place where the account room looks at the request for others."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app, request

from planner.features.account import commands, queries
from planner.infra.clock import now
from planner.permissions import Actor
from planner.web.lifecycle import afterwards

COOKIE = "planner_session"
LONGEST_UNTOUCHED = timedelta(minutes=5)


def token_of_request() -> str | None:
    return request.cookies.get(COOKIE)


def network_of(address: str | None) -> str:
    """Whom the tries of an address count against: the address itself, or the 64 bits of IPv6 that one subscriber has."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False))
    return str(parsed)


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
