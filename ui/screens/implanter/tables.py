"""What stands below the map of new sites: tables, curve, stability."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.siting.cover import EVERYBODY, SitingRequest, Weights
from geo.vocabulary import PRIORITIES
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.parts.legend import Mark
from ui.screens.implanter import show, words
from ui.screens.implanter.solver import Study
from ui.screens.implanter.wait import show_absent
from ui.screens.implanter.words import by_weights, counted_people
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.safe import markdown_text, plain_text

PEOPLE: Final = frozenset(
    {
        "adds",
        "adds_weight",
        "total",
        "total_weight",
        "population",
        *(f"adds_{name}" for name in PRIORITIES),
    }
)


STABLE: Final = frozenset(
    {"before", "same_sites", "best", "weight_before", "weight_same_sites", "weight_best"}
)


def _people(label: str) -> Any:  # noqa: ANN401
    return st.column_config.NumberColumn(label, format="localized")


def columns(labels: Mapping[str, str], people: Collection[str]) -> dict[str, Any]:
    """Return the columns of a table on screen, those of people with thousands set apart."""
    return {
        name: _people(label) if name in people else st.column_config.Column(label)
        for name, label in labels.items()
    }


def site_labels(weights: Weights = EVERYBODY) -> dict[str, str]:
    """Return the titles of the columns of the sites; who counts is one unless everybody does."""
    counted = by_weights(
        weights,
        "",
        _("Habitants qui comptent"),
        _("Habitants qui comptent, selon leur poids"),
    )
    reached = by_weights(
        weights, "", _("Habitants qui comptent à portée, cumul"), _("Poids à portée, cumul")
    )
    every = weights == EVERYBODY
    return {
        "rank": _("N°"),
        "name": _("Ville"),
        "departement": _("Dép."),
        **({} if every else {"adds_weight": counted, "total_weight": reached}),
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
    total, weight = (
        answer["population_reached_before"],
        answer["details"]["weight_reached_before"],
    )
    for rank, site in enumerate(answer["sites"], start=1):
        total, weight = total + site["adds"], weight + site["adds_weight"]
        rows.append(
            {
                **site,
                "rank": rank,
                "name": plain_text(site["name"]),
                "total": total,
                "total_weight": round(weight),
                "adds_weight": round(site["adds_weight"]),
                **{f"adds_{name}": _whole(site["adds_priority"][name]) for name in PRIORITIES},
            }
        )
    table = pd.DataFrame(
        rows, columns=[*site_labels(), "adds_weight", "total_weight", "lon", "lat"]
    )
    texts = dict.fromkeys(("name", "departement", "commune"), "str")
    return table.astype(texts | {f"adds_{name}": "Int64" for name in PRIORITIES})


def _whole(people: float | None) -> int | None:
    """Return inhabitants as a whole number; what is not known stays so."""
    return None if people is None else round(people)


def show_sites(table: pd.DataFrame, weights: Weights) -> None:
    """Show the sites; a chosen row can be struck out or imposed."""
    if table.empty:
        st.info(words.nobody_more(weights))
        return
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
        column_config=_site_columns(table, weights),
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
            on_click=show.strike,
            args=(code,),
        )
        st.button(
            _("Imposer {name}").format(name=name),
            key="imposer",
            on_click=show.hold,
            args=(code,),
        )


def _site_columns(table: pd.DataFrame, weights: Weights) -> dict[str, Any]:
    """Return the columns of the sites on screen: as many as are read without scrolling sideways.

    The files have them all.
    """
    hidden = {"commune"} if table["imposed"].any() else {"commune", "imposed"}
    if weights != EVERYBODY:
        hidden |= {"total", "population"}
    labels = site_labels(weights)
    people = columns(labels, PEOPLE) | {
        "adds_desindustrialise": st.column_config.NumberColumn(
            _("dont en bassin"), help=labels["adds_desindustrialise"], format="localized"
        )
    }
    if weights != EVERYBODY:
        people["total_weight"] = st.column_config.NumberColumn(
            _("À portée, cumul"), help=labels["total_weight"], format="localized"
        )
    return people | dict.fromkeys(hidden)


def curve_table(study: Study, request: SitingRequest) -> pd.DataFrame:
    """Return people reached by number of sites; columns as `curve_labels`."""
    points = pd.DataFrame(study.events.get("curve", {}).get("rows", []))
    if points.empty:
        return pd.DataFrame(columns=list(curve_labels(request.weights)))
    details = study.events["answer"]["details"]
    everybody = request.weights == EVERYBODY
    counted = points["population_reached" if everybody else "weight_reached"]
    points["share"] = counted / max(details["population" if everybody else "weight"], 1)
    points["more"] = counted.diff().round()
    points["weight_reached"] = points["weight_reached"].round()
    return points[list(curve_labels(request.weights))]


def curve_labels(weights: Weights) -> dict[str, str]:
    """Return the titles of the columns of the curve."""
    counted = by_weights(weights, "", _("Habitants qui comptent à portée"), _("Poids à portée"))
    everybody = weights == EVERYBODY
    return {
        "sites": _("Nouveaux pôles"),
        "share": by_weights(
            weights,
            _("Part des habitants à portée d'un pôle"),
            _("Part des habitants qui comptent à portée d'un pôle"),
            _("Part du poids à portée d'un pôle"),
        ),
        **({} if everybody else {"weight_reached": counted}),
        **({"population_reached": _("Habitants à portée")} if everybody else {}),
        "more": _("de plus qu'avec un site de moins"),
        **({} if everybody else {"population_reached": _("Tous les habitants à portée")}),
        "optimal": _("Prouvé"),
    }


def show_curve(study: Study, request: SitingRequest) -> None:
    """Show people reached against the number of sites, to see where it flattens."""
    points, labels = curve_table(study, request), curve_labels(request.weights)
    if points.empty:
        show_absent(study, _("La courbe arrive avec la suite du calcul."))
        return
    title = labels["share"]
    details = study.events["answer"]["details"]
    total = details["population" if request.weights == EVERYBODY else "weight"]
    how = _("Chaque nombre de sites est résolu à part ; en foncé, le nombre choisi.")
    base = _("La part est prise sur {people}.").format(
        people=counted_people(total, request.weights)
    )
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
            **columns(labels, {"population_reached", "weight_reached", "more"}),
            "share": st.column_config.NumberColumn(title, format="percent"),
        },
        "courbe",
        f"{how} {base}",
    )


def _told(study: Study, stage: str, labels: Mapping[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(study.events.get(stage, {}).get("rows", []), columns=list(labels))
    # A part of a commune in a quarter is no whole number of people.
    weights = [name for name in labels if name == "loses" or name.startswith("weight_")]
    return table.round(dict.fromkeys(weights, 0))


def stability_table(study: Study, weights: Weights = EVERYBODY) -> pd.DataFrame:
    """Return how the choice holds when the radius moves; columns as `stability_labels`."""
    return _told(study, "stability", stability_labels(weights))


def stability_labels(weights: Weights = EVERYBODY) -> dict[str, str]:
    """Return the titles of the columns of the stability: what is maximised, then all people."""
    counted = {
        "weight_before": by_weights(
            weights,
            "",
            _("Qui comptent, pôles connus"),
            _("Poids, pôles connus"),
        ),
        "weight_same_sites": by_weights(
            weights,
            "",
            _("Qui comptent, sites proposés"),
            _("Poids, sites proposés"),
        ),
        "weight_best": by_weights(
            weights,
            "",
            _("Qui comptent, meilleurs sites"),
            _("Poids, meilleurs sites"),
        ),
    }
    everybody = {
        "before": _("À portée des pôles connus"),
        "same_sites": _("À portée, avec les sites proposés"),
        "best": _("À portée, avec les meilleurs sites"),
    }
    beside = {
        "same_sites": _("Tous, sites proposés"),
        "best": _("Tous, meilleurs sites"),
    }
    every = weights == EVERYBODY
    return {
        "km": _("Rayon (km)"),
        **(everybody if every else counted),
        "share_kept": _("Part du meilleur gain"),
        **({} if every else beside),
        "kept": _("Sites communs"),
        "sites": _("Meilleurs sites pour ce rayon"),
    }


def refusal_table(study: Study, weights: Weights = EVERYBODY) -> pd.DataFrame:
    """Return the best choice without each town; columns as `refusal_labels`."""
    return _told(study, "without", refusal_labels(weights))


def refusal_labels(weights: Weights = EVERYBODY) -> dict[str, str]:
    """Return the titles of the columns of the refusals: what is maximised, then all people."""
    reached = {
        "weight_reached": by_weights(
            weights, "", _("Habitants qui comptent à portée"), _("Poids à portée")
        ),
        "population_reached": _("Tous les habitants à portée"),
    }
    return {
        "name": _("Dit non"),
        "loses": by_weights(
            weights,
            _("Habitants perdus"),
            _("Habitants perdus, parmi ceux qui comptent"),
            _("Poids perdu"),
        ),
        **({"population_reached": _("Habitants à portée")} if weights == EVERYBODY else reached),
        "replaced_by": _("Viennent à la place"),
        "leaves": _("Sortent avec elle"),
    }


def show_stability(study: Study, request: SitingRequest) -> None:
    """Show how the choice holds when the radius moves, and when a town says no."""
    if request.rule.km is None:
        st.info(_("La règle de la zone d'emploi n'a pas de rayon à faire varier."))
    else:
        table, labels = stability_table(study, request.weights), stability_labels(request.weights)
        if table.empty:
            show_absent(study, _("La stabilité arrive avec la suite du calcul."))
            return
        held = _("Si le rayon est de 20 % plus court ou plus long, les sites tiennent-ils ?")
        rule = _(
            "Habitants à portée d'un pôle ; la part compare ce que les sites ajoutent aux pôles "
            "connus."
        )
        st.caption(f"{held} {rule}")
        st.dataframe(
            table,
            column_config={
                **columns(labels, STABLE),
                "km": st.column_config.NumberColumn(labels["km"], format="%g"),
                "share_kept": st.column_config.NumberColumn(labels["share_kept"], format="percent"),
            },
            hide_index=True,
            alt=_("Stabilité quand le rayon change"),
        )
    refusals = refusal_table(study, request.weights)
    if refusals.empty:
        return
    answer = study.events["answer"]
    after = answer["details"]["weight_reached_after"]
    st.caption(
        _(
            "Si une ville dit non : le meilleur choix sans elle, face à {people} à portée avec "
            "les sites proposés."
        ).format(people=counted_people(after, request.weights))
    )
    st.dataframe(
        refusals,
        column_config=columns(
            refusal_labels(request.weights), {"loses", "weight_reached", "population_reached"}
        ),
        hide_index=True,
        placeholder="–",
        alt=_("Meilleur choix sans chaque ville"),
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
    ]
