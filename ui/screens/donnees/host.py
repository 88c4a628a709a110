"""Who answers for the atlas that a reader has before her, as its host has said."""

import os
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from ui.text.safe import clean_text, web_address

PUBLISHER: Final = "ATLAS_PUBLISHER"
CONTACT: Final = "ATLAS_CONTACT"
TEXT_LIMIT: Final = 300
# Mail programs cut longer addresses.
MAIL_LIMIT: Final = 1800
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True)
class Host:
    """What the host has filled in.

    Attributes
    ----------
    publisher, contact
        Plain text, empty where the host has not filled it in.
    """

    publisher: str
    contact: str

    def address(self, subject: str = "", body: str = "") -> str:
        """Return where a link to the contact leads, empty where it is no address.

        Parameters
        ----------
        subject, body
            Of the mail; what does not fit an address is left for the reader to paste.
        """
        if not _MAIL.fullmatch(self.contact):
            return web_address(self.contact)
        plain = f"mailto:{self.contact}"
        if not subject:
            return plain
        subject = f"{plain}?subject={quote(subject, safe='')}"
        whole = f"{subject}&body={quote(body, safe='')}"
        return whole if len(whole) <= MAIL_LIMIT else subject


def host() -> Host:
    """Return who the host of this server says it is."""
    told = (clean_text(os.environ.get(name, ""), TEXT_LIMIT) for name in (PUBLISHER, CONTACT))
    return Host(*told)
