"""What the Table Schema of the register asks of a cell, as Frictionless defines its terms."""

import csv
import re
from pathlib import Path
from typing import Any

from loaders.schema import table_schema

FIELDS: dict[str, dict[str, Any]] = {field["name"]: field for field in table_schema()["fields"]}


def accepts(field: dict[str, Any], cell: str) -> bool:
    """Tell whether a cell keeps the constraints of a field."""
    limits = field["constraints"]
    if not cell:
        return not limits["required"]
    if field["type"] == "integer":
        whole = re.fullmatch("-?[0-9]+", cell) is not None
        return whole and limits["minimum"] <= int(cell) <= limits.get("maximum", int(cell))
    # Anchored as a tool does that does not group.
    matched = re.match(f"^{limits.get('pattern', '.*')}$", cell) is not None
    return matched and cell in limits.get("enum", [cell])


def wrong_cells(path: Path) -> list[tuple[str, str, str]]:
    """Return pole, column and text of the cells of a register that are refused."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["id"], name, row[name])
            for row in csv.DictReader(file)
            for name, field in FIELDS.items()
            if not accepts(field, row[name])
        ]
