"""Facts that anyone can look up in the producers' own files, read by our loaders."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from geo.people.priority import deindustrialised
from loaders import inputs, tables
from loaders.catalogue import SOURCES
from loaders.inputs import Economy, Memberships, Reference, Zonings
from loaders.reports import Report

pytestmark = pytest.mark.sources


@dataclass(frozen=True)
class Everything:
    report: Report
    reference: Reference
    memberships: Memberships
    zonings: Zonings
    economy: Economy
    communes: pd.DataFrame


@pytest.fixture(scope="module")
def read(sources_dir: Path) -> Everything:
    def locate(source: str) -> Path:
        return SOURCES[source].path(sources_dir)

    report = Report()
    reference = inputs.read_reference(locate, report)
    memberships = inputs.read_memberships(locate, reference, report)
    zonings = inputs.read_zonings(locate, reference, report)
    economy = inputs.read_economy(locate, memberships, report)
    table = tables.communes_table(reference, memberships, zonings, economy)
    return Everything(
        report, reference, memberships, zonings, economy, table.set_index("code", drop=False)
    )


def test_communes_and_inhabitants(read: Everything) -> None:
    assert len(read.communes) == 34_875
    assert read.communes["population"].sum() == 68_350_798
    assert read.communes.loc["75056", "population"] == 2_103_778
    assert (read.communes["population"] == 0).sum() == 6  # villages destroyed in 1916


def test_memberships_count(read: Everything) -> None:
    counts = read.communes[
        ["departement", "region", "ancienne_region", "epci", "zone_emploi", "zone_emploi_2010"]
    ].nunique()
    assert counts.to_dict() == {
        "departement": 101,
        "region": 18,
        "ancienne_region": 27,
        "epci": 1_255,
        "zone_emploi": 306,
        "zone_emploi_2010": 322,
    }


def test_romans_sur_isere(read: Everything) -> None:
    romans = read.communes.loc["26281"]
    assert romans["name"] == "Romans-sur-Isère"
    assert romans["postcodes"] == "26100"
    assert romans["departement"] == "26"
    assert romans["region"] == "84"
    assert romans["ancienne_region"] == "82"
    assert romans["epci"] == "200068781"
    assert romans["zone_emploi"] == "8427"


def test_seats(read: Everything) -> None:
    seats = read.communes["chef_lieu"]
    assert seats["69123"] == "region"
    assert seats["38185"] == "departement"
    assert seats["38544"] == "arrondissement"  # Vienne
    assert pd.isna(seats["26281"])
    assert (seats == "region").sum() == 18
    assert seats.isin(["region", "departement"]).sum() == 101


def test_islands_without_epci(read: Everything) -> None:
    alone = read.communes.loc[read.communes["epci"].isna(), "name"]
    assert sorted(alone) == ["L'Île-d'Yeu", "Ouessant", "Île-de-Bréhat", "Île-de-Sein"]


def test_ile_de_france_is_11_in_both(read: Everything) -> None:
    paris = read.communes.loc["75056"]
    assert paris["region"] == paris["ancienne_region"] == "11"


def test_rural_zonings(read: Everything) -> None:
    frr = read.communes["frr"].value_counts()
    assert frr.to_dict() == {
        "non": 14_941,
        "socle": 13_313,
        "plus": 4_456,
        "beneficiaire": 2_134,
        "partiel": 20,
        "beneficiaire-partiel": 11,
    }
    zrr = read.report.classes_table().query("source == 'zrr'").set_index("class")["rows"]
    assert zrr.to_dict() == {"classee": 17_694, "non": 17_235, "partiel": 36}


def test_merged_communes_partly_in_a_zrr(read: Everything) -> None:
    # Haut Valromey (classed) took in Ruffieu (not classed) in 2025.
    assert read.communes.loc["01187", "zrr"] == "partiel"


@pytest.mark.parametrize("code", ["15031", "15035", "15047", "15171"])
def test_communes_recreated_from_neussargues(read: Everything, code: str) -> None:
    parent = read.communes.loc["15141"]
    child = read.communes.loc[code]
    columns = ["zone_emploi_2010", "zrr", "median_income"]
    assert child[columns].tolist() == parent[columns].tolist()


def test_every_old_code_is_translated(read: Everything) -> None:
    counts = read.report.counts_table().set_index("source")
    assert counts.loc["zrr", ["translated", "inherited"]].tolist() == [102, 7]
    assert counts.loc["ze2010", ["translated", "inherited"]].tolist() == [104, 7]
    assert counts.loc["ze2020-classeur", "translated"] == 81
    refused = counts.loc[counts["refused"] > 0, "refused"].to_dict()
    assert refused == {"territoires-industrie-2018": 5, "territoires-industrie-2023": 2}


def test_translations_follow_the_movements(read: Everything) -> None:
    """The passage table and the movements, two files, lead each old code to the same commune."""
    merged = read.reference.movements
    merged = merged[
        (merged["DATE_EFF"] > "2020-01-01")
        & (merged["TYPECOM_AV"] == "COM")
        & (merged["TYPECOM_AP"] == "COM")
        & (merged["MOD"] != "21")
    ].sort_values("DATE_EFF", ascending=False)
    now: dict[str, str] = {}
    for before, after in zip(merged["COM_AV"], merged["COM_AP"], strict=True):
        now.setdefault(before, now.get(after, after))
    codes = read.report.codes_table().query("outcome == 'translated' and source == 'ze2010'")
    assert len(codes) == 104
    assert [now[code] for code in codes["code"]] == codes["target"].tolist()


def test_industrial_zonings(read: Everything) -> None:
    communes = read.communes
    assert communes["territoire_industrie"].nunique() == 183
    assert communes["territoire_industrie"].notna().sum() == 18_641
    assert communes["afr"].ne("non").sum() == 5_036
    assert communes["ber"].value_counts().to_dict() == {"ber_001": 347, "ber_002": 56}


def test_fresnes_in_burgundy_is_not_near_orly(read: Everything) -> None:
    member = read.communes["territoire_industrie_2018"]
    assert member["94034"] == "ti-1104"
    assert pd.isna(member["89183"])
    assert pd.isna(member["41094"])
    assert member["21287"] == "ti-2701"


def test_salaried_jobs(read: Everything) -> None:
    jobs = read.economy.jobs.set_index(["zone_emploi_2010", "year"])
    assert len(jobs) == 321 * 20
    industrial = jobs["industrial_jobs"].groupby("year").sum()
    assert industrial[1998] == 4_018_530
    assert industrial[2017] == 3_138_683
    assert jobs.loc[("0050", 2017), "industrial_jobs"] == 7_635


def test_deindustrialised_zones(read: Everything) -> None:
    rule = deindustrialised(read.economy.jobs)
    assert len(rule) == 321
    assert rule["desindustrialise"].sum() == 107
    mayotte = read.communes["departement"] == "976"
    assert read.communes.loc[mayotte, "desindustrialise"].isna().all()
    assert read.communes.loc[~mayotte, "desindustrialise"].notna().all()


def test_zones_emploi(read: Everything) -> None:
    zones = tables.zones_emploi_table(read.communes, read.memberships, read.economy)
    zones = zones.set_index("code")
    assert zones.loc["8427", "name"] == "Romans-sur-Isère"
    assert zones["population"].sum() == 68_350_798
    assert zones["unemployment_rate"].isna().sum() == 4  # Guyane and Mayotte
    assert zones.loc["0051", "unemployment_rate"] == 7.2
    assert zones.loc["0051", "fabrication_1999"] == 6_942
    assert pd.isna(zones.loc["0601", "desindustrialise"])


def test_unemployment_series(read: Everything) -> None:
    rates = read.economy.unemployment
    quarters = sorted(rates["quarter"].unique())
    assert (quarters[0], quarters[-1], len(quarters)) == ("2003-T1", "2025-T4", 92)
    alencon = rates[rates["zone_emploi"] == "0051"].set_index("quarter")
    assert alencon.loc["2003-T1", ["rate", "source"]].tolist() == [7.0, "chomage-2003-2023"]
    assert alencon.loc["2021-T1", ["rate", "source"]].tolist() == [7.4, "chomage"]
    overseas = rates[rates["zone_emploi"].str.match("0[124]")]
    assert overseas["quarter"].min() == "2014-T1"


def test_income(read: Everything) -> None:
    income = read.communes["median_income"]
    assert income["01001"] == 25_820
    assert income["26281"] == 20_520
    # 31 304 published lines, less 45 arrondissements and the towns merged since.
    assert income.notna().sum() == 31_215
    for overseas in ("971", "973", "976"):
        assert income[income.index.str.startswith(overseas)].isna().all()
