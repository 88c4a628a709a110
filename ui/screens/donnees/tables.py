"""The tables on what the atlas rests on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from geo.problems import Problem
from geo.tables.atlas import Atlas
from ui.screens.donnees.facts import Holding, place_of
from ui.screens.donnees.words import holding_name
from ui.text.columns import Column, Kind, names
from ui.text.formats import partial_date
from ui.text.i18n import _
from ui.text.labels import cohort_short, enumeration
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.safe import plain_text, web_address
from ui.view.sources import sources_in_service

FAULTS: Final = (
    Column("file", N_("Fichier")),
    Column("line", N_("Ligne"), Kind.YEAR),
    Column("column", N_("Colonne")),
    Column("value", N_("Valeur")),
    Column("sentence", N_("Ce qui ne va pas, et le remède"), width="large"),
)

HOLDINGS: Final = (
    Column("name", N_("Table ou calque")),
    Column("rows", N_("Lignes"), Kind.NUMBER),
    Column("state", N_("État")),
    Column("producers", N_("Producteurs"), width="medium"),
    Column("vintages", N_("Millésimes"), width="medium"),
    Column("licences", N_("Licence"), width="medium"),
    Column("date", N_("Édition la plus récente")),
    Column("copied", N_("Notre copie, du")),
    Column("file", N_("Fichier")),
)
SOURCES: Final = (
    Column("title", N_("Source"), width="large"),
    Column("producer", N_("Producteur"), width="medium"),
    Column("vintage", N_("Millésime")),
    Column("licence", N_("Licence")),
    Column("date", N_("Édition lue, datée de")),
    Column("copied", N_("Notre copie, du")),
    Column("page", N_("Page"), Kind.LINK, width="medium"),
    Column("note", N_("Remarque"), width="large"),
)
COMPLETENESS: Final = (
    Column("wave", N_("Vague")),
    Column("date", N_("Annonce")),
    Column("official", N_("Lauréats annoncés"), Kind.NUMBER),
    Column("found", N_("au registre"), Kind.NUMBER),
    Column("missing", N_("qui manquent"), Kind.NUMBER),
    Column("seated", N_("au siège connu"), Kind.NUMBER),
    Column("unseated", N_("sans siège connu"), Kind.NUMBER),
    Column("names", N_("Pôles dont le siège manque"), width="large"),
)
NAMES_LIMIT: Final = 4000


def _each_once(column: pd.Series) -> str:
    return " ; ".join(plain_text(value) for value in dict.fromkeys(column.dropna()))


def holding_table(atlas: Atlas, held: Sequence[Holding]) -> pd.DataFrame:
    """Return the tables and layers with what their sources say; columns of `HOLDINGS`.

    Parameters
    ----------
    atlas
        The tables.
    held
        From `ui.screens.donnees.facts.holdings`.
    """
    rows = []
    for one in held:
        state = _("lisible") if one.problem is None else plain_text(told(one.problem))
        used = _used(atlas, one.sources)
        rows.append(
            (
                holding_name(one),
                one.rows,
                state,
                _each_once(used["producer"]),
                _each_once(used["vintage"]),
                _each_once(used["licence"]),
                partial_date(used["date"].dropna().max()),
                partial_date(used["copied"].dropna().max()),
                place_of(one),
            )
        )
    return pd.DataFrame(rows, columns=names(HOLDINGS)).astype({"rows": "Int64"})


def _used(atlas: Atlas, ids: Sequence[str]) -> pd.DataFrame:
    wanted = ["id", *names(SOURCES)]
    listed = sources_in_service(atlas)
    if listed is None:
        return pd.DataFrame(columns=wanted, dtype="str")
    # An atlas needs neither the note nor the date of the copy.
    order = {source: rank for rank, source in enumerate(ids)}
    used = listed[listed["id"].isin(order)]
    return used.sort_values("id", key=lambda one: one.map(order)).reindex(columns=wanted)


def source_table(atlas: Atlas, ids: Sequence[str]) -> pd.DataFrame:
    """Return some sources, one a row; columns of `SOURCES`."""
    used = _used(atlas, ids)
    words = {name: used[name].map(plain_text) for name in ("title", "producer", "licence", "note")}
    dates = {name: used[name].map(partial_date) for name in ("date", "copied")}
    pages = [web_address(page) or None for page in used["page"]]
    return used.assign(**words, **dates, page=pages)[names(SOURCES)]


def completeness_table(
    records: pd.DataFrame, seatless: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Return how much of each wave the register holds, and what is missing.

    Parameters
    ----------
    records
        From `geo.compare.claims.wave_records`.
    seatless
        From `ui.screens.donnees.facts.seatless`.
    """
    missing = (records["official"] - records["found"]).clip(lower=0)
    return pd.DataFrame(
        {
            "wave": [cohort_short(str(wave)) for wave in records.index],
            "date": [partial_date(date) for date in records["date"]],
            "official": records["official"].array,
            "found": records["found"].array,
            "missing": missing.array,
            "seated": records["seated"].array,
            "unseated": (records["found"] - records["seated"]).array,
            "names": [
                plain_text(enumeration(list(seatless.get(str(wave), ()))), NAMES_LIMIT)
                for wave in records.index
            ],
        }
    )


def fault_table(faults: Iterable[Problem]) -> pd.DataFrame:
    """Return the faults of the register, one a row; columns of `FAULTS`."""
    rows = [
        (
            fault.file,
            # Rows of a database have no number that could be looked up: their sentences give none.
            fault.line if "line" in fault.message.fields else None,
            fault.column,
            plain_text(fault.value),
            plain_text(told(fault.message)),
        )
        for fault in faults
    ]
    return pd.DataFrame(rows, columns=names(FAULTS)).astype({"line": "Int64"})
