"""Browsers have names that their owners recognise."""

import pytest

from planner.features.account.browsers import browser_name

_CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (_CHROME, "Chrome, Windows"), (_CHROME + " Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("curl/8.5", "curl/8.5"), ("", ""),
    ],
)
def test_a_browser_is_recognised(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name
