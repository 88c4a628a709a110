"""What this server makes itself, compressed once for everybody who asks for it."""

import gzip
from typing import Final

import brotli

# The best Brotli takes more than a second a megabyte: beyond this a reader would wait for it.
BEST_UP_TO_BYTES: Final = 400_000
BEST: Final = 11
QUICK: Final = 5

# From the smallest on; a browser asks for Brotli over https and from this machine only.
CODINGS: Final = ("br", "gzip")
PLAIN: Final = "identity"
# How a body is kept that others will ask for: the smallest.
KEPT: Final = CODINGS[0]


def coding_of(accepted: str) -> str:
    """Return the coding to send to a browser that has said what it understands.

    Parameters
    ----------
    accepted
        Its ``Accept-Encoding``.
    """
    offers = {offer.strip() for offer in accepted.lower().split(",")}
    # An offer of no worth refuses; no browser ranks those of some worth.
    named = {offer.partition(";")[0].strip() for offer in offers if not offer.endswith("q=0")}
    return next((coding for coding in CODINGS if coding in named), PLAIN)


def packed(content: bytes, coding: str, *, best: bool = True) -> bytes:
    """Return content in a coding of `coding_of`.

    Parameters
    ----------
    content
        What is sent.
    coding
        From `coding_of`.
    best
        Whether it is kept for others; what is made for one reader is packed quickly.
    """
    if coding == "br":
        quality = BEST if best and len(content) <= BEST_UP_TO_BYTES else QUICK
        return bytes(brotli.compress(content, quality=quality))
    return gzip.compress(content, mtime=0) if coding == "gzip" else content


def repacked(body: bytes, coding: str) -> bytes:
    """Return a body that is kept as `KEPT` in another coding, without making it again."""
    return body if coding == KEPT else packed(brotli.decompress(body), coding)


def headers_of(coding: str) -> dict[str, str]:
    """Return what an answer in a coding says of itself; who compresses on the way says it too."""
    return {} if coding == PLAIN else {"Content-Encoding": coding, "Vary": "Accept-Encoding"}
