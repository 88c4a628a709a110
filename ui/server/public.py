"""The address under which everybody finds the atlas, where the host has said it."""

import os
import re
from collections.abc import Mapping
from typing import Final

VARIABLE: Final = "ATLAS_PUBLIC_ADDRESS"
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")


def public_origin(environment: Mapping[str, str] = os.environ) -> str:
    """Return scheme, name and port of the site, ``""`` where they are not known.

    A page never takes them from the ``Host`` of a request: it is whatever the client says.

    Parameters
    ----------
    environment
        Where ``ATLAS_PUBLIC_ADDRESS`` is looked up, such as ``https://atlas.exemple.fr``.

    Raises
    ------
    ValueError
        If it is no origin. The atlas does not start then: wrong addresses would stay in search
        engines for months.
    """
    origin = environment.get(VARIABLE, "").strip().rstrip("/")
    if origin and not _ORIGIN.fullmatch(origin):
        raise ValueError(
            f"{VARIABLE} : « {origin} » n'est pas l'adresse d'un site. Écrivez-la sans chemin, par "
            "exemple « https://atlas.exemple.fr » ; le préfixe de l'atlas y est ajouté."
        )
    return origin
