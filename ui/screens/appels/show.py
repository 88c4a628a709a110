"""What the calls said, set against the data, in words."""

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from geo.compare.claims import (
    ABOVE,
    PRIORITY_SOURCE_URL,
    UNREADABLE,
    claim_results,
    wave_priorities,
    wave_records,
)
from geo.compare.targeting import TARGETS
from geo.poles.select import PoleFilter, select_poles
from geo.tables.atlas import Atlas
from ui import data
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.maps.pole_sheet import figures as sheet_figures
from ui.screens.appels import tables
from ui.text.formats import euros, number, percent
from ui.text.i18n import _, ngettext
from ui.text.labels import cohort_short, enumeration
from ui.text.safe import markdown_text, plain_text, web_address
from ui.view.share import absolute_link
from ui.view.state import DEFAULT_VIEW

# The poles whose facts the calls and the press put forward.
DOCUMENTED: Final = (
    "centre-isere",
    "pole-sud-archer",
    "alpilles-dechets",
    "articulteurs",
    "culture-et-cooperation",
    "la-coursive-boutaric",
    "fontaine-o-livres",
    "smac-07",
)
RATIO: Final = charts.Unit(lambda value: number(value, 2), ",.2~f")


@st.cache_data(show_spinner=False)
def _figures(_atlas: Atlas, _version: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return claim_results(_atlas), wave_records(_atlas), wave_priorities(_atlas)


def figures(atlas: Atlas) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return `geo.compare.claims.claim_results`, `wave_records` and `wave_priorities`, kept."""
    return _figures(atlas, data.get_version())


def sentence(priorities: pd.DataFrame) -> str:
    """Return the answer: was the priority kept, in how many waves, as far as one can tell."""
    readable = priorities[priorities["verdict"] != UNREADABLE]
    waves = readable["cohort"].nunique()
    if not waves:
        return _("Trop peu de sièges connus pour dire si la priorité des appels a été tenue.")
    kept = readable[readable["verdict"] == ABOVE]
    by_target = kept.groupby("target")["cohort"].nunique()
    quarters = int(by_target.get("qpv", 0))
    others = int(by_target.get("rural", 0)) + int(by_target.get("desindustrialise", 0))
    if others:
        rest = _("celle aux territoires ruraux ou désindustrialisés dans {others}.").format(
            others=number(others)
        )
    else:
        rest = _("celle aux territoires ruraux en difficulté ou désindustrialisés dans aucune.")
    return ngettext(
        "Sur {waves} vague assez connue, la priorité aux quartiers (QPV) se voit dans {quarters} ; "
        "{rest}",
        "Sur {waves} vagues assez connues, la priorité aux quartiers (QPV) se voit dans "
        "{quarters} ; {rest}",
        waves,
    ).format(waves=number(waves), quarters=number(quarters), rest=rest)


def said(claim: str) -> str:
    """Return a claim as it was made, in our words."""
    return {
        "temoins-18": _("« 18 pôles témoins » (juin 2012)"),
        "rhone-alpes-4": _("« dont 4 en Rhône-Alpes » (novembre 2012)"),
        "deux-tiers": _("« les deux tiers en Île-de-France et en Rhône-Alpes » (2012)"),
        "laureats-23": _("« 23 lauréats sur 180 dossiers » (janvier 2014)"),
        "aides": _(
            "« de 30 000 à 300 000 € sur trois ans, au plus la moitié des dépenses éligibles »"
        ),
    }[claim]


def told(claim: str, row: pd.Series, wave: pd.Series) -> str:
    """Return what the data says of a claim, in one or two sentences.

    Parameters
    ----------
    claim, row
        From `geo.compare.claims.claim_results`.
    wave
        Its wave, from `geo.compare.claims.wave_records`.
    """
    found, official = number(row["found"]), number(row["official"])
    if claim == "temoins-18":
        return _(
            "Le registre en nomme {found}. D'autres sources écrivent 20 ou 21 : le nombre de "
            "départ dépend de qui compte."
        ).format(found=found)
    if claim == "rhone-alpes-4":
        return _("La source les nomme ; le registre y connaît {here} pôles témoins.").format(
            here=number(row["here"])
        )
    if claim == "deux-tiers":
        return _two_thirds(row)
    if claim == "laureats-23":
        return _(
            "Le registre en nomme {found} sur {official} ; {share} des {files} dossiers reçus ont "
            "été retenus. D'autres sources comptent 182 ou 183 dossiers."
        ).format(
            found=found,
            official=official,
            share=percent(wave["chosen_share"]),
            files=number(wave["files"]),
        )
    return _(
        "Versés : de {low} à {high}, soit {mean} en moyenne ({budget} pour {official} pôles). La "
        "durée et la part des dépenses ne se vérifient pas : aucun budget de pôle n'est publié."
    ).format(
        low=euros(wave["grant_min_eur"]),
        high=euros(wave["grant_max_eur"]),
        mean=euros(wave["mean_eur"]),
        budget=euros(wave["budget_eur"]),
        official=official,
    )


def _two_thirds(row: pd.Series) -> str:
    if row["high"] < row["said"]:
        text = _(
            "Le registre en place {here} sur {found} dans ces deux régions ({share}). Même si les "
            "{unsure} pôles qui manquent y étaient tous, cela ferait {high} : moins de deux tiers."
        )
    else:
        text = _(
            "Le registre en place {here} sur {found} dans ces deux régions ({share}) ; selon où "
            "sont les {unsure} qui manquent, la part irait jusqu'à {high}."
        )
    return text.format(
        here=number(row["here"]),
        found=number(row["found"]),
        share=percent(row["share"]),
        unsure=number(row["unsure"]),
        high=percent(row["high"]),
    )


def completeness(wave: pd.Series) -> str:
    """Return how much of a wave the register holds."""
    return _("Registre : {found} pôles trouvés sur {official}, {seated} au siège connu.").format(
        found=number(wave["found"]),
        official=number(wave["official"]),
        seated=number(wave["seated"]),
    )


def show_answer(priorities: pd.DataFrame) -> None:
    """Show the sentence on top."""
    st.markdown(f"### {sentence(priorities)}")


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
    labels = tables.priority_words()
    table = tables.priority_table(rows).assign(wave=[plain_text(name) for name in names])
    show_chart(
        charts.interval_points(
            drawn, _("part des sièges ÷ part des habitants"), RATIO, reference=1.0
        ),
        table[list(labels)],
        labels,
        key=f"appels-{target}",
        title=_("Sièges et habitants : {priority}, vague par vague").format(
            priority=tables.target_label(target)
        ),
    )


def show_waves(records: pd.DataFrame) -> None:
    """Show what is published of each wave and how much the register holds."""
    labels = tables.wave_words()
    st.dataframe(tables.wave_table(records)[list(labels)], column_config=labels, hide_index=True)


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
    tables.show_downloads(atlas, records, priorities, claimed, documented(atlas))


def documented(atlas: Atlas) -> pd.DataFrame:
    """Return the poles that the calls put forward, as rows of `geo.poles.select.select_poles`."""
    poles = select_poles(atlas, PoleFilter()).set_index("id", drop=False)
    known = [pole for pole in DOCUMENTED if pole in poles.index]
    return poles.loc[known].reset_index(drop=True)


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
