"""What is said of what the atlas rests on."""

import pandas as pd

from geo.problems import Problem
from ui.text.formats import number
from ui.text.i18n import _, ngettext


def sentence(records: pd.DataFrame | None) -> str:
    """Return the answer: how much of the calls the register holds.

    Parameters
    ----------
    records
        From `geo.compare.claims.wave_records`; ``None`` where the register or its waves are lost.
    """
    if records is None:
        return _("Le registre ne se lit pas : ce qui manque est dit ici.")
    counted = records[records["official"].notna()]
    return _(
        "Le registre nomme {found} des {official} lauréats annoncés par les appels, dont {seated} "
        "au siège connu."
    ).format(
        found=number(int(counted["found"].sum())),
        official=number(int(counted["official"].sum())),
        seated=number(int(counted["seated"].sum())),
    )


def fault_title(file: str, column: str, faults: list[Problem]) -> str:
    """Return what a group of faults of the register has in common, and how many there are.

    Parameters
    ----------
    file, column
        Of the group; no column where a whole line is wrong.
    faults
        From `geo.problems.by_column`.
    """
    lines = ngettext("{count} cellule", "{count} cellules", len(faults))
    if not column:
        lines = ngettext("{count} ligne mal formée", "{count} lignes mal formées", len(faults))
        return _("{file} : {lines}").format(
            file=file, lines=lines.format(count=number(len(faults)))
        )
    return _("{file}, colonne {column} : {lines}").format(
        file=file, column=column, lines=lines.format(count=number(len(faults)))
    )
