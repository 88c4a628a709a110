"""What stands below the map of new sites: tables, curve, stability."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from geo.siting.cover import EVERYBODY, SitingRequest, Weights
from geo.vocabulary import PRIORITIES
from ui.parts.marks import Mark
from ui.screens.implanter.solver import Study
from ui.screens.implanter.words import by_weights
from ui.text.i18n import _
from ui.text.safe import plain_text

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
