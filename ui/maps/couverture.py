"""The map of coverage: who is reached, who is not, how far the nearest pole is."""

from typing import Final

import folium
import numpy as np
import pandas as pd

from geo.memo import lately
from geo.people.people import priority_people
from geo.places.territories import FRANCE
from geo.reach.question import Question
from geo.vocabulary import PRIORITIES
from ui import data
from ui.maps import elements, layers, styles
from ui.maps.base import MapContext
from ui.maps.elements import ImageConfig, RemoteConfig
from ui.maps.pictures import commune_picture, laid_on_map
from ui.text.palette import (
    BORDER,
    DISTANCE_BREAKS_KM,
    DISTANCE_COLOURS,
    LEFT_OUT,
    NOT_REACHED,
    NOWHERE,
    PRIORITY_LEFT,
    REACHED,
)
from ui.view.rules import cached_reach

# One letter a class: first those of "who is reached", then those of the distance.
REACHED_CLASS, OTHER_CLASS, PRIORITY_CLASS, PART_CLASS, UNKNOWN_CLASS = "r", "n", "p", "q", "u"
DISTANCE_CLASSES: Final = "012345"
NOWHERE_CLASS: Final = "x"
COLOURS: Final = {
    REACHED_CLASS: REACHED,
    OTHER_CLASS: NOT_REACHED,
    PRIORITY_CLASS: LEFT_OUT,
    PART_CLASS: PRIORITY_LEFT,
    UNKNOWN_CLASS: NOWHERE,
    **dict(zip(DISTANCE_CLASSES, DISTANCE_COLOURS, strict=True)),
    NOWHERE_CLASS: NOWHERE,
}
LETTERS: Final = "".join(COLOURS)
STYLES: Final[styles.Styles] = {
    letter: {"color": BORDER, "weight": 0.4, "fillColor": colour, "fillOpacity": 0.9}
    for letter, colour in COLOURS.items()
}


@lately(32)
def commune_classes(question: Question, display: str) -> np.ndarray:
    """Return the class of each commune of France; shared, so nobody changes it in place.

    Parameters
    ----------
    question
        Who is reached, by which poles, and who comes first.
    display
        ``"atteinte"`` or ``"distance"``.

    Returns
    -------
    numpy.ndarray
        One letter of `COLOURS` each, ``<U1``, in the order of the table of communes.
    """
    table = cached_reach(question).table
    if display == "distance":
        return _distance_classes(table["distance_km"].to_numpy())
    people = priority_people(question.atlas, question.priorities)
    unknown = people[list(PRIORITIES)].isna().any(axis=1)
    left_out = _left_out_classes(people["any"], people["population"], unknown)
    return np.where(table["reached"], REACHED_CLASS, left_out)


def _left_out_classes(first: pd.Series, people: pd.Series, unknown: pd.Series) -> np.ndarray:
    """Return what those who are not reached are: a quarter in a city is not the city."""
    return np.select(
        [(2 * first >= people) & (first > 0), first > 0, unknown],
        [PRIORITY_CLASS, PART_CLASS, UNKNOWN_CLASS],
        OTHER_CLASS,
    )


def _distance_classes(distance_km: np.ndarray) -> np.ndarray:
    known = np.array(list(DISTANCE_CLASSES))[np.searchsorted(DISTANCE_BREAKS_KM, distance_km)]
    return np.where(np.isnan(distance_km), NOWHERE_CLASS, known)


@lately(32)
def zone_classes(question: Question, display: str) -> pd.Series:
    """Return the class of each zone d'emploi.

    A zone is reached when half of its inhabitants are; those it leaves out have priority when half
    of them do, or in part; its distance is the mean over its inhabitants.

    Returns
    -------
    Series
        One letter of `COLOURS` each, indexed by code.
    """
    communes = question.atlas.require_communes()
    table = cached_reach(question).table
    people = priority_people(question.atlas, question.priorities)
    inhabitants = communes["population"].to_numpy(dtype=float)
    reached = table["reached"].to_numpy()
    way = table["distance_km"].to_numpy()
    sums = (
        pd.DataFrame(
            {
                "people": inhabitants,
                "reached": inhabitants * reached,
                "left": inhabitants * ~reached,
                "first": people["any"].to_numpy() * ~reached,
                "unknown": people[list(PRIORITIES)].isna().any(axis=1).to_numpy() & ~reached,
                "way": inhabitants * np.nan_to_num(way),
                "placed": inhabitants * ~np.isnan(way),
            }
        )
        .groupby(communes["zone_emploi"].to_numpy())
        .sum()
    )
    if display == "distance":
        mean = (sums["way"] / sums["placed"].where(sums["placed"] > 0)).to_numpy()
        return pd.Series(_distance_classes(mean), index=sums.index)
    half = sums["reached"] * 2 >= sums["people"]
    left_out = _left_out_classes(sums["first"], sums["left"], sums["unknown"] > 0)
    return pd.Series(np.where(half, REACHED_CLASS, left_out), index=sums.index)


def pictures(question: Question, display: str) -> tuple[ImageConfig, ...]:
    """Return the communes of all France as pictures, one for each frame that can be read."""
    return country_pictures(question.about(FRANCE), display)


@lately(32)
def country_pictures(question: Question, display: str) -> tuple[ImageConfig, ...]:
    """Return the pictures of a question about France, kept whichever territory is framed."""
    letters = commune_classes(question, display)
    classes = np.array([LETTERS.index(letter) for letter in letters])
    return tuple(
        laid_on_map(frame, commune_picture(frame, classes, list(COLOURS.values())), "rural")
        for frame in data.sound_frames()
    )


def coverage_group(context: MapContext, question: Question) -> folium.FeatureGroup:
    """Return the layers of coverage: pictures for the country, shapes for a territory."""
    view = context.view
    shown: list[RemoteConfig | ImageConfig] = []
    level = layers.level_of(context.territory)
    if view.mesh == "zone-emploi":
        if data.is_drawable("zones_emploi", level):
            shown.append(_zones(context, question))
    elif context.whole_country:
        shown += pictures(question, view.display)
    elif data.is_drawable("communes", level):
        classes = commune_classes(question.about(FRANCE), view.display)
        letters = "".join(classes[layers.rows_around(context.territory)])
        shown.append(_shapes(context, "communes", letters))
    limits = "regions" if context.whole_country else "departements"
    outline = styles.LAYER_STYLES[limits].passes[0]
    shown.append(RemoteConfig(context.url(limits), "limits", outline, svg=True))
    group = elements.group()
    elements.layer_set(shown).add_to(group)
    return group


def _zones(context: MapContext, question: Question) -> RemoteConfig:
    around = layers.admin_around(context.territory, "zones_emploi")["code"]
    letters = zone_classes(question.about(FRANCE), context.view.display).loc[around]
    return _shapes(context, "zones-emploi", "".join(letters))


def _shapes(context: MapContext, layer: str, letters: str) -> RemoteConfig:
    return RemoteConfig(context.url(layer), "communes", STYLES, tooltip=True, classes=letters)


def commune_at(place: dict[str, float] | None) -> int | None:
    """Return the row of the commune under a click, found in the same pictures and their outlines.

    Parameters
    ----------
    place
        ``lat`` and ``lng`` in degrees, as the map component returns them.
    """
    if not place:
        return None
    outlines = None
    if data.is_drawable("communes", "medium"):
        outlines = data.get_outlines("communes", "medium").geometry
    rows = (
        data.get_raster(frame).commune_at(place["lng"], place["lat"], outlines)
        for frame in data.sound_frames()
    )
    return next((row for row in rows if row is not None), None)
