"""Fifteen years of waves: small multiples, one large picture with play, figures and totals."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Final

import pandas as pd
import streamlit as st

from geo.people.people import PriorityRule
from geo.places.territories import FRANCE, OVERSEAS, Territory
from geo.poles.select import PoleFilter
from geo.reach.coverage import concerned
from geo.reach.reach import ReachRule
from geo.reach.timeline import timeline, wave_order
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES, UNDATED_COHORT
from ui import data
from ui.maps.chronologie import picture_address, wave_picture, width_within
from ui.parts.figures import Figure, show_figures
from ui.parts.legend import Mark
from ui.screens.chronologie import replay
from ui.screens.chronologie.bounds import is_lower_bound, lower_bounds
from ui.text.formats import number, share, unbroken
from ui.text.i18n import _, ngettext
from ui.text.labels import (
    PRIORITY_NAMES,
    cohort_label,
    cohort_short,
    enumeration,
    territory_label,
    unknown_priority,
)
from ui.text.safe import markdown_text
from ui.view import session
from ui.view.rules import cached_reach, rule_name

SMALL_PX, LARGE_PX = 300, 760
# The button, the slider and the whole picture in one look.
TALLEST_PX: Final = 560
ACROSS: Final = 5
TURN_S: Final = 1.6


@lru_cache(maxsize=64)
def cached_timeline(
    territory: Territory, rule: ReachRule, priorities: PriorityRule
) -> pd.DataFrame:
    """Return the waves, their reach and their overlap."""
    return timeline(data.get_atlas(), territory, rule, priorities)


def sentence(territory: Territory, table: pd.DataFrame) -> str:
    """Return how coverage grew, in Markdown."""
    place = f"**{markdown_text(territory_label(territory))}**"
    reached = table[table["population_reached"] > 0]
    if reached.empty:
        return _("{place} : aucune vague connue n'y atteint personne.").format(place=place)
    first, last = first_wave(table), table.iloc[-1]
    return _(
        "{place} : {first} des habitants à portée d'un pôle connu après la vague de {year}, "
        "{last} aujourd'hui."
    ).format(
        place=place,
        first=f"**{share(first['share_reached'])}**",
        year=cohort_short(first["cohort"]),
        last=f"**{share(last['share_reached'])}**",
    )


def first_wave(table: pd.DataFrame) -> pd.Series:
    """Return the first wave that reaches somebody here, the oldest where none does."""
    reached = table[table["population_reached"] > 0]
    return (table if reached.empty else reached).iloc[0]


def wave_sentence(row: pd.Series) -> str:
    """Return what one wave brought, in Markdown."""
    name = f"**{markdown_text(cohort_label(row['cohort']), 160)}**"
    if not row["reach_alone"]:
        text = _("{name} : aucun siège connu n'atteint ce territoire.")
    elif not is_lower_bound(row):
        text = _(
            "{name} : {new} habitants atteints pour la première fois ; {overlap} l'étaient déjà."
        )
    elif not row["new_reach"]:
        text = _(
            "{name} : le nombre d'habitants atteints pour la première fois n'est pas connu ; "
            "{overlap} au moins l'étaient déjà."
        )
    elif row["overlap"]:
        text = _(
            "{name} : {new} habitants au moins atteints pour la première fois ; "
            "{overlap} au moins l'étaient déjà."
        )
    else:
        text = _("{name} : {new} habitants au moins atteints pour la première fois.")
    sentences = [
        text.format(name=name, new=number(row["new_reach"]), overlap=number(row["overlap"]))
    ]
    if not pd.isna(row["official"]):
        sentences.append(
            ngettext(
                "Le registre connaît {found} lauréat sur {official}, en France.",
                "Le registre connaît {found} lauréats sur {official}, en France.",
                int(row["found"]),
            ).format(found=number(row["found"]), official=number(row["official"]))
        )
    if row["unseated_here"]:
        sentences.append(
            ngettext(
                "{count} pôle de cette vague, peut-être ici, n'a pas de siège connu.",
                "{count} pôles de cette vague, peut-être ici, n'ont pas de siège connu.",
                int(row["unseated_here"]),
            ).format(count=number(row["unseated_here"]))
        )
    if row["unplaced"]:
        sentences.append(
            ngettext(
                "De {count} pôle, on sait seulement qu'il est en France.",
                "De {count} pôles, on sait seulement qu'ils sont en France.",
                int(row["unplaced"]),
            ).format(count=number(row["unplaced"]))
        )
    return " ".join(sentences)


def figures(table: pd.DataFrame) -> list[Figure]:
    """Return the share reached today, in all and by priority, beside that of `first_wave`."""
    last = table.iloc[-1]
    names = {"share_reached": _("Tous les habitants")}
    names |= {f"{name}_share": _(PRIORITY_NAMES[name]) for name in PRIORITIES}
    return [
        Figure(
            label,
            share(last[column]),
            _compared(table, column),
            _("Habitants à portée d'un pôle connu, toutes vagues et hors vague comprises."),
        )
        for column, label in names.items()
    ]


def _compared(table: pd.DataFrame, column: str) -> str:
    """Return what a share of today is compared with, or why it cannot be."""
    first, last = first_wave(table), table.iloc[-1]
    if pd.isna(last[column]):
        unknown = int(last.get(column.replace("_share", "_unknown"), 0))
        return unknown_priority(unknown) or _("personne dans ce cas ici")
    if not last["population_reached"]:
        return _("aucun pôle connu à portée")
    return _("{share} après la vague de {year}").format(
        share=share(first[column]), year=cohort_short(first["cohort"])
    )


def show_multiples(territory: Territory, table: pd.DataFrame, rule: ReachRule) -> None:
    """Show one small picture a wave; a sentence instead where all would be blank."""
    if never_reached(table):
        st.info(
            _(
                "Aucune vague connue n'atteint ce territoire : les {count} images seraient vides. "
                "Un pôle absent du registre ou sans siège connu a pu l'atteindre."
            ).format(count=number(len(table)))
        )
        return

    def picture_of(cohort: str) -> bytes:
        return wave_picture(territory.id, cohort, rule, SMALL_PX)

    def shown(cohort: str) -> str:
        return picture_address(picture_of(cohort))

    with st.container(key="vagues"):
        for start in range(0, len(table), ACROSS):
            part = table.iloc[start : start + ACROSS]
            for column, (_place, row) in zip(st.columns(ACROSS), part.iterrows(), strict=False):
                column.image(shown(row["cohort"]), caption=wave_caption(row), width="stretch")
    notes = []
    if territory.kind == FRANCE.kind:
        names = ", ".join(_(one.name) for one in OVERSEAS)
        notes.append(
            _("Sous l'Hexagone et la Corse, de gauche à droite : {names}.").format(names=names)
        )
    notes.append(same_pictures(table, [picture_of(cohort) for cohort in table["cohort"]]))
    if lower_bounds(table).any():
        notes.append(
            _(
                "« Au moins », « gain non connu » : des lauréats de la vague manquent au registre "
                "(compté en France entière), ou leur siège, peut-être ici, n'est pas connu."
            )
        )
    if any(notes):
        st.caption(" ".join(note for note in notes if note))


def same_pictures(table: pd.DataFrame, pictures: Sequence[bytes]) -> str:
    """Say which waves in a row have one and the same picture, those before any reach left out.

    Parameters
    ----------
    table
        From `cached_timeline`.
    pictures
        One for each row.
    """
    waves = zip(table["cohort"], pictures, table["population_reached"], strict=True)
    runs = [
        [cohort_short(cohort) for cohort, *_rest in run]
        for (_picture, reached), run in groupby(waves, key=lambda wave: (wave[1], wave[2] > 0))
        if reached
    ]
    told = " ; ".join(enumeration(run) for run in runs if len(run) > 1)
    if not told:
        return ""
    return _(
        "Images identiques : {waves}. D'après le registre, ces vagues n'ont rien ajouté ici."
    ).format(waves=told)


def never_reached(table: pd.DataFrame) -> bool:
    """Say whether no wave reaches anybody here, so that every picture would be blank."""
    return not table["reach_alone"].any()


def wave_caption(row: pd.Series) -> str:
    """Return the share after a wave, what it brought, how much the register knows, in Markdown."""
    if not is_lower_bound(row):
        gain = _("+ {new} hab.")
    elif row["new_reach"]:
        gain = _("+ {new} hab. au moins")
    else:
        gain = _("gain non connu")
    lines = [
        f"**{markdown_text(cohort_short(row['cohort']))}**",
        _("{share} à portée").format(share=share(row["share_reached"])),
        unbroken(gain.format(new=number(row["new_reach"]))),
    ]
    if not pd.isna(row["official"]):
        lines.append(
            _("registre : {found} sur {official}").format(
                found=number(row["found"]), official=number(row["official"])
            )
        )
    return "  \n".join(lines)


def marks() -> list[Mark]:
    """Return the marks of the pictures."""
    return [
        Mark("area newly", _("atteinte pour la première fois par cette vague")),
        Mark("area reached-small", _("atteinte avant elle")),
        Mark("area not-reached", _("pas encore atteinte")),
        Mark("dot site", _("siège de cette vague")),
        Mark("dot earlier", _("siège d'une vague d'avant")),
    ]


def show_player(territory: Territory, table: pd.DataFrame, rule: ReachRule) -> None:
    """Show one wave large, with a slider over the waves and a button that plays them."""
    order = list(wave_order(data.get_atlas()))
    words = {cohort: cohort_short(cohort) for cohort in order}
    playing = replay.playing()

    @st.fragment(run_every=TURN_S if playing else None)
    def player() -> None:
        key = session.widget_key("wave")
        if not playing:
            replay.stay_held()
        elif not replay.take_turn(order):
            session.run_again()
        with st.container(horizontal=True, vertical_alignment="bottom", key="lecteur"):
            # Only the whole page can start or stop the turning of its fragment.
            if st.button(
                _("Pause") if playing else _("Lire"),
                icon=":material/pause:" if playing else ":material/play_arrow:",
                key="lire",
                on_click=replay.toggle,
                args=(order,),
            ):
                session.run_again()
            chosen = st.select_slider(
                _("Vague"),
                order,
                format_func=words.__getitem__,
                key=key,
                persist_state="session",
            )
        replay.note_shown(chosen)
        if playing:
            st.caption(_("Pour copier le lien de la vague affichée, mettez d'abord en pause."))
        if not playing and session.current().wave != chosen:
            # Only a fragment runs when the slider moves: the link must follow all the same.
            session.end(replace(session.current(), wave=chosen))
        row = table[table["cohort"] == chosen].iloc[0]
        st.markdown(wave_sentence(row))
        if never_reached(table):
            return
        small = wave_picture(territory.id, chosen, rule, SMALL_PX)
        picture = wave_picture(
            territory.id, chosen, rule, width_within(small, LARGE_PX, TALLEST_PX)
        )
        after = (
            _("Avec les pôles recensés hors vague : {share} des habitants à portée")
            if chosen == UNDATED_COHORT
            else _("Après {wave} : {share} des habitants à portée")
        )
        st.image(
            picture_address(picture),
            caption=after.format(wave=words[chosen], share=share(row["share_reached"])),
        )

    player()


def seats_outside_waves(atlas: Atlas, territory: Territory, rule: ReachRule) -> int:
    """Count the poles recorded outside any dated wave that have a seat and matter to a territory.

    Returns
    -------
    int
        Those of `geo.reach.coverage.concerned`: inside the territory, or reaching into it.
    """
    reached = cached_reach(rule, PoleFilter(cohorts=(UNDATED_COHORT,)))
    seated = reached.poles["commune"].notna() & (reached.poles["cohorts"] == UNDATED_COHORT)
    return len(concerned(atlas, reached, territory, reached.poles[seated]))


def show_answer(
    atlas: Atlas,
    territory: Territory,
    table: pd.DataFrame,
    rule: ReachRule,
    left_out: pd.DataFrame,
) -> None:
    """Show the sentence and the figures, and what they count or leave out.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Whose inhabitants count.
    table
        From `cached_timeline`.
    rule
        How far a pole reaches.
    left_out
        Poles of the territory that do not count, from `geo.reach.coverage.left_out_of`.
    """
    st.markdown(f"### {sentence(territory, table)}")
    show_figures(figures(table))
    notes = [_("À portée : {rule}.").format(rule=rule_name(rule.kind, rule.km))]
    undated = seats_outside_waves(atlas, territory, rule)
    if undated:
        notes.append(
            ngettext(
                "« Aujourd'hui » compte aussi {count} pôle, siège connu, recensé hors de toute "
                "vague datée.",
                "« Aujourd'hui » compte aussi {count} pôles, siège connu, recensés hors de toute "
                "vague datée.",
                undated,
            ).format(count=number(undated))
        )
    if len(left_out):
        notes.append(
            ngettext(
                "{count} pôle connu n'a pas de siège connu : il n'atteint personne ici "
                "(voir l'onglet « Pôles sans siège »).",
                "{count} pôles connus n'ont pas de siège connu : ils n'atteignent personne ici "
                "(voir l'onglet « Pôles sans siège »).",
                len(left_out),
            ).format(count=number(len(left_out)))
        )
    st.caption(" ".join(notes))
