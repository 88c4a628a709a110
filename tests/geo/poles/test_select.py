"""Poles of the small country: each attached in one way, each in its place, none lost.

======================  ===========================================================  ===========
pole                    what is known                                                attachment
======================  ===========================================================  ===========
romans                  seat 26281 (Drôme), declares EPCI 200068781                  seat
grenoble                seat 38185 (Isère)                                           seat
saint-denis             seat 97411 (La Réunion)                                      seat
rhone-sud               declares EPCI 200000002, across two régions                  declared
isere                   département 38, listed under région 84                       departement
ara                     listed under région 84                                       listing
quelque-part            nothing                                                      listing
deux-villes             declares Grenoble and Clermont-Ferrand, département 38       declared
ile                     seat 38001, partly FRR                                       seat
======================  ===========================================================  ===========
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FilterError, TableError, UnknownPoleError
from geo.places.territories import FRANCE, METROPOLE, get_territory, territories_of_kind
from geo.poles.location import ADDED_COLUMNS
from geo.poles.select import (
    PoleFilter,
    PriorityCount,
    WaveCompleteness,
    check_filter,
    declared_territory,
    known_cohorts,
    select_poles,
    summarise_poles,
)
from geo.tables.atlas import Atlas
from geo.tables.schema import CSV_COLUMNS
from geo.vocabulary import ATTACHMENTS, COHORTS

WithPoles = Callable[[list[dict[str, str]]], Atlas]

ATTACHED = {
    "romans": "seat",
    "grenoble": "seat",
    "saint-denis": "seat",
    "rhone-sud": "declared",
    "isere": "departement",
    "ara": "listing",
    "quelque-part": "listing",
    "deux-villes": "declared",
    "ile": "seat",
}


def ids(atlas: Atlas, territory_id: str, **choices: tuple[str, ...]) -> list[str]:
    chosen = PoleFilter(get_territory(atlas, territory_id), **choices)
    return list(select_poles(atlas, chosen)["id"])


@pytest.fixture(scope="module")
def poles(tiny: Atlas) -> pd.DataFrame:
    return select_poles(tiny, PoleFilter()).set_index("id")


def test_each_pole_is_attached_in_one_way(poles: pd.DataFrame) -> None:
    assert poles["attachment"].to_dict() == ATTACHED


@pytest.mark.parametrize(
    ("territory_id", "expected"),
    [
        ("france", list(ATTACHED)),
        # The mainland holds Isère and région 84 whole, but nobody knows about quelque-part.
        (
            "metropole",
            ["romans", "grenoble", "rhone-sud", "isere", "ara", "deux-villes", "ile"],
        ),
        ("region:84", ["romans", "grenoble", "rhone-sud", "isere", "ara", "deux-villes", "ile"]),
        # Rhône-Alpes holds Isère, but not the whole of région 84.
        (
            "ancienne-region:82",
            ["romans", "grenoble", "rhone-sud", "isere", "deux-villes", "ile"],
        ),
        ("region:93", ["rhone-sud"]),
        ("departement:38", ["grenoble", "isere", "deux-villes", "ile"]),
        ("departement:63", ["deux-villes"]),
        ("departement:84", ["rhone-sud"]),
        ("departement:974", ["saint-denis"]),
        # Part of a département does not hold it.
        ("epci:200040715", ["grenoble", "deux-villes"]),
        ("epci:200000002", ["rhone-sud"]),
        ("zone-emploi:8413", ["deux-villes", "ile"]),
        ("commune:84019", ["rhone-sud"]),
        ("commune:97415", []),
    ],
)
def test_the_poles_of_a_territory(tiny: Atlas, territory_id: str, expected: list[str]) -> None:
    assert ids(tiny, territory_id) == expected


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"cohorts": ("ami-2021",)}, ["romans", "grenoble"]),
        ({"cohorts": ("appel-2013", "recense")}, ["romans", "saint-denis", "deux-villes"]),
        ({"cohorts": ("ami-2025",)}, []),
        ({"sectors": ("industrie",)}, ["romans"]),
        ({"sectors": ("culture", "insertion")}, ["romans", "ile"]),
        ({"statuses": ("disparu", "inconnu")}, ["saint-denis", "ile"]),
        ({"cohorts": ("ami-2021",), "sectors": ("multi-filieres",)}, ["grenoble"]),
        ({"cohorts": ("ami-2021",), "statuses": ("disparu",)}, []),
    ],
)
def test_waves_sectors_and_statuses(
    tiny: Atlas, choices: dict[str, tuple[str, ...]], expected: list[str]
) -> None:
    assert ids(tiny, "france", **choices) == expected


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (
            {"cohorts": ("ami-2031",)},
            "La vague « ami-2031 » n'existe pas ; choisissez parmi temoin",
        ),
        ({"sectors": ("bois", "or")}, "Le secteur « or » n'existe pas"),
        ({"statuses": ("{{7*7}}",)}, "Le statut « {{7\\*7}} » n'existe pas"),
    ],
)
def test_a_filter_that_names_nothing_is_refused(
    tiny: Atlas, choices: dict[str, tuple[str, ...]], expected: str
) -> None:
    for ask in (select_poles, summarise_poles, check_filter):
        with pytest.raises(FilterError, match=expected):
            ask(tiny, PoleFilter(**choices))


def test_a_wave_of_the_table_of_waves_exists(tiny: Atlas) -> None:
    waves = pd.DataFrame({"cohort": ["ami-2031"], "date": [None], "official_count": [None]})
    later = replace(tiny, waves=waves)
    assert known_cohorts(later) == (*COHORTS, "ami-2031")
    assert ids(later, "france", cohorts=("ami-2031",)) == []


def test_what_is_known_of_a_seat(poles: pd.DataFrame) -> None:
    seat = poles.loc["romans"]
    assert (seat["lon"], seat["lat"]) == (5.0, 45.0)
    assert (seat["marker_lon"], seat["marker_lat"]) == (5.0, 45.0)
    assert seat["commune_name"] == "Romans-sur-Isère"
    assert (seat["departement"], seat["departement_name"]) == ("26", "Drôme")
    assert (seat["epci"], seat["epci_name"]) == ("200068781", "CA Valence Romans Agglo")
    assert (seat["zone_emploi"], seat["zone_emploi_name"]) == ("8427", "Romans-sur-Isère")
    assert (seat["region"], seat["region_name"]) == ("84", "Auvergne-Rhône-Alpes")
    assert (seat["ancienne_region"], seat["ancienne_region_name"]) == ("82", "Rhône-Alpes")
    assert seat["seat_qpv_count"] == 1
    assert (seat["seat_frr"], seat["seat_zrr"], seat["seat_afr"]) == ("beneficiaire", "non", "non")
    # The name is that of the programme in force, not of the former one with the same id.
    assert seat["seat_territoire_industrie"] == "Drôme des collines"
    assert pd.isna(seat["seat_ber"])
    assert seat["seat_desindustrialise"] is np.True_ or seat["seat_desindustrialise"] is True


def test_what_is_not_known_of_a_seat_is_null(poles: pd.DataFrame) -> None:
    assert pd.isna(poles.loc["saint-denis", "seat_desindustrialise"])
    assert pd.isna(poles.loc["ile", "epci"])
    assert pd.isna(poles.loc["ile", "epci_name"])
    seatless = poles[poles["attachment"] != "seat"]
    status = [name for name in ADDED_COLUMNS if name.startswith("seat_")]
    assert len(status) == 7
    assert seatless[[*status, "lon", "lat", "epci", "zone_emploi"]].isna().all(axis=None)


def test_a_seat_in_a_basin_bears_its_name(with_poles: WithPoles) -> None:
    atlas = with_poles([{"id": "a", "commune": "84019"}])
    assert select_poles(atlas, PoleFilter())["seat_ber"].tolist() == ["Bassin du Rhône"]
    nameless = replace(atlas, zonages=None, territoires_industrie=None)
    assert select_poles(nameless, PoleFilter())["seat_ber"].tolist() == ["ber-1"]


def test_regions_of_poles_without_seat(poles: pd.DataFrame) -> None:
    known = poles[["departement_name", "region", "ancienne_region_name"]].astype(object)
    rows = known.where(known.notna(), None).T.to_dict(orient="list")
    assert rows["isere"] == ["Isère", "84", "Rhône-Alpes"]
    assert rows["deux-villes"] == ["Isère", "84", "Rhône-Alpes"]
    assert rows["ara"] == [None, "84", None]
    assert rows["rhone-sud"] == [None, None, None]
    assert rows["quelque-part"] == [None, None, None]


def test_markers_of_declared_territories(poles: pd.DataFrame, tiny: Atlas) -> None:
    # One EPCI: its label point; several territories: the most populous commune, Grenoble.
    assert tiny.epci is not None
    label = tiny.epci.set_index("code").loc["200000002", ["lon", "lat"]]
    markers = poles[["marker_lon", "marker_lat"]]
    assert markers.loc["rhone-sud"].tolist() == label.tolist()
    assert markers.loc["deux-villes"].tolist() == [5.7, 45.2]
    assert markers.loc[["isere", "ara", "quelque-part"]].isna().all(axis=None)


def test_columns_are_the_same_with_and_without_communes(tiny: Atlas) -> None:
    whole = select_poles(tiny, PoleFilter())
    blind = select_poles(replace(tiny, communes=None), PoleFilter())
    assert list(whole.columns) == [*CSV_COLUMNS["poles"], *ADDED_COLUMNS]
    assert whole.dtypes.to_dict() == blind.dtypes.to_dict()
    assert blind["attachment"].tolist() == list(ATTACHED.values())
    assert blind["lon"].isna().all()


def test_without_communes_only_france_can_be_asked(tiny: Atlas) -> None:
    blind = replace(tiny, communes=None)
    summary = summarise_poles(blind, PoleFilter())
    assert (summary.poles, summary.with_seat) == (9, 4)
    assert summary.frr == summary.qpv == PriorityCount(0, 0, 0, 4)
    with pytest.raises(TableError, match="communes"):
        select_poles(blind, PoleFilter(METROPOLE))


def test_without_a_register_the_error_says_so(tiny: Atlas) -> None:
    with pytest.raises(TableError, match=r"poles\.csv"):
        select_poles(replace(tiny, poles=None), PoleFilter())


def test_a_column_of_ours_in_the_register_gives_way(tiny: Atlas) -> None:
    crowded = replace(tiny, poles=tiny.require_poles().assign(lon=1.0, note="à vérifier"))
    poles = select_poles(crowded, PoleFilter())
    assert poles.columns.is_unique
    assert poles["lon"].iloc[0] == 5.0
    assert poles["note"].iloc[0] == "à vérifier"


def test_a_selection_is_the_callers_own(tiny: Atlas) -> None:
    first = select_poles(tiny, PoleFilter())
    first["name"] = "changé"
    first.loc[0, "lon"] = 0.0
    assert select_poles(tiny, PoleFilter())["name"].iloc[0] == "Pôle romans"
    assert select_poles(tiny, PoleFilter())["lon"].iloc[0] == 5.0


@pytest.mark.parametrize(
    ("pole_id", "expected"),
    [
        ("romans", ["26281", "26362"]),
        ("rhone-sud", ["26198", "84019"]),
        ("deux-villes", ["38185", "63113"]),
        ("grenoble", []),
        # Under which region a list puts a pole is not what it serves.
        ("ara", []),
        ("isere", []),
    ],
)
def test_the_declared_territory(tiny: Atlas, pole_id: str, expected: list[str]) -> None:
    mask = declared_territory(tiny, pole_id)
    assert list(tiny.require_communes()["code"][mask]) == expected


def test_the_territory_of_no_pole(tiny: Atlas) -> None:
    with pytest.raises(UnknownPoleError, match="pas de pôle « absent »"):
        declared_territory(tiny, "absent")


def test_the_summary_of_france(tiny: Atlas) -> None:
    summary = summarise_poles(tiny, PoleFilter())
    assert (summary.poles, summary.with_seat, summary.without_seat) == (9, 4, 5)
    assert summary.by_attachment == {"seat": 4, "declared": 2, "departement": 1, "listing": 2}
    assert {cohort: n for cohort, n in summary.by_cohort.items() if n} == {
        "appel-2013": 2,
        "appel-2015": 5,
        "ami-2021": 2,
        "recense": 1,
    }
    assert list(summary.by_cohort) == list(COHORTS)
    assert {sector: n for sector, n in summary.by_sector.items() if n} == {
        "culture": 1,
        "industrie": 1,
        "insertion": 1,
        "multi-filieres": 7,
    }
    assert summary.by_status == {"actif": 7, "emergent": 0, "inconnu": 1, "disparu": 1}


def test_priority_areas_of_known_seats(tiny: Atlas) -> None:
    summary = summarise_poles(tiny, PoleFilter())
    # Seats: Romans (keeps ZRR benefits), Grenoble and Saint-Denis (none), the island (partly).
    assert summary.by_frr_class == {"beneficiaire": 1, "non": 2, "partiel": 1}
    assert summary.frr == PriorityCount(inside=0, partly=1, outside=3, unknown=0)
    assert summary.zrr == PriorityCount(inside=0, partly=1, outside=3, unknown=0)
    assert summary.afr == PriorityCount(inside=0, partly=1, outside=3, unknown=0)
    assert summary.qpv == PriorityCount(inside=3, partly=0, outside=1, unknown=0)
    assert summary.territoire_industrie == PriorityCount(1, 0, 3, 0)
    assert summary.ber == PriorityCount(0, 0, 4, 0)
    # Nobody publishes the industrial jobs of the basin of Saint-Denis in this country.
    assert summary.desindustrialise == PriorityCount(inside=1, partly=0, outside=2, unknown=1)


def test_completeness_is_counted_on_the_whole_register(tiny: Atlas) -> None:
    reunion = get_territory(tiny, "departement:974")
    assert summarise_poles(tiny, PoleFilter(reunion)).completeness == (
        WaveCompleteness("appel-2013", "2014-01-10", 3, 2),
        WaveCompleteness("ami-2021", "2021-12", 2, 2),
        WaveCompleteness("recense", None, None, 1),
    )
    chosen = PoleFilter(reunion, cohorts=("ami-2021",))
    assert [wave.cohort for wave in summarise_poles(tiny, chosen).completeness] == ["ami-2021"]
    assert summarise_poles(replace(tiny, waves=None), PoleFilter()).completeness == ()


def test_the_summary_of_nothing(tiny: Atlas) -> None:
    nowhere = PoleFilter(get_territory(tiny, "commune:97415"))
    summary = summarise_poles(tiny, nowhere)
    assert (summary.poles, summary.with_seat, summary.without_seat) == (0, 0, 0)
    assert summary.frr == PriorityCount(0, 0, 0, 0)
    assert set(summary.by_cohort.values()) == {0}


CODES = ["38185", "26281", "97411", "84019", ""]
TERRITORIES = ["", "france", "metropole", "region:84", "departement:38", "epci:200000002"]
any_register = st.lists(
    st.fixed_dictionaries(
        {
            "commune": st.sampled_from(CODES),
            "departement": st.sampled_from(["", "38", "974"]),
            "territory_codes": st.lists(st.sampled_from(TERRITORIES), max_size=2).map(";".join),
            "territory_claim": st.sampled_from(["", "declared", "listing"]),
        }
    ),
    max_size=6,
)


@settings(max_examples=40)  # the machine that runs this may be busy
@given(any_register)
def test_no_pole_is_lost_or_counted_twice(
    with_poles: WithPoles, rows: list[dict[str, str]]
) -> None:
    atlas = with_poles([{"id": f"p{n}", **row} for n, row in enumerate(rows)])
    whole = select_poles(atlas, PoleFilter(FRANCE)).set_index("id")
    assert len(whole) == len(rows)
    assert whole["attachment"].isin(ATTACHMENTS).all()
    for kind in ("departement", "region", "ancienne-region"):
        found = [
            identifier
            for territory in territories_of_kind(atlas, kind)
            for identifier in select_poles(atlas, PoleFilter(territory))["id"]
        ]
        times = pd.Series(found, dtype="str").value_counts().reindex(whole.index, fill_value=0)
        located = whole["attachment"].isin(["seat", "departement"])
        assert times[located].eq(1).all()
        assert times[whole["attachment"] == "declared"].ge(1).all()
        assert times[whole["attachment"] == "listing"].le(1).all()
    summary = summarise_poles(atlas, PoleFilter())
    assert sum(summary.by_attachment.values()) == summary.poles == len(rows)
    for count in (summary.frr, summary.qpv, summary.desindustrialise, summary.ber):
        assert count.inside + count.partly + count.outside + count.unknown == summary.with_seat
