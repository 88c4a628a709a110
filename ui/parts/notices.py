"""What the reader has to be told: damaged data, links that hold something unknown."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

import streamlit as st

from geo.problems import faulty_rows, row_faults
from geo.tables.atlas import Atlas
from ui import data
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.labels import found_label
from ui.text.messages import told
from ui.text.safe import markdown_text, web_address
from ui.view import session
from ui.view.link import MOST_VALUES, InvalidValue
from ui.view.share import absolute_link, is_embedded

# Where all that the atlas rests on is told.
DATA_SCREEN: Final = "donnees"
# Sentences about one link, and values named in one of them.
MOST_TOLD: Final = 5


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
    problems = (*atlas.problems, *data.drawing_problems())
    damaged = [problem for problem in problems if not problem.is_of_a_row]
    if not damaged:
        return
    with st.expander(
        _("Données incomplètes : voir ce qui manque"), icon=":material/warning:", expanded=True
    ):
        for problem in damaged:
            st.markdown(f"- {markdown_text(told(problem.message))}")


def show_invalid(invalid: Iterable[InvalidValue]) -> None:
    """Say which values of the link mean nothing here, or name a territory by what it was."""
    for is_lost, words in invalid_sentences(invalid):
        show = st.warning if is_lost else st.info
        show(words)


def invalid_sentences(invalid: Iterable[InvalidValue]) -> list[tuple[bool, str]]:
    """Return what has become of values of the link, in Markdown, and whether they are lost.

    Those of one parameter in one sentence; `MOST_TOLD` sentences at most, the last of them how many
    values more.
    """
    told = tuple(invalid)
    known = [one for one in told if one.becomes is not None]
    unknown = groupby([one for one in told if one.becomes is None], _parameter)
    sentences = [(1, False, found_words(one)) for one in known] + [
        (len(values), True, invalid_words(values))
        for values in (list(group) for _of, group in unknown)
    ]
    # The last one stands for all that are not said.
    said = len(sentences) if len(sentences) <= MOST_TOLD else MOST_TOLD - 1
    kept = [(is_lost, words) for _count, is_lost, words in sentences[:said]]
    if more := sum(count for count, _lost, _words in sentences[said:]):
        rest = ngettext(
            "{count} autre valeur du lien n'est pas celle d'aujourd'hui.",
            "{count} autres valeurs du lien ne sont pas celles d'aujourd'hui.",
            more,
        ).format(count=number(more))
        kept.append((True, rest))
    return kept


def _parameter(one: InvalidValue) -> tuple[str, bool]:
    return one.param, one.ends


def found_words(one: InvalidValue) -> str:
    """Say which territory a value of the link has become."""
    if one.becomes is None:
        raise ValueError(one.value)
    return _("Le lien dit « {param} = {value} » : {place}.").format(
        param=one.param,
        value=markdown_text(one.value, limit=80),
        place=markdown_text(found_label(one.becomes)),
    )


def invalid_words(values: Sequence[InvalidValue]) -> str:
    """Say which values of one parameter mean nothing, the first ones by name."""
    param = values[0].param
    if values[0].ends:
        return _(
            "Le lien donne plus de {count} valeurs à « {param} » : les suivantes sont ignorées."
        ).format(count=number(MOST_VALUES), param=param)
    named = ", ".join(markdown_text(one.value, limit=80) for one in values[:MOST_TOLD])
    if len(values) == 1:
        return _(
            "Le lien contient « {param} = {value} », qui n'existe pas : valeur ignorée."
        ).format(param=param, value=named)
    more = len(values) - MOST_TOLD
    if more <= 0:
        return _(
            "Le lien contient « {param} = {values} », qui n'existent pas : valeurs ignorées."
        ).format(param=param, values=named)
    return ngettext(
        "Le lien contient « {param} = {values} » et {count} autre valeur, qui n'existent pas : "
        "valeurs ignorées.",
        "Le lien contient « {param} = {values} » et {count} autres valeurs, qui n'existent pas : "
        "valeurs ignorées.",
        more,
    ).format(param=param, values=named, count=number(more))


def show_absent_pole(pole_id: str) -> None:
    """Say that the sheet the link asked for is of a pole outside the choice."""
    if pole_id:
        st.info(
            _("Le pôle « {pole} » n'est pas dans ce choix : sa fiche est fermée.").format(
                pole=markdown_text(pole_id)
            )
        )
