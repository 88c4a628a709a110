"""The poles that a figure leaves out, named."""

import pandas as pd
import streamlit as st

from ui.text.i18n import _
from ui.text.labels import attachment_label, cohort_short
from ui.text.safe import plain_text


def left_out_table(left_out: pd.DataFrame) -> pd.DataFrame:
    """Return the poles that the figures leave out, in words; columns as `left_out_labels`.

    Parameters
    ----------
    left_out
        From `geo.reach.coverage.left_out_of`.
    """
    table = left_out[list(left_out_labels())].copy()
    table["attachment"] = table["attachment"].map(attachment_label)
    table["cohorts"] = [
        ", ".join(cohort_short(cohort) for cohort in cell.split(";")) for cell in table["cohorts"]
    ]
    for name in ("name", "territory"):
        table[name] = table[name].map(plain_text, na_action="ignore")
    return table


def left_out_labels() -> dict[str, str]:
    """Return the titles of the columns of the poles left out."""
    return {
        "name": _("Pôle"),
        "attachment": _("Rattachement"),
        "territory": _("Territoire déclaré"),
        "departement": _("Dép."),
        "cohorts": _("Vagues"),
    }


def show_left_out(left_out: pd.DataFrame) -> None:
    """Name the poles that the figures leave out, and why."""
    if left_out.empty:
        st.info(_("Tous les pôles de ce choix sont comptés."))
        return
    st.dataframe(
        left_out_table(left_out),
        column_config={
            name: st.column_config.Column(label) for name, label in left_out_labels().items()
        },
        hide_index=True,
        placeholder="–",
        alt=_("Pôles non comptés"),
    )
