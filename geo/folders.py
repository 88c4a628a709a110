"""Where files may be kept that can be made or fetched again."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

VARIABLE: Final = "ATLAS_CACHE"
NAME: Final = "atlas-ptce"
NOWHERE: Final = Path(os.devnull) / NAME


def cache_folder() -> Path:
    """Return the folder of such files: ``ATLAS_CACHE``, else the user's own for them.

    Without a home the one for temporary files; without that either, one that nobody can make:
    whoever writes there meets an error of the disk, as on a full one.
    """
    if named := os.environ.get(VARIABLE):
        return Path(named)
    usual = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    with suppress(RuntimeError):
        return Path(usual or Path.home() / ".cache") / NAME
    with suppress(OSError):
        return Path(tempfile.gettempdir()) / NAME
    return NOWHERE
