"""The form that corrects a pole."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import streamlit as st

from geo.poles.select import known_cohorts
from geo.tables.atlas import Atlas
from geo.tables.register import COLUMNS
from geo.vocabulary import (
    CONFIDENCES,
    DECLARED,
    LISTING,
    LOCATION_PRECISIONS,
    SECTORS,
    STATUSES,
    TERRITORY_CLAIMS,
)
from ui.parts.pole_table import POLES
from ui.screens.donnees import correction, files, words
from ui.screens.donnees.host import Host
from ui.text.columns import told as title_told
from ui.text.i18n import _
from ui.text.labels import cohort_short, confidence_label, sector_label, status_label
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.safe import markdown_text, plain_text

CELL_LIMIT: Final = 2000
CLAIMS: Final = {
    "": N_("aucun"),
    DECLARED: N_("déclaré par le pôle"),
    LISTING: N_("celui de la liste qui le cite"),
}
PRECISIONS: Final = {
    "commune": N_("la commune"),
    "territory": N_("le territoire"),
    "departement": N_("le département"),
}
# Columns of the register that the table of poles does not have.
TITLES: Final = {
    "territory_claim": N_("D'où vient ce territoire"),
    "location_precision": N_("Ce que l'on sait du lieu"),
}


def _two_by_two(names: Iterable[str]) -> list[list[str]]:
    """Return names two by two, in order."""
    listed = list(names)
    return [listed[place : place + 2] for place in range(0, len(listed), 2)]


def _claim(code: str) -> str:
    return _(CLAIMS[code])


def _precision(code: str) -> str:
    return _(PRECISIONS[code])


# One of a list, and its words.
ONE: Final[dict[str, tuple[Sequence[str], Callable[[str], str]]]] = {
    "status": (STATUSES, status_label),
    "territory_claim": (("", *TERRITORY_CLAIMS), _claim),
    "confidence": (CONFIDENCES, confidence_label),
    "location_precision": (LOCATION_PRECISIONS, _precision),
}


@st.fragment
def show_correction(atlas: Atlas, host: Host) -> None:
    """Show the form, then the line that it makes and what the register would say of it."""
    if atlas.poles is None:
        st.info(_("Le registre ne se lit pas : il n'y a rien à corriger ici."))
        return
    st.markdown(
        _(
            "Choisissez un pôle, corrigez ce qui ne va pas, puis envoyez la ligne obtenue. "
            "Rien n'est enregistré ici."
        )
    )
    names = dict(zip(atlas.poles["id"], atlas.poles["name"].map(plain_text), strict=True))
    pole = st.selectbox(
        _("Pôle à corriger"),
        [correction.NEW_POLE, *names],
        format_func=lambda one: names.get(one) or _("Un nouveau pôle"),
        key="correction-pole",
    )
    cells = correction.cells_of(atlas, pole)
    if faults := correction.faults_of(atlas, pole):
        st.warning(_("Le registre dit aujourd'hui de cette ligne :"))
        st.markdown("\n".join(f"- {markdown_text(told(fault.message))}" for fault in faults))
    titles = {column.name: title_told(column.title) for column in POLES}
    titles |= {name: _(title) for name, title in TITLES.items()}
    with st.form("correction", border=True):
        # Two by two: on a phone they follow one another in the order of the register.
        for pair in _two_by_two(COLUMNS):
            for name, column in zip(pair, st.columns(2), strict=False):
                label, key = f"{titles[name]} ({name})", f"correction-{name}-{pole}"
                with column:
                    cells[name] = _field(atlas, name, label, cells[name], key)
        asked = st.form_submit_button(_("Préparer la ligne"), type="primary")
    if asked:
        _show_line(correction.corrected(atlas, pole, cells), host)


def _field(atlas: Atlas, name: str, label: str, value: str, key: str) -> str:
    """Show the field of one cell and return what it holds, as the register writes it."""
    if name in {"cohorts", "sectors"}:
        codes = known_cohorts(atlas) if name == "cohorts" else SECTORS
        written = [code for code in dict.fromkeys(map(str.strip, value.split(";"))) if code]
        item_words = cohort_short if name == "cohorts" else sector_label
        chosen = st.multiselect(
            label,
            # What the register does not know stays as it is written until the reader takes it off.
            list(dict.fromkeys([*codes, *written])),
            written,
            format_func=lambda code: item_words(code) if code in codes else plain_text(code),
            key=key,
            placeholder=_("Aucune"),
            select_all=False,
            filter_mode="contains",
        )
        return ";".join(chosen)
    if name in ONE:
        listed, words_of = ONE[name]
        options = listed if value in listed else (value, *listed)

        def worded(code: str) -> str:
            if code in listed:
                return words_of(code)
            return plain_text(code) or _("à choisir")

        place = options.index(value)
        return str(st.selectbox(label, options, place, format_func=worded, key=key))
    return st.text_input(label, value, max_chars=CELL_LIMIT, key=key)


def _show_line(line: correction.Correction, host: Host) -> None:
    """Show the line, what is wrong in it, and where it goes."""
    if line.complaints:
        st.warning(_("Le registre dirait de cette ligne :"))
        said = [
            f"- `{column}` : {markdown_text(told(complaint))}"
            for column, complaint in line.complaints
        ]
        st.markdown("\n".join(said))
    else:
        st.success(_("Le registre prendrait cette ligne telle quelle."))
    st.code(line.text, language=None, wrap_lines=True)
    subject = _("Registre des PTCE : {pole}").format(pole=line.id)
    st.markdown(words.where_to_send(host, subject, line.text))
    files.show_correction_file(line.file)
