"""What machines ask: is it alive, is it ready, how is it doing."""

import secrets
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from planner.features.health import queries
from planner.infra import metrics
from planner.web.access import public
from planner.web.proxies import came_through_proxy, peer_address

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def live() -> Any:
    """The process answers; it says nothing of the database."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> Any:
    """The process can do its work: the database answers and has the structure of this version, and nobody is ending us.

    Jobs that wait are told but are no reason: taking every web process away because a worker is down would help nobody.
    """
    reasons = current_app.extensions["readiness"].reasons()
    if reasons:
        return {"status": "not ready", "reasons": reasons}, 503
    lag = queries.lag_seconds()
    return {"status": "ready", **({"late_jobs_seconds": round(lag)} if lag > queries.LATE_SECONDS else {})}


@blueprint.get("/metrics")
@public
def show_metrics() -> Any:
    """The numbers, for who has the token; without a token for this machine itself."""
    token: str = current_app.extensions["settings"].metrics_token
    if token and not secrets.compare_digest(_bearer().encode(), token.encode()):
        return Response("", 401, {"WWW-Authenticate": 'Bearer realm="metrics"'})
    if not token and not _is_from_here():
        abort(404)
    text = metrics.exposition(current_app.extensions["counts"], pool_limit=current_app.extensions["pool_limit"])
    return Response(text, content_type=metrics.CONTENT_TYPE)


def _bearer() -> str:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _is_from_here() -> bool:
    """Asked by a program on this machine itself. A proxy runs here too, perhaps, but who asks it does not."""
    if current_app.extensions["settings"].trusted_proxies or came_through_proxy(request.environ):
        return False
    try:
        return ip_address(peer_address(request.environ)).is_loopback
    except ValueError:
        return False
