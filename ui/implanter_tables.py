"""What stands below the map of new sites: tables, curve, stability, alternatives, downloads."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.siting import EVERYBODY, SitingRequest
from geo.siting_ground import FAR_KM
from geo.tables import Atlas
from geo.territories import Territory
from geo.vocabulary import PRIORITIES
from ui import charts, downloads, implanter
from ui.choices import pole_choices, provenance, rural_label, weighting_label, year_label
from ui.formats import kilometres, number
from ui.i18n import N_, _
from ui.labels import enumeration
from ui.legend import Mark
from ui.reach import rule_name
from ui.safe import markdown_text, plain_text
from ui.solver import Study
from ui.state import ViewState

MODELS: Final = {
    "today": N_("Aujourd'hui"),
    "reach": N_("Atteindre le plus d'habitants (la réponse)"),
    "mean": N_("Rapprocher en moyenne (p-médiane)"),
    "farthest": N_("Ne laisser personne trop loin (p-centre)"),
}


PEOPLE: Final = frozenset({"adds", "total", "population", *(f"adds_{name}" for name in PRIORITIES)})


def _people(label: str) -> Any:  # noqa: ANN401
    return st.column_config.NumberColumn(label, format="localized")


def site_labels() -> dict[str, str]:
    """Return the titles of the columns of the sites."""
    return {
        "rank": _("N°"),
        "name": _("Ville"),
        "departement": _("Dép."),
        "adds": _("Habitants atteints en plus"),
        "adds_qpv": _("dont en QPV"),
        "adds_rural": _("dont ruraux"),
        "adds_desindustrialise": _("dont en bassin désindustrialisé"),
        "total": _("Habitants à portée, cumul"),
        "population": _("Habitants de la ville"),
        "imposed": _("Imposée"),
        "commune": _("Code"),
    }


def site_table(answer: Mapping[str, Any]) -> pd.DataFrame:
    """Return the sites as on screen and in the exports."""
    rows = []
    total = answer["population_reached_before"]
    for rank, site in enumerate(answer["sites"], start=1):
        total += site["adds"]
        rows.append(
            {
                **site,
                "rank": rank,
                "name": plain_text(site["name"]),
                "total": total,
                **{f"adds_{name}": round(site["adds_priority"][name]) for name in PRIORITIES},
            }
        )
    table = pd.DataFrame(rows, columns=[*site_labels(), "lon", "lat"])
    return table.astype({"name": "str", "departement": "str", "commune": "str"})


def show_sites(table: pd.DataFrame) -> None:
    """Show the sites; a chosen row can be struck out or imposed."""
    st.caption(
        _(
            "Dans l'ordre de ce que chaque site ajoute aux précédents. Cochez une ligne pour "
            "écarter ou imposer la ville : le calcul reprend aussitôt."
        )
    )
    labels = site_labels()
    chosen = st.dataframe(
        table[list(labels)],
        column_config={
            name: _people(label) if name in PEOPLE else st.column_config.Column(label)
            for name, label in labels.items()
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="sites-proposes",
        alt=_("Sites proposés"),
    )
    rows = chosen["selection"]["rows"]
    if not rows or rows[0] >= len(table):
        return
    code, name = table["commune"].iloc[rows[0]], markdown_text(table["name"].iloc[rows[0]])
    with st.container(horizontal=True):
        st.button(
            _("Écarter {name}").format(name=name),
            key="ecarter",
            on_click=implanter.strike,
            args=(code,),
        )
        st.button(
            _("Imposer {name}").format(name=name),
            key="imposer",
            on_click=implanter.hold,
            args=(code,),
        )


def show_curve(study: Study, request: SitingRequest) -> None:
    """Show people reached against the number of sites, to see where it flattens."""
    points = pd.DataFrame(study.events.get("curve", {}).get("rows", []))
    if points.empty:
        st.info(_("La courbe arrive avec la suite du calcul."))
        return
    everybody = request.weights == EVERYBODY
    details = study.events["answer"]["details"]
    points["share"] = (
        points["population_reached"] / details["population"]
        if everybody
        else (points["weight"] + details["weight_reached_before"]) / max(details["weight"], 1)
    )
    points["more"] = points["population_reached"].diff()
    title = (
        _("Part des habitants à portée d'un pôle")
        if everybody
        else _("Part des habitants qui comptent à portée d'un pôle")
    )
    bars = pd.DataFrame(
        {
            "name": [number(count) for count in points["sites"]],
            "value": points["share"],
            "chosen": points["sites"] == request.sites,
        }
    )
    charts.show_chart(
        charts.bars(bars, title, charts.SHARE, (0, 1)),
        points[["sites", "share", "population_reached", "more", "optimal"]],
        {
            "sites": st.column_config.Column(_("Nouveaux pôles")),
            "share": st.column_config.NumberColumn(title, format="percent"),
            "population_reached": _people(_("Habitants à portée")),
            "more": _people(_("de plus qu'avec un site de moins")),
            "optimal": st.column_config.Column(_("Prouvé")),
        },
        "courbe",
        _("Chaque nombre de sites est résolu à part ; en foncé, le nombre choisi."),
    )


def show_stability(study: Study, request: SitingRequest) -> None:
    """Show how the choice holds when the radius moves, and when a town says no."""
    if request.rule.km is None:
        st.info(_("La règle de la zone d'emploi n'a pas de rayon à faire varier."))
    else:
        table = pd.DataFrame(study.events.get("stability", {}).get("rows", []))
        if table.empty:
            st.info(_("La stabilité arrive avec la suite du calcul."))
            return
        st.caption(_("Si le rayon est de 20 % plus court ou plus long, les sites tiennent-ils ?"))
        st.dataframe(
            table[["km", "same_sites", "best", "share_kept", "kept", "sites"]],
            column_config={
                "km": st.column_config.NumberColumn(_("Rayon (km)"), format="%g"),
                "same_sites": _people(_("À portée, avec les sites proposés")),
                "best": _people(_("À portée, avec les meilleurs sites")),
                "share_kept": st.column_config.NumberColumn(
                    _("Part du meilleur gain"), format="percent"
                ),
                "kept": st.column_config.Column(_("Sites communs")),
                "sites": st.column_config.Column(_("Meilleurs sites pour ce rayon")),
            },
            hide_index=True,
            alt=_("Stabilité quand le rayon change"),
        )
    refusals = pd.DataFrame(study.events.get("without", {}).get("rows", []))
    if refusals.empty:
        return
    st.caption(_("Si une ville dit non : le meilleur choix sans elle."))
    st.dataframe(
        refusals[["name", "loses", "replaced_by", "leaves", "population_reached"]],
        column_config={
            "name": st.column_config.Column(_("Dit non")),
            "loses": _people(_("Habitants perdus, parmi ceux qui comptent")),
            "replaced_by": st.column_config.Column(_("Viennent à la place")),
            "leaves": st.column_config.Column(_("Sortent avec elle")),
            "population_reached": _people(_("Habitants à portée")),
        },
        hide_index=True,
        placeholder="–",
        alt=_("Meilleur choix sans chaque ville"),
    )


def show_alternatives(study: Study) -> None:
    """Show what two fairer aims would choose, and what each gives up."""
    table = pd.DataFrame(study.events.get("alternatives", {}).get("rows", []))
    if table.empty:
        st.info(_("Les autres choix arrivent avec la suite du calcul."))
        return
    rows = table.set_index("model")
    st.markdown(
        _(
            "Atteindre le plus d'habitants laisse le plus éloigné à {far} ; ne laisser personne "
            "trop loin le ramène à {near}, mais atteint {lost} habitants de moins."
        ).format(
            far=kilometres(rows.loc["reach", "largest_km"]),
            near=kilometres(rows.loc["farthest", "largest_km"]),
            lost=number(
                max(
                    0,
                    rows.loc["reach", "population_reached"]
                    - rows.loc["farthest", "population_reached"],
                )
            ),
        )
    )
    table["aim"] = [_(MODELS[model]) for model in table["model"]]
    table["towns"] = [plain_text(", ".join(names), 600) for names in table["names"]]
    for name in ("mean_km", "largest_km"):
        table[name] = table[name].round(1)
    st.dataframe(
        table[["aim", "population_reached", "mean_km", "largest_km", "towns", "optimal"]],
        column_config={
            "aim": st.column_config.Column(_("But")),
            "population_reached": _people(_("Habitants à portée")),
            "mean_km": st.column_config.Column(_("Distance moyenne (km)")),
            "largest_km": st.column_config.Column(_("Distance du plus éloigné (km)")),
            "towns": st.column_config.Column(_("Sites")),
            "optimal": st.column_config.Column(_("Prouvé")),
        },
        hide_index=True,
        placeholder="–",
        alt=_("Choix plus équitables"),
    )
    if (table["largest_km"] >= FAR_KM).any():
        st.caption(
            _(
                "{far} : un territoire d'outre-mer n'aurait toujours aucun pôle ; ses habitants "
                "comptent pour cette distance."
            ).format(far=kilometres(FAR_KM))
        )


def siting_marks() -> list[Mark]:
    """Return the marks of the map of new sites."""
    return [
        Mark("dot site", _("site proposé, dans l'ordre de ce qu'il ajoute")),
        Mark("area newly", _("nouvellement atteinte")),
        Mark("area reached", _("déjà atteinte")),
        Mark("area priority-left", _("prioritaire, toujours hors de portée")),
        Mark("area not-reached", _("hors de portée, hors priorité")),
        Mark("dot", _("pôle connu (couleur : vague)")),
    ]


def siting_choices(view: ViewState, request: SitingRequest) -> dict[str, str]:
    """Return the choices in force, for the exports."""
    weights = request.weights
    mix = _("QPV × {qpv}, rural × {rural}, bassin × {basin}, tous × {everybody}").format(
        qpv=weights.qpv,
        rural=weights.rural,
        basin=weights.desindustrialise,
        everybody=weights.everybody,
    )
    return {
        **pole_choices(view),
        _("Pôles retenus en"): year_label(view.year),
        _("Nouveaux pôles"): view.sites,
        _("Règle"): rule_name(request.rule.kind, request.rule.km),
        _("Détour"): number(request.rule.detour, 1),
        _("Qui compte"): f"{weighting_label(view.weighting)} ({mix})",
        _("Communes rurales"): enumeration([rural_label(value) for value in view.rural]),
        _("Villes écartées"): enumeration(list(view.veto)) or "–",
        _("Villes imposées"): enumeration(list(view.impose)) or "–",
    }


def show_downloads(
    atlas: Atlas, answer: Mapping[str, Any], view: ViewState, territory: Territory
) -> None:
    """Show one button a kind of file, for the sites."""
    table, request = site_table(answer), implanter.request_of(view, territory)
    now = datetime.now(downloads.PARIS).replace(microsecond=0)
    origin = provenance(atlas, view, territory, now)
    filters = {**origin.filters, **siting_choices(view, request)}
    filters[_("Preuve")] = implanter.proof(answer)
    places = gpd.GeoSeries(
        gpd.points_from_xy(table["lon"], table["lat"]), index=table.index, crs="EPSG:4326"
    )
    origin = replace(origin, filters=filters, title=_("Sites proposés pour de nouveaux pôles"))
    kinds = downloads.formats(table, site_labels(), places, origin)
    downloads.show_buttons(kinds, downloads.file_name("sites", territory, now))
