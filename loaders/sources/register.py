"""The register of poles, its waves and the published totals: kept by hand, hence checked."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from geo import vocabulary
from geo.tables.register import SLUG_PATTERN, URL_PATTERN
from loaders.sources.cog import COMMUNE_PATTERN
from loaders.errors import LoaderError
from loaders.read.reading import read_csv

POLES_FILE = "poles.csv"
WAVES_FILE = "waves.csv"
TOTALS_FILE = "official_totals.csv"

WHOLE_PATTERN = r"[0-9]+"
TERRITORY_PATTERN = r"[a-z]+(?:-[a-z]+)*:[0-9AB]+|france|metropole"
DATE_PATTERN = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
TOTAL_DATE_PATTERN = DATE_PATTERN + r"|[0-9]{4}/[0-9]{4}"

FIX = "Corrigez cette cellule de {file} puis relancez `python -m loaders check`."


def _text(pattern: str | None = None, *, absent: bool = False, said: str = "") -> pa.Column:
    checks = []
    if pattern is not None:
        checks.append(
            pa.Check.str_matches(rf"^(?:{pattern})$" + ("|^$" if absent else ""), error=said)
        )
    elif not absent:
        checks.append(pa.Check.str_length(min_value=1, error="la cellule est vide"))
    return pa.Column(str, checks)


def _one_of(allowed: tuple[str, ...], *, absent: bool = False) -> pa.Column:
    known = [*allowed, ""] if absent else list(allowed)
    return pa.Column(
        str, pa.Check.isin(known, error=f"valeur inconnue ; attendu : {', '.join(allowed)}")
    )


def _list_of(allowed: tuple[str, ...]) -> pa.Column:
    def known(cell: pd.Series) -> pd.Series:
        parts = cell.str.split(";").explode()
        return parts.isin(allowed).groupby(level=0).all()

    said = f"liste vide ou valeur inconnue ; attendu, séparé par « ; » : {', '.join(allowed)}"
    return pa.Column(str, pa.Check(known, error=said))


WHOLE_SAID = "ce n'est pas un nombre entier"
URL_SAID = "ce n'est pas une adresse http(s)"
YEAR_SAID = "ce n'est pas une année"

POLES_SCHEMA = pa.DataFrameSchema(
    {
        "id": _text(SLUG_PATTERN, said="ce n'est pas un identifiant en minuscules et tirets"),
        "name": _text(),
        "lead_organisation": _text(absent=True),
        "commune": _text(COMMUNE_PATTERN, absent=True, said="ce n'est pas un code commune"),
        "commune_name": _text(absent=True),
        "departement": _text(absent=True),
        "cohorts": _list_of(vocabulary.COHORTS),
        "status": _one_of(vocabulary.STATUSES),
        "sectors": _list_of(vocabulary.SECTORS),
        "year_created": _text(r"(?:19|20)[0-9]{2}", absent=True, said=YEAR_SAID),
        "territory": _text(absent=True),
        "territory_codes": _text(
            rf"(?:{TERRITORY_PATTERN})(?:;(?:{TERRITORY_PATTERN}))*",
            absent=True,
            said="ce n'est pas une liste « genre:code » séparée par « ; »",
        ),
        "territory_claim": _one_of(vocabulary.TERRITORY_CLAIMS, absent=True),
        "territory_population": _text(WHOLE_PATTERN, absent=True, said=WHOLE_SAID),
        "members": _text(WHOLE_PATTERN, absent=True, said=WHOLE_SAID),
        "jobs": _text(WHOLE_PATTERN, absent=True, said=WHOLE_SAID),
        "grant_eur": _text(WHOLE_PATTERN, absent=True, said=WHOLE_SAID),
        "website": _text(URL_PATTERN, absent=True, said=URL_SAID),
        "source_url": _text(URL_PATTERN, said=URL_SAID),
        "source_note": _text(absent=True),
        "confidence": _one_of(vocabulary.CONFIDENCES),
        "location_precision": _one_of(vocabulary.LOCATION_PRECISIONS),
    },
    strict=True,
    ordered=True,
)

WAVES_SCHEMA = pa.DataFrameSchema(
    {
        "cohort": _one_of(vocabulary.COHORTS),
        "label_fr": _text(),
        "label_en": _text(),
        "date": _text(
            DATE_PATTERN, absent=True, said="ce n'est pas une date AAAA, AAAA-MM ou AAAA-MM-JJ"
        ),
        **{
            column: _text(WHOLE_PATTERN, absent=True, said=WHOLE_SAID)
            for column in (
                "official_count",
                "found_in_register",
                "files_received",
                "admissible",
                "budget_eur",
                "grant_min_eur",
                "grant_max_eur",
            )
        },
        "source_url": _text(URL_PATTERN, absent=True, said=URL_SAID),
        "note_fr": _text(absent=True),
    },
    strict=True,
    ordered=True,
)

TOTALS_SCHEMA = pa.DataFrameSchema(
    {
        "date": _text(TOTAL_DATE_PATTERN, said="ce n'est ni une date ni « AAAA/AAAA »"),
        "figure": _text(WHOLE_PATTERN, said=WHOLE_SAID),
        "what_fr": _text(),
        "what_en": _text(),
        "source_url": _text(URL_PATTERN, absent=True, said=URL_SAID),
    },
    strict=True,
    ordered=True,
)

Territories = Mapping[str, frozenset[str]]


def validate_register(data_dir: Path, communes: pd.DataFrame, territories: Territories) -> None:
    """Refuse a register that breaks its schema or points to a territory that does not exist.

    Parameters
    ----------
    data_dir : pathlib.Path
        Folder of ``poles.csv``, ``waves.csv`` and ``official_totals.csv``.
    communes : pandas.DataFrame
        ``code``, ``name``, ``departement`` of COG 2025.
    territories : mapping of str to frozenset of str
        Kind of territory (``epci``...) to its codes.

    Raises
    ------
    LoaderError
        Naming file, line, column and value of the first fault.
    """
    poles_path = data_dir / POLES_FILE
    poles = read_register(poles_path, POLES_SCHEMA)
    _require_unique(poles, "id", poles_path)
    _check_seats(poles, communes, poles_path)
    _check_territories(poles, territories, poles_path)
    waves_path = data_dir / WAVES_FILE
    waves = read_register(waves_path, WAVES_SCHEMA)
    _require_unique(waves, "cohort", waves_path)
    _check_waves(waves, poles, waves_path)
    read_register(data_dir / TOTALS_FILE, TOTALS_SCHEMA)


def read_register(path: Path, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Read one of the three files and hold it against its schema.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    schema : pandera.DataFrameSchema
        `POLES_SCHEMA`, `WAVES_SCHEMA` or `TOTALS_SCHEMA`.

    Returns
    -------
    pandas.DataFrame
        All ``str``, index ``line``.

    Raises
    ------
    LoaderError
        Naming the first cell at fault.
    """
    columns = list(schema.columns)
    # A register that holds no pole yet is one; waves and totals were published.
    frame = read_csv(path, columns, may_be_empty=path.name == POLES_FILE)
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.dropna(subset="index")
        first = cases.sort_values(["index", "column"]).iloc[0]
        line, column = int(first["index"]), str(first["column"])
        raise LoaderError(
            str(first["check"]),
            file=path,
            line=line,
            column=column,
            value=str(frame.loc[line, column]),
            advice=FIX.format(file=path.name),
        ) from error


