"""Where the raw files and the compiled tables lie."""

import argparse
import os
from pathlib import Path

from geo.tables.atlas import default_data_dir

REPOSITORY = Path(__file__).resolve().parent.parent
DATA_DIR = REPOSITORY / "data"
DOWNLOADED_SOURCES_DIR = REPOSITORY / "sources"
SHARED_SOURCES_DIR = REPOSITORY.parent / "shared" / "sources"
SOURCES_VARIABLE = "ATLAS_SOURCES"


def default_sources_dir() -> Path:
    """Tell where the producers' files are looked for when no folder is given.

    Returns
    -------
    pathlib.Path
        The folder that the environment variable ``ATLAS_SOURCES`` names, else
        ``../shared/sources`` beside the repository where it exists, else ``sources/`` inside it,
        which ``python -m loaders download`` fills.
    """
    named = os.environ.get(SOURCES_VARIABLE)
    if named:
        return Path(named)
    return SHARED_SOURCES_DIR if SHARED_SOURCES_DIR.is_dir() else DOWNLOADED_SOURCES_DIR


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Declare the folder of the tables that the atlas reads.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Receives ``--data``.
    """
    parser.add_argument(
        "--data",
        type=Path,
        default=default_data_dir(),
        help="dossier des tables (défaut : $ATLAS_DATA, sinon data/)",
    )
