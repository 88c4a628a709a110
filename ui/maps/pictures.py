"""Pictures of all communes of France, one class each, as indexed PNG."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageColor

from ui import data
from ui.maps.elements import ImageConfig


def commune_picture(
    frame: str, classes: np.ndarray, colours: Sequence[str], step: int = 1
) -> bytes:
    """Return one frame as a PNG, transparent outside.

    Parameters
    ----------
    frame
        One of `geo.tables.rasters.FRAMES`.
    classes
        Position of the colour of each commune, integers, in the order of the table.
    colours
        As ``#rrggbb``, 255 at most.
    step
        Every how many pixels one is kept.
    """
    painted = data.get_raster(frame).paint(np.asarray(classes) + 1)[::step, ::step]
    image = Image.fromarray(np.ascontiguousarray(painted), "P")
    channels = [ImageColor.getrgb(colour)[:3] for colour in colours]
    image.putpalette([0, 0, 0, *(value for channel in channels for value in channel)])
    file = io.BytesIO()
    image.save(file, "PNG", transparency=0)
    return file.getvalue()


def laid_on_map(frame: str, picture: bytes, pane: str) -> ImageConfig:
    """Return a picture of `commune_picture` at its place on a web map."""
    west, south, east, north = data.get_raster(frame).corners
    return ImageConfig(
        image=f"data:image/png;base64,{base64.b64encode(picture).decode()}",
        bounds=((south, west), (north, east)),
        pane=pane,
    )