def _check_seats(poles: pd.DataFrame, communes: pd.DataFrame, path: Path) -> None:
    known = communes.set_index("code")
    seated = poles[poles["commune"] != ""]
    _refuse(
        seated,
        "commune",
        ~seated["commune"].isin(known.index),
        path,
        "ce code n'est pas une commune du COG 2025",
    )
    for column, expected in (("commune_name", "name"), ("departement", "departement")):
        wrong = seated[column] != seated["commune"].map(known[expected])
        _refuse(seated, column, wrong, path, "ne correspond pas au code de la commune du siège")
    unseated = poles[poles["commune"] == ""]
    _refuse(
        unseated,
        "location_precision",
        unseated["location_precision"] == "commune",
        path,
        "précision « commune » pour un pôle sans commune de siège",
    )
    elsewhere = unseated["departement"] != ""
    unknown = elsewhere & ~unseated["departement"].isin(set(communes["departement"]))
    _refuse(unseated, "departement", unknown, path, "ce département n'existe pas")


def _check_territories(poles: pd.DataFrame, territories: Territories, path: Path) -> None:
    known = {f"{kind}:{code}" for kind, codes in territories.items() for code in codes}
    known |= {"france", "metropole"}
    listed = poles.loc[poles["territory_codes"] != "", "territory_codes"].str.split(";").explode()
    wrong = listed[~listed.isin(known)]
    if not wrong.empty:
        raise LoaderError(
            "ce territoire n'existe pas dans la géographie de 2025",
            file=path,
            line=int(wrong.index[0]),
            column="territory_codes",
            value=wrong.iloc[0],
            advice=FIX.format(file=path.name),
        )
    has_codes = poles["territory_codes"] != ""
    _refuse(
        poles,
        "territory_claim",
        has_codes != (poles["territory_claim"] != ""),
        path,
        "« territory_claim » et « territory_codes » vont ensemble",
    )


def _check_waves(waves: pd.DataFrame, poles: pd.DataFrame, path: Path) -> None:
    missing = [cohort for cohort in vocabulary.COHORTS if cohort not in set(waves["cohort"])]
    if missing:
        raise LoaderError(
            f"il manque les vagues {', '.join(missing)}",
            file=path,
            column="cohort",
            advice="Ajoutez une ligne par vague.",
        )
    dated = waves["cohort"] != vocabulary.UNDATED_COHORT
    _refuse(waves, "source_url", dated & (waves["source_url"] == ""), path, "la source manque")
    held = poles["cohorts"].str.split(";").explode().value_counts()
    counted = waves["cohort"].map(held).fillna(0).astype("int64").astype("str")
    _refuse(
        waves,
        "found_in_register",
        waves["found_in_register"] != counted,
        path,
        f"{POLES_FILE} compte un autre nombre de pôles dans cette vague",
    )


def _require_unique(frame: pd.DataFrame, column: str, path: Path) -> None:
    _refuse(frame, column, frame.duplicated(column), path, "cette clé figure déjà plus haut")


def _refuse(frame: pd.DataFrame, column: str, wrong: pd.Series, path: Path, problem: str) -> None:
    if wrong.any():
        line = frame.index[wrong][0]
        raise LoaderError(
            problem,
            file=path,
            line=int(line),
            column=column,
            value=str(frame.loc[line, column]),
            advice=FIX.format(file=path.name),
        )
