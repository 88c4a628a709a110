"""What is answered of a commune, against what one knows of it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.places.territories import get_territory
from geo.reach.commune_answer import KEEPS, NO, PARTLY, SUBJECTS, UNSURE, YES, commune_answer
from geo.reach.reach import reach
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId
from tests.geo.countries import country


def states(atlas: Atlas, code: str) -> dict[str, str]:
    answer = commune_answer(atlas, reach(atlas), TerritoryId("commune", code))
    assert tuple(item.subject for item in answer.statuses) == SUBJECTS
    return {item.subject: item.state for item in answer.statuses}


@pytest.mark.parametrize(
    ("column", "value", "subject", "state"),
    [
        ("frr", "plus", "frr", YES),
        ("frr", "partiel", "frr", PARTLY),
        ("frr", "beneficiaire", "frr", KEEPS),
        ("frr", "beneficiaire-partiel", "frr", KEEPS),
        ("zrr", "classee", "zrr", YES),
        ("zrr", "partiel", "zrr", PARTLY),
        ("afr", "partiel", "afr", PARTLY),
        ("afr", "autre", "afr", UNSURE),
        ("ber", "ber_001", "ber", YES),
        ("territoire_industrie", "ti-1", "territoire-industrie", YES),
        ("desindustrialise", None, "desindustrialise", UNSURE),
        ("desindustrialise", True, "desindustrialise", YES),
        ("qpv_count", 2, "qpv", YES),
    ],
)
def test_each_class_has_its_state(column: str, value: object, subject: str, state: str) -> None:
    atlas = country([{"code": "01001", column: value}, {"code": "01002"}])
    assert states(atlas, "01001")[subject] == state
    assert set(states(atlas, "01002").values()) == {NO}


def test_quarters_are_named_and_those_shared_are_told() -> None:
    atlas = replace(
        country([{"code": "01001", "qpv_count": 2}, {"code": "01002"}]),
        qpv=pd.DataFrame({"code": ["Q1", "Q2"], "name": ["Haut", "Bas"]}),
        qpv_communes=pd.DataFrame(
            {
                "qpv": ["Q1", "Q2", "Q2"],
                "commune": ["01001", "01001", "01002"],
                "population": [np.nan, 300.5, 99.5],
            }
        ),
    )
    found = commune_answer(atlas, reach(atlas), TerritoryId("commune", "01001")).quarters
    assert found["name"].tolist() == ["Bas", "Haut"]
    assert found["shared"].tolist() == [True, False]
    assert found["people"].iloc[0] == 300.5


def test_only_a_commune_is_answered(atlas: Atlas) -> None:
    with pytest.raises(ValueError, match="not a commune"):
        commune_answer(atlas, reach(atlas), get_territory(atlas, "departement:38"))


def test_romans_as_its_mayor_knows_it(specimen: Atlas) -> None:
    answer = commune_answer(specimen, reach(specimen), get_territory(specimen, "commune:26281"))
    assert answer.status("qpv").state == YES
    assert set(answer.quarters["name"]) == {"Quartiers Est", "Centre Ancien"}
    assert answer.status("frr").state == NO
    assert answer.status("territoire-industrie").value == "Valence Romans Agglo"
    assert answer.status("afr").state == YES
    assert answer.status("desindustrialise").state == NO
    assert answer.epci is not None
    assert answer.epci.name == "CA Valence Romans Agglo"
    assert answer.zone_emploi is not None
    assert answer.zone_emploi.name == "Romans-sur-Isère"
    assert answer.nearest["id"].iloc[0] == "pole-sud-archer"
    assert answer.nearest["distance_km"].iloc[0] == 0
    assert answer.reached


def test_ouessant_has_no_epci_and_saint_denis_is_four(specimen: Atlas) -> None:
    ouessant = commune_answer(specimen, reach(specimen), get_territory(specimen, "commune:29155"))
    assert ouessant.epci is None
    assert not ouessant.reached
    names = specimen.require_communes().set_index("code")["name"]
    four = names.index[names == "Saint-Denis"]
    assert len(four) == 4
    found = {
        code: commune_answer(specimen, reach(specimen), get_territory(specimen, f"commune:{code}"))
        for code in four
    }
    assert len({answer.departement.code for answer in found.values() if answer.departement}) == 4


def test_mayotte_names_its_quarters_without_their_people(specimen: Atlas) -> None:
    communes = specimen.require_communes()
    mayotte = communes[(communes["departement"] == "976") & (communes["qpv_count"] > 0)]
    code = str(mayotte["code"].iloc[0])
    answer = commune_answer(specimen, reach(specimen), TerritoryId("commune", code))
    assert answer.status("qpv").state == YES
    assert answer.status("desindustrialise").state == UNSURE
    assert answer.quarters["people"].isna().all()
    assert answer.nearest.empty
