"""What stands with the map of new sites: its legend, and the sites it does not show."""

import pytest

from geo.places.territories import get_territory
from ui import data
from ui.screens.implanter import show
from ui.screens.implanter.tables import siting_marks
from ui.screens.implanter.words import outside_note
from ui.view.choices import ViewState

ORLEANS = {"name": "Orléans", "departement": "45", "lon": 1.909, "lat": 47.903}
PETIT_BOURG = {"name": "Petit-Bourg", "departement": "971", "lon": -61.592, "lat": 16.192}


def test_a_site_overseas_is_named_under_the_map_of_france() -> None:
    atlas = data.get_atlas()
    answer = {"sites": [ORLEANS, PETIT_BOURG]}
    note = outside_note(atlas, get_territory(atlas, "france"), answer)
    assert note == "Hors du cadre de la carte : le site 2.\u00a0Petit-Bourg (Guadeloupe)."
    both = outside_note(atlas, get_territory(atlas, "departement:32"), answer)
    assert "les sites 1.\u00a0Orléans (Loiret) et 2.\u00a0Petit-Bourg (Guadeloupe)" in both
    assert not outside_note(
        atlas, get_territory(atlas, "departement:971"), {"sites": [PETIT_BOURG]}
    )


@pytest.mark.parametrize(
    ("colour", "title", "label"),
    [("vague", "Pôles, par vague", "2013"), ("statut", "Pôles, par statut", "disparu")],
)
def test_legend_explains_the_colours_that_the_poles_have(
    monkeypatch: pytest.MonkeyPatch, colour: str, title: str, label: str
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(show, "show_html", lambda text: shown.append(str(text)))
    show.show_siting_legend(ViewState(colour=colour), siting_marks(), None, [None])
    assert title in shown[0]
    assert f"</i>{label}<" in shown[0]
    assert "siège inconnu" not in shown[0]
