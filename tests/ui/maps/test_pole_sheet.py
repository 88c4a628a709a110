"""The figures of the sheet of a pole count what their source counts."""

import pytest

from geo.poles.select import PoleFilter, select_poles
from ui import data
from ui.maps.pole_sheet import figures


def said(pole: str) -> dict[str, str]:
    poles = select_poles(data.get_atlas(), PoleFilter()).set_index("id")
    return {fact.label: fact.value.replace("\u202f", " ") for fact in figures(poles.loc[pole])}


@pytest.mark.parametrize(
    ("pole", "label", "value"),
    [
        ("pole-sud-archer", "Membres", "plus de 25"),
        ("pole-sud-archer", "Emplois (selon la source)", "environ 4 000"),
        ("pole-sud-archer", "Année de création", "2007"),
        ("fontaine-o-livres", "Membres", "70 professionnels"),
        ("fontaine-o-livres", "Emplois (selon la source)", "130"),
        ("alpilles-dechets", "Emplois (selon la source)", "107"),
        ("cluster-jura", "Membres", "70"),
        # "plus de 75 000" is said by another source of the same note.
        ("dombinnov", "Habitants du territoire", "80 000"),
    ],
)
def test_a_figure_says_a_bound_where_its_source_does(pole: str, label: str, value: str) -> None:
    assert said(pole)[label] == value
