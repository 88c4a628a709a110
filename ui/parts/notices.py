"""What the reader has to be told: damaged data, links that hold something unknown."""

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

from geo.problems import Message, faulty_rows, row_faults
from geo.tables.atlas import Atlas
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.labels import found_label
from ui.text.messages import told
from ui.text.safe import markdown_text, web_address
from ui.view import session
from ui.view.link import InvalidValue
from ui.view.share import absolute_link, is_embedded

# Where all that the atlas rests on is told.
DATA_SCREEN: Final = "donnees"


def show_problems(atlas: Atlas) -> None:
    """Say which tables are damaged, and that rows of the register are to be mended, if any."""
    show_damaged(atlas)
    rows = faulty_rows(row_faults(atlas.problems))
    if rows:
        show_way_to_data(
            ngettext(
                "Le registre a {count} ligne à corriger : le détail est dans Données et méthode.",
                "Le registre a {count} lignes à corriger : le détail est dans Données et méthode.",
                rows,
            ).format(count=number(rows)),
            icon=":material/warning:",
        )


def show_way_to_data(label: str, icon: str | None = None) -> None:
    """Show the link to what the atlas rests on, which keeps the reader's choices.

    Inside a page of another site it opens the whole atlas: a frame has no way back.
    """
    if is_embedded():
        address = absolute_link(session.shared(), DATA_SCREEN)
        st.link_button(label, web_address(address), type="tertiary", icon=icon)
    else:
        st.page_link(f"pages/{DATA_SCREEN}.py", label=label, icon=icon)


def show_damaged(atlas: Atlas) -> None:
    """Say which tables are damaged; what rests on them is off, the rest works."""
    damaged = [problem for problem in atlas.problems if not problem.is_of_a_row]
    if not damaged:
        return
    with st.expander(
        _("Données incomplètes : voir ce qui manque"), icon=":material/warning:", expanded=True
    ):
        for problem in damaged:
            st.markdown(f"- {markdown_text(told(problem.message))}")


def show_lost_frames(lost: Mapping[str, Message]) -> None:
    """Say which pictures of communes cannot be read: nothing is coloured there."""
    for why in lost.values():
        st.warning(markdown_text(told(why)))


def show_invalid(invalid: Iterable[InvalidValue]) -> None:
    """Say which values of the link mean nothing here, or name a territory by what it was."""
    for one in invalid:
        if one.becomes is not None:
            st.info(
                _("Le lien dit « {param} = {value} » : {place}.").format(
                    param=one.param,
                    value=markdown_text(one.value, limit=80),
                    place=markdown_text(found_label(one.becomes)),
                )
            )
            continue
        st.warning(
            _("Le lien contient « {param} = {value} », qui n'existe pas : valeur ignorée.").format(
                param=one.param, value=markdown_text(one.value, limit=80)
            )
        )


def show_absent_pole(pole_id: str) -> None:
    """Say that the sheet the link asked for is of a pole outside the choice."""
    if pole_id:
        st.info(
            _("Le pôle « {pole} » n'est pas dans ce choix : sa fiche est fermée.").format(
                pole=markdown_text(pole_id)
            )
        )
