"""What the comparison says, without a page: words, files and small maps."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geo.places.territories import bounds, get_territory
from geo.reach.reach import ReachRule
from ui import data
from ui.files.exports import Provenance, to_csv, to_geojson, to_gpkg, to_xlsx
from ui.maps.comparer import panel_board, panel_group
from ui.maps.scale import is_common_scale
from ui.screens.comparer import files
from ui.screens.comparer.facts import (
    OWN_CHOICE,
    Comparison,
    comparison,
    figures,
    named_choice,
    named_link,
    rows,
    who,
)
from ui.screens.comparer.paper import MOST_ROWS
from ui.screens.comparer.show import map_panels
from ui.screens.comparer.tables import (
    PAIRS,
    export_columns,
    export_table,
    outlines_of,
    pair_rows,
)
from ui.screens.comparer.words import sentence, words
from ui.text.columns import names, titles
from ui.text.safe import plain_text
from ui.view.choices import PEERS, ViewState

VIEW = ViewState(territory="ancienne-region:82", compared=("region:11",))


def of(*names: str, **choices: str) -> Comparison:
    view = ViewState(territory=names[0], compared=names[1:], **choices)  # type: ignore[arg-type]
    return comparison(data.get_atlas(), view)


def test_the_sentence_without_markdown_has_no_mark() -> None:
    plain = sentence(of("ancienne-region:82", "region:11"), plain_text)
    assert "*" not in plain
    assert plain.startswith("Île-de-France devant Rhône-Alpes : 69,4")


def test_a_difference_that_depends_on_the_rule_is_said_to() -> None:
    shown = of("region:84", "region:76")
    assert "D'autres règles inversent cet écart." in sentence(shown)
    told = next(text for text in words(shown) if text.startswith("Habitants atteints"))
    assert "cela dépend de la règle" in told
    assert "sous 4 des 10 règles" in told or "sous 6 des 10 règles" in told


@pytest.mark.parametrize("view", [ViewState(), ViewState("departement:38", compared=("dessus",))])
def test_what_is_printed_names_whom_it_compares(
    view: ViewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    atlas = data.get_atlas()
    asked: list[ViewState] = []
    monkeypatch.setattr(files, "absolute_link", lambda one: asked.append(one) or "lien")
    monkeypatch.setattr(files, "show_made", lambda *_arguments: None)
    shown = comparison(atlas, view)
    files.show_comparison_prints(shown, view)
    (named,) = asked
    assert (named.territory, *named.compared) == tuple(shown.table["territory"])


def test_what_is_more_than_chance_comes_first() -> None:
    shown = of("departement:974", "departement:971", "region:44")
    told = sentence(shown)
    assert told.startswith(
        "En pôles par habitant, **La Réunion** devance **Grand Est**, et c'est plus que le hasard."
    )
    assert "ne diffère pas" not in told
    assert any("**plus que le hasard** entre" in text for text in words(shown))


def test_a_known_pole_without_seat_is_told_beside_nobody() -> None:
    shown = of("departement:974", "departement:976", "region:11")
    # La Réunion has 6 poles for 0.9 million inhabitants, Île-de-France 16 for 12.5 million.
    assert shown.table["poles_counted"].tolist() == [6, 1, 16]
    told = sentence(shown)
    assert told.startswith("En pôles par habitant, **La Réunion** devance **Île-de-France**, et")
    assert "1 pôle connu (**Mayotte" in told
    assert "n'a pas de siège connu : il n'atteint personne ici." in told
    mayotte = figures(shown)[1]
    assert mayotte.value.startswith("0,0")
    assert "1 pôle connu, au siège inconnu" in mayotte.comparison
    assert "siège inconnu" not in figures(shown)[0].comparison


def test_where_nobody_lives_is_said() -> None:
    shown = of("commune:55039", "commune:38185")
    assert sentence(shown) == (
        f"**{shown.names[0]}** n'a aucun habitant : il n'y a personne à comparer. **Grenoble** : "
        "**100,0\N{NO-BREAK SPACE}%** des habitants vivent dans une zone d'emploi qui a le siège "
        "d'un pôle connu."
    )
    assert [figure.comparison[:19] for figure in figures(shown)] == [
        "personne n'y habite",
        "6,4 [0,2 – 35,7] pô",
    ]
    assert map_panels(shown)[0].value == "personne n'y habite"
    both = of("commune:55039", "commune:55050")
    assert "n'ont aucun habitant" in sentence(both)


def test_a_territory_is_not_compared_with_itself() -> None:
    atlas = data.get_atlas()
    view = ViewState(territory="region:11", compared=("region:11",))
    compared = who(atlas, view)
    assert compared.territories[0].id == "region:11"
    assert compared.territories == who(atlas, ViewState(territory="region:11")).territories
    assert (compared.mode, compared.with_itself) == ("semblables", True)
    beside = who(atlas, replace(view, compared=("region:11", "region:84")))
    assert [one.id for one in beside.territories] == ["region:11", "region:84"]
    assert beside.with_itself
    assert not who(atlas, VIEW).with_itself
    alone = who(atlas, ViewState(compared=("france",)))
    assert [one.id for one in alone.territories] == ["france", "metropole"]


@pytest.mark.parametrize(
    "view",
    [
        ViewState(),
        ViewState(territory="departement:38"),
        *(ViewState(territory="departement:38", compared=(kind,)) for kind in PEERS),
        ViewState(territory="region:11", compared=("region:11",)),
    ],
)
def test_the_link_names_whom_the_page_compares(view: ViewState) -> None:
    atlas = data.get_atlas()
    compared = who(atlas, view)
    named = replace(view, **named_link(compared))
    assert not set(named.compared) & {*PEERS}
    again = who(atlas, named)
    assert again.territories == compared.territories
    assert (again.mode, again.with_itself) == (OWN_CHOICE, False)


def test_equal_shares_are_told_as_such() -> None:
    told = sentence(of("commune:75056", "commune:38185"))
    assert told.startswith("À égalité : partout, **100,0")


def test_names_are_told_apart() -> None:
    shown = of("region:11", "ancienne-region:11", "commune:93066", "commune:97411")
    assert len(set(shown.names)) == 4
    assert "Île-de-France (région)" in shown.names
    assert "Saint-Denis (commune, 93)" in shown.names
    assert len(set(rows(shown).columns)) == 5


def test_more_than_chance_is_said_where_it_is() -> None:
    # The most unlike départements of the register, by counts large enough to tell apart.
    shown = of("region:94", "region:84", "region:76", "region:93")
    beyond = shown.pairs["verdict"] == "au-dela-du-hasard"
    assert bool(beyond.any()) == any("**plus que le hasard**" in text for text in words(shown))


def test_every_test_has_its_row_in_words() -> None:
    shown = of("region:84", "region:11", "departement:38")
    table = pair_rows(shown)
    assert set(table.columns) == set(names(PAIRS))
    assert len(table) == 3 * 9
    nested = table[table["pair"] == "Auvergne-Rhône-Alpes / Isère"]
    assert nested["verdict"].iloc[0].endswith("(la partie contre le reste)")


def test_a_ratio_without_bound_is_written() -> None:
    table = pair_rows(of("ancienne-region:82", "region:11")).set_index("indicator")
    # No seat of Île-de-France lies in a rural commune.
    assert table.loc["Ciblage, communes rurales", "ratio"] == "∞ [0,00 – ∞]"


def test_an_export_names_the_waves_of_the_atlas_it_is_of() -> None:
    atlas = data.get_atlas()
    assert atlas.waves is not None
    later = atlas.waves.iloc[[0]].assign(cohort="appel-2031")
    another = replace(atlas, waves=pd.concat([atlas.waves, later], ignore_index=True))
    usual = set(names(export_columns(atlas)))
    assert set(names(export_columns(another))) - usual == {"cohort_appel-2031"}


def test_exports_hold_the_figures_of_the_table(tmp_path: Path) -> None:
    shown = of("ancienne-region:82", "region:11", "departement:974", "france")
    table, labels = export_table(shown), titles(export_columns(data.get_atlas()))
    assert set(labels) <= set(table.columns)
    places = outlines_of(shown.compared.territories)
    assert places.notna().all()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    origin = Provenance(
        "Comparaison", {"Règle": "zone d'emploi"}, pd.DataFrame({"Source": ["Insee"]}), now
    )
    text = to_csv(table, labels).decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 5
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx({"Données": (table, labels)}, origin)))
    first = list(book.worksheets[0].values)
    header = next(row for row in first if row and labels["share_reached"] in row)
    column = header.index(labels["share_reached"])
    values = [row[column] for row in first[first.index(header) + 1 :]][:4]
    assert values == pytest.approx(table["share_reached"].tolist())
    document = json.loads(to_geojson(table, labels, places, origin))
    assert len(document["features"]) == 4
    path = tmp_path / "comparaison.gpkg"
    path.write_bytes(to_gpkg(table, labels, places, origin, "atlas"))
    frame = gpd.read_file(path, layer="atlas")
    assert frame["population"].tolist() == table["population"].tolist()
    assert frame.geometry.iloc[0].covers(
        gpd.points_from_xy([4.84], [45.76])[0]  # Lyon
    )


def test_the_longest_table_is_on_the_sheet_whole() -> None:
    # Every wave that has a pole and every sector are on it.
    assert len(rows(of("france", "region:84", "region:11", "metropole"))) <= MOST_ROWS


def test_the_table_adds_up_to_the_poles_counted() -> None:
    table = rows(of("ancienne-region:82", "region:11", "region:53")).set_index("indicator")
    assert table.loc["Pôles comptés : tous ceux situés ici"].tolist() == ["10", "16", "8"]
    parts = table[table.index.str.startswith("– dont")].astype(int)
    assert parts.sum().tolist() == [10, 16, 8]
    # Pays de Redon lies across Bretagne and Pays de la Loire.
    assert table.loc["Pôles peut-être ici, non comptés"].tolist() == ["0", "0", "1"]
    assert table.index.str.startswith("– médiane des habitants").sum() == 3


def test_named_choice() -> None:
    territories = [get_territory(data.get_atlas(), name) for name in ("region:84", "region:11")]
    assert named_choice(territories, drop="region:84") == {
        "territory": "region:11",
        "compared": (),
    }
    assert named_choice(territories, add="france")["compared"] == ("region:11", "france")


def test_scale_is_common_for_comparable_sizes_only() -> None:
    atlas = data.get_atlas()
    frames = {
        name: bounds(atlas, get_territory(atlas, name))
        for name in ("region:84", "region:11", "commune:75056", "region:04")
    }
    assert is_common_scale([frames["region:84"], frames["region:11"]])
    assert not is_common_scale([frames["region:84"], frames["region:11"], frames["region:04"]])
    assert not is_common_scale([frames["region:84"], frames["commune:75056"]])


def parts(*names: str) -> tuple[str, str]:
    """Return the script of the still part and of what filters change."""
    shown = of(*names)
    atlas, panels = data.get_atlas(), map_panels(shown)
    frames = [bounds(atlas, panel.territory) for panel in panels]
    board = panel_board(panels, frames, data.get_version(), "Cartes")
    group = panel_group(panels, frames, VIEW, shown.question)
    group.add_to(board)
    text = board.get_root().render()
    content = next(child for child in group._children.values())
    return text, str(content.data)  # type: ignore[attr-defined]


def test_small_maps_share_one_picture_of_the_country() -> None:
    text, content = parts("ancienne-region:82", "region:11", "departement:974")
    assert text.count('data-step="panelBoard"') == 1
    answer = json.loads(content)
    assert len(answer["pictures"]) == 2
    assert [panel["pictures"] for panel in answer["panels"]] == [[0], [0], [1]]
    assert all(panel["marks"] for panel in answer["panels"])
    assert answer["panels"][0]["value"].startswith("34,6")


def test_a_small_territory_is_drawn_commune_by_commune() -> None:
    _text, content = parts("epci:200040715", "commune:38185")
    answer = json.loads(content)
    assert answer["pictures"] == []
    layer = answer["panels"][0]["layers"][0]
    assert layer["url"].endswith("/communes/epci:200040715")
    assert set(layer["classes"]) <= set("rnp")


def test_another_rule_paints_another_picture() -> None:
    near = of("region:84", "region:11", reach="commune")
    assert near.question.rule == ReachRule("commune")
    assert near.table["share_reached"].lt(of("region:84", "region:11").table["share_reached"]).all()


def test_a_comparison_is_computed_on_the_tables_it_is_given() -> None:
    atlas = data.get_atlas()
    fewer = replace(atlas, poles=atlas.require_poles().head(0))
    view = replace(VIEW, territory="region:84", compared=("region:11",))
    assert (comparison(atlas, view).table["poles_counted"] > 0).all()
    assert (comparison(fewer, view).table["poles_counted"] == 0).all()
    assert (comparison(atlas, view).table["poles_counted"] > 0).all()
