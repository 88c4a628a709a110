"""Rural zonings and types of communes: ZRR, FRR, density grid, rural types."""

from pathlib import Path

import pandas as pd

from loaders.read.reading import read_csv
from loaders.read.values import require_known, require_unique
from loaders.reports import Report
from loaders.sources.cog import Cog

ZRR_TITLE_LINES = 5
ZRR_CLASSES = {
    "C - Classée en ZRR": "classee",
    "P - Commune partiellement classée en ZRR": "partiel",
    "NC - Commune non classée": "non",
}

FRR_COLUMN = "Classement FRR et FRR+ au 10 juillet 2025"
FRR_CLASSES = {
    "Non classée": "non",
    "Classée FRR partiellement": "partiel",
    "FRR socle": "socle",
    "FRR+": "plus",
    "FRR bénéficiaire": "beneficiaire",
    "FRR bénéficiaire partiellement": "beneficiaire-partiel",
}

# Numbered as Insee numbers its seven-level grid.
DENSITY_LEVELS = {
    "Grands centres urbains": 1,
    "Centres urbains intermédiaires": 2,
    "Ceintures urbaines": 3,
    "Petites villes": 4,
    "Bourgs ruraux": 5,
    "Rural à habitat dispersé": 6,
    "Rural à habitat très dispersé": 7,
}

RURAL_TYPES = frozenset(
    {
        "Les petites polarités industrielles et artisanales",
        "Les petites polarités mixtes",
        "Les ruralités productives agricoles",
        "Les ruralités productives ouvrières",
        "Les ruralités résidentielles aisées",
        "Les ruralités résidentielles mixtes",
        "Les ruralités touristiques spécialisées",
        "Les ruralités touristiques à dominante résidentielle",
    }
)
NO_RURAL_TYPE = frozenset(
    {
        "Hors champ : DOM ou commune urbaine",
        "Commune dont le périmètre a changé depuis la réalisation de la typologie",
    }
)


def read_zrr(path: Path, cog: Cog, report: Report) -> pd.Series:
    """Read the ZRR in force until 30 June 2024, published in COG 2021.

    A commune made of towns of which only some were classed is ``partiel``.

    Parameters
    ----------
    path : pathlib.Path
        ``diffusion-zonages-zrr-cog2021.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives counts, translations and classes.

    Returns
    -------
    pandas.Series
        Index commune (sorted, all of them), values ``non`` | ``partiel`` | ``classee``.

    Raises
    ------
    LoaderError
        Layout broken, class unknown, a commune absent or listed twice.
    """
    frame = read_csv(path, ["CODGEO", "ZRR_SIMP"], header_line=ZRR_TITLE_LINES + 1)
    require_known(frame, "ZRR_SIMP", ZRR_CLASSES, path, "classement ZRR")
    require_unique(frame, ["CODGEO"], path)
    frame["class"] = frame["ZRR_SIMP"].map(ZRR_CLASSES)
    matched = cog.match(frame, "CODGEO", source="zrr", path=path, report=report, exhaustive=True)
    cog.require_all(set(matched["commune"]), path, "CODGEO")
    return merge_classes(matched, "CODGEO", source="zrr", column="zrr", report=report)


def read_frr(path: Path, cog: Cog, report: Report) -> pd.Series:
    """Read the FRR classes on 10 July 2025.

    Parameters
    ----------
    path : pathlib.Path
        ``liste-communes-FRR-juillet2025.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives counts and classes.

    Returns
    -------
    pandas.Series
        Index commune (sorted, all of them), values ``non`` | ``partiel`` | ``socle`` | ``plus`` |
        ``beneficiaire`` | ``beneficiaire-partiel``.

    Raises
    ------
    LoaderError
        Layout broken, class unknown, a commune absent or listed twice.
    """
    frame = read_csv(path, ["Code_insee", FRR_COLUMN], delimiter=";")
    require_known(frame, FRR_COLUMN, FRR_CLASSES, path, "classement FRR")
    require_unique(frame, ["Code_insee"], path)
    frame["class"] = frame[FRR_COLUMN].map(FRR_CLASSES)
    matched = cog.match(frame, "Code_insee", source="frr", path=path, report=report)
    cog.require_all(set(matched["commune"]), path, "Code_insee")
    return merge_classes(matched, "Code_insee", source="frr", column="frr", report=report)


