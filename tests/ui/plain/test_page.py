"""Tables of the light pages: every kind of cell in words, none too long."""

import pandas as pd
import pytest

from ui.plain.page import MOST_ROWS, section, table_of, told_of, written
from ui.text.columns import Column, Kind
from ui.text.i18n import install


@pytest.mark.parametrize(
    ("kind", "cell", "french", "english"),
    [
        (Kind.TEXT, "a <b>", "a <b>", "a <b>"),
        (Kind.TEXT, 12.5, "12,5", "12.5"),
        (Kind.NUMBER, 1234567, "1 234 567", "1,234,567"),
        (Kind.NUMBER, 1234.25, "1 234,25", "1,234.25"),
        (Kind.NUMBER, 3.0, "3", "3"),
        (Kind.PLAIN, 0.5, "0,5", "0.5"),
        (Kind.YEAR, 2013.0, "2013", "2013"),
        (Kind.TENTHS, 100.04, "100,0", "100.0"),
        (Kind.HUNDREDTHS, 1.005, "1,01", "1.01"),
        (Kind.SHARE, 0.4251, "42,5 %", "42.5%"),
        (Kind.BAR, 1.0, "100,0 %", "100.0%"),
        (Kind.TICK, True, "oui", "yes"),
        (Kind.TICK, False, "non", "no"),
        (Kind.LINK, "https://a.example/x", "https://a.example/x", "https://a.example/x"),
        (Kind.LINK, "javascript:alert(1)", "–", "–"),
        (Kind.NUMBER, None, "–", "–"),
        (Kind.SHARE, float("nan"), "–", "–"),
        (Kind.NUMBER, pd.NA, "–", "–"),
    ],
)
def test_cell_is_written_as_its_column_says(
    kind: Kind, cell: object, french: str, english: str
) -> None:
    for language, expected in (("fr", french), ("en", english)):
        install(language)
        said = written(cell, Column("x", "X", kind))
        assert said.replace("\u202f", " ").replace("\xa0", " ") == expected
    install("fr")


def test_long_table_says_how_much_it_leaves_out() -> None:
    table = pd.DataFrame({"name": ["x"] * (MOST_ROWS + 2), "hidden": 1, "open": True})
    columns = (
        Column("name", "Nom"),
        Column("hidden", "Caché", shown=False),
        Column("open", "Ouvert", Kind.TICK),
    )
    shown = table_of(table, columns, "**Note**.")
    assert shown is not None
    assert len(shown.rows) == MOST_ROWS
    assert shown.headers == ("Nom", "Ouvert")
    assert shown.numbers == (False, False)
    assert shown.note == "Note. et 2 autres, dans l'atlas."


def test_nothing_is_no_section() -> None:
    assert table_of(pd.DataFrame({"name": []}), (Column("name", "Nom"),)) is None
    assert section("Titre", None) is None
    assert told_of("", "**a**") == ("a",)
