"""Numbers and dates read as French and English readers write them."""

import math
from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.text import formats, i18n

NARROW = "\u202f"
NO_BREAK = "\u00a0"


@pytest.fixture(autouse=True)
def _french_again() -> Iterator[None]:
    yield
    i18n.install("fr")


def both(function: Callable[..., str], *args: object) -> tuple[str, str]:
    """Return what a function gives in French, then in English."""
    shown = []
    for language in ("fr", "en"):
        i18n.install(language)
        shown.append(function(*args))
    return shown[0], shown[1]


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (12345, 0, f"12{NARROW}345", "12,345"),
        (68_350_798, 0, f"68{NARROW}350{NARROW}798", "68,350,798"),
        (1234.56, 1, f"1{NARROW}234,6", "1,234.6"),
        (2.5, 0, "3", "3"),
        (3.5, 0, "4", "4"),
        (-2.5, 0, "-3", "-3"),
        (0.125, 2, "0,13", "0.13"),
        (-0.2, 0, "0", "0"),
        (3, 1, "3,0", "3.0"),
        (np.int64(1999), 0, f"1{NARROW}999", "1,999"),
        (np.float32(0.1), 1, "0,1", "0.1"),
    ],
)
def test_numbers(value: float, decimals: int, french: str, english: str) -> None:
    assert both(formats.number, value, decimals) == (french, english)


@pytest.mark.parametrize(
    ("share", "decimals", "french", "english"),
    [
        (0.034, 1, f"3,4{NO_BREAK}%", "3.4%"),
        (0.38, 0, f"38{NO_BREAK}%", "38%"),
        (0.005, 0, f"1{NO_BREAK}%", "1%"),
        (0.0049, 0, f"0{NO_BREAK}%", "0%"),
        (12.5, 0, f"1{NARROW}250{NO_BREAK}%", "1,250%"),
        (1, 2, f"100,00{NO_BREAK}%", "100.00%"),
        (-0.125, 1, f"-12,5{NO_BREAK}%", "-12.5%"),
    ],
)
def test_shares(share: float, decimals: int, french: str, english: str) -> None:
    assert both(formats.percent, share, decimals) == (french, english)


def test_quantities_carry_their_unit() -> None:
    assert both(formats.rate, 7.45) == (f"7,5{NO_BREAK}%", "7.5%")
    assert both(formats.inhabitants, 12345) == (
        f"12{NARROW}345{NO_BREAK}hab.",
        f"12,345{NO_BREAK}inhabitants",
    )
    assert formats.signed_percent(0.104, 1).startswith("+10")
    assert formats.signed_percent(-0.104, 1).startswith("\N{MINUS SIGN}10")
    assert formats.signed_percent(math.nan) == formats.MISSING
    assert both(formats.kilometres, math.nan) == (formats.MISSING, formats.MISSING)
    assert both(formats.kilometres, 31.4) == (f"31{NO_BREAK}km", f"31{NO_BREAK}km")
    assert both(formats.euros, 100_000) == (f"100{NARROW}000{NO_BREAK}€", "€100,000")


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, np.nan])
def test_what_is_missing_is_a_dash(missing: float | None) -> None:
    for function in (
        formats.number,
        formats.percent,
        formats.rate,
        formats.euros,
        formats.partial_date,
        formats.quarter,
    ):
        assert both(function, missing) == ("–", "–")
    assert formats.number(float("inf")) == "–"
    assert formats.partial_date("") == "–"


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("2014-01-10", "10 janvier 2014", "10 January 2014"),
        ("2014-01-01", "1er janvier 2014", "1 January 2014"),
        ("2025-12-31", "31 décembre 2025", "31 December 2025"),
        ("2011-10", "octobre 2011", "October 2011"),
        ("2021", "2021", "2021"),
        ("2016/2017", "2016/2017", "2016/2017"),
        ("2014-13", "2014-13", "2014-13"),
        ("2014-02-30", "2014-02-30", "2014-02-30"),
    ],
)
def test_dates_are_given_as_far_as_they_are_known(text: str, french: str, english: str) -> None:
    assert both(formats.partial_date, text) == (french, english)


def test_quarters() -> None:
    assert both(formats.quarter, "2025-T4") == ("4e trimestre 2025", "4th quarter 2025")
    assert both(formats.quarter, "2021-T1") == ("1er trimestre 2021", "1st quarter 2021")
    assert formats.quarter("2021-T5") == "2021-T5"


@given(st.floats(-1e12, 1e12), st.integers(0, 3))
def test_a_shown_number_reads_back(value: float, decimals: int) -> None:
    i18n.install("fr")
    shown = formats.number(value, decimals).replace(NARROW, "").replace(",", ".")
    assert float(shown) == pytest.approx(value, abs=0.5000001 * 10**-decimals)


@pytest.mark.parametrize(
    ("value", "at_least", "said"),
    [
        (27_351_000, False, "27,4 millions"),
        (27_399_999, True, "27,3 millions"),
        (1_949_000, False, "1,9 million"),
        (2_010_000, False, "2 millions"),
        (999_500, False, "1 million"),
        (999_999, True, f"999{NARROW}000"),
        (612_499, False, f"612{NARROW}000"),
        (36_291, False, f"36{NARROW}291"),
        (99_999.6, False, f"100{NARROW}000"),
        (1.6, True, "1"),
        (0, False, "0"),
    ],
)
def test_numbers_as_one_says_them(value: float, said: str, *, at_least: bool) -> None:
    i18n.install("fr")
    assert formats.spoken(value, at_least=at_least) == said


def test_people_as_one_says_them() -> None:
    i18n.install("fr")
    said = [formats.people(value) for value in (27_351_000, 1_949_000, 36_291, 1, 0)]
    assert said == [
        "27,4 millions d'habitants",
        "1,9 million d'habitants",
        f"36{NARROW}291 habitants",
        "1 habitant",
        "0 habitant",
    ]


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (0, "0\u00a0%"),
        (0.004, "0,4\u00a0%"),
        (0.0004, "0,04\u00a0%"),
        (0.5, "50\u00a0%"),
        (0.994, "99\u00a0%"),
        (0.996, "99,6\u00a0%"),
        (0.9996, "99,96\u00a0%"),
        (1, "100\u00a0%"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_share_says_all_or_nobody_only_of_all_and_of_nobody(part: float | None, text: str) -> None:
    assert formats.share(part) == text


def test_a_clock_that_was_set_back_puts_nothing_into_the_future() -> None:
    assert formats.age(timedelta(hours=-3)) == "il y a 1 seconde"
