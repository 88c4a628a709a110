"""The printed map of new sites: who would be reached, by what, with the sites numbered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from geo.places.territories import get_territory
from geo.poles.select import summarise_poles
from geo.siting.cover import SitingRequest
from geo.tables.atlas import Atlas
from ui.maps.implanter import COLOURS, commune_letters
from ui.maps.layers import is_local
from ui.paper import contents, layers, marks, shapes
from ui.paper.marks import legend_entry
from ui.paper.model import Layer, Legend, PaperMap, Poles, Style
from ui.parts import citations
from ui.screens.implanter import words
from ui.screens.implanter.tables import siting_marks
from ui.screens.implanter.words import unsure_note
from ui.text.figures import completeness_note
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.labels import territory_label
from ui.text.palette import INK
from ui.text.safe import plain_text, without_markdown
from ui.view.choices import DEFAULT_VIEW
from ui.view.rules import cached_reach
from ui.view.sources import coverage_credits


def siting_map(
    atlas: Atlas,
    request: SitingRequest,
    answer: Mapping[str, Any],
    choices: Mapping[str, str],
    made: tuple[date, str],
) -> PaperMap:
    """Return the map of new sites for print.

    Parameters
    ----------
    atlas
        The tables.
    request, answer
        What was asked, and the answer, as `geo.siting.wire.answer_record` writes it.
    choices
        Word and value of each choice in force.
    made
        Day it is made, and address of the same view.
    """
    territory = get_territory(atlas, request.territory.id)
    letters = commune_letters(request.today(atlas), answer["newly"])
    classes = pd.Series(letters, index=atlas.require_communes()["code"], dtype=object)
    edge = layers.CLASS_EDGE
    fills = {
        letter: Style(fill=colour, edge=edge.edge, width=edge.width)
        for letter, colour in COLOURS.items()
    }
    reached = cached_reach(request.today(atlas))
    counted = layers.near(territory, reached.poles)
    known = marks.pole_marks(atlas, territory, counted, DEFAULT_VIEW, numbered=False)
    areas = Layer(
        lambda frame: shapes.dissolved(frame, classes), fills, layers.PANE_DEPTHS["rural"]
    )
    limits = "departements" if is_local(territory) else "regions"
    small = layers.is_small(territory)
    sentence = words.sentence(territory, request, answer)
    return PaperMap(
        atlas=atlas,
        territory=territory,
        title=_("{place} : où placer de nouveaux pôles").format(place=territory_label(territory)),
        answer=contents.said(sentence, territory, atlas.own),
        filters=contents.in_words(dict(choices)),
        layers=(
            areas,
            *layers.area_layers(territory, limits),
            *([layers.commune_lines(atlas, territory)] if small else []),
        ),
        poles=Poles(pd.concat([known.table, site_marks(answer).table]), known.crowd),
        legend=(
            Legend(_("Communes"), tuple(legend_entry(mark) for mark in siting_marks()[1:])),
            marks.pole_legend(known, DEFAULT_VIEW, atlas.own),
        ),
        notes=(
            _("Numéros : sites proposés, dans l'ordre de ce que chacun ajoute."),
            " ".join(filter(None, [words.proof(answer), unsure_note(answer, plain_text)])),
            without_markdown(completeness_note(summarise_poles(atlas, request.poles))),
        ),
        sources=_("Sources : {sources}").format(
            sources=citations.cited_sources(atlas, coverage_credits(request.priorities))
        ),
        version=atlas.version,
        made=made[0],
        link=made[1],
    )


def site_marks(answer: Mapping[str, Any]) -> Poles:
    """Return the marks of the proposed sites, which the list beside the map names."""
    sites = answer["sites"]
    rows = [
        {
            "name": _("{town} : + {people} habitants").format(
                town=site["name"], people=number(site["adds"])
            ),
            "lon": float(site["lon"]),
            "lat": float(site["lat"]),
            "dx": 0.0,
            "dy": 0.0,
            "colour": INK,
            "hollow": False,
            "number": rank,
            "own": False,
        }
        for rank, site in enumerate(sites, start=1)
    ]
    columns = ["name", "lon", "lat", "dx", "dy", "colour", "hollow", "number", "own"]
    return Poles(
        pd.DataFrame(rows, columns=columns, index=[f"site-{row['number']}" for row in rows])
    )
