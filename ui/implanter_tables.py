"""What stands below the map of new sites: tables, curve, stability, alternatives."""

import math
from collections.abc import Collection, Mapping
from dataclasses import astuple
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.siting import EVERYBODY, SitingRequest, Weights
from geo.siting_ground import FAR_KM
from geo.vocabulary import PRIORITIES
from ui import charts, implanter
from ui.chart_switch import show_chart
from ui.formats import kilometres, number, percent
from ui.i18n import N_, _
from ui.implanter_wait import show_absent
from ui.legend import Mark
from ui.safe import markdown_text, plain_text
from ui.solver import Study

MODELS: Final = {
    "today": N_("Aujourd'hui"),
    "reach": N_("Atteindre le plus d'habitants (la réponse)"),
    "mean": N_("Rapprocher en moyenne (p-médiane)"),
    "farthest": N_("Ne laisser personne trop loin (p-centre)"),
}


PEOPLE: Final = frozenset(
    {"adds", "adds_weight", "total", "population", *(f"adds_{name}" for name in PRIORITIES)}
)


def _people(label: str) -> Any:  # noqa: ANN401
    return st.column_config.NumberColumn(label, format="localized")


def _columns(labels: Mapping[str, str], people: Collection[str]) -> dict[str, Any]:
    return {
        name: _people(label) if name in people else st.column_config.Column(label)
        for name, label in labels.items()
    }


def site_labels(weights: Weights = EVERYBODY) -> dict[str, str]:
    """Return the titles of the columns of the sites; who counts is one unless everybody does."""
    counted = (
        _("Habitants qui comptent")
        if max(astuple(weights)) == 1
        else _("Habitants qui comptent, selon leur poids")
    )
    return {
        "rank": _("N°"),
        "name": _("Ville"),
        "departement": _("Dép."),
        **({} if weights == EVERYBODY else {"adds_weight": counted}),
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
    """Return the sites as on screen and in the exports; what is not known is missing."""
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
                "adds_weight": round(site["adds_weight"]),
                **{f"adds_{name}": _whole(site["adds_priority"][name]) for name in PRIORITIES},
            }
        )
    table = pd.DataFrame(rows, columns=[*site_labels(), "adds_weight", "lon", "lat"])
    texts = dict.fromkeys(("name", "departement", "commune"), "str")
    return table.astype(texts | {f"adds_{name}": "Int64" for name in PRIORITIES})


def _whole(people: float | None) -> int | None:
    """Return inhabitants as a whole number; what is not known stays so."""
    return None if people is None else round(people)


