"""The choices in force, in words: what every export says of itself."""

from ui.text.formats import number
from ui.text.i18n import _
from ui.text.labels import (
    class_label,
    cohort_label,
    enumeration,
    sector_label,
    status_label,
)
from ui.view.rules import basin_rule, reach_rule, rule_name
from ui.view.state import DEFAULT_VIEW, TODAY, ViewState


def pole_choices(view: ViewState) -> dict[str, str]:
    """Return the poles that are kept: word and value of each filter."""
    everything = _("tous")
    return {
        _("Vagues"): enumeration([cohort_label(c) for c in view.cohorts]) or _("toutes"),
        _("Secteurs"): enumeration([sector_label(s) for s in view.sectors]) or everything,
        _("Statuts"): enumeration([status_label(s) for s in view.statuses]) or everything,
    }


def coverage_choices(view: ViewState) -> dict[str, str]:
    """Return what coverage means: word and value of each choice."""
    rule = reach_rule(view)
    return {
        _("Règle"): rule_name(rule.kind, rule.km),
        _("Détour"): number(rule.detour, 1),
        _("Pôles retenus en"): year_label(view.year),
        _("Communes rurales"): enumeration([rural_label(value) for value in view.rural]),
        _("Bassins désindustrialisés"): basin_choice(view),
    }


def basin_choice(view: ViewState) -> str:
    """Return what counts as deindustrialised, thresholds and years included."""
    rule = basin_rule(view)
    if view.basis != DEFAULT_VIEW.basis:
        return basis_label(view.basis)
    return _(
        "{basis}, de {start} à {end}, recul au-delà du centile {change}, part au-delà du centile "
        "{share}"
    ).format(
        basis=basis_label(view.basis),
        start=rule.start,
        end=rule.end,
        change=view.change,
        share=view.share,
    )


def year_label(year: str) -> str:
    """Return the poles that a choice of year keeps."""
    return _("toutes les vagues, et hors vague") if year == TODAY else year


def colour_label(colour: str) -> str:
    """Return what poles are coloured by."""
    return {"vague": _("Vague"), "secteur": _("Secteur"), "statut": _("Statut")}[colour]


def background_label(background: str) -> str:
    """Return what lies below the map."""
    return {
        "aucun": _("Aucun"),
        "ign": _("Plan IGN (Internet)"),
        "osm": _("OpenStreetMap (Internet)"),
    }[background]


def display_label(display: str) -> str:
    """Return what the map of coverage shows."""
    return {"atteinte": _("Qui est atteint"), "distance": _("Distance au pôle")}[display]


def mesh_label(mesh: str) -> str:
    """Return the units that the map of coverage colours."""
    return {"commune": _("Communes"), "zone-emploi": _("Zones d'emploi")}[mesh]


def weighting_label(weighting: str) -> str:
    """Return who counts when sites are chosen."""
    return {
        "population": _("tous les habitants"),
        "priorite": _("les habitants prioritaires"),
        "ruraux-qpv": _("les ruraux et les QPV"),
        "choix": _("poids au choix"),
    }[weighting]


def rural_label(value: str) -> str:
    """Return the words for one class of rural communes."""
    if value == "zrr":
        return class_label("zrr", "classee")
    return class_label("frr", value)


def basis_label(basis: str) -> str:
    """Return what basins are judged by."""
    return {
        "bassins": _("emploi industriel (Insee)"),
        "territoire-industrie": _("Territoires d'industrie 2023-2027"),
        "territoire-industrie-2018": _("Territoires d'industrie 2018-2022"),
        "afr": _("AFR"),
        "ber": _("BER"),
    }[basis]
