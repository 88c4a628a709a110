"""What stands below the map of new sites: tables, curve, stability."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.siting.cover import EVERYBODY, SitingRequest, Weights
from geo.vocabulary import PRIORITIES
from ui.parts.marks import Mark
from ui.screens.implanter.study import Study
from ui.screens.implanter.words import aim_name, by_weights
from ui.text.columns import Column, Columns, Kind, names
from ui.text.i18n import _
from ui.text.marking import N_
from ui.text.safe import plain_text


def site_columns(weights: Weights = EVERYBODY, *, imposed: bool = False) -> Columns:
    """Return the columns of the sites; who counts is one unless everybody does.

    On screen, as many as are read without scrolling sideways; the files have them all.

    Parameters
    ----------
    weights
        What one inhabitant counts for.
    imposed
        Whether a town is imposed.
    """
    some = weights != EVERYBODY
    return (
        Column("rank", N_("N°")),
        Column("name", N_("Ville")),
        Column("departement", N_("Dép.")),
        *_counted(
            "adds_weight",
            weights,
            N_("Habitants qui comptent"),
            N_("Habitants qui comptent, selon leur poids"),
        ),
        *_counted(
            "total_weight",
            weights,
            N_("Habitants qui comptent à portée, cumul"),
            N_("Poids à portée, cumul"),
            short=N_("À portée, cumul"),
        ),
        Column("adds", N_("Habitants atteints en plus"), Kind.NUMBER),
        Column("adds_qpv", N_("dont en QPV"), Kind.NUMBER),
        Column("adds_rural", N_("dont ruraux"), Kind.NUMBER),
        Column(
            "adds_desindustrialise",
            N_("dont en bassin désindustrialisé"),
            Kind.NUMBER,
            short=N_("dont en bassin"),
        ),
        Column("total", N_("Habitants à portée, cumul"), Kind.NUMBER, folded=some),
        Column("population", N_("Habitants de la ville"), Kind.NUMBER, folded=some),
        Column("imposed", N_("Imposée"), folded=not imposed),
        Column("commune", N_("Code"), folded=True),
        Column("lon", N_("Longitude"), shown=False),
        Column("lat", N_("Latitude"), shown=False),
    )


def _counted(
    name: str, weights: Weights, counted: str, weighted: str, short: str | None = None
) -> Columns:
    """Return the column of who counts; where everybody does, that of all inhabitants is enough."""
    if weights == EVERYBODY:
        return ()
    return (Column(name, by_weights(weights, "", counted, weighted), Kind.NUMBER, short=short),)


def _reached(weights: Weights, short: str | None = None) -> Columns:
    """Return the columns of people reached: what is maximised, then all people."""
    every = weights == EVERYBODY
    return (
        *_counted(
            "weight_reached", weights, N_("Habitants qui comptent à portée"), N_("Poids à portée")
        ),
        Column(
            "population_reached",
            N_("Habitants à portée") if every else N_("Tous les habitants à portée"),
            Kind.NUMBER,
            short=None if every else short,
        ),
    )


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
    table = pd.DataFrame(rows, columns=[*names(site_columns()), "adds_weight", "total_weight"])
    texts = dict.fromkeys(("name", "departement", "commune"), "str")
    return table.astype(texts | {f"adds_{name}": "Int64" for name in PRIORITIES})


def _whole(people: float | None) -> int | None:
    """Return inhabitants as a whole number; what is not known stays so."""
    return None if people is None else round(people)


def curve_table(study: Study, request: SitingRequest) -> pd.DataFrame:
    """Return people reached by number of sites; columns as `curve_columns`."""
    columns = names(curve_columns(request.weights))
    points = pd.DataFrame(study.events.get("curve", {}).get("rows", []))
    if points.empty:
        return pd.DataFrame(columns=columns)
    details = study.events["answer"]["details"]
    everybody = request.weights == EVERYBODY
    counted = points["population_reached" if everybody else "weight_reached"]
    points["share"] = counted / max(details["population" if everybody else "weight"], 1)
    points["more"] = counted.diff().round()
    points["weight_reached"] = points["weight_reached"].round()
    return points[columns]


def curve_columns(weights: Weights) -> Columns:
    """Return the columns of the curve: what one site more adds follows what is maximised."""
    maximised, *everybody = _reached(weights)
    return (
        Column("sites", N_("Nouveaux pôles")),
        Column(
            "share",
            by_weights(
                weights,
                N_("Part des habitants à portée d'un pôle"),
                N_("Part des habitants qui comptent à portée d'un pôle"),
                N_("Part du poids à portée d'un pôle"),
            ),
            Kind.SHARE,
        ),
        maximised,
        Column("more", N_("de plus qu'avec un site de moins"), Kind.NUMBER),
        *everybody,
        Column("optimal", N_("Prouvé")),
    )


def _table_of(study: Study, stage: str, columns: Columns) -> pd.DataFrame:
    wanted = names(columns)
    table = pd.DataFrame(study.events.get(stage, {}).get("rows", []), columns=wanted)
    # A part of a commune in a quarter is no whole number of people.
    weights = [name for name in wanted if name == "loses" or name.startswith("weight_")]
    return table.round(dict.fromkeys(weights, 0))


def stability_table(study: Study, weights: Weights = EVERYBODY) -> pd.DataFrame:
    """Return how the choice holds when the radius moves; columns as `stability_columns`."""
    return _table_of(study, "stability", stability_columns(weights))


def stability_columns(weights: Weights = EVERYBODY) -> Columns:
    """Return the columns of the stability: what is maximised, then all people."""
    every = weights == EVERYBODY
    everybody = (
        Column("before", N_("À portée des pôles connus"), Kind.NUMBER),
        Column("same_sites", N_("À portée, avec les sites proposés"), Kind.NUMBER),
        Column("best", N_("À portée, avec les meilleurs sites"), Kind.NUMBER),
    )
    beside = (
        Column("same_sites", N_("Tous, sites proposés"), Kind.NUMBER),
        Column("best", N_("Tous, meilleurs sites"), Kind.NUMBER),
    )
    return (
        Column("km", N_("Rayon (km)"), Kind.PLAIN),
        *(everybody if every else ()),
        *_counted(
            "weight_before", weights, N_("Qui comptent, pôles connus"), N_("Poids, pôles connus")
        ),
        *_counted(
            "weight_same_sites",
            weights,
            N_("Qui comptent, sites proposés"),
            N_("Poids, sites proposés"),
        ),
        *_counted(
            "weight_best",
            weights,
            N_("Qui comptent, meilleurs sites"),
            N_("Poids, meilleurs sites"),
        ),
        Column("share_kept", N_("Part du meilleur gain"), Kind.SHARE),
        *(() if every else beside),
        Column("kept", N_("Sites communs")),
        Column("sites", N_("Meilleurs sites pour ce rayon")),
    )


def refusal_table(study: Study, weights: Weights = EVERYBODY) -> pd.DataFrame:
    """Return the best choice without each town; columns as `refusal_columns`."""
    return _table_of(study, "without", refusal_columns(weights))


def refusal_columns(weights: Weights = EVERYBODY) -> Columns:
    """Return the columns of the refusals: what is maximised, then all people."""
    lost = by_weights(
        weights,
        N_("Habitants perdus"),
        N_("Habitants perdus, parmi ceux qui comptent"),
        N_("Poids perdu"),
    )
    return (
        Column("name", N_("Dit non")),
        Column("loses", lost, Kind.NUMBER),
        *_reached(weights),
        Column("replaced_by", N_("Viennent à la place")),
        Column("leaves", N_("Sortent avec elle")),
    )


def alternative_table(study: Study, weights: Weights = EVERYBODY) -> pd.DataFrame:
    """Return what fairer aims would choose: ``model``, then columns as `alternative_columns`."""
    columns = ["model", *names(alternative_columns(weights))]
    table = pd.DataFrame(study.events.get("alternatives", {}).get("rows", []))
    if table.empty:
        return pd.DataFrame(columns=columns)
    table["aim"] = [aim_name(model, weights) for model in table["model"]]
    table["weight_reached"] = table["weight_reached"].round()
    table["towns"] = [plain_text(", ".join(towns), 600) for towns in table["names"]]
    for name in ("mean_km", "largest_km"):
        # None throughout where nobody counts.
        table[name] = pd.to_numeric(table[name]).round(1)
    return table[columns]


def alternative_columns(weights: Weights = EVERYBODY, *, proven: bool = False) -> Columns:
    """Return the columns of the alternatives: what is maximised, then all people.

    Parameters
    ----------
    weights
        What one inhabitant counts for.
    proven
        Whether every choice is the best for its aim: on screen, no gap is left to tell.
    """
    mean = by_weights(
        weights,
        N_("Distance moyenne (km)"),
        N_("Leur distance moyenne (km)"),
        N_("Distance moyenne, selon le poids (km)"),
    )
    farthest = (
        N_("Distance du plus éloigné (km)")
        if weights == EVERYBODY
        else N_("Le plus éloigné d'entre eux (km)")
    )
    return (
        Column("aim", N_("But")),
        *_reached(weights, short=N_("Tous, à portée")),
        Column("mean_km", mean, Kind.NUMBER),
        Column("largest_km", farthest, Kind.NUMBER),
        # Long names of towns stand below the table, where they are read whole.
        Column("towns", N_("Sites"), folded=True),
        Column("optimal", N_("Prouvé")),
        Column("gap", N_("Écart au plus, face au meilleur possible"), Kind.SHARE, folded=proven),
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
