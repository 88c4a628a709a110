"""The marks of a legend, on screen and on paper: style classes and what each stands for."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from geo.tables.atlas import OwnList
from geo.vocabulary import STATUSES
from ui.maps.crowds import Crowd, grouped_words
from ui.text.formats import kilometres
from ui.text.i18n import _
from ui.text.labels import cohort_short, family_label, layer_label, status_label
from ui.text.own_list import label as list_label
from ui.text.palette import (
    COHORT_COLOURS,
    DISTANCE_BREAKS_KM,
    FAMILY_COLOURS,
    OWN_LIST,
    STATUS_COLOURS,
    tone_class,
)
from ui.view.choices import ViewState

HOLLOW: Final = "dot hollow"
OWN: Final = f"dot own {tone_class(OWN_LIST)}"
CROWD: Final = "crowd"


class Mark(NamedTuple):
    """One mark of the legend: style classes and what it stands for."""

    classes: str
    label: str


def pole_marks(
    colour: str, own: OwnList | None = None, crowds: Sequence[Crowd | None] = (None,)
) -> Iterator[Mark]:
    """Yield the marks of poles.

    Parameters
    ----------
    colour
        What the reader colours those of the register by.
    own
        The list of a reader that is drawn with them, or in their place.
    crowds
        How it is grouped on each map; ``None`` where each of its poles has a mark.
    """
    if own is not None:
        if None in crowds:
            yield Mark(OWN, list_label(own))
        if grouped := [crowd for crowd in crowds if crowd is not None]:
            yield Mark(CROWD, grouped_words(own, grouped))
    if own is None or not own.alone:
        yield from _register_marks(colour)
    yield Mark(HOLLOW, _("siège inconnu, sur le territoire déclaré (pointillé)"))


def _register_marks(colour: str) -> Iterator[Mark]:
    if colour == "secteur":
        for family, tone in FAMILY_COLOURS.items():
            yield Mark(f"dot {tone_class(tone)}", family_label(family))
    elif colour == "statut":
        for status in STATUSES:
            yield Mark(f"dot {tone_class(STATUS_COLOURS[status])}", status_label(status))
    else:
        yield from _cohort_marks()


def _cohort_marks() -> Iterator[Mark]:
    groups: dict[str, list[str]] = {}
    for cohort, tone in COHORT_COLOURS.items():
        groups.setdefault(tone, []).append(cohort)
    for tone, cohorts in groups.items():
        years = list(dict.fromkeys(c.removesuffix("-phase-1").rpartition("-")[2] for c in cohorts))
        label = cohort_short(cohorts[0]) if years == ["recense"] else "-".join(years)
        yield Mark(f"dot {tone_class(tone)}", label)


def layer_marks(view: ViewState) -> Iterator[Mark]:
    """Yield the marks of the layers switched on."""
    for layer in view.layers:
        if layer == "frr":
            yield Mark("area frr-plus", _("FRR+"))
            yield Mark("area frr-socle", _("FRR (France ruralités revitalisation)"))
            yield Mark("area frr-partiel", _("classée en partie"))
            yield Mark("area frr-beneficiaire", _("ancienne ZRR bénéficiaire"))
        elif layer == "zrr":
            yield Mark("line zrr", _("ZRR, zone de revitalisation rurale jusqu'en juin 2024"))
            yield Mark("line zrr-partiel", _("ZRR en partie"))
        else:
            yield Mark(f"line {layer}" if layer != "qpv" else "dot qpv", layer_label(layer))


def coverage_marks(display: str) -> Iterator[Mark]:
    """Yield the marks of the map of coverage."""
    if display == "distance":
        limits = [kilometres(float(km)) for km in DISTANCE_BREAKS_KM]
        labels = [
            _("moins de {km}").format(km=limits[0]),
            *(_("{low} à {high}").format(low=a, high=b) for a, b in pairwise(limits)),
            _("plus de {km}").format(km=limits[-1]),
        ]
        for number_of_class, label in enumerate(labels):
            yield Mark(f"area distance-{number_of_class}", label)
        yield Mark("area nowhere", _("aucun pôle connu sur ce bord d'océan"))
    else:
        yield Mark("area reached", _("atteinte"))
        yield Mark("area left-out", _("non atteinte, surtout prioritaire"))
        yield Mark("area priority-left", _("non atteinte, prioritaire en partie (QPV)"))
        yield Mark("area not-reached", _("non atteinte, hors priorité"))
        yield Mark("area nowhere", _("non atteinte, priorité inconnue"))
