"""Checks and conversions name the line at fault and leave good values alone."""

from pathlib import Path

import pandas as pd
import pytest

from loaders.errors import LoaderError
from loaders.read import values

PATH = Path("f.csv")


def table(*cells: str) -> pd.DataFrame:
    return pd.DataFrame({"v": list(cells)}, index=pd.RangeIndex(2, 2 + len(cells)), dtype="str")


def test_integers() -> None:
    numbers = values.to_integer(table("12", "-3", "s", "48821.0"), "v", PATH, absent=["s"])
    assert numbers.tolist() == [12, -3, pd.NA, 48821]
    assert numbers.dtype == "Int64"


def test_integers_with_comma_thousands() -> None:
    numbers = values.to_integer(table("2,558", "883", "1,234,567"), "v", PATH, comma=True)
    assert numbers.tolist() == [2558, 883, 1_234_567]


@pytest.mark.parametrize("cell", ["deux mille", "", "1 200", "12.5", "1e3", "٣", "0x10", "2,55"])
def test_not_integers(cell: str) -> None:
    with pytest.raises(LoaderError, match=r"f\.csv, ligne 3, colonne « v »") as raised:
        values.to_integer(table("1", cell), "v", PATH, comma="," in cell)
    assert "ce n'est pas un nombre entier" in str(raised.value)


def test_decimals_with_point_or_comma() -> None:
    numbers = values.to_float(table("7.4", "7,4", "-14,8", "ns"), "v", PATH, absent=["ns"])
    assert numbers.iloc[:3].tolist() == [7.4, 7.4, -14.8]
    assert numbers.isna().tolist() == [False, False, False, True]


@pytest.mark.parametrize("cell", ["sept", "", "nan", "inf", "1,234.5"])
def test_not_decimals(cell: str) -> None:
    with pytest.raises(LoaderError, match="ligne 2, colonne « v »"):
        values.to_float(table(cell), "v", PATH)


def test_first_of_several_faults_and_their_number() -> None:
    with pytest.raises(LoaderError, match=r"ligne 3.*« x ».*\(1 autre\(s\) ligne"):
        values.require_pattern(table("1", "x", "y"), "v", r"\d", PATH, "un chiffre")


def test_known_values_are_listed_when_few() -> None:
    with pytest.raises(LoaderError, match="attendu : non, oui"):
        values.require_known(table("peut-être"), "v", {"oui", "non"}, PATH, "réponse")


def test_duplicate_names_both_lines() -> None:
    with pytest.raises(LoaderError, match=r"ligne 4.*« a » : cette clé figure déjà ligne 2"):
        values.require_unique(table("a", "b", "a"), ["v"], PATH)
