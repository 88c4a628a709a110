"""Typst sets pages from data: a library in one package, with French hyphenation and its fonts.

What a page says is passed as data, never as source, so that no name can be markup. The pages are
set by `ui.paper.press`, apart.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ui.paper.press import PRESS
from ui.text.safe import clean_text

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

    Raises
    ------
    ui.paper.press.PressError
        When the page cannot be set.
    """
    return PRESS.work({**_job(template, page), "options": options})


def measured(template: str, page: Mapping[str, Any], label: str) -> Any:  # noqa: ANN401 - as JSON is
    """Return what a template tells of its page under a label."""
    return json.loads(PRESS.work({**_job(template, page), "label": label}))


def _job(template: str, page: Mapping[str, Any]) -> dict[str, str]:
    import matplotlib as mpl  # noqa: PLC0415 - only when a page is asked for

    return {
        "input": str(TEMPLATES / template),
        # Those that come with typst, and these; none of the system's.
        "fonts": str(Path(mpl.get_data_path()) / "fonts" / "ttf"),
        "page": json.dumps(_cleaned(page, page["lang"])),
    }


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
