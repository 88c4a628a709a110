"""Where things stand on the paper, in millimetres from its lower left corner."""

from dataclasses import dataclass
from typing import Final, NamedTuple


class Rect(NamedTuple):
    """A place on the paper."""

    x: float
    y: float
    width: float
    height: float

    @property
    def aspect(self) -> float:
        """Width divided by height."""
        return self.width / self.height

    @property
    def top(self) -> float:
        """Upper side."""
        return self.y + self.height

    @property
    def right(self) -> float:
        """Right side."""
        return self.x + self.width


@dataclass(frozen=True)
class Layout:
    """How a map is laid out.

    Attributes
    ----------
    width, height
        Of the paper, in millimetres.
    margin
        White border.
    header, footer
        Heights of the title and of the sources with the gap to the map, once Typst has measured
        them; 0 leaves them out.
    panel
        Width of the legend.
    inset
        Width of the column of insets of a national map.
    text
        Size of the words of the legend, in points.
    """

    width: float
    height: float
    margin: float
    header: float
    footer: float
    panel: float
    inset: float
    text: float

    @property
    def body(self) -> Rect:
        """Between title and sources."""
        return Rect(
            self.margin,
            self.margin + self.footer,
            self.width - 2 * self.margin,
            self.height - 2 * self.margin - self.header - self.footer,
        )

    def main(self, *, with_insets: bool) -> Rect:
        """Return the place of the main frame."""
        body, column = self.body, self.inset + GUTTER_MM if with_insets else 0.0
        return Rect(
            body.x + column, body.y, body.width - self.panel - PANEL_GAP_MM - column, body.height
        )

    def insets(self, count: int) -> list[Rect]:
        """Return the places of the insets, from top to bottom."""
        body = self.body
        height = (body.height - GUTTER_MM * (count - 1)) / count
        return [
            Rect(body.x, body.top - (height + GUTTER_MM) * row - height, self.inset, height)
            for row in range(count)
        ]

    @property
    def legend(self) -> Rect:
        """The place of the legend."""
        body = self.body
        return Rect(body.right - self.panel, body.y, self.panel, body.height)


GUTTER_MM: Final = 1.6
# For the name above each of several maps.
NAME_MM: Final = 4.6
PANEL_GAP_MM: Final = 5.0
# A4 on its side: what a reader prints and hands out.
POSTER: Final = Layout(297, 210, 9, 1, 1, 62, 31, 7.5)
# The same map as a picture of a sheet that has its own title and sources.
FIGURE: Final = Layout(178, 148, 0, 0, 0, 42, 19, 7)
# Maps of a comparison, in a sheet.
SIDE_BY_SIDE: Final = Layout(178, 100, 0, 0, 0, 36, 19, 7)
