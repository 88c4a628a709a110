"""What the screen *Données et méthode* shows."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.places.territories import FRANCE
from geo.problems import by_column, row_faults
from geo.tables.atlas import Atlas
from ui.parts import citations
from ui.parts.columns import show_columns
from ui.register import state
from ui.screens.donnees import documents, facts, files, tables, words
from ui.screens.donnees.host import Host
from ui.text.formats import number
from ui.text.i18n import DEFAULT_LANGUAGE, _, current_language, ngettext
from ui.text.messages import told
from ui.text.safe import markdown_text

LINES_PER_GROUP: Final = 10


def show_answer(records: pd.DataFrame | None) -> None:
    """Show the sentence on top."""
    st.markdown(f"### {words.sentence(records)}")


@st.fragment
def show_tables(atlas: Atlas) -> None:
    """Show every table and layer with what it comes from, and give away the one that is chosen."""
    held = facts.holdings(atlas)
    show_columns(
        tables.holding_table(atlas, held), tables.HOLDINGS, _("Tables et calques de l'atlas")
    )
    st.caption(
        _(
            "L'édition est datée par son producteur ; notre copie, du jour où son fichier a été "
            "enregistré ici. La table des sources, à emporter ci-dessous, en porte la somme de "
            "contrôle. Le registre, les vagues, les totaux et les sources sont tenus ici : "
            "seul un registre partagé est une copie, du jour où il a été vérifié."
        )
    )
    st.caption(citations.outline_note(atlas, FRANCE))
    chosen = st.selectbox(
        _("Une table ou un calque à emporter"),
        [one.id for one in held],
        format_func={one.id: words.holding_name(one) for one in held}.__getitem__,
        key="donnees-table",
    )
    holding = next(one for one in held if one.id == chosen)
    if holding.problem is not None:
        st.warning(markdown_text(told(holding.problem)))
    else:
        files.show_table_files(atlas, holding)
    show_sources(atlas, holding.sources, _("Ses sources"))
    if atlas.sources is not None:
        with st.expander(_("Toutes les sources ({count})").format(count=len(atlas.sources))):
            show_sources(atlas, tuple(atlas.sources["id"]), _("Toutes les sources"))


def show_sources(atlas: Atlas, ids: tuple[str, ...], title: str) -> None:
    """Show sources with their producers, vintages, licences and pages."""
    if atlas.sources is not None:
        show_columns(tables.source_table(atlas, ids), tables.SOURCES, title)


def show_completeness(atlas: Atlas, records: pd.DataFrame | None) -> None:
    """Show how much of each wave the register holds, and what is missing."""
    if kept := citations.register_line(atlas):
        st.caption(markdown_text(kept))
    if (failure := state().failure) is not None:
        st.warning(markdown_text(told(failure)))
    if records is None:
        st.info(_("Sans le registre, ses vagues et les communes, on ne sait pas ce qui manque."))
        return
    table = tables.completeness_table(records, facts.seatless(atlas))
    show_columns(table, tables.COMPLETENESS, _("Le registre, vague par vague"))
    st.caption(
        " ".join(
            [
                _(
                    "Un pôle qui manque au registre n'est pas un pôle qui n'existe pas. Un pôle de "
                    "deux vagues compte dans chacune."
                ),
                words.undated_note(facts.undated(atlas)),
            ]
        )
    )
    st.markdown(_("**À emporter** : le registre, vague par vague"))
    files.show_completeness_file(atlas, table)


def show_text(name: str, *, open_first: bool = False) -> None:
    """Show a text of ``docs/``, a section at a time.

    Parameters
    ----------
    name
        Its file.
    open_first
        Whether its first section stands open.
    """
    found = documents.sections(name)
    if not found:
        st.info(_("Le texte docs/{file} manque sur ce serveur.").format(file=markdown_text(name)))
        return
    if current_language() != DEFAULT_LANGUAGE:
        st.caption(_("Ce texte n'existe qu'en français."))
    for place, section in enumerate(found):
        with st.expander(markdown_text(section.title), expanded=open_first and not place):
            st.markdown(section.body)


def show_legal(told: Host, atlas_version: str, data_version: str) -> None:
    """Show who answers for this atlas, its versions, and what may be done with it."""
    for line in (
        words.publisher(told),
        words.contact(told),
        words.versions(atlas_version, data_version),
        words.credits_note(),
        words.privacy_note(),
    ):
        st.markdown(line)


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
    st.markdown(_("**À emporter** : toutes les lignes à corriger"))
    files.show_fault_file(atlas, faults)
