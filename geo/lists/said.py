"""What the cells of a row say of its place; what follows from it is `geo.lists.places`."""

from dataclasses import dataclass
from typing import NamedTuple

from geo.lists.clues import (
    TownName,
    address_town,
    insee_code,
    of_postcode,
    plain,
    post_code,
    read_departements,
    town_name,
)
from geo.lists.gazetteer import Gazetteer
from geo.lists.points import Point, read_pair, read_point
from geo.lists.territories import Named, named_territories
from geo.problems import Message, message, quote
from geo.territory_id import ARRONDISSEMENTS


@dataclass(frozen=True)
class Clues:
    """Cells of a row that say where it is, as they are written; empty where there is none."""

    commune_code: str = ""
    commune_name: str = ""
    postcode: str = ""
    departement: str = ""
    latitude: str = ""
    longitude: str = ""
    coordinates: str = ""
    address: str = ""
    epci: str = ""
    territory: str = ""
    territory_codes: str = ""


class CellFault(NamedTuple):
    """What is wrong with one cell: the role of its column, what it holds, what to do."""

    role: str
    value: str
    complaint: Message


class Said(NamedTuple):
    """What the cells say.

    Attributes
    ----------
    code, towns
        Insee code, and the communes of today to which it leads.
    name
        Name of a commune; ``None`` where there is none.
    postcode, departements
        Empty where there are none.
    point, named
        Coordinates; territories.
    """

    code: str
    towns: frozenset[str]
    name: TownName | None
    postcode: str
    departements: frozenset[str]
    point: Point | None
    named: Named


def read_clues(clues: Clues, known: Gazetteer) -> tuple[Said, list[CellFault]]:
    """Read the cells of a row, and tell of those that say nothing.

    Parameters
    ----------
    clues
        As they are written.
    known
        Codes and names.
    """
    faults: list[CellFault] = []
    given = plain(clues.commune_code)
    code = insee_code(given)
    name_cell = clues.commune_name
    if given and not code:
        if not name_cell and town_name(given, known):
            name_cell = given
        else:
            told = message(
                "{given} n'est pas un code Insee ; écrivez ses cinq caractères ou videz la cellule",
                given=quote(given),
            )
            faults.append(CellFault("commune_code", given, told))
    name = town_name(name_cell, known) if name_cell.strip() else None
    if name is None:
        name = address_town(clues.address, known)
    elif name.key not in known.names:
        # An address, where the commune should be.
        name = address_town(name_cell, known) or name
    beside = name.postcode if name else ""
    postcode = _postcode(clues.postcode, faults) or beside
    if postcode and beside and not of_postcode(postcode) & of_postcode(beside):
        faults.append(CellFault("postcode", clues.postcode, _contradicted(clues.postcode)))
        postcode = ""
    departements = read_departements(clues.departement, known)
    if clues.departement.strip() and not departements:
        told = message(
            "{given} n'est pas un département ; écrivez son numéro, par exemple 38",
            given=quote(plain(clues.departement)),
        )
        faults.append(CellFault("departement", clues.departement, told))
    beside_departements = name.departements if name else frozenset()
    if departements and beside_departements and not departements & beside_departements:
        faults.append(CellFault("departement", clues.departement, _contradicted(clues.departement)))
        departements = frozenset()
    else:
        departements = departements or beside_departements
    said = Said(
        code,
        _of_code(code, known),
        name,
        postcode,
        departements,
        _point(clues, faults),
        named_territories(clues.epci, clues.territory, clues.territory_codes, known),
    )
    return said, faults


def _contradicted(cell: str) -> Message:
    return message(
        "{given} ne va pas avec ce qui est écrit à côté de la commune ; corrigez l'un des deux",
        given=quote(plain(cell)),
    )


def _postcode(cell: str, faults: list[CellFault]) -> str:
    postcode = post_code(cell)
    if cell.strip() and not postcode:
        told = message(
            "{given} n'est pas un code postal ; écrivez ses cinq chiffres",
            given=quote(plain(cell)),
        )
        faults.append(CellFault("postcode", cell, told))
    return postcode


def _point(clues: Clues, faults: list[CellFault]) -> Point | None:
    if clues.coordinates.strip():
        role, value = "coordinates", clues.coordinates
        point = read_pair(value)
    elif clues.latitude.strip() and clues.longitude.strip():
        role, value = "latitude", f"{clues.latitude.strip()} ; {clues.longitude.strip()}"
        point = read_point(clues.latitude, clues.longitude)
    else:
        return None
    if point is None:
        told = message(
            "{given} n'est pas un point de France, ni en degrés ni en Lambert 93 ; corrigez",
            given=quote(value),
        )
        faults.append(CellFault(role, value, told))
    elif point.note:
        told = message("{given} : {note}", given=quote(value), note=point.note)
        faults.append(CellFault(role, value, told))
    return point


def _of_code(code: str, known: Gazetteer) -> frozenset[str]:
    if code in known.communes:
        return frozenset({code})
    if town := ARRONDISSEMENTS.get(code):
        return frozenset({town}) & known.communes.keys()
    return frozenset(entry.commune for entry in known.codes.get(code, ()))
