"""The files that the browser gets: one style sheet made of many, and addresses that change with the content.

`asset("js/enhance.js")` gives an address with the hash of the content, so that browsers may keep the answer for a year.
`asset("app.css")` is the joined style sheet: Bootstrap in a layer of its own, then our files, each in the layer of its
folder.
Unlayered rules beat layered ones; that is why Bootstrap is not linked by itself.
"""

import gzip
import hashlib
import importlib
import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from planner.web.fixed_urls import fixed_url

STYLESHEET = "app.css"
LAYERS = ("bootstrap", "tokens", "base", "layout", "ui", "pages", "print")
BOOTSTRAP = "vendor/bootstrap/bootstrap.min.css"
YEAR_SECONDS = 365 * 24 * 3600
COMPRESSIBLE = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def _brotli(content: bytes) -> bytes:
    """A tenth smaller than gzip. The best quality takes a second and a half for Plotly, the third best a twentieth of that."""
    brotli = importlib.import_module("brotli")
    packed: bytes = brotli.compress(content, quality=11 if len(content) < 100_000 else 10 if len(content) < 400_000 else 9)
    return packed


# Best first. Brotli comes with the library that prints, and is missing where that is.
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    **({"br": _brotli} if importlib.util.find_spec("brotli") else {}), "gzip": _gzip,
}

_LINK = re.compile(r"""url\((["']?)(\.\.?/[^"')]+)\1\)""")


class Assets:
    """Knows the content and the hash of each static file. While developing it looks again at each request."""

    def __init__(self, folder: Path, *, watch: bool = False) -> None:
        self.folder = folder
        self.watch = watch
        self._known: dict[str, tuple[object, bytes, str]] = {}
        self._packed: dict[tuple[str, str], bytes] = {}

    def exists(self, name: str) -> bool:
        """Whether there is such a file; a name that points outside the folder has none."""
        path = safe_join(str(self.folder), name)
        return name == STYLESHEET or (path is not None and Path(path).is_file())

    def content(self, name: str) -> bytes:
        return self._look(name)[1]

    def digest(self, name: str) -> str:
        return self._look(name)[2]

    def packed(self, name: str, coding: str) -> bytes:
        """The content compressed with one of `CODINGS`, once; the files are public, so compression can leak nothing."""
        key = (self.digest(name), coding)
        if key not in self._packed:
            self._packed[key] = CODINGS[coding](self.content(name))
        return self._packed[key]

    def stylesheet(self) -> str:
        """All rules in one text, in the order of the layers."""
        parts = [f"@layer {', '.join(LAYERS)};"]
        for layer, name in self._sheets():
            text = (self.folder / name).read_text(encoding="utf-8").replace('@charset "UTF-8";', "")
            parts.append(f"@layer {layer} {{\n{self._relink(text, name)}\n}}")
        return "\n".join(parts) + "\n"

    def _sheets(self) -> Iterator[tuple[str, str]]:
        for layer in LAYERS:
            if layer == "bootstrap":
                yield layer, BOOTSTRAP
            elif (self.folder / "css" / f"{layer}.css").is_file():
                yield layer, f"css/{layer}.css"
            for path in sorted((self.folder / "css" / layer).glob("*.css")):
                yield layer, f"css/{layer}/{path.name}"

    def _relink(self, text: str, name: str) -> str:
        """Addresses inside a sheet are relative to that sheet; in the joined one they start at the static folder."""

        def address(found: re.Match[str]) -> str:
            linked = normpath(PurePosixPath(name).parent / found[2])
            return f'url("{linked}?v={self.digest(linked)}")'

        return _LINK.sub(address, text)

    def _look(self, name: str) -> tuple[object, bytes, str]:
        known = self._known.get(name)
        if known and not self.watch:
            return known
        stamp = self._stamp(name)
        if known and known[0] == stamp:
            return known
        content = self.stylesheet().encode() if name == STYLESHEET else (self.folder / name).read_bytes()
        self._known[name] = (stamp, content, hashlib.sha256(content).hexdigest()[:12])
        return self._known[name]

    def _stamp(self, name: str) -> object:
        """Changes when a file behind this name changes."""
        names = [sheet for _, sheet in self._sheets()] if name == STYLESHEET else [name]
        return [(one, (self.folder / one).stat().st_mtime_ns) for one in names]


def register(app: Flask, *, watch: bool = False) -> None:
    """Give templates `asset()`; let the static endpoint of the app know the joined sheet, hashes and compression."""
    assets = Assets(Path(app.static_folder or ""), watch=watch)

    def asset(name: str) -> str:
        return fixed_url("static", filename=name, v=assets.digest(name))

    def send(filename: str) -> Response:
        return _answer(app, assets, filename)

    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = asset
    app.view_functions["static"] = send


def _answer(app: Flask, assets: Assets, name: str) -> Response:
    kind = COMPRESSIBLE.get(PurePosixPath(name).suffix)
    response = _text_answer(assets, name, kind) if kind else app.send_static_file(name)
    if request.args.get("v") == assets.digest(name):
        response.cache_control.public = True
        response.cache_control.no_cache = None
        response.cache_control.max_age = YEAR_SECONDS
        response.cache_control.immutable = True
    return response


def _text_answer(assets: Assets, name: str, kind: str) -> Response:
    """A text file, compressed when the browser can read that; 304 when it has this content already."""
    if not assets.exists(name):
        raise NotFound
    coding = next((one for one in CODINGS if request.accept_encodings[one] > 0), None)
    content = assets.packed(name, coding) if coding else assets.content(name)
    response = Response(content, mimetype=kind)
    response.set_etag(assets.digest(name) + (f"-{coding}" if coding else ""))
    response.vary.add("Accept-Encoding")
    response.cache_control.no_cache = True  # unless the address has the hash of the content
    if coding:
        response.content_encoding = coding
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response
