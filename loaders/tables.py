"""Assemble what the loaders read into the tables of ``data/``, geometry apart."""

import pandas as pd

from geo.people.priority import deindustrialised
from loaders.inputs import Economy, Memberships, Reference, Zonings

TI_VINTAGE = "2023-2027"
TI_VINTAGE_2018 = "2018-2022"

# A zone d'emploi of 2020 counts as deindustrialised when most of its inhabitants live in one of
# 2010 that is.
MAJORITY = 0.5

COMMUNE_COLUMNS = [
    "code",
    "name",
    "population",
    "postcodes",
    "departement",
    "region",
    "ancienne_region",
    "epci",
    "zone_emploi",
    "zone_emploi_2010",
    "chef_lieu",
    "frr",
    "zrr",
    "afr",
    "territoire_industrie",
    "territoire_industrie_2018",
    "ber",
    "desindustrialise",
    "median_income",
    "density",
    "density_label",
    "rural_type",
]


def communes_table(
    reference: Reference, memberships: Memberships, zonings: Zonings, economy: Economy
) -> pd.DataFrame:
    """Join everything known about each commune.

    Parameters
    ----------
    reference, memberships, zonings, economy
        What `loaders.inputs` read.

    Returns
    -------
    pandas.DataFrame
        One row per commune sorted by code, columns `COMMUNE_COLUMNS`; ``desindustrialise`` is
        ``boolean``, null where the zone d'emploi of 2010 is not in the file of jobs.
    """
    table = reference.communes.set_index("code")
    old = memberships.anciennes_regions["ancienne_region"]
    table["ancienne_region"] = table["departement"].map(old)
    table["epci"] = memberships.epci["epci"]
    table["zone_emploi"] = memberships.ze2020.set_index("commune")["zone_emploi"]
    table["zone_emploi_2010"] = memberships.ze2010.set_index("commune")["zone_emploi_2010"]
    table["frr"] = zonings.frr
    table["zrr"] = zonings.zrr
    table["afr"] = zonings.afr.reindex(table.index).fillna("non")
    table["territoire_industrie"] = zonings.territoires_industrie.set_index("commune")["id"]
    table["territoire_industrie_2018"] = zonings.territoires_industrie_2018.set_index("commune")[
        "id"
    ]
    table["ber"] = zonings.ber.set_index("commune")["id"]
    flags = deindustrialised(economy.jobs)["desindustrialise"]
    table["desindustrialise"] = table["zone_emploi_2010"].map(flags).astype("boolean")
    table["median_income"] = zonings.income
    table = table.join(zonings.density)
    table["rural_type"] = zonings.rural_type
    return table.reset_index()[COMMUNE_COLUMNS]


def add_qpv(communes: pd.DataFrame, qpv_communes: pd.DataFrame) -> pd.DataFrame:
    """Count the quarters of each commune and their inhabitants.

    Parameters
    ----------
    communes : pandas.DataFrame
        Table with ``code``.
    qpv_communes : pandas.DataFrame
        ``qpv``, ``commune``, ``population`` (apportioned, NaN where not published).

    Returns
    -------
    pandas.DataFrame
        `communes` with ``qpv_count`` (int64) and ``qpv_population`` (float64: 0 without quarter,
        NaN where none of its quarters has a published population).
    """
    groups = qpv_communes.groupby("commune")
    count = groups.size().reindex(communes["code"], fill_value=0)
    population = groups["population"].sum(min_count=1).reindex(communes["code"])
    return communes.assign(
        qpv_count=count.to_numpy("int64"),
        qpv_population=population.mask(count == 0, 0.0).astype("float64").to_numpy(),
    )


def grouped(communes: pd.DataFrame, by: str, names: pd.Series) -> pd.DataFrame:
    """Sum the communes of each larger territory.

    Parameters
    ----------
    communes : pandas.DataFrame
        With column `by` and ``population``.
    by : str
        Column of codes; rows without one are left out.
    names : pandas.Series
        Code → name.

    Returns
    -------
    pandas.DataFrame
        Sorted by code: ``code``, ``name``, ``population``, ``communes`` (int64).
    """
    groups = communes.groupby(by)["population"]
    table = pd.DataFrame({"population": groups.sum(), "communes": groups.size()})
    table.insert(0, "name", table.index.map(names))
    return table.rename_axis("code").reset_index()


