"""Sheets of two pages, to print and hand out, typeset as PDF with all their text."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

import pandas as pd

from ui.paper.typesetting import typeset
from ui.text.formats import MISSING, kilometres, number, partial_date
from ui.text.i18n import _, current_language, ngettext
from ui.text.safe import web_address

# Of PDF: universal accessibility, with tags, language, title and a text for each picture.
STANDARD: Final = "ua-1"
FIRST, SECOND = 1, 2
NOON: Final = 12


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
    """A drawing with its words.

    Attributes
    ----------
    svg, width, height
        The drawing, and its size in millimetres.
    beside
        Names and legend that stand on it, from `ui.paper.legend.beside`.
    alt
        For who cannot see it.
    caption
        Under it.
    """

    svg: str
    width: float
    height: float
    beside: Mapping[str, Any]
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
    return typeset(
        "sheet.typ",
        as_data(sheet),
        format="pdf",
        pdf_standards=STANDARD,
        timestamp=_noon(sheet.made),
    )


def _noon(day: date) -> int:
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + NOON * 3600


def as_data(sheet: Sheet) -> dict[str, Any]:
    """Return what the template needs."""
    link, made = web_address(sheet.link), partial_date(sheet.made.isoformat())
    return asdict(sheet) | {
        "lang": current_language(),
        "made": made,
        "link": link,
        "qr": qr_code(link) if link else "",
        "qr_alt": _("Code QR de l'adresse de cette vue"),
        "imprint": _("Atlas PTCE · {day} · version des données {version}").format(
            day=made, version=sheet.version
        ),
    }


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


def others_note(count: int) -> str:
    """Return how many rows a table has left out, or nothing."""
    if not count:
        return ""
    return ngettext(
        "et {count} autre, dans l'atlas.", "et {count} autres, dans l'atlas.", count
    ).format(count=number(count))


def table(
    headers: Sequence[tuple[str, float, bool]], rows: Sequence[Sequence[str]], note: str = ""
) -> Table:
    """Return a table from its columns: title, relative width, whether it holds figures."""
    titles, widths, numbers = zip(*headers, strict=True)
    return Table(titles, tuple(tuple(row) for row in rows), widths, numbers, note)
