"""The scripts of Streamlit and of its components, compressed once and streamed from disk.

Streamlit sends its own 4 MB of JavaScript as they are, and leaves it to a proxy to do better; what
it does compress it compresses anew for each visitor. Here one process, run once for a version of
the packages, makes what is sent lighter (`ui.server.lighter`) and writes it: as it is, as gzip and
as Brotli. Until it has, and where the disk takes no file, Streamlit answers as it always did. What
was made lighter has addresses of its own: a page opened before goes on with the scripts it has.
"""

import hashlib
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache, partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple, cast

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.folders import cache_folder

LOGGER: Final = logging.getLogger("atlas.frontend")
ROOT: Final = Path(__file__).parents[2]
COMMAND: Final = (sys.executable, "-m", "ui.server.frontend")
PACKAGES: Final = (
    "streamlit",
    "streamlit-folium",
    "streamlit-searchbox",
    "servestatic",
    "brotli",
    "fonttools",
    "tree-sitter",
    "tree-sitter-javascript",
)
# What writes, and what names an icon: a change in them is another version.
WRITERS: Final = ("frontend", "fonts", "joining", "lighter", "modules")
# The server that answers everybody goes first.
NICENESS: Final = 10
LONGEST_S: Final = 600


class Part(NamedTuple):
    """Files that are served under one address: the address, the package and folder they are in."""

    address: str
    package: str
    folder: str


STREAMLIT: Final = "streamlit"
PARTS: Final = (
    Part("/static", STREAMLIT, "static/static"),
    Part("/component/streamlit_folium.st_folium", "streamlit_folium", "frontend/build"),
    Part("/component/streamlit_searchbox.searchbox", "streamlit_searchbox", "frontend/build"),
)
# For developers alone, twice the size of the rest.
LEFT_OUT: Final = shutil.ignore_patterns("*.map")
PAGE: Final = "index.html"
PREFIX: Final = "frontend-"


@cache
def prepared() -> Path:
    """Return the folder of what is sent, one for each set of versions, there or not."""
    return cache_folder() / f"{PREFIX}{_digest()}"


@cache
def _digest() -> str:
    writers = [(ROOT / "ui" / "server" / f"{name}.py").read_text("utf-8") for name in WRITERS]
    said = [*(f"{name} {version(name)}" for name in PACKAGES), *writers, *sorted(own_icons())]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


