"""What counts in the register besides what the atlas itself asks of it: every wave, and its poles.

The rules of its rows are those of `geo.tables.register` and `geo.tables.published`, which the
screens follow too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from geo import vocabulary
from geo.errors import TableError
from geo.problems import message, quote
from geo.tables.atlas import read_hand_kept
from geo.tables.csv_rows import read_csv_rows
from geo.tables.csv_tables import cell_problem
from loaders.errors import BrokenRegisterError

WAVES_FILE = "waves.csv"
COUNT = "found_in_register"


def validate_register(data_dir: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse a register that the screens would have to mend.

    Parameters
    ----------
    data_dir : pathlib.Path
        Folder of ``poles.csv``, ``waves.csv`` and ``official_totals.csv``.
    tables : mapping of str to pandas.DataFrame
        Compiled tables in which its codes are looked up: ``communes``, ``epci``...

    Raises
    ------
    BrokenRegisterError
        Naming every fault.
    """
    kept, problems = read_hand_kept(data_dir, tables)
    faults = [problem.sentence for problem in problems]
    faults += wave_faults(data_dir, kept["poles"])
    if faults:
        raise BrokenRegisterError(faults)


def wave_faults(data_dir: Path, poles: pd.DataFrame | None) -> Iterator[str]:
    """Compare the waves with the list of waves and with the poles that they hold.

    Parameters
    ----------
    data_dir : pathlib.Path
        Folder of ``waves.csv``; one that cannot be read is told elsewhere.
    poles : pandas.DataFrame or None
        The register, as `geo.tables.register.read_register` gives it.

    Yields
    ------
    str
        One French sentence per fault.
    """
    path = data_dir / WAVES_FILE
    try:
        _header, rows, _problems = read_csv_rows(path, ("cohort", COUNT))
    except TableError:
        return
    listed = {row.cells["cohort"] for row in rows}
    missing = [cohort for cohort in vocabulary.COHORTS if cohort not in listed]
    if missing:
        listed_here = ", ".join(missing)
        yield f"{path.name} : il manque les vagues {listed_here} ; ajoutez une ligne par vague."
    if poles is None:
        return
    held = Counter(poles["cohorts"].str.split(";").explode())
    for row in rows:
        stated, counted = row.cells[COUNT], held[row.cells["cohort"]]
        if stated != str(counted):
            complaint = message(
                "{stated} n'est pas le nombre de pôles de cette vague dans poles.csv, qui est "
                "{counted} ; écrivez-le",
                stated=quote(stated),
                counted=counted,
            )
            yield cell_problem(path, row.line, COUNT, complaint).sentence
