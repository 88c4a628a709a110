"""The gaps of the coverage screen: units without a pole, as the reader narrows them down."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.errors import TableError
from geo.memo import lately
from geo.reach.coverage import Coverage
from geo.reach.gaps import gap_areas, group_gaps, narrow_gaps
from geo.reach.question import Question
from geo.reach.words import PRIORITY_UNKNOWN, no_gap
from geo.tables.atlas import Atlas
from ui.parts.columns import show_columns
from ui.parts.widgets import ask
from ui.text.columns import Column, Columns, Kind, names
from ui.text.formats import number
from ui.text.i18n import _, current_language, ngettext
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.safe import markdown_text, plain_text
from ui.view import session
from ui.view.choices import GAP_UNITS, ViewState
from ui.view.rules import cached_gaps

TURN: Final = "manques-tour"
MEASURES: Final = (
    Column("left_out", N_("Non atteints (hab.)"), Kind.NUMBER),
    Column("priority_left_out", N_("dont prioritaires"), Kind.NUMBER),
    Column("unemployment_rate", N_("Chômage (%)"), Kind.NUMBER),
    Column("distance_km", N_("Distance (km)"), Kind.NUMBER),
)
HABITANTS: Final = Column("population", N_("Habitants"), Kind.NUMBER)
AREAS: Final = (
    Column("area", N_("Ensemble contigu")),
    Column("units", N_("Territoires")),
    Column("names", N_("Noms")),
    *MEASURES,
    HABITANTS,
)


def gap_columns(unit: str) -> Columns:
    """Return the columns of the gaps, for zones d'emploi or EPCI."""
    return (
        Column("name", GAP_UNITS[unit]),
        *MEASURES,
        Column("nearest_pole_name", N_("Pôle le plus proche")),
        Column("area", N_("Ensemble contigu")),
        Column("qpv_left_out", N_("dont en QPV"), Kind.NUMBER),
        Column("rural_left_out", N_("dont ruraux"), Kind.NUMBER),
        Column("desindustrialise_left_out", N_("dont désindustrialisés"), Kind.NUMBER),
        HABITANTS,
        Column("code", N_("Code")),
    )


def straddles(question: Question, view: ViewState) -> bool:
    """Tell whether a gap that the reader keeps lies partly outside the territory."""
    gaps, kept = cached_gaps(question, view.unit), gap_table(question, view)
    partly = gaps["population"] < gaps["population_whole"]
    return bool((partly & gaps["code"].isin(kept["code"])).any())


def gap_table(question: Question, view: ViewState) -> pd.DataFrame:
    """Return the gaps that the reader keeps, as on screen and in the exports.

    Parameters
    ----------
    question
        Which poles count for whom.
    view
        Its unit and its conditions.
    """
    return _gap_table(question, view.unit, view.conditions, current_language())


@lately(64)
def _gap_table(
    question: Question, unit: str, conditions: tuple[str, ...], _language: str
) -> pd.DataFrame:
    kept = narrow_gaps(cached_gaps(question, unit), conditions)
    table = kept.assign(area=_areas(question.atlas, kept, unit))
    people = [name for name in table.columns if name.endswith("left_out") and "share" not in name]
    table[people] = table[people].astype(float).round().astype("Int64")
    table["distance_km"] = table["distance_km"].round(1)
    for name in ("name", "nearest_pole_name"):
        table[name] = table[name].map(plain_text, na_action="ignore")
    table["name"] = [
        _("{name} (en partie)").format(name=name) if part < whole else name
        for name, part, whole in zip(
            table["name"], table["population"], table["population_whole"], strict=True
        )
    ]
    return table[names(gap_columns(unit))]


def area_table(question: Question, view: ViewState) -> pd.DataFrame:
    """Return the gaps that the reader keeps, those that touch each other as one row.

    Parameters
    ----------
    question, view
        As of `gap_table`, whose column ``area`` numbers the same areas.
    """
    return _area_table(question, view.unit, view.conditions)


@lately(64)
def _area_table(question: Question, unit: str, conditions: tuple[str, ...]) -> pd.DataFrame:
    try:
        kept = narrow_gaps(cached_gaps(question, unit), conditions)
        areas = group_gaps(question.atlas, kept, unit)
    except TableError:
        return pd.DataFrame(columns=names(AREAS))
    people = ["left_out", "priority_left_out", "population"]
    areas[people] = areas[people].astype(float).round().astype("Int64")
    tenths = ["unemployment_rate", "distance_km"]
    areas[tenths] = areas[tenths].round(1)
    areas["names"] = [plain_text(", ".join(listed.split(";"))) for listed in areas["names"]]
    return areas[names(AREAS)]


