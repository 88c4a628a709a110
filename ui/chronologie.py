"""Fifteen years of waves: small multiples, one large picture with play, figures and totals."""

from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from geo.coverage import concerned
from geo.people import PriorityRule
from geo.poles import PoleFilter
from geo.reach import ReachRule
from geo.tables import Atlas
from geo.territories import FRANCE, OVERSEAS, Territory
from geo.timeline import timeline, wave_order
from geo.vocabulary import PRIORITIES, UNDATED_COHORT
from ui import data, session
from ui.couverture import PRIORITY_NAMES
from ui.formats import number, percent
from ui.headline import Figure, show_figures
from ui.i18n import _, ngettext
from ui.labels import cohort_label, cohort_short, territory_label
from ui.legend import Mark
from ui.maps.vignettes import wave_picture
from ui.reach import cached_reach, rule_name
from ui.safe import markdown_text

SMALL_PX, LARGE_PX = 300, 760
ACROSS: Final = 5
PLAYING: Final = "chronologie-lecture"
WAVE: Final = "chronologie-vague"
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
        first=f"**{percent(first['share_reached'])}**",
        year=cohort_short(first["cohort"]),
        last=f"**{percent(last['share_reached'])}**",
    )


def first_wave(table: pd.DataFrame) -> pd.Series:
    """Return the first wave that reaches somebody here, the oldest where none does."""
    reached = table[table["population_reached"] > 0]
    return (table if reached.empty else reached).iloc[0]


def wave_sentence(row: pd.Series) -> str:
    """Return what one wave brought, in Markdown."""
    name = f"**{markdown_text(cohort_label(row['cohort']), 160)}**"
    if not row["reach_alone"]:
        text = _("{name} : aucun siège connu n'atteint ce territoire.").format(name=name)
    else:
        text = _(
            "{name} : {new} habitants atteints pour la première fois ; {overlap} l'étaient déjà."
        ).format(name=name, new=number(row["new_reach"]), overlap=number(row["overlap"]))
    missing = (
        ""
        if pd.isna(row["official"])
        else " "
        + ngettext(
            "Le registre connaît {found} lauréat sur {official}.",
            "Le registre connaît {found} lauréats sur {official}.",
            int(row["found"]),
        ).format(found=number(row["found"]), official=number(row["official"]))
    )
    return text + missing


def figures(table: pd.DataFrame) -> list[Figure]:
    """Return the share reached today, in all and by priority, beside that of `first_wave`."""
    first, last = first_wave(table), table.iloc[-1]
    wave = cohort_short(first["cohort"])
    names = {"share_reached": _("Tous les habitants")}
    names |= {f"{name}_share": _(PRIORITY_NAMES[name]) for name in PRIORITIES}
    return [
        Figure(
            label,
            percent(last[column]),
            _("{share} après la vague de {year}").format(share=percent(first[column]), year=wave),
            _("Habitants à portée d'un pôle connu, toutes vagues et hors vague comprises."),
        )
        for column, label in names.items()
    ]


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
    with st.container(key="vagues"):
        for start in range(0, len(table), ACROSS):
            part = table.iloc[start : start + ACROSS]
            for column, (_place, row) in zip(st.columns(ACROSS), part.iterrows(), strict=False):
                picture = wave_picture(territory.id, row["cohort"], rule, SMALL_PX)
                column.image(picture, caption=wave_caption(row), width="stretch")
    if territory.kind == FRANCE.kind:
        names = ", ".join(_(one.name) for one in OVERSEAS)
        st.caption(
            _("Sous l'Hexagone et la Corse, de gauche à droite : {names}.").format(names=names)
        )


def never_reached(table: pd.DataFrame) -> bool:
    """Say whether no wave reaches anybody here, so that every picture would be blank."""
    return not table["reach_alone"].any()


def wave_caption(row: pd.Series) -> str:
    """Return the share after a wave, what it brought, and how much of it the register knows."""
    known = {
        "wave": cohort_short(row["cohort"]),
        "share": percent(row["share_reached"]),
        "new": number(row["new_reach"]),
    }
    # A pole without known seat hides whom it reaches as well as one that is not registered.
    if pd.isna(row["official"]):
        if row["unseated"]:
            return _("{wave} : {share} ; + {new} hab. au moins").format(**known)
        return _("{wave} : {share} ; + {new} hab.").format(**known)
    known |= {"found": number(row["found"]), "official": number(row["official"])}
    if row["found"] >= row["official"] and not row["unseated"]:
        text = _("{wave} : {share} ; + {new} hab. ; registre : {found} sur {official}")
    elif row["new_reach"]:
        text = _("{wave} : {share} ; + {new} hab. au moins ; registre : {found} sur {official}")
    else:
        text = _("{wave} : {share} ; gain non connu ; registre : {found} sur {official}")
    return text.format(**known)


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
    playing = bool(st.session_state.get(PLAYING))

    @st.fragment(run_every=TURN_S if playing else None)
    def player() -> None:
        key = session.widget_key("wave")
        if playing:
            place = order.index(st.session_state[key])
            if st.session_state.get(WAVE) == st.session_state[key] and place + 1 < len(order):
                st.session_state[key] = order[place + 1]
            elif place + 1 == len(order):
                st.session_state[PLAYING] = False
                st.rerun()
        with st.container(horizontal=True, vertical_alignment="bottom", key="lecteur"):
            # Only the whole page can start or stop the turning of its fragment.
            if st.button(
                _("Pause") if playing else _("Lire"),
                icon=":material/pause:" if playing else ":material/play_arrow:",
                key="lire",
                on_click=_toggle,
                args=(order,),
            ):
                st.rerun()
            chosen = st.select_slider(_("Vague"), order, format_func=words.__getitem__, key=key)
        st.session_state[WAVE] = chosen
        row = table[table["cohort"] == chosen].iloc[0]
        st.markdown(wave_sentence(row))
        if never_reached(table):
            return
        st.image(
            wave_picture(territory.id, chosen, rule, LARGE_PX),
            caption=_("Après {wave} : {share} des habitants à portée").format(
                wave=words[chosen], share=percent(row["share_reached"])
            ),
        )

    player()


def _toggle(order: list[str]) -> None:
    st.session_state[PLAYING] = not st.session_state.get(PLAYING)
    if st.session_state[PLAYING] and st.session_state[session.widget_key("wave")] == order[-1]:
        st.session_state[session.widget_key("wave")] = order[0]
        st.session_state[WAVE] = ""


def seats_outside_waves(atlas: Atlas, territory: Territory, rule: ReachRule) -> int:
    """Count the poles recorded outside any dated wave that have a seat and matter to a territory.

    Returns
    -------
    int
        Those of `geo.coverage.concerned`: inside the territory, or reaching into it.
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
        Poles of the territory that do not count, from `geo.coverage.left_out_of`.
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
