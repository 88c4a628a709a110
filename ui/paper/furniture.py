"""What every frame of a printed map has besides its land: its scale, and where the north is."""

import math
from typing import Final

from ui.paper.frames import Frame
from ui.paper.layout import Rect
from ui.paper.words import width_mm
from ui.text.formats import number

SCALE_SHARE: Final = 0.22
METRES_PER_KM: Final = 1000
# Of the letters of the legend.
LABEL_SHARE: Final = 0.85


def scale_bar(frame: Frame, width: float) -> tuple[float, str]:
    """Return the length of the scale of a frame that is so wide, in millimetres, and its words."""
    metres_per_mm = (frame.east - frame.west) / width
    longest = width * SCALE_SHARE * metres_per_mm
    power = 10 ** math.floor(math.log10(longest))
    length = max(step * power for step in (1, 2, 5) if step * power <= longest)
    km = length / METRES_PER_KM
    label = f"{number(km)}\u00a0km" if km >= 1 else f"{number(length)}\u00a0m"
    return length / metres_per_mm, label


def taken(frame: Frame, place: Rect, size: float) -> list[Rect]:
    """Return where the scale stands in a frame, and the north in one that is no inset.

    Parameters
    ----------
    frame, place
        What is drawn, and where on the paper.
    size
        Of the letters of the legend, in points.
    """
    bar, label = scale_bar(frame, place.width)
    edge = 0.9 if frame.name else 2.1
    plate = Rect(place.x + edge, place.y + edge, bar + width_mm(label, size * LABEL_SHARE) + 2.8, 3)
    return [plate] if frame.name else [plate, Rect(place.right - 10, place.top - 12.5, 8, 12)]
