"""Names of towns on a printed map, none over another nor over a mark."""

from typing import Final

import numpy as np
from matplotlib.axes import Axes

from ui.paper import ink
from ui.paper.ink import Letters
from ui.paper.layout import Rect
from ui.paper.words import MM_PER_POINT, drawable, width_mm
from ui.text.palette import INK

GAP_MM: Final = 0.9
# How near its town a mark counts as standing on it.
NEAR_MM: Final = 1.0
DOT: Final = np.array([2.2])
# Of the size of the letters.
LINE: Final = 1.15


class Names:
    """The places taken on one frame, and the names set so far.

    Parameters
    ----------
    page
        Axes in millimetres of the paper.
    place
        The frame: no name leaves it.
    size
        Of the letters, in points.
    """

    def __init__(self, page: Axes, place: Rect, size: float) -> None:
        self.page, self.frame, self.size = page, place, size
        self.taken: list[Rect] = []
        self.marks: list[Rect] = []

    def block(self, rect: Rect) -> None:
        """Keep a place free of names."""
        self.taken.append(rect)

    def mark(self, rect: Rect) -> None:
        """Keep the place of a mark free; the name of its own town goes around it."""
        self.block(rect)
        self.marks.append(rect)

    def place(self, x: float, y: float, name: str) -> bool:
        """Write a name beside its town where there is room; tell whether there was."""
        width = width_mm(drawable(name), self.size)
        height = self.size * MM_PER_POINT * LINE
        # Around the marks that stand on the town, the name clears them all.
        over = [
            mark
            for mark in self.marks
            if _meet(mark, Rect(x - NEAR_MM, y - NEAR_MM, 2 * NEAR_MM, 2 * NEAR_MM))
        ]
        east = max([x, *(mark.right for mark in over)]) + GAP_MM
        west = min([x, *(mark.x for mark in over)]) - GAP_MM - width
        above = max([y, *(mark.top for mark in over)]) + GAP_MM
        below = min([y, *(mark.y for mark in over)]) - GAP_MM - height * 0.7
        for left, base in (
            (east, y - height * 0.36),
            (west, y - height * 0.36),
            (x - width / 2, above),
            (x - width / 2, below),
            (east, y + height * 0.3),
            (east, y - height),
            (west, y + height * 0.3),
            (west, y - height),
            (east, above),
            (east, below),
            (west, above),
            (west, below),
        ):
            box = Rect(left - 0.3, base - height * 0.25, width + 0.6, height)
            if self._is_free(box):
                self.block(box)
                if not over:
                    self.block(Rect(x - 0.6, y - 0.6, 1.2, 1.2))
                    ink.add_circles(self.page, np.array([[x, y]]), DOT, [INK], 55)
                ink.write(self.page, (left, base), name, Letters(self.size, halo=2.2, depth=56))
                return True
        return False

    def _is_free(self, box: Rect) -> bool:
        frame = self.frame
        inside = (
            box.x > frame.x + 0.5
            and box.right < frame.right - 0.5
            and box.y > frame.y + 0.5
            and box.top < frame.top - 0.5
        )
        return inside and not any(_meet(box, other) for other in self.taken)


def _meet(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.top and other.y < one.top
