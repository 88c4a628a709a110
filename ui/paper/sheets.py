"""Sheets of two pages, to print and hand out, typeset as PDF with all their text.

Typst sets them: a library in one package, with its fonts and French hyphenation. What a sheet
says is passed as data, never as source, so that no name can be markup.
"""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from ui.text.formats import MISSING, kilometres, partial_date
from ui.text.i18n import _, current_language
from ui.text.safe import clean_text, web_address

if TYPE_CHECKING:
    import typst

TEMPLATE: Final = Path(__file__).parent / "sheet.typ"
# Of PDF: universal accessibility, with tags, language, title and a text for each picture.
STANDARD: Final = "ua-1"
TEXT_LIMIT: Final = 4000
FIRST, SECOND = 1, 2
NOON: Final = 12
# Between a number and its unit.
_UNIT: Final = re.compile(r"(?<=\d) (?=(?:km|hab|€|%))")


@dataclass(frozen=True)
class Figure:
    """One figure: what it counts, its value with its unit, what it is compared with."""

    label: str
    value: str
    comparison: str = ""


@dataclass(frozen=True)
class Table:
    """A table of words and formatted figures.

    Attributes
    ----------
    headers
        One title a column.
    rows
        Cells as they are read.
    widths
        Relative width of each column.
    numbers
        Which columns hold figures, set to the right.
    note
        What is left out, or how it is counted.
    size
        Of its letters, in points.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: tuple[bool, ...]
    note: str = ""
    size: float = 7.6
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Picture:
    """A drawing, and its words for who cannot see it."""

    svg: str
    alt: str
    caption: str = ""
    kind: str = field(default="picture", init=False)


@dataclass(frozen=True)
class Paragraph:
    """A text."""

    text: str
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Section:
    """A part of a sheet, on its first or second page."""

    title: str
    blocks: tuple[Table | Picture | Paragraph, ...]
    page: int = SECOND


@dataclass(frozen=True)
class Sheet:
    """What a sheet says.

    Attributes
    ----------
    title, subtitle
        Name of the territory, and what the sheet is about.
    answer
        One sentence that can be said aloud.
    figures
        Three to five.
    filters
        Choices in force.
    sections
        In reading order; page 1 holds those of `FIRST`.
    notes
        What the figures leave out.
    sources
        Producers and vintages.
    link
        Address that opens the same view, also as a QR code; nothing where it is no web address.
    version
        Digest of the data.
    made
        Day.
    """

    title: str
    subtitle: str
    answer: str
    figures: tuple[Figure, ...]
    filters: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    sources: str
    link: str
    version: str
    made: date


def to_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as PDF/UA: two A4 pages, tagged, with its title and language.

    Parameters
    ----------
    sheet
        What it says; any text is shown as it is.

    Returns
    -------
    bytes
        The same sheet gives the same bytes.
    """
    import typst  # noqa: PLC0415 - only when a sheet is asked for

    return typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"sheet": json.dumps(as_data(sheet))},
        pdf_standards=STANDARD,
        timestamp=_noon(sheet.made),
    )


@lru_cache(maxsize=1)
def _fonts() -> "typst.Fonts":
    """Return the fonts that come with matplotlib and typst; none of the system's."""
    import matplotlib as mpl  # noqa: PLC0415
    import typst  # noqa: PLC0415

    own = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(own)]
    )


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _noon(day: date) -> int:
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + NOON * 3600


def as_data(sheet: Sheet) -> dict[str, Any]:
    """Return what the template needs, each text typeset for its language."""
    language = current_language()
    link = web_address(sheet.link)
    words: dict[str, Any] = _typeset(asdict(sheet), language)
    made = partial_date(sheet.made.isoformat())
    return words | {
        "lang": language,
        "made": made,
        "link": link,
        "qr": qr_code(link) if link else "",
        "qr_alt": _("Code QR de l'adresse de cette vue"),
        "imprint": _typeset(
            _("Atlas PTCE · {day} · version des données {version}").format(
                day=made, version=sheet.version
            ),
            language,
        ),
    }


def _typeset(value: object, language: str) -> Any:  # noqa: ANN401 - as JSON is
    """Return the same structure with each text cleaned and set as its language wants."""
    if isinstance(value, dict):
        return {
            key: part if key in {"svg", "kind"} else _typeset(part, language)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_typeset(part, language) for part in value]
    return typographic(value, language) if isinstance(value, str) else _plain(value)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def typographic(text: str, language: str = "fr") -> str:
    """Return a text with curved apostrophes and, in French, spaces that do not break."""
    plain = clean_text(text, TEXT_LIMIT).replace("'", "\u2019")
    if language != "fr":
        return plain
    for sign in ";:!?»%":
        plain = plain.replace(f" {sign}", f"\u00a0{sign}")
    return _UNIT.sub("\u00a0", plain).replace("« ", "«\u00a0")


def qr_code(address: str) -> str:
    """Return the QR code of an address as SVG, one square a unit, with its quiet border."""
    import segno  # noqa: PLC0415

    file = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        file, kind="svg", xmldecl=True, svgns=True, border=2, dark="#1B2A41", light="#FFFFFF"
    )
    return file.getvalue().decode()


def way(km: float | None) -> str:
    """Return a distance with its unit, a dash alone where there is none."""
    return MISSING if pd.isna(km) else kilometres(km)


def table(
    headers: Sequence[tuple[str, float, bool]], rows: Sequence[Sequence[str]], note: str = ""
) -> Table:
    """Return a table from its columns: title, relative width, whether it holds figures."""
    titles, widths, numbers = zip(*headers, strict=True)
    return Table(titles, tuple(tuple(row) for row in rows), widths, numbers, note)
