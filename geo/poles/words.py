"""What is said of the register: which waves it holds only in part."""

from collections.abc import Callable

from geo.poles.summary import PoleSummary
from geo.problems import Message, message


def incomplete_register(
    summary: PoleSummary,
    called: Callable[[str], str] = str,
    told: Callable[[Message], str] = str,
) -> str:
    """Return which waves of a choice the register holds only in part, or ``""``.

    Parameters
    ----------
    summary
        Of the poles of the choice.
    called
        Gives the name of a wave by its code.
    told
        Tells a sentence in the language of the reader.
    """
    partial = [
        told(
            message(
                "{wave} : {found} sur {official}",
                wave=called(wave.cohort),
                found=wave.found,
                official=wave.official_count,
            )
        )
        for wave in summary.completeness
        if wave.official_count is not None and wave.found < wave.official_count
    ]
    if not partial:
        return ""
    return told(
        message(
            "Registre incomplet, un pôle manquant n'est pas un pôle absent : {waves}.",
            waves=" ; ".join(partial),
        )
    )