def zones_emploi_table(
    communes: pd.DataFrame, memberships: Memberships, economy: Economy
) -> pd.DataFrame:
    """Describe the zones d'emploi of 2020.

    Parameters
    ----------
    communes : pandas.DataFrame
        What `communes_table` returned.
    memberships, economy
        What `loaders.inputs` read.

    Returns
    -------
    pandas.DataFrame
        Sorted by code: ``code``, ``name``, ``population``, ``communes``, ``unemployment_rate``
        (%, latest quarter, NaN where not published), ``unemployment_quarter``,
        ``fabrication_1999`` … ``_2016`` (Int64), ``desindustrialise_share`` (ratio of the
        population living in a deindustrialised zone of 2010, NaN where unknown),
        ``desindustrialise`` (``oui`` | ``partiel`` | ``non`` | null).
    """
    labels = memberships.ze2020.drop_duplicates("zone_emploi").set_index("zone_emploi")
    table = grouped(communes, "zone_emploi", labels["zone_emploi_name"])
    latest = economy.unemployment.sort_values("quarter").drop_duplicates("zone_emploi", keep="last")
    latest = latest.set_index("zone_emploi")
    table["unemployment_rate"] = table["code"].map(latest["rate"])
    table["unemployment_quarter"] = table["code"].map(latest["quarter"])
    table = table.merge(economy.fabrication, on="code", how="left", validate="1:1")
    known = communes[communes["desindustrialise"].notna()]
    inside = known["population"].where(known["desindustrialise"].astype("bool"), 0)
    zone = known["zone_emploi"]
    share = inside.groupby(zone).sum() / known["population"].groupby(zone).sum()
    table["desindustrialise_share"] = table["code"].map(share).astype("float64")
    table["desindustrialise"] = _share_class(table["desindustrialise_share"])
    return table


def zones_emploi_2010_table(
    communes: pd.DataFrame, memberships: Memberships, economy: Economy
) -> pd.DataFrame:
    """Describe the zones d'emploi of 2010 and tell the deindustrialised ones.

    Parameters
    ----------
    communes, memberships, economy
        As `zones_emploi_table`.

    Returns
    -------
    pandas.DataFrame
        Sorted by code: ``code``, ``name``, ``population``, ``communes``,
        ``industrial_jobs_1998``, ``industrial_jobs_2017``, ``jobs_1998`` (Int64),
        ``industrial_share_1998``, ``industrial_change`` (ratios), ``desindustrialise``
        (``boolean``); null for Mayotte, which is not in the file of jobs.
    """
    labels = memberships.ze2010.drop_duplicates("zone_emploi_2010").set_index("zone_emploi_2010")
    table = grouped(communes, "zone_emploi_2010", labels["zone_emploi_2010_name"])
    rule = deindustrialised(economy.jobs).reindex(table["code"]).reset_index(drop=True)
    return table.assign(
        industrial_jobs_1998=rule["industrial_jobs_start"].astype("Int64"),
        industrial_jobs_2017=rule["industrial_jobs_end"].astype("Int64"),
        jobs_1998=rule["jobs_start"].astype("Int64"),
        industrial_share_1998=rule["industrial_share"],
        industrial_change=rule["industrial_change"],
        desindustrialise=rule["desindustrialise"].astype("boolean"),
    )


def divisions_table(communes: pd.DataFrame, by: str, divisions: pd.DataFrame) -> pd.DataFrame:
    """Describe the départements or the régions.

    Parameters
    ----------
    communes : pandas.DataFrame
        What `communes_table` returned.
    by : str
        ``departement`` or ``region``.
    divisions : pandas.DataFrame
        ``code``, ``name``, ``chef_lieu``, and ``region`` for the départements.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, ``population``, ``communes``, then the other columns of `divisions`,
        and ``ancienne_region`` for the départements.
    """
    table = grouped(communes, by, divisions.set_index("code")["name"])
    table = table.merge(divisions.drop(columns="name"), on="code", how="left", validate="1:1")
    if by == "departement":
        old = communes.drop_duplicates("departement").set_index("departement")["ancienne_region"]
        table["ancienne_region"] = table["code"].map(old)
    return table


def territoires_industrie_table(communes: pd.DataFrame, zonings: Zonings) -> pd.DataFrame:
    """Describe the Territoires d'industrie of both programmes.

    Parameters
    ----------
    communes : pandas.DataFrame
        What `communes_table` returned.
    zonings : Zonings
        What `loaders.inputs` read.

    Returns
    -------
    pandas.DataFrame
        Sorted by vintage and id: ``id``, ``name``, ``vintage``, ``communes``, ``population``.
    """
    tables = []
    for vintage, members, column in (
        (TI_VINTAGE_2018, zonings.territoires_industrie_2018, "territoire_industrie_2018"),
        (TI_VINTAGE, zonings.territoires_industrie, "territoire_industrie"),
    ):
        names = members.drop_duplicates("id").set_index("id")["name"]
        table = grouped(communes, column, names).assign(vintage=vintage)
        tables.append(table.rename(columns={"code": "id"}))
    columns = ["id", "name", "vintage", "communes", "population"]
    return pd.concat(tables, ignore_index=True)[columns]


def _share_class(share: pd.Series) -> pd.Series:
    classes = pd.Series("non", index=share.index, dtype="str")
    classes = classes.mask(share > 0, "partiel").mask(share >= MAJORITY, "oui")
    return classes.mask(share.isna())
