"""What the cells of a row say about its place, before anything is looked up to decide."""

import re
from typing import Final, NamedTuple

from geo.lists.gazetteer import Gazetteer, departement_of
from geo.spelling import normalise, town_key, town_words

_CODE: Final = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_SHORT_CODE: Final = re.compile(r"[0-9]{4}")
_CEDEX: Final = re.compile(r"(?i)\bc[eé]dex\b[\s0-9]*")
_BEFORE: Final = re.compile(r"^\s*(?:F-|FR-)?([0-9]{4,5})\s*[-,]?\s+(?=\D)")
_AFTER: Final = re.compile(r"[\s,(-]+((?:[0-9]{2}|2[AB])[0-9]{3})\)?\s*$")
_IN_BRACKETS: Final = re.compile(r"\(([^()]{1,40})\)")
_ADDRESS_TOWN: Final = re.compile(
    r"(?<![0-9])([0-9]{5})(?![0-9])[\s,]+([^0-9,;]{2,}(?:\s+[0-9]{1,2}e?)?)"
)
_DISTRICT: Final = re.compile(
    r"(paris|lyon|marseille)\s+0?([0-9]{1,2})\s*(?:er|ere|e|eme|ieme|nd|nde)?"
    r"(?:\s+arr(?:ondissements?|dt|t)?)?"
)
# Town to its number of arrondissements and its département.
_DISTRICTS: Final = {"paris": (20, "75"), "lyon": (9, "69"), "marseille": (16, "13")}
_NUMBER_NAME: Final = re.compile(r"(?i)\(?([0-9]{1,3}|2[AB])\)?\s*[-–:,.]?\s*\(?([^0-9()]+)\)?")
_NAME_NUMBER: Final = re.compile(r"(?i)([^0-9(]+?)\s*[-–:,(]?\s*\(?([0-9]{1,3}|2[AB])\)?")
_OFFICE: Final = re.compile(r"^(?:commune|ville|mairie)\s+(?:de|d|du|des)\s+")
_FORMULA: Final = re.compile(r"""^=?\s*["'](.*)["']$""")
_BETWEEN_NAMES: Final = re.compile(r"\s*(?:[/;,|+&\n]|\bet\b)\s*")
MAX_SEATS: Final = 6
# Before 1976 the two départements of Corse were one, and their postcodes still are.
_CORSE: Final = frozenset({"2A", "2B"})


class TownName(NamedTuple):
    """A name of a commune, and what was written beside it.

    Attributes
    ----------
    text
        As it was written, without what follows.
    key, whole
        As it is compared, without and with its article.
    departements
        Said in brackets, ``Valence (26)``; empty where nothing is.
    postcode
        Said before or after, ``38000 Grenoble``; empty where nothing is.
    cedex
        Whether it is an address of the post, whose code is no commune's.
    """

    text: str
    key: str
    whole: str
    departements: frozenset[str]
    postcode: str
    cedex: bool


def plain(text: str) -> str:
    """Return a cell as it was meant: blanks lost, and what keeps a spreadsheet from counting."""
    cleaned = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    if found := _FORMULA.fullmatch(cleaned):
        cleaned = found[1].strip()
    return cleaned.lstrip("'’").strip()


def insee_code(text: str) -> str:
    """Return the Insee code that a cell holds; empty when it holds none.

    A code that lost its zero, ``1053``, has it back; so has one kept as a number, ``1053.0``.
    """
    code = plain(text).upper().removeprefix("COMMUNE:").removesuffix(".0").replace(" ", "")
    if _SHORT_CODE.fullmatch(code):
        code = f"0{code}"
    return code if _CODE.fullmatch(code) else ""


def post_code(text: str) -> str:
    """Return the postcode that a cell holds; empty when it holds none."""
    code = _CEDEX.sub("", plain(text)).upper().removeprefix("F-").removeprefix("FR-")
    code = code.removesuffix(".0").replace(" ", "")
    if _SHORT_CODE.fullmatch(code):
        code = f"0{code}"
    return code if re.fullmatch(r"[0-9]{5}", code) else ""


def of_postcode(postcode: str) -> frozenset[str]:
    """Return the départements whose postcodes begin so."""
    if postcode.startswith("20"):
        return _CORSE
    return frozenset({departement_of(postcode)})


