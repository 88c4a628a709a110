"""The fairer choices below the map of new sites: their aims, what each reaches and gives up."""

import math
from typing import Final

import pandas as pd
import streamlit as st

from geo.siting.cover import EVERYBODY, Weights
from geo.siting.ground import FAR_KM
from ui.charts import charts
from ui.charts.switch import draw
from ui.parts.columns import show_columns
from ui.screens.implanter.study import Study
from ui.screens.implanter.tables import alternative_columns, alternative_table, curve_columns
from ui.screens.implanter.wait import show_absent
from ui.screens.implanter.words import aim_name, by_weights, counted_people
from ui.text.columns import titles
from ui.text.formats import kilometres, percent
from ui.text.i18n import _
from ui.text.marking import N_
from ui.text.safe import markdown_text

# Of the charts, whose table says them in full.
SHORT_NAMES: Final = {
    "today": N_("Aujourd'hui"),
    "reach": N_("La réponse"),
    "mean": N_("Rapprocher en moyenne"),
    "farthest": N_("Personne trop loin"),
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
    if rows["largest_km"].isna().all():
        return _("Personne ne compte ici : il n'y a rien à départager.")
    if not rows.loc["reach", "largest_km"]:
        return _(
            "Rien à départager : chaque commune où quelqu'un compte a un pôle, connu ou proposé."
        )
    if rows.loc["reach", "largest_km"] <= rows.loc["farthest", "largest_km"]:
        text = (
            _("Rien à départager : le plus éloigné reste à {far}, et aucun choix ne fait mieux.")
            if rows.loc["farthest", "optimal"]
            else _("Le plus éloigné reste à {far} ; aucun choix trouvé ne fait mieux.")
        )
        return text.format(far=kilometres(rows.loc["reach", "largest_km"], 1))
    counted = rows["population_reached" if weights == EVERYBODY else "weight_reached"]
    lost = max(0, counted["reach"] - counted["farthest"])
    # Whole kilometres where they tell the two apart.
    decimals = int(rows.loc["reach", "largest_km"] - rows.loc["farthest", "largest_km"] < 1)
    far, near = (kilometres(rows.loc[aim, "largest_km"], decimals) for aim in ("reach", "farthest"))
    if not round(lost):
        return _(
            "Un autre choix, qui n'atteint personne de moins, ramène le plus éloigné de {far} à "
            "{near} (p-centre)."
        ).format(far=far, near=near)
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
    return text.format(far=far, near=near, lost=counted_people(lost, weights))


def trade_off_charts(table: pd.DataFrame, weights: Weights, total: float) -> list[charts.Chart]:
    """Draw what each aim reaches beside how far it leaves the farthest: many, and the farthest.

    Parameters
    ----------
    table
        From `alternative_table`, with the same weights.
    weights
        What one inhabitant counts for.
    total
        Inhabitants of the territory, or what they count for.
    """
    counted = table["population_reached" if weights == EVERYBODY else "weight_reached"]
    names = table["model"].map({model: _(name) for model, name in SHORT_NAMES.items()})
    rows = pd.DataFrame({"name": names, "chosen": table["model"] == "reach"})
    reached = titles(curve_columns(weights))["share"]
    farthest = titles(alternative_columns(weights))["largest_km"]
    return [
        charts.bars(
            rows.assign(value=counted / total if total else float("nan")),
            reached,
            charts.SHARE,
            (0, 1),
        ),
        charts.bars(rows.assign(value=table["largest_km"]), farthest, charts.KILOMETRES),
    ]


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
    if not (table["largest_km"] > 0).any():
        return
    total = study.events["answer"]["details"]["population" if weights == EVERYBODY else "weight"]
    for column, chart in zip(st.columns(2), trade_off_charts(table, weights, total), strict=True):
        with column:
            draw(chart)
    columns = alternative_columns(weights, proven=bool(table["optimal"].all()))
    show_columns(table, columns, _("Choix plus équitables"))
    for row in table[table["model"] != "today"].itertuples():
        if row.towns:
            st.markdown(f"{markdown_text(row.aim)}  \n**{markdown_text(row.towns, 600)}**")
    for sentence in cut_short(study, weights):
        st.warning(sentence)
    if (table["largest_km"] >= FAR_KM).any():
        st.caption(
            _(
                "{far} : un territoire d'outre-mer n'aurait toujours aucun pôle ; ses habitants "
                "comptent pour cette distance."
            ).format(far=kilometres(FAR_KM))
        )
