"""What counts in the register besides what the atlas itself asks of it: every wave has its line.

The rules of its rows are those of `geo.tables.register` and `geo.tables.published`, which the
screens follow too.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from geo import vocabulary
from geo.errors import TableError
from geo.tables.atlas import read_hand_kept
from geo.tables.csv_rows import read_csv_rows
from geo.tables.files import look
from loaders.errors import BrokenRegisterError

WAVES_FILE = "waves.csv"


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
    _kept, problems = read_hand_kept(look(data_dir), tables)
    faults = [problem.sentence for problem in problems]
    faults += wave_faults(data_dir)
    if faults:
        raise BrokenRegisterError(faults)


def wave_faults(data_dir: Path) -> Iterator[str]:
    """Compare the waves with the list of waves.

    Parameters
    ----------
    data_dir : pathlib.Path
        Folder of ``waves.csv``; one that cannot be read is told elsewhere.

    Yields
    ------
    str
        One French sentence, where some are missing.
    """
    path = data_dir / WAVES_FILE
    try:
        _header, rows, _problems = read_csv_rows(path, ("cohort",))
    except TableError:
        return
    listed = {row.cells["cohort"] for row in rows}
    missing = [cohort for cohort in vocabulary.COHORTS if cohort not in listed]
    if missing:
        listed_here = ", ".join(missing)
        yield f"{path.name} : il manque les vagues {listed_here} ; ajoutez une ligne par vague."
