"""The tables of the chronology and the charts that show them: growth, overlap, published totals."""

import pandas as pd

from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES
from ui.screens.chronologie.bounds import known_gains, lower_bounds
from ui.text.formats import number, partial_date
from ui.text.i18n import _, current_language
from ui.text.labels import PRIORITY_NAMES, cohort_label, cohort_short, enumeration
from ui.text.safe import plain_text, web_address


def growth_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return coverage after each dated wave; columns as `growth_labels`, shares in [0, 1].

    Parameters
    ----------
    table
        From `cached_timeline`.
    """
    dated = table[table["year"].notna()]
    shown = dated[list(growth_labels())]
    return shown.assign(
        cohort=[plain_text(cohort_label(cohort), 160) for cohort in dated["cohort"]]
    )


def growth_labels() -> dict[str, str]:
    """Return the titles of the columns of coverage after each wave."""
    return {
        "cohort": _("Vague"),
        "share_reached": _("Tous les habitants"),
        **{f"{name}_share": _(PRIORITY_NAMES[name]) for name in PRIORITIES},
    }


def overlap_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each wave brought and reached again, missing where it is not known.

    Parameters
    ----------
    table
        From `cached_timeline`.
    """
    return known_gains(table)[list(overlap_labels())].assign(
        cohort=[plain_text(cohort_label(cohort), 160) for cohort in table["cohort"]],
        date=[partial_date(date) for date in table["date"]],
    )


def overlap_labels() -> dict[str, str]:
    """Return the titles of the columns of what each wave brought."""
    return {
        "cohort": _("Vague"),
        "date": _("Annonce"),
        "new_poles": _("Nouveaux sièges ici"),
        "reach_alone": _("Habitants à portée de la vague"),
        "new_reach": _("pour la première fois"),
        "overlap": _("déjà à portée"),
        "found": _("Lauréats au registre"),
        "official": _("Lauréats annoncés"),
    }


def total_table(atlas: Atlas) -> pd.DataFrame:
    """Return the published totals; columns as `total_labels`, empty where the table is missing."""
    totals = atlas.official_totals
    if totals is None or totals.empty:
        return pd.DataFrame(columns=list(total_labels()))
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


def total_labels() -> dict[str, str]:
    """Return the titles of the columns of the published totals."""
    return {
        "date": _("Date"),
        "figure": _("Nombre"),
        "what": _("Ce qui est compté"),
        "source": _("Source"),
    }


def _count(value: float | None) -> str:
    return _("non connu") if pd.isna(value) else number(value)


def unsure_note(table: pd.DataFrame) -> str:
    """Return which waves may have reached more people than is known, ``""`` where none may.

    Parameters
    ----------
    table
        From `cached_timeline`.
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
