"""What a commune is classed in, and which poles are near: the first question of a search."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.places.membership import names_by_kind
from geo.reach.reach import Reach
from geo.reach.reaching import nearest_poles
from geo.tables.atlas import Atlas
from geo.tables.schema import CURRENT_TERRITOIRES_INDUSTRIE
from geo.territory_id import Territory, TerritoryId

__all__ = [
    "KEEPS",
    "NO",
    "PARTLY",
    "SUBJECTS",
    "UNSURE",
    "YES",
    "CommuneAnswer",
    "Status",
    "commune_answer",
]

YES: Final = "oui"
PARTLY: Final = "partiel"
NO: Final = "non"
# Former ZRR that is not in FRR but keeps the effects of the classification.
KEEPS: Final = "effets"
UNSURE: Final = "inconnu"

SUBJECTS: Final = (
    *("qpv", "frr", "zrr", "territoire-industrie", "territoire-industrie-2018"),
    *("desindustrialise", "afr", "ber"),
)
_STATES: Final = {
    "frr": {
        "socle": YES,
        "plus": YES,
        "partiel": PARTLY,
        "beneficiaire": KEEPS,
        "beneficiaire-partiel": KEEPS,
        "non": NO,
    },
    "zrr": {"classee": YES, "partiel": PARTLY, "non": NO},
    "afr": {"integral": YES, "partiel": PARTLY, "non": NO},
}


@dataclass(frozen=True)
class Status:
    """What one list says of a commune.

    Attributes
    ----------
    subject
        One of `SUBJECTS`.
    state
        ``oui``, ``partiel`` (a part of the commune), ``effets`` (see `KEEPS`), ``non`` or
        ``inconnu``.
    value
        Class as in the table of communes, or name of the area; ``""`` where there is none.
    """

    subject: str
    state: str
    value: str = ""


@dataclass(frozen=True, eq=False)
class CommuneAnswer:
    """All that a search for a commune answers at once.

    Attributes
    ----------
    commune
        The commune.
    statuses
        One item per subject, in the order of `SUBJECTS`.
    quarters
        Its priority quarters, the most populous first: ``code``, ``name`` (str), ``people``
        (float64, of this commune; NaN where not published), ``shared`` (bool, whether the quarter
        spreads over several communes).
    zone_emploi, epci, departement, region
        What holds it; `epci` is ``None`` for four islands.
    zone_emploi_2010
        Name of the zone of 2010, by which deindustrialisation is judged; ``""`` when not known.
    nearest
        From `geo.reach.reaching.nearest_poles`.
    reached
        Whether a pole reaches it under the rule.
    """

    commune: Territory
    statuses: tuple[Status, ...]
    quarters: pd.DataFrame
    zone_emploi: Territory | None
    epci: Territory | None
    departement: Territory | None
    region: Territory | None
    zone_emploi_2010: str
    nearest: pd.DataFrame
    reached: bool

    def status(self, subject: str) -> Status:
        """Return what one list says."""
        return next(item for item in self.statuses if item.subject == subject)


def commune_answer(
    atlas: Atlas,
    reached: Reach,
    territory: TerritoryId,
    reaches: list[np.ndarray] | None = None,
) -> CommuneAnswer:
    """Answer what one asks of a commune.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territory
        A commune that exists.
    reaches
        What `geo.reach.reaching.pole_reaches` returned, to spare computing it again.

    Returns
    -------
    CommuneAnswer
        Classes, quarters, what holds it, nearest poles.

    Raises
    ------
    ValueError
        When the territory is not a commune of the tables.
    TableError
        When the communes or the register are missing.
    """
    communes = atlas.require_communes()
    rows = np.flatnonzero(communes["code"] == territory.code)
    if territory.kind != "commune" or not len(rows):
        raise ValueError(f"not a commune of the tables: {territory.id}")
    row = int(rows[0])
    commune = communes.iloc[row]
    return CommuneAnswer(
        commune=Territory("commune", territory.code, str(commune["name"])),
        statuses=_statuses(atlas, commune),
        quarters=_quarters(atlas, territory.code),
        zone_emploi=_holder(atlas, "zone-emploi", commune["zone_emploi"]),
        epci=_holder(atlas, "epci", commune["epci"]),
        departement=_holder(atlas, "departement", commune["departement"]),
        region=_holder(atlas, "region", commune["region"]),
        zone_emploi_2010=_name(atlas.zones_emploi_2010, commune["zone_emploi_2010"]),
        nearest=nearest_poles(atlas, reached, row, reaches=reaches),
        reached=bool(reached.table["reached"].iloc[row]),
    )


def _statuses(atlas: Atlas, commune: "pd.Series[object]") -> tuple[Status, ...]:
    classes = [
        Status(subject, states.get(str(commune[subject]), UNSURE), str(commune[subject]))
        for subject, states in _STATES.items()
    ]
    industry = atlas.territoires_industrie
    now = then = industry
    if industry is not None:
        now = industry[industry["vintage"] == CURRENT_TERRITOIRES_INDUSTRIE]
        then = industry[industry["vintage"] != CURRENT_TERRITOIRES_INDUSTRIE]
    zonages = atlas.zonages
    ber = None if zonages is None else zonages[zonages["zonage"] == "ber"]
    basin = commune["desindustrialise"]
    found = {
        "qpv": Status("qpv", YES if int(str(commune["qpv_count"])) else NO),
        **{status.subject: status for status in classes},
        "territoire-industrie": _named(
            "territoire-industrie", now, commune["territoire_industrie"]
        ),
        "territoire-industrie-2018": _named(
            "territoire-industrie-2018", then, commune["territoire_industrie_2018"]
        ),
        "ber": _named("ber", ber, commune["ber"]),
        "desindustrialise": Status(
            "desindustrialise", UNSURE if pd.isna(basin) else YES if bool(basin) else NO
        ),
    }
    return tuple(found[subject] for subject in SUBJECTS)


def _named(subject: str, table: pd.DataFrame | None, code: object) -> Status:
    name = _name(table, code)
    return Status(subject, YES if name else NO, name)


def _name(table: pd.DataFrame | None, code: object) -> str:
    if not isinstance(code, str):
        return ""
    if table is None:
        return code
    key = "id" if "id" in table else "code"
    names = table.loc[table[key] == code, "name"]
    return str(names.iloc[0]) if len(names) else code


def _holder(atlas: Atlas, kind: str, code: object) -> Territory | None:
    if not isinstance(code, str):
        return None
    return Territory(kind, code, names_by_kind(atlas)[kind].get(code, code))


def _quarters(atlas: Atlas, commune: str) -> pd.DataFrame:
    if atlas.qpv_communes is None or atlas.qpv is None:
        return pd.DataFrame({"code": [], "name": [], "people": [], "shared": []})
    parts = atlas.qpv_communes
    own = parts[parts["commune"] == commune].rename(columns={"qpv": "code", "population": "people"})
    several = set(parts.loc[parts["qpv"].duplicated(), "qpv"])
    names = dict(zip(atlas.qpv["code"].tolist(), atlas.qpv["name"].tolist(), strict=True))
    table = own[["code", "people"]].copy()
    table.insert(1, "name", [names.get(code, code) for code in table["code"]])
    table["shared"] = [code in several for code in table["code"]]
    ranked = table.sort_values(["people", "code"], ascending=[False, True], na_position="last")
    return ranked.reset_index(drop=True)
