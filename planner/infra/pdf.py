"""HTML to tagged PDF, by WeasyPrint, with the doors closed.

A document may use only files of the static folder (`static:vendor/fonts/….woff2`) and bytes that the caller hands over
(`blob:logo`). Everything else (the network, the disk, `data:`) is refused and stops the printing: a document that asks
for it is broken or hostile. Equal input gives equal bytes, so a printed document can be compared with its hash.
"""

import io
import mimetypes
import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# Threads print no faster together than one after the other, but each holds the memory of a whole document meanwhile.
_at_a_time = threading.Lock()
_PACKED_FONT = b"wOF2"
_NO_BLOBS: Mapping[str, bytes] = MappingProxyType({})


class PdfUnavailable(RuntimeError):
    """This machine cannot print: a system library is missing. The message says which package has it."""


class PdfRefused(ValueError):
    """The document asks for something that it may not have."""


def render_pdf(html: str, *, static_folder: Path, blobs: Mapping[str, bytes] = _NO_BLOBS) -> bytes:
    """A PDF/UA-1 file. The document must have a language, a title, and words for its pictures."""
    with _at_a_time:
        return _render(html, static_folder, blobs)


def _render(html: str, static_folder: Path, blobs: Mapping[str, bytes]) -> bytes:
    weasyprint = _weasyprint()
    fetcher = _fetcher_class()(static_folder, blobs)
    try:
        # The identifier is made of the content; dates come from the document's own meta elements, never from a clock.
        document: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=True
        )
    except weasyprint.urls.FatalURLFetchingError as error:
        raise PdfRefused(str(error.__cause__ or error)) from error
    if fetcher.refusals:
        # Pictures inside an SVG that are refused do not stop WeasyPrint; it leaves them out without a word.
        raise fetcher.refusals[0]
    return document


def is_available() -> bool:
    """Whether this machine has what printing needs."""
    try:
        _weasyprint()
    except PdfUnavailable:
        return False
    return True


def _weasyprint() -> Any:
    # WeasyPrint takes 1.3 s to load and brings 28 MB: only those who print pay for it.
    try:
        import weasyprint
        import weasyprint.urls
    except OSError as error:
        raise PdfUnavailable(
            "PDF files need the Pango library, which this machine does not have. "
            f"On Debian or Ubuntu install it with: apt-get install {_PACKAGES}"
        ) from error
    return weasyprint


@cache
def _fetcher_class() -> Any:
    """The fetcher is a subclass of WeasyPrint's, so it can only be declared once that is loaded."""
    urls = _weasyprint().urls

    class ClosedFetcher(urls.URLFetcher):  # type: ignore[misc, name-defined]
        """Serves the static folder and the blobs. Never calls the parent's `fetch`, which knows the network."""

        def __init__(self, static_folder: Path, blobs: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols=("static", "blob"), allow_redirects=False, fail_on_errors=True)
            self._static_folder = static_folder
            self._blobs = blobs
            self.refusals: list[PdfRefused] = []

        def fetch(self, url: str, headers: object = None) -> Any:
            try:
                body, kind = read_closed(url, static_folder=self._static_folder, blobs=self._blobs)
            except PdfRefused as refusal:
                self.refusals.append(refusal)
                raise
            if body.startswith(_PACKED_FONT):
                body, kind = _unpacked(body), "font/ttf"
            return urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    return ClosedFetcher


@lru_cache(maxsize=32)
def _unpacked(font: bytes) -> bytes:
    """The font as the printer needs it. WeasyPrint would unpack each font again for each document: half of its time."""
    from fontTools.ttLib import woff2  # WeasyPrint brings it, and has loaded it by now

    unpacked = io.BytesIO()
    woff2.decompress(io.BytesIO(font), unpacked)
    return unpacked.getvalue()


def read_closed(url: str, *, static_folder: Path, blobs: Mapping[str, bytes]) -> tuple[bytes, str]:
    """The bytes behind an address and their type. Raises PdfRefused for whatever is not ours."""
    scheme, _, rest = url.partition(":")
    name = unquote(rest.split("?")[0].split("#")[0])
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if scheme == "blob" and name in blobs:
        return blobs[name], kind
    if scheme != "static":
        raise PdfRefused(f"A printed document may not load {url!r}.")
    folder = static_folder.resolve()
    path = (folder / name.lstrip("/")).resolve() if "\0" not in name else folder
    if not path.is_relative_to(folder) or not path.is_file():
        raise PdfRefused(f"A printed document may not load {url!r}: there is no such file in the static folder.")
    return path.read_bytes(), kind
