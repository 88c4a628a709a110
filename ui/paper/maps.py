"""Maps of print quality: what the map on screen shows, on an A4 sheet, as PNG or SVG."""

import io
import re
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, PngImagePlugin

from geo.places.territories import Territory
from ui.paper.frames import insets, natural_size
from ui.paper.layout import FIGURE, POSTER, Layout
from ui.paper.model import PaperMap
from ui.text.i18n import _
from ui.text.safe import clean_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI: Final = 300
SVG_DECIMALS: Final = 2
# Of a map in a sheet: its legend needs the room.
LOWEST_MM: Final = 128.0
# matplotlib shares fonts and caches between threads without a lock of its own.
_DRAWING: Final = threading.Lock()
_PATH_DATA: Final = re.compile(r' d="[^"]*"')
_LONG_NUMBER: Final = re.compile(rf"(\.\d{{{SVG_DECIMALS}}})\d+")


def _figure(content: PaperMap, layout: Layout) -> "Figure":
    # Loaded when the first map is asked for: the server starts without it.
    from ui.paper.canvas import draw  # noqa: PLC0415

    return draw(content, layout)


def to_png(content: PaperMap, layout: Layout = POSTER, dpi: int = DPI) -> bytes:
    """Return a map as PNG.

    Parameters
    ----------
    content
        From a builder such as `ui.paper.contents.pole_map`.
    layout
        The paper; by default A4 on its side, with title and sources.
    dpi
        Dots per inch.

    Returns
    -------
    bytes
        Its properties say what the map is, with its filters, sources and version.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415

    with _DRAWING:
        figure = _figure(content, layout)
        figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        image = Image.fromarray(pixels).convert("RGB")
    properties = PngImagePlugin.PngInfo()
    for word, value in _properties(content).items():
        properties.add_itxt(word, value)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi), pnginfo=properties, compress_level=4)
    return file.getvalue()


def to_svg(content: PaperMap, layout: Layout = POSTER) -> bytes:
    """Return a map as SVG, letters as shapes: it looks the same wherever it is opened.

    Parameters
    ----------
    content, layout
        As of `to_png`.

    Returns
    -------
    bytes
        UTF-8; no script, no style sheet from elsewhere, no font to have. The title and the
        description are text.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415

    file = io.BytesIO()
    properties = _properties(content)
    with _DRAWING:
        FigureCanvasSVG(_figure(content, layout)).print_svg(  # type: ignore[no-untyped-call]
            file,
            metadata={
                "Title": properties["Title"],
                "Description": properties["Description"],
                "Source": properties["Source"],
                "Creator": "Atlas PTCE",
                "Date": content.made.isoformat(),
            },
        )
    text = file.getvalue().decode()
    return _PATH_DATA.sub(lambda data: _LONG_NUMBER.sub(r"\1", data[0]), text).encode()


def figure_layout(territory: Territory) -> Layout:
    """Return the layout of a map in a sheet, as high as the shape of its territory asks for."""
    column = FIGURE.main(with_insets=bool(insets(territory, 1)))
    width, height = natural_size(territory)
    wanted = column.width * height / width
    return replace(FIGURE, height=min(max(wanted, LOWEST_MM), FIGURE.height))


def _properties(content: PaperMap) -> dict[str, str]:
    described = f"{content.answer} {content.filters}"
    version = _("Version des données : {version}.").format(version=content.version)
    return {
        "Title": clean_text(content.title),
        "Description": clean_text(described),
        "Source": clean_text(f"{content.sources}. {version} {content.link}"),
        "Creation Time": content.made.isoformat(),
        "Software": "Atlas PTCE",
    }
