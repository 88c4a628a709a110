"""The tables of the chronology and the charts that show them: growth, overlap, published totals."""

from typing import Final

import pandas as pd

from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES
from ui.screens.chronologie.bounds import known_gains, lower_bounds
from ui.text.columns import Column, Kind, names
from ui.text.formats import number, partial_date
from ui.text.i18n import _, current_language
from ui.text.labels import ALL_PEOPLE, PRIORITY_NAMES, cohort_label, cohort_short, enumeration
from ui.text.marking import N_
from ui.text.safe import plain_text, web_address

GROWTH: Final = (
    Column("cohort", N_("Vague")),
    Column("share_reached", ALL_PEOPLE, Kind.SHARE),
    *(Column(f"{name}_share", PRIORITY_NAMES[name], Kind.SHARE) for name in PRIORITIES),
)
OVERLAP: Final = (
    Column("cohort", N_("Vague")),
    Column("date", N_("Annonce")),
    Column("new_poles", N_("Nouveaux sièges ici"), Kind.NUMBER),
    Column("reach_alone", N_("Habitants à portée de la vague"), Kind.NUMBER),
    Column("new_reach", N_("pour la première fois"), Kind.NUMBER),
    Column("overlap", N_("déjà à portée"), Kind.NUMBER),
    Column("found", N_("Lauréats au registre"), Kind.NUMBER),
    Column("official", N_("Lauréats annoncés"), Kind.NUMBER),
)
TOTALS: Final = (
    Column("date", N_("Date")),
    Column("figure", N_("Nombre"), Kind.NUMBER),
    Column("what", N_("Ce qui est compté"), width="large"),
    Column("source", N_("Source"), Kind.LINK),
)


def growth_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return coverage after each dated wave; columns as `GROWTH`, shares in [0, 1].

    Parameters
    ----------
    table
        From `ui.screens.chronologie.facts.cached_timeline`.
    """
    dated = table[table["year"].notna()]
    shown = dated[names(GROWTH)]
    return shown.assign(
        cohort=[plain_text(cohort_label(cohort), 160) for cohort in dated["cohort"]]
    )


def overlap_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each wave brought and reached again, missing where it is not known.

    Parameters
    ----------
    table
        From `ui.screens.chronologie.facts.cached_timeline`.
    """
    return known_gains(table)[names(OVERLAP)].assign(
        cohort=[plain_text(cohort_label(cohort), 160) for cohort in table["cohort"]],
        date=[partial_date(date) for date in table["date"]],
    )


def total_table(atlas: Atlas) -> pd.DataFrame:
    """Return the published totals; columns as `TOTALS`, empty where the table is missing."""
    totals = atlas.official_totals
    if totals is None or totals.empty:
        return pd.DataFrame(columns=names(TOTALS))
    language = current_language()
    return pd.DataFrame(
        {
            "date": [partial_date(date) for date in totals["date"]],
            "figure": totals["figure"],
            "what": [
                plain_text(text, 300) if isinstance(text, str) else ""
                for text in totals[f"what_{language}"].fillna(totals["what_fr"])
            ],
            "source": [
                (web_address(url) or None) if isinstance(url, str) else None
                for url in totals["source_url"]
            ],
        }
    )


def gain_words(value: float | None) -> str:
    """Return a gain in words: one that is not known is no zero."""
    return _("non connu") if pd.isna(value) else number(value)


def unsure_note(table: pd.DataFrame) -> str:
    """Return which waves may have reached more people than is known, ``""`` where none may.

    Parameters
    ----------
    table
        From `ui.screens.chronologie.facts.cached_timeline`.
    """
    unsure = table[lower_bounds(table)]
    sentences = [
        words.format(waves=enumeration([cohort_short(cohort) for cohort in waves]))
        for words, waves in (
            (
                _(
                    "Non connus, ce qui ne veut pas dire zéro, les habitants atteints pour la "
                    "première fois : {waves}."
                ),
                unsure["cohort"][unsure["new_reach"] == 0],
            ),
            (
                _("Au moins, et peut-être plus : {waves}."),
                unsure["cohort"][unsure["new_reach"] > 0],
            ),
        )
        if len(waves)
    ]
    if not sentences:
        return ""
    why = _(
        "Un lauréat absent du registre (compté en France entière), ou dont le siège, peut-être "
        "ici, n'est pas connu, n'atteint personne ici."
    )
    return " ".join([why, *sentences])
