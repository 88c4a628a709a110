"""The marks of a reader's list: another shape, and one circle a territory where there are many."""

import io
import json
from collections.abc import Iterator
from typing import Any

import folium
import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageColor

from geo.places.territories import FRANCE, get_territory
from geo.poles.select import PoleFilter, select_poles
from geo.reach.question import Question
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIVATE_ID, UNDATED_COHORT, is_private
from tests.private import HOSTILE_NAME, with_structures
from ui import data
from ui.maps import base, crowds, pole_marks
from ui.maps.chronologie import wave_picture
from ui.maps.pole_sheet import sheets
from ui.parts.marks import CROWD, HOLLOW, OWN
from ui.parts.marks import pole_marks as legend_marks
from ui.text.i18n import install
from ui.text.palette import OWN_LIST
from ui.view.choices import DEFAULT_VIEW

AUCH, CONDOM, MENDE = "32013", "32107", "48095"
MANY = (AUCH,) * 300 + (CONDOM,) * 150 + (MENDE,) * 51


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    install("fr")
    yield
    install("fr")


@pytest.fixture(scope="module")
def few() -> Atlas:
    return with_structures(data.get_atlas(), (AUCH, CONDOM), alone=False)


@pytest.fixture(scope="module")
def many() -> Atlas:
    return with_structures(data.get_atlas(), MANY, alone=False)


def content(group: folium.FeatureGroup) -> list[dict[str, Any]]:
    (part,) = group._children.values()
    drawn: list[dict[str, Any]] = json.loads(part.data)
    return drawn


def everywhere(atlas: Atlas) -> pd.DataFrame:
    return select_poles(atlas, PoleFilter())


def test_a_structure_has_a_shape_of_its_own_and_a_pole_keeps_its_mark(few: Atlas) -> None:
    poles = everywhere(few)
    context = base.map_context(few, FRANCE, DEFAULT_VIEW)
    places = pole_marks.place_poles(poles)
    drawn = json.loads(pole_marks.marks(context, poles, places, sheets(few, poles), ""))
    own = [mark for mark in drawn if mark["tone"].startswith("own ")]
    assert [mark["alt"] for mark in own] == ["Structure 1", "Structure 2"]
    register = everywhere(data.get_atlas())
    assert len(drawn) - 2 == len(pole_marks.place_poles(register))
    # The territories of the register stay where all find them; of a list no address tells.
    areas = [mark["area"] for mark in drawn if mark["area"] and "/declare/" in mark["area"]]
    everybodys = f"../../atlas/layers/{data.get_atlas().version}/declare/registre"
    assert {area.partition("#")[0] for area in areas} == {everybodys}
    declaring = register[register["territory_claim"] == "declared"]
    assert {area.partition("#")[2] for area in areas} <= set(declaring["id"])
    assert not any(PRIVATE_ID in str(mark["area"]) for mark in drawn)


def test_the_sheet_of_a_structure_says_what_the_list_says(few: Atlas) -> None:
    poles = everywhere(few)
    sheet = str(sheets(few, poles)[poles["id"].iloc[-1]])
    assert "Condom (32)<" in sheet
    for word in ("Vagues", "Secteurs", "Statut", "déduit"):
        assert word not in sheet


def test_few_structures_stay_as_they_are(few: Atlas) -> None:
    each, crowd = crowds.parted(few, FRANCE, everywhere(few))
    assert crowd is None
    assert len(each) == len(everywhere(few))


@pytest.mark.parametrize(
    ("territory", "kind", "counted"),
    [
        ("france", "zone-emploi", {"Auch": 450, "Mende": 51}),
        (
            "region:76",
            "epci",
            {
                "CA Grand Auch Coeur de Gascogne": 300,
                "CC de la Tenarèze": 150,
                "CC Coeur de Lozère": 51,
            },
        ),
        # Mende is not in the Gers.
        ("departement:32", "commune", {"Auch": 300, "Condom": 150}),
    ],
)
def test_many_structures_are_one_circle_a_territory(
    many: Atlas, territory: str, kind: str, counted: dict[str, int]
) -> None:
    each, crowd = crowds.parted(many, get_territory(many, territory), everywhere(many))
    assert crowd is not None
    assert crowd.kind == kind
    assert dict(zip(crowd.table["name"], crowd.table["count"], strict=True)) == counted
    assert list(each["id"]) == list(everywhere(data.get_atlas())["id"])
    most = max(counted.values())
    # Areas, not diameters, are as the numbers.
    assert crowd.shares.tolist() == pytest.approx(
        [np.sqrt(count / most) for count in counted.values()]
    )


def test_circles_of_maps_side_by_side_have_one_scale(many: Atlas) -> None:
    places = [get_territory(many, code) for code in ("departement:32", "france")]
    alone = crowds.drawn(many, places, everywhere(many))
    scaled = crowds.on_one_scale([*alone, None])
    assert [crowd and crowd.most for crowd in alone] == [300, 450]
    assert [crowd and crowd.most for crowd in scaled] == [450, 450, None]
    assert crowds.on_one_scale([None]) == [None]


def test_a_territory_with_few_of_many_shows_each(many: Atlas) -> None:
    lozere = get_territory(many, "departement:48")
    own = select_poles(many, PoleFilter(lozere))
    each, crowd = crowds.parted(many, lozere, own)
    assert crowd is None
    assert each["id"].map(is_private).sum() == 51


def test_a_circle_says_how_many_and_names_the_first(many: Atlas) -> None:
    crowd = crowds.parted(many, FRANCE, everywhere(many)).crowd
    assert crowd is not None
    first, second = crowds.circles(crowd, 40)
    assert (first["alt"], first["count"], first["size"]) == ("Auch : 450 structures", "450", 40)
    assert second["size"] == round(40 * np.sqrt(51 / 450))
    sheet = str(first["sheet"])
    assert sheet.count("<li>") == 6
    assert "Structure 1<" in sheet
    assert "et 445 autres" in sheet
    assert "choisissez ce territoire" in sheet


def test_the_legend_names_the_list_and_its_circles(few: Atlas, many: Atlas) -> None:
    crowd = crowds.parted(many, FRANCE, everywhere(many)).crowd
    found = {mark.classes: mark.label for mark in legend_marks("vague", few.own, [None])}
    assert found[OWN] == "votre liste « structures.csv »"
    assert CROWD not in found
    assert len(found) > 5
    found = {mark.classes: mark.label for mark in legend_marks("vague", many.own, [crowd])}
    assert found[CROWD] == (
        "votre liste « structures.csv » : 501 structures, regroupées par zone d'emploi, "
        "de 51 à 450 par cercle"
    )
    assert OWN not in found
    alone = with_structures(data.get_atlas(), (AUCH,), alone=True, name=HOSTILE_NAME)
    assert [mark.classes for mark in legend_marks("vague", alone.own, [None])] == [OWN, HOLLOW]


def test_pictures_of_waves_show_the_list_in_its_colour(few: Atlas) -> None:
    def colours(atlas: Atlas) -> set[tuple[int, ...]]:
        asked = Question(atlas, get_territory(atlas, "departement:32"))
        picture = Image.open(io.BytesIO(wave_picture(asked, UNDATED_COHORT, 300)))
        return {colour for _count, colour in picture.convert("RGB").getcolors() or ()}

    own = ImageColor.getrgb(OWN_LIST)
    assert own in colours(few)
    assert own not in colours(data.get_atlas())
