"""Bring one file over HTTP, patiently: time limits, retries, resumption."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential
from tqdm import tqdm

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 500_000_000
PARTIAL_CONTENT = 206
RANGE_NOT_SATISFIABLE = 416
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


def transfer(url: str, part: Path, patience: Patience, *, label: str) -> None:
    """Bring a file into `part`, resuming what a former run left there.

    Parameters
    ----------
    url : str
        Address of the file.
    part : pathlib.Path
        File to fill. Beside it, ``<part>.json`` remembers which version of the file its first
        bytes are of, so that only that version is ever continued. When the last try fails for a
        passing reason both stay, for the next run; on success only `part` stays.
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
    # Compressed on the way, bytes could not be counted nor resumed.
    headers = {"Accept-Encoding": "identity", "User-Agent": "atlas-ptce"}
    try:
        with httpx.Client(timeout=limits, headers=headers, follow_redirects=True) as client:
            retrying(_attempt, client, url, part, label)
    except _PassingError:
        raise
    except TransferError:
        discard(part)
        raise
    _memory(part).unlink(missing_ok=True)


def discard(part: Path) -> None:
    """Forget a partial file and what is remembered of it."""
    part.unlink(missing_ok=True)
    _memory(part).unlink(missing_ok=True)


def _attempt(client: httpx.Client, url: str, part: Path, label: str) -> None:
    try:
        with client.stream("GET", url, headers=_resume_headers(url, part)) as response:
            _check_status(response, part)
            _store(response, url, part, label)
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


def _resume_headers(url: str, part: Path) -> dict[str, str]:
    if not part.is_file() or part.stat().st_size == 0:
        return {}
    try:
        remembered = json.loads(_memory(part).read_text(encoding="utf-8"))
        same_file = remembered["url"] == url
        validator = str(remembered["validator"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if not same_file:
        return {}
    return {"Range": f"bytes={part.stat().st_size}-", "If-Range": validator}


def _check_status(response: httpx.Response, part: Path) -> None:
    status = response.status_code
    if response.is_success:
        return
    if status == RANGE_NOT_SATISFIABLE:
        discard(part)
        raise _PassingError(f"le serveur refuse de reprendre {response.url} où il s'était arrêté")
    kind = _PassingError if status in PASSING_STATUSES else TransferError
    raise kind(f"le serveur répond {status} ({response.reason_phrase}) à {response.url}")


def _store(response: httpx.Response, url: str, part: Path, label: str) -> None:
    start = _resumed_from(response, part)
    if start == 0:
        discard(part)
        validator = _validator(response)
        if validator:
            memory = json.dumps({"url": url, "validator": validator})
            _memory(part).write_text(memory, encoding="utf-8")
    expected = response.headers.get("Content-Length")
    total = start + int(expected) if expected and expected.isdecimal() else None
    received = start
    head = b""
    with (
        part.open("ab") as stream,
        tqdm(
            total=total, initial=start, desc=label, unit="o", unit_scale=True, disable=None
        ) as bar,
    ):
        # Pieces as they come: in larger ones, what a cut connection had brought would be lost.
        for chunk in response.iter_raw():
            if start == 0 and len(head) < SNIFFED_BYTES:
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


def _resumed_from(response: httpx.Response, part: Path) -> int:
    if response.status_code != PARTIAL_CONTENT:
        return 0
    size = part.stat().st_size if part.is_file() else 0
    if response.headers.get("Content-Range", "").startswith(f"bytes {size}-"):
        return size
    discard(part)
    raise _PassingError(f"le serveur de {response.url} ne reprend pas là où on le lui demande")


def _validator(response: httpx.Response) -> str | None:
    etag: str | None = response.headers.get("ETag")
    # A weak tag says that two versions look alike, not that their bytes do.
    if etag and not etag.startswith("W/"):
        return etag
    modified: str | None = response.headers.get("Last-Modified")
    return modified


def _memory(part: Path) -> Path:
    return part.with_name(part.name + ".json")
