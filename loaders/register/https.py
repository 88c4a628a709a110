"""Ask for a published CSV, and for nothing else that the address might lead to.

The name is resolved once, the addresses it has are checked, and the connection is made to one of
those: a name that changes its answer afterwards, or a redirect, leads nowhere inside.
"""

import asyncio
import ipaddress
import logging
import socket
import ssl
import zlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpx

from geo.errors import RegisterError
from geo.lists.limits import MAX_BYTES
from geo.problems import message, quote
from loaders.register.address import TOO_SLOW, UNREACHED, Address

CONNECT_S: Final = 5.0
READ_S: Final = 10.0
TOTAL_S: Final = 60.0
MAX_REDIRECTS: Final = 3
MAX_PORT: Final = 65_535
_PLAIN: Final = ("", "identity")
_PACKED: Final = ("gzip", "x-gzip")
# As `zlib` calls the envelope of gzip, and nothing else.
_GZIP: Final = 16 + zlib.MAX_WBITS
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

# The library writes whole addresses into the log, with whatever key they hold.
logging.getLogger("httpx").setLevel(logging.WARNING)

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Stamp:
    """What the server said of a version, to be said back when asking whether it has changed."""

    etag: str = ""
    modified: str = ""


NO_STAMP: Final = Stamp()


@dataclass(frozen=True)
class Patience:
    """Seconds to wait for a connection, for the next bytes, and in all."""

    connect_s: float = CONNECT_S
    read_s: float = READ_S
    total_s: float = TOTAL_S


def fetch(
    address: Address, known: Stamp | None = None, patience: Patience | None = None
) -> tuple[bytes, Stamp] | None:
    """Ask for the published file.

    Parameters
    ----------
    address
        Of it.
    known
        What was said of the version at hand, if there is one.
    patience
        How long to wait.

    Returns
    -------
    tuple or None
        The bytes and what the server says of them; ``None`` when it says that nothing changed.

    Raises
    ------
    RegisterError
        When they cannot be had whole: one sentence, in which nothing of the address but the host
        is repeated.
    """
    return asyncio.run(_patiently(address, known or NO_STAMP, patience or Patience()))


async def _patiently(
    address: Address, known: Stamp, patience: Patience
) -> tuple[bytes, Stamp] | None:
    try:
        async with asyncio.timeout(patience.total_s):
            return await _follow(address, known, patience)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise RegisterError(TOO_SLOW.about(host=address.host)) from error
    except httpx.RemoteProtocolError as error:
        # The library reads where a redirect leads before this module does.
        led_astray = isinstance(error.__context__, httpx.InvalidURL)
        raise (_lost(address) if led_astray else _cut(address)) from error
    # What no name, no port and no address can be: each library has its own way of saying so.
    except (httpx.InvalidURL, ValueError, OverflowError) as error:
        raise _lost(address) from error
    # What the library says may repeat the address: its kind is enough.
    except (httpx.HTTPError, OSError, ExceptionGroup) as error:
        raise RegisterError(UNREACHED.about(host=address.host)) from error


async def _follow(address: Address, known: Stamp, patience: Patience) -> tuple[bytes, Stamp] | None:
    url = httpx.URL(address.url)
    limits = httpx.Timeout(patience.read_s, connect=patience.connect_s)
    # Some compress all the same: see `_read`.
    headers = {"Accept": "text/csv, */*;q=0.5", "Accept-Encoding": "identity"}
    headers |= {"User-Agent": "atlas-ptce", "Connection": "close"}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    # The system's certificates: an internal network has its own.
    async with httpx.AsyncClient(
        timeout=limits, headers=headers, trust_env=False, verify=ssl.create_default_context()
    ) as client:
        for _ in range(MAX_REDIRECTS + 1):
            response = await _send(client, url, address)
            try:
                if response.has_redirect_location:
                    # Who asks here is not known there: a login of the address stays behind.
                    onward = url.copy_with(username=None, password=None)
                    url = onward.join(response.headers["Location"])
                    continue
                if response.status_code == HTTPStatus.NOT_MODIFIED and known != NO_STAMP:
                    return None
                _check(response, address)
                return await _read(response, address), _stamp(response)
            finally:
                await response.aclose()
    raise RegisterError(
        message("{host} renvoie sans fin d'une adresse à l'autre.", host=address.host)
    )


