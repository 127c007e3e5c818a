"""Every view says who may: `@requires(Permission.X)` or `@public`. A test refuses a view that says neither."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, abort, current_app, g, has_request_context, redirect, request, url_for

from planner.infra import watched
from planner.permissions import Actor, Permission, can

View = Callable[..., Any]
PUBLIC = "public"


def public(view: View) -> View:
    """Anybody may, signed in or not."""
    view.__planner_permission__ = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only who is signed in and has `permission`. Others are sent to sign in (401) or told no (403)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if current_actor() is None:
                return _send_to_sign_in()
            if not can(current_actor(), permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.__planner_permission__ = permission  # type: ignore[attr-defined]
        return guarded

    return wrap


def current_actor() -> Actor | None:
    """Who is signed in; loaded once a request by the function that the application put at `actor_loader`.

    Outside a request (a job prints a brief) that is nobody.
    """
    if not has_request_context():
        return None
    if not hasattr(g, "actor"):
        g.actor = current_app.extensions["actor_loader"]()
        watched.note_account(g.actor.account_id if g.actor else None)
    actor: Actor | None = g.actor
    return actor


def signed_in() -> Actor:
    """Who is signed in, inside a view that requires it."""
    actor = current_actor()
    if actor is None:
        abort(401)
    return actor


def _send_to_sign_in() -> Response:
    # Only a page can be come back to; what was posted is shown again by the browser's back button.
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(current_app.config["SIGN_IN_ENDPOINT"], next=wanted), code=303)  # type: ignore[return-value]
