"""The register in a table of PostgreSQL: read in one transaction, made by migrations.

A sentence never repeats what the driver says, which names the account.
"""

import csv
import io
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Timer
from typing import Any, Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from geo.errors import RegisterError
from geo.lists.limits import MAX_BYTES, MAX_ROWS
from geo.problems import Message, message, quote
from geo.tables.register import COLUMNS
from loaders.register.address import TOO_SLOW, UNREACHED, Address

CONNECT_S: Final = 5
STATEMENT_S: Final = 10
TOTAL_S: Final = 60.0
# How the system itself notices a server that has gone.
_ALIVE: Final = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
MIGRATIONS: Final = Path(__file__).parent / "migrations"
# As many rows as are asked of the server at a time.
_AT_ONCE: Final = 1_000
# Any number that is ours alone: two that migrate take turns.
_LOCK: Final = 20_111_201


def read_table(address: Address, total_s: float = TOTAL_S) -> bytes:
    """Read the register.

    Parameters
    ----------
    address
        Of the database, where a table ``poles`` is in the search path of the account.
    total_s
        Seconds to wait in all, once connected.

    Returns
    -------
    bytes
        CSV in UTF-8, rows sorted by ``id``; columns that are none of the register are left out.

    Raises
    ------
    RegisterError
        When it cannot be read whole, or lacks a column: one sentence.
    """
    with _connected(address, total_s=total_s) as connection:
        # Of this transaction only: what shares connections out knows no other setting.
        connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_S}s'"))
        # Columns that are none of the register may be heavy: they are seen, not read.
        present = list(connection.execute(text("SELECT * FROM poles LIMIT 0")).keys())
        if missing := [name for name in COLUMNS if name not in present]:
            raise RegisterError(
                message(
                    "{host} : il manque à la table poles la colonne {columns}.",
                    host=address.host,
                    columns=tuple(map(quote, missing)),
                )
            )
        statement = text(
            f"SELECT {', '.join(COLUMNS)} FROM poles ORDER BY id LIMIT {MAX_ROWS + 1}"  # noqa: S608
        )
        with connection.execution_options(yield_per=_AT_ONCE).execute(statement) as rows:
            return _as_csv(rows.mappings(), address)


def _as_csv(rows: Iterable[Mapping[Any, Any]], address: Address) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(rows, start=1):
        writer.writerow(row)
        if number > MAX_ROWS or written.tell() > MAX_BYTES:
            raise RegisterError(
                message(
                    "{host} : la table poles a plus de {rows} lignes, ou pèse plus de {limit} Mo.",
                    host=address.host,
                    rows=MAX_ROWS,
                    limit=MAX_BYTES // 1_000_000,
                )
            )
    return written.getvalue().encode()


def migrate(address: Address) -> list[str]:
    """Bring the table up to date.

    Parameters
    ----------
    address
        With an account that may create tables.

    Returns
    -------
    list of str
        Names of the migrations that were missing, all of them applied or none.

    Raises
    ------
    RegisterError
        When the database does not answer, or refuses.
    """
    with _connected(address, read_only=False) as connection:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS poles_migrations "
                "(name text PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())"
            )
        )
        done = set(connection.execute(text("SELECT name FROM poles_migrations")).scalars())
        missing = [file for file in sorted(MIGRATIONS.glob("*.sql")) if file.stem not in done]
        for file in missing:
            # As it is written: a colon of the SQL is no parameter.
            connection.exec_driver_sql(file.read_text(encoding="utf-8"))
            connection.execute(
                text("INSERT INTO poles_migrations (name) VALUES (:name)"), {"name": file.stem}
            )
        return [file.stem for file in missing]


def put_rows(address: Address, rows: list[dict[str, str | None]]) -> None:
    """Write poles into the table: new ones are added, those of a known ``id`` replaced.

    Parameters
    ----------
    address
        With an account that may write.
    rows
        All of the columns of the register.

    Raises
    ------
    RegisterError
        When the database does not answer, or refuses a row: then none is written.
    """
    names = ", ".join(COLUMNS)
    values = ", ".join(f":{name}" for name in COLUMNS)
    changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "id")
    statement = (
        f"INSERT INTO poles ({names}) VALUES ({values}) "  # noqa: S608 - names of our own columns
        f"ON CONFLICT (id) DO UPDATE SET {changes}"
    )
    if rows:
        with _connected(address, read_only=False) as connection:
            connection.execute(text(statement), rows)


@contextmanager
def _connected(
    address: Address, *, read_only: bool = True, total_s: float = TOTAL_S
) -> Iterator[Connection]:
    """Open a connection for one transaction, and close it."""
    late = Event()
    try:
        url = make_url(address.url).set(drivername="postgresql+psycopg")
        alive = {"connect_timeout": CONNECT_S, **_ALIVE}
        engine = create_engine(url, poolclass=NullPool, connect_args=alive)
        options = {"postgresql_readonly": read_only}
        with (
            _cut_when_late(engine, total_s, late),
            engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection
    except (SQLAlchemyError, ArgumentError, UnicodeError) as error:
        # Without the driver's own words, in the log too.
        said = TOO_SLOW.about(host=address.host) if late.is_set() else _told(error, address)
        raise RegisterError(said) from None


@contextmanager
def _cut_when_late(engine: Engine, total_s: float, late: Event) -> Iterator[None]:
    """Cut the connection of an engine after so long: its driver waits for bytes for ever.

    A server that is silent, or what lies between, is no error of a statement, and its system may
    go on acknowledging what it is sent.
    """
    lines: list[socket.socket] = []

    def cut() -> None:
        late.set()
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    timer = Timer(total_s, cut)
    timer.daemon = True

    # Before what the library itself asks of a new connection.
    @event.listens_for(engine, "connect", insert=True)
    def begin(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        # A handle of its own: the number of the driver's may be another's once it is closed.
        handle = connection.pgconn.socket
        lines.append(socket.fromfd(handle, socket.AF_INET, socket.SOCK_STREAM))
        timer.start()

    try:
        yield
    finally:
        timer.cancel()
        for line in lines:
            line.close()


def _told(error: Exception, address: Address) -> Message:
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    sentence = _SAID.get(state or "")
    if sentence is not None:
        return sentence.about(host=address.host)
    if state:
        return message("{host} : la base refuse (code {state}).", host=address.host, state=state)
    return UNREACHED.about(host=address.host)


_SAID: Final = {
    "42P01": message(
        "{host} : la table poles n'existe pas ; créez-la par « python -m loaders register "
        "migrate »."
    ),
    "42501": message("{host} : le compte n'a pas le droit de le faire."),
    "57014": TOO_SLOW,
    "25006": message("{host} : le compte n'a pas le droit de le faire."),
}
