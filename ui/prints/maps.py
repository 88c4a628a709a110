"""The maps that several screens print, with the sentence that each screen says of them."""

from datetime import date

from geo.places.territories import Territory
from geo.poles.select import summarise_poles
from geo.tables.atlas import Atlas
from ui.paper import contents
from ui.paper.model import Imprint, PaperMap
from ui.screens.carte import words as carte
from ui.screens.couverture import words as couverture
from ui.view.choices import ViewState
from ui.view.rules import cached_coverage, map_filter, question


def pole_map(
    atlas: Atlas, territory: Territory, view: ViewState, made: date, link: str = ""
) -> PaperMap:
    """Return the map of poles for print.

    Parameters
    ----------
    atlas
        The tables.
    territory
        What is framed.
    view
        Filters, layers and colours.
    made
        Day it is made.
    link
        Address of the same view.
    """
    chosen = map_filter(territory, view)
    answer = carte.sentence(territory, summarise_poles(atlas, chosen))
    return contents.pole_map(atlas, territory, view, Imprint(answer, made, link))


def coverage_map(
    atlas: Atlas, territory: Territory, view: ViewState, made: date, link: str = ""
) -> PaperMap:
    """Return the map of coverage for print.

    Parameters
    ----------
    atlas, territory, made, link
        As of `pole_map`.
    view
        Rule of reach, poles that count, priorities, what is displayed; already settled by
        `ui.view.rules.settled`.
    """
    asked = question(atlas, territory, view)
    answer = couverture.sentence(cached_coverage(asked), asked.rule)
    return contents.coverage_map(atlas, territory, view, Imprint(answer, made, link))
