"""On the siting screen, what is not known is said, not counted as nobody."""

from geo.siting.cover import PRIORITY_ONLY, SitingRequest, choose_sites
from geo.siting.wire import answer_record
from tests.geo.countries import country
from ui.files.exports import to_csv
from ui.screens.implanter.tables import site_columns, site_table
from ui.screens.implanter.words import figures, unsure_note
from ui.text.columns import titles
from ui.text.labels import unknown_priority

UNKNOWN = {"qpv_population": None, "desindustrialise": None, "departement": "976"}
MAYOTTE = {"code": "97601", "population": 5000, **UNKNOWN}
APART = {"epci": "200000002", "zone_emploi": "8402", "lat": 48.0}
OTHER = {"code": "01001", "population": 2000, "qpv_population": 100.0, **APART}


def test_priority_of_which_nothing_is_known_has_no_figure() -> None:
    answer = answer_record(choose_sites(country([MAYOTTE]), SitingRequest(sites=1)))
    everybody, qpv, rural, basins = figures(answer)
    assert everybody.value.startswith("100")
    assert (qpv.value, basins.value) == ("inconnu", "inconnu")
    assert "5" in qpv.rule
    assert rural.value == "–"
    table = site_table(answer)
    assert table["adds_qpv"].isna().all()
    assert table["adds_rural"].tolist() == [0]
    assert b";;0;;" in to_csv(table, titles(site_columns()))
    assert unsure_note(answer) == ""


def test_priority_known_in_part_says_of_how_many_it_is_not() -> None:
    atlas = country([MAYOTTE, OTHER])
    answer = answer_record(choose_sites(atlas, SitingRequest(sites=2, weights=PRIORITY_ONLY)))
    qpv = figures(answer)[1]
    assert qpv.value.startswith("100")
    assert "Inconnu pour 5" in qpv.rule
    note = unsure_note(answer)
    assert "5\N{NARROW NO-BREAK SPACE}000 habitants (976)" in note
    assert "priorités connues" in note
    assert unknown_priority(1) == "Inconnu pour 1 habitant."
    assert unknown_priority(0) == ""
