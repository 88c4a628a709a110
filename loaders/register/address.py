"""Where the register of poles comes from: what ``ATLAS_POLES`` means."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from urllib.parse import SplitResult, urlsplit

from geo.errors import RegisterError
from geo.problems import Message, message

VARIABLE: Final = "ATLAS_POLES"
PRIVATE_VARIABLE: Final = "ATLAS_POLES_PRIVATE"

Kind: TypeAlias = Literal["https", "postgresql"]
HTTPS: Final = "https"
POSTGRESQL: Final = "postgresql"
_SCHEMES: Final[Mapping[str, Kind]] = {
    "https": HTTPS,
    "http": HTTPS,
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
}

# Whatever is asked may say these.
TOO_SLOW: Final = message("{host} met trop de temps à répondre.")
UNREACHED: Final = message("{host} ne répond pas, ou refuse la connexion.")


@dataclass(frozen=True)
class Address:
    """Where the register is kept.

    Attributes
    ----------
    kind
        How it is asked for.
    url
        With whatever it holds that must not be shown: no sentence and no log repeats it.
    host
        The part that may be shown.
    private
        Whether a host of an internal network may be asked, without encryption too.
    """

    kind: Kind
    url: str = field(repr=False)
    host: str
    private: bool = False


def read_address(environment: Mapping[str, str] = os.environ) -> Address | None:
    """Return where the register is kept, ``None`` for ``poles.csv`` of the data folder.

    Raises
    ------
    RegisterError
        When the variable holds no address that can be asked; it is not repeated.
    """
    url = environment.get(VARIABLE, "").strip()
    if not url:
        return None
    private = environment.get(PRIVATE_VARIABLE, "0").strip()
    if private not in {"", "0", "1"}:
        raise RegisterError(
            message("{variable} vaut 1 ou 0 ; corrigez ce réglage.", variable=PRIVATE_VARIABLE)
        )
    try:
        parts = urlsplit(url)
        kind = _SCHEMES.get(parts.scheme.lower())
        host = parts.hostname if _has_port(parts) else None
        if kind == POSTGRESQL and not parts.netloc and len(parts.path) > 1:
            # The socket of this machine.
            host = "localhost"
    except ValueError:
        kind = host = None
    if kind is None or not host or any(mark.isspace() or not mark.isprintable() for mark in url):
        raise RegisterError(_misunderstood())
    if parts.scheme.lower() == "http" and private != "1":
        raise RegisterError(
            message(
                "{variable} : l'adresse doit commencer par https:// ; http:// n'est accepté que "
                "sur un réseau interne, avec {private}=1.",
                variable=VARIABLE,
                private=PRIVATE_VARIABLE,
            )
        )
    return Address(kind, url, host, private=private == "1")


def _has_port(parts: SplitResult) -> bool:
    """Tell that the port is a number, or absent; ``ValueError`` says otherwise."""
    return parts.port is None or parts.port > 0


def _misunderstood() -> Message:
    return message(
        "{variable} n'est pas une adresse que l'atlas sait lire ; donnez l'adresse https://… d'un "
        "CSV publié ou postgresql://… d'une base, ou retirez ce réglage pour lire poles.csv.",
        variable=VARIABLE,
    )
