"""Communes of COG 2025, their populations of 2023 and postcodes, out of the Etalab npm package."""

import json
import re
import tarfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from loaders.errors import LoaderError
from loaders.read.reading import GET_AGAIN
from loaders.sources.cog import COMMUNE_PATTERN

MEMBER = "package/data/{name}.json"
CURRENT = "commune-actuelle"
ZONES_IN_SCOPE = frozenset({"metro", "drom"})

# What is a part of a commune, how we call it, and the key that names the commune.
PARTS = {
    "commune-deleguee": ("deleguee", "chefLieu"),
    "commune-associee": ("associee", "chefLieu"),
    "arrondissement-municipal": ("arrondissement", "commune"),
}

# From the lowest rank to the highest: a later one replaces an earlier one.
SEATS = (
    ("arrondissements", "arrondissement"),
    ("departements", "departement"),
    ("regions", "region"),
)


@dataclass(frozen=True)
class Divisions:
    """The administrative divisions of the 101 départements.

    Attributes
    ----------
    communes : pandas.DataFrame
        Sorted by code: ``code``, ``name``, ``population`` (int64, inhabitants, reference
        population of 2023; Mayotte still 2017), ``postcodes`` (``;`` list), ``departement``,
        ``region``, ``chef_lieu`` (``region`` | ``departement`` | ``arrondissement`` | null: the
        highest rank of which the commune is the seat).
    departements : pandas.DataFrame
        Sorted by code: ``code``, ``name``, ``chef_lieu`` (commune), ``region``.
    regions : pandas.DataFrame
        Sorted by code: ``code``, ``name``, ``chef_lieu`` (commune).
    """

    communes: pd.DataFrame
    departements: pd.DataFrame
    regions: pd.DataFrame


def read_divisions(path: Path) -> Divisions:
    """Read communes, départements and régions.

    The rank of chef-lieu is 0 for every commune in this edition of the package, so that ranks are
    taken from the lists of arrondissements, départements and régions.

    Parameters
    ----------
    path : pathlib.Path
        ``etalab-decoupage-administratif-5.3.0.tgz`` as the registry distributes it.

    Returns
    -------
    Divisions

    Raises
    ------
    LoaderError
        Archive or member unreadable, key missing, code malformed or repeated, population that is
        not a whole number.
    """
    members = _read_members(path, ["communes", *(name for name, _ in SEATS)])
    rows = [
        _commune(entry, path)
        for entry in members["communes"]
        if entry.get("type") == CURRENT and entry.get("zone") in ZONES_IN_SCOPE
    ]
    communes = pd.DataFrame(rows)
    if communes.empty:
        raise LoaderError("aucune commune actuelle", file=path, advice=GET_AGAIN)
    again = communes["code"].duplicated()
    if again.any():
        raise LoaderError(
            "deux communes portent ce code",
            file=path,
            column="code",
            value=str(communes.loc[again, "code"].iloc[0]),
            advice=GET_AGAIN,
        )
    communes["chef_lieu"] = communes["code"].map(_seats(members, path)).astype("str")
    return Divisions(
        communes=communes.sort_values("code", ignore_index=True),
        departements=_table(members, "departements", {"region": "region"}, path),
        regions=_table(members, "regions", {}, path),
    )


