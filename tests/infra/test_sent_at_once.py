"""A button that is pressed several times in the same moment, on both databases."""

import threading
from contextvars import Context
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from planner.infra.database import unit_of_work
from planner.models import Goal, db
from tests.actors import PASSWORD, create_people
from tests.makers import make_cycle


def test_a_button_pressed_twice_at_once_saves_once(own_app: Flask) -> None:
    with own_app.app_context(), unit_of_work():
        create_people()
        make_cycle()
    clients = [own_app.test_client() for _ in range(4)]
    page = _new_goal(clients)
    hidden = {name: _hidden(page, name) for name in ("csrf_token", "sending")}
    answers: list[tuple[int, str]] = []

    def press(client: Any) -> None:
        typed = {"statement": "Fewer accidents", "direction": "up", "learning_is_planned": "y"}
        answer = client.post("/goals/new", data={**hidden, **typed})
        answers.append((answer.status_code, answer.headers.get("Location", answer.text[:300])))

    threads = [threading.Thread(target=Context().run, args=(press, client)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context():
        n_goals = db.session.scalar(select(func.count()).select_from(Goal))
    assert (len(answers), len(set(answers)), answers[0][0], n_goals) == (4, 1, 303, 1), answers


def _new_goal(clients: list[Any]) -> str:
    """Sign in and open the form; all clients are then one browser, with the same cookies."""
    first, *others = clients
    token = _hidden(first.get("/sign-in").text, "csrf_token")
    answer = first.post("/sign-in", data={"csrf_token": token, "email": "paula@example.org", "password": PASSWORD})
    assert answer.status_code == 303, answer.text[:500]
    page = str(first.get("/goals/new").text)
    for client in others:
        client._cookies.update(first._cookies)
    return page


def _hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]
