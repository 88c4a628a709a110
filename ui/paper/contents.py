"""From what is on screen to what is printed: the same tables, classes, words and marks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from geo.people.people import PriorityRule
from geo.places.territories import Territory, commune_mask
from geo.poles.select import (
    PoleFilter,
    declared_territory,
    select_poles,
    summarise_poles,
)
from geo.reach.coverage import left_out_of
from geo.reach.reach import ReachRule
from geo.tables.atlas import Atlas
from geo.vocabulary import DECLARED
from ui import data
from ui.maps import styles
from ui.maps.couverture import COLOURS, commune_classes, zone_classes
from ui.maps.layers import REGIONAL_KINDS, is_local
from ui.maps.pole_marks import place_poles, pole_colour
from ui.paper import shapes
from ui.paper.frames import Frame, main_frame
from ui.paper.layout import POSTER
from ui.paper.marks import legend_entry
from ui.paper.model import Layer, Legend, PaperMap, Points, Poles, Style, from_leaflet
from ui.parts import citations, figures
from ui.parts import marks as parts_marks
from ui.parts.marks import coverage_marks, layer_marks
from ui.screens.carte import words
from ui.screens.couverture import words as couverture_words
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.labels import territory_label
from ui.text.palette import BORDER, QPV
from ui.text.safe import plain_text, without_markdown
from ui.view.choices import coverage_choices, pole_choices
from ui.view.rules import (
    cached_coverage,
    cached_reach,
    pole_filter,
    priority_rule,
    reach_rule,
)
from ui.view.sources import coverage_credits
from ui.view.state import ViewState

# More numbers than this would hide the map, and no list would hold their names.
MOST_NUMBERED: Final = 40
SEAT: Final = "seat"
SMALL_KINDS: Final = frozenset({"commune", "epci"})
ADMIN_TABLES: Final = {
    "regions": "regions",
    "anciennes-regions": "anciennes_regions",
    "departements": "departements",
    "zones-emploi": "zones_emploi",
}
# Column of the table of communes, and the flag of those that count.
AREA_COLUMNS: Final = {
    "frr": ("frr", ""),
    "zrr": ("zrr", ""),
    "afr": ("afr", ""),
    "ber": ("ber", ""),
    "desindustrialise": ("zone_emploi_2010", "desindustrialise"),
    "territoires-industrie": ("territoire_industrie", ""),
}
COMMUNES_STYLE: Final = Style(edge="#C3CAD2", width=0.25)
CLASS_EDGE: Final = Style(edge=BORDER, width=0.3)
QPV_DOT: Final = 2.4
PANE_DEPTHS: Final = {"rural": 4.0, "communes": 5.0, "limits": 6.0, "lines": 8.0, "qpv": 10.0}


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
    chosen = PoleFilter(territory, view.cohorts, view.sectors, view.statuses)
    poles = select_poles(atlas, chosen)
    summary = summarise_poles(atlas, chosen, poles)
    marks = pole_marks(poles, view, numbered=_numbered(territory, poles))
    drawn = [layer for name in _in_order(view.layers) for layer in area_layers(territory, name)]
    if is_local(territory):
        drawn.append(commune_lines(atlas, territory))
        drawn += (
            []
            if set(view.layers) & set(ADMIN_TABLES)
            else list(area_layers(territory, "departements"))
        )
    drawn.append(declared_areas(atlas, poles))
    points = qpv_points(atlas) if "qpv" in view.layers and not is_local(territory) else ()
    legends = [pole_legend(marks, view)]
    if view.layers:
        found = tuple(legend_entry(mark) for mark in layer_marks(view))
        legends.append(Legend(_("Calques"), found))
    without = poles[poles["attachment"] != SEAT]
    return PaperMap(
        territory=territory,
        title=_("{place} : pôles territoriaux de coopération économique").format(
            place=territory_label(territory)
        ),
        answer=said(words.sentence(territory, summary), territory),
        filters=in_words(pole_choices(view)),
        layers=tuple(drawn),
        points=points,
        poles=marks,
        legend=tuple(part for part in legends if part.entries),
        notes=_notes(
            seatless_note(len(without), int(without["marker_lon"].notna().sum())),
            figures.completeness_note(summary),
            citations.outline_note(atlas, territory),
        ),
        sources=_sources(atlas, citations.map_sources(view)),
        version=data.get_version(),
        made=made,
        link=link,
    )


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
    rule, poles, priorities = reach_rule(view), pole_filter(view), priority_rule(view)
    reached = cached_reach(rule, poles)
    covered = cached_coverage(rule, poles, territory, priorities)
    counted = near(territory, reached.poles)
    inside = commune_codes(atlas, territory)
    own = counted["commune"].isin(inside).to_numpy()
    marks = pole_marks(counted, view, numbered=_numbered(territory, counted[own]), own=own)
    left_out = left_out_of(atlas, reached, territory)
    limits = "departements" if is_local(territory) else "regions"
    entries = tuple(legend_entry(mark) for mark in coverage_marks(view.display))
    mesh = _("Communes") if view.mesh == "commune" else _("Zones d'emploi")
    return PaperMap(
        greys_outside=True,
        territory=territory,
        title=_("{place} : couverture par les pôles").format(place=territory_label(territory)),
        answer=said(couverture_words.sentence(covered, rule), territory),
        filters=in_words({**coverage_choices(view), **pole_choices(view)}),
        layers=(
            reach_layer(atlas, rule, poles, priorities, view),
            *area_layers(territory, limits),
            *([commune_lines(atlas, territory)] if is_small(territory) else []),
        ),
        poles=marks,
        legend=tuple(
            part for part in (Legend(mesh, entries), pole_legend(marks, view)) if part.entries
        ),
        notes=_notes(
            seatless_note(len(left_out), 0),
            figures.completeness_note(summarise_poles(atlas, poles)),
            citations.outline_note(atlas, territory),
        ),
        sources=_sources(atlas, coverage_credits(priorities)),
        version=data.get_version(),
        made=made,
        link=link,
    )


def reach_layer(
    atlas: Atlas, rule: ReachRule, poles: PoleFilter, priorities: PriorityRule, view: ViewState
) -> Layer:
    """Return who is reached, as fills: one shape a class, of communes or of zones d'emploi."""
    communes = atlas.require_communes()
    if view.mesh == "zone-emploi":
        zones = zone_classes(rule, poles, priorities, view.display)
        classes = communes["zone_emploi"].map(zones).set_axis(communes["code"])
    else:
        letters = commune_classes(rule, poles, priorities, view.display)
        classes = pd.Series(letters, index=communes["code"], dtype=object)
    fills = {
        letter: Style(fill=colour, edge=CLASS_EDGE.edge, width=CLASS_EDGE.width)
        for letter, colour in COLOURS.items()
    }
    return Layer(lambda frame: shapes.dissolved(frame, classes), fills, PANE_DEPTHS["rural"])


