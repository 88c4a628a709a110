"""The comparison on the page: who is compared, the table, the tests, charts and files."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.compare.targeting import TARGETS
from geo.places.search import find_territories
from geo.places.territories import bounds
from geo.poles.select import summarise_poles
from geo.reach.words import rule_line
from geo.tables.atlas import Atlas
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.maps import crowds
from ui.maps.comparer import Panel
from ui.maps.scale import is_common_scale, overseas_note
from ui.parts.columns import column_config, show_columns, show_text_table
from ui.parts.figures import show_figures
from ui.parts.legend import show_coverage_legend
from ui.screens.comparer.facts import (
    MOST,
    OWN_CHOICE,
    SHOWN_EXAMPLE,
    TARGET_NAMES,
    Compared,
    Comparison,
    figures,
    interval,
    named_choice,
    peers,
    rate_title,
    rows,
)
from ui.screens.comparer.files import show_files
from ui.screens.comparer.tables import (
    PAIRS,
    page_columns,
    pair_rows,
    rule_columns,
    rule_table,
)
from ui.screens.comparer.words import chance_note, sentence, words
from ui.text.columns import Column, said, titles
from ui.text.figures import completeness_note
from ui.text.formats import number, percent
from ui.text.i18n import _
from ui.text.labels import found_label, territory_label
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.own_list import named
from ui.text.safe import markdown_text, plain_text
from ui.view import session
from ui.view.choices import PARTS, PEERS, ViewState
from ui.view.rules import cached_reach, priority_rule

PARTS_KEY: Final = "comparer-parties"
SEARCHED: Final = "comparer-recherche"
ADDED: Final = "comparer-ajoute"
FOUND_LIMIT: Final = 6
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
TWO_DECIMALS: Final = charts.Unit(lambda value: number(value, 2), ",.2~f")


def map_panels(shown: Comparison) -> list[Panel]:
    """Return what each small map shows beside its territory."""
    shares = shown.table["share_reached"]
    return [
        Panel(
            territory,
            plain_text(name),
            _("personne n'y habite")
            if pd.isna(share)
            else _("{share} atteints").format(share=percent(share, 1)),
        )
        for territory, name, share in zip(
            shown.compared.territories, shown.names, shares, strict=True
        )
    ]


def show_scale_note(shown: Comparison) -> None:
    """Say whether the small maps can be compared by eye."""
    frames = [bounds(shown.question.atlas, item) for item in shown.compared.territories]
    scale = (
        _("Même échelle sur chaque carte ; elles se déplacent ensemble.")
        if is_common_scale(frames)
        else _(
            "Tailles trop différentes pour une même échelle : chaque carte a la sienne ; elles se "
            "déplacent ensemble."
        )
    )
    st.caption(f"{scale} {overseas_note(shown.compared.territories)}")


def show_legend(shown: Comparison, view: ViewState) -> None:
    """Show the legend of the small maps."""
    atlas, poles = shown.question.atlas, cached_reach(shown.question).poles
    grouped = crowds.drawn(atlas, shown.compared.territories, poles)
    show_coverage_legend(view, atlas.own, grouped)


def show_answer(shown: Comparison) -> None:
    """Show the sentence and one figure a territory."""
    # French sets a blank before a colon, at which no line may break.
    told_first = named(shown.question.atlas.own, sentence(shown))
    st.markdown(f"### {told_first.replace(' :', NO_BREAK + ':')}")
    show_figures(figures(shown))


def show_choice(atlas: Atlas, view: ViewState, compared: Compared) -> None:
    """Show who is compared, and what changes it: names to drop, peers, a search."""
    _note(compared)
    names = {
        "semblables": _("Semblables"),
        "dessus": _("Territoire au-dessus"),
        "voisins": _("Voisins"),
    }
    with st.container(horizontal=True, gap="small", key="compares"):
        for territory in compared.territories:
            st.button(
                markdown_text(territory_label(territory)),
                key=f"retirer-{territory.id}",
                icon=":material/close:",
                help=_("Retirer de la comparaison"),
                disabled=len(compared.territories) <= 2,  # noqa: PLR2004 - two make a comparison
                on_click=session.change,
                kwargs=named_choice(compared.territories, drop=territory.id)
                if len(compared.territories) > 2  # noqa: PLR2004
                else {},
            )
        with st.popover(_("Comparer à…"), icon=":material/add:"):
            own = compared.territories[0]
            for kind in PEERS:
                st.button(
                    names[kind],
                    key=f"comparer-{kind}",
                    type="primary" if kind == compared.mode else "secondary",
                    width="stretch",
                    on_click=session.change,
                    kwargs={
                        "territory": own.id,
                        "compared": () if kind == PEERS[0] else (kind,),
                    },
                    disabled=not peers(atlas, own, kind, priority_rule(view)),
                )
            _search(atlas, compared)


def _note(compared: Compared) -> None:
    if compared.left_out:
        left = ", ".join(markdown_text(territory_label(item)) for item in compared.left_out)
        st.warning(
            _("Quatre territoires au plus : comparaison faite sans {names}.").format(names=left)
        )
    if compared.with_itself:
        st.info(
            _(
                "Un territoire ne se compare pas à lui-même : {place} n'est compté qu'une fois."
            ).format(place=markdown_text(territory_label(compared.territories[0])))
        )
    if compared.mode == SHOWN_EXAMPLE:
        st.caption(
            _("Un exemple pour commencer : choisissez un territoire à gauche, ou ci-dessous.")
        )
    elif compared.mode != OWN_CHOICE:
        st.caption(
            {
                "semblables": _(
                    "Comparé aux territoires de même sorte qui lui ressemblent le plus : "
                    "population, densité, part des habitants prioritaires."
                ),
                "dessus": _("Comparé au plus petit territoire qui le tient en entier."),
                "voisins": _("Comparé à ses voisins les plus peuplés, de même sorte."),
            }[compared.mode]
        )


@st.fragment
def _search(atlas: Atlas, compared: Compared) -> None:
    if st.session_state.pop(ADDED, False):
        # The callback runs in the fragment alone, and empties the search: the page has to follow.
        session.run_again()
    if len(compared.territories) >= MOST:
        st.caption(_("Quatre territoires au plus : retirez-en un pour en ajouter un autre."))
        return
    text = st.text_input(
        _("Ajouter un territoire"),
        placeholder=_("Nom, code postal ou code Insee"),
        key=SEARCHED,
    )
    present = {item.id for item in compared.territories}
    found = [
        one for one in find_territories(atlas, text, FOUND_LIMIT) if one.territory.id not in present
    ]
    if text.strip() and not found:
        st.caption(_("Aucun territoire de ce nom"))

    def add(territory_id: str) -> None:
        st.session_state[SEARCHED], st.session_state[ADDED] = "", True
        session.change(**named_choice(compared.territories, add=territory_id))

    for one in found:
        name, code = markdown_text(found_label(one)), one.territory.id
        st.button(name, key=f"ajouter-{code}", width="stretch", on_click=add, args=(code,))


def show_words(shown: Comparison) -> None:
    """Say which differences are larger than chance, and what the register lacks."""
    st.markdown("#### " + _("Est-ce plus que le hasard ?"))
    st.markdown("\n".join(f"- {text}" for text in words(shown)))
    st.caption(chance_note())
    st.caption(completeness_note(summarise_poles(shown.question.atlas, shown.question.poles)))


@st.fragment
def show_parts(shown: Comparison, view: ViewState) -> None:
    """Show the table, the tests, the charts or the files: one at a time, so that none waits."""
    parts = {
        "tableau": _("Tableau"),
        "tests": _("Tests"),
        "graphiques": _("Graphiques"),
        "fichiers": _("Télécharger"),
    }
    st.session_state[PARTS_KEY] = session.current().part
    part = st.segmented_control(
        _("Montrer"),
        PARTS,
        format_func=parts.__getitem__,
        required=True,
        key=PARTS_KEY,
        on_change=lambda: session.keep(part=st.session_state[PARTS_KEY]),
        label_visibility="collapsed",
    )
    session.write_link()
    if part == "tests":
        _show_tests(shown)
    elif part == "graphiques":
        _show_charts(shown)
    elif part == "fichiers":
        show_files(shown, view)
    else:
        _show_table(shown)


def _show_table(shown: Comparison) -> None:
    show_text_table(rows(shown), page_columns(shown))
    st.caption(told(rule_line(shown.question.rule)))


def _show_tests(shown: Comparison) -> None:
    show_columns(pair_rows(shown), PAIRS, _("Tests entre territoires"), key="comparaison-tests")
    st.caption(
        _(
            "Taux : test binomial exact. Ciblage : sièges en commune prioritaire contre ceux "
            "attendus. p : corrigé selon Holm. Parts : sous combien de règles chacun est en tête."
        )
    )


def _show_charts(shown: Comparison) -> None:
    table, names = shown.table, pd.Series(shown.names)

    def estimates(column: str) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "name": names,
                "value": table[column],
                "low": table[f"{column}_low"],
                "high": table[f"{column}_high"],
            }
        )

    for key, column, title, reference in (
        ("taux", "poles_per_million", rate_title(), None),
        *(
            (
                f"ciblage-{name}",
                f"{name}_targeting",
                _("Ciblage, {group} (1 : comme les habitants)").format(group=_(TARGET_NAMES[name])),
                1.0,
            )
            for name in TARGETS[:1]
        ),
    ):
        written = pd.DataFrame(
            {"name": names.map(plain_text), "value": [interval(r, column) for r in _rows(table)]}
        )
        show_chart(
            charts.interval_points(estimates(column), title, TWO_DECIMALS, reference),
            written,
            column_config((Column("name", N_("Territoire")), Column("value", said(title)))),
            f"comparer-{key}",
            title,
        )
    _show_rules(shown)


def _rows(table: pd.DataFrame) -> "list[pd.Series]":
    return [row for _number, row in table.iterrows()]


def _show_rules(shown: Comparison) -> None:
    title = _("Habitants atteints selon la règle")
    table, columns = rule_table(shown), rule_columns(shown)
    groups = titles(columns[1:])
    written = table.assign(**{name: table[name].map(lambda v: percent(v, 1)) for name in groups})
    show_chart(
        charts.coverage_by_rule(table, groups, title),
        written,
        column_config(columns),
        "comparer-regles",
        title,
    )
