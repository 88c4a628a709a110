"""The portrait on the page: its answer, its list for a commune, its sections."""

from collections.abc import Callable
from typing import Final, TypeAlias

import pandas as pd
import streamlit as st

from geo.poles.select import select_poles
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.parts.columns import column_config, show_columns
from ui.parts.figures import show_figures
from ui.parts.gaps import gap_table, show_gaps, straddles
from ui.screens.portrait.commune import commune_lines
from ui.screens.portrait.facts import Portrait, economy, peers, quarters
from ui.screens.portrait.files import show_files
from ui.screens.portrait.tables import (
    JOBS,
    PEERS,
    POLES,
    PRIORITIES,
    QUARTERS,
    RANKS,
    RATES,
    jobs_table,
    peer_table,
    pole_table,
    priority_table,
    priority_unknown,
    quarter_table,
    rank_table,
    rate_table,
    unplaced_sentence,
)
from ui.screens.portrait.words import (
    NOT_REACHED,
    figures,
    income_sentence,
    jobs_sentence,
    sentence,
    unemployment_sentence,
)
from ui.text.formats import percent
from ui.text.i18n import _, ngettext
from ui.text.own_list import named, with_whose
from ui.text.safe import markdown_text
from ui.view import session
from ui.view.choices import DEFAULT_VIEW, ViewState
from ui.view.rules import rule_name

Section: TypeAlias = Callable[[], None]
BIGGEST_QUARTERS: Final = 300
SECTIONS_KEY: Final = "rubriques"


def map_poles(found: Portrait) -> pd.DataFrame:
    """Return the poles of the map: those of the territory, and those that reach it."""
    asked = found.question
    own = select_poles(asked.atlas, asked.own_poles)
    everywhere = select_poles(asked.atlas, asked.poles)
    wanted = set(own["id"]) | set(found.reaching["id"])
    return everywhere[everywhere["id"].isin(wanted)].reset_index(drop=True)


def show_answer(found: Portrait) -> None:
    """Show the sentence, then for a commune what its lists say, then the figures."""
    st.markdown(f"### {named(found.question.atlas.own, sentence(found))}")
    if found.commune is not None:
        rows = [
            "- {subject} : **{answer}**{detail}{source}".format(
                subject=markdown_text(line.subject),
                answer=markdown_text(line.answer),
                detail=f" – {markdown_text(line.detail, 2000)}" if line.detail else "",
                source=f" :gray[({markdown_text(line.source)})]" if line.source else "",
            )
            for line in commune_lines(found.question.atlas, found.commune)
        ]
        with st.container(key="reponses"):
            st.markdown("\n".join(rows))
    show_figures(figures(found))


@st.fragment
def show_sections(found: Portrait, show_prints: Callable[[ViewState], None]) -> None:
    """Show the sections; only the one that is open is computed.

    Parameters
    ----------
    found
        What is known of the territory.
    show_prints
        Shows the buttons of what is printed of a view, above those of the data.
    """

    def taken() -> None:
        show_prints(session.current())
        show_files(found, session.current())

    if session.current().territory != found.territory.id:
        # A row of a table chose another territory: the whole page follows.
        session.run_again()
    sections: dict[str, tuple[str, Section]] = {
        "poles": (_("Pôles"), lambda: _poles(found)),
        "priorites": (_("Priorités"), lambda: _priorities(found)),
        "manques": (_("Manques"), lambda: _gaps(found)),
        "economie": (_("Travail et revenus"), lambda: _economy(found)),
        "rang": (_("Rang"), lambda: _ranks(found)),
        "semblables": (_("Territoires semblables"), lambda: _peers(found)),
        "telecharger": (_("Télécharger"), taken),
    }
    codes = {label: code for code, (label, _show) in sections.items()}
    st.session_state[SECTIONS_KEY] = sections[session.current().section][0]
    tabs = st.tabs(list(codes), on_change=_open_section, args=(codes,), key=SECTIONS_KEY)
    session.write_link()
    for tab, (_label, show) in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                show()


def _open_section(codes: dict[str, str]) -> None:
    code = codes.get(st.session_state[SECTIONS_KEY])
    if code:
        # Else it is the word of another language, which the browser held: the section stays.
        session.keep(section=code)


def _poles(found: Portrait) -> None:
    st.caption(
        _(
            "Pôles dont le rayonnement touche le territoire (règle : {rule}). Un habitant atteint "
            "par plusieurs pôles compte pour chacun."
        ).format(rule=rule_name(found.question.rule.kind, found.question.rule.km))
    )
    if found.reaching.empty:
        st.info(_(NOT_REACHED))
    else:
        columns = with_whose(POLES, found.question.atlas.own)
        show_columns(pole_table(found), columns, _("Pôles qui atteignent le territoire"))
    if unplaced := unplaced_sentence(found):
        st.caption(unplaced)


