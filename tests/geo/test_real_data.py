"""What must hold of the tables that a user gets on clone; figures counted by hand on sources."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.places.search import search_territories
from geo.places.territories import (
    FRANCE,
    METROPOLE,
    OVERSEAS,
    Territory,
    ancestors,
    bounds,
    commune_mask,
    get_territory,
    territories_of_kind,
)
from geo.poles.select import (
    PoleFilter,
    declared_territory,
    select_poles,
    summarise_poles,
)
from geo.tables.atlas import Atlas
from geo.tables.outlines import load_outlines

DATA = Path(__file__).parents[2] / "data"
POPULATION_2023 = 68_350_798
KIND_COUNTS = {
    "region": 18,
    "ancienne-region": 27,
    "departement": 101,
    "epci": 1_255,
    "zone-emploi": 306,
    "commune": 34_875,
}
ISLANDS_WITHOUT_EPCI = ["22016", "29083", "29155", "85113"]


def find(atlas: Atlas, text: str) -> list[str]:
    return [territory.id for territory in search_territories(atlas, text)]


@pytest.fixture(scope="module")
def poles(atlas: Atlas) -> pd.DataFrame:
    return select_poles(atlas, PoleFilter()).set_index("id")


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Return the register as it is written."""
    return pd.read_csv(DATA / "poles.csv", dtype="str")


def every_territory(atlas: Atlas) -> Iterator[Territory]:
    for kind in KIND_COUNTS:
        yield from territories_of_kind(atlas, kind)


def test_nothing_is_damaged(atlas: Atlas) -> None:
    assert atlas.problems == ()


def test_each_kind_is_whole(atlas: Atlas) -> None:
    counted = {kind: len(territories_of_kind(atlas, kind)) for kind in KIND_COUNTS}
    assert counted == KIND_COUNTS


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("region", "regions"),
        ("ancienne-region", "anciennes_regions"),
        ("departement", "departements"),
        ("zone-emploi", "zones_emploi"),
        ("epci", "epci"),
    ],
)
def test_inhabitants_add_up_to_those_of_france(atlas: Atlas, kind: str, table: str) -> None:
    communes = atlas.require_communes()
    assert communes["population"].sum() == POPULATION_2023
    inhabitants = {
        territory.code: communes["population"][commune_mask(atlas, territory)].sum()
        for territory in territories_of_kind(atlas, kind)
    }
    without = communes["epci"].isna() if kind == "epci" else np.zeros(len(communes), dtype=bool)
    assert sum(inhabitants.values()) + communes["population"][without].sum() == POPULATION_2023
    assert communes["code"][without].tolist() in ([], ISLANDS_WITHOUT_EPCI)
    frame = getattr(atlas, table)
    assert dict(zip(frame["code"], frame["population"], strict=True)) == inhabitants


def test_the_mainland_and_overseas_make_france(atlas: Atlas) -> None:
    overseas = [commune_mask(atlas, territory) for territory in OVERSEAS]
    parts = [commune_mask(atlas, METROPOLE), *overseas]
    assert np.sum(parts, axis=0).tolist() == [1] * 34_875
    assert all(mask.any() for mask in overseas)
    for territory in OVERSEAS:
        assert get_territory(atlas, territory.id) == territory


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rhone alpes", ["ancienne-region:82", "region:84"]),
        ("Rhône-Alpes", ["ancienne-region:82", "region:84"]),
        ("ile de france", ["region:11", "ancienne-region:11"]),
        ("38", ["departement:38", "commune:38185"]),
        ("38000", ["commune:38185"]),
        ("romans", ["commune:79231", "commune:01328", "zone-emploi:8427", "commune:26281"]),
        ("l'isle d'abeau", ["commune:38193"]),
        ("Ouessant", ["commune:29155"]),
        ("la reunion", ["region:04", "ancienne-region:04", "departement:974"]),
        ("mayotte", ["region:06", "ancienne-region:06", "departement:976"]),
        ("PARIS", ["departement:75", "zone-emploi:1109", "commune:75056"]),
        ("Lyon", ["zone-emploi:8421", "commune:69123"]),
        ("Paris 18e", ["commune:75056"]),
        ("75018", ["commune:75056"]),
        ("Marseille 1er arrondissement", ["commune:13055"]),
        ("69003", ["commune:69123"]),
        ("13208", ["commune:13055"]),
        ("nord", ["departement:59", "ancienne-region:31"]),
        ("le havre", ["zone-emploi:2813", "commune:76351"]),
        ("st etienne 42", ["commune:42218"]),
        ("saint denis 93", ["commune:93066"]),
    ],
)
def test_territories_are_found_as_people_type_them(
    atlas: Atlas, text: str, expected: list[str]
) -> None:
    assert find(atlas, text)[: len(expected)] == expected


