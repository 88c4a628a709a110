"""A build writes all of ``data/`` or nothing, and always the same bytes."""

import shutil
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from geo.tables.files import look
from loaders import build, schema
from loaders.__main__ import main
from loaders.catalogue import SOURCES
from loaders.errors import LoaderError
from loaders.folders import DATA_DIR, SOURCES_VARIABLE, default_sources_dir
from loaders.layout import REGISTER_FILES, read_provenance, write_parquet
from loaders.promise.contract import REPORTS
from loaders.reports import Report


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".git")
    }


@pytest.fixture
def register_only(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in REGISTER_FILES:
        shutil.copy(DATA_DIR / name, folder)
    return folder


@pytest.fixture
def linked_sources(sources_dir: Path, tmp_path: Path) -> Path:
    """Return a folder of links to the producers' files, any of which a test may replace."""
    folder = tmp_path / "sources"
    for source in SOURCES.values():
        if source.path(sources_dir).is_file():
            link = source.path(folder)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(source.path(sources_dir))
    return folder


@pytest.mark.slow
@pytest.mark.sources
@pytest.mark.timeout(600)
def test_data_is_what_the_build_writes(sources_dir: Path, register_only: Path) -> None:
    build.build(sources_dir, register_only)
    written = fingerprints(register_only)
    assert written == {name: h for name, h in fingerprints(DATA_DIR).items() if name in written}
    # Written by a command of its own, as `test_schema.py` proves.
    assert set(written) == set(fingerprints(DATA_DIR)) - {schema.FILE}


@pytest.mark.slow
@pytest.mark.sources
@pytest.mark.parametrize(
    ("source", "there", "instead", "said"),
    [
        ("frr", "FRR+", "FRR++", "colonne « Classement FRR et FRR+ au 10 juillet 2025 »"),
        ("passage", "01003,01165", "01003,01999", "colonne « DEPCOM », valeur « 01999 »"),
        ("epci-noms", "LIBEPCI", "NOM", "epci_2025_noms.csv, ligne 1, colonne « LIBEPCI »"),
    ],
)
def test_bad_source_leaves_data_untouched(
    linked_sources: Path,
    register_only: Path,
    capsys: pytest.CaptureFixture[str],
    source: str,
    there: str,
    instead: str,
    said: str,
) -> None:
    path = SOURCES[source].path(linked_sources)
    text = path.read_text(encoding="utf-8")
    assert there in text
    path.unlink()
    path.write_text(text.replace(there, instead, 1), encoding="utf-8")
    before = fingerprints(register_only)
    status = main(["build", "--sources", str(linked_sources), "--data", str(register_only)])
    assert status == 1
    assert fingerprints(register_only) == before
    printed = capsys.readouterr().err
    assert said in printed
    assert "n'a pas été modifié" in printed


@pytest.mark.slow
@pytest.mark.sources
def test_bad_register_stops_the_build(
    sources_dir: Path, register_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = register_only / "poles.csv"
    text = path.read_text(encoding="utf-8").replace("epci:200068781", "epci:111111111", 1)
    path.write_text(text, encoding="utf-8")
    assert main(["build", "--sources", str(sources_dir), "--data", str(register_only)]) == 1
    assert (
        "poles.csv, ligne 2, colonne territory_codes : « epci:111111111 »"
        in capsys.readouterr().err
    )
    assert set(fingerprints(register_only)) == set(REGISTER_FILES)


@pytest.mark.usefixtures("no_fetching")
def test_missing_source_says_what_to_run(
    tmp_path: Path, register_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["build", "--sources", str(tmp_path / "vide"), "--data", str(register_only)])
    assert status == 1
    assert "python -m loaders download" in capsys.readouterr().err


@pytest.fixture
def no_fetching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a test from fetching packages."""

    def refuse(source: str, folder: Path) -> Path:
        raise LoaderError(
            "absent", file=SOURCES[source].path(folder), advice="python -m loaders download"
        )

    monkeypatch.setattr(build.download, "require", refuse)


@pytest.mark.parametrize("failing", ["write_csv", "write_parquet"])
def test_failure_while_writing_leaves_data_untouched(
    register_only: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    (register_only / "chomage.parquet").write_bytes(b"previous")
    before = fingerprints(register_only)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, failing, fail)
    monkeypatch.setattr(build, "_compile", lambda *_, **__: {"chomage": pd.DataFrame({"a": [1]})})
    monkeypatch.setattr(build, "_pictures", lambda _: {})
    monkeypatch.setattr(build.download, "require", lambda *_: DATA_DIR / "poles.csv")
    with pytest.raises(OSError, match="No space left"):
        build.build(register_only, register_only)
    assert fingerprints(register_only) == before


def test_broken_promise_leaves_data_untouched(
    register_only: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = fingerprints(register_only)
    table = pd.DataFrame({"zone_emploi": ["0051"], "quarter": ["2025-T4"], "rate": [720.0]})
    monkeypatch.setattr(build, "_compile", lambda *_, **__: {"chomage": table})
    monkeypatch.setattr(build, "_pictures", lambda _: {})
    monkeypatch.setattr(build.download, "require", lambda *_: DATA_DIR / "poles.csv")
    arguments = ["build", "--sources", str(register_only), "--data", str(register_only)]
    assert main(arguments) == 1
    assert fingerprints(register_only) == before
    printed = capsys.readouterr().err
    assert "chomage.parquet, ligne 1, colonne « rate », valeur « 720.0 »" in printed
    assert "--accept-changed" in printed
    assert main([*arguments, "--accept-changed"]) == 0
    files = look(register_only)
    assert files.sealed.keys() == {
        "chomage.parquet",
        *(f"{name}.csv" for name in REPORTS),
    }
    assert files.sealed.items() <= files.digests.items()


def test_writing_twice_gives_the_same_bytes_and_names_the_sources(tmp_path: Path) -> None:
    table = pd.DataFrame({"zone_emploi": ["0051"], "quarter": ["2025-T4"], "rate": [7.2]})
    paths = [tmp_path / name / "chomage.parquet" for name in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        write_parquet(table, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert read_provenance(paths[0]) == ["chomage", "chomage-2003-2023"]
    assert pd.read_parquet(paths[0]).attrs == {"sources": ["chomage", "chomage-2003-2023"]}


def test_sources_are_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(SOURCES_VARIABLE, str(tmp_path))
    assert default_sources_dir() == tmp_path


@pytest.mark.parametrize("arguments", [[], ["bâtir"], ["build", "--vite"]])
def test_bad_command_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["build", "check", "download"])
def test_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main([command, "--help"])
    assert raised.value.code == 0
    assert f"loaders {command}" in capsys.readouterr().out


def test_report_refuses_an_outcome_of_its_own_making() -> None:
    with pytest.raises(ValueError, match="unknown outcome"):
        Report().add_code("zrr", "01001", "lost", "", 2, "raison")