def _priorities(found: Portrait) -> None:
    table = priority_table(found)
    drawn = table.rename(columns={"reached": "value"}).assign(
        chosen=[True] + [False] * (len(table) - 1)
    )
    show_chart(
        charts.bars(drawn, _("Part des habitants atteints"), charts.SHARE, limits=(0, 1)),
        table,
        column_config(PRIORITIES),
        "priorites",
        _("Habitants atteints, en tout et par priorité (règle : {rule}).").format(
            rule=rule_name(found.question.rule.kind, found.question.rule.km)
        ),
    )
    if note := priority_unknown(found):
        st.caption(note)
    areas = quarters(found.question)
    if areas.empty:
        st.info(_("Aucun quartier prioritaire (QPV) dans ce territoire."))
        return
    st.caption(
        ngettext(
            "{count} quartier prioritaire (QPV 2024), les plus peuplés d'abord. Seuls comptent "
            "les habitants des communes du territoire.",
            "{count} quartiers prioritaires (QPV 2024), les plus peuplés d'abord. Seuls comptent "
            "les habitants des communes du territoire.",
            len(areas),
        ).format(count=len(areas))
    )
    biggest = quarter_table(areas).head(BIGGEST_QUARTERS)
    show_columns(biggest, QUARTERS, _("Quartiers prioritaires du territoire"))


def _gaps(found: Portrait) -> None:
    kept = gap_table(found.question, DEFAULT_VIEW)
    in_part = straddles(found.question, DEFAULT_VIEW)
    show_gaps(kept, DEFAULT_VIEW, found.covered, in_part=in_part)


def _economy(found: Portrait) -> None:
    known = economy(found.question.atlas, found.territory)
    st.markdown(unemployment_sentence(known.unemployment, found.territory))
    rates = rate_table(known)
    if not rates.empty:
        show_chart(
            charts.lines(rates, _("Taux de chômage"), charts.RATE),
            rates,
            column_config(RATES),
            "chomage",
            _(
                "Chômage localisé au quatrième trimestre, par zone d'emploi (Insee). Deux éditions "
                "se suivent : jusqu'en 2020, puis depuis 2021."
            ),
        )
    st.markdown(income_sentence(known.income))
    st.markdown(jobs_sentence(known.jobs, found.territory))
    jobs = jobs_table(known, found.territory)
    if known.jobs is not None:
        show_chart(
            charts.lines(
                jobs, _("Emplois industriels, 1998 = 100"), charts.DECIMAL, from_zero=False
            ),
            jobs,
            column_config(JOBS),
            "emplois",
            _("Emploi salarié industriel au 31 décembre, base 100 en 1998 (Insee, Estel)."),
        )


def _ranks(found: Portrait) -> None:
    table = rank_table(found)
    if table.empty:
        st.info(_("La France n'a pas de rang : choisissez un territoire plus petit."))
        return
    st.caption(
        _(
            "Parmi les territoires de la même catégorie dont la valeur est connue ; la métropole "
            "et l'outre-mer ne sont jamais mêlés. Un rang n'est pas une note."
        )
    )
    show_columns(table, RANKS, _("Rang du territoire par indicateur"))


def _peers(found: Portrait) -> None:
    beside = peers(found.question)
    if beside.empty:
        st.info(_("Aucun territoire semblable : celui-ci est seul de sa catégorie."))
        return
    table = peer_table(beside)
    drawn = table.rename(
        columns={
            "poles_per_million": "value",
            "poles_per_million_low": "low",
            "poles_per_million_high": "high",
        }
    ).assign(chosen=[True] + [False] * (len(table) - 1))
    reached = " ; ".join(
        f"{markdown_text(name)} : **{percent(share)}**"
        for name, share in zip(table["name"], table["share_reached"], strict=True)
    )
    st.markdown(_("Habitants atteints – {list}.").format(list=reached))
    show_chart(
        charts.interval_points(drawn, _("Pôles connus par million d'habitants"), charts.DECIMAL),
        table,
        column_config(PEERS),
        "semblables",
        _(
            "Les trois territoires de la même catégorie les plus proches par population, densité "
            "et parts prioritaires. Le trait est l'intervalle de Poisson à 95 % : avec si peu de "
            "pôles, une différence peut tenir au hasard. Comptent les pôles dont le siège ou, à "
            "défaut, le département ou le territoire est connu et tient en entier dans chacun."
        ),
    )
