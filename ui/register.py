"""Where the poles in service come from, as the screens say it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from geo.problems import Message

FILE: Final = "file"


@dataclass(frozen=True)
class RegisterState:
    """Where the register comes from.

    Attributes
    ----------
    kind
        `FILE`, or how a shared one is asked for: ``"https"``, ``"postgresql"``.
    host
        Of a shared register: all of its address that is shown. Empty for the file.
    checked
        When it last said that this is the register (UTC); ``None`` as long as the poles are those
        of the file of ``data/``.
    failure
        Why it could not be read since; ``None`` where it could.
    """

    kind: str = FILE
    host: str = ""
    checked: datetime | None = None
    failure: Message | None = None


class _Service:
    """What is in service."""

    state = RegisterState()


def state() -> RegisterState:
    """Return where the poles in service come from."""
    return _Service.state


def tell(now: RegisterState) -> None:
    """Say where they come from from now on."""
    _Service.state = now
