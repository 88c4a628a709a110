"""Words for the codes of the data, in the reader's language.

Names of places stay in French. French prepositions depend on gender, number and first letter of
a name ("en Rhône-Alpes", "dans la Drôme", "à Saint-Denis", "au Havre"), which no table holds for
34 875 communes: sentences name the territory first, then a colon.
"""

from collections.abc import Sequence
from typing import Final

from geo import wording
from geo.people import words
from geo.places.resolve import Found
from geo.places.territories import Territory
from ui import data
from ui.text.i18n import _, current_language
from ui.text.marking import N_
from ui.text.messages import told

SECTORS: Final = {
    "alimentation-agriculture": N_("alimentation et agriculture"),
    "bois": N_("bois"),
    "culture": N_("culture"),
    "ecoconstruction-batiment": N_("écoconstruction et bâtiment"),
    "energie": N_("énergie"),
    "formation": N_("formation"),
    "habitat": N_("habitat"),
    "industrie": N_("industrie"),
    "insertion": N_("insertion par l'activité économique"),
    "mobilite": N_("mobilité"),
    "numerique": N_("numérique"),
    "recyclage-reemploi": N_("recyclage et réemploi"),
    "sante-autonomie": N_("santé et autonomie"),
    "services-personne": N_("services à la personne"),
    "textile": N_("textile"),
    "tourisme": N_("tourisme"),
    "multi-filieres": N_("plusieurs filières ou filière non lue"),
}

FAMILIES: Final = {
    "insertion": N_("insertion et formation"),
    "alimentation": N_("alimentation et agriculture"),
    "reemploi": N_("recyclage et réemploi"),
    "culture": N_("culture et tourisme"),
    "batiment": N_("bâtiment, bois et habitat"),
    "industrie": N_("industrie et textile"),
    "transition": N_("énergie, mobilité et numérique"),
    "autres": N_("autres filières"),
}

STATUSES: Final = {
    "actif": N_("actif (attesté depuis 2021)"),
    "emergent": N_("émergent"),
    "inconnu": N_("inconnu (aucune trace depuis 2020)"),
    "disparu": N_("disparu"),
}

KINDS: Final = {
    "france": N_("pays"),
    "metropole": N_("pays"),
    "region": N_("région"),
    "ancienne-region": N_("ancienne région"),
    "departement": N_("département"),
    "epci": N_("intercommunalité"),
    "zone-emploi": N_("zone d'emploi"),
    "commune": N_("commune"),
}

LAYERS: Final = {
    "regions": N_("Régions"),
    "anciennes-regions": N_("Anciennes régions (avant 2016)"),
    "departements": N_("Départements"),
    "zones-emploi": N_("Zones d'emploi"),
    "qpv": N_("Quartiers prioritaires (QPV)"),
    "frr": N_("France ruralités revitalisation (FRR)"),
    "zrr": N_("Zones de revitalisation rurale (ZRR, jusqu'en juin 2024)"),
    "desindustrialise": N_("Bassins désindustrialisés"),
    "territoires-industrie": N_("Territoires d'industrie"),
    "afr": N_("Aides à finalité régionale (AFR, 2014-2020)"),
    "ber": N_("Bassins d'emploi à redynamiser (BER)"),
}

COHORTS_SHORT: Final = {
    "temoin-2011": N_("2011 (pôles témoins)"),
    "appel-2013": N_("2013 (1er appel)"),
    "appel-2015": N_("2015 (2e appel)"),
    "ami-2021-phase-1": N_("2021 (émergents)"),
    "ami-2021": N_("2021"),
    "ami-2022": N_("2022"),
    "ami-2023": N_("2023"),
    "ami-2024": N_("2024"),
    "ami-2025": N_("2025"),
    "recense": N_("hors vague"),
}

CLASSES: Final = {
    **{
        ("frr", value): str(words.RURAL_NAMES[value])
        for value in ("plus", "socle", "partiel", "beneficiaire", "beneficiaire-partiel")
    },
    ("frr", "non"): N_("hors FRR"),
    ("zrr", "classee"): str(words.RURAL_NAMES["zrr"]),
    ("zrr", "partiel"): str(words.RURAL_NAMES["zrr-partiel"]),
    ("zrr", "non"): N_("hors ZRR"),
    ("afr", "integral"): N_("AFR (aide à finalité régionale)"),
    ("afr", "partiel"): N_("AFR pour une partie de la commune"),
    ("afr", "non"): N_("hors AFR"),
    ("desindustrialise", "oui"): N_("bassin désindustrialisé"),
    ("desindustrialise", "partiel"): N_("bassin en partie désindustrialisé"),
    ("desindustrialise", "non"): N_("hors bassin désindustrialisé"),
}

