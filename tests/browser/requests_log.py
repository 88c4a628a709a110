"""A record of everything that a browser asks for."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage

OWN_SCHEMES: Final = frozenset({"data", "blob"})
FIRST_BAD_STATUS: Final = 400


@dataclass
class RequestsLog:
    """What a browser asked for: one (host, status, address) an answer, failures as status 0.

    Attributes
    ----------
    own_host
        Host and port of the atlas.
    expected_hosts
        Other hosts that may be asked, such as a tile server on the reader's choice.
    expected_errors
        Parts of console messages that a test provokes.
    """

    own_host: str
    answers: list[tuple[str, int, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected_hosts: set[str] = field(default_factory=set)
    expected_errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Record all that the pages of a context ask for and complain of."""
        context.on("response", lambda answer: self._add(answer.url, answer.status))
        context.on("requestfailed", lambda request: self._add(request.url, 0))
        context.on("console", self._add_message)
        context.on("weberror", lambda error: self._add_error(str(error.error)))

    def _add(self, address: str, status: int) -> None:
        parts = urlsplit(address)
        if parts.scheme not in OWN_SCHEMES:
            self.answers.append((parts.netloc, status, address))

    def _add_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._add_error(message.text)

    def _add_error(self, text: str) -> None:
        if not any(part in text for part in self.expected_errors):
            self.errors.append(text)

    @property
    def hosts(self) -> set[str]:
        """Hosts that were asked."""
        return {host for host, _status, _address in self.answers}

    @property
    def external(self) -> list[str]:
        """Addresses on other hosts than the atlas and those expected."""
        known = {self.own_host, *self.expected_hosts}
        return [address for host, _status, address in self.answers if host not in known]

    @property
    def refused(self) -> list[tuple[int, str]]:
        """Addresses of the atlas that answered 4xx or 5xx."""
        return [
            (status, address)
            for host, status, address in self.answers
            if host == self.own_host and status >= FIRST_BAD_STATUS
        ]
