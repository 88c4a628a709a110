"""Check and convert columns that `loaders.read.reading` read, naming the line at fault."""

from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from loaders.errors import LoaderError

FIX_LINE = "Corrigez cette ligne ou reprenez le fichier d'origine (`python -m loaders download`)."
MAX_LISTED = 10


def require_pattern(frame: pd.DataFrame, column: str, pattern: str, path: Path, what: str) -> None:
    """Refuse values that do not match a regular expression entirely.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table read by this module.
    column : str
        Column to look at.
    pattern : str
        Regular expression for the whole value.
    path : pathlib.Path
        File the table was read from.
    what : str
        What the value should be, in French, to finish the sentence.

    Raises
    ------
    LoaderError
        Naming the first line at fault.
    """
    wrong = ~frame[column].str.fullmatch(pattern)
    _refuse_first(frame, column, wrong, path, f"ce n'est pas {what}")


def require_known(
    frame: pd.DataFrame, column: str, known: Collection[str], path: Path, what: str
) -> None:
    """Refuse values outside a closed list.

    Parameters
    ----------
    frame, column, path
        As `require_pattern`.
    known : collection of str
        Values allowed.
    what : str
        Name of the list, in French (« modalité de … »).

    Raises
    ------
    LoaderError
        Naming the first line at fault and, for short lists, the values allowed.
    """
    wrong = ~frame[column].isin(list(known))
    listed = f" ; attendu : {', '.join(sorted(known))}" if len(known) <= MAX_LISTED else ""
    _refuse_first(frame, column, wrong, path, f"{what} inconnu(e){listed}")


def require_unique(frame: pd.DataFrame, columns: Sequence[str], path: Path) -> None:
    """Refuse two lines with the same key.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table read by this module.
    columns : sequence of str
        Columns that make the key.
    path : pathlib.Path
        File the table was read from.

    Raises
    ------
    LoaderError
        Naming the second line and the first.
    """
    again = frame.duplicated(list(columns))
    if not again.any():
        return
    line = frame.index[again][0]
    key = tuple(frame.loc[line, list(columns)])
    same = (frame[list(columns)] == pd.Series(key, index=list(columns))).all(axis=1)
    raise LoaderError(
        f"cette clé figure déjà ligne {frame.index[same][0]}",
        file=path,
        line=int(line),
        column=" + ".join(columns),
        value=" + ".join(key),
        advice="Supprimez l'une des deux lignes.",
    )


def to_integer(
    frame: pd.DataFrame,
    column: str,
    path: Path,
    *,
    absent: Collection[str] = (),
    comma: bool = False,
) -> pd.Series:
    """Convert a column of whole numbers.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table read by this module.
    column : str
        Column to convert.
    path : pathlib.Path
        File the table was read from.
    absent : collection of str
        Marks that stand for « not published » and become null (``s``, ``ns``...).
    comma : bool
        Whether commas part the thousands.

    Returns
    -------
    pandas.Series
        ``Int64``, index of `frame`.

    Raises
    ------
    LoaderError
        A value is neither a whole number nor one of `absent`.
    """
    pattern = r"-?[0-9]{1,3}(?:,[0-9]{3})*|-?[0-9]+" if comma else r"-?[0-9]+(?:\.0+)?"
    text = frame[column]
    missing = text.isin(list(absent))
    wrong = ~(missing | text.str.fullmatch(pattern))
    _refuse_first(frame, column, wrong, path, "ce n'est pas un nombre entier")
    plain = text.str.replace(",", "", regex=False) if comma else text
    numbers = pd.to_numeric(plain.mask(missing), errors="raise")
    return numbers.astype("Float64").astype("Int64")


def to_float(
    frame: pd.DataFrame, column: str, path: Path, *, absent: Collection[str] = ()
) -> pd.Series:
    """Convert a column of decimal numbers written with a point or a comma.

    Parameters
    ----------
    frame, column, path, absent
        As `to_integer`.

    Returns
    -------
    pandas.Series
        ``float64``, index of `frame`, NaN where absent.

    Raises
    ------
    LoaderError
        A value is neither a number nor one of `absent`.
    """
    text = frame[column].str.replace(",", ".", regex=False)
    missing = frame[column].isin(list(absent))
    wrong = ~(missing | text.str.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?"))
    _refuse_first(frame, column, wrong, path, "ce n'est pas un nombre")
    return pd.to_numeric(text.mask(missing), errors="raise").astype("float64")


def _refuse_first(
    frame: pd.DataFrame, column: str, wrong: pd.Series, path: Path, problem: str
) -> None:
    if not wrong.any():
        return
    line = frame.index[wrong][0]
    others = int(wrong.sum()) - 1
    more = f" ({others} autre(s) ligne(s) dans le même cas)" if others else ""
    raise LoaderError(
        problem + more,
        file=path,
        line=int(line),
        column=column,
        value=str(frame.loc[line, column]),
        advice=FIX_LINE,
    )