def show_sites(table: pd.DataFrame, weights: Weights) -> None:
    """Show the sites; a chosen row can be struck out or imposed."""
    order = (
        _("Dans l'ordre des habitants que chaque site ajoute aux précédents.")
        if weights == EVERYBODY
        else _("Dans l'ordre des habitants qui comptent, que chaque site ajoute aux précédents.")
    )
    how = _("Cochez une ligne pour écarter ou imposer la ville : le calcul reprend aussitôt.")
    st.caption(f"{order} {how}")
    labels = site_labels(weights)
    chosen = st.dataframe(
        table[list(labels)],
        column_config=_columns(labels, PEOPLE),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        placeholder=_("inconnu"),
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


def curve_table(study: Study, request: SitingRequest) -> pd.DataFrame:
    """Return people reached by number of sites; columns as `curve_labels`."""
    points = pd.DataFrame(study.events.get("curve", {}).get("rows", []))
    if points.empty:
        return pd.DataFrame(columns=list(curve_labels(request)))
    details = study.events["answer"]["details"]
    points["share"] = (
        points["population_reached"] / details["population"]
        if request.weights == EVERYBODY
        else (points["weight"] + details["weight_reached_before"]) / max(details["weight"], 1)
    )
    points["more"] = points["population_reached"].diff()
    return points[list(curve_labels(request))]


def curve_labels(request: SitingRequest) -> dict[str, str]:
    """Return the titles of the columns of the curve."""
    return {
        "sites": _("Nouveaux pôles"),
        "share": _("Part des habitants à portée d'un pôle")
        if request.weights == EVERYBODY
        else _("Part des habitants qui comptent à portée d'un pôle"),
        "population_reached": _("Habitants à portée"),
        "more": _("de plus qu'avec un site de moins"),
        "optimal": _("Prouvé"),
    }


def show_curve(study: Study, request: SitingRequest) -> None:
    """Show people reached against the number of sites, to see where it flattens."""
    points, labels = curve_table(study, request), curve_labels(request)
    if points.empty:
        show_absent(study, _("La courbe arrive avec la suite du calcul."))
        return
    title = labels["share"]
    bars = pd.DataFrame(
        {
            "name": [number(count) for count in points["sites"]],
            "value": points["share"],
            "chosen": points["sites"] == request.sites,
        }
    )
    show_chart(
        charts.bars(bars, title, charts.SHARE, (0, 1)),
        points,
        {
            **_columns(labels, {"population_reached", "more"}),
            "share": st.column_config.NumberColumn(title, format="percent"),
        },
        "courbe",
        _("Chaque nombre de sites est résolu à part ; en foncé, le nombre choisi."),
    )


def _told(study: Study, stage: str, labels: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(study.events.get(stage, {}).get("rows", []), columns=list(labels))


def stability_table(study: Study) -> pd.DataFrame:
    """Return how the choice holds when the radius moves; columns as `stability_labels`."""
    return _told(study, "stability", stability_labels())


def stability_labels() -> dict[str, str]:
    """Return the titles of the columns of the stability."""
    return {
        "km": _("Rayon (km)"),
        "same_sites": _("À portée, avec les sites proposés"),
        "best": _("À portée, avec les meilleurs sites"),
        "share_kept": _("Part du meilleur gain"),
        "kept": _("Sites communs"),
        "sites": _("Meilleurs sites pour ce rayon"),
    }


def refusal_table(study: Study) -> pd.DataFrame:
    """Return the best choice without each town; columns as `refusal_labels`."""
    return _told(study, "without", refusal_labels())


def refusal_labels() -> dict[str, str]:
    """Return the titles of the columns of the refusals."""
    return {
        "name": _("Dit non"),
        "loses": _("Habitants perdus, parmi ceux qui comptent"),
        "replaced_by": _("Viennent à la place"),
        "leaves": _("Sortent avec elle"),
        "population_reached": _("Habitants à portée"),
    }


def show_stability(study: Study, request: SitingRequest) -> None:
    """Show how the choice holds when the radius moves, and when a town says no."""
    if request.rule.km is None:
        st.info(_("La règle de la zone d'emploi n'a pas de rayon à faire varier."))
    else:
        table, labels = stability_table(study), stability_labels()
        if table.empty:
            show_absent(study, _("La stabilité arrive avec la suite du calcul."))
            return
        st.caption(_("Si le rayon est de 20 % plus court ou plus long, les sites tiennent-ils ?"))
        st.dataframe(
            table,
            column_config={
                **_columns(labels, {"same_sites", "best"}),
                "km": st.column_config.NumberColumn(labels["km"], format="%g"),
                "share_kept": st.column_config.NumberColumn(labels["share_kept"], format="percent"),
            },
            hide_index=True,
            alt=_("Stabilité quand le rayon change"),
        )
    refusals = refusal_table(study)
    if refusals.empty:
        return
    st.caption(_("Si une ville dit non : le meilleur choix sans elle."))
    st.dataframe(
        refusals,
        column_config=_columns(refusal_labels(), {"loses", "population_reached"}),
        hide_index=True,
        placeholder="–",
        alt=_("Meilleur choix sans chaque ville"),
    )


def alternative_table(study: Study) -> pd.DataFrame:
    """Return what fairer aims would choose: ``model``, then columns as `alternative_labels`."""
    table = pd.DataFrame(study.events.get("alternatives", {}).get("rows", []))
    if table.empty:
        return pd.DataFrame(columns=["model", *alternative_labels()])
    table["aim"] = [_(MODELS[model]) for model in table["model"]]
    table["towns"] = [plain_text(", ".join(names), 600) for names in table["names"]]
    for name in ("mean_km", "largest_km"):
        table[name] = table[name].round(1)
    return table[["model", *alternative_labels()]]


def alternative_labels() -> dict[str, str]:
    """Return the titles of the columns of the alternatives."""
    return {
        "aim": _("But"),
        "population_reached": _("Habitants à portée"),
        "mean_km": _("Distance moyenne (km)"),
        "largest_km": _("Distance du plus éloigné (km)"),
        "towns": _("Sites"),
        "optimal": _("Prouvé"),
        "gap": _("Écart au plus, face au meilleur possible"),
    }


def cut_short(study: Study) -> list[str]:
    """Say of each aim that the time limit cut short how far its answer may be from the best."""
    told = []
    for row in study.events.get("alternatives", {}).get("rows", []):
        if row["optimal"]:
            continue
        text = {
            "mean": _(
                "{aim} : meilleur choix trouvé, sans preuve, à {gap} au plus du meilleur "
                "possible ; aucun ne ramène la distance moyenne sous {least}."
            ),
            "farthest": _(
                "{aim} : meilleur choix trouvé, sans preuve, à {gap} au plus du meilleur "
                "possible ; aucun ne ramène le plus éloigné sous {least}."
            ),
        }.get(
            row["model"],
            _("{aim} : meilleur choix trouvé, sans preuve, à {gap} au plus du meilleur possible."),
        )
        aim = MODELS[row["model"]]
        least = row["least_mean_km"] if row["model"] == "mean" else row["least_largest_km"]
        # Rounded down: below it, nothing is possible.
        shown = None if least is None else math.floor(least * 10) / 10
        told.append(
            text.format(
                aim=_(aim),
                gap=percent(row["gap"], 2),
                least=kilometres(shown, 1),
            )
        )
    return told


def show_alternatives(study: Study) -> None:
    """Show what two fairer aims would choose, and what each gives up."""
    table = alternative_table(study)
    if table.empty:
        show_absent(study, _("Les autres choix arrivent avec la suite du calcul."))
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
    labels = alternative_labels()
    st.dataframe(
        table[list(labels)],
        column_config={
            **_columns(labels, {"population_reached", "mean_km", "largest_km"}),
            "gap": st.column_config.NumberColumn(labels["gap"], format="percent"),
        },
        hide_index=True,
        placeholder="–",
        alt=_("Choix plus équitables"),
    )
    for sentence in cut_short(study):
        st.warning(sentence)
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
        Mark("area nowhere", _("hors de portée, priorité inconnue")),
        Mark("dot", _("pôle connu (couleur : vague)")),
    ]