def read_departements(text: str, known: Gazetteer) -> frozenset[str]:
    """Return the département that a cell names: ``38``, ``Isère``, ``38 - Isère``.

    Empty where it names none, and where number and name are not of the same one.
    """
    cleaned = plain(text).removesuffix(".0")
    if not cleaned:
        return frozenset()
    if whole := _one_departement(cleaned.lower(), known):
        return whole
    if found := _NUMBER_NAME.fullmatch(cleaned):
        number, name = found[1], found[2]
    elif found := _NAME_NUMBER.fullmatch(cleaned):
        name, number = found[1], found[2]
    else:
        return frozenset()
    said = _one_departement(number.lower(), known), _one_departement(name, known)
    return said[0] & said[1]


def _one_departement(text: str, known: Gazetteer) -> frozenset[str]:
    word = normalise(text)
    if word in {"20", "corse"}:
        return _CORSE
    if word.isdigit() and len(word) < 2:  # noqa: PLR2004 - the zero of 01 to 09 is lost
        word = f"0{word}"
    if word.isdigit() and len(word) == 3 and word[0] == "0":  # noqa: PLR2004
        word = word[1:]
    code = known.departements.get(word)
    return frozenset({code}) if code else frozenset()


def town_name(text: str, known: Gazetteer) -> TownName | None:
    """Read the name of a commune and what is beside it.

    Parameters
    ----------
    text
        Such as ``St-Étienne``, ``38000 Grenoble Cedex 1``, ``Valence (Drôme)``, ``Paris 16e``.
    known
        Names the départements.

    Returns
    -------
    TownName or None
        ``None`` when no letter is left.
    """
    left = plain(text)
    cedex = bool(_CEDEX.search(left))
    left = _CEDEX.sub(" ", left).strip(" ,-")
    postcode = ""
    if found := _BEFORE.match(left):
        postcode, left = post_code(found[1]), left[found.end() :]
    elif found := _AFTER.search(left):
        postcode, left = post_code(found[1]), left[: found.start()]
    departements: frozenset[str] = frozenset()
    for found in _IN_BRACKETS.finditer(left):
        if said := read_departements(found[1], known):
            departements = said
            left = left.replace(found[0], " ")
    left = left.strip(" ,-")
    head, comma, tail = left.rpartition(",")
    if comma and (said := read_departements(tail, known)):
        departements, left = said, head.strip()
    key, whole = town_key(left), town_words(left)
    if district := _DISTRICT.fullmatch(whole):
        last, departement = _DISTRICTS[district[1]]
        if 1 <= int(district[2]) <= last:
            # Only one town of that name has arrondissements.
            key = whole = district[1]
            departements = departements or frozenset({departement})
    elif key not in known.names:
        key, whole = _otherwise(key, whole, known)
    if not re.search("[a-z]", key):
        return None
    return TownName(left, key, whole, departements, postcode, cedex)


def _otherwise(key: str, whole: str, known: Gazetteer) -> tuple[str, str]:
    """Return a name that nothing bears without « Ville de », or with its blanks where they go."""
    for spelt in (_OFFICE.sub("", whole), key, whole):
        if spelt in known.names:
            return spelt, spelt
        if found := known.squashed.get(spelt.replace(" ", "")):
            return found, found
    return key, whole


def several(name: TownName, known: Gazetteer) -> list[TownName]:
    """Return the names that a cell lists, ``Lille / Roubaix``; empty when it does not."""
    parts = [part for part in _BETWEEN_NAMES.split(name.text) if part.strip()]
    if not 2 <= len(parts) <= MAX_SEATS:  # noqa: PLR2004 - two names at least
        return []
    found = [read for part in parts if (read := town_name(part, known))]
    return [read for read in found if read.key in known.names]


def address_town(text: str, known: Gazetteer) -> TownName | None:
    """Return the commune at the end of an address: ``12 rue X, 38000 Grenoble``."""
    found = _ADDRESS_TOWN.findall(plain(_CEDEX.sub(" cedex ", text)))
    if not found:
        return None
    postcode, name = found[-1]
    town = town_name(name, known)
    return town._replace(postcode=postcode) if town else None
