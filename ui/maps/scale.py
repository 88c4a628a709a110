"""Whether maps side by side share one scale: one rule for the screen and for print."""

import math
from collections.abc import Sequence
from typing import Final

from geo.places.territories import FRANCE, Bounds, Territory
from ui.text.i18n import _

# Territories so unlike in size that the smallest would be a dot are each framed on their own.
COMMON_SCALE_LIMIT: Final = 4.0


def is_common_scale(frames: Sequence[Bounds]) -> bool:
    """Tell whether territories are near enough in size to be drawn at one scale.

    Parameters
    ----------
    frames
        West, south, east, north in degrees (EPSG:4326).
    """
    extents = [extent(frame) for frame in frames]
    return max(extents) <= COMMON_SCALE_LIMIT * min(extents)


def overseas_note(territories: Sequence[Territory]) -> str:
    """Return what a map of the whole country leaves out, framed on its part in Europe; or ``""``.

    Parameters
    ----------
    territories
        Those side by side.
    """
    if FRANCE not in territories:
        return ""
    return _(
        "Les chiffres de la France comptent l'outre-mer ; sa carte est cadrée sur l'Hexagone et la "
        "Corse."
    )


def extent(frame: Bounds) -> float:
    """Return the longer side of a frame, in degrees of latitude."""
    west, south, east, north = frame
    return max(north - south, (east - west) * math.cos(math.radians((south + north) / 2)), 1e-6)