def area_layers(territory: Territory, name: str) -> tuple[Layer, ...]:
    """Return a layer that the reader may switch on, as it is drawn on screen.

    Parameters
    ----------
    territory
        What is framed: lines are thinner on a map of the whole country.
    name
        One of `ui.view.state.LAYERS`.

    Returns
    -------
    tuple of Layer
        Several when a line is double; none for quarters on a map of the country, which are dots.
    """
    look = styles.LAYER_STYLES[name]
    if name == "qpv" and not is_local(territory):
        return ()

    # One style for all its areas: what is drawn is a line.
    plain = look.passes[0].keys() & {"default", "in"}

    def find(frame: Frame) -> pd.Series:
        if name in ADMIN_TABLES:
            return shapes.table_borders(frame, ADMIN_TABLES[name])
        if name == "qpv":
            return shapes.quarters(frame)
        areas = shapes.column_borders if plain else shapes.dissolved_column
        return areas(frame, *AREA_COLUMNS[name])

    found = []
    for number_of_pass, one in enumerate(look.passes):
        shown = one if is_local(territory) else styles.lighter(one)
        paper = {
            "*" if key in {"default", "in"} else key: from_leaflet(style)
            for key, style in shown.items()
        }
        if name == "qpv":
            paper = {shapes.SMALL: paper["*"], shapes.WIDE: replace(paper["*"], opacity=0.3)}
        depth = PANE_DEPTHS[look.pane] + 0.1 * number_of_pass
        if name in ADMIN_TABLES:
            depth += 0.2 * list(ADMIN_TABLES).index(name) * -1
        found.append(Layer(find, paper, depth, name))
    return tuple(found)


def is_small(territory: Territory) -> bool:
    """Tell whether the borders of its communes leave room for the colours between them."""
    return is_local(territory) and territory.kind not in REGIONAL_KINDS


def near(territory: Territory, poles: pd.DataFrame) -> pd.DataFrame:
    """Return the poles that can show on the map of a territory."""
    if not is_local(territory):
        return poles
    west, south, east, north = main_frame(
        territory, POSTER.main(with_insets=False).aspect
    ).degrees.bounds
    held = poles["marker_lon"].between(west, east) & poles["marker_lat"].between(south, north)
    return poles[held]


def commune_lines(atlas: Atlas, territory: Territory) -> Layer:
    """Return the borders of communes: around a wide territory they would only be noise."""
    inside = None if territory.kind in SMALL_KINDS else commune_codes(atlas, territory)

    def find(frame: Frame) -> pd.Series:
        around = shapes.table_shapes(frame, "communes")
        return around if inside is None else around[around.index.isin(inside)]

    return Layer(find, {"*": COMMUNES_STYLE}, PANE_DEPTHS["communes"])