def read_density(path: Path, cog: Cog, report: Report) -> pd.DataFrame:
    """Read the seven-level density grid.

    Parameters
    ----------
    path : pathlib.Path
        ``densite.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives the counts.

    Returns
    -------
    pandas.DataFrame
        Index commune (sorted, all of them): ``density`` (int64, 1 = densest ... 7),
        ``density_label``.

    Raises
    ------
    LoaderError
        Layout broken, level unknown, a commune absent or listed twice.
    """
    frame = read_csv(path, ["insee_com", "niveau_densite"])
    require_known(frame, "niveau_densite", DENSITY_LEVELS, path, "niveau de densité")
    require_unique(frame, ["insee_com"], path)
    matched = cog.match(frame, "insee_com", source="densite", path=path, report=report)
    cog.require_all(set(matched["commune"]), path, "insee_com")
    table = matched.set_index("commune").sort_index()
    return pd.DataFrame(
        {
            "density": table["niveau_densite"].map(DENSITY_LEVELS).astype("int64"),
            "density_label": table["niveau_densite"],
        }
    )


def read_rural_types(path: Path, cog: Cog, report: Report) -> pd.Series:
    """Read the rural types of the ANCT.

    Parameters
    ----------
    path : pathlib.Path
        ``ruralite.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives counts and classes; the two reasons for having no type are told apart there.

    Returns
    -------
    pandas.Series
        Index commune (sorted, all of them); null for urban or overseas communes and for those
        whose limits have changed since.

    Raises
    ------
    LoaderError
        Layout broken, type unknown, a commune absent or listed twice.
    """
    frame = read_csv(path, ["insee_com", "niveau_ruralite"])
    known = RURAL_TYPES | NO_RURAL_TYPE
    require_known(frame, "niveau_ruralite", known, path, "type de ruralité")
    require_unique(frame, ["insee_com"], path)
    matched = cog.match(frame, "insee_com", source="ruralite", path=path, report=report)
    cog.require_all(set(matched["commune"]), path, "insee_com")
    kind = matched.set_index("commune").sort_index()["niveau_ruralite"]
    for name, rows in frame["niveau_ruralite"].value_counts().sort_index().items():
        communes = int((kind == name).sum())
        report.add_class("ruralite", "rural_type", name, rows=int(rows), communes=communes)
    return kind.mask(kind.isin(NO_RURAL_TYPE))


def merge_classes(
    matched: pd.DataFrame, code: str, *, source: str, column: str, report: Report
) -> pd.Series:
    """Give one class to each commune: ``partiel`` where its towns had different ones.

    Parameters
    ----------
    matched : pandas.DataFrame
        Rows with ``commune`` and ``class``, index = line.
    code : str
        Column of the original code.
    source, column : str
        Id of the source, and column of ``communes.parquet`` that the class goes to.
    report : Report
        Receives the counts per class, and why a translated town lost its class.

    Returns
    -------
    pandas.Series
        Index commune (sorted), values of ``class``.
    """
    by_commune = matched.groupby("commune")["class"]
    mixed = by_commune.min() != by_commune.max()
    merged = by_commune.first().mask(mixed, "partiel").sort_index()
    result = matched["commune"].map(merged)
    moved = (matched["class"] != result) & (matched[code] != matched["commune"])
    for line, row in matched[moved].iterrows():
        reason = f"classement {row['class']}, commune fusionnée classée en partie"
        report.add_reason(source, row[code], row["commune"], int(line), reason)
    rows = matched.loc[~matched.index.duplicated(), "class"].value_counts()
    communes = merged.value_counts()
    for name in sorted(set(rows.index) | set(communes.index)):
        report.add_class(
            source,
            column,
            name,
            rows=int(rows.get(name, 0)),
            communes=int(communes.get(name, 0)),
        )
    return merged
