"""One source, brought or refused, and what must then be true of its folder."""

from pathlib import Path

import pytest

from loaders.catalogue import Source
from loaders.errors import LoaderError
from loaders.fetch import download
from loaders.fetch.transfer import Patience

CONTENT = b"DEPCOM,EPCI\n" + b"".join(b"%05d,200069193\n" % n for n in range(20_000))
OLD = b"DEPCOM,EPCI\n01001,200000000\n"
QUICK = Patience(connect_s=2, read_s=0.3, attempts=3, first_wait_s=0.01, longest_wait_s=0.02)


def make_source(url: str | None, **fields: object) -> Source:
    """Return a source as the catalogue would hold it."""
    values: dict[str, object] = {
        "id": "essai",
        "producer": "Insee",
        "title": "Essai",
        "vintage": "2025",
        "licence": "Licence Ouverte 2.0",
        "page": "https://www.insee.fr/fr/information/2510634",
        "date": "2025",
        "file": "cog/table.csv",
        "columns": (),
        "url": url,
    }
    return Source(**(values | fields))  # type: ignore[arg-type]


def refused(source: Source, folder: Path) -> str:
    """Return the sentence, after checking that the older file is as it was and nothing lingers."""
    with pytest.raises(LoaderError) as caught:
        download.fetch(source, folder, QUICK)
    target = source.path(folder)
    assert target.read_bytes() == OLD
    assert {path.name for path in target.parent.iterdir()} == {target.name}
    return str(caught.value)


def fetched(source: Source, folder: Path) -> bytes:
    """Return what was brought, after checking that nothing lingers beside it."""
    path = download.fetch(source, folder, QUICK)
    assert path == source.path(folder)
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    return path.read_bytes()
