"""What the cells of a column say of it, once codes and names can be looked up."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from geo.lists.clues import insee_code, plain
from geo.lists.gazetteer import Gazetteer
from geo.lists.headers import COMMUNE_CODE, EPCI, POSTCODE
from geo.problems import Message, message, quote

# How many codes say what a column holds, and in what shares.
FEWEST_CODES: Final = 5
MOSTLY_CODES: Final = 0.8
MOSTLY_POSTCODES: Final = 0.9
HALF_SIREN: Final = 0.5


class Contents(NamedTuple):
    """What each column holds, on second sight.

    Attributes
    ----------
    taken
        Header to role.
    mixed_codes
        Whether the column of Insee codes holds postcodes too.
    notes
        What is worth saying of it.
    """

    taken: dict[str, str | None]
    mixed_codes: bool
    notes: tuple[Message, ...]


def look_into(
    cells: Sequence[Mapping[str, str]],
    taken: Mapping[str, str | None],
    told: Collection[str],
    known: Gazetteer,
) -> Contents:
    """Look into the columns.

    Parameters
    ----------
    cells
        The rows.
    taken
        Header to role, as the headers say.
    told
        Headers that somebody has decided on: those stand.
    known
        Codes and names.
    """
    settled = dict(taken)
    notes: tuple[Message, ...] = ()
    header = next((name for name, role in taken.items() if role == COMMUNE_CODE), None)
    codes = [code for row in cells if header and (code := insee_code(row[header]))]
    if header and header not in told and POSTCODE not in taken.values():
        as_codes = sum(_is_code(code, known) for code in codes)
        as_postcodes = sum(code in known.postcodes for code in codes)
        # One postcode in three is the code of another commune.
        if (
            len(codes) >= FEWEST_CODES
            and as_codes < MOSTLY_CODES * len(codes)
            and as_postcodes >= MOSTLY_POSTCODES * len(codes)
        ):
            settled[header] = POSTCODE
            notes = (
                message(
                    "La colonne {column} tient des codes postaux, non des codes Insee : elle est "
                    "lue ainsi.",
                    column=quote(header),
                ),
            )
    if EPCI not in taken.values():
        for name in [name for name, role in taken.items() if role is None and name not in told]:
            values = [text for row in cells if (text := plain(row[name]))]
            if values and sum(v in known.epci_names for v in values) >= HALF_SIREN * len(values):
                settled[name] = EPCI
                break
    mixed = any(code in known.postcodes and not _is_code(code, known) for code in codes)
    return Contents(settled, mixed, notes)


def _is_code(code: str, known: Gazetteer) -> bool:
    return code in known.communes or code in known.codes
