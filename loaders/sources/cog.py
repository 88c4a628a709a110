"""Reference list of communes (COG 2025) and translation of codes that have changed since 1943."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from loaders.errors import LoaderError
from loaders.read.reading import read_csv
from loaders.read.values import require_known, require_pattern, require_unique
from loaders.reports import Report

COMMUNE_PATTERN = r"(?:[0-9]{2}|2[AB])[0-9]{3}"
COG_DATE = "2025-01-01"

# Saint-Pierre-et-Miquelon, Saint-Barthélemy, Saint-Martin, southern lands, Wallis-et-Futuna,
# French Polynesia, Nouvelle-Calédonie, Clipperton: no département, hence outside the atlas.
OUT_OF_SCOPE_PREFIXES = ("975", "977", "978", "984", "986", "987", "988", "989")

# Paris, Lyon and Marseille: their arrondissements have codes but are not communes.
ARRONDISSEMENT_PATTERN = r"751(?:0[1-9]|1[0-9]|20)|6938[1-9]|132(?:0[1-9]|1[0-6])"

EVENT_REESTABLISHMENT = "21"
TYPE_COMMUNE = "COM"

MAX_LISTED_CODES = 10


@dataclass(frozen=True)
class Cog:
    """The communes of 1 January 2025 and the way to them from older codes.

    Attributes
    ----------
    codes : frozenset of str
        The 34 875 codes.
    passage : mapping of str to str
        Any code since 1943 to the code of 2025 that now holds its town.
    parents : mapping of str to str
        Re-created commune to the commune it left: in a list older than the split, the value of
        the second is also that of the first.
    accept_unknown : bool
        Report unknown codes as refused instead of raising.
    """

    codes: frozenset[str]
    passage: Mapping[str, str]
    parents: Mapping[str, str] = field(default_factory=dict)
    accept_unknown: bool = False

    def match(  # noqa: PLR0913
        self,
        frame: pd.DataFrame,
        column: str,
        *,
        source: str,
        path: Path,
        report: Report,
        exhaustive: bool = False,
    ) -> pd.DataFrame:
        """Give each row the commune of 2025 that its code stands for, and report the changes.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows of a source, index = line in the file.
        column : str
            Column that holds commune codes.
        source : str
            Id of the source in the report.
        path : pathlib.Path
            File the rows come from.
        report : Report
            Receives one entry per code that is not simply found.
        exhaustive : bool
            Whether the source lists every commune of its time. Then a commune of 2025 that
            nothing reaches receives the rows of the commune it left (`parents`).

        Returns
        -------
        pandas.DataFrame
            The rows kept, with a column ``commune`` (code of 2025); several rows may share a
            commune when their towns have merged. Sorted by line, then commune.

        Raises
        ------
        LoaderError
            A code is malformed, or unknown to the history of the COG.
        """
        require_pattern(frame, column, COMMUNE_PATTERN, path, "un code commune à cinq caractères")
        code = frame[column]
        current = code.isin(self.codes)
        outside = ~current & code.str.startswith(OUT_OF_SCOPE_PREFIXES)
        translated = ~current & ~outside & code.isin(self.passage.keys())
        unknown = ~current & ~outside & ~translated
        report.add_counts(source, rows=len(frame), matched=int(current.sum()))
        self._report_outside(frame.loc[outside, column], source, report)
        self._report_unknown(frame.loc[unknown, column], source, path, column, report)
        for line, old in frame.loc[translated, column].items():
            reason = "code antérieur au COG 2025"
            report.add_code(source, old, "translated", self.passage[old], int(line), reason)
        kept = frame.loc[current | translated].copy()
        kept["commune"] = kept[column].where(current, kept[column].map(self.passage))
        if exhaustive:
            kept = self._inherit(kept, source, report)
        return kept

    def require_all(self, communes: Collection[str], path: Path, column: str) -> None:
        """Refuse a list that should hold every commune and does not.

        Parameters
        ----------
        communes : collection of str
            Codes of 2025 that the file reaches.
        path : pathlib.Path
            The file.
        column : str
            Its column of codes.

        Raises
        ------
        LoaderError
            Naming the first communes that are missing.
        """
        missing = sorted(self.codes.difference(communes))
        if missing:
            raise LoaderError(
                f"{len(missing)} communes du COG 2025 manquent, dont "
                f"{', '.join(missing[:MAX_LISTED_CODES])}",
                file=path,
                column=column,
                advice="Le fichier est tronqué ou d'un autre millésime : reprenez-le avec "
                "`python -m loaders download`.",
            )

    def _inherit(self, kept: pd.DataFrame, source: str, report: Report) -> pd.DataFrame:
        reached = set(kept["commune"])
        heirs = {
            child: parent
            for child, parent in sorted(self.parents.items())
            if child not in reached and parent in reached
        }
        copies = []
        for child, parent in heirs.items():
            inherited = kept.loc[kept["commune"] == parent].assign(commune=child)
            copies.append(inherited)
            report.add_code(
                source,
                parent,
                "inherited",
                child,
                int(inherited.index[0]),
                "commune rétablie depuis : reçoit la valeur de celle dont elle est sortie",
            )
        return pd.concat([kept, *copies]).sort_index(kind="stable") if copies else kept

    def _report_outside(self, codes: pd.Series, source: str, report: Report) -> None:
        for line, code in codes.items():
            reason = "hors des 101 départements"
            report.add_code(source, code, "out-of-scope", "", int(line), reason)

    def _report_unknown(
        self, codes: pd.Series, source: str, path: Path, column: str, report: Report
    ) -> None:
        if codes.empty:
            return
        if not self.accept_unknown:
            listed = ", ".join(codes.unique()[:MAX_LISTED_CODES])
            raise LoaderError(
                f"{codes.nunique()} code(s) inconnu(s) de l'historique des communes : {listed}",
                file=path,
                line=int(codes.index[0]),
                column=column,
                value=codes.iloc[0],
                advice="Corrigez le code, ou relancez avec `--accept-unknown` pour laisser ces "
                "lignes de côté et les lister dans data/codes_report.csv.",
            )
        for line, code in codes.items():
            reason = "code inconnu de l'historique des communes"
            report.add_code(source, code, "refused", "", int(line), reason)


def read_passage(path: Path, codes: frozenset[str]) -> dict[str, str]:
    """Read the table that leads from any past code to one of 2025.

    Parameters
    ----------
    path : pathlib.Path
        ``passage_communes_vers_cog2025.csv``.
    codes : frozenset of str
        Communes of 2025.

    Returns
    -------
    dict of str to str
        Past code to present code; present codes map to themselves.

    Raises
    ------
    LoaderError
        Layout broken, key repeated, or a target that is no commune of 2025.
    """
    frame = read_csv(path, ["DEPCOM_HIST", "DEPCOM"])
    require_pattern(frame, "DEPCOM_HIST", COMMUNE_PATTERN, path, "un code commune")
    require_unique(frame, ["DEPCOM_HIST"], path)
    require_known(frame, "DEPCOM", codes, path, "commune du COG 2025")
    return dict(zip(frame["DEPCOM_HIST"], frame["DEPCOM"], strict=True))


def reestablished(movements: pd.DataFrame, codes: frozenset[str]) -> dict[str, str]:
    """Find the communes that left another one.

    Parameters
    ----------
    movements : pandas.DataFrame
        What `read_movements` returned.
    codes : frozenset of str
        Communes of 2025.

    Returns
    -------
    dict of str to str
        Re-created commune to the commune it left, both of 2025; the latest event wins.
    """
    frame = movements
    split = frame[
        (frame["MOD"] == EVENT_REESTABLISHMENT)
        & (frame["TYPECOM_AV"] == TYPE_COMMUNE)
        & (frame["TYPECOM_AP"] == TYPE_COMMUNE)
        & (frame["COM_AV"] != frame["COM_AP"])
        & frame["COM_AV"].isin(codes)
        & frame["COM_AP"].isin(codes)
    ].sort_values(["DATE_EFF", "COM_AP"])
    return dict(zip(split["COM_AP"], split["COM_AV"], strict=True))


def read_movements(path: Path) -> pd.DataFrame:
    """Read the movements of communes up to 1 January 2025.

    Parameters
    ----------
    path : pathlib.Path
        ``v_mvt_commune_2025.csv``.

    Returns
    -------
    pandas.DataFrame
        ``MOD``, ``DATE_EFF`` (ISO date), ``TYPECOM_AV``, ``COM_AV``, ``TYPECOM_AP``, ``COM_AP``.

    Raises
    ------
    LoaderError
        Layout broken or date malformed.
    """
    columns = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"]
    frame = read_csv(path, columns)
    require_pattern(frame, "DATE_EFF", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", path, "une date AAAA-MM-JJ")
    return frame[frame["DATE_EFF"] <= COG_DATE]


def count_towns(movements: pd.DataFrame, passage: Mapping[str, str], since: str) -> dict[str, int]:
    """Count the communes of a past date that each merged commune is made of.

    Parameters
    ----------
    movements : pandas.DataFrame
        What `read_movements` returned.
    passage : mapping of str to str
        Past code to code of 2025.
    since : str
        ISO date; merges after it are counted.

    Returns
    -------
    dict of str to int
        Commune of 2025 that took part in a movement after `since` to the number of communes of
        that date now in it; communes that are absent had no movement and stand for one.
    """
    later = movements[(movements["DATE_EFF"] > since) & (movements["TYPECOM_AV"] == TYPE_COMMUNE)]
    towns = later["COM_AV"].drop_duplicates()
    return {str(code): int(n) for code, n in towns.map(passage).value_counts().items()}
