"""The tables on what the atlas rests on."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from geo.problems import Problem
from ui.text.columns import Column, Kind, names
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.safe import plain_text

FAULTS: Final = (
    Column("file", N_("Fichier")),
    Column("line", N_("Ligne"), Kind.YEAR),
    Column("column", N_("Colonne")),
    Column("value", N_("Valeur")),
    Column("sentence", N_("Ce qui ne va pas, et le remède"), width="large"),
)


def fault_table(faults: Iterable[Problem]) -> pd.DataFrame:
    """Return the faults of the register, one a row; columns of `FAULTS`."""
    rows = [
        (
            fault.file,
            fault.line,
            fault.column,
            plain_text(fault.value),
            plain_text(told(fault.message)),
        )
        for fault in faults
    ]
    return pd.DataFrame(rows, columns=names(FAULTS)).astype({"line": "Int64"})
