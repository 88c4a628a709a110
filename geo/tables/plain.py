"""Tables as what JSON can hold."""

import math
from typing import Any

import numpy as np
import pandas as pd


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table; cells as of `plain_cell`."""
    columns = [(str(name), [plain_cell(cell) for cell in table[name]]) for name in table.columns]
    return [{name: cells[row] for name, cells in columns} for row in range(len(table))]


def plain_cell(cell: Any) -> Any:  # noqa: ANN401 - a cell of any table
    """Return a cell as Python's own value; what is not known, or no finite number, is None."""
    value = cell.item() if isinstance(cell, np.generic) else cell
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value
