"""Other registers than today's, and the suite on them: ``python -m tests.registers more``.

The tests must let the register live: with one pole more, one less, or none, all pass. The command
copies the checkout, writes such a register in its ``data/``, nothing else, and runs pytest there;
what follows the name goes to pytest.
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from loaders.layout import REGISTER_FILES

ROOT: Final = Path(__file__).parent.parent
DATA_VARIABLE: Final = "ATLAS_DATA"

Row = dict[str, str]

ONE_MORE: Final[Row] = {
    "id": "un-de-plus",
    "name": "Un pôle de plus",
    "commune": "26198",
    "commune_name": "Montélimar",
    "departement": "26",
    "cohorts": "appel-2015;ami-2021",
    "status": "actif",
    "sectors": "energie",
    "territory": "Montélimar Agglomération",
    "territory_codes": "epci:200040459",
    "territory_claim": "declared",
    "source_url": "https://example.org/un-de-plus",
    "confidence": "high",
    "location_precision": "commune",
}


def _one_less(rows: list[Row]) -> list[Row]:
    """Leave out the first pole with a seat and a dated wave: it counts in most figures."""
    gone = next((row for row in rows if row["commune"] and row["cohorts"] != "recense"), None)
    return [row for row in rows if row is not gone]


OTHERS: Final[Mapping[str, Callable[[list[Row]], list[Row]]]] = {
    "more": lambda rows: [*rows, ONE_MORE],
    "less": _one_less,
    "empty": lambda _rows: [],
}


def rewrite(path: Path, change: Callable[[list[Row]], list[Row]]) -> None:
    """Change the rows of a CSV file, header and order of columns kept."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows, columns = change(list(reader)), list(reader.fieldnames or ())
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change_register(folder: Path, other: str) -> None:
    """Give a folder of tables another register, valid.

    Parameters
    ----------
    folder
        A copy of ``data/``.
    other
        One of `OTHERS`, or a folder that has files of the register.
    """
    if other in OTHERS:
        rewrite(folder / "poles.csv", OTHERS[other])
    else:
        for name in REGISTER_FILES:
            if (Path(other) / name).is_file():
                shutil.copy(Path(other) / name, folder)


def read_from(folder: Path | None) -> None:
    """Let the atlas read its tables from a folder, ``data/`` by default, and forget any other."""
    wanted = {} if folder is None else {DATA_VARIABLE: str(folder)}
    if os.environ.get(DATA_VARIABLE) == wanted.get(DATA_VARIABLE):
        return
    os.environ.pop(DATA_VARIABLE, None)
    os.environ.update(wanted)
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in {"geo", "ui"}:
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def main() -> int:
    """Run the suite on another register and return pytest's exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("register", help=f"{', '.join(OTHERS)}, or a folder that has poles.csv")
    given, options = parser.parse_known_args()
    other = given.register if given.register in OTHERS else str(Path(given.register).resolve())
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / ROOT.name
        for name in filter(None, names.split("\0")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
        change_register(copy / "data", other)
        suite = [sys.executable, "-m", "pytest", "-m", "not browser"]
        return subprocess.call([*suite, *options], cwd=copy)


if __name__ == "__main__":
    sys.exit(main())
