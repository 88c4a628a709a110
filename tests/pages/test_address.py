"""What the address bar and the choices of a reader do to each other, on a slow line too."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import answer, open_screen
from ui.view import session
from ui.view.visit import Visit


def address(page: AppTest) -> dict[str, str]:
    return {
        param: value if isinstance(value, str) else value[0]
        for param, value in dict(page.query_params).items()
    }


def visit_of(page: AppTest) -> Visit:
    visit: Visit = page.session_state[session.VISIT]
    return visit


def show_address(page: AppTest, seen: dict[str, str]) -> None:
    """Make the browser say that it shows an address."""
    page.query_params.clear()
    for param, value in seen.items():
        page.query_params[param] = value


def test_a_choice_sent_with_the_address_of_before_loses_nothing() -> None:
    page = open_screen("carte", territoire="region:76")
    before = address(page)
    page.multiselect(key="choix-cohorts").set_value(["temoin-2011"]).run()
    show_address(page, before)
    page.multiselect(key="choix-statuses").set_value(["actif"]).run()
    assert address(page) == before | {"vagues": "temoin-2011", "statuts": "actif"}


def test_a_choice_taken_back_on_a_slow_line_leaves_the_address_too() -> None:
    page = open_screen("carte", territoire="region:76")
    before = address(page)
    page.multiselect(key="choix-cohorts").set_value(["temoin-2011"]).run()
    between = address(page)
    show_address(page, before)
    page.multiselect(key="choix-cohorts").set_value([]).run()
    assert address(page) == before
    # The browser has shown both answers; the reader then goes on.
    page.multiselect(key="choix-statuses").set_value(["actif"]).run()
    assert address(page) == before | {"statuts": "actif"}
    assert "vagues" in between


def test_a_button_sent_with_the_address_of_before_loses_nothing() -> None:
    page = open_screen("carte", territoire="region:76")
    before = address(page)
    page.multiselect(key="choix-statuses").set_value(["actif"]).run()
    show_address(page, before)
    page.button(key="cadre-departement:974").click().run()
    assert address(page) == {"territoire": "departement:974", "statuts": "actif"}


def test_a_run_that_only_goes_on_with_the_address_of_before_loses_nothing() -> None:
    page = open_screen("carte", territoire="region:76")
    before = address(page)
    page.multiselect(key="choix-statuses").set_value(["actif"]).run()
    show_address(page, before)
    page.session_state[session.VISIT] = replace(visit_of(page), goes_on=True)
    page.run()
    assert address(page) == before | {"statuts": "actif"}


@pytest.mark.parametrize("looks", [1, 2])
def test_a_step_back_is_followed(looks: int) -> None:
    page = open_screen("carte", territoire="region:76")
    before = address(page)
    page.multiselect(key="choix-statuses").set_value(["actif"]).run()
    for _look in range(looks - 1):
        page.run()
    show_address(page, before)
    page.run()
    assert page.multiselect(key="choix-statuses").value == []
    assert address(page) == before


def test_a_step_back_after_a_button_is_followed() -> None:
    page = open_screen("carte", territoire="region:76")
    before = address(page)
    page.button(key="cadre-departement:974").click().run()
    show_address(page, before)
    page.run()
    assert "Occitanie" in answer(page)


@pytest.mark.parametrize("screen", ["couverture", "portrait", "implanter", "appels", "donnees"])
def test_the_territory_goes_along_to_another_screen(screen: str) -> None:
    page = open_screen("carte", looks=1, territoire="region:76")
    page.switch_page(f"pages/{screen}.py")
    page.query_params.clear()
    # The second look completes the page and writes its address; nothing changes after it.
    for _look in range(3):
        page.run()
        assert visit_of(page).view.territory == "region:76"
    assert address(page) == {"territoire": "region:76"}


def test_a_choice_goes_along_to_another_screen_and_back() -> None:
    page = open_screen("couverture", looks=2, territoire="region:76")
    page.selectbox(key="choix-reach").set_value("epci").run()
    page.multiselect(key="choix-statuses").set_value(["actif"]).run()
    for screen in ("comparer", "carte", "couverture"):
        page.switch_page(f"pages/{screen}.py")
        page.query_params.clear()
        # What the first look leaves undrawn, and what the run after the second takes up.
        for _look in range(3):
            page.run()
            view = visit_of(page).view
            assert (view.territory, view.reach, view.statuses) == ("region:76", "epci", ("actif",))
    assert address(page) == {"territoire": "region:76", "rayon": "epci", "statuts": "actif"}


def test_a_step_back_to_another_screen_is_followed() -> None:
    page = open_screen("couverture", looks=2, territoire="region:76")
    before = address(page)
    page.selectbox(key="choix-reach").set_value("epci").run()
    page.switch_page("pages/carte.py")
    page.query_params.clear()
    page.run()
    page.run()
    page.switch_page("pages/couverture.py")
    show_address(page, before)
    page.run()
    page.run()
    assert page.selectbox(key="choix-reach").value == "zone-emploi"
    assert address(page) == before


def test_a_choice_out_of_sight_is_kept() -> None:
    page = open_screen("couverture", looks=2, rayon="radius")
    page.select_slider(key="choix-km").set_value("20").run()
    page.selectbox(key="choix-reach").set_value("epci").run()
    page.selectbox(key="choix-mesh").set_value("zone-emploi").run()
    assert address(page) == {"rayon": "epci", "km": "20", "maille": "zone-emploi"}
    page.selectbox(key="choix-reach").set_value("radius").run()
    assert page.select_slider(key="choix-km").value == "20"


def test_a_step_back_to_the_address_that_a_new_screen_began_with_keeps_the_choices() -> None:
    page = open_screen("carte", looks=1, territoire="region:76")
    page.switch_page("pages/couverture.py")
    page.query_params.clear()
    for _look in range(3):
        page.run()
    show_address(page, {})
    page.run()
    assert "Occitanie" in answer(page)
    assert address(page) == {"territoire": "region:76"}


def test_an_address_that_the_reader_emptied_means_all_of_france() -> None:
    page = open_screen("carte", looks=1, territoire="region:76")
    page.switch_page("pages/couverture.py")
    page.query_params.clear()
    for _look in range(3):
        page.run()
    page.button(key="cadre-france").click().run()
    page.button(key="cadre-departement:974").click().run()
    assert address(page) == {"territoire": "departement:974"}
    show_address(page, {})
    page.run()
    assert "France" in answer(page)


def test_the_language_chosen_by_hand_goes_along_to_another_screen() -> None:
    page = open_screen("carte", looks=1, territoire="region:76", lang="en")
    page.switch_page("pages/couverture.py")
    page.query_params.clear()
    for _look in range(2):
        page.run()
    assert "Occitanie" in answer(page)
    assert address(page) == {"territoire": "region:76", "lang": "en"}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "fr",
            (
                "Le lien dit « territoire = commune:93059 » : "
                "Pierrefitte-sur-Seine, aujourd'hui Saint-Denis (commune, 93)."
            ),
        ),
        (
            "en",
            (
                "The link says “territoire = commune:93059”: "
                "Pierrefitte-sur-Seine, now Saint-Denis (commune, 93)."
            ),
        ),
    ],
)
def test_a_code_of_before_opens_its_commune_of_today_and_says_so(language: str, told: str) -> None:
    page = open_screen("carte", territoire="commune:93059", lang=language)
    assert [note.value.replace("\\", "") for note in page.info if "93059" in note.value] == [told]
    assert address(page) == {"territoire": "commune:93066", "lang": language}
    assert visit_of(page).view.territory == "commune:93066"
    # The next choice is the reader's own: the note has been read.
    page.multiselect(key="choix-statuses").set_value(["actif"]).run()
    assert not [note for note in page.info if "93059" in note.value]


def test_an_address_copied_out_of_html_is_read_and_cleaned() -> None:
    page = open_screen(
        "carte", territoire="region:76", **{"amp;statuts": "actif", "amp;lang": "en"}
    )
    assert address(page) == {"territoire": "region:76", "statuts": "actif", "lang": "en"}
    assert not page.warning
