"""What happened to the codes of each source, kept in ``data/`` so that anyone can recount it."""

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

OUTCOMES = ("matched", "translated", "inherited", "refused", "out-of-scope")
NOTED = "noted"

CODES_COLUMNS = ["source", "code", "outcome", "target", "line", "reason"]
CLASSES_COLUMNS = ["source", "column", "class", "rows", "communes"]


@dataclass
class Report:
    """Collects outcomes while the loaders run; written as three CSV files at the end.

    Attributes
    ----------
    codes : dict
        One entry per code that was not simply found: (source, code, target, line) to
        (outcome, reason).
    counts : dict of str to collections.Counter
        Per source: ``rows`` and the number of codes per outcome.
    classes : list of tuple
        Source, column, class, rows of the file in that class, communes in it once translated.
    """

    codes: dict[tuple[str, str, str, int], tuple[str, str]] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    classes: list[tuple[str, str, str, int, int]] = field(default_factory=list)

    def add_code(  # noqa: PLR0913, PLR0917 - one per column of codes_report.csv
        self, source: str, code: str, outcome: str, target: str, line: int, reason: str
    ) -> None:
        """Record a code that was not simply found, and count it.

        Parameters
        ----------
        source : str
            Id of the source in ``sources.csv``.
        code : str
            Code as the file has it.
        outcome : str
            ``translated`` (code since merged or renamed), ``inherited`` (commune re-created since:
            takes the value of the one it left), ``refused`` or ``out-of-scope``.
        target : str
            Code of COG 2025 that received the value, ``""`` when none.
        line : int
            Line in the file.
        reason : str
            Why, in French.
        """
        if outcome not in OUTCOMES[1:]:
            msg = f"unknown outcome {outcome!r}"
            raise ValueError(msg)
        self.codes[source, code, target, line] = (outcome, reason)
        self.counts.setdefault(source, Counter())[outcome] += 1

    def add_note(self, source: str, code: str, target: str, line: int, reason: str) -> None:
        """Record something worth knowing about a code that was found as it is.

        Parameters
        ----------
        source, code, target, line, reason
            As `add_code`; the outcome is ``noted`` and counts nowhere.
        """
        self.codes[source, code, target, line] = (NOTED, reason)

    def add_reason(self, source: str, code: str, target: str, line: int, reason: str) -> None:
        """Say more about a code already recorded, without counting it again.

        Parameters
        ----------
        source, code, target, line
            As they were given to `add_code`.
        reason : str
            What to add, in French.
        """
        outcome, known = self.codes[source, code, target, line]
        self.codes[source, code, target, line] = (outcome, f"{known} ; {reason}")

    def add_counts(self, source: str, *, rows: int, matched: int) -> None:
        """Record how many rows a source has and how many of its codes were found as they are.

        Parameters
        ----------
        source : str
            Id of the source in ``sources.csv``.
        rows : int
            Lines of data in the file.
        matched : int
            Lines whose code exists in COG 2025.
        """
        counter = self.counts.setdefault(source, Counter())
        counter["rows"] += rows
        counter["matched"] += matched

    def add_class(self, source: str, column: str, name: str, *, rows: int, communes: int) -> None:
        """Record how many rows and communes fall in one class of a zoning.

        Parameters
        ----------
        source : str
            Id of the source in ``sources.csv``.
        column : str
            Column of ``communes.parquet`` that holds the class.
        name : str
            The class, as that column has it.
        rows : int
            Lines of the file in that class, before any translation.
        communes : int
            Communes of COG 2025 in that class, after translation.
        """
        self.classes.append((source, column, name, rows, communes))

    def codes_table(self) -> pd.DataFrame:
        """Return ``codes_report.csv``.

        Returns
        -------
        pandas.DataFrame
            Columns `CODES_COLUMNS`, sorted by source, code and target.
        """
        rows = [
            (source, code, outcome, target, line, reason)
            for (source, code, target, line), (outcome, reason) in self.codes.items()
        ]
        table = pd.DataFrame(rows, columns=CODES_COLUMNS)
        return table.sort_values(["source", "code", "target", "line"], ignore_index=True)

    def counts_table(self) -> pd.DataFrame:
        """Return ``build_report.csv``.

        Returns
        -------
        pandas.DataFrame
            source, rows, matched, translated, inherited, refused, out_of_scope; sorted by source.
        """
        rows = [
            {
                "source": source,
                "rows": counter["rows"],
                **{outcome.replace("-", "_"): counter[outcome] for outcome in OUTCOMES},
            }
            for source, counter in sorted(self.counts.items())
        ]
        return pd.DataFrame(rows)

    def classes_table(self) -> pd.DataFrame:
        """Return ``classes_report.csv``.

        Returns
        -------
        pandas.DataFrame
            Columns `CLASSES_COLUMNS`, sorted.
        """
        table = pd.DataFrame(self.classes, columns=CLASSES_COLUMNS)
        return table.sort_values(["source", "column", "class"], ignore_index=True)