async def _send(client: httpx.AsyncClient, url: httpx.URL, address: Address) -> httpx.Response:
    """Ask one of the hosts of a name that may be asked."""
    if url.scheme not in ({"http", "https"} if address.private else {"https"}):
        raise RegisterError(
            message("{host} renvoie vers une adresse qui n'est pas en https.", host=address.host)
        )
    if url.port is not None and not 0 < url.port <= MAX_PORT:
        raise _lost(address)
    asked = await _resolve(url)
    if not address.private and not all(map(_is_public, asked)):
        raise RegisterError(
            message(
                "{host} mène à une machine d'un réseau interne, qui n'est pas interrogée.",
                host=address.host,
            )
        )
    for place, ip in enumerate(asked):
        request = client.build_request(
            "GET",
            url.copy_with(host=str(ip)),
            headers={"Host": url.netloc.decode("ascii")},
            # The certificate is still that of the name.
            extensions={"sni_hostname": url.host},
        )
        try:
            return await client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if place == len(asked) - 1:
                raise
    raise OSError


async def _resolve(url: httpx.URL) -> list[IPAddress]:
    """Return the addresses of a name, each once, in the order of the system."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(url.raw_host.decode("ascii"), url.port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(text) for text in dict.fromkeys(str(one[4][0]) for one in found)]


def _is_public(ip: IPAddress) -> bool:
    """Tell whether an address is one of the Internet, and no wrapping of one that is not."""
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside is not None:
            return _is_public(inside)
    return ip.is_global and not ip.is_multicast


def _check(response: httpx.Response, address: Address) -> None:
    if response.status_code != HTTPStatus.OK:
        raise RegisterError(
            message(
                "{host} répond {status} au lieu du registre.",
                host=address.host,
                status=str(response.status_code),
            )
        )
    if response.headers.get("Content-Type", "").lower().startswith("text/html"):
        raise RegisterError(
            message(
                "{host} donne une page et non un fichier ; vérifiez que le registre est public.",
                host=address.host,
            )
        )
    coding = response.headers.get("Transfer-Encoding", "").lower()
    if "Content-Length" not in response.headers and "chunked" not in coding:
        raise RegisterError(
            message(
                "{host} n'annonce pas la longueur du fichier (Content-Length) : coupé en chemin, "
                "il passerait pour entier.",
                host=address.host,
            )
        )
    if (encoding := _encoding(response)) not in (*_PLAIN, *_PACKED):
        raise RegisterError(
            message(
                "{host} compresse le registre d'une façon que l'atlas ne lit pas ({encoding}).",
                host=address.host,
                encoding=quote(encoding),
            )
        )


async def _read(response: httpx.Response, address: Address) -> bytes:
    """Return the file; the bytes are counted as they come, and again as they are unpacked."""
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MAX_BYTES:
            raise _too_large(address)
    if _encoding(response) in _PLAIN:
        return bytes(body)
    packed = zlib.decompressobj(wbits=_GZIP)
    try:
        plain = packed.decompress(body, max_length=MAX_BYTES + 1)
    except zlib.error as error:
        raise _garbled(address) from error
    if len(plain) > MAX_BYTES:
        raise _too_large(address)
    if not packed.eof or packed.unused_data:
        raise _garbled(address)
    return plain


def _encoding(response: httpx.Response) -> str:
    encoding: str = response.headers.get("Content-Encoding", "")
    return encoding.strip().lower()


def _stamp(response: httpx.Response) -> Stamp:
    return Stamp(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))


def _too_large(address: Address) -> RegisterError:
    return RegisterError(
        message("{host} donne plus de {limit} Mo.", host=address.host, limit=MAX_BYTES // 1_000_000)
    )


def _garbled(address: Address) -> RegisterError:
    return RegisterError(
        message("{host} : la réponse compressée ne se lit pas.", host=address.host)
    )


def _lost(address: Address) -> RegisterError:
    return RegisterError(message("{host} mène à une adresse qui ne se lit pas.", host=address.host))


def _cut(address: Address) -> RegisterError:
    return RegisterError(message("{host} a coupé la réponse avant sa fin.", host=address.host))
