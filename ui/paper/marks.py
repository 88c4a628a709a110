"""The marks of the legend on screen, as they are drawn on paper."""

from itertools import chain
from typing import Final

import numpy as np
import pandas as pd

from geo.places.territories import Territory
from geo.poles.joined import of_list
from geo.tables.atlas import Atlas, OwnList
from ui.maps import styles
from ui.maps.couverture import (
    COLOURS,
    DISTANCE_CLASSES,
    NOWHERE_CLASS,
    OTHER_CLASS,
    PART_CLASS,
    PRIORITY_CLASS,
    REACHED_CLASS,
)
from ui.maps.crowds import parted
from ui.maps.pole_marks import place_poles, pole_colour
from ui.paper.model import Entry, Legend, Poles, Style, from_leaflet
from ui.parts import marks as parts_marks
from ui.parts.marks import Mark
from ui.text.i18n import _
from ui.text.palette import (
    COHORT_COLOURS,
    FAMILY_COLOURS,
    NEWLY,
    OWN_LIST,
    OWN_LIST_LIGHT,
    QPV,
    REACHED_SMALL,
    STATUS_COLOURS,
)
from ui.view.choices import ViewState


def legend_entry(mark: Mark) -> Entry:
    """Return on paper a mark of the legend on screen."""
    kind, _space, name = mark.classes.partition(" ")
    if mark.classes == parts_marks.OWN:
        return Entry("own", Style(fill=OWN_LIST), mark.label)
    if mark.classes == parts_marks.CROWD:
        return Entry("crowd", Style(fill=OWN_LIST_LIGHT, edge=OWN_LIST), mark.label)
    if name == "hollow":
        return Entry("pole", Style(), mark.label)
    if name.startswith("tone-"):
        return Entry("pole", Style(fill=TONES[name]), mark.label)
    if mark.classes == "dot":
        return Entry("pole", Style(fill=next(iter(COHORT_COLOURS.values()))), mark.label)
    drawn = MARKS[name]
    over = drawn[1] if len(drawn) > 1 else None
    layer, _dash, value = EXPLAINED.get(name, name).partition("/")
    if layer not in styles.LAYER_STYLES:
        layer = value = ""
    kind = "dot" if name == "qpv" else kind
    return Entry(kind, drawn[0], mark.label, over, layer, value)


TONES: Final = {
    f"tone-{colour[1:].lower()}": colour
    for colour in chain(COHORT_COLOURS.values(), FAMILY_COLOURS.values(), STATUS_COLOURS.values())
}


def _layer_marks() -> dict[str, tuple[Style, ...]]:
    found = {
        name: tuple(from_leaflet(next(iter(one.values()))) for one in look.passes)
        for name, look in styles.LAYER_STYLES.items()
        if name != "frr"
    }
    found |= {f"frr-{name}": (from_leaflet(style),) for name, style in styles.FRR.items()}
    found["zrr-partiel"] = (from_leaflet(styles.LAYER_STYLES["zrr"].passes[0]["partiel"]),)
    found["qpv"] = (Style(fill=QPV),)
    found["newly"], found["reached-small"] = (Style(fill=NEWLY),), (Style(fill=REACHED_SMALL),)
    classes = {
        "reached": REACHED_CLASS,
        "not-reached": OTHER_CLASS,
        "left-out": PRIORITY_CLASS,
        "priority-left": PART_CLASS,
        "nowhere": NOWHERE_CLASS,
        **{f"distance-{letter}": letter for letter in DISTANCE_CLASSES},
    }
    return found | {name: (Style(fill=COLOURS[letter]),) for name, letter in classes.items()}


MARKS: Final = _layer_marks()
# Layer and class behind the marks that explain one class alone.
EXPLAINED: Final = {
    **{f"frr-{name}": f"frr/{name}" for name in styles.FRR},
    "zrr": "zrr/classee",
    "zrr-partiel": "zrr/partiel",
}


def pole_marks(
    atlas: Atlas,
    territory: Territory,
    poles: pd.DataFrame,
    view: ViewState,
    *,
    numbered: np.ndarray | bool,
) -> Poles:
    """Return the marks of poles.

    Parameters
    ----------
    atlas, territory
        The tables, and what is framed: a long list is drawn as circles, as on screen.
    poles
        From `geo.poles.select.select_poles`.
    view
        Waves and what the reader colours by.
    numbered
        Which poles bear a number, explained beside the map; all of them or none where one value.
    """
    each, crowd = parted(atlas, territory, poles)
    places = place_poles(each)
    own = of_list(atlas.own, places.index.to_series())
    drawn = poles.set_index("id").loc[places.index]
    wanted = pd.Series(numbered, index=poles["id"]).loc[places.index]
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
                "colour": [
                    OWN_LIST if listed else pole_colour(pole, view)
                    for listed, (_row, pole) in zip(own, drawn.iterrows(), strict=True)
                ],
                "hollow": places["hollow"].to_numpy(),
                "number": ranks.to_numpy(),
                "own": own,
            },
            index=places.index,
        ),
        crowd,
    )


def pole_legend(marks: Poles, view: ViewState, own: OwnList | None) -> Legend:
    """Return what the marks of the poles that are drawn mean."""
    title = {
        "vague": _("Pôles par vague"),
        "secteur": _("Pôles par secteur"),
        "statut": _("Pôles par statut"),
    }[view.colour]
    solid = set(marks.table.loc[~marks.table["hollow"].astype(bool), "colour"])
    found = []
    for mark in parts_marks.pole_marks(view.colour, own, (marks.crowd,)):
        entry = legend_entry(mark)
        is_hollow = not entry.style.fill and marks.table["hollow"].any()
        if entry.kind == "crowd" or entry.style.fill in solid or is_hollow:
            found.append(entry)
    return Legend(_("Pôles") if own is not None and own.alone else title, tuple(found))
