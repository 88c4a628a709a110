"""The register in a table, from a real PostgreSQL that is stopped, started again and altered."""

import math
import re
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from atlas import find_database
from bench.serving import ROOT
from geo.errors import RegisterError
from geo.tables.atlas import Atlas
from geo.tables.register import COLUMNS
from loaders.__main__ import main
from loaders.register import postgres
from loaders.register.address import VARIABLE
from loaders.register.postgres import migrate, put_rows, read_table
from loaders.register.source import Version, last_version, refresh
from tests.loaders.register.database import OWNER, PASSWORD, READER, Database
from tests.loaders.register.published import as_csv, row

HOSTING = ROOT / "docs" / "hosting.md"


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    programs = find_database()
    if programs is None:
        pytest.skip(
            "PostgreSQL est absent de cette machine : installez le paquet postgresql, que "
            "`python3 atlas.py test` installe sous Debian"
        )
    # Not in the folder of pytest, which is closed to the account that the server runs for.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        database = Database(programs, Path(folder))
        database.start()
        yield database
        database.stop()


@pytest.fixture
def database(server: Database) -> Iterator[Database]:
    """Return the server with an empty table, and the accounts of docs/hosting.md."""
    migrate(server.address(OWNER))
    (grants,) = re.findall(r"```sql\n(.*?)```", HOSTING.read_text(encoding="utf-8"), re.DOTALL)
    run(server, grants.replace("'…'", f"'{PASSWORD}'"))
    yield server
    run(
        server,
        f"DROP TABLE IF EXISTS poles, poles_migrations; DROP OWNED BY {READER}; DROP ROLE {READER}",
    )


def run(database: Database, statement: str) -> None:
    with psycopg.connect(database.address(OWNER).url, autocommit=True) as connection:
        connection.execute(statement)


def fill(database: Database, *rows: dict[str, str]) -> None:
    put_rows(database.address(OWNER), [{name: one.get(name) for name in COLUMNS} for one in rows])


def asked(database: Database, atlas: Atlas, previous: Version | None = None) -> Version:
    return refresh(database.address(READER), atlas, previous)


def refused(database: Database, atlas: Atlas, previous: Version | None = None) -> str:
    with pytest.raises(RegisterError) as raised:
        asked(database, atlas, previous)
    said = str(raised.value)
    assert PASSWORD not in said
    assert READER not in said
    assert raised.value.__cause__ is None
    return said


def test_the_table_has_the_columns_of_the_register(database: Database) -> None:
    header = read_table(database.address(READER)).decode().splitlines()
    assert header == [",".join(COLUMNS)]


def test_migrations_are_applied_once(database: Database) -> None:
    assert migrate(database.address(OWNER)) == []
    run(database, "DROP TABLE poles, poles_migrations")
    assert migrate(database.address(OWNER)) == ["001_poles"]


def test_a_correction_appears(database: Database, atlas: Atlas) -> None:
    fill(database, row("un"), row("deux"))
    first = asked(database, atlas)
    assert first.poles["id"].tolist() == ["deux", "un"]
    assert first.problems == ()
    same = asked(database, atlas, first)
    assert same.poles is first.poles
    fill(database, row("un", status="disparu"), row("trois"))
    second = asked(database, atlas, same)
    assert second.poles[["id", "status"]].to_numpy().tolist() == [
        ["deux", "actif"],
        ["trois", "actif"],
        ["un", "disparu"],
    ]


def test_a_bad_row_is_told_by_name(database: Database, atlas: Atlas) -> None:
    fill(database, row("un"), row("deux", status="fermé", source_note='a,"b"\nc'))
    version = asked(database, atlas)
    (problem,) = version.problems
    assert problem.sentence.startswith(
        # The rows of a table have no numbers.
        "Le registre partagé, « Pôle deux », colonne status : « fermé »"
    )
    assert version.poles["source_note"].tolist()[0] == 'a,"b"\nc'


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("id", "Pôle Sud"), ("name", "  "), ("commune", "romans"), ("departement", "Drôme")),
        *(("year_created", "vers 2007"), ("jobs", "environ 4000"), ("website", "archer.fr")),
        *(("source_url", "javascript:alert(1)"), ("members", "-1"), ("id", None)),
    ],
)
def test_the_table_refuses_what_is_no_register(
    database: Database, column: str, value: str | None
) -> None:
    cells: dict[str, str | None] = {name: row("un").get(name) for name in COLUMNS}
    with pytest.raises(RegisterError, match="la base refuse"):
        put_rows(database.address(OWNER), [cells | {column: value}])


def test_a_read_only_account_writes_nothing(database: Database, atlas: Atlas) -> None:
    fill(database, row("un"))
    with pytest.raises(RegisterError, match="n'a pas le droit"):
        put_rows(database.address(READER), [{name: row("deux").get(name) for name in COLUMNS}])
    with pytest.raises(RegisterError, match="n'a pas le droit"):
        migrate(database.address(READER))
    # Nor does whoever may write, when reading.
    with (
        pytest.raises(RegisterError, match="n'a pas le droit"),
        postgres._connected(database.address(OWNER)) as connection,
    ):
        connection.exec_driver_sql("DELETE FROM poles")
    assert asked(database, atlas).poles["id"].tolist() == ["un"]