def test_lyon_is_also_a_metropole(atlas: Atlas) -> None:
    assert "epci:200046977" in find(atlas, "Lyon")


@pytest.mark.parametrize("text", ["Saint-Denis", "st denis", "SAINT DENIS"])
def test_every_saint_denis_is_found(atlas: Atlas, text: str) -> None:
    same = [item for item in search_territories(atlas, text) if item.name == "Saint-Denis"]
    communes = atlas.require_communes()
    assert {item.code for item in same if item.kind == "commune"} == set(
        communes["code"][communes["name"] == "Saint-Denis"]
    )
    assert len(same) == 4


def test_an_epci_across_two_regions_has_both(atlas: Atlas) -> None:
    # Redon Agglomération: Ille-et-Vilaine and Morbihan (Bretagne), Loire-Atlantique.
    redon = get_territory(atlas, "epci:243500741")
    assert [item.id for item in ancestors(atlas, redon)] == [
        "departement:35",
        "departement:44",
        "departement:56",
        "ancienne-region:53",
        "ancienne-region:52",
        "region:53",
        "region:52",
        "france",
    ]


def test_a_zone_d_emploi_across_two_old_regions_has_both(atlas: Atlas) -> None:
    communes = atlas.require_communes()
    holders = communes.groupby("zone_emploi")["ancienne_region"].nunique()
    across = holders[holders > 1].index
    assert len(across) > 0
    for code in across:
        kinds = [
            item.kind for item in ancestors(atlas, get_territory(atlas, f"zone-emploi:{code}"))
        ]
        assert kinds.count("ancienne-region") == holders[code]


def test_an_island_without_epci_has_its_other_holders(atlas: Atlas) -> None:
    kinds = [item.kind for item in ancestors(atlas, get_territory(atlas, "commune:29155"))]
    assert kinds == ["zone-emploi", "departement", "ancienne-region", "region", "france"]


def test_no_frame_crosses_an_ocean(atlas: Atlas) -> None:
    assert bounds(atlas, FRANCE) == bounds(atlas, METROPOLE)
    west, south, east, north = bounds(atlas, FRANCE)
    assert -5.3 < west < -5.0
    assert 9.4 < east < 9.7
    assert 41.2 < south < 41.5
    assert 51.0 < north < 51.2
    communes = atlas.require_communes().set_index("code")
    for territory in every_territory(atlas):
        west, south, east, north = bounds(atlas, territory)
        assert 0 < east - west < 6, territory
        assert 0 < north - south < 6, territory
        if territory.kind == "commune":
            place = communes.loc[territory.code]
            # Outlines are generalised, so a town hall on the coast may lie just outside.
            assert west - 0.02 <= place["lon"] <= east + 0.02, territory
            assert south - 0.02 <= place["lat"] <= north + 0.02, territory


@pytest.mark.parametrize("table", ["regions", "departements", "epci", "zones_emploi"])
def test_frames_agree_with_dissolved_outlines(atlas: Atlas, table: str) -> None:
    kinds = {"regions": "region", "departements": "departement", "epci": "epci"}
    outlines = load_outlines(table, "medium", atlas.files).set_index("code").bounds
    for code, box in zip(outlines.index, outlines.to_numpy(), strict=True):
        territory = get_territory(atlas, f"{kinds.get(table, 'zone-emploi')}:{code}")
        assert bounds(atlas, territory) == pytest.approx(tuple(box), abs=1e-6), territory


def test_every_pole_is_attached_once(poles: pd.DataFrame, rows: pd.DataFrame) -> None:
    assert poles.index.tolist() == rows["id"].tolist()
    assert (poles["attachment"] == "seat").sum() == rows["commune"].notna().sum()
    vague = rows[rows["commune"].isna()]
    declares = vague["territory_claim"] == "declared"
    known = poles["attachment"].value_counts()
    assert known.get("declared", 0) == declares.sum()
    assert known.get("departement", 0) == (~declares & vague["departement"].notna()).sum()
    assert known.sum() == len(rows)


def test_the_attachments_of_the_specimen(specimen: Atlas) -> None:
    attached = select_poles(specimen, PoleFilter())["attachment"]
    assert attached.value_counts().to_dict() == {
        "seat": 77,
        "declared": 16,
        "departement": 12,
        "listing": 7,
    }