def read_parts(path: Path, codes: Collection[str]) -> pd.DataFrame:
    """Read the parts of communes that have a code and a name of their own.

    Parameters
    ----------
    path : pathlib.Path
        As `read_divisions`.
    codes : collection of str
        Communes of 2025.

    Returns
    -------
    pandas.DataFrame
        All text: ``code``, ``name``, ``kind`` (a value of `PARTS`), ``commune`` (of 2025),
        ``until`` (null: they stand), ``postcodes`` (``;`` list, null where the package has none).

    Raises
    ------
    LoaderError
        Archive or member unreadable, key missing, or a part of no commune of 2025.
    """
    rows = []
    for entry in _read_members(path, ["communes"])["communes"]:
        if entry.get("type") not in PARTS or entry.get("zone") not in ZONES_IN_SCOPE:
            continue
        kind, key = PARTS[entry["type"]]
        whole = _text(entry, key, path, "communes")
        if whole not in codes:
            raise LoaderError(
                "cette partie de commune n'est d'aucune commune actuelle",
                file=path,
                column=key,
                value=whole,
                advice=GET_AGAIN,
            )
        rows.append(
            {
                "code": _text(entry, "code", path, "communes"),
                "name": _text(entry, "nom", path, "communes"),
                "kind": kind,
                "commune": whole,
                "until": None,
                "postcodes": ";".join(sorted(entry.get("codesPostaux", []))) or None,
            }
        )
    columns = ["code", "name", "kind", "commune", "until", "postcodes"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _table(
    members: dict[str, list[dict[str, Any]]], name: str, more: dict[str, str], path: Path
) -> pd.DataFrame:
    columns = {"code": "code", "nom": "name", "chefLieu": "chef_lieu", **more}
    rows = [
        {new: _text(entry, old, path, name) for old, new in columns.items()}
        for entry in members[name]
        if entry.get("zone") in ZONES_IN_SCOPE
    ]
    return pd.DataFrame(rows, columns=list(columns.values())).sort_values("code", ignore_index=True)


def _commune(entry: dict[str, Any], path: Path) -> dict[str, object]:
    code = _text(entry, "code", path, "communes")
    if not re.fullmatch(COMMUNE_PATTERN, code):
        raise LoaderError(
            "ce n'est pas un code commune", file=path, column="code", value=code, advice=GET_AGAIN
        )
    population = entry.get("population")
    if not isinstance(population, int) or isinstance(population, bool) or population < 0:
        raise LoaderError(
            f"la population de la commune {code} n'est pas un nombre entier",
            file=path,
            column="population",
            value=str(population),
            advice=GET_AGAIN,
        )
    return {
        "code": code,
        "name": _text(entry, "nom", path, "communes"),
        "population": population,
        "postcodes": ";".join(sorted(entry.get("codesPostaux", []))),
        "departement": _text(entry, "departement", path, "communes"),
        "region": _text(entry, "region", path, "communes"),
    }


def _seats(members: dict[str, list[dict[str, Any]]], path: Path) -> dict[str, str]:
    return {
        _text(entry, "chefLieu", path, name): rank
        for name, rank in SEATS
        for entry in members[name]
        if entry.get("zone", "metro") in ZONES_IN_SCOPE
    }


def _text(entry: dict[str, Any], key: str, path: Path, member: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise LoaderError(
            f"une entrée de {member}.json n'a pas cette clé en toutes lettres",
            file=path,
            column=key,
            value=str(entry.get("code", "?")),
            advice=GET_AGAIN,
        )
    return value


def _read_members(path: Path, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    if not path.is_file():
        raise LoaderError(
            f"le fichier est absent de {path.parent.name}/",
            file=path,
            advice="Obtenez-le avec `python -m loaders download`.",
        )
    wanted = {MEMBER.format(name=name): name for name in names}
    contents: dict[str, list[dict[str, Any]]] = {}
    try:
        with tarfile.open(path) as archive:
            for entry in archive:
                stream = archive.extractfile(entry) if entry.name in wanted else None
                if stream:
                    contents[wanted[entry.name]] = json.load(stream)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise LoaderError(
            "l'archive ne se lit pas : elle est tronquée ou abîmée", file=path, advice=GET_AGAIN
        ) from error
    for member, name in wanted.items():
        content = contents.get(name)
        if not isinstance(content, list) or not all(isinstance(e, dict) for e in content):
            raise LoaderError(
                f"{member} y manque ou n'est pas une liste d'objets", file=path, advice=GET_AGAIN
            )
    return contents
