"""A territory as a link or a command line names it, and what it has become since."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from geo.errors import TerritoryFormatError, UnknownTerritoryError
from geo.places.membership import names_by_kind
from geo.places.other_names import DISTRICT, OtherName, other_names
from geo.places.territories import get_territory
from geo.places.text_search import Reading
from geo.problems import Message, message, verbatim
from geo.spelling import normalise
from geo.tables.atlas import Atlas
from geo.territory_id import ARRONDISSEMENTS, Territory, TerritoryId, parse_territory, tidied

How = Literal["", "now", "partly", "see"]

_HOW: Final = {
    "now": message("{name}, aujourd'hui {territory}"),
    "partly": message("{name}, aujourd'hui en partie {territory}"),
    "see": message("{name}, voir {territory}"),
}
_READINGS: Final = {
    "code": message("{territory} : code Insee {code}"),
    "former": message("{territory} : ancien code Insee {code}"),
    "postcode": message("{territory} : code postal {code}"),
}


@dataclass(frozen=True)
class Found:
    """A territory, and how it answers what was asked.

    Attributes
    ----------
    territory
        As it is today.
    name
        Another name, under which it was found; empty for its own, or one that needs no word.
    how
        What the other name was: of a commune of before (``now``), or of one of which this has a
        part (``partly``), or of a part of the territory (``see``).
    reading
        Where a number has two readings, whether this is the territory with that ``code``, or one
        with that ``postcode``.
    code
        That number.
    asked
        The identifier by which it was asked for, where that is one of before or of a part.
    """

    territory: Territory
    name: str = ""
    how: How = ""
    reading: Reading = ""
    code: str = ""
    asked: str = ""

    def told(self, label: str) -> Message:
        """Return what is found in words.

        Parameters
        ----------
        label
            Words for the territory itself.
        """
        said = verbatim(label)
        if self.how:
            said = _HOW[self.how].about(name=self.name, territory=said)
        if self.reading:
            is_former = self.reading == "code" and self.how in {"now", "partly"}
            reading = _READINGS["former" if is_former else self.reading]
            said = reading.about(territory=said, code=self.code)
        return said


def resolve_territory(atlas: Atlas, text: str) -> Found:
    """Return the territory of today that a text means.

    Parameters
    ----------
    atlas
        The tables.
    text
        ``kind:code`` in any case, with or without accents, the zero that a spreadsheet drops and
        the signs that `tidied` drops; its code may be one of before, or that of an arrondissement
        of Paris, Lyon or Marseille.

    Returns
    -------
    Found
        With the name that the code had, where it is not one of today.

    Raises
    ------
    TerritoryFormatError
        When the text is not so written.
    UnknownTerritoryError
        When there is no such territory, or when the land of that code went to several communes.
    """
    wanted = _parsed(text)
    try:
        return Found(get_territory(atlas, wanted.id))
    except UnknownTerritoryError:
        found = _of_before(atlas, wanted)
        if found is None:
            raise
    return replace(found, asked=wanted.id)


def _parsed(text: str) -> TerritoryId:
    kind, _, code = tidied(text).partition(":")
    kind, code = normalise(kind).replace(" ", "-"), code.strip(" ")
    for written in (code, f"0{code}"):
        try:
            return parse_territory(f"{kind}:{written}" if code else kind)
        except TerritoryFormatError:
            continue
    return parse_territory(text)


def _of_before(atlas: Atlas, wanted: TerritoryId) -> Found | None:
    code = wanted.code
    if wanted.kind == "region" and code in names_by_kind(atlas)["ancienne-region"]:
        return Found(get_territory(atlas, f"ancienne-region:{code}"))
    if wanted.kind != "commune":
        return None
    rows = [other for other in other_names(atlas) if other.code == code]
    if not rows:
        town = ARRONDISSEMENTS.get(code)
        return Found(get_territory(atlas, f"commune:{town}"), code, "see") if town else None
    communes = [
        get_territory(atlas, f"commune:{commune}")
        for commune in dict.fromkeys(row.commune for row in rows)
    ]
    if len(communes) > 1:
        raise UnknownTerritoryError(
            message(
                "commune:{code} ({name}) est partagée entre {communes} : choisissez l'une d'elles.",
                code=code,
                name=rows[0].name,
                communes=tuple(f"{one.name} ({one.id})" for one in communes),
            )
        )
    return under_another_name(communes[0], max(rows, key=lambda row: row.ended))


def under_another_name(commune: Territory, other: OtherName) -> Found:
    """Return a commune of today found by another name that leads to it."""
    if other.name == commune.name:
        return Found(commune)
    how: How = "see" if other.kind == DISTRICT else "partly" if other.is_shared else "now"
    return Found(commune, other.name, how)
