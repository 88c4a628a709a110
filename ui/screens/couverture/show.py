"""The answer of the coverage screen: its sentence, its figures, its tables."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo.people.people import PriorityRule
from geo.reach.coverage import Coverage, closed_in, concerned
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from ui import data
from ui.parts.figures import show_figures
from ui.screens.couverture.words import (
    detour_note,
    figures,
    priority_note,
    priority_rule_note,
    sentence,
)
from ui.text.formats import kilometres, number, unbroken
from ui.text.i18n import _, ngettext
from ui.text.labels import PRIORITY_NAMES, enumeration
from ui.text.safe import markdown_text


def show_answer(
    covered: Coverage,
    rest: Mapping[str, float | None],
    priorities: PriorityRule,
    left_out: pd.DataFrame,
    reached: Reach,
) -> None:
    """Show the sentence, the figures, and which poles they count or leave out against custom.

    Parameters
    ----------
    covered
        Coverage of the territory.
    rest
        From `geo.reach.contrast.shares_of_the_rest`.
    priorities
        Who comes first.
    left_out
        Poles of the territory that do not count, from `geo.reach.coverage.left_out_of`.
    reached
        Whom the poles reach, in all France.
    """
    atlas, territory = data.get_atlas(), covered.territory
    fallback = concerned(atlas, reached, territory, reached.fallback)
    rule = reached.rule
    st.markdown(f"### {unbroken(sentence(covered, rule))}")
    show_figures(figures(covered, rest, rule, priorities))
    choices = [priority_note(name, priorities) for name in PRIORITY_NAMES]
    together = priority_rule_note(covered)
    notes = [note for note in (detour_note(rule), together, *choices) if note]
    if len(left_out):
        notes.append(
            ngettext(
                "{count} pôle sans siège connu n'est pas compté (voir l'onglet).",
                "{count} pôles sans siège connu ne sont pas comptés (voir l'onglet).",
                len(left_out),
            ).format(count=number(len(left_out)))
        )
    if len(fallback):
        notes.append(
            ngettext(
                "{count} pôle ne déclare pas de territoire : sa zone d'emploi en tient lieu.",
                "{count} pôles ne déclarent pas de territoire : leur zone d'emploi en tient lieu.",
                len(fallback),
            ).format(count=number(len(fallback)))
        )
    closed = closed_in(atlas, reached, territory)["name"]
    if len(closed):
        notes.append(
            ngettext(
                "{count} pôle disparu est compté, {names} : le filtre Statuts l'écarte.",
                "{count} pôles disparus sont comptés, {names} : le filtre Statuts les écarte.",
                len(closed),
            ).format(count=number(len(closed)), names=markdown_text(enumeration(list(closed)), 400))
        )
    if notes:
        st.caption(" ".join(notes))


def show_commune(atlas: Atlas, reached: Reach, row: int | None, *, clicked: bool) -> None:
    """Say of the commune that was clicked who reaches it, or that there is none, as at sea."""
    if row is None:
        if clicked:
            st.info(_("Il n'y a pas de commune française à cet endroit."))
        return
    commune = atlas.require_communes().iloc[row]
    found = reached.table.iloc[row]
    name = f"**{markdown_text(commune['name'])}** ({commune['departement']})"
    nearest = reached.poles.set_index("id")["name"].get(found["nearest_pole"])
    state = (
        ngettext(
            "atteinte par {count} pôle", "atteinte par {count} pôles", int(found["poles"])
        ).format(count=number(found["poles"]))
        if found["reached"]
        else _("non atteinte")
    )
    if nearest is None:
        st.info(_("{name} : {state}.").format(name=name, state=state))
        return
    st.info(
        _("{name} : {state} ; siège le plus proche : {pole}, à {distance}.").format(
            name=name,
            state=state,
            pole=markdown_text(nearest),
            distance=kilometres(found["distance_km"]),
        )
    )
