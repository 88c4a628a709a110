"""The map of new sites: who is reached today, who would be, and where the sites are."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import folium
import numpy as np

from geo.people.people import priority_people
from geo.reach.question import Question
from geo.vocabulary import PRIORITIES
from ui import data
from ui.maps import elements, layers, styles
from ui.maps.base import MapContext
from ui.maps.elements import ImageConfig, RemoteConfig
from ui.maps.pictures import commune_picture, laid_on_map
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.palette import BORDER, NEWLY, NOT_REACHED, NOWHERE, PRIORITY_LEFT, REACHED
from ui.text.safe import html, plain_text
from ui.view.rules import cached_reach

TODAY, NEW, LEFT, PRIORITY, UNKNOWN = "r", "n", "o", "p", "u"
COLOURS: Final = {
    TODAY: REACHED,
    NEW: NEWLY,
    LEFT: NOT_REACHED,
    PRIORITY: PRIORITY_LEFT,
    UNKNOWN: NOWHERE,
}
LETTERS: Final = "".join(COLOURS)
STYLES: Final[styles.Styles] = {
    letter: {"color": BORDER, "weight": 0.4, "fillColor": colour, "fillOpacity": 0.9}
    for letter, colour in COLOURS.items()
}


def commune_letters(question: Question, newly: Sequence[str]) -> np.ndarray:
    """Return the class of each commune of France, one letter of `COLOURS`, ``<U1``.

    Parameters
    ----------
    question
        Who is reached today, by which poles, and who comes first.
    newly
        Codes of the communes that the sites would reach.
    """
    atlas = question.atlas
    reached = cached_reach(question).table["reached"].to_numpy()
    people = priority_people(atlas, question.priorities)[list(PRIORITIES)]
    first = (people.fillna(0) > 0).any(axis=1).to_numpy()
    unknown = people.isna().any(axis=1).to_numpy()
    letters = np.select([reached, first, unknown], [TODAY, PRIORITY, UNKNOWN], LEFT)
    letters[atlas.require_communes()["code"].isin(newly).to_numpy()] = NEW
    return letters


def reach_group(context: MapContext, letters: np.ndarray) -> folium.FeatureGroup:
    """Return the communes: pictures for the country, shapes for a territory."""
    shown: list[RemoteConfig | ImageConfig] = []
    if context.whole_country:
        classes = np.array([LETTERS.index(letter) for letter in letters])
        for frame in data.sound_frames():
            picture = commune_picture(frame, classes, list(COLOURS.values()))
            shown.append(laid_on_map(frame, picture, "rural"))
    elif data.is_drawable("communes", layers.level_of(context.territory)):
        classes_here = "".join(letters[layers.rows_around(context.territory)])
        shown.append(
            RemoteConfig(
                context.url("communes"), "communes", STYLES, tooltip=True, classes=classes_here
            )
        )
    limits = "regions" if context.whole_country else "departements"
    outline = styles.LAYER_STYLES[limits].passes[0]
    shown.append(RemoteConfig(context.url(limits), "limits", outline, svg=True))
    group = elements.group()
    elements.layer_set(shown).add_to(group)
    return group


def site_group(sites: Sequence[Mapping[str, Any]]) -> folium.FeatureGroup:
    """Return the proposed sites.

    Parameters
    ----------
    sites
        As `geo.siting.wire.answer_record` lists them.
    """
    marks = []
    for rank, site in enumerate(sites, start=1):
        adds = _("+ {people} habitants").format(people=number(site["adds"]))
        marks.append(
            {
                "lat": float(site["lat"]),
                "lon": float(site["lon"]),
                "rank": rank,
                "alt": plain_text(f"{rank}. {site['name']}"),
                "told": html("{name} : {adds}", name=site["name"], adds=adds),
            }
        )
    group = elements.group()
    elements.numbered_sites(marks).add_to(group)
    return group
