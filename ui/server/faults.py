"""What is wrong with the tables, for the log: whoever keeps them reads it there."""

import logging
from collections.abc import Iterable
from typing import Final

from geo.problems import Problem, by_column, row_faults

LINES_PER_COLUMN: Final = 10


def write(problems: Iterable[Problem], logger: logging.Logger) -> None:
    """Write what is wrong; faults of the register by column, ten of each and how many more."""
    problems = tuple(problems)
    for problem in problems:
        if not problem.is_of_a_row:
            logger.error("%s : %s", problem.table, problem.sentence)
    for (file, column), group in by_column(row_faults(problems)).items():
        for fault in group[:LINES_PER_COLUMN]:
            logger.error("%s : %s", fault.table, fault.sentence)
        more = len(group) - LINES_PER_COLUMN
        if more > 0:
            place = f"{file}, {column or 'lignes mal formées'}"
            logger.error("%s : et %d de plus, tous dans Données et méthode", place, more)
