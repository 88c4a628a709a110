"""How what the server makes is compressed."""

import gzip
import os

import brotli
import pytest

from ui.maps import packing

TEXT = b"Le territoire que le p\xc3\xb4le d\xc3\xa9clare. " * 100


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("br;q=0, GZIP", "gzip"),
        ("gzip;q=0", "identity"),
        ("vibration", "identity"),
        ("", "identity"),
    ],
)
def test_the_best_coding_of_those_a_browser_understands(accepted: str, coding: str) -> None:
    assert packing.coding_of(accepted) == coding


def test_what_is_sent_is_what_was_made() -> None:
    small = {coding: packing.packed(TEXT, coding) for coding in ("br", "gzip", "identity")}
    assert brotli.decompress(small["br"]) == TEXT
    assert gzip.decompress(small["gzip"]) == TEXT
    assert small["identity"] == TEXT
    assert len(small["br"]) < len(small["gzip"]) < len(TEXT)
    assert packing.packed(TEXT, "gzip") == small["gzip"]


def test_what_is_large_is_compressed_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "ui.maps.packing.brotli.compress",
        lambda content, quality: asked.append((len(content), quality)) or b"",
    )
    for size in (packing.BEST_UP_TO_BYTES, packing.BEST_UP_TO_BYTES + 1):
        packing.packed(os.urandom(size), "br")
    assert [quality for _size, quality in asked] == [packing.BEST, packing.QUICK]


def test_an_answer_says_what_it_depends_on() -> None:
    assert packing.headers_of("br") == {"Content-Encoding": "br", "Vary": "Accept-Encoding"}
    assert packing.headers_of("identity") == {}
