"""The marks of the legend on screen, as they are drawn on paper."""

from itertools import chain
from typing import Final

import numpy as np
import pandas as pd

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
from ui.maps.pole_marks import place_poles, pole_colour
from ui.paper.model import Entry, Legend, Poles, Style, from_leaflet
from ui.parts import marks as parts_marks
from ui.parts.marks import Mark
from ui.text.i18n import _
from ui.text.palette import (
    COHORT_COLOURS,
    FAMILY_COLOURS,
    NEWLY,
    QPV,
    REACHED_SMALL,
    STATUS_COLOURS,
)
from ui.view.choices import ViewState


def legend_entry(mark: Mark) -> Entry:
    """Return on paper a mark of the legend on screen."""
    kind, _space, name = mark.classes.partition(" ")
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
