"""Streamlit's frontend made lighter for who opens the atlas for the first time.

Works on a copy: the files of the package stay as they are. Of a version of Streamlit that is
written otherwise, what is not recognised stays as it came.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from ui.server import fonts
from ui.server.joining import Joined

# What every screen asks for before its map is painted, and what the first one asks for after.
WHOLES: Final[Mapping[str, tuple[str, ...]]] = {
    "first.js": ("Html", "Button", "Metric", "ComponentInstance"),
    "later.js": (
        "Multiselect",
        "Radio",
        "ButtonGroup",
        "PageLink",
        "DataFrame",
        "DownloadButton",
    ),
}
ENTRY: Final = re.compile(r'(<script type="module"[^>]* src="\./static/js/)([^"]+)("></script>)')
FETCHED_EARLY: Final = re.compile(r'\s*<link rel="modulepreload"[^>]*>')
PRELOADED_FONT: Final = re.compile(
    r'<link\s+rel="preload"\s+href="\./static/media/(SourceSansVF-Upright[^"]+)"'
)
FACE_OF_LETTERS: Final = re.compile(
    r"@font-face\{[^}]*url\(\.\./media/(SourceSansVF-Upright[^)]+)\)[^}]*\}"
)
LETTERS: Final = "letters.woff2"
ICON_FONT: Final = "MaterialSymbols-Rounded.*.woff2"
NAMED_ICON: Final = re.compile(r":material/(\w+)")
WORD: Final = re.compile(r"[\"'`]([a-z0-9_]+)[\"'`]")
DRAWS_ICONS: Final = ("iconFont", ":material/")


class UnknownPageError(ValueError):
    """The page or a file of this version of Streamlit does not look as expected."""


def join_scripts(folder: Path, page: str) -> str:
    """Join the scripts that a first visit asks for.

    Parameters
    ----------
    folder
        Copy of Streamlit's files, of which those in ``js`` are rewritten.
    page
        HTML of the page that starts them.

    Returns
    -------
    str
        The page that starts those that are joined.

    Raises
    ------
    UnknownPageError, ui.server.modules.JoinError
        When something does not look as expected; nothing has been written then.
    """
    entry = ENTRY.search(page)
    if entry is None:
        raise UnknownPageError("no script in the page")
    scripts = folder / "js"
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(scripts.glob("*.js"))}
    first, *others = WHOLES
    wholes = {whole: [_chunk(sources, name) for name in WHOLES[whole]] for whole in WHOLES}
    joined = Joined(sources, {first: [entry[2], *wholes[first]], **{o: wholes[o] for o in others}})
    written = {whole: joined.redirected(joined.whole(whole)) for whole in WHOLES}
    written |= {
        name: joined.redirected(text) for name, text in sources.items() if name not in joined.places
    }
    for name in joined.places:
        (scripts / name).unlink()
    for name, text in written.items():
        (scripts / name).write_text(text, encoding="utf-8")
    return FETCHED_EARLY.sub("", ENTRY.sub(rf"\g<1>{first}\g<3>", page))


def _chunk(sources: Mapping[str, str], name: str) -> str:
    """Return the chunk of an element, whose name ends with a digest."""
    found = [chunk for chunk in sources if re.fullmatch(rf"{name}\.[\w-]{{8}}\.js", chunk)]
    if len(found) != 1:
        raise UnknownPageError(f"{len(found)} scripts named {name}")
    return found[0]


def cut_fonts(folder: Path, page: str, own_icons: Collection[str]) -> str:
    """Leave the letters and the icons that nobody sees out of the fonts.

    Parameters
    ----------
    folder
        Copy of Streamlit's files, rewritten: ``css``, ``js`` and ``media``.
    page
        HTML of the page.
    own_icons
        Names of the icons that the atlas itself shows.

    Returns
    -------
    str
        The page that fetches the smaller font early.

    Raises
    ------
    UnknownPageError
        When something does not look as expected; nothing has been written then.
    """
    media = folder / "media"
    sheets = [(path, path.read_text(encoding="utf-8")) for path in (folder / "css").glob("*.css")]
    faced = [(path, text, face) for path, text in sheets if (face := FACE_OF_LETTERS.search(text))]
    symbols = list(media.glob(ICON_FONT))
    if len(faced) != 1 or len(symbols) != 1:
        raise UnknownPageError("other fonts")
    (sheet, text, face), (icon_font,) = faced[0], symbols
    small = face[0].replace(face[1], LETTERS).replace("}", f";unicode-range:{fonts.css_range()}}}")
    (media / LETTERS).write_bytes(fonts.letters(media / face[1]))
    # Of two faces that hold a letter the last counts: the whole font is fetched for others alone.
    sheet.write_text(text.replace(face[0], face[0] + small), encoding="utf-8")
    icon_font.write_bytes(fonts.icons(icon_font, {*own_icons, *icons_in(folder / "js")}))
    return PRELOADED_FONT.sub(lambda found: found[0].replace(found[1], LETTERS), page)


def icons_in(scripts: Path) -> set[str]:
    """Return what may be the name of an icon that scripts of Streamlit show.

    Every word is one in a script that draws icons.
    """
    texts = (path.read_text(encoding="utf-8") for path in scripts.glob("*.js"))
    drawing = [text for text in texts if any(sign in text for sign in DRAWS_ICONS)]
    return {word for text in drawing for word in [*NAMED_ICON.findall(text), *WORD.findall(text)]}
