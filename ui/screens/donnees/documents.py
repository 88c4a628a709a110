"""The texts of ``docs/`` as a screen shows them: one text for whoever reads either."""

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

DOCS: Final = Path(__file__).parents[3] / "docs"
METHOD: Final = "method.md"
GLOSSARY: Final = "glossaire.md"

# A file beside the text, or a place in it: neither is an address of the atlas.
_LINK_ASIDE: Final = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING: Final = re.compile(r"^#(#+) ", re.MULTILINE)
# Of the screen, whose answer is a heading of the third level.
_LEAST_LEVEL: Final = 5


class Section(NamedTuple):
    """A part of a text: its title as plain text, and what it says as Markdown."""

    title: str
    body: str


@cache
def sections(name: str) -> tuple[Section, ...]:
    """Return the sections of a text, empty where the text cannot be read.

    Parameters
    ----------
    name
        File in ``docs/``. What stands before its first section is left out: it is about the file.

    Returns
    -------
    tuple of Section
        Links to other files are plain text, comments are gone, headings are small ones.
    """
    try:
        text = (DOCS / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    plain = _LINK_ASIDE.sub(r"\1", _COMMENT.sub("", text))
    return tuple(_section(part) for part in re.split(r"^## ", plain, flags=re.MULTILINE)[1:])


def _section(part: str) -> Section:
    title, _, body = part.partition("\n")
    small = _HEADING.sub(lambda match: f"{'#' * max(_LEAST_LEVEL, len(match[1]) + 1)} ", body)
    return Section(title.strip(), small.strip())
