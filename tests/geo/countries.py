"""Countries made in memory, for tests that need towns at exact places."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geo.tables.atlas import Atlas
from geo.tables.files import Files
from geo.tables.schema import CSV_COLUMNS, PARQUET_COLUMNS

# What a commune or a pole is when nothing else is said.
COMMUNE: Final[dict[str, object]] = {
    "population": 1000,
    "postcodes": "",
    "departement": "01",
    "region": "84",
    "ancienne_region": "82",
    "epci": "200000001",
    "zone_emploi": "8401",
    "zone_emploi_2010": None,
    "chef_lieu": None,
    "lon": 5.0,
    "lat": 46.0,
    "point_source": "mairie",
    "outline_source": "ign",
    "frr": "non",
    "zrr": "non",
    "afr": "non",
    "territoire_industrie": None,
    "territoire_industrie_2018": None,
    "ber": None,
    "desindustrialise": False,
    "qpv_count": 0,
    "qpv_population": 0.0,
    "median_income": None,
    "density": 1,
    "density_label": "",
    "rural_type": None,
}
POLE: Final[dict[str, object]] = {"cohorts": "appel-2013", "status": "actif", "sectors": "bois"}
_DTYPES: Final = {"text": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}


def country(
    communes: Sequence[Mapping[str, object]],
    poles: Sequence[Mapping[str, object]] = (),
    waves: Mapping[str, str | None] | None = None,
    zones: Mapping[str, float] | None = None,
) -> Atlas:
    """Return the atlas of a country.

    Parameters
    ----------
    communes
        Each with its ``code`` and what differs from `COMMUNE`.
    poles
        Each with its ``id`` and what differs from `POLE`.
    waves
        Wave to date.
    zones
        Zone d'emploi to unemployment rate, in %.
    """
    rows = [{"name": f"Commune {row['code']}", **COMMUNE, **row} for row in communes]
    table = pd.DataFrame(rows, columns=list(PARQUET_COLUMNS["communes"]))
    for name, kind in PARQUET_COLUMNS["communes"].items():
        table[name] = table[name].astype(_DTYPES[kind])
    whole = ["population", "qpv_count"]
    table[whole] = table[whole].astype("int64")
    return Atlas(
        files=Files(Path("nulle-part")),
        communes=table.sort_values("code").reset_index(drop=True),
        poles=register(poles),
        waves=None if waves is None else _waves(waves),
        zones_emploi=None if zones is None else _zones(zones),
    )


def register(poles: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return a register of poles, each with its ``id`` and what differs from `POLE`."""
    rows = [{"name": f"Pôle {row['id']}", **POLE, **row} for row in poles]
    table = pd.DataFrame(rows, columns=list(CSV_COLUMNS["poles"]))
    for name, kind in CSV_COLUMNS["poles"].items():
        table[name] = table[name].astype(_DTYPES[kind])
    return table


def _waves(dates: Mapping[str, str | None]) -> pd.DataFrame:
    table = pd.DataFrame({"cohort": list(dates), "date": list(dates.values())}, dtype="str")
    table["official_count"] = pd.Series(pd.NA, index=table.index, dtype="Int64")
    return table


def _zones(rates: Mapping[str, float]) -> pd.DataFrame:
    names = {f"Zone {code}": rate for code, rate in rates.items()}
    return pd.DataFrame(
        {"code": list(rates), "name": list(names), "unemployment_rate": list(rates.values())}
    ).astype({"code": "str", "name": "str"})


def random_country(seed: int) -> Atlas:
    """Return seven towns in a square of eighty kilometres and one overseas, two poles at most."""
    chance = np.random.default_rng(seed)
    communes = [
        {
            "code": f"0100{number}",
            "population": int(chance.integers(0, 9)) * 1000 + number,
            "lon": float(5 + chance.random() * 1.2),
            "lat": float(46 + chance.random() * 0.8),
            "epci": f"20000000{number // 2}",
            "zone_emploi": f"84{number // 3:02}",
            "frr": str(chance.choice(["non", "socle", "plus"])),
            "desindustrialise": bool(chance.random() < 0.3),
            "qpv_population": float(chance.integers(0, 2) * 100),
        }
        for number in range(7)
    ]
    communes += [
        {
            "code": f"9740{number}",
            "departement": "974",
            "population": 2000 + 500 * number,
            "lon": 55.4 + 0.3 * number,
            "lat": -21.0,
            "epci": f"24970000{number}",
            "zone_emploi": "0401",
        }
        for number in (1,)
    ]
    seats = [str(row["code"]) for row in communes]
    poles = [
        {"id": f"p{number}", "commune": str(chance.choice(seats))}
        for number in range(int(chance.integers(0, 3)))
    ]
    return country(communes, poles)
