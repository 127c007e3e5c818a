"""A real server on a free port of the loopback, and a real browser in front of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Playwright, sync_playwright

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
HOW_TO_INSTALL = "These tests need Chromium: `sudo apt-get install chromium`, or run `make test-quick` without them."


@dataclass
class Server:
    """A planner that runs, with the folder of its data."""

    address: str
    folder: Path
    environ: dict[str, str]

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """`planner …` on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "planner", *arguments], env=self.environ, capture_output=True, text=True, check=False,
            timeout=300,
        )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail(HOW_TO_INSTALL)
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
              "--disable-component-update", "--disable-sync", "--disable-quic"],
    )
    yield browser
    browser.close()


def start_server(folder: Path, **settings: str) -> tuple[Server, "subprocess.Popen[bytes]"]:
    """Start `planner serve --prepare` and wait until it answers."""
    port = _free_port()
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")},
        "PLANNER_DATA_DIR": str(folder), "PLANNER_PORT": str(port), **settings,
    }
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "planner", "serve", "--prepare"], env=environ, stdout=log, stderr=subprocess.STDOUT
    )
    log.close()
    server = Server(f"http://127.0.0.1:{port}", folder, environ)
    _wait_for(server, process)
    return server, process


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: Server, process: "subprocess.Popen[bytes]") -> None:
    """Ask until it answers or has ended; the kernel refuses at once while nothing listens, so the process is asked too."""
    for _attempt in range(600):
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{server.address}/healthz", timeout=5):
                return
        except URLError:
            try:
                process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
    stop(process)
    pytest.fail((server.folder / "server.log").read_text())


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serves the demonstration organization."""
    server, process = start_server(tmp_path_factory.mktemp("demo"))
    yield server
    stop(process)


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Server]:
    """Serves an empty database."""
    server, process = start_server(tmp_path, PLANNER_DEMO="0")
    yield server
    stop(process)


@dataclass
class Visitor:
    """A person at a browser. Remembers what a page must never do."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, email: str, password: str) -> None:
        self.open("/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(re.compile(r".*/(?!sign-in).*"))

    def field(self, label: str) -> Locator:
        """The first field whose label starts with these words."""
        return self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first

    def fill(self, **typed: str) -> None:
        """Type into fields by their names."""
        for name, value in typed.items():
            self.page.locator(f"[name='{name}']").first.fill(value)

    def choose(self, label: str, choice: str) -> None:
        """Choose the first option in which these words stand; out of a long list, by the whole name."""
        field = self.field(label)
        if field.evaluate("one => one.tagName") == "INPUT":
            field.fill(choice)
            return
        field.select_option(value=field.locator("option", has_text=choice).first.get_attribute("value"))

    def press(self, name: str) -> None:
        """Press a button and wait for the page that comes; whatever is refused is told."""
        button = self.page.get_by_role("button", name=name, exact=True)
        assert button.count(), f"there is no {name} on {self.page.url}: {self.text}"
        with self.page.expect_navigation():
            button.first.click()
        refusals = self.page.locator(".error-summary li").all_inner_texts()
        assert not refusals, f"{name} on {self.page.url}: {refusals}"

    def fetch(self, selector: str) -> tuple[bytes, dict[str, str]]:
        """What a link leads to, with its headers, without leaving the page: browsers show a PDF in a viewer of their own."""
        address = self.page.locator(selector).first.get_attribute("href") or ""
        answer = self.page.context.request.get(self.address + address)
        assert answer.ok, f"{address} answered {answer.status}"
        return answer.body(), answer.headers

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def barriers(self) -> list[str]:
        """What axe finds on the page, as short lines."""
        found: dict[str, Any] = Axe().run(self.page).response
        return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Any]:
    """`visit(server)` gives a visitor; `javascript=False`, `colour="dark"`, `width=360`, `locale="nl-NL"` change the browser."""
    contexts, visitors = [], []

    def start(
        server: Server, *, javascript: bool = True, colour: Any = "light", width: int = 1440, locale: str = "en-GB"
    ) -> Visitor:
        context = chromium.new_context(
            java_script_enabled=javascript, color_scheme=colour, viewport={"width": width, "height": 900}, locale=locale
        )
        contexts.append(context)
        visitor = Visitor(context.new_page(), server.address)
        visitors.append(visitor)
        visitor.page.set_default_timeout(15_000)
        visitor.page.on("console", lambda said: said.type == "error" and _note(visitor, said.text))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(f"script error: {error}"))
        visitor.page.on("request", lambda sent: _watch(visitor, sent.url))
        return visitor

    yield start
    for context in contexts:
        context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


def _note(visitor: Visitor, text: str) -> None:
    # The browser itself reports answers of 4xx that a test asks for on purpose.
    if "Failed to load resource" not in text:
        visitor.complaints.append(f"console: {text}")


def _watch(visitor: Visitor, url: str) -> None:
    if not url.startswith((visitor.address, "data:", "blob:")):
        visitor.complaints.append(f"asked another host: {url}")
