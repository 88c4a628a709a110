"""What a reader takes away of new sites: their tables and their map."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import geopandas as gpd

from geo.places.territories import Territory
from geo.siting.cover import SitingRequest
from geo.siting.words import mix
from geo.tables.atlas import Atlas
from ui.files import downloads
from ui.files.exports import Tables
from ui.files.printed import drawn, show_made
from ui.files.provenance import provenance
from ui.screens.implanter import facts, words
from ui.screens.implanter.paper import siting_map
from ui.screens.implanter.study import Study
from ui.screens.implanter.tables import (
    alternative_columns,
    alternative_table,
    curve_columns,
    curve_table,
    refusal_columns,
    refusal_table,
    site_columns,
    site_table,
    stability_columns,
    stability_table,
)
from ui.screens.implanter.words import unsure_note
from ui.text.columns import titles
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.labels import enumeration
from ui.text.messages import told
from ui.text.safe import plain_text
from ui.view.choices import ViewState
from ui.view.rules import rule_name
from ui.view.share import absolute_link
from ui.view.sources import coverage_sources
from ui.view.words import basin_choice, pole_choices, title, word


def siting_choices(view: ViewState, request: SitingRequest) -> dict[str, str]:
    """Return the choices in force, for the exports."""
    weights = told(mix(request.weights))
    return {
        **pole_choices(view),
        title("year"): word("year", view.year),
        title("sites"): view.sites,
        _("Règle"): rule_name(request.rule.kind, request.rule.km),
        _("Détour"): number(request.rule.detour, 1),
        title("weighting"): f"{word('weighting', view.weighting)} ({weights})",
        title("rural"): enumeration([word("rural", value) for value in view.rural]),
        title("basis"): basin_choice(view),
        _("Villes candidates"): _("au moins {people} habitants").format(
            people=number(request.min_population)
        ),
        _("Villes écartées"): enumeration(list(view.veto)) or "–",
        _("Villes imposées"): enumeration(list(view.impose)) or "–",
    }


def tables(study: Study, request: SitingRequest) -> Tables:
    """Return every table of the screen, as its tabs show them; what is not known yet is out."""
    weights = request.weights
    found = {
        _("Sites"): (site_table(study.events["answer"]), site_columns(weights)),
        _("Courbe"): (curve_table(study, request), curve_columns(weights)),
        _("Stabilité"): (stability_table(study, weights), stability_columns(weights)),
        _("Refus"): (refusal_table(study, weights), refusal_columns(weights)),
        _("Autres choix"): (alternative_table(study, weights), alternative_columns(weights)),
    }
    return {
        title: (table, titles(columns)) for title, (table, columns) in found.items() if len(table)
    }


def show_files(
    atlas: Atlas,
    study: Study,
    view: ViewState,
    territory: Territory,
    show_sheet: Callable[[], None],
) -> None:
    """Show the buttons of the map and of the data; the files are those of this answer.

    Parameters
    ----------
    atlas, study, view, territory
        The tables, the answer, and the choices.
    show_sheet
        Shows the button of the territory's sheet, after the map.
    """
    answer = study.events["answer"]
    request = facts.request_of(atlas, territory, view)
    now, link = datetime.now(downloads.PARIS).replace(microsecond=0), absolute_link(view)
    choices = siting_choices(view, request)
    name = downloads.file_name("sites", territory, now)
    show_made(drawn(lambda: siting_map(atlas, request, answer, choices, (now.date(), link))), name)
    show_sheet()
    origin = provenance(atlas, view, territory, now, coverage_sources(view))
    proven = " ".join(filter(None, [words.proof(answer), unsure_note(answer, plain_text)]))
    filters = {**origin.filters, **choices, _("Preuve"): proven}
    origin = replace(origin, filters=filters, title=_("Sites proposés pour de nouveaux pôles"))
    table = site_table(answer)
    places = gpd.GeoSeries(
        gpd.points_from_xy(table["lon"], table["lat"]), index=table.index, crs="EPSG:4326"
    )
    labels = titles(site_columns(request.weights))
    kinds = downloads.formats(table, labels, places, origin, lambda: tables(study, request))
    downloads.show_buttons(kinds, name)
