"""Where files may be kept that can be made or fetched again."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

VARIABLE: Final = "ATLAS_CACHE"


def cache_folder() -> Path:
    """Return the folder of such files: ``ATLAS_CACHE``, else the user's own for them."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    usual = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    with suppress(RuntimeError):
        return Path(usual or Path.home() / ".cache") / "atlas-ptce"
    return Path(tempfile.gettempdir()) / "atlas-ptce"
