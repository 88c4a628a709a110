"""The claims of the calls, recomputed: by hand on the register, in words against the page.

``docs/claims.md`` gives the figures of the register of November 2026, which is the specimen.
"""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from geo.compare import claims
from geo.compare.claims import (
    ABOVE,
    AMOUNTS_ONLY,
    CHANCE,
    CLAIMS,
    CONFIRMED,
    CONTRADICTED,
    OPEN,
    UNREADABLE,
    claim_results,
    possible_share,
    wave_priorities,
    wave_records,
)
from geo.compare.targeting import TARGETS
from geo.errors import TableError
from geo.tables.atlas import Atlas

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def atlas(specimen: Atlas) -> Atlas:
    return specimen


@pytest.fixture(scope="module")
def results(atlas: Atlas) -> pd.DataFrame:
    return claim_results(atlas)


@pytest.fixture(scope="module")
def priorities(atlas: Atlas) -> pd.DataFrame:
    return wave_priorities(atlas).set_index(["cohort", "target"])


def without(atlas: Atlas, *ids: str) -> Atlas:
    """Return the atlas with a register that lacks some poles."""
    return replace(atlas, poles=atlas.poles[~atlas.poles["id"].isin(ids)].reset_index(drop=True))


def with_wave(atlas: Atlas, cohort: str, **cells: object) -> Atlas:
    waves = atlas.waves.copy()
    for column, value in cells.items():
        waves.loc[waves["cohort"] == cohort, column] = value
    return replace(atlas, waves=waves)


def test_a_missing_pole_could_be_anywhere() -> None:
    assert possible_share(6, 4, 18) == (6 / 18, 10 / 18)
    assert possible_share(3, 0, 3) == (1, 1)
    with pytest.raises(ValueError, match="retenus"):
        possible_share(15, 4, 18)


def test_the_four_of_rhone_alpes_are_those_the_source_names(atlas: Atlas) -> None:
    named = {"Pôle Sud (Archer)", "SMAC 07", "Culture et coopération"}
    pilots = atlas.poles[atlas.poles["cohorts"].str.split(";").map(lambda c: "temoin-2011" in c)]
    drome_ain_ardeche_loire = pilots[pilots["departement"].isin(["26", "01", "07", "42"])]
    assert len(pilots) == 14
    assert len(drome_ain_ardeche_loire) == 4
    assert named < set(drome_ain_ardeche_loire["name"])


def test_claims_about_a_place(results: pd.DataFrame) -> None:
    four, thirds = results.loc["rhone-alpes-4"], results.loc["deux-tiers"]
    assert (four["here"], four["unsure"], four["verdict"]) == (4, 4, CONFIRMED)
    assert (thirds["here"], thirds["found"], thirds["official"]) == (6, 14, 18)
    assert (thirds["share"], thirds["low"], thirds["high"]) == (6 / 14, 6 / 18, 10 / 18)
    assert thirds["verdict"] == CONTRADICTED
    assert (6 + 21 - 14) / 21 < 2 / 3  # whatever the number of pilots one believes


def test_claims_about_a_number(results: pd.DataFrame, atlas: Atlas) -> None:
    assert list(results.index) == [claim.id for claim in CLAIMS]
    assert results.loc["temoins-18", "verdict"] == OPEN
    assert results.loc["laureats-23", "verdict"] == CONFIRMED
    first = wave_records(atlas).loc["appel-2013"]
    assert first["chosen_share"] == pytest.approx(23 / 180)
    assert first["mean_eur"] == pytest.approx(3_000_000 / 23)
    assert first["found_share"] == 1


def test_a_pole_less_reopens_what_was_settled(atlas: Atlas) -> None:
    fewer = claim_results(without(atlas, "smac-07"))
    assert fewer.loc["rhone-alpes-4", "verdict"] == OPEN
    assert fewer.loc["rhone-alpes-4", "here"] == 3
    assert claim_results(without(atlas, "centre-isere")).loc["laureats-23", "verdict"] == OPEN


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(72_000, 290_000, AMOUNTS_ONLY), (72_000, 310_000, CONTRADICTED), (pd.NA, 290_000, OPEN)],
)
def test_grants_stay_within_what_was_announced(
    atlas: Atlas, low: object, high: object, verdict: str
) -> None:
    changed = with_wave(atlas, "appel-2013", grant_min_eur=low, grant_max_eur=high)
    assert claim_results(changed).loc["aides", "verdict"] == verdict


