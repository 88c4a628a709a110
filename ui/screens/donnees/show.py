"""What the screen *Données et méthode* shows."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.problems import by_column, row_faults
from geo.tables.atlas import Atlas
from ui.parts.columns import show_columns
from ui.screens.donnees import files, tables, words
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.messages import told
from ui.text.safe import markdown_text

LINES_PER_GROUP: Final = 10


def show_answer(records: pd.DataFrame | None) -> None:
    """Show the sentence on top."""
    st.markdown(f"### {words.sentence(records)}")


def show_faults(atlas: Atlas) -> None:
    """Show what whoever keeps the register has to mend, by column."""
    faults = row_faults(atlas.problems)
    if not faults:
        return
    st.markdown(_("#### Lignes du registre à corriger"))
    for (file, column), group in by_column(faults).items():
        st.markdown(f"**{markdown_text(words.fault_title(file, column, group))}**")
        lines = [f"- {markdown_text(told(fault.message))}" for fault in group[:LINES_PER_GROUP]]
        st.markdown("\n".join(lines))
        rest = group[LINES_PER_GROUP:]
        if rest:
            more = ngettext("{count} autre", "{count} autres", len(rest))
            with st.expander(more.format(count=number(len(rest)))):
                title = words.fault_title(file, column, rest)
                show_columns(tables.fault_table(rest), tables.FAULTS, title)
    files.show_fault_file(atlas, faults)
