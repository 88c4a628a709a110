"""One file of ``data/`` is damaged: a sentence names it, one layer is lost, the rest works."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from bench.serving import ROOT
from geo.tables.files import SEAL
from geo.tables.schema import CSV_COLUMNS, TABLES
from tests.damage import BY_KIND, cases, damaged, damages, files
from tests.pages.opening import open_screen
from tests.registers import read_from
from ui import data
from ui.server import routes
from ui.server.screens import SCREENS
from ui.view.choices import LAYERS

DATA: Final = ROOT / "data"
SEALED: Final = frozenset(
    line.split()[1] for line in (DATA / SEAL).read_text(encoding="ascii").splitlines()
)
ASKED: Final = (
    "poles?territory=departement:26",
    "coverage?territory=departement:26",
    "gaps?territory=departement:26",
    "portrait?territory=departement:26",
)
# Compressed for nobody.
AS_IT_IS: Final = {"accept-encoding": "identity"}
OPENED: Final = tuple(screen.url_path for screen in SCREENS)
# What was seen to kill a screen before, and which one.
KNOWN: Final = (
    ("waves.csv", "no rows", "donnees"),
    ("communes_metropole.png", "deleted", "chronologie"),
    ("communes_974.png", "deleted", "chronologie"),
    ("emploi_industriel.parquet", "deleted", "couverture"),
    ("departements.parquet", "deleted", "portrait"),
    ("departements.parquet", "outlines of nothing", "portrait"),
    ("poles.csv", "a null byte", "carte"),
)


def each_damage() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each damage once, with the files of its kind and two screens in turn."""
    screens = cycle(OPENED)
    for suffix in BY_KIND:
        turn = cycle([name for name in files(DATA) if Path(name).suffix == suffix])
        for damage in damages(f"x{suffix}"):
            yield next(turn), damage, (next(screens), next(screens))


@pytest.fixture(autouse=True)
def _whole_again(specimen_dir: Path) -> Iterator[None]:
    yield
    read_from(specimen_dir)


def said(page: AppTest) -> str:
    """Return all that a page says, without the signs of Markdown."""
    kinds = (page.markdown, page.warning, page.info, page.error, page.caption)
    return "\n".join(text.value for kind in kinds for text in kind).replace("\\", "")


def lost(name: str) -> bool:
    """Tell whether a file is said to be damaged as a whole."""
    problems = (*data.get_atlas().problems, *data.drawing_problems())
    return any(not one.is_of_a_row and name in one.sentence for one in problems)


def told(name: str) -> bool:
    """Tell whether a file, or a line of it, is said to be damaged."""
    return lost(name) or any(one.file == name for one in data.get_atlas().problems)


def open_screens(name: str, screens: Sequence[str]) -> None:
    """Open screens, on which a file that is lost is named, and nothing else is said to be."""
    # Pictures of communes are those of the whole country.
    territory = "france" if name.endswith(".png") else "departement:26"
    for screen in screens:
        page = open_screen(screen, territoire=territory)
        assert "numéro d'incident" not in said(page), screen
        assert name in said(page) or not lost(name), screen


def ask() -> None:
    """Ask for every layer, and what other machines ask: an answer, or a sentence."""
    client, version = TestClient(Starlette(routes=routes.routes())), data.get_version()
    for layer in (*LAYERS, "communes", "terre", "voisins", "contour", "masque", "villes"):
        answer = client.get(f"/atlas/layers/{version}/{layer}/departement:26", headers=AS_IT_IS)
        assert answer.status_code == 200 or (answer.status_code == 503 and answer.json()), layer
    for question in ASKED:
        answer = client.get(f"/api/v1/{question}")
        assert answer.status_code == 200 or (answer.status_code == 503 and answer.json()), question


@pytest.mark.parametrize(("name", "damage", "screen"), KNOWN)
def test_what_killed_a_screen_costs_a_layer(
    specimen_dir: Path, tmp_path: Path, name: str, damage: str, screen: str
) -> None:
    read_from(damaged(specimen_dir, tmp_path, name, damage, sealed=False))
    open_screens(name, [screen])
    assert told(name)


def test_the_light_map_does_without_a_layer_that_is_lost(
    specimen_dir: Path, tmp_path: Path
) -> None:
    read_from(damaged(specimen_dir, tmp_path, "regions.parquet", "deleted", sealed=False))
    client = TestClient(Starlette(routes=routes.routes()))
    for address in ("/texte/carte", "/texte/carte.svg", "/texte/portrait.svg"):
        answer = client.get(f"{address}?territoire=departement:26")
        assert answer.status_code == 200, address


@pytest.mark.slow
@pytest.mark.parametrize("name", files(DATA))
def test_a_file_that_is_gone_costs_a_layer(specimen_dir: Path, tmp_path: Path, name: str) -> None:
    read_from(damaged(specimen_dir, tmp_path, name, "deleted", sealed=True))
    open_screens(name, OPENED)
    ask()
    # Without the checksums nothing is lost: `loaders check` says that they are not there.
    assert lost(name) or name == SEAL


@pytest.mark.slow
@pytest.mark.parametrize(("name", "damage", "screens"), list(each_damage()))
def test_a_damaged_file_costs_a_layer(
    specimen_dir: Path, tmp_path: Path, name: str, damage: str, screens: tuple[str, ...]
) -> None:
    read_from(damaged(specimen_dir, tmp_path, name, damage, sealed=False))
    open_screens(name, screens)
    ask()


@pytest.mark.slow
@pytest.mark.parametrize("name", files(DATA))
def test_every_damage_is_told_and_takes_no_other_table_along(
    specimen_dir: Path, tmp_path: Path, name: str
) -> None:
    for turn, (_, damage) in enumerate(one for one in cases(DATA) if one[0] == name):
        # Where the table itself does not tell, its checksum must.
        for sealed in (False, True):
            place = tmp_path / f"{turn}-{sealed}"
            place.mkdir()
            read_from(damaged(specimen_dir, place, name, damage, sealed=sealed))
            atlas = data.get_atlas()
            others = {*TABLES, *CSV_COLUMNS} - {Path(name).stem}
            assert [table for table in others if getattr(atlas, table) is None] == [], damage
            if lost(name):
                break
        else:
            assert name not in SEALED, damage
