"""Bring one file over HTTP, patiently: time limits and retries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential
from tqdm import tqdm

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 500_000_000
# Statuses after which the same request may succeed a little later.
PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
SNIFFED_BYTES = 1024
HTML_MARKS = (b"<!doctype html", b"<html")


class TransferError(Exception):
    """A file that could not be brought; the text is a French clause, without final stop."""


class _PassingError(TransferError):
    """The same, for a reason that may pass."""


@dataclass(frozen=True)
class Patience:
    """How long to wait and how often to try again.

    Attributes
    ----------
    connect_s, read_s : float
        Seconds to wait for the server to answer, then between two pieces of the file.
    attempts : int
        Number of tries in all.
    first_wait_s, longest_wait_s : float
        Seconds before the second try; each wait is twice the one before, up to the longest.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    attempts: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0


def transfer(url: str, target: Path, patience: Patience, *, label: str) -> None:
    """Bring a whole file, from its first byte at each try.

    Parameters
    ----------
    url : str
        Address of the file.
    target : pathlib.Path
        File to write; what it holds after an error is not to be used.
    patience : Patience
        Time limits and retries.
    label : str
        What the progress bar is called.

    Raises
    ------
    TransferError
        After the last try, or at once for a reason that will not pass.
    """
    retrying = Retrying(
        stop=stop_after_attempt(patience.attempts),
        wait=wait_exponential(multiplier=patience.first_wait_s, max=patience.longest_wait_s),
        retry=retry_if_exception_type(_PassingError),
        reraise=True,
    )
    limits = httpx.Timeout(patience.read_s, connect=patience.connect_s)
    # Compressed on the way, bytes could not be counted.
    headers = {"Accept-Encoding": "identity", "User-Agent": "atlas-ptce"}
    with httpx.Client(timeout=limits, headers=headers, follow_redirects=True) as client:
        retrying(_attempt, client, url, target, label)


def _attempt(client: httpx.Client, url: str, target: Path, label: str) -> None:
    try:
        with client.stream("GET", url) as response:
            _check_status(response)
            _store(response, url, target, label)
    except httpx.TimeoutException as error:
        raise _PassingError(f"le serveur de {url} ne répond plus (délai dépassé)") from error
    except httpx.TooManyRedirects as error:
        raise TransferError(f"{url} renvoie sans fin d'une adresse à l'autre") from error
    except httpx.UnsupportedProtocol as error:
        raise TransferError(f"{url} n'est pas une adresse http ou https") from error
    except httpx.RemoteProtocolError as error:
        raise _PassingError(f"la connexion à {url} a été coupée avant la fin") from error
    except httpx.TransportError as error:
        raise _PassingError(f"la connexion à {url} a échoué ({error})") from error


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if not response.is_success:
        kind = _PassingError if status in PASSING_STATUSES else TransferError
        raise kind(f"le serveur répond {status} ({response.reason_phrase}) à {response.url}")


def _store(response: httpx.Response, url: str, target: Path, label: str) -> None:
    expected = response.headers.get("Content-Length")
    total = int(expected) if expected and expected.isdecimal() else None
    received = 0
    head = b""
    with (
        target.open("wb") as stream,
        tqdm(total=total, desc=label, unit="o", unit_scale=True, disable=None) as bar,
    ):
        for chunk in response.iter_raw():
            if len(head) < SNIFFED_BYTES:
                head += chunk
                if _is_html(head):
                    raise TransferError(f"{url} donne une page HTML et non le fichier")
            received += len(chunk)
            if received > MAX_BYTES:
                raise TransferError(f"{url} dépasse {MAX_BYTES // 1_000_000} Mo")
            stream.write(chunk)
            bar.update(len(chunk))
    if received == 0:
        raise TransferError(f"{url} donne un fichier vide")


def _is_html(start: bytes) -> bool:
    head = start[:SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith(b"<") and any(mark in head for mark in HTML_MARKS)
