"""The sheet of a pole: one list of facts, shown in the map's popup and beside the table."""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from geo.memo import lately
from geo.tables.atlas import Atlas
from geo.vocabulary import UNSAID, is_private
from ui.text.formats import number
from ui.text.i18n import _, current_language, ngettext
from ui.text.labels import class_label, cohort_label, sector_label, status_label
from ui.text.safe import SafeText, html, join_html, link, markdown_text, web_address

NOT_CLASSED: Final = "non"


class Fact(NamedTuple):
    """One line of a sheet: what it is, in the reader's language, and its value."""

    label: str
    value: str


def known(value: object) -> bool:
    """Tell whether a cell holds something."""
    return not (value is None or pd.isna(value) or value == "")


def sheet_facts(pole: pd.Series) -> list[Fact]:
    """Return what is known of a pole, in reading order.

    Parameters
    ----------
    pole
        Row of `geo.poles.select.select_poles`.
    """
    if is_private(pole["id"]):
        pole = pole.where([pole[name] != UNSAID.get(name) for name in pole.index], "")
    facts = [
        Fact(_("Porteur"), _text(pole["lead_organisation"])),
        Fact(_("Vagues"), _listed(pole["cohorts"], cohort_label)),
        Fact(_("Secteurs"), _listed(pole["sectors"], sector_label)),
        Fact(_("Statut"), _listed(pole["status"], status_label)),
        Fact(_("Territoire déclaré"), _text(pole["territory"])),
        Fact(_("Siège"), seat_text(pole)),
        Fact(_("Intercommunalité (EPCI)"), _text(pole["epci_name"])),
        Fact(_("Zone d'emploi"), _text(pole["zone_emploi_name"])),
        Fact(_("Région"), region_text(pole)),
        Fact(_("Territoires prioritaires"), priority_text(pole)),
        *figures(pole),
    ]
    return [fact for fact in facts if fact.value]


def _listed(cell: str, word: Callable[[str], str]) -> str:
    return ", ".join(word(code) for code in cell.split(";")) if cell else ""


def _text(value: object) -> str:
    return str(value) if known(value) else ""


def seat_text(pole: pd.Series) -> str:
    """Return where the seat is, and how sure that is."""
    if pole["attachment"] != "seat":
        return _("siège inconnu")
    place = f"{pole['commune_name']} ({pole['departement']})"
    if pole["confidence"] == "high" or is_private(pole["id"]):
        return place
    return _("{place}, déduit du porteur").format(place=place)


def region_text(pole: pd.Series) -> str:
    """Return the région, and the one before 2016 where it had another name."""
    region, former = _text(pole["region_name"]), _text(pole["ancienne_region_name"])
    if not former or former == region:
        return region
    return _("{region} (avant 2016 : {former})").format(region=region, former=former)


def priority_text(pole: pd.Series) -> str:
    """Return the priority areas of the commune of the seat."""
    if pole["attachment"] != "seat":
        return ""
    areas = []
    if known(pole["seat_qpv_count"]) and pole["seat_qpv_count"] > 0:
        count = int(pole["seat_qpv_count"])
        areas.append(
            ngettext(
                "commune avec {count} quartier prioritaire (QPV)",
                "commune avec {count} quartiers prioritaires (QPV)",
                count,
            ).format(count=number(count))
        )
    for zonage in ("frr", "zrr", "afr"):
        status = pole[f"seat_{zonage}"]
        if known(status) and status != NOT_CLASSED:
            areas.append(class_label(zonage, status))
    if known(pole["seat_desindustrialise"]) and pole["seat_desindustrialise"]:
        areas.append(_("bassin désindustrialisé"))
    if known(pole["seat_territoire_industrie"]):
        areas.append(
            _("Territoire d'industrie {name}").format(name=pole["seat_territoire_industrie"])
        )
    if known(pole["seat_ber"]):
        areas.append(_("bassin d'emploi à redynamiser"))
    return " ; ".join(areas) or _("aucun des zonages de l'atlas")


def figures(pole: pd.Series) -> list[Fact]:
    """Return the figures a source gives for a pole, each as that source gives it."""
    columns = {
        "year_created": _("Année de création"),
        "members": _("Membres"),
        "territory_population": _("Habitants du territoire"),
        "jobs": _("Emplois (selon la source)"),
        "grant_eur": _("Subvention (€)"),
    }
    return [
        Fact(label, _figure(pole, column))
        for column, label in columns.items()
        if known(pole[column])
    ]


def _figure(pole: pd.Series, column: str) -> str:
    """Return a figure in words, as the note of its source counts: a bound, about, other people."""
    if column == "year_created":
        return str(int(pole[column]))
    count = number(pole[column])
    note = str(pole["source_note"]) if known(pole["source_note"]) else ""
    digits = "[ \u00a0\u202f]?".join(f"{int(pole[column]):,}".split(","))
    if re.search(rf"\bplus de {digits}(?! ?\d)", note):
        return _("plus de {count}").format(count=count)
    if re.search(rf"\benviron {digits}(?! ?\d)", note):
        return _("environ {count}").format(count=count)
    if column == "members" and re.search(rf"(?<!\d){digits} (?:occupants )?professionnels", note):
        return _("{count} professionnels").format(count=count)
    return count


def sheet_html(pole: pd.Series) -> SafeText:
    """Return the sheet as harmless HTML, for the popup of the map."""
    rows = [
        html("<dt>{label}</dt><dd>{value}</dd>", label=fact.label, value=fact.value)
        for fact in sheet_facts(pole)
    ]
    return html(
        "<h3>{name}</h3><dl>{rows}</dl><p>{source}{website}</p>",
        name=pole["name"],
        rows=join_html(rows),
        source=link(pole["source_url"], _("Source")) if known(pole["source_url"]) else "",
        website=html(" · {site}", site=link(pole["website"], _("Site du pôle")))
        if known(pole["website"])
        else "",
    )


def sheets(atlas: Atlas, poles: pd.DataFrame) -> Mapping[str, SafeText]:
    """Return the sheets of some poles as harmless HTML, by identifier; others may be among them.

    Parameters
    ----------
    atlas
        The tables, which keep the sheets in the language of this run.
    poles
        From `geo.poles.select.select_poles`.
    """
    made = _made(atlas, current_language())
    for _row, pole in poles[~poles["id"].isin(made.keys())].iterrows():
        made[pole["id"]] = sheet_html(pole)
    return made


@lately(4)
def _made(_atlas: Atlas, _language: str) -> dict[str, SafeText]:
    """Return the sheets made so far, to which others are added."""
    return {}


def show_sheet(pole: pd.Series) -> None:
    """Show the sheet on the page: the accessible alternative to the popup."""
    with st.container(border=True, key="fiche"):
        st.markdown(f"#### {markdown_text(pole['name'])}")
        left, right = st.columns(2)
        facts = sheet_facts(pole)
        half = (len(facts) + 1) // 2
        for column, part in ((left, facts[:half]), (right, facts[half:])):
            for fact in part:
                column.markdown(
                    _("**{label}** : {value}").format(
                        label=fact.label, value=markdown_text(fact.value)
                    )
                )
        if known(pole["source_note"]):
            note = markdown_text(pole["source_note"], limit=600)
            st.caption(_("Ce que disent les sources : {note}").format(note=note))
        links = {"source_url": _("Ouvrir la source"), "website": _("Site du pôle")}
        for name, label in links.items():
            if web_address(pole[name]):
                st.link_button(label, web_address(pole[name]))
