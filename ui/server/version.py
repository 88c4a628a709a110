"""The version of the atlas, which `pyproject.toml` alone states."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"


@cache
def version() -> str:
    """Return the version, for instance ``"0.2.0"``.

    The atlas is a checkout one runs: no installed package could be asked for it.
    """
    stated: str = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    return stated
