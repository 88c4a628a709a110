"""Files to take away, on a disk that takes none."""

import subprocess
import sys
import tempfile

import pytest

from bench.serving import ROOT
from ui.files.downloads import in_this_language

ON_A_FULL_DISK = """
import resource
from datetime import UTC, datetime
import geopandas as gpd, pandas as pd, shapely
from ui.files.downloads import in_this_language
from ui.files.exports import Provenance, to_gpkg, to_xlsx

table = pd.DataFrame({"name": [f"{row}" * 40 for row in range(4000)]})
places = gpd.GeoSeries([shapely.Point(1, 45)] * 4000, crs=4326)
origin = Provenance("Essai", {}, pd.DataFrame({"id": ["a"]}), datetime(2026, 11, 27, tzinfo=UTC))
labels = {"name": "Nom"}
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for write in (
    lambda: to_gpkg(table, labels, places, origin, "atlas"),
    lambda: to_xlsx({"Essai": (table, labels)}, origin),
):
    try:
        in_this_language(write)()
    except OSError as error:
        print("OSError")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this kind")
def test_a_disk_that_takes_no_more_is_told_to_the_operator() -> None:
    command = [sys.executable, "-c", ON_A_FULL_DISK]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["OSError"] * 2, done.stderr
    assert done.stderr.count("Un fichier à emporter n'est pas fait (") == 2


def test_a_machine_without_temporary_files_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/dev/null/nowhere")

    def write() -> bytes:
        with tempfile.TemporaryDirectory():
            return b""

    with pytest.raises(NotADirectoryError):
        in_this_language(write)()
    assert "n'est pas fait (Not a directory) : le disque est plein" in caplog.text