def test_departements_and_what_is_wider_account_for_every_pole(
    atlas: Atlas, poles: pd.DataFrame
) -> None:
    found = pd.Series(
        [
            identifier
            for territory in territories_of_kind(atlas, "departement")
            for identifier in select_poles(atlas, PoleFilter(territory))["id"]
        ]
    ).value_counts()
    times = found.reindex(poles.index, fill_value=0)
    assert times[poles["attachment"].isin(["seat", "departement"])].eq(1).all()
    assert times[poles["attachment"] == "declared"].ge(1).all()
    listed = times[poles["attachment"] == "listing"]
    assert listed.eq(0).all()
    # What a list puts under a région is found there.
    for identifier in listed.index:
        codes = poles.loc[identifier, "territory_codes"]
        inside = select_poles(atlas, PoleFilter(get_territory(atlas, codes)))
        assert identifier in set(inside["id"])


def test_seats_lie_in_their_territories(poles: pd.DataFrame) -> None:
    seated = poles[poles["attachment"] == "seat"]
    filled = ["lon", "lat", "departement_name", "zone_emploi_name", "region_name"]
    filled += ["ancienne_region_name", "seat_qpv_count", "seat_frr", "seat_zrr", "seat_afr"]
    assert seated[filled].notna().all(axis=None)
    assert (seated["commune"].str[:2] == seated["departement"].str[:2]).all()
    markers = poles.loc[poles["attachment"].isin(["seat", "declared"]), "marker_lon"]
    assert markers.notna().all()


def test_the_poles_of_rhone_alpes(specimen: Atlas) -> None:
    chosen = PoleFilter(get_territory(specimen, "ancienne-region:82"))
    selected = select_poles(specimen, chosen).set_index("id")
    assert selected["attachment"].to_dict() == {
        "pole-sud-archer": "seat",
        "smac-07": "seat",
        "culture-et-cooperation": "seat",
        "dombinnov": "seat",
        "centre-isere": "declared",
        "innovales": "seat",
        "place-des-possibles": "seat",
        "peccs": "seat",
        "pole-alpen": "seat",
        "fabrique-transition-loire": "departement",
    }


def test_pole_sud_in_romans(specimen: Atlas) -> None:
    pole = select_poles(specimen, PoleFilter()).set_index("id").loc["pole-sud-archer"]
    assert pole["commune_name"] == "Romans-sur-Isère"
    assert pole["epci_name"] == "CA Valence Romans Agglo"
    assert pole["zone_emploi_name"] == "Romans-sur-Isère"
    assert (pole["region_name"], pole["ancienne_region_name"]) == (
        "Auvergne-Rhône-Alpes",
        "Rhône-Alpes",
    )
    assert (pole["lon"], pole["lat"]) == pytest.approx((5.0525, 45.0445), abs=0.01)
    epci = commune_mask(specimen, get_territory(specimen, "epci:200068781"))
    assert (declared_territory(specimen, "pole-sud-archer") == epci).all()


def test_completeness_is_that_of_the_table_of_waves(atlas: Atlas, rows: pd.DataFrame) -> None:
    completeness = summarise_poles(atlas, PoleFilter()).completeness
    assert atlas.waves is not None
    held = rows["cohorts"].str.split(";").explode().value_counts()
    counted = atlas.waves["cohort"].map(held).fillna(0)
    assert [wave.found for wave in completeness] == counted.tolist()
    official = [wave.official_count for wave in completeness]
    assert official == atlas.waves["official_count"].astype("object").replace(pd.NA, None).tolist()


def test_the_completeness_of_the_specimen(specimen: Atlas) -> None:
    completeness = summarise_poles(specimen, PoleFilter()).completeness
    assert {wave.cohort: (wave.found, wave.official_count) for wave in completeness} == {
        "temoin-2011": (14, 18),
        "appel-2013": (23, 23),
        "appel-2015": (10, 14),
        "ami-2021-phase-1": (23, 107),
        "ami-2021": (15, 15),
        "ami-2022": (1, 16),
        "ami-2023": (14, 15),
        "ami-2024": (2, 15),
        "ami-2025": (0, 8),
        "recense": (31, None),
    }


def test_a_territory_without_pole_has_an_empty_table(atlas: Atlas) -> None:
    nowhere = PoleFilter(get_territory(atlas, "departement:2A"))
    assert select_poles(atlas, nowhere).empty
    assert summarise_poles(atlas, nowhere).poles == 0


def test_sectors_and_statuses_cover_the_register(atlas: Atlas, rows: pd.DataFrame) -> None:
    summary = summarise_poles(atlas, PoleFilter())
    assert sum(summary.by_status.values()) == summary.poles == len(rows)
    assert sum(summary.by_sector.values()) >= summary.poles
    seats = rows["commune"].notna().sum()
    assert sum(summary.by_frr_class.values()) == summary.with_seat == seats
