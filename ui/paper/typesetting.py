"""Typst sets pages from data: a library in one package, with French hyphenation and its fonts.

What a page says is passed as data, never as source, so that no name can be markup.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ui.text.safe import clean_text

if TYPE_CHECKING:
    import typst

TEMPLATES: Final = Path(__file__).parent
TEXT_LIMIT: Final = 4000
# Between a number and its unit.
_UNIT: Final = re.compile(r"(?<=\d) (?=(?:km|hab|€|%))")


def typeset(template: str, page: Mapping[str, Any], **options: Any) -> bytes:  # noqa: ANN401
    """Return a page as a file.

    Parameters
    ----------
    template
        ``"sheet.typ"`` or ``"poster.typ"``.
    page
        What it says, its language in ``"lang"``; any text is shown as it is.
    options
        Of `typst.compile`: ``format``, ``ppi``, ``pdf_standards``, ``timestamp``.
    """
    import typst  # noqa: PLC0415 - only when a page is asked for

    file: bytes = typst.compile(**_source(template, page), **options)
    return file


def measured(template: str, page: Mapping[str, Any], label: str) -> Any:  # noqa: ANN401 - as JSON is
    """Return what a template tells of its page under a label."""
    import typst  # noqa: PLC0415

    found = typst.query(**_source(template, page), selector=f"<{label}>", field="value", one=True)
    return json.loads(found)


def _source(template: str, page: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input": str(TEMPLATES / template),
        "font_paths": _fonts(),
        "sys_inputs": {"page": json.dumps(_cleaned(page, page["lang"]))},
    }


@lru_cache(maxsize=1)
def _fonts() -> "typst.Fonts":
    """Return the fonts that come with matplotlib and typst; none of the system's."""
    import matplotlib as mpl  # noqa: PLC0415
    import typst  # noqa: PLC0415

    own = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(own)]
    )


def _cleaned(value: object, language: str) -> object:
    """Return the same structure with each text cleaned and set as its language wants."""
    if isinstance(value, Mapping):
        # Drawings of our own, and an address, checked already.
        kept = ("svg", "qr", "link")
        return {k: v if k in kept else _cleaned(v, language) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part, language) for part in value]
    return typographic(value, language) if isinstance(value, str) else value


def typographic(text: str, language: str = "fr") -> str:
    """Return a text with curved apostrophes and, in French, spaces that do not break."""
    plain = clean_text(text, TEXT_LIMIT).replace("'", "\u2019")
    if language != "fr":
        return plain
    for sign in ";:!?»%":
        plain = plain.replace(f" {sign}", f"\u00a0{sign}")
    return _UNIT.sub("\u00a0", plain).replace("« ", "«\u00a0")