def test_a_register_that_holds_more_than_the_official_number_breaks_nothing(atlas: Atlas) -> None:
    changed = with_wave(atlas, "temoin-2011", official_count=3)
    results = claim_results(changed)
    assert results.loc["temoins-18", "verdict"] == OPEN
    assert (results["high"].dropna() <= 1).all()
    unknown = with_wave(atlas, "temoin-2011", official_count=pd.NA)
    assert claim_results(unknown).loc["deux-tiers", "high"] == 6 / 14
    assert (wave_priorities(unknown)["most"].dropna() <= 1).all()


def test_the_priority_of_the_first_call_by_hand(atlas: Atlas, priorities: pd.DataFrame) -> None:
    first = priorities.loc[("appel-2013", "qpv")]
    communes = atlas.communes
    people = (
        communes.loc[communes["qpv_count"] > 0, "population"].sum() / communes["population"].sum()
    )
    assert (first["seats"], first["seats_known"]) == (14, 19)
    assert first["people_share"] == pytest.approx(people)
    exact = stats.binomtest(14, 19).proportion_ci(0.95, "exact")
    assert first["low"] == pytest.approx(exact.low / people)
    assert first["high"] == pytest.approx(exact.high / people)
    assert first["verdict"] == ABOVE
    # Even if none of the four seats that are not known were in such a commune.
    assert first["least"] == 14 / 23 > people
    assert first["most"] == 18 / 23


def test_waves_that_are_hardly_known_are_not_judged(priorities: pd.DataFrame) -> None:
    verdicts = priorities["verdict"].groupby("cohort").agg(set)
    unread = {cohort for cohort, found in verdicts.items() if found == {UNREADABLE}}
    assert unread == {"ami-2021-phase-1", "ami-2022", "ami-2024", "ami-2025"}
    assert not any(
        UNREADABLE in found for cohort, found in verdicts.items() if cohort not in unread
    )
    readable = priorities[priorities["verdict"] != UNREADABLE]
    assert set(readable.loc[readable["verdict"] != CHANCE].index) == {
        ("appel-2013", "qpv"),
        ("ami-2021", "qpv"),
    }


def test_every_wave_has_every_target(priorities: pd.DataFrame, atlas: Atlas) -> None:
    assert len(priorities) == len(wave_records(atlas)) * len(TARGETS)
    assert (priorities["least"] <= priorities["most"]).all()


def test_the_document_says_what_the_data_says(priorities: pd.DataFrame) -> None:
    quarters = priorities.xs("qpv", level="target")
    readable = quarters[quarters["verdict"] != UNREADABLE]
    for cohort, row in readable.iterrows():
        year = cohort.rpartition("-")[2]
        ratio, low, high = (f"{row[k]:.2f}".replace(".", ",") for k in ("ratio", "low", "high"))
        reading = "tenue" if row["verdict"] == ABOVE else "hasard"
        line = (
            f"| {year} | {row['found']} sur {row['official']} | {row['seats_known']} | "
            f"{row['seats']} | {ratio} ({low} à {high}) | {reading} |"
        )
        assert line in TEXT
    assert len(re.findall(r"^\| 20\d\d \|", TEXT, re.MULTILINE)) == len(readable)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_claim_has_its_place_and_source_in_the_document(claim: claims.Claim) -> None:
    assert f"## {claim.id}\n" in TEXT
    assert claim.source_url in TEXT
    assert claim.data_url in TEXT


def test_what_was_paid_has_its_source(results: pd.DataFrame) -> None:
    assert results.loc["aides", "data_url"].startswith("https://www.defi-metiers.fr/")
    assert not results.loc["aides", "source_url"]
    assert (results["data_url"] != "").sum() == 1


def test_the_facts_of_the_documented_poles_come_from_their_rows(atlas: Atlas) -> None:
    poles = atlas.poles.set_index("id")
    assert poles.loc["centre-isere", ["territory_population", "members"]].tolist() == [134_000, 8]
    assert "plus de 25 organisations" in poles.loc["pole-sud-archer", "source_note"]
    waste = poles.loc["alpilles-dechets"]
    assert (waste["jobs"], waste["territory_population"]) == (107, 75_000)
    assert "1 721" in re.sub(r"\s", " ", waste["source_note"])
    assert "7 M" in waste["source_note"]
    assert poles["source_url"].notna().all()


def test_without_waves_there_is_nothing_to_check(atlas: Atlas) -> None:
    with pytest.raises(TableError, match=r"waves\.csv"):
        wave_records(replace(atlas, waves=None))
