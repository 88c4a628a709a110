"""The poles that a figure leaves out, named."""

from typing import Final

import pandas as pd
import streamlit as st

from ui.parts.columns import show_columns
from ui.parts.pole_table import POLES
from ui.text.columns import Column, names, pick
from ui.text.i18n import _
from ui.text.labels import attachment_label, cohort_short
from ui.text.marking import N_
from ui.text.safe import plain_text

LEFT_OUT: Final = (
    Column("name", N_("Pôle")),
    *pick(POLES, "attachment", "territory", "departement", "cohorts"),
)


def left_out_table(left_out: pd.DataFrame) -> pd.DataFrame:
    """Return the poles that the figures leave out, in words; columns as `LEFT_OUT`.

    Parameters
    ----------
    left_out
        From `geo.reach.coverage.left_out_of`.
    """
    table = left_out[names(LEFT_OUT)].copy()
    table["attachment"] = table["attachment"].map(attachment_label)
    table["cohorts"] = [
        ", ".join(cohort_short(cohort) for cohort in cell.split(";")) for cell in table["cohorts"]
    ]
    for name in ("name", "territory"):
        table[name] = table[name].map(plain_text, na_action="ignore")
    return table


def show_left_out(left_out: pd.DataFrame) -> None:
    """Name the poles that the figures leave out, and why."""
    if left_out.empty:
        st.info(_("Tous les pôles de ce choix sont comptés."))
        return
    show_columns(left_out_table(left_out), LEFT_OUT, _("Pôles non comptés"))
