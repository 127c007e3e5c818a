"""A private PostgreSQL whose data folder is kept between runs. It listens on a socket in a temporary folder and nowhere else."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

OPTIONS = {"listen_addresses": "", "shared_buffers": "512MB", "work_mem": "16MB", "max_connections": "60", "max_wal_size": "4GB"}
START_SECONDS = 60


class PostgresMissing(RuntimeError):
    """There are no server programs on this machine."""


@contextmanager
def running(data: Path) -> Iterator["Postgres"]:
    """A server on this data folder, which is made when it is not there; ended afterwards."""
    programs = _programs()
    socket = Path(tempfile.mkdtemp(prefix="bench-postgres-", dir="/tmp"))
    user = _user()
    for folder in (data, socket):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.getuid() == 0:
            shutil.chown(folder, user)
    reachable = _open_the_way(data)
    if not (data / "PG_VERSION").exists():
        command = [programs / "initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", user, "-D",
                   data]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **_as(user, socket))
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    with (socket / "log").open("wb") as log:
        command = [programs / "postgres", "-D", data, "-k", socket, *options]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, **_as(user, socket))
    try:
        server = Postgres(socket, user, process.pid)
        server.wait(process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(socket, ignore_errors=True)
        for folder, mode in reachable:
            folder.chmod(mode)


class Postgres:
    def __init__(self, socket: Path, user: str, pid: int) -> None:
        self._socket, self._user, self.pid = socket, user, pid

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self._user}@/{name}?host={self._socket}"

    def names(self) -> set[str]:
        with self._connected() as connection:
            return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}

    def create(self, name: str, *, template: str | None = None) -> None:
        """A new database, empty or a copy; one of this name is dropped first."""
        with self._connected() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            copy = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copy)

    def rename(self, name: str, to: str) -> None:
        with self._connected() as connection:
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))

    def version(self) -> str:
        with self._connected() as connection:
            row = connection.execute("SHOW server_version").fetchone()
            return str(row[0]) if row else ""

    def wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                self._connected().close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("PostgreSQL did not start:\n" + (self._socket / "log").read_text(errors="replace")[-2000:])

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self._socket), user=self._user, dbname="postgres", autocommit=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise PostgresMissing("PostgreSQL's server programs are not installed; only SQLite is measured.")
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


def _user() -> str:
    """PostgreSQL refuses root, which hands it to the user that Debian made for it."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as(user: str, folder: Path) -> dict[str, object]:
    common: dict[str, object] = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}
    if os.getuid() != 0:
        return common
    account = pwd.getpwnam(user)
    return {**common, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _open_the_way(data: Path) -> list[tuple[Path, int]]:
    """Another user must be able to walk to the folder. Says what to put back."""
    changed = []
    if os.getuid() == 0:
        for folder in data.parents:
            mode = folder.stat().st_mode & 0o777
            if not mode & 0o001:
                folder.chmod(mode | 0o001)
                changed.append((folder, mode))
    return changed
