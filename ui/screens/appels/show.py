"""What the calls said, set against the data, in words."""

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from geo.compare.claims import (
    PRIORITY_SOURCE_URL,
    UNREADABLE,
)
from geo.compare.targeting import TARGETS
from geo.tables.atlas import Atlas, OwnList
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.maps.pole_sheet import figures as sheet_figures
from ui.parts.citations import cite
from ui.parts.columns import column_config, show_columns
from ui.screens.appels import files, tables
from ui.screens.appels.words import (
    DOCUMENTED,
    RATIO,
    completeness,
    documented,
    said,
    sentence,
    told,
)
from ui.text.columns import shown_names
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.labels import cohort_short, enumeration
from ui.text.own_list import quoted
from ui.text.safe import markdown_text, plain_text, web_address
from ui.view.choices import DEFAULT_VIEW
from ui.view.share import absolute_link

CALL_SOURCES: Final = (
    "poles",
    "vagues",
    "populations",
    "qpv-communes",
    "frr",
    "estel",
    "ze2010",
)


def show_answer(priorities: pd.DataFrame, own: OwnList | None) -> None:
    """Show the sentence on top, and that the list of a reader plays no part in it."""
    st.markdown(f"### {sentence(priorities)}")
    if own is not None:
        st.caption(
            _(
                "Cet écran juge les appels d'après le registre : votre liste {name} n'y est pas "
                "comptée."
            ).format(name=quoted(own, markdown_text))
        )


def show_claims(results: pd.DataFrame, records: pd.DataFrame) -> None:
    """Show each claim, what the data says of it, its source and how complete the wave is."""
    for claim, row in results.iterrows():
        wave = records.loc[row["cohort"]]
        with st.container(border=True, key=f"annonce-{claim}"):
            st.markdown(f"**{said(str(claim))}** — {tables.verdict_label(row['verdict'])}")
            st.markdown(told(str(claim), row, wave))
            source = web_address(row["source_url"])
            if source:
                cited = _("[Source]({address})").format(address=source)
            else:
                cited = _("Aucune page lue ne le dit en ces termes (docs/claims.md).")
            paid = web_address(row["data_url"])
            if paid:
                cited += " " + _("[Source des montants versés]({address})").format(address=paid)
            st.caption(f"{completeness(wave)} {cited}")


def show_priorities(priorities: pd.DataFrame) -> None:
    """Show, for each priority, the ratio of every wave with its interval, as chart or table."""
    st.markdown(
        _(
            "Ce que disait l'appel de juillet 2013 : priorité aux quartiers populaires, aux "
            "bassins désindustrialisés et aux zones rurales en déclin ([ministère du Logement, "
            "15 juillet 2013]({address})). Les pôles se sont-ils installés là, plus que les "
            "habitants ?"
        ).format(address=web_address(PRIORITY_SOURCE_URL))
    )
    tabs = st.tabs([tables.target_label(target) for target in TARGETS])
    for tab, target in zip(tabs, TARGETS, strict=True):
        rows = priorities[priorities["target"] == target]
        with tab:
            _show_target(target, rows)
    st.caption(
        _(
            "Une valeur de 1 : les pôles s'installent comme les gens habitent ; 2 : deux fois "
            "plus. Intervalle exact à 95 % (Clopper et Pearson) ; sur une vingtaine de "
            "comparaisons, une sortirait par hasard. Communes classées aujourd'hui (QPV "
            "2024, FRR 2025), non à la date des appels ; un siège en ville n'est pas toujours "
            "dans le quartier."
        )
    )


def _show_target(target: str, rows: pd.DataFrame) -> None:
    names = [
        _("{wave}, {found} sur {official} trouvés").format(
            wave=cohort_short(row.cohort), found=number(row.found), official=number(row.official)
        )
        for row in rows.itertuples()
    ]
    unread = (rows["verdict"] == UNREADABLE).to_numpy()
    drawn = pd.DataFrame(
        {
            "name": names,
            "value": rows["ratio"].mask(unread).to_numpy(),
            "low": rows["low"].mask(unread).to_numpy(),
            "high": rows["high"].mask(unread).to_numpy(),
        }
    )
    table = tables.priority_table(rows).assign(wave=[plain_text(name) for name in names])
    show_chart(
        charts.interval_points(
            drawn, _("part des sièges ÷ part des habitants"), RATIO, reference=1.0
        ),
        table[shown_names(tables.PRIORITIES)],
        column_config(tables.PRIORITIES),
        key=f"appels-{target}",
        title=_("Sièges et habitants : {priority}, vague par vague").format(
            priority=tables.target_label(target)
        ),
    )


def show_waves(records: pd.DataFrame) -> None:
    """Show what is published of each wave and how much the register holds."""
    show_columns(
        tables.wave_table(records),
        tables.WAVES,
        _("Les vagues, et ce que le registre en connaît"),
    )


def show_downloads(
    atlas: Atlas,
    results: pd.DataFrame,
    records: pd.DataFrame,
    priorities: pd.DataFrame,
) -> None:
    """Show the buttons of the data; arguments from `figures`."""
    words = {
        str(claim): (said(str(claim)), told(str(claim), row, records.loc[row["cohort"]]))
        for claim, row in results.iterrows()
    }
    claimed = tables.claim_table(results, words)
    files.show_downloads(atlas, records, priorities, claimed, documented(atlas))


def show_documented(atlas: Atlas) -> None:
    """Show the poles that the calls put forward: facts, sources and the way to their sheets."""
    poles = documented(atlas).set_index("id", drop=False)
    columns = st.columns(2)
    for place, pole in enumerate(poles.index):
        with columns[place % 2], st.container(border=True, key=f"pole-{pole}"):
            _show_facts(poles.loc[pole])
    st.caption(
        _(
            "Seuls les chiffres qu'une source donne sont écrits. Les emplois ne comptent pas la "
            "même chose d'un pôle à l'autre et ne s'additionnent pas."
        )
    )
    lost = [pole for pole in DOCUMENTED if pole not in poles.index]
    if lost:
        st.caption(
            _("Absents du registre : {poles}.").format(poles=markdown_text(enumeration(lost)))
        )


def _show_facts(pole: pd.Series) -> None:
    facts = [
        _("{label} : {value}").format(label=fact.label, value=markdown_text(fact.value))
        for fact in sheet_figures(pole)
    ]
    st.markdown(f"**{markdown_text(pole['name'])}**")
    st.markdown(" · ".join(facts) or _("Aucun chiffre dans les sources lues."))
    note = markdown_text(pole["source_note"], limit=600)
    sheet = web_address(absolute_link(replace(DEFAULT_VIEW, pole=pole["id"]), "carte"))
    links = {_("Source"): web_address(pole["source_url"]), _("Fiche et carte"): sheet}
    cited = " · ".join(f"[{label}]({address})" for label, address in links.items() if address)
    st.caption(f"{note} {cited}")


def show_call_credits(atlas: Atlas) -> None:
    """Name who made what the page on the calls rests on."""
    cite(atlas, CALL_SOURCES)
