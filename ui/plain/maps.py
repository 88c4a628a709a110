"""The printed map of a view, as light pages show it."""

from collections.abc import Callable
from datetime import date
from typing import Final

from geo.places.territories import Territory, get_territory
from geo.poles.select import PoleFilter
from geo.tables.atlas import Atlas
from ui.paper.model import PaperMap
from ui.prints.maps import coverage_map, pole_map
from ui.screens.chronologie.facts import cached_timeline
from ui.screens.chronologie.paper import wave_maps
from ui.screens.comparer.facts import comparison
from ui.screens.comparer.paper import comparison_map
from ui.view.choices import ViewState
from ui.view.rules import question, settled
from ui.view.words import coverage_choices, pole_choices, title

Draw = Callable[[Atlas, Territory, ViewState, date, str], PaperMap]


def map_of(screen: str, atlas: Atlas, view: ViewState, made: date, link: str) -> PaperMap:
    """Return the map that a screen of `DRAWN` prints of a view.

    Parameters
    ----------
    screen, atlas, view
        As of `ui.plain.contents.page_of`, of a page that has a map.
    made, link
        Day it is made, and address of the same view; empty where the site does not know its own.
    """
    territory = get_territory(atlas, view.territory)
    return DRAWN[screen](atlas, territory, settled(atlas, view)[0], made, link)


def wave_choices(view: ViewState) -> dict[str, str]:
    """Return the choices that count where every wave does: word and value of each."""
    unused = {*pole_choices(view), title("year")}
    return {word: value for word, value in coverage_choices(view).items() if word not in unused}


def _compared(
    atlas: Atlas, _territory: Territory, view: ViewState, made: date, link: str
) -> PaperMap:
    return comparison_map(comparison(atlas, view), view, made, link)


def _waves(atlas: Atlas, territory: Territory, view: ViewState, made: date, link: str) -> PaperMap:
    asked = question(atlas, territory, view).of(PoleFilter())
    return wave_maps(asked, cached_timeline(asked), wave_choices(view), made, link)


DRAWN: Final[dict[str, Draw]] = {
    "carte": pole_map,
    "couverture": coverage_map,
    "comparer": _compared,
    "portrait": pole_map,
    "chronologie": _waves,
}
