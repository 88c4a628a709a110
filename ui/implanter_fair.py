"""The fairer choices below the map of new sites: their aims, what each reaches and gives up."""

import math
from typing import Final

import pandas as pd
import streamlit as st

from geo.siting import EVERYBODY, Weights
from geo.siting_ground import FAR_KM
from ui.formats import kilometres, percent
from ui.i18n import N_, _
from ui.implanter_notes import by_weights, counted_people
from ui.implanter_tables import columns
from ui.implanter_wait import show_absent
from ui.safe import plain_text
from ui.solver import Study

MODELS: Final = {
    "today": N_("Aujourd'hui"),
    "mean": N_("Rapprocher en moyenne (p-médiane)"),
    "farthest": N_("Ne laisser personne trop loin (p-centre)"),
}


def aim_name(model: str, weights: Weights = EVERYBODY) -> str:
    """Return the aim of a model in words: who is reached is who counts."""
    if model == "reach":
        return by_weights(
            weights,
            _("Atteindre le plus d'habitants (la réponse)"),
            _("Atteindre le plus d'habitants qui comptent (la réponse)"),
            _("Atteindre le plus grand poids (la réponse)"),
        )
    if model == "farthest" and weights != EVERYBODY:
        return _("Ne laisser personne qui compte trop loin (p-centre)")
    return _(MODELS[model])


def alternative_table(study: Study, weights: Weights = EVERYBODY) -> pd.DataFrame:
    """Return what fairer aims would choose: ``model``, then columns as `alternative_labels`."""
    table = pd.DataFrame(study.events.get("alternatives", {}).get("rows", []))
    if table.empty:
        return pd.DataFrame(columns=["model", *alternative_labels(weights)])
    table["aim"] = [aim_name(model, weights) for model in table["model"]]
    table["weight_reached"] = table["weight_reached"].round()
    table["towns"] = [plain_text(", ".join(names), 600) for names in table["names"]]
    for name in ("mean_km", "largest_km"):
        table[name] = table[name].round(1)
    return table[["model", *alternative_labels(weights)]]


def alternative_labels(weights: Weights = EVERYBODY) -> dict[str, str]:
    """Return the titles of the columns of the alternatives: what is maximised, then all people."""
    reached = {
        "weight_reached": by_weights(
            weights, "", _("Habitants qui comptent à portée"), _("Poids à portée")
        ),
        "population_reached": _("Tous les habitants à portée"),
    }
    everybody = weights == EVERYBODY
    return {
        "aim": _("But"),
        **({"population_reached": _("Habitants à portée")} if everybody else reached),
        "mean_km": by_weights(
            weights,
            _("Distance moyenne (km)"),
            _("Leur distance moyenne (km)"),
            _("Distance moyenne, selon le poids (km)"),
        ),
        "largest_km": _("Distance du plus éloigné (km)")
        if everybody
        else _("Le plus éloigné d'entre eux (km)"),
        "towns": _("Sites"),
        "optimal": _("Prouvé"),
        "gap": _("Écart au plus, face au meilleur possible"),
    }


def trade_off(table: pd.DataFrame, weights: Weights) -> str:
    """Say what the answer leaves, and what the fairest choice gives up, of those who count.

    Parameters
    ----------
    table
        From `alternative_table`, with the same weights.
    weights
        What one inhabitant counts for.
    """
    rows = table.set_index("model")
    counted = rows["population_reached" if weights == EVERYBODY else "weight_reached"]
    lost = max(0, counted["reach"] - counted["farthest"])
    text = by_weights(
        weights,
        _(
            "Atteindre le plus d'habitants laisse le plus éloigné à {far} ; ne laisser personne "
            "trop loin le ramène à {near}, mais atteint {lost} de moins."
        ),
        _(
            "Atteindre le plus d'habitants qui comptent laisse le plus éloigné d'entre eux à "
            "{far} ; n'en laisser aucun trop loin le ramène à {near}, mais atteint {lost} de moins."
        ),
        _(
            "Atteindre le plus grand poids laisse le plus éloigné de ceux qui comptent à {far} ; "
            "n'en laisser aucun trop loin le ramène à {near}, mais atteint {lost} de moins."
        ),
    )
    return text.format(
        far=kilometres(rows.loc["reach", "largest_km"]),
        near=kilometres(rows.loc["farthest", "largest_km"]),
        lost=counted_people(lost, weights),
    )


def cut_short(study: Study, weights: Weights = EVERYBODY) -> list[str]:
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
        least = row["least_mean_km"] if row["model"] == "mean" else row["least_largest_km"]
        # Rounded down: below it, nothing is possible.
        shown = None if least is None else math.floor(least * 10) / 10
        told.append(
            text.format(
                aim=aim_name(row["model"], weights),
                gap=percent(row["gap"], 2),
                least=kilometres(shown, 1),
            )
        )
    return told


def show_alternatives(study: Study, weights: Weights) -> None:
    """Show what two fairer aims would choose, and what each gives up."""
    table = alternative_table(study, weights)
    if table.empty:
        show_absent(study, _("Les autres choix arrivent avec la suite du calcul."))
        return
    st.markdown(trade_off(table, weights))
    labels = alternative_labels(weights)
    st.dataframe(
        table[list(labels)],
        column_config={
            **columns(labels, {"population_reached", "weight_reached", "mean_km", "largest_km"}),
            "gap": st.column_config.NumberColumn(labels["gap"], format="percent"),
        },
        hide_index=True,
        placeholder="–",
        alt=_("Choix plus équitables"),
    )
    for sentence in cut_short(study, weights):
        st.warning(sentence)
    if (table["largest_km"] >= FAR_KM).any():
        st.caption(
            _(
                "{far} : un territoire d'outre-mer n'aurait toujours aucun pôle ; ses habitants "
                "comptent pour cette distance."
            ).format(far=kilometres(FAR_KM))
        )
