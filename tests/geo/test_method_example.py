"""The worked example of ``docs/method.md``, recomputed from the tables and the specimen."""

import re
from pathlib import Path

from geo.places.distance import WGS84
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from geo.reach.coverage import coverage, coverage_by
from geo.reach.gaps import find_gaps
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas

PAGE = Path(__file__).parents[2] / "docs" / "method.md"
RULE = ReachRule("radius", 30.0)
OPEN = ("actif", "emergent", "inconnu")
HEAD = (
    "| zone d'emploi | habitants | en bassin désindustrialisé | distance moyenne | pôle le plus "
    "proche |"
)


def people(count: float) -> str:
    return f"{round(count):,}".replace(",", " ")


def percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")


def answer(atlas: Atlas, statuses: tuple[str, ...]) -> list[str]:
    """Return the sentence and the table of one answer, as lines of Markdown."""
    region = get_territory(atlas, "region:32")
    reached = reach(atlas, RULE, PoleFilter(statuses=statuses))
    zones = atlas.zones_emploi.set_index("code")["desindustrialise"]
    rows = coverage_by(atlas, reached, region, "zone-emploi").set_index("code")
    rows = rows[(zones.reindex(rows.index) == "oui") & (rows["population_reached"] == 0)]
    gaps = find_gaps(atlas, reached, region).set_index("code")
    share = coverage(atlas, reached, region).share_reached
    sentence = (
        f"{len(rows)} zones, {people(rows['population'].sum())} habitants, dont "
        f"{people(rows['desindustrialise_population'].sum())} en bassin désindustrialisé ; "
        f"{percent(share)} des habitants de la région sont à portée."
    )
    lines = [sentence, "", HEAD, "|---|---|---|---|---|"]
    for code, row in rows.iterrows():
        gap = gaps.loc[code]
        cells = (
            row["label"],
            people(row["population"]),
            people(row["desindustrialise_population"]),
            f"{gap['distance_km']:.0f} km",
            gap["nearest_pole_name"],
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def example(atlas: Atlas) -> str:
    """Return the example as it must stand in the page."""
    return "\n".join(
        [
            "**Tous les pôles du registre.** " + answer(atlas, ())[0],
            *answer(atlas, ())[1:],
            "",
            "**Sans le pôle disparu** (Initiatives et Cité, à Lille ; `--status actif emergent "
            "inconnu`). " + answer(atlas, OPEN)[0],
            *answer(atlas, OPEN)[1:],
        ]
    )


def test_the_example_is_what_the_tables_give(specimen: Atlas) -> None:
    text = PAGE.read_text(encoding="utf-8")
    found = re.search("<!-- exemple -->\n\n(.*?)\n\n<!-- fin -->", text, re.DOTALL)
    assert found is not None
    assert found[1] == example(specimen)


def test_one_of_its_distances_by_hand(specimen: Atlas) -> None:
    """Every commune of Cambrai is farther than 30 km from every seat, measured one by one."""
    communes = specimen.require_communes().set_index("code")
    seats = specimen.require_poles()["commune"].dropna().unique()
    cambrai = communes[communes["zone_emploi"] == "3208"]
    assert len(cambrai) > 100
    for seat in communes.loc[seats].itertuples():
        for town in cambrai.itertuples():
            # A degree of latitude is 111 km: the far ones need no geodesic.
            if abs(seat.lat - town.lat) < 1:
                assert WGS84.inv(seat.lon, seat.lat, town.lon, town.lat)[2] > 30_000
