"""What one inhabitant counts for when sites are chosen; the server reads it before any table."""

from dataclasses import dataclass
from typing import Final

from geo.errors import FilterError
from geo.problems import message

MAX_WEIGHT: Final = 10


@dataclass(frozen=True)
class Weights:
    """What one inhabitant counts for; who has several priorities counts for the greatest.

    Attributes
    ----------
    qpv, rural, desindustrialise
        Whole numbers from 0 to `MAX_WEIGHT`: an inhabitant of a quarter, of a rural commune, of a
        deindustrialised basin.
    everybody
        Any inhabitant, with or without priority.

    Raises
    ------
    FilterError
        When a weight is out of range, or all are 0.
    """

    qpv: int = 1
    rural: int = 1
    desindustrialise: int = 1
    everybody: int = 0

    def __post_init__(self) -> None:
        """Check the weights."""
        values = (self.qpv, self.rural, self.desindustrialise, self.everybody)
        if not all(0 <= value <= MAX_WEIGHT for value in values):
            raise FilterError(
                message("Un poids est un nombre entier de 0 à {most}.", most=MAX_WEIGHT)
            )
        if not any(values):
            raise FilterError(message("Tous les poids sont nuls : personne ne compterait."))


EVERYBODY: Final = Weights(0, 0, 0, everybody=1)
PRIORITY_ONLY: Final = Weights()
