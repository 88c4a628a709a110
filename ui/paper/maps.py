"""Maps of print quality: what the map on screen shows, on an A4 sheet, as PNG or SVG."""

import io
import re
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image, PngImagePlugin

from geo.places.territories import Territory
from ui import data
from ui.paper.frames import insets, natural_size
from ui.paper.layout import FIGURE, POSTER, Layout
from ui.paper.model import PaperMap
from ui.paper.sheets import Picture
from ui.paper.typesetting import measured, typeset
from ui.parts.citations import version_line
from ui.text.formats import partial_date
from ui.text.i18n import _, current_language
from ui.text.messages import told
from ui.text.safe import clean_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI: Final = 300
SVG_DECIMALS: Final = 2
# Of a map in a sheet: its legend needs the room.
LOWEST_MM: Final = 128.0
# Between the map and the words above and under it.
HEADER_GAP_MM: Final = 2.8
FOOTER_GAP_MM: Final = 1.8
# matplotlib shares fonts and caches between threads without a lock of its own.
_DRAWING: Final = threading.Lock()
_PATH_DATA: Final = re.compile(r' d="[^"]*"')


def to_png(content: PaperMap, dpi: int = DPI) -> bytes:
    """Return a map as PNG: A4 on its side, with title, legend and sources.

    Parameters
    ----------
    content
        From a builder such as `ui.prints.maps.pole_map`.
    dpi
        Dots per inch.

    Returns
    -------
    bytes
        Its properties say what the map is, with its filters, sources and version.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415

    with _DRAWING:
        figure, _layout, page = poster(content)
        figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        image = Image.fromarray(pixels).convert("RGB")
    words = Image.open(io.BytesIO(typeset("poster.typ", page, format="png", ppi=dpi)))
    image.paste(words, mask=words)
    properties = PngImagePlugin.PngInfo()
    for word, value in _properties(content).items():
        properties.add_itxt(word, value)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi), pnginfo=properties, compress_level=4)
    return file.getvalue()


def to_svg(content: PaperMap, decimals: int = SVG_DECIMALS) -> bytes:
    """Return a map as SVG, letters as shapes: it looks the same wherever it is opened.

    Parameters
    ----------
    content
        As of `to_png`.
    decimals
        Of a point, 1/72 inch, to which its lines are exact; with one, half of it is left to send.

    Returns
    -------
    bytes
        UTF-8; no script, no style sheet from elsewhere, no font to have. The title and the
        description are text.
    """
    properties = _properties(content)
    with _DRAWING:
        figure, _layout, page = poster(content)
        drawn = _svg(
            figure,
            decimals,
            Title=properties["Title"],
            Description=properties["Description"],
            Source=properties["Source"],
            Creator="Atlas PTCE",
            Date=content.made.isoformat(),
        )
    # Both drawings count in points of the same paper: the words are laid over the map.
    _root, _end, words = typeset("poster.typ", page, format="svg").decode().partition(">")
    return (drawn.removesuffix("</svg>\n") + words).encode()


def picture(content: PaperMap, layout: Layout, alt: str) -> Picture:
    """Return a map for a sheet, which gives its notes the width of the page."""
    with _DRAWING:
        figure, words = _drawn(replace(content, notes=()), layout)
        svg = _svg(figure)
    notes = " ".join((*content.notes, *_lost()))
    return Picture(svg, layout.width, layout.height, words, alt, notes)


def poster(content: PaperMap, layout: Layout = POSTER) -> "tuple[Figure, Layout, dict[str, Any]]":
    """Return a map drawn, the layout it has between its title and its sources, and its words.

    The words are what ``poster.typ`` reads; it is asked first how much room they take.
    """
    made = _("Atlas PTCE, {day}. Version des données : {version}.").format(
        day=partial_date(content.made.isoformat()), version=content.version
    )
    page = {
        "lang": current_language(),
        "width": layout.width,
        "height": layout.height,
        "margin": layout.margin,
        "title": content.title,
        "answer": content.answer,
        "filters": content.filters,
        "sources": content.sources,
        "imprint": f"{made} {content.link}",
        "beside": None,
    }
    header, footer = measured("poster.typ", page, "taken")
    layout = replace(layout, header=header + HEADER_GAP_MM, footer=footer + FOOTER_GAP_MM)
    figure, words = _drawn(content, layout)
    return figure, layout, page | {"beside": words}


def _drawn(content: PaperMap, layout: Layout) -> "tuple[Figure, dict[str, Any]]":
    # Loaded when the first map is asked for: the server starts without it.
    from ui.paper.canvas import draw, views  # noqa: PLC0415
    from ui.paper.legend import beside  # noqa: PLC0415

    shown = views(content, layout)
    figure = draw(content, layout, shown)
    noted = replace(content, notes=(*content.notes, *_lost())) if content.notes else content
    return figure, beside(noted, layout, shown)


def _lost() -> tuple[str, ...]:
    """Return what a map cannot show: outlines that were found damaged or replaced."""
    return tuple(told(problem.message) for problem in data.drawing_problems())


def _svg(figure: "Figure", decimals: int = SVG_DECIMALS, **metadata: str) -> str:
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415

    file = io.BytesIO()
    FigureCanvasSVG(figure).print_svg(file, metadata=metadata)  # type: ignore[no-untyped-call]
    text = file.getvalue().decode()
    long_number = re.compile(rf"(\.\d{{{decimals}}})\d+")
    return _PATH_DATA.sub(lambda data: long_number.sub(r"\1", data[0]), text)


def figure_layout(territory: Territory) -> Layout:
    """Return the layout of a map in a sheet, as high as the shape of its territory asks for."""
    column = FIGURE.main(with_insets=bool(insets(territory, 1)))
    width, height = natural_size(territory)
    wanted = column.width * height / width
    return replace(FIGURE, height=min(max(wanted, LOWEST_MM), FIGURE.height))


def _properties(content: PaperMap) -> dict[str, str]:
    described = f"{content.answer} {content.filters}"
    version = version_line(content.version)
    return {
        "Title": clean_text(content.title),
        "Description": clean_text(described),
        "Source": clean_text(f"{content.sources}. {version} {content.link}"),
        "Creation Time": content.made.isoformat(),
        "Software": "Atlas PTCE",
    }
