"""A grown installation on the loopback: a private PostgreSQL, two web processes, two workers, nginx with TLS in front."""

import contextlib
import datetime
import http.client
import ipaddress
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.serving.running import Running, free_port, start, until

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
HOW_TO_INSTALL = "These tests need nginx: `sudo apt-get install nginx-light`, or run `make test-quick` without them."
METRICS_TOKEN = "9a1f4c7de2b80635 only for tests of servers"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def form_token(self) -> str:
        return re.findall(r'name="csrf_token" value="([^"]+)"', self.text)[0]


class Client:
    """A browser without a screen: keeps cookies, sends forms; straight to a web process, or through the proxy with TLS."""

    def __init__(self, port: int, *, trusts: Path | None = None, comes_from: str = "127.0.0.1") -> None:
        self.port, self.cookies, self._comes_from = port, dict[str, str](), comes_from
        self._tls = ssl.create_default_context(cafile=trusts) if trusts else None

    def at(self, port: int) -> "Client":
        """The same browser, sent elsewhere."""
        self.port = port
        return self

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request on a connection of its own. To a web process it says what the proxy would say."""
        source = (self._comes_from, 0)
        connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, source_address=source, context=self._tls)
            if self._tls else http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=source)
        )
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if not self._tls:
            sent |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": self._comes_from}
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://127.0.0.1:{self.port}/"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(connection):
            connection.request(method, path, body=urlencode(form) if form is not None else None, headers=sent)
            got = connection.getresponse()
            answer = Answer(got.status, got.headers, got.read().decode())
        for cookie in got.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, page: Answer, **form: str) -> Answer:
        """Send a form with the token that stands on `page`."""
        return self.ask("POST", path, {"csrf_token": page.form_token, **form})

    def sign_in(self, email: str, password: str) -> Answer:
        return self.post("/sign-in", self.get("/sign-in"), email=email, password=password)


@dataclass
class Site:
    """The installation: its processes by name, and where the proxy listens."""

    folder: Path
    settings: dict[str, str]
    web: dict[str, Running]
    workers: dict[str, Running]
    proxy_port: int
    arguments: dict[str, list[str]]

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    def client(self, web: str | None = None, *, comes_from: str = "127.0.0.1") -> Client:
        """A browser that talks to one of the web processes, or to the proxy."""
        if web is not None:
            return Client(self.web[web].port, comes_from=comes_from)
        return Client(self.proxy_port, trusts=self.certificate, comes_from=comes_from)

    def restart(self, name: str) -> None:
        """As a service manager does: ask it to end, wait for that, start it again, wait until it is ready."""
        old = self.web[name]
        old.tell()
        assert old.ended() == 0, old.log.read_text()[-3000:]
        self.web[name] = start(self.folder, *self.arguments[name], name=name, port=old.port, **self.settings)
        until(lambda: self.web[name].answers("/readyz"), f"{name} is ready again")


@contextlib.contextmanager
def running_site(folder: Path, database_url: str) -> Iterator[Site]:
    """Everything started, and ended at the end."""
    if NGINX is None:
        pytest.fail(HOW_TO_INSTALL)
    _make_certificate(folder)
    (folder / "secret").write_text("4b0f7c2d9e6a8135 shared by all web processes", encoding="utf-8")
    settings = {
        "DATABASE_URL": database_url, "SECRET_KEY_FILE": str(folder / "secret"), "TRUSTED_PROXIES": "1",
        "SECURE_COOKIES": "1", "THREADS": "4", "METRICS_TOKEN": METRICS_TOKEN,
    }
    arguments = {"first": ["--processes", "2"], "second": []}  # gunicorn's processes, and the embedded server
    site = Site(folder, settings, {}, {}, free_port(), arguments)
    proxy = None
    try:
        for name in arguments:
            site.web[name] = start(folder, *arguments[name], name=name, **settings)
        for name in ("one", "two"):
            site.workers[name] = start(folder, name=name, command="worker", **settings)
        proxy = _start_proxy(site)
        for server in site.web.values():
            until(lambda server=server: server.answers("/readyz"), "a web process is ready")  # type: ignore[misc]
        yield site
    finally:
        for process in [*site.web.values(), *site.workers.values()]:
            process.tell() if process.process.poll() is None else None
        for process in [*site.web.values(), *site.workers.values()]:
            process.put_away()
        if proxy is not None:
            proxy.terminate()
            proxy.wait(timeout=30)


def _start_proxy(site: Site) -> "subprocess.Popen[bytes]":
    """nginx with the configuration that we recommend, on free ports and with everything in one folder."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for ours, here in {
        "server 127.0.0.1:8001 ": f"server 127.0.0.1:{site.web['first'].port} ",
        "server 127.0.0.1:8002 ": f"server 127.0.0.1:{site.web['second'].port} ",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{site.proxy_port} ssl",
        "/etc/ssl/planner/fullchain.pem": str(site.certificate),
        "/etc/ssl/planner/privkey.pem": str(site.folder / "key.pem"),
    }.items():
        assert text.count(ours) == 1, ours
        text = text.replace(ours, here)
    (site.folder / "planner.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {site.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (site.folder / "main.conf").write_text(
        f"daemon off; master_process off; pid {site.folder}/nginx.pid; error_log {site.folder}/nginx-error.log;\n"
        f"events {{ worker_connections 256; }}\nhttp {{\naccess_log {site.folder}/nginx-access.log;\n{temporary}"
        f"include {site.folder}/planner.conf;\n}}\n", encoding="utf-8",
    )
    assert NGINX is not None
    command = [NGINX, "-p", str(site.folder), "-c", str(site.folder / "main.conf"), "-e", str(site.folder / "nginx-error.log")]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _make_certificate(folder: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "planner of a test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
