"""Fifteen years of waves: small multiples, one large picture with play, figures and totals."""

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from geo.places.territories import FRANCE, OVERSEAS
from geo.reach.question import Question
from geo.reach.timeline import wave_order
from geo.tables.atlas import Atlas
from geo.vocabulary import UNDATED_COHORT
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.maps.chronologie import (
    can_be_pictured,
    picture_address,
    wave_picture,
    width_within,
)
from ui.parts.columns import column_config, show_columns
from ui.parts.figures import show_figures
from ui.parts.widgets import ask
from ui.screens.chronologie import replay
from ui.screens.chronologie.bounds import known_gains, lower_bounds
from ui.screens.chronologie.tables import (
    GROWTH,
    OVERLAP,
    TOTALS,
    gain_words,
    growth_table,
    overlap_table,
    total_table,
    unsure_note,
)
from ui.screens.chronologie.words import (
    figures,
    never_reached,
    pictured,
    same_pictures,
    seats_outside_waves,
    sentence,
    wave_caption,
    wave_sentence,
    without_waves,
)
from ui.text.columns import titles
from ui.text.formats import number, share
from ui.text.i18n import _, ngettext
from ui.text.labels import (
    cohort_short,
)
from ui.text.own_list import named
from ui.view import session
from ui.view.rules import rule_name

SMALL_PX, LARGE_PX = 300, 760
# The button, the slider and the whole picture in one look.
TALLEST_PX: Final = 560
ACROSS: Final = 5
TURN_S: Final = 1.6


def show_multiples(question: Question, table: pd.DataFrame) -> None:
    """Show one small picture a wave; a sentence instead where all would be blank."""
    if why_not := _without_pictures(question, table):
        st.info(why_not)
        return

    def picture_of(cohort: str) -> bytes:
        return wave_picture(question, cohort, SMALL_PX)

    def shown(cohort: str) -> str:
        return picture_address(picture_of(cohort))

    with st.container(key="vagues"):
        for start in range(0, len(table), ACROSS):
            part = table.iloc[start : start + ACROSS]
            for column, (_place, row) in zip(st.columns(ACROSS), part.iterrows(), strict=False):
                column.image(shown(row["cohort"]), caption=wave_caption(row), width="stretch")
    notes = []
    if question.territory.kind == FRANCE.kind:
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


def _without_pictures(question: Question, table: pd.DataFrame) -> str:
    """Say why there are no pictures, nothing where there are."""
    if never_reached(table):
        return _(
            "Aucune vague connue n'atteint ce territoire : les {count} images seraient vides. "
            "Un pôle absent du registre ou sans siège connu a pu l'atteindre."
        ).format(count=number(len(table)))
    if without_waves(question.atlas):
        return _(
            "Aucun pôle n'a de vague datée : il n'y a pas d'images à comparer. L'écran "
            "Couverture montre qui est à portée aujourd'hui."
        )
    if not can_be_pictured(question.atlas, question.territory):
        return _(
            "L'image des communes manque ou est abîmée : les vagues ne sont pas dessinées, les "
            "tableaux les disent."
        )
    return ""


def show_player(question: Question, table: pd.DataFrame) -> None:
    """Show one wave large, with a slider over the waves and a button that plays them."""
    order = list(wave_order(question.atlas))
    playing = replay.playing()

    @st.fragment(run_every=TURN_S if playing else None)
    def player() -> None:
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
            chosen = ask("wave", order)
        replay.note_shown(chosen)
        if playing:
            st.caption(_("Pour copier le lien de la vague affichée, mettez d'abord en pause."))
        if not playing and session.current().wave != chosen:
            # Only a fragment runs when the slider moves: the link must follow all the same.
            session.end(replace(session.current(), wave=chosen))
        row = table[table["cohort"] == chosen].iloc[0]
        st.markdown(wave_sentence(row))
        drawn = can_be_pictured(question.atlas, question.territory)
        if not drawn or not pictured(question.atlas, table):
            return
        small = wave_picture(question, chosen, SMALL_PX)
        picture = wave_picture(question, chosen, width_within(small, LARGE_PX, TALLEST_PX))
        after = (
            _("Avec les pôles recensés hors vague : {share} des habitants à portée")
            if chosen == UNDATED_COHORT
            else _("Après {wave} : {share} des habitants à portée")
        )
        st.image(
            picture_address(picture),
            caption=after.format(wave=cohort_short(chosen), share=share(row["share_reached"])),
        )

    player()


def show_answer(question: Question, table: pd.DataFrame, left_out: pd.DataFrame) -> None:
    """Show the sentence and the figures, and what they count or leave out.

    Parameters
    ----------
    question
        Whose inhabitants count, and how far a pole reaches.
    table
        From `ui.screens.chronologie.facts.cached_timeline`.
    left_out
        Poles of the territory that do not count, from `geo.reach.coverage.left_out_of`.
    """
    st.markdown(f"### {named(question.atlas.own, sentence(question.territory, table))}")
    show_figures(figures(table))
    notes = [_("À portée : {rule}.").format(rule=rule_name(question.rule.kind, question.rule.km))]
    undated = seats_outside_waves(question)
    if undated and not without_waves(question.atlas):
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


def show_growth(table: pd.DataFrame) -> None:
    """Show coverage of people and of priority people after each dated wave."""
    dated = table[table["year"].notna()]
    lines = pd.concat(
        [
            pd.DataFrame(
                {
                    "series": label,
                    "year": dated["year"],
                    "value": dated[column],
                    "when": [cohort_short(cohort) for cohort in dated["cohort"]],
                }
            )
            for column, label in titles(GROWTH[1:]).items()
        ],
        ignore_index=True,
    )
    title = _("Part des habitants à portée d'un pôle connu")
    show_chart(
        charts.lines(lines, title, charts.SHARE),
        growth_table(table),
        column_config(GROWTH),
        "croissance",
        _("Après chaque vague datée ; les pôles recensés hors vague n'y sont pas."),
    )


def show_overlap(table: pd.DataFrame) -> None:
    """Show what each wave reached for the first time and what it reached again."""
    known = known_gains(table)
    unit = replace(charts.COUNT, write=gain_words)
    bars = pd.DataFrame(
        [
            {"name": f"{cohort_short(row['cohort'])} – {word}", "value": row[column], "chosen": new}
            for _place, row in known.iterrows()
            for column, word, new in (
                ("new_reach", _("première fois"), True),
                ("overlap", _("déjà à portée"), False),
            )
        ]
    )
    show_chart(
        charts.bars(bars, _("Habitants à portée des pôles de la vague"), unit),
        overlap_table(table),
        column_config(OVERLAP),
        "recouvrement",
        _("En foncé, ceux qu'aucune vague n'avait atteints ; en clair, ceux qui l'étaient déjà."),
        missing=_("non connu"),
    )
    if note := unsure_note(table):
        st.caption(note)


def show_totals(atlas: Atlas) -> None:
    """Show the published totals as the separate counts that they are."""
    shown = total_table(atlas)
    if shown.empty:
        st.info(_("La table des totaux publiés manque."))
        return
    st.caption(
        _(
            "Chaque source compte autre chose (témoins, lauréats, signataires, émergents, "
            "estimations de presse) : ces nombres ne se suivent pas et ne font pas une courbe."
        )
    )
    show_columns(shown, TOTALS, _("Totaux publiés"))
