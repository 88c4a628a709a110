"""The marks of the legend on screen, as they are drawn on paper."""

from itertools import chain
from typing import Final

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
from ui.paper.model import Entry, Style, from_leaflet
from ui.parts.marks import Mark
from ui.text.palette import (
    COHORT_COLOURS,
    FAMILY_COLOURS,
    NEWLY,
    QPV,
    REACHED_SMALL,
    STATUS_COLOURS,
)


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