ATTACHMENTS: Final = {
    "seat": N_("commune du siège connue"),
    "declared": N_("siège inconnu, territoire déclaré par le pôle"),
    "departement": N_("siège inconnu, département connu"),
    "listing": N_("siège inconnu, territoire de la liste qui le cite"),
}

CONFIDENCES: Final = {
    "high": N_("siège lu dans une source"),
    "medium": N_("siège déduit de l'organisation porteuse"),
    "low": N_("siège inconnu"),
}

PRIORITY_NAMES: Final = {name: str(title) for name, title in words.PRIORITY_NAMES.items()}
ALL_PEOPLE: Final = N_("Tous les habitants")
GROUPS: Final = {"total": ALL_PEOPLE, **PRIORITY_NAMES, "autres": N_("Hors priorité")}


ALL_SEATS_KNOWN: Final = N_("Le siège de tous les pôles de ce choix est connu.")


def sector_label(sector: str) -> str:
    """Return the words for a sector; an unknown code comes back as it is."""
    return _translated(SECTORS, sector)


def family_label(family: str) -> str:
    """Return the words for a family of sectors; an unknown code comes back as it is."""
    return _translated(FAMILIES, family)


def status_label(status: str) -> str:
    """Return the words for the status of a pole; an unknown code comes back as it is."""
    return _translated(STATUSES, status)


def kind_label(kind: str) -> str:
    """Return the noun for a kind of territory; an unknown kind comes back as it is."""
    return _translated(KINDS, kind)


def layer_label(layer: str) -> str:
    """Return the name of a map layer, acronym spelled out; an unknown one comes back as it is."""
    return _translated(LAYERS, layer)


def class_label(zonage: str, value: str) -> str:
    """Return the words for one class of a priority layer; an unknown class comes back as it is."""
    message = CLASSES.get((zonage, value))
    return _(message) if message else value


def attachment_label(attachment: str) -> str:
    """Return how a pole is tied to the territory; an unknown code comes back as it is."""
    return _translated(ATTACHMENTS, attachment)


def confidence_label(confidence: str) -> str:
    """Return what is known of the seat of a pole; an unknown code comes back as it is."""
    return _translated(CONFIDENCES, confidence)


def cohort_label(cohort: str) -> str:
    """Return the name of a wave as ``waves.csv`` has it, the code itself where it has none."""
    waves = data.get_atlas().waves
    if waves is None:
        return cohort
    labels = waves.loc[waves["cohort"] == cohort, f"label_{current_language()}"].dropna()
    return str(labels.iloc[0]) if len(labels) else cohort


def cohort_short(cohort: str) -> str:
    """Return the year of a wave and what tells it from others of that year, for tight places."""
    return _translated(COHORTS_SHORT, cohort)


def territory_label(territory: Territory) -> str:
    """Return a name that cannot be taken for another: ``Saint-Denis (commune, 93)``."""
    if territory.kind in {"france", "metropole"}:
        return _(territory.name)
    kind = kind_label(territory.kind)
    if territory.kind == "commune":
        return f"{territory.name} ({kind}, {_departement_of(territory.code)})"
    if territory.kind == "departement":
        return f"{territory.name} ({kind}, {territory.code})"
    return f"{territory.name} ({kind})"


def found_label(found: Found) -> str:
    """Return the label of a territory that was found, with what its other name has become.

    ``Pierrefitte-sur-Seine, aujourd'hui Saint-Denis (commune, 93)``.
    """
    return told(found.told(territory_label(found.territory)))


N_("France"), N_("France métropolitaine")  # names given by geo.places.territories


def enumeration(items: Sequence[str]) -> str:
    """Join words with commas and, before the last one, the word "and"."""
    return told(wording.enumeration(items))


def _departement_of(commune: str) -> str:
    overseas = "97"
    return commune[:3] if commune.startswith(overseas) else commune[:2]


def _translated(labels: dict[str, str], code: str) -> str:
    message = labels.get(code)
    return _(message) if message else code


def unknown_priority(people: int) -> str:
    """Return for how many inhabitants a priority is not known, or nothing."""
    return told(words.unknown_priority(people)) if people else ""
