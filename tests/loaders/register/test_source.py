"""Versions of the register, one after the other: what is served, set aside, kept."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo import folders
from geo.errors import RegisterError
from geo.tables.atlas import Atlas
from loaders.__main__ import main
from loaders.register import source
from loaders.register.address import PRIVATE_VARIABLE, VARIABLE
from loaders.register.copies import Copy, keep
from loaders.register.source import NAME, Version, last_version, refresh
from tests.loaders.register.published import ETAG, TWO, Handler, Site, as_csv, row
from tests.registers import DATA_VARIABLE


def ids(version: Version) -> list[str]:
    return version.poles["id"].tolist()


def publish(site: Site, body: bytes, **headers: str) -> None:
    site.answer = lambda handler: handler.reply(body, **headers)


def asked(site: Site, atlas: Atlas, previous: Version | None = None) -> Version:
    return refresh(site.address(), atlas, previous)


def test_a_correction_appears(published: Site, atlas: Atlas) -> None:
    first = asked(published, atlas)
    assert (ids(first), first.problems) == (["un", "deux"], ())
    publish(published, as_csv(row("un", status="disparu"), row("deux"), row("trois")))
    second = asked(published, atlas, first)
    assert ids(second) == ["un", "deux", "trois"]
    assert second.poles["status"].tolist() == ["disparu", "actif", "actif"]
    assert second.copy.checked > first.copy.checked


def test_the_same_is_recognised_with_or_without_a_stamp(published: Site, atlas: Atlas) -> None:
    first = asked(published, atlas)
    same = asked(published, atlas, first)
    assert same.poles is first.poles
    assert same.copy.checked > first.copy.checked

    def stamped(handler: Handler) -> None:
        known = handler.headers["If-None-Match"] == ETAG
        handler.reply(b"" if known else TWO, 304 if known else 200, ETag=ETAG)

    published.answer = stamped
    again = asked(published, atlas, same)
    told = asked(published, atlas, again)
    assert told.poles is first.poles
    assert told.copy.checked > again.copy.checked
    assert [headers.get("If-None-Match") for _path, headers in published.asked] == [
        *(None, None, None),
        ETAG,
    ]


def test_a_bad_row_is_told_by_name_and_costs_nothing_else(published: Site, atlas: Atlas) -> None:
    publish(published, as_csv(row("un"), row("deux", commune="99999", commune_name="")))
    version = asked(published, atlas)
    assert ids(version) == ["un", "deux"]
    (problem,) = version.problems
    assert (problem.table, problem.file, problem.line) == ("poles", NAME, 3)
    assert problem.sentence.startswith(
        "Le registre partagé, « Pôle deux », ligne 3, colonne commune : « 99999 » n'est pas une "
        "commune"
    )


def test_columns_under_other_names_are_recognised(published: Site, atlas: Atlas) -> None:
    table = (
        "Nom;Commune;Code postal;Vague;Statut\r\n"
        "Archer;Romans-sur-Isère;26100;temoin-2011;actif\r\n"
        "Perdu;Nulle-Part-sur-Mer;;appel-2013;actif\r\n"
    )
    publish(published, table.encode("cp1252"))
    version = asked(published, atlas)
    (pole,) = version.poles.to_dict("records")
    assert (pole["name"], pole["commune"], pole["cohorts"], pole["status"]) == (
        *("Archer", "26281"),
        *("temoin-2011", "actif"),
    )
    told = [problem.sentence for problem in version.problems]
    assert any("n'est pas de l'UTF-8" in sentence for sentence in told)
    whose = "Le registre partagé, « Perdu », ligne 3, colonne Commune : "
    assert any(sentence.startswith(whose) for sentence in told), told
    # One sentence each, with one full stop.
    assert [sentence for sentence in told if sentence.endswith("..") or " : L" in sentence] == []


HOSTILE = "{{7*7}} <script>alert(1)</script> =cmd|' /C calc'!A0 \u202e\u0007 ${1}"


def test_hostile_text_is_text(
    published: Site, atlas: Atlas, caplog: pytest.LogCaptureFixture
) -> None:
    publish(published, as_csv(row("un", name=HOSTILE, status="a\nFAUX JOURNAL")))
    version = asked(published, atlas)
    assert version.poles["name"].tolist() == [HOSTILE]
    (problem,) = version.problems
    # What a terminal would obey is not printed.
    assert problem.sentence.isprintable()
    assert "FAUX JOURNAL" in problem.sentence
    assert caplog.records == []


BEYOND_USE = {
    "page": (b"<!DOCTYPE html><html><body>Connexion</body></html>", "ne se lit pas"),
    "nothing": (b"", "est vide"),
    "json": (b'{"error": "not found"}', "ne se lit pas"),
    "utf-16 without its mark": (TWO.decode().encode("utf-16-le"), "octets nuls"),
    "two encodings": (TWO + as_csv(row("x", name="Café")).decode().encode("cp1252"), "encodages"),
    "header alone": (as_csv(), "Le registre est vide"),
    "no place at all": (b"Nom,Vague\nArcher,appel-2013\n", "Aucune ligne ne se lit"),
    "other table": (b"produit,prix\npomme,2\npoire,3\n", "Aucune ligne ne se lit"),
    "quotation marks": (as_csv() + b'"a,b\n' * 1000, "ne se lit pas"),
}


@pytest.mark.parametrize("name", BEYOND_USE)
def test_a_version_beyond_use_leaves_the_last_one(
    published: Site, atlas: Atlas, name: str, cache: Path
) -> None:
    first = asked(published, atlas)
    kept = [path.read_bytes() for path in cache.iterdir()]
    body, said = BEYOND_USE[name]
    publish(published, body)
    for previous in (first, None):
        with pytest.raises(RegisterError, match=said):
            asked(published, atlas, previous)
    assert [path.read_bytes() for path in cache.iterdir()] == kept
    again = last_version(published.address(), atlas)
    assert again is not None
    assert (ids(again), again.copy) == (["un", "deux"], first.copy)


def test_a_file_that_grows_is_read_each_time(published: Site, atlas: Atlas) -> None:
    version = None
    rows = []
    for number in range(1, 5):
        rows += [row(f"pole-{number}-{place}") for place in range(50)]
        publish(published, as_csv(*rows))
        version = asked(published, atlas, version)
        assert len(version.poles) == 50 * number


def test_the_copy_names_no_password_and_is_of_its_address(
    published: Site, atlas: Atlas, cache: Path
) -> None:
    address = published.address(login="nom:motdepasse@")
    refresh(address, atlas, None)
    (path,) = cache.iterdir()
    assert b"motdepasse" not in path.read_bytes()
    assert b"secret" not in path.read_bytes()
    # Who changes the password has the copy still; another address has its own.
    assert last_version(published.address(login="nom:autre@"), atlas) is not None
    other = published.address("https")
    assert last_version(other, atlas) is None


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "unreadable date"])
def test_a_damaged_copy_is_none(published: Site, atlas: Atlas, cache: Path, damage: str) -> None:
    asked(published, atlas)
    (path,) = cache.iterdir()
    content = path.read_bytes()
    head, _, body = content.partition(b"\n")
    other = json.dumps(json.loads(head) | {"checked": "hier"}).encode() + b"\n" + body
    path.write_bytes(
        {
            "cut": content[:-10],
            "changed": content.replace(b"deux", b"trop"),
            "emptied": b"",
            "unreadable date": other,
        }[damage]
    )
    assert last_version(published.address(), atlas) is None


def test_a_disk_that_cannot_be_written_stops_nothing(
    published: Site,
    atlas: Atlas,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # A folder that cannot be: whoever is root may write in any that can.
    (tmp_path / "file").touch()
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path / "file" / "cache"))
    with caplog.at_level(logging.WARNING):
        version = asked(published, atlas)
    assert ids(version) == ["un", "deux"]
    assert "La copie du registre ne s'écrit pas" in caplog.text
    assert last_version(published.address(), atlas) is None


def test_copies_are_where_the_system_keeps_such_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (folders.VARIABLE, "LOCALAPPDATA", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folders.cache_folder() == tmp_path / ".cache" / "atlas-ptce"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert folders.cache_folder() == tmp_path / "other" / "atlas-ptce"


def test_nobody_else_reads_a_half_written_copy(published: Site, atlas: Atlas, cache: Path) -> None:
    asked(published, atlas)
    asked(published, atlas)
    (path,) = cache.iterdir()
    assert path.suffix == ".copy"


def test_two_servers_of_one_folder_do_not_write_over_one_another(
    published: Site,
    atlas: Atlas,
    cache: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each in a container of its own: both are process 1."""
    moved = Path.replace
    others = [b"id\nautre\n"]

    def replaced(aside: Path, target: Path) -> Path:
        if others:
            keep(Copy(others.pop(), datetime.now(UTC)), published.address())
        return moved(aside, target)

    monkeypatch.setattr(Path, "replace", replaced)
    version = asked(published, atlas)
    assert others == []
    assert caplog.messages == []
    kept = last_version(published.address(), atlas)
    assert kept is not None
    assert ids(kept) == ids(version)
    assert [path.suffix for path in cache.iterdir()] == [".copy"]


def test_to_try_an_address_keeps_nothing(
    published: Site,
    cache: Path,
    specimen_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(VARIABLE, published.address().url)
    monkeypatch.setenv(PRIVATE_VARIABLE, "1")
    monkeypatch.setenv(DATA_VARIABLE, str(specimen_dir))
    assert main(["register", "show"]) == 0
    assert "Pôle deux" in capsys.readouterr().out
    assert not cache.exists()


def test_a_server_that_says_unchanged_to_a_stranger(published: Site, atlas: Atlas) -> None:
    published.answer = lambda handler: handler.reply(b"", 304)
    with pytest.raises(RegisterError, match="304"):
        asked(published, atlas)
    assert source.last_version(published.address(), atlas) is None
