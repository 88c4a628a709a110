"""The page of the map of poles, run as Streamlit runs it."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.places.territories import commune_mask, get_territory
from geo.poles.select import PoleFilter, select_poles
from tests.pages.opening import answer, open_screen
from tests.registers import read_from
from ui import data


def open_page(looks: int = 2, **link: str) -> AppTest:
    return open_screen("carte", looks=looks, **link)


def told_in_a_list(page: AppTest) -> list[str]:
    lines = [line for item in page.markdown for line in item.value.split("\n")]
    return [line.replace("\\", "").removeprefix("- ") for line in lines if line.startswith("- ")]


def in_link(page: AppTest, param: str) -> str:
    value = page.query_params[param]
    return value if isinstance(value, str) else value[0]


def rows(page: AppTest) -> pd.DataFrame:
    return page.dataframe[0].value


def expected(territory_id: str, **choice: tuple[str, ...]) -> pd.DataFrame:
    atlas = data.get_atlas()
    return select_poles(atlas, PoleFilter(get_territory(atlas, territory_id), **choice))


@pytest.fixture
def other_data(data_copy: Path, specimen_dir: Path) -> Iterator[Path]:
    """Return a copy of the data that the page reads, as a server freshly started would."""
    read_from(data_copy)
    yield data_copy
    read_from(specimen_dir)


def test_the_first_screen_shows_every_pole_of_the_register() -> None:
    page = open_page()
    register = data.get_atlas().poles
    seats = register["commune"].notna().sum()
    assert answer(page).startswith(f"### **France** : {seats} pôles connus y ont leur siège")
    assert list(rows(page)["name"]) == list(register["name"])
    listed = page.dataframe[1].value
    assert len(listed) == len(register) - seats
    assert not page.warning


@pytest.mark.parametrize(
    "territory", ["ancienne-region:82", "region:11", "departement:974", "epci:200040715"]
)
def test_table_and_sentence_count_the_poles_of_the_territory(territory: str) -> None:
    page = open_page(territoire=territory)
    poles = expected(territory)
    assert list(rows(page)["name"]) == list(poles["name"])
    seats = (poles["attachment"] == "seat").sum()
    assert f" : {seats} p" in answer(page)


def test_filters_change_the_table_and_the_link() -> None:
    page = open_page(territoire="ancienne-region:82")
    page.multiselect(key="choix-cohorts").set_value(["temoin-2011"]).run()
    assert in_link(page, "vagues") == "temoin-2011"
    assert list(rows(page)["id"]) == list(
        expected("ancienne-region:82", cohorts=("temoin-2011",))["id"]
    )
    page.multiselect(key="choix-sectors").set_value(["culture"]).run()
    both = expected("ancienne-region:82", cohorts=("temoin-2011",), sectors=("culture",))
    assert list(rows(page)["id"]) == list(both["id"])
    page.multiselect(key="choix-cohorts").set_value([]).run()
    page.multiselect(key="choix-sectors").set_value([]).run()
    assert "vagues" not in page.query_params


def test_the_first_look_is_the_answer_and_the_map_alone() -> None:
    page = open_page(looks=1, territoire="region:999")
    assert "France" in answer(page)
    assert not page.dataframe
    assert not page.multiselect
    told = [warning.value for warning in page.warning]
    page.run()
    assert len(page.dataframe) == 2
    assert page.multiselect(key="choix-cohorts").value == []
    assert [warning.value for warning in page.warning] == told != []


def test_a_link_opens_the_same_view() -> None:
    link = {
        "territoire": "region:76",
        "vagues": "appel-2013,ami-2021",
        "statuts": "actif",
        "couleur": "secteur",
        "calques": "departements,qpv",
    }
    page = open_page(**link)
    assert page.multiselect(key="choix-cohorts").value == ["appel-2013", "ami-2021"]
    assert page.multiselect(key="choix-statuses").value == ["actif"]
    assert page.radio(key="choix-colour").value == "secteur"
    assert {param: in_link(page, param) for param in link} == link


def test_an_address_changed_by_hand_is_followed() -> None:
    page = open_page(territoire="region:76")
    page.query_params["territoire"] = "region:11"
    page.run()
    assert "Île-de-France" in answer(page)


def test_a_wrong_link_is_told_and_falls_back() -> None:
    page = open_page(territoire="region:999", vagues="{{7*7}}", statuts="actif,inexistant")
    assert "France" in answer(page)
    told = [warning.value.replace("\\", "") for warning in page.warning]
    assert len(told) == 3
    for invalid in ("region:999", "{{7*7}}", "inexistant"):
        assert any(invalid in sentence for sentence in told), invalid
    assert list(rows(page)["id"]) == list(expected("france", statuses=("actif",))["id"])


def test_an_unknown_language_is_told() -> None:
    page = open_page(looks=1, lang="klingon")
    assert "lang = klingon" in page.warning[0].value
    assert answer(page)


def test_a_choice_that_leaves_nothing_says_so() -> None:
    page = open_page(territoire="departement:2A")
    assert "aucun pôle connu avec ces choix" in answer(page)
    assert any("Aucun pôle ne répond" in info.value for info in page.info)


def test_a_chosen_pole_opens_its_sheet() -> None:
    page = open_page(territoire="ancienne-region:82", pole="pole-sud-archer")
    text = " ".join(item.value for item in page.markdown).replace("\\", "")
    for part in (
        "Groupe Archer",
        "Romans-sur-Isère (26)",
        "CA Valence Romans Agglo",
        "avant 2016 : Rhône-Alpes",
        "quartiers prioritaires",
    ):
        assert part in text


def test_overseas_is_one_click_away() -> None:
    page = open_page()
    page.button(key="cadre-departement:974").click().run()
    assert answer(page).startswith("### **La Réunion (département, 974)** :")
    assert in_link(page, "territoire") == "departement:974"
    page.button(key="cadre-france").click().run()
    assert "territoire" not in page.query_params


def test_english_on_choice_keeps_place_names() -> None:
    page = open_page(looks=1, territoire="ancienne-region:82", lang="en")
    assert answer(page).startswith("### **Rhône-Alpes (former région)**: 8 known poles")
    page.button(key="langue-fr").click().run()
    assert "pôles connus" in answer(page)
    assert in_link(page, "lang") == "fr"


@pytest.mark.parametrize(
    "territory",
    [
        "departement:2A",  # no pole
        "departement:75",  # a single commune
        "commune:29155",  # an island without EPCI
        "departement:976",  # no unemployment, no income, no jobs
        "commune:97411",  # one of five Saint-Denis
        "commune:69123",  # arrondissements
        "epci:200067346",
        "zone-emploi:0061",
        "metropole",
    ],
)
def test_hard_territories_are_survived(territory: str) -> None:
    atlas = data.get_atlas()
    assert commune_mask(atlas, get_territory(atlas, territory)).any()
    page = open_page(
        territoire=territory,
        calques="regions,anciennes-regions,departements,zones-emploi,qpv,frr,zrr,desindustrialise,"
        "territoires-industrie,afr,ber",
    )
    assert get_territory(atlas, territory).name in answer(page).replace("\\", "")


@pytest.mark.parametrize(
    "table", ["communes", "qpv", "zonages", "regions", "zones_emploi", "waves", "sources"]
)
def test_one_damaged_table_never_takes_the_page_down(other_data: Path, table: str) -> None:
    (damaged,) = other_data.glob(f"{table}.*")
    damaged.write_bytes(damaged.read_bytes()[:100])
    page = open_page()
    assert "pôle" in answer(page)
    assert len(rows(page)) == len(data.get_atlas().poles)
    problems = [
        item.value.replace("\\", "")
        for item in page.markdown
        if "abîm" in item.value or damaged.name in item.value.replace("\\", "")
    ]
    assert problems, "the reader is not told what is missing"


def test_without_communes_a_territory_falls_back_to_france(other_data: Path) -> None:
    (other_data / "communes.parquet").unlink()
    page = open_page(territoire="region:32")
    assert answer(page).startswith("### **France** :")
    assert any("region:32" in text.value.replace("\\", "") for text in page.warning)


def test_without_the_register_the_page_says_so(other_data: Path) -> None:
    (other_data / "poles.csv").unlink()
    page = open_page()
    assert any("poles.csv" in item.value.replace("\\", "") for item in page.markdown)


def test_what_is_damaged_is_told_in_english(other_data: Path) -> None:
    register = other_data / "poles.csv"
    lines = register.read_text(encoding="utf-8").splitlines()
    columns = next(csv.reader(lines[:1]))
    broken = dict.fromkeys(columns, "") | {
        "id": "essai",
        "name": "Essai",
        "commune": "99999",
        "members": "12 345",
        "territory_codes": "pays:1",
    }
    text = io.StringIO()
    csv.DictWriter(text, columns).writerow(broken)
    register.write_text("\n".join([*lines, text.getvalue()]), encoding="utf-8")
    zonages = other_data / "zonages.parquet"
    zonages.write_bytes(zonages.read_bytes()[:100])
    (other_data / "waves.csv").unlink()
    page = open_page(lang="en")
    # Tables on every screen, rows of the register where whoever keeps it reads them.
    told = told_in_a_list(page)
    page.switch_page("pages/donnees.py").run()
    # The method is French in every language.
    told += [line for line in told_in_a_list(page) if "poles.csv" in line]
    place = f"poles.csv, line {len(lines) + 1}, column"
    expected = {
        (
            f"{place} commune: “99999” is not a commune of the COG 2025 (Insee's list of "
            "communes); write its Insee code of five characters (the pole is kept without a seat)."
        ),
        (
            f"{place} members: “12 345” is not a whole number; write it in digits without space or "
            "unit, or empty the cell (it is counted as unknown)."
        ),
        (
            f"{place} territory_codes: “pays:1” is not a territory; write for example france, "
            "ancienne-region:82, departement:38 or commune:26281 (this code is set aside)."
        ),
        "waves.csv is missing in data/; put back the file of the repository.",
        (
            "zonages.parquet is not the file built with the others (SHA256SUMS), it is damaged or "
            "of another version; run “python -m loaders build” again or take the one of the "
            "repository."
        ),
    }
    assert expected <= set(told)
    assert [one for one in told if re.search("[«»]|\\s[:;]|manque|ligne|colonne", one)] == []


def test_an_unknown_territory_is_told_in_english() -> None:
    page = open_page(looks=1, territoire="region:999", lang="en")
    (told,) = [warning.value.replace("\\", "") for warning in page.warning]
    assert told == "The link holds “territoire = region:999”, which does not exist: value ignored."


def test_hostile_rows_are_shown_as_text(other_data: Path) -> None:
    register = pd.read_csv(other_data / "poles.csv", dtype=str)
    payload = "{{7*7}}{% x ${alert(1)} `\\ <img src=x onerror=alert(1)> </script>"
    register.loc[0, ["name", "lead_organisation", "territory", "source_note"]] = payload
    register.to_csv(other_data / "poles.csv", index=False)
    page = open_page(pole=register.loc[0, "id"])
    assert rows(page)["name"].iloc[0] == payload
    for item in page.markdown:
        assert "<img" not in item.value.replace("\\<", "")


def test_a_sheet_outside_the_choice_is_closed_and_told() -> None:
    page = open_page(pole="pole-sud-archer", statuts="actif")
    assert any("pole-sud-archer" in info.value.replace("\\", "") for info in page.info)
    assert "pole" not in page.query_params


def test_the_layers_of_a_damaged_table_cannot_be_switched_on(other_data: Path) -> None:
    zonages = other_data / "zonages.parquet"
    zonages.write_bytes(zonages.read_bytes()[:100])
    page = open_page()
    told = [caption.value for caption in page.caption if "Indisponible" in caption.value]
    assert "Rural : FRR" in told[0]
    assert "Bassins désindustrialisés" in told[0]
    assert "BER" in told[1]
    assert "Quartiers prioritaires" not in told[0]


def test_communes_without_outline_are_named() -> None:
    page = open_page(territoire="departement:15")
    notes = [caption.value for caption in page.caption if "sans contour" in caption.value]
    communes = data.get_atlas().communes
    missing = communes.loc[communes["outline_source"].isna(), "name"]
    assert len(missing) == 4
    assert all(name in notes[0].replace("\\", "") for name in missing)
