"""What a loader says when a file cannot be trusted."""

from pathlib import Path


class LoaderError(ValueError):
    """A file holds something that no loader may guess about.

    The text is one French sentence for the person who put the file there: where (file, line,
    column, value), what is wrong, what to do.

    Parameters
    ----------
    problem : str
        What is wrong, without final stop.
    file : pathlib.Path or str
        File at fault; only its name is shown.
    advice : str
        What to do about it, a full sentence.
    line : int, optional
        Line in the file, counted from 1, title lines and header included.
    column : str, optional
        Name of the column as the file has it.
    value : str, optional
        The value at fault, shown in full up to 80 characters.
    """

    def __init__(  # noqa: PLR0913 - all but the first two name a place, and are keywords
        self,
        problem: str,
        *,
        file: Path | str,
        advice: str,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = Path(file)
        self.advice = advice
        self.line = line
        self.column = column
        self.value = value
        where = [self.file.name]
        if line is not None:
            where.append(f"ligne {line}")
        if column is not None:
            where.append(f"colonne « {column} »")
        if value is not None:
            where.append(f"valeur « {_shorten(value)} »")
        super().__init__(f"{', '.join(where)} : {problem}. {advice}")


class BrokenPromisesError(ValueError):
    """The tables just compiled do not keep the contract of ``data/``.

    Parameters
    ----------
    promises : list of str
        French sentences, one per broken promise.
    """

    def __init__(self, promises: list[str]) -> None:
        self.promises = promises
        super().__init__("\n".join(promises))


class BrokenRegisterError(BrokenPromisesError):
    """The register, kept by hand, holds what the screens would have to mend."""


MAX_SHOWN_CHARACTERS = 80


def _shorten(value: str) -> str:
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    if len(printable) <= MAX_SHOWN_CHARACTERS:
        return printable
    return printable[: MAX_SHOWN_CHARACTERS - 1] + "…"