def show_areas(areas: pd.DataFrame) -> None:
    """Show the contiguous gaps, each as one area.

    Parameters
    ----------
    areas
        From `area_table`.
    """
    if areas.empty:
        return
    with st.expander(_("Lire les manques qui se touchent comme un seul ensemble")):
        show_columns(areas, AREAS, _("Manques contigus"), key="ensembles")


def show_gap_choices() -> None:
    """Show by which unit gaps are read, and which of them are kept."""
    with st.container(horizontal=True, key="choix-manques"):
        ask("unit")
        ask("conditions")


def show_gaps(
    table: pd.DataFrame, view: ViewState, covered: Coverage, *, in_part: bool = False
) -> None:
    """Show the gaps in a sentence and a table; a chosen row frames its unit on the map.

    Parameters
    ----------
    table
        From `gap_table`.
    view
        Its unit and its conditions.
    covered
        Coverage of the territory: without any gap, not everybody is reached for that.
    in_part
        What `straddles` told of the gaps that are kept.
    """
    if table.empty:
        st.info(gap_sentence(table, view, covered))
        return
    st.markdown(gap_sentence(table, view, covered))
    codes = list(table["code"])
    # A new key after each choice unticks the row, which may then be chosen again.
    turn = st.session_state.setdefault(TURN, 0)
    key = f"{TURN}-{turn}"

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            st.session_state[TURN] = turn + 1
            session.change(territory=f"{view.unit}:{codes[rows[0]]}")

    show_columns(
        table,
        gap_columns(view.unit),
        _("Territoires sans pôle connu"),
        on_select=choose,
        selection_mode="single-row",
        key=key,
    )
    st.caption(
        _(
            "Sans siège de pôle connu, d'abord ceux qui laissent de côté le plus d'habitants "
            "prioritaires. Cochez une ligne pour la voir sur la carte."
        )
    )
    if in_part:
        st.caption(
            _(
                "En partie : à cheval sur la limite, seule la part dans {place} est comptée ici. "
                "Cochée, elle s'ouvre en entier."
            ).format(place=markdown_text(covered.territory.name))
        )


def _areas(atlas: Atlas, gaps: pd.DataFrame, unit: str) -> "pd.Series[Any]":
    try:
        return gap_areas(atlas, gaps, unit)
    except TableError:  # outlines that cannot be read cost this column, not the table
        return pd.Series(pd.NA, index=gaps.index, dtype="Int64")


def gap_sentence(table: pd.DataFrame, view: ViewState, covered: Coverage) -> str:
    """Return how many gaps there are and whom they leave out, in Markdown.

    Parameters
    ----------
    table, view, covered
        As of `show_gaps`.
    """
    if table.empty:
        left = int(covered.population - covered.population_reached)
        return told(no_gap(view.unit, left, narrowed=bool(view.conditions)))
    return _summary(table, view.unit)


def _summary(table: pd.DataFrame, unit: str) -> str:
    sentences = {
        "zone-emploi": ngettext(
            "**{count} zone d'emploi** sans pôle connu, **{people}** habitants : **{left}** ne "
            "sont pas atteints, {first}.",
            "**{count} zones d'emploi** sans pôle connu, **{people}** habitants : **{left}** ne "
            "sont pas atteints, {first}.",
            len(table),
        ),
        "epci": ngettext(
            "**{count} intercommunalité** sans pôle connu, **{people}** habitants : **{left}** ne "
            "sont pas atteints, {first}.",
            "**{count} intercommunalités** sans pôle connu, **{people}** habitants : **{left}** ne "
            "sont pas atteints, {first}.",
            len(table),
        ),
    }
    known = table["priority_left_out"].dropna()
    first = _("dont **{people}** prioritaires").format(people=number(int(known.sum())))
    if known.empty:
        first = told(PRIORITY_UNKNOWN)
    return sentences[unit].format(
        count=number(len(table)),
        people=number(int(table["population"].sum())),
        left=number(int(table["left_out"].sum())),
        first=first,
    )
