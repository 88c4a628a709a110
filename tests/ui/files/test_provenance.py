"""What an exported file says of the list of a reader."""

import io
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest

from geo.places.territories import FRANCE
from tests.private import with_structures
from ui import data
from ui.files.exports import to_csv, to_gpkg, to_xlsx
from ui.files.provenance import Provenance, provenance
from ui.view.choices import DEFAULT_VIEW
from ui.view.sources import pole_sources

NOW = datetime(2026, 11, 27, tzinfo=UTC)
TABLE, LABELS = pd.DataFrame({"name": ["Structure 1"]}), {"name": "Nom"}


def origin(*, alone: bool) -> Provenance:
    private = with_structures(data.get_atlas(), ("32013", "32107"), alone=alone)
    return provenance(private, DEFAULT_VIEW, FRANCE, NOW, pole_sources())


@pytest.mark.parametrize(
    ("alone", "said"),
    [
        (True, "« structures.csv », 2 structures placées, sans le registre"),
        (False, "« structures.csv », 2 structures placées, en plus du registre"),
    ],
)
def test_every_kind_of_file_says_which_list_it_counts(
    said: str, tmp_path: Path, *, alone: bool
) -> None:
    made = origin(alone=alone)
    assert f"Liste privée : {said}" in to_csv(TABLE, LABELS, made).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx({"Pôles": (TABLE, LABELS)}, made)))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert said in cells
    path = tmp_path / "poles.gpkg"
    places = gpd.GeoSeries(gpd.points_from_xy([0.6], [43.6]), crs="EPSG:4326")
    path.write_bytes(to_gpkg(TABLE, LABELS, places, made, "poles"))
    choices = pyogrio.read_dataframe(path, layer="filtres").set_index("choix")["valeur"]
    assert choices["Liste privée"] == said


def test_a_list_alone_does_not_rest_on_the_register() -> None:
    assert "Registre des pôles" in set(origin(alone=False).sources["Source"])
    assert "Registre des pôles" not in set(origin(alone=True).sources["Source"])