@cache
def own_icons() -> frozenset[str]:
    """Return the names of the icons that the atlas itself shows."""
    files = [path for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    texts = (path.read_text(encoding="utf-8") for path in files)
    return frozenset(name for text in texts for name in re.findall(r":material/(\w+):", text))


def page_file() -> Path:
    """Return the page that starts what is sent: ours once it is prepared, else Streamlit's own."""
    ours = prepared() / PAGE
    return ours if ours.is_file() else _folder(PARTS[0]).parent / PAGE


def map_component() -> tuple[str, ...]:
    """Return the addresses of the scripts of the component that shows maps."""
    part = PARTS[1]
    folder = _folder(part)
    found = sorted(folder.glob("static/js/*.js"))
    return tuple(f"{part.address}/{path.relative_to(folder).as_posix()}" for path in found)


def _address(part: Part) -> str:
    """Return where a part is served: what is made lighter, at an address of its own."""
    return f"{part.address}/{_digest()}" if part.package == STREAMLIT else part.address


def prepare() -> None:
    """Have what is sent written by a process of its own, unless it is there."""
    if _is_there(prepared()):
        return
    try:
        # The command is our own module.
        ended = subprocess.run(  # noqa: S603
            COMMAND, cwd=ROOT, check=False, capture_output=True, text=True, timeout=LONGEST_S
        )
    except (OSError, subprocess.SubprocessError) as error:
        LOGGER.warning("Les scripts partent sans être compressés : %s", error)
        return
    if ended.returncode:
        why = ended.stderr.strip().rpartition("\n")[2]
        LOGGER.warning("Les scripts partent sans être compressés : %s", why)
    elif said := ended.stderr.strip():
        LOGGER.warning("%s", said)


def _is_there(folder: Path) -> bool:
    """Tell whether a folder is there, not whether it may be looked at."""
    try:
        return folder.is_dir()
    except OSError:
        return False


def reason(error: OSError) -> str:
    """Return why the disk did not do as asked, without the paths of this machine."""
    if isinstance(error, shutil.Error):
        # One triple for each of the files, some two hundred of them.
        _from, _to, first = error.args[0][0]
        return str(first).partition(": ")[0]
    return error.strerror or type(error).__name__


def write() -> None:
    """Copy the files, make them lighter, compress them, and put them into place all at once."""
    from servestatic.compress import main as compress  # noqa: PLC0415 - see `Compressed`

    target = prepared()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as aside:
        whole = Path(aside) / "whole"
        for part in PARTS:
            shutil.copytree(_folder(part), whole / part.package, ignore=LEFT_OUT)
        source = _folder(PARTS[0]).parent / PAGE
        page = _lightened(whole / STREAMLIT, source.read_text(encoding="utf-8"))
        compress(["--quiet", "--no-zstd", str(whole)])
        (whole / PAGE).write_text(page, encoding="utf-8")
        # Another server of this machine may have been faster.
        if not target.is_dir():
            whole.rename(target)
    _forget_all_but(target)


def _forget_all_but(target: Path) -> None:
    """Remove what was prepared for other versions, but for the last: a server may still send it."""
    others = [path for path in target.parent.glob(f"{PREFIX}*") if path != target]
    for path in sorted(others, key=lambda path: path.stat().st_mtime)[:-1]:
        shutil.rmtree(path, ignore_errors=True)


def _lightened(folder: Path, page: str) -> str:
    """Make Streamlit's files lighter and return the page that starts them where they are."""
    # Imported here: the server itself never does this.
    from ui.server import lighter, modules  # noqa: PLC0415

    for step in (partial(lighter.cut_fonts, own_icons=own_icons()), lighter.join_scripts):
        try:
            page = step(folder, page)
        except (lighter.UnknownPageError, modules.JoinError) as problem:
            LOGGER.warning("Streamlit part tel quel, en plus lourd : %s", problem)
    return page.replace("./static/", f".{_address(PARTS[0])}/")


def _folder(part: Part) -> Path:
    """Return where a package keeps its files; the package is not loaded for it."""
    found = find_spec(part.package)
    if found is None or found.origin is None:
        raise FileNotFoundError(part.package)
    return Path(found.origin).parent / part.folder


class Known:
    """ASGI middleware: below an address, only Streamlit's files; it would send its page for others.

    A page with the address of a script is refused by the browser, and no relay asks elsewhere.

    Parameters
    ----------
    app
        The application inside.
    address
        Of the files, with a slash at the end.
    """

    def __init__(self, app: ASGIApp, address: str) -> None:
        self._app = app
        self._address = address
        self._folder = _folder(PARTS[0]).resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path.startswith(self._address) and not self._is_file(path.removeprefix(self._address)):
            await PlainTextResponse("", 404)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_file(self, name: str) -> bool:
        with suppress(OSError, ValueError):
            path = (self._folder / name).resolve()
            return path.is_relative_to(self._folder) and path.is_file()
        return False


class Compressed:
    """ASGI middleware: answers for the files that are prepared, and hands on all the rest.

    Parameters
    ----------
    app
        The application inside.
    base
        Prefix of every path, as of `ui.server.routes.base_path`.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = Known(app, f"{base}{PARTS[0].address}/")
        self._base = base
        self._files: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and (self._files is not None) != _is_there(prepared()):
            # Made since; or swept away by whoever cleans caches.
            self._files = None if self._files else self._serving(prepared())
        await (self._files or self._app)(scope, receive, send)

    def _serving(self, folder: Path) -> ASGIApp:
        # Imported here: the server answers its first request before this library is loaded.
        from servestatic import ServeStaticASGI  # noqa: PLC0415

        files = ServeStaticASGI(
            self._app, max_age=0, allow_all_origins=False, immutable_file_test=_is_lasting
        )
        for part in PARTS:
            files.add_files(folder / part.package, f"{self._base}{_address(part)}")
        # Pages that another version has sent, or another replica while they are renewed.
        for other in folder.parent.glob(f"{PREFIX}*/{STREAMLIT}"):
            digest = other.parent.name.removeprefix(PREFIX)
            files.add_files(other, f"{self._base}{PARTS[0].address}/{digest}")
        return cast("ASGIApp", files)


def _is_lasting(_path: str, url: str) -> bool:
    """Tell whether the name of a file holds the digest of what it names."""
    return "/static/" in url


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        if not _is_there(prepared()):
            write()
    except OSError as error:
        sys.exit(reason(error))
