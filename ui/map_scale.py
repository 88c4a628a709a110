"""Whether maps side by side share one scale: one rule for the screen and for print."""

import math
from collections.abc import Sequence
from typing import Final

from geo.territories import Bounds

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


def extent(frame: Bounds) -> float:
    """Return the longer side of a frame, in degrees of latitude."""
    west, south, east, north = frame
    return max(north - south, (east - west) * math.cos(math.radians((south + north) / 2)), 1e-6)
