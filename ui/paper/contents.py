"""From what is on screen to what is printed: the same tables, classes, words and marks."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from geo.places.territories import Territory
from geo.poles.select import select_poles, summarise_poles
from geo.tables.atlas import Atlas, OwnList
from ui.maps.layers import ADMIN_TABLES, is_local
from ui.paper.layers import (
    area_layers,
    commune_codes,
    commune_lines,
    declared_areas,
    in_order,
    is_small,
    near,
    qpv_points,
    reach_layer,
)
from ui.paper.marks import legend_entry, pole_legend, pole_marks
from ui.paper.model import Imprint, Legend, PaperMap
from ui.parts import citations
from ui.parts.marks import coverage_marks, layer_marks
from ui.text.figures import completeness_note
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.labels import ALL_SEATS_KNOWN, territory_label
from ui.text.own_list import named
from ui.text.safe import plain_text, without_markdown
from ui.view.choices import ViewState
from ui.view.rules import cached_left_out, cached_reach, map_filter, question
from ui.view.sources import coverage_credits
from ui.view.words import coverage_choices, pole_choices, word

# More numbers than this would hide the map, and no list would hold their names.
MOST_NUMBERED: Final = 40
SEAT: Final = "seat"


def pole_map(atlas: Atlas, territory: Territory, view: ViewState, imprint: Imprint) -> PaperMap:
    """Return the map of poles for print.

    Parameters
    ----------
    atlas
        The tables.
    territory
        What is framed.
    view
        Filters, layers and colours.
    imprint
        Its sentence, the day it is made and the address of the same view.
    """
    chosen = map_filter(territory, view)
    poles = select_poles(atlas, chosen)
    summary = summarise_poles(atlas, chosen)
    marks = pole_marks(atlas, territory, poles, view, numbered=_numbered(territory, poles))
    drawn = [layer for name in in_order(view.layers) for layer in area_layers(territory, name)]
    if is_local(territory):
        drawn.append(commune_lines(atlas, territory))
        drawn += (
            []
            if set(view.layers) & set(ADMIN_TABLES)
            else list(area_layers(territory, "departements"))
        )
    drawn.append(declared_areas(atlas, poles))
    points = qpv_points(atlas) if "qpv" in view.layers and not is_local(territory) else ()
    legends = [pole_legend(marks, view, atlas.own)]
    if view.layers:
        found = tuple(legend_entry(mark) for mark in layer_marks(view))
        legends.append(Legend(_("Calques"), found))
    without = poles[poles["attachment"] != SEAT]
    return PaperMap(
        atlas=atlas,
        territory=territory,
        title=_("{place} : pôles territoriaux de coopération économique").format(
            place=territory_label(territory)
        ),
        answer=said(imprint.answer, territory, atlas.own),
        filters=in_words(pole_choices(view)),
        layers=tuple(drawn),
        points=points,
        poles=marks,
        legend=tuple(part for part in legends if part.entries),
        notes=_notes(
            seatless_note(len(without), int(without["marker_lon"].notna().sum())),
            completeness_note(summary),
            citations.outline_note(atlas, territory),
        ),
        sources=_sources(atlas, citations.map_sources(view)),
        version=atlas.version,
        made=imprint.made,
        link=imprint.link,
    )


def coverage_map(atlas: Atlas, territory: Territory, view: ViewState, imprint: Imprint) -> PaperMap:
    """Return the map of coverage for print.

    Parameters
    ----------
    atlas, territory, imprint
        As of `pole_map`.
    view
        Rule of reach, poles that count, priorities, what is displayed; already settled by
        `ui.view.rules.settled`.
    """
    asked = question(atlas, territory, view)
    reached = cached_reach(asked)
    counted = near(territory, reached.poles)
    inside = commune_codes(atlas, territory)
    own = counted["commune"].isin(inside).to_numpy()
    numbered = own if _numbered(territory, counted[own]) else False
    marks = pole_marks(atlas, territory, counted, view, numbered=numbered)
    left_out = cached_left_out(asked)
    limits = "departements" if is_local(territory) else "regions"
    entries = tuple(legend_entry(mark) for mark in coverage_marks(view.display))
    return PaperMap(
        greys_outside=True,
        atlas=atlas,
        territory=territory,
        title=_("{place} : couverture par les pôles").format(place=territory_label(territory)),
        answer=said(imprint.answer, territory, atlas.own),
        filters=in_words({**coverage_choices(view), **pole_choices(view)}),
        layers=(
            reach_layer(asked, view),
            *area_layers(territory, limits),
            *([commune_lines(atlas, territory)] if is_small(territory) else []),
        ),
        poles=marks,
        legend=tuple(
            part
            for part in (
                Legend(word("mesh", view.mesh), entries),
                pole_legend(marks, view, atlas.own),
            )
            if part.entries
        ),
        notes=_notes(
            seatless_note(len(left_out), 0),
            completeness_note(summarise_poles(atlas, asked.poles)),
            citations.outline_note(atlas, territory),
        ),
        sources=_sources(atlas, coverage_credits(asked.priorities)),
        version=atlas.version,
        made=imprint.made,
        link=imprint.link,
    )


def seatless_note(count: int, drawn: int) -> str:
    """Return how many poles have no known seat, and how many of them are drawn hollow."""
    if not count:
        return _(ALL_SEATS_KNOWN)
    text = ngettext(
        "{count} pôle sans siège connu", "{count} pôles sans siège connu", count
    ).format(count=number(count))
    if not drawn:
        return _("{text}, hors de la carte.").format(text=text)
    return _("{text}, dont {drawn} en creux sur le territoire déclaré.").format(
        text=text, drawn=number(drawn)
    )


def said(sentence: str, territory: Territory, own: OwnList | None = None) -> str:
    """Return a sentence without Markdown nor the name of the territory, which the title says.

    The list of a reader that counts in it is named first.
    """
    text = without_markdown(sentence)
    place = _("{place} : ").format(place=plain_text(territory_label(territory)))
    rest = text.removeprefix(place)
    return named(own, rest[:1].upper() + rest[1:], plain_text)


def in_words(choices: dict[str, str]) -> str:
    """Return choices in one line."""
    return " · ".join(_("{word} : {value}").format(word=w, value=v) for w, v in choices.items())


def _numbered(territory: Territory, poles: pd.DataFrame) -> bool:
    return is_local(territory) and int(poles["marker_lon"].notna().sum()) <= MOST_NUMBERED


def _notes(*notes: str) -> tuple[str, ...]:
    return tuple(without_markdown(note) for note in notes if note)


def _sources(atlas: Atlas, ids: Iterable[str]) -> str:
    return _("Sources : {sources}").format(sources=citations.cited_sources(atlas, ids))