def test_stopped_it_leaves_the_last_version_and_comes_back(
    database: Database, atlas: Atlas
) -> None:
    fill(database, row("un"))
    first = asked(database, atlas)
    database.stop()
    try:
        assert refused(database, atlas, first) == "127.0.0.1 ne répond pas, ou refuse la connexion."
        kept = last_version(database.address(READER), atlas)
        assert kept is not None
        assert kept.poles.equals(first.poles)
    finally:
        database.start()
    fill(database, row("deux"))
    assert asked(database, atlas, first).poles["id"].tolist() == ["deux", "un"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP COLUMN website", "il manque à la table poles la colonne « website »."),
        ("RENAME COLUMN name TO nom", "il manque à la table poles la colonne « name »."),
        ("DROP COLUMN id", "il manque à la table poles la colonne « id »."),
        ("RENAME TO pole", "la table poles n'existe pas"),
    ],
)
def test_an_altered_table_is_a_sentence(
    database: Database, atlas: Atlas, change: str, said: str
) -> None:
    fill(database, row("un"))
    first = asked(database, atlas)
    run(database, f"ALTER TABLE poles {change}")
    assert said in refused(database, atlas, first)
    assert last_version(database.address(READER), atlas) is not None
    run(database, "DROP TABLE IF EXISTS pole")


def test_a_column_more_changes_nothing(database: Database, atlas: Atlas) -> None:
    fill(database, row("un"))
    first = asked(database, atlas)
    run(database, "ALTER TABLE poles ADD COLUMN telephone text DEFAULT '0102030405'")
    assert asked(database, atlas, first).poles is first.poles


def test_a_table_emptied_leaves_the_last_version(database: Database, atlas: Atlas) -> None:
    fill(database, row("un"))
    first = asked(database, atlas)
    run(database, "TRUNCATE poles")
    assert refused(database, atlas, first) == "Le registre est vide."


def test_a_right_withdrawn_is_a_sentence(database: Database, atlas: Atlas) -> None:
    run(database, f"REVOKE SELECT ON poles FROM {READER}")  # noqa: S608
    assert refused(database, atlas) == "127.0.0.1 : le compte n'a pas le droit de le faire."


def test_a_wrong_password_is_not_repeated(database: Database, atlas: Atlas) -> None:
    with pytest.raises(RegisterError) as raised:
        refresh(database.address(READER, "faux"), atlas, None)
    assert str(raised.value) == "127.0.0.1 ne répond pas, ou refuse la connexion."


def test_a_locked_table_is_not_waited_for(
    database: Database, atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "STATEMENT_S", 1)
    with psycopg.connect(database.address(OWNER).url) as connection:
        connection.execute("LOCK TABLE poles")
        assert refused(database, atlas) == "127.0.0.1 met trop de temps à répondre."


@pytest.mark.parametrize("passed", [0, 1_200, 8_000])
def test_a_server_that_falls_silent_is_not_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch, passed: int
) -> None:
    """At once, amid what the library asks for itself, and amid the rows."""
    fill(database, *(row(f"pole-{number}") for number in range(200)))
    monkeypatch.setattr(postgres, "CONNECT_S", 2)
    with stalling(database.port, passed) as port:
        reader = database.address(READER)
        halted = replace(reader, url=reader.url.replace(str(database.port), str(port)))
        start = time.monotonic()
        with pytest.raises(RegisterError) as raised:
            read_table(halted, total_s=0.5)
    assert time.monotonic() - start < 5
    assert READER not in str(raised.value)
    if passed:
        assert str(raised.value) == "127.0.0.1 met trop de temps à répondre."
    assert len(read_table(reader, total_s=30)) > 8_000


@contextmanager
def stalling(port: int, passed: int) -> Iterator[int]:
    """Return the port of what passes on so many bytes of the server, then none, and never ends."""
    opened: list[socket.socket] = []

    def pump(source: socket.socket, target: socket.socket, left: float) -> None:
        with suppress(OSError):
            while piece := source.recv(512):
                left -= len(piece)
                if left >= 0:
                    target.sendall(piece)

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = door.accept()
                server = socket.create_connection(("127.0.0.1", port))
                opened.extend((client, server))
                for ends in ((client, server, math.inf), (server, client, passed)):
                    threading.Thread(target=pump, args=ends, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=serve, daemon=True).start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
    for one in opened:
        with suppress(OSError):
            # Closing alone would not wake who reads.
            one.shutdown(socket.SHUT_RDWR)
        one.close()


def test_too_large_a_table_is_refused(
    database: Database, atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, row("un"), row("deux"), row("trois"))
    monkeypatch.setattr(postgres, "MAX_ROWS", 2)
    assert "plus de 2 lignes" in refused(database, atlas)


def test_no_connection_is_left_open(database: Database, atlas: Atlas) -> None:
    fill(database, row("un"))
    asked(database, atlas)
    with psycopg.connect(database.address(OWNER).url) as connection:
        (count,) = connection.execute(  # type: ignore[misc]
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", (READER,)
        ).fetchone()
    assert count == 0


def test_the_command_makes_fills_and_shows(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    file = tmp_path / "poles.csv"
    file.write_bytes(as_csv(row("un"), row("deux")))
    monkeypatch.setenv(VARIABLE, database.address(OWNER).url)
    assert main(["register", "migrate"]) == 0
    assert main(["register", "import", str(file)]) == 0
    assert "2 pôles écrits" in capsys.readouterr().out
    monkeypatch.setenv(VARIABLE, database.address(READER).url)
    assert main(["register", "show"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.partition(",")[0] for line in shown] == ["id", "deux", "un"]
    assert main(["register", "import", str(file)]) == 1
    assert "n'a pas le droit" in capsys.readouterr().err
    file.write_bytes(as_csv(row("un", status="fermé")))
    monkeypatch.setenv(VARIABLE, database.address(OWNER).url)
    assert main(["register", "import", str(file)]) == 1
    printed = capsys.readouterr().err
    assert "« fermé » ne figure pas" in printed
    assert "Rien n'a été écrit" in printed
    monkeypatch.delenv(VARIABLE)
    assert main(["register", "show"]) == 1
    assert "ATLAS_POLES ne donne pas une adresse" in capsys.readouterr().err
