"""What the marks on the map mean, in one line under it; and what the map rests on."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import streamlit as st

from geo.people.people import PriorityRule
from geo.places.membership import commune_positions
from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from geo.vocabulary import STATUSES
from ui.parts.style import show_html
from ui.text.formats import kilometres, number
from ui.text.i18n import _, ngettext
from ui.text.labels import (
    cohort_short,
    enumeration,
    family_label,
    layer_label,
    status_label,
)
from ui.text.palette import (
    COHORT_COLOURS,
    DISTANCE_BREAKS_KM,
    FAMILY_COLOURS,
    STATUS_COLOURS,
    tone_class,
)
from ui.text.safe import SafeText, html, join_html, markdown_text
from ui.view.sources import coverage_credits
from ui.view.state import ViewState

LAYER_SOURCES: Final[dict[str, tuple[str, ...]]] = {
    "regions": ("contours-communes",),
    "anciennes-regions": ("departements-regions",),
    "departements": (),
    "zones-emploi": ("ze2020",),
    "qpv": ("qpv-contours",),
    "frr": ("frr",),
    "zrr": ("zrr",),
    "desindustrialise": ("estel", "ze2010"),
    "territoires-industrie": ("territoires-industrie-2023",),
    "afr": ("afr",),
    "ber": ("ber",),
}
CALL_SOURCES: Final = (
    "poles",
    "vagues",
    "populations",
    "qpv-communes",
    "frr",
    "estel",
    "ze2010",
)
HOLLOW: Final = "dot hollow"
DECLARED_REACH: Final = "declared"


UNITED: Final = "communes-deleguees"
WIDENED: Final = "ign-et-territoire-absorbe"


class Mark(NamedTuple):
    """One mark of the legend: style classes and what it stands for."""

    classes: str
    label: str


def pole_marks(colour: str) -> Iterator[Mark]:
    """Yield the marks of poles for what the reader colours by."""
    if colour == "secteur":
        for family, tone in FAMILY_COLOURS.items():
            yield Mark(f"dot {tone_class(tone)}", family_label(family))
    elif colour == "statut":
        for status in STATUSES:
            yield Mark(f"dot {tone_class(STATUS_COLOURS[status])}", status_label(status))
    else:
        yield from _cohort_marks()
    yield Mark(HOLLOW, _("siège inconnu, sur le territoire déclaré (pointillé)"))


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


def _mark(mark: Mark) -> SafeText:
    return html(
        '<span class="atlas-legend-item"><i class="{classes}"></i>{label}</span>',
        classes=f"mark {mark.classes}",
        label=mark.label,
    )


def show_legend(view: ViewState) -> None:
    """Show the legend of the map."""
    title = {"vague": _("Vague"), "secteur": _("Secteur"), "statut": _("Statut")}[view.colour]
    groups = [(title, pole_marks(view.colour))]
    if view.layers:
        groups.append((_("Calques"), layer_marks(view)))
    show_html(join_html([_legend_line(title, marks) for title, marks in groups]))


def show_credits(atlas: Atlas, view: ViewState, version: str) -> None:
    """Show the sources of what is on the map, with their vintage."""
    _cite(atlas, map_sources(view), version)


def map_sources(view: ViewState) -> list[str]:
    """Return the identifiers of the sources of the map of poles."""
    on_map = [source for layer in view.layers for source in LAYER_SOURCES[layer]]
    return ["poles", "populations", *on_map]


def cited_sources(atlas: Atlas, ids: Iterable[str]) -> str:
    """Return sources as plain text, each with its producer and vintage; unknown ones left out."""
    if atlas.sources is None:
        return ""
    sources = atlas.sources.set_index("id")
    return " ; ".join(
        f"{sources.loc[i, 'title']} ({sources.loc[i, 'producer']}, {sources.loc[i, 'vintage']})"
        for i in dict.fromkeys(ids)
        if i in sources.index
    )


def _cite(atlas: Atlas, ids: Iterable[str], version: str) -> None:
    if atlas.sources is None:
        return
    st.caption(
        _("Sources : {sources}. Version des données : {version}.").format(
            sources=markdown_text(cited_sources(atlas, ids), limit=2000), version=version
        )
    )


def outline_note(atlas: Atlas, territory: Territory) -> str:
    """Return what was done about outlines that the source lacks in a territory, or ``""``."""
    if atlas.communes is None:
        return ""
    communes = atlas.communes.iloc[commune_positions(atlas, territory)]
    sources = communes["outline_source"]
    missing = communes.loc[sources.isna(), "name"]
    united = communes.loc[sources == UNITED, "name"]
    widened = int((sources == WIDENED).sum())
    parts = []
    if len(missing):
        parts.append(
            _("sans contour dans la source, non dessinées : {names}").format(
                names=enumeration(list(missing))
            )
        )
    if len(united):
        parts.append(
            _("réunies à partir de leurs communes déléguées : {names}").format(
                names=enumeration(list(united))
            )
        )
    if widened:
        parts.append(
            ngettext(
                "{count} complétée du territoire absorbé en 2025",
                "{count} complétées du territoire absorbé en 2025",
                widened,
            ).format(count=number(widened))
        )
    if not parts:
        return ""
    return markdown_text(_("Contours des communes : {notes}.").format(notes=" ; ".join(parts)))


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


def show_coverage_legend(view: ViewState) -> None:
    """Show the legend of the map of coverage: what areas mean, then the colours of the poles."""
    mesh = _("Communes") if view.mesh == "commune" else _("Zones d'emploi")
    # A pole without a known seat is drawn only where its declared territory counts.
    poles = _pole_line(view, hollow=view.reach == DECLARED_REACH)
    show_html(join_html([_legend_line(mesh, coverage_marks(view.display)), poles]))


def show_siting_legend(view: ViewState, marks: Iterable[Mark]) -> None:
    """Show the legend of the map of new sites: its own marks, then the colours of the poles."""
    show_html(join_html([_legend_line(_("Communes"), marks), _pole_line(view, hollow=False)]))


def _pole_line(view: ViewState, *, hollow: bool) -> SafeText:
    marks = [mark for mark in pole_marks(view.colour) if hollow or mark.classes != HOLLOW]
    return _legend_line(_("Pôles, par {colour}").format(colour=_by(view)), marks)


def _by(view: ViewState) -> str:
    return {"vague": _("vague"), "secteur": _("secteur"), "statut": _("statut")}[view.colour]


def _legend_line(title: str, marks: Iterable[Mark]) -> SafeText:
    return html(
        '<div class="atlas-legend"><b>{title}</b>{marks}</div>',
        title=title,
        marks=join_html([_mark(mark) for mark in marks]),
    )


def show_marks(marks: Iterable[Mark], title: str = "") -> None:
    """Show a legend of marks in one line."""
    show_html(_legend_line(title or _("Communes"), marks))


def show_coverage_credits(atlas: Atlas, priorities: PriorityRule, version: str) -> None:
    """Show the sources of the figures of coverage."""
    _cite(atlas, coverage_credits(priorities), version)


def show_call_credits(atlas: Atlas, version: str) -> None:
    """Show the sources of the page on the calls."""
    _cite(atlas, CALL_SOURCES, version)