def declared_areas(atlas: Atlas, poles: pd.DataFrame) -> Layer:
    """Return the territory that each pole without known seat declares, as a dotted line."""
    codes = atlas.require_communes()["code"]
    areas = {
        pole: frozenset(codes[declared_territory(atlas, pole)])
        for pole in poles.loc[poles["attachment"] == DECLARED, "id"]
    }

    def find(frame: Frame) -> pd.Series:
        found = {pole: shapes.united(frame, members) for pole, members in areas.items()}
        return pd.Series({pole: area for pole, area in found.items() if area is not None})

    return Layer(find, {"*": from_leaflet(styles.DECLARED_AREA["default"])}, 32)


def qpv_points(atlas: Atlas) -> tuple[Points, ...]:
    """Return the quarters as dots, for a map on which their shapes would not show."""
    if atlas.qpv is None:
        return ()
    lon, lat = atlas.qpv["lon"].to_numpy(), atlas.qpv["lat"].to_numpy()
    known = ~np.isnan(lon)
    return (Points(lon[known], lat[known], Style(fill=QPV), QPV_DOT, PANE_DEPTHS["qpv"]),)


def pole_marks(
    poles: pd.DataFrame, view: ViewState, *, numbered: bool, own: np.ndarray | None = None
) -> Poles:
    """Return the marks of poles.

    Parameters
    ----------
    poles
        From `geo.poles.select.select_poles`.
    view
        Waves and what the reader colours by.
    numbered
        Whether each mark bears a number, explained beside the map.
    own
        Which poles get a number; all of them by default.
    """
    places = place_poles(poles)
    drawn = poles.set_index("id").loc[places.index]
    wanted = pd.Series(True if own is None else own, index=poles["id"]).loc[places.index]
    # In the order of the table on screen.
    order = pd.Series(np.arange(len(poles)), index=poles["id"]).loc[places.index]
    ranks = order.where(wanted).rank().fillna(0).astype(int)
    return Poles(
        pd.DataFrame(
            {
                "name": drawn["name"].to_numpy(),
                "lon": places["lon"].to_numpy(),
                "lat": places["lat"].to_numpy(),
                "dx": places["dx"].to_numpy(),
                "dy": places["dy"].to_numpy(),
                "colour": [pole_colour(pole, view) for _row, pole in drawn.iterrows()],
                "hollow": places["hollow"].to_numpy(),
                "number": ranks.to_numpy() if numbered else 0,
            },
            index=places.index,
        )
    )


def pole_legend(marks: Poles, view: ViewState) -> Legend:
    """Return what the colours of the poles that are drawn mean."""
    title = {
        "vague": _("Pôles par vague"),
        "secteur": _("Pôles par secteur"),
        "statut": _("Pôles par statut"),
    }[view.colour]
    solid = set(marks.table.loc[~marks.table["hollow"].astype(bool), "colour"])
    found = []
    for mark in parts_marks.pole_marks(view.colour):
        entry = legend_entry(mark)
        if entry.style.fill in solid or (not entry.style.fill and marks.table["hollow"].any()):
            found.append(entry)
    return Legend(title, tuple(found))


def seatless_note(count: int, drawn: int) -> str:
    """Return how many poles have no known seat, and how many of them are drawn hollow."""
    if not count:
        return _("Le siège de tous les pôles de ce choix est connu.")
    text = ngettext(
        "{count} pôle sans siège connu", "{count} pôles sans siège connu", count
    ).format(count=number(count))
    if not drawn:
        return _("{text}, hors de la carte.").format(text=text)
    return _("{text}, dont {drawn} en creux sur le territoire déclaré.").format(
        text=text, drawn=number(drawn)
    )


def said(sentence: str, territory: Territory) -> str:
    """Return a sentence without Markdown nor the name of the territory, which the title says."""
    text = without_markdown(sentence)
    place = _("{place} : ").format(place=plain_text(territory_label(territory)))
    rest = text.removeprefix(place)
    return rest[:1].upper() + rest[1:]


def in_words(choices: dict[str, str]) -> str:
    """Return choices in one line."""
    return " · ".join(_("{word} : {value}").format(word=w, value=v) for w, v in choices.items())


def commune_codes(atlas: Atlas, territory: Territory) -> set[str]:
    """Return the codes of the communes of a territory."""
    communes = atlas.require_communes()
    return set(communes["code"][commune_mask(atlas, territory)])


def _numbered(territory: Territory, poles: pd.DataFrame) -> bool:
    return is_local(territory) and int(poles["marker_lon"].notna().sum()) <= MOST_NUMBERED


def _in_order(chosen: Iterable[str]) -> list[str]:
    return [name for name in (*AREA_COLUMNS, *reversed(ADMIN_TABLES), "qpv") if name in set(chosen)]


def _notes(*notes: str) -> tuple[str, ...]:
    return tuple(without_markdown(note) for note in notes if note)


def _sources(atlas: Atlas, ids: Iterable[str]) -> str:
    return _("Sources : {sources}").format(sources=citations.cited_sources(atlas, ids))
