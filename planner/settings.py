"""What an administrator can set, read once from the environment into one frozen object.

Every setting is an environment variable `PLANNER_<NAME>`; a secret can also come from a file named by `PLANNER_<NAME>_FILE`.
An unknown `PLANNER_*` variable or a value that makes no sense stops the start with a sentence.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SHORTEST_PASSPHRASE = 12


class BadSetting(Exception):
    """A setting is unknown or has a value that cannot be used; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name without the prefix, its default as it would be typed, what it does, how it is read."""

    name: str
    default: str
    help: str
    parse: Callable[[str], Any] = str
    is_secret: bool = False


def _yes_or_no(text: str) -> bool:
    answers = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.strip().lower() not in answers:
        raise ValueError("say 1 or 0")
    return answers[text.strip().lower()]


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(f"use a whole number from {low} to {high}")
        return number

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"use one of: {', '.join(choices)}")
        return text

    return parse


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("use a name such as Europe/Amsterdam") from error
    return text


def _web_address(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError("use an address such as https://planner.example.org")
    return text


def _mail_address(text: str) -> str:
    if "@" not in text.strip("@") or any(sign in text for sign in " <>,\r\n"):
        raise ValueError("use an address such as planner@example.org")
    return text


def _database_url(text: str) -> str:
    """Accept the common spelling `postgresql://` and name the driver that is installed."""
    if text.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + text.split("://", 1)[1]
    if text and not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("use sqlite:///path/to/file.db or postgresql://user:password@host/database")
    return text


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError("use networks such as 10.0.0.0/8, separated by commas") from error


_KEEP = re.compile(r"(?:(\d{1,4})d)?,?(?:(\d{1,4})w)?,?(?:(\d{1,4})m)?")


def days_weeks_months(text: str) -> tuple[int, int, int]:
    """Read `7d,5w,12m`, or a part of it, as three numbers. Raises ValueError for anything else, and for nothing."""
    found = _KEEP.fullmatch(text.strip())
    days, weeks, months = (int(number or 0) for number in found.groups()) if found else (0, 0, 0)
    if not days + weeks + months:
        raise ValueError("say how many days, weeks and months keep a backup, such as 7d,5w,12m")
    return days, weeks, months


def _passphrase(text: str) -> str:
    if text and len(text) < SHORTEST_PASSPHRASE:
        raise ValueError(f"use at least {SHORTEST_PASSPHRASE} characters")
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_DIR", "var", "Folder for the embedded database, the generated secret and the queue of jobs.", Path),
    Setting("DATABASE_URL", "", "Database. Empty: an SQLite file in the data folder.", _database_url, is_secret=True),
    Setting("POOLER", "0", "1 when PgBouncer stands before PostgreSQL: statements are not prepared.", _yes_or_no),
    Setting("SECRET_KEY", "", "Signs cookies. Empty: made once and kept in the data folder.", is_secret=True),
    Setting("ENVIRONMENT", "production", "`development` shows the style guide; `production` does not.",
            _one_of("production", "development", "test")),
    Setting("HOST", "127.0.0.1", "Address to listen on."),
    Setting("PORT", "8000", "Port to listen on.", _whole_number(1, 65535)),
    Setting("THREADS", "8", "Threads of each web process: how many requests it answers at once.", _whole_number(1, 64)),
    Setting("PROCESSES", "1", "Web processes behind the one port; more than one needs PostgreSQL and the extra `server`.",
            _whole_number(1, 64)),
    Setting("MAX_REQUESTS", "0", "With several processes: one is replaced after about this many requests; 0: never.",
            _whole_number(0, 10_000_000)),
    Setting("DRAIN_SECONDS", "0", "How long a process that was told to end goes on while /readyz says that it drains.",
            _whole_number(0, 300)),
    Setting("PUBLIC_URL", "", "Address under which people reach the planner, for links in mail. Empty: made of host and port.",
            _web_address),
    Setting("EMBEDDED_WORKER", "auto", "Run jobs inside `planner serve`: 1, 0, or `auto`, which means: with SQLite only.",
            _one_of("auto", "1", "0")),
    Setting("DEMO", "1", "Load the demonstration organization into an empty database at the first start.", _yes_or_no),
    Setting("TIME_ZONE", "Europe/Amsterdam", "The organization's time zone: decides which day it is.", _time_zone),
    Setting("LOCALE", "en", "Language for people who have not chosen one.", _one_of("en", "nl")),
    Setting("SECURE_COOKIES", "0", "1 behind TLS: cookies are sent over TLS only and HSTS is announced.", _yes_or_no),
    Setting("TRUSTED_PROXIES", "0", "Number of reverse proxies in front whose X-Forwarded headers are believed.",
            _whole_number(0, 5)),
    Setting("PROXY_NETWORKS", "127.0.0.0/8, ::1/128", "Networks in which these proxies stand; others are not believed.",
            _networks),
    Setting("SESSION_IDLE_MINUTES", "120", "A session ends after this many minutes without a request.",
            _whole_number(5, 1440)),
    Setting("SESSION_HOURS", "12", "A session ends after this many hours in any case.", _whole_number(1, 168)),
    Setting("SIGN_IN_ATTEMPTS", "5", "Failed sign-ins for one address within 15 minutes before it must wait.",
            _whole_number(1, 100)),
    Setting("MAIL", "1", "0 switches mail off: nobody is written to.", _yes_or_no),
    Setting("SMTP_HOST", "", "Mail server. Empty: mail is kept on hold until there is one."),
    Setting("SMTP_PORT", "587", "Port of the mail server.", _whole_number(1, 65535)),
    Setting("SMTP_SECURITY", "starttls", "How the mail server is spoken to: `starttls`, `tls` (usually port 465) or `none`.",
            _one_of("starttls", "tls", "none")),
    Setting("SMTP_USER", "", "Name to sign in to the mail server with. Empty: without signing in."),
    Setting("SMTP_PASSWORD", "", "Password for the mail server.", is_secret=True),
    Setting("SMTP_FROM", "planner@localhost", "Address that mail comes from.", _mail_address),
    Setting("MAX_UPLOAD_MB", "20", "Largest file that a page accepts, in megabytes.", _whole_number(1, 200)),
    Setting("LOG_FORMAT", "auto", "`json`: a line for machines; `console`: for people. `auto`: console at a terminal, else json.",
            _one_of("auto", "json", "console")),
    Setting("LOG_LEVEL", "info", "From which weight on lines are written; `debug` tells of each static file and probe too.",
            _one_of("debug", "info", "warning", "error")),
    Setting("SLOW_STATEMENT_MS", "200", "A database statement that takes this many milliseconds is written to the log; 0: none.",
            _whole_number(0, 60_000)),
    Setting("METRICS_TOKEN", "", "Who asks for /metrics must send it as a bearer token. Empty: only this machine itself may ask.",
            is_secret=True),
    Setting("NIGHTLY_BACKUP", "1", "Make a backup every night; 0 if something else does.", _yes_or_no),
    Setting("BACKUP_DIR", "", "Folder for backups. Empty: `backups` in the data folder."),
    Setting("BACKUP_KEEP", "7d,5w,12m", "How many days, weeks and months keep their last backup.", days_weeks_months),
    Setting("BACKUP_KEY", "", f"Passphrase that backups are encrypted with, {SHORTEST_PASSPHRASE} characters or more. "
            "Empty: they are not encrypted.", _passphrase, is_secret=True),
)

PREFIX = "PLANNER_"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as read; one attribute for each entry of `SETTINGS`, in lower case."""

    data_dir: Path
    database_url: str
    pooler: bool
    secret_key: str
    environment: str
    host: str
    port: int
    threads: int
    processes: int
    max_requests: int
    drain_seconds: int
    public_url: str
    embedded_worker: str
    demo: bool
    time_zone: str
    locale: str
    secure_cookies: bool
    trusted_proxies: int
    proxy_networks: tuple[IPv4Network | IPv6Network, ...]
    session_idle_minutes: int
    session_hours: int
    sign_in_attempts: int
    mail: bool
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    smtp_password: str
    smtp_from: str
    max_upload_mb: int
    log_format: str
    log_level: str
    slow_statement_ms: int
    metrics_token: str
    nightly_backup: bool
    backup_dir: str
    backup_keep: tuple[int, int, int]
    backup_key: str

    @property
    def database(self) -> str:
        """The database address, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'planner.db').resolve()}"

    @property
    def address(self) -> str:
        """Where people reach the planner."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def works_while_serving(self) -> bool:
        """Whether the web process runs jobs as well."""
        return self.embedded_worker == "1" or (self.embedded_worker == "auto" and self.database.startswith("sqlite:"))

    @property
    def backup_folder(self) -> Path:
        """Where backups lie."""
        return Path(self.backup_dir) if self.backup_dir else self.data_dir / "backups"

    @property
    def is_development(self) -> bool:
        return self.environment in ("development", "test")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read all settings. Raises `BadSetting` for an unknown name, a bad value or an unreadable secret file."""
    _refuse_unknown(environ)
    return Settings(**{setting.name.lower(): _read(setting, environ) for setting in SETTINGS})


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {PREFIX + setting.name for setting in SETTINGS}
    known |= {PREFIX + setting.name + "_FILE" for setting in SETTINGS if setting.is_secret}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            raise BadSetting(f"{name} is not a setting of the planner. The settings are listed in docs/settings.md.")


def _read(setting: Setting, environ: Mapping[str, str]) -> Any:
    name = PREFIX + setting.name
    text = environ.get(name, setting.default)
    file_name = environ.get(name + "_FILE", "") if setting.is_secret else ""
    if file_name:
        try:
            text = Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE names {file_name}, which cannot be read: {error.strerror}.") from error
    try:
        return setting.parse(text)
    except ValueError as error:
        shown = "the value" if setting.is_secret else repr(text)
        raise BadSetting(f"{name}: {shown} cannot be used; {error}.") from error
