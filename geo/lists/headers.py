"""What the columns of a list hold, told by their headers in French or English.

A header is compared without accents, capitals, punctuation or spaces. What is recognised is only
proposed: the reading says what each column was taken for, and whoever knows better overrides it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from geo.errors import ListError
from geo.problems import message, quote
from geo.spelling import normalise
from geo.tables.schema import CSV_COLUMNS

# What says where a pole is. A column of the register may bear one of these names.
COMMUNE_CODE, COMMUNE_NAME, POSTCODE = "commune_code", "commune_name", "postcode"
DEPARTEMENT, EPCI, TERRITORY, TERRITORY_CODES = (
    *("departement", "epci", "territory", "territory_codes"),
)
LATITUDE, LONGITUDE, COORDINATES, ADDRESS = "latitude", "longitude", "coordinates", "address"
NAME: Final = "name"
PLACE_ROLES: Final = (
    *(COMMUNE_CODE, COMMUNE_NAME, POSTCODE, DEPARTEMENT, LATITUDE, LONGITUDE, COORDINATES),
    *(ADDRESS, EPCI, TERRITORY, TERRITORY_CODES),
)
# The seat is `commune` in the register, and a name as often as a code elsewhere.
_OF_REGISTER: Final = {
    column: COMMUNE_CODE if column == "commune" else column for column in CSV_COLUMNS["poles"]
}
ROLES: Final = tuple(dict.fromkeys([*PLACE_ROLES, *_OF_REGISTER.values()]))

# To be decided by what the column holds.
_BY_CONTENT: Final = "?"

_WRITTEN: Final[dict[str, str]] = {
    COMMUNE_CODE: (
        "code insee, insee, insee code, code commune, code commune insee, codgeo, depcom, "
        "codecommune, com, insee com, code insee commune, code insee de la commune, commune "
        "insee, com insee, citycode, city code, code geo, cog, code cog, code officiel "
        "commune, num insee, numero insee, n insee, code insee siege, commune code, commune "
        "siege code, insee siege"
    ),
    COMMUNE_NAME: (
        "nom commune, nom de la commune, libgeo, libcom, lib com, nom com, ville, libelle "
        "commune, libelle de la commune, city, town, municipality, localite, ville siege, "
        "commune siege, siege, commune du siege, nom de commune, ville du siege, nom ville, "
        "nom de la ville, bureau distributeur, city name, town name, municipalite, nom "
        "commune siege, commune nom, localisation, seat, location"
    ),
    POSTCODE: (
        "cp, code postal, codepostal, postal code, postcode, post code, zip, zip code, "
        "zipcode, codpost, code post, cp siege, code postal siege, cpostal, cod postal, codes "
        "postaux"
    ),
    DEPARTEMENT: (
        "departement, dep, dept, dpt, department, code departement, num departement, numero "
        "departement, numero de departement, nom departement, nom du departement, code dep, "
        "code dept, code du departement, n departement, libdep, county, depart, num dep"
    ),
    LATITUDE: (
        "lat, latitude, lat wgs84, latitude wgs84, y, coord y, coordonnee y, y l93, y "
        "lambert93, gps lat, gps latitude, point latitude, ycoord, lambert y, y lambert 93, "
        "geo lat"
    ),
    LONGITUDE: (
        "lon, lng, long, longitude, lon wgs84, longitude wgs84, x, coord x, coordonnee x, x "
        "l93, x lambert93, gps lon, gps lng, gps longitude, point longitude, xcoord, lambert "
        "x, x lambert 93, geo lon, geo lng"
    ),
    COORDINATES: (
        "coordonnees, coordonnees gps, gps, geo point 2d, geo point, geopoint, geopoint2d, "
        "latlon, lat lon, latitude longitude, coordinates, coords, point gps, position, "
        "geolocalisation, geoloc, coordonnees geographiques"
    ),
    ADDRESS: (
        "adresse, adresse complete, address, adresse postale, adresse du siege, siege social, "
        "code postal et ville, cp ville, code postal ville, cp et ville, full address, "
        "adresse siege, code postal commune, cp commune, adresse de la structure, adresse "
        "siege social"
    ),
    EPCI: (
        "epci, siren epci, code epci, nom epci, nom de l epci, intercommunalite, "
        "intercommunality, communaute de communes, epci code, epci nom, libepci, communaute, "
        "agglomeration, code siren epci, siren de l epci, epci siren, lib epci, interco"
    ),
    TERRITORY: (
        "territoire, territory, territoires, territoire declare, perimetre, territoire d "
        "intervention, zone d intervention, petr, pnr, pays, parc naturel regional, "
        "territoire d action, bassin, perimetre d action, nom du territoire, syndicat"
    ),
    TERRITORY_CODES: (
        "territory codes, codes territoires, code territoire, code du territoire, codes des "
        "territoires, territory code, codes territoire"
    ),
    NAME: (
        "nom, name, nom de la structure, structure, nom du ptce, ptce, nom ptce, intitule, "
        "titre, libelle, denomination, raison sociale, nom du pole, pole, nom pole, "
        "organisation name, nom structure, title, label, organization name, nom usuel, "
        "denomination sociale, nom de l association, nom association, nom du projet, projet, "
        "nom du tiers lieu, tiers lieu, nom de l organisme, organisme, nom du lieu, structure "
        "name, nom de l etablissement, nom complet, nom de l organisation, nom officiel"
    ),
    "lead_organisation": (
        "structure porteuse, porteur, lead organisation, lead organization, organisme "
        "porteur, organisation porteuse, porteur du projet, nom du porteur, nom de la "
        "structure porteuse, lead, structure juridique porteuse, organisation, organization"
    ),
    "website": (
        "site, site web, site internet, website, web, site web url, lien, adresse web, url "
        "site, homepage, page web, url site web, site url, lien site"
    ),
    "source_url": ("source, source url, url source, lien source, sources, adresse de la source"),
    "source_note": (
        "note, notes, commentaire, commentaires, remarque, remarques, source note, comment, "
        "comments, observations, observation"
    ),
    "cohorts": (
        "vague, vagues, cohorte, cohortes, cohort, wave, waves, appel, appel a projets, ami"
    ),
    "status": ("statut, status, etat, statut du ptce"),
    "sectors": (
        "secteur, secteurs, sector, filiere, filieres, secteur d activite, sectors, secteurs "
        "d activite, domaine, domaines, thematique, thematiques, theme"
    ),
    "year_created": (
        "annee, annee de creation, annee creation, year, year created, cree en, creation, year of "
        "creation"
    ),
    "members": ("membres, nombre de membres, members, nb membres, nombre membres, nb de membres"),
    "jobs": ("emplois, nombre d emplois, jobs, nb emplois, etp, effectif, effectifs"),
    "grant_eur": (
        "subvention, montant, grant, grant eur, aide, montant de l aide, financement, montant "
        "subvention, subvention eur"
    ),
    "territory_population": ("population, population du territoire, habitants, nombre d habitants"),
    "confidence": ("confiance, fiabilite"),
    "location_precision": ("precision, precision du siege, precision de la localisation"),
    "id": ("identifiant, identifier, id ptce, slug"),
}


def _lost(text: str) -> str:
    return normalise(text.replace("_", " ").replace("°", " ")).replace(" ", "")


_KNOWN: Final = {
    _lost(written): role for role, all_of in _WRITTEN.items() for written in all_of.split(",")
} | {_lost(column): role for column, role in _OF_REGISTER.items()}
_CONTENT_DECIDES: Final = frozenset(
    {"commune", "communes", "code", "codes", "commune siege", "siege", "communedusiege"}
    | {"communesiege"}
)

# Words that change what "nom" or "code" is about.
_PERSON: Final = frozenset(
    {"prenom", "contact", "dirigeant", "president", "presidente", "referent", "responsable"}
    | {"firstname", "lastname", "interlocuteur", "directeur", "directrice", "elu", "maire", "mail"}
    | {"email", "telephone", "tel"}
)
_WORDS: Final[tuple[tuple[frozenset[str], str], ...]] = (
    (frozenset({"epci", "intercommunalite", "interco"}), EPCI),
    (frozenset({"departement", "dept", "dpt", "departemental"}), DEPARTEMENT),
    (frozenset({"latitude", "lat"}), LATITUDE),
    (frozenset({"longitude", "lon", "lng"}), LONGITUDE),
    (frozenset({"insee", "codgeo", "depcom"}), COMMUNE_CODE),
    (frozenset({"postal", "postcode", "zip", "cp"}), POSTCODE),
)
_ANY_NAME: Final = frozenset({"nom", "name", "libelle", "titre", "title", "label", "intitule"})
_FIRST_NAMES: Final = frozenset({"prenom", "firstname", "prenoms"})
_SPELT_OUT, _VAGUE, _BY_WORD, _NOT_AT_ALL = range(4)
_NAMING: Final = frozenset({"nom", "name", "intitule", "denomination", "libelle"})
_TOWN: Final = frozenset({"commune", "ville", "city", "town", "municipality"})
_OTHER_DIVISION: Final = frozenset(
    {"region", "regional", "canton", "arrondissement", "iris", "pays"}
)

_COMMUNE_CODE: Final = re.compile(r"[0-9]{4,5}|2[AaBb][0-9]{3}")
_SIREN: Final = re.compile(r"[0-9]{9}")
_TERRITORY_CODE: Final = re.compile(r"[a-zA-Z-]+ ?: ?\w+.*")
# A column is a column of codes when this share of its cells are.
_MOSTLY: Final = 0.6
_LOOKED_AT: Final = 500


def recognised(header: str) -> str | None:
    """Return what a header announces.

    Parameters
    ----------
    header
        As the file has it.

    Returns
    -------
    str or None
        One of `ROLES`; ``"?"`` where only the cells can tell, as for ``Commune`` or ``Code``.
    """
    lost = _lost(header)
    if lost in _CONTENT_DECIDES:
        return _BY_CONTENT
    return _KNOWN.get(lost) or _by_words(normalise(header).split())


def _by_words(words: Sequence[str]) -> str | None:
    held = set(words)
    if held & _PERSON or held & _OTHER_DIVISION:
        return None
    for about, role in _WORDS:
        if held & about:
            return role
    if held & _TOWN and len(words) <= 4:  # noqa: PLR2004 - a sentence is no header
        return COMMUNE_CODE if "code" in held else COMMUNE_NAME
    return NAME if words and words[0] in _NAMING else None


def propose(headers: Sequence[str], cells: Sequence[Mapping[str, str]]) -> dict[str, str | None]:
    """Propose what each column holds.

    Parameters
    ----------
    headers
        Of the file, each once.
    cells
        Its rows: where a header does not tell, the cells do.

    Returns
    -------
    dict of str to (str or None)
        Header to one of `ROLES`; ``None`` for a column that was not recognised, or for the second
        that would be the same thing. A header spelt out in full goes before one that only has the
        right word in it.
    """
    taken: dict[str, str | None] = dict.fromkeys(headers)
    if {*CSV_COLUMNS["poles"]} <= {*headers}:
        return taken | _OF_REGISTER
    found = {header: _proposed(header, cells) for header in headers}
    used: set[str] = set()
    for wanted in (_SPELT_OUT, _VAGUE, _BY_WORD):
        for header in headers:
            role = found[header]
            if role and role not in used and _how_sure(header, headers) == wanted:
                taken[header] = role
                used.add(role)
    lead = next((header for header in headers if taken[header] == "lead_organisation"), None)
    if lead and NAME not in used:
        # A list of organisations names its poles by them.
        taken[lead] = NAME
    return taken


def _how_sure(header: str, headers: Sequence[str]) -> int:
    lost = _lost(header)
    if lost in _ANY_NAME:
        # Beside a first name it is somebody's; beside « Nom de la structure », not the structure's.
        return _NOT_AT_ALL if {_lost(other) for other in headers} & _FIRST_NAMES else _VAGUE
    return _SPELT_OUT if lost in _KNOWN and lost not in _CONTENT_DECIDES else _BY_WORD


def _proposed(header: str, cells: Sequence[Mapping[str, str]]) -> str | None:
    role = recognised(header)
    values = [text for row in cells[:_LOOKED_AT] if (text := row.get(header, "").strip())]
    code_of = _kind_of_codes(values)
    if role == _BY_CONTENT:
        # « Code » above anything else than codes says nothing.
        return code_of or (COMMUNE_NAME if _lost(header) not in {"code", "codes"} else None)
    if role == COMMUNE_NAME and code_of == COMMUNE_CODE:
        return COMMUNE_CODE
    if role in {EPCI, TERRITORY} and code_of == TERRITORY_CODES:
        return TERRITORY_CODES
    return role


def _kind_of_codes(values: Sequence[str]) -> str | None:
    for pattern, role in (
        (_COMMUNE_CODE, COMMUNE_CODE),
        (_SIREN, EPCI),
        (_TERRITORY_CODE, TERRITORY_CODES),
    ):
        if values and sum(map(bool, map(pattern.fullmatch, values))) >= _MOSTLY * len(values):
            return role
    return None


def overridden(
    proposed: Mapping[str, str | None], columns: Mapping[str, str | None] | None
) -> dict[str, str | None]:
    """Return what each column holds once somebody has said better.

    Parameters
    ----------
    proposed
        What `propose` returned.
    columns
        Header to one of `ROLES`, or to ``None`` for a column to leave aside; headers that are not
        there stay as they were proposed.

    Raises
    ------
    ListError
        For a header that the file does not have, or what is none of `ROLES`.
    """
    said = dict(columns or {})
    for header, role in said.items():
        if header not in proposed:
            raise ListError(
                message(
                    "Le fichier n'a pas la colonne {column} ; il a {columns}.",
                    column=quote(header),
                    columns=tuple(map(quote, proposed)),
                )
            )
        if role is not None and role not in ROLES:
            raise ListError(
                message(
                    "{given} n'est pas ce qu'une colonne peut tenir ; écrivez l'un de {roles}.",
                    given=quote(role),
                    roles=ROLES,
                )
            )
    claimed = _roles(said.values())
    kept = {
        header: None if role in claimed and header not in said else role
        for header, role in proposed.items()
    }
    return kept | said


def _roles(values: Iterable[str | None]) -> frozenset[str]:
    return frozenset(value for value in values if value)
