"""Numbers and dates as a reader of French or English expects them, through Babel."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

import pandas as pd
from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    format_timedelta,
    get_timezone,
)
from babel.numbers import format_currency, format_decimal, format_percent

from geo import wording
from ui.text.i18n import _, current_language, ngettext

NOISE: Final = 1e-9
PARIS: Final = "Europe/Paris"
MISSING: Final = "–"
# British English, the dates and numbers of European readers.
LOCALES: Final = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}
MILLION: Final = 1_000_000
# From here on nobody says the last three digits aloud.
SAID_IN_THOUSANDS: Final = 100_000
_PARTIAL_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _locale() -> Locale:
    return LOCALES[current_language()]


def _rounded(value: float | None, decimals: int) -> Decimal | None:
    """Return a number rounded as in a sentence of `geo`; None if there is none."""
    if value is None or pd.isna(value) or math.isinf(value):
        return None
    return wording.rounded(value, decimals)


def as_shown(value: float | None, decimals: int = 0) -> float:
    """Return a number as `number` writes it, to agree a noun with; 0 if there is none."""
    rounded = _rounded(value, decimals)
    return 0.0 if rounded is None else float(rounded)


def number(value: float | None, decimals: int = 0) -> str:
    """Return a number with its thousands set apart: ``12 345`` or ``12,345``.

    Parameters
    ----------
    value
        A number; None, NaN, NA or infinite give an en dash.
    decimals
        Digits after the decimal mark, always shown.
    """
    rounded = _rounded(value, decimals)
    if rounded is None:
        return MISSING
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return str(format_decimal(rounded, format=pattern, locale=_locale()))


def percent(share: float | None, decimals: int = 0) -> str:
    """Return a share as a percentage: 0.034 with one decimal gives ``3,4 %`` or ``3.4%``.

    Parameters
    ----------
    share
        A ratio, 1 for the whole; None, NaN, NA or infinite give an en dash.
    decimals
        Digits after the decimal mark, always shown.
    """
    rounded = _rounded(share, decimals + 2)
    if rounded is None:
        return MISSING
    pattern = _locale().percent_formats[None].pattern
    if decimals:
        pattern = pattern.replace("0", f"0.{'0' * decimals}", 1)
    return str(format_percent(rounded, format=pattern, locale=_locale()))


def unbroken(text: str) -> str:
    """Return a sentence that no line may begin with ``; : »``, nor end with ``+ «``."""
    for apart in (" ;", " :", " »", "« ", "+ "):
        text = text.replace(apart, apart.replace(" ", "\u00a0"))
    return text


def share(part: float | None) -> str:
    """Return a share as `percent` does, finer where it would round to all or to nobody.

    0.996 gives ``99,6 %``: 100 % is only said of everybody, 0 % only of nobody.

    Parameters
    ----------
    part
        A ratio, 1 for the whole; None, NaN, NA or infinite give an en dash.
    """
    finest = 2
    decimals = next(
        (
            count
            for count in range(finest)
            if (rounded := _rounded(part, count + 2)) is None or rounded not in {0, 1}
        ),
        finest,
    )
    # Inhabitants of quarters are shared out: added up in two orders, all may not be exactly all.
    exact = part is None or pd.isna(part) or min(abs(part), abs(1 - part)) < NOISE
    return percent(part, 0 if exact else decimals)


def rate(value: float | None, decimals: int = 1) -> str:
    """Return a rate already in per cent, such as an unemployment rate: 7.4 gives ``7,4 %``."""
    rounded = _rounded(value, decimals)
    return percent(None if rounded is None else float(rounded.scaleb(-2)), decimals)


def inhabitants(value: float | None) -> str:
    """Return a population with its unit: ``12 345 hab.``."""
    return _("{number}\u00a0hab.").format(number=number(value))


def people(value: float, *, at_least: bool = False) -> str:
    """Return a population as one says it: ``27,4 millions d'habitants``, ``36 291 habitants``.

    Parameters
    ----------
    value
        Inhabitants.
    at_least
        Whether "at least" comes before: rounded down, so that it stays true.
    """
    said, unit = _as_said(value, at_least=at_least)
    if unit == MILLION:
        return ngettext(
            "{number} million d'habitants", "{number} millions d'habitants", int(said)
        ).format(number=_without_zero(said))
    return ngettext("{number} habitant", "{number} habitants", int(said)).format(
        number=number(said)
    )


def spoken(value: float, *, at_least: bool = False) -> str:
    """Return a large number as one says it: ``27,4 millions``, ``612 000``, ``36 291``.

    Parameters
    ----------
    value, at_least
        As of `people`.
    """
    said, unit = _as_said(value, at_least=at_least)
    if unit == MILLION:
        return ngettext("{number} million", "{number} millions", int(said)).format(
            number=_without_zero(said)
        )
    return number(said)


def _as_said(value: float, *, at_least: bool) -> tuple[float, int]:
    """Return a number as one says it, and its unit: 1 or a million."""
    rounding = ROUND_DOWN if at_least else ROUND_HALF_UP
    exact = Decimal(str(value))
    whole = exact.quantize(Decimal(1), rounding)
    if whole < SAID_IN_THOUSANDS:
        return int(whole), 1
    thousands = exact.scaleb(-3).quantize(Decimal(1), rounding)
    if thousands < MILLION // 1000:
        return int(thousands) * 1000, 1
    return float(exact.scaleb(-6).quantize(Decimal("0.1"), rounding)), MILLION


def _without_zero(said: float) -> str:
    return number(said, 0 if said.is_integer() else 1)


def signed_percent(share: float | None, decimals: int = 0) -> str:
    """Return a change as a percentage with its sign: ``+3,4 %``, ``−3,4 %``."""
    shown = percent(None if share is None else abs(share), decimals)
    if shown == MISSING or share is None:
        return shown
    return f"{'-' if share < 0 else '+'}{shown}".replace("-", "\N{MINUS SIGN}")


def kilometres(value: float | None, decimals: int = 0) -> str:
    """Return a distance in kilometres with its unit: ``31 km``."""
    shown = number(value, decimals)
    return shown if shown == MISSING else f"{shown}\u00a0km"


def euros(value: float | None) -> str:
    """Return an amount in whole euros: ``100 000 €`` or ``€100,000``."""
    rounded = _rounded(value, 0)
    if rounded is None:
        return MISSING
    pattern = _locale().currency_formats["standard"].pattern.replace(".00", "")
    return str(
        format_currency(rounded, "EUR", format=pattern, locale=_locale(), currency_digits=False)
    )


def partial_date(text: str | None) -> str:
    """Return a date as far as it is known: a day, a month or a year.

    Parameters
    ----------
    text
        ``2014-01-10``, ``2011-10`` or ``2021``; None, NaN, NA or empty give an en dash. Anything
        else, such as ``2016/2017``, comes back as it is.
    """
    if text is None or pd.isna(text) or not text:
        return MISSING
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        return text
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year and month and day:
            known = date(year, month, day)
            shown = str(format_date(known, format="long", locale=_locale()))
            return _first_of_month(shown) if day == 1 else shown
        if year and month:
            return str(format_skeleton("yMMMM", date(year, month, 1), locale=_locale()))
    except ValueError:
        return text
    return text


def _first_of_month(shown: str) -> str:
    # French counts the first day only: 1er janvier, 2 janvier. Unicode's pattern does not.
    return shown.replace("1 ", "1er ", 1) if current_language() == "fr" else shown


def moment(when: datetime) -> str:
    """Return a day and an hour as they are in Paris, for instance ``27 novembre 2026 à 14:05``."""
    there = when.astimezone(get_timezone(PARIS))
    return _("{day} à {hour}").format(
        day=partial_date(day_of(when)),
        hour=format_time(there.time(), "short", locale=_locale()),
    )


def day_of(when: datetime) -> str:
    """Return the day it is in Paris, as `partial_date` reads it."""
    return when.astimezone(get_timezone(PARIS)).date().isoformat()


def age(span: timedelta) -> str:
    """Return how long ago something was, for instance ``il y a 3 heures``.

    Of what a clock that was set back puts into the future, that it has just been.
    """
    return str(
        format_timedelta(-max(span, timedelta(seconds=1)), add_direction=True, locale=_locale())
    )


def quarter(text: str | None) -> str:
    """Return a quarter: ``2025-T4`` gives ``4e trimestre 2025`` or ``4th quarter 2025``.

    None, NaN, NA or empty give an en dash; anything else comes back as it is.
    """
    if text is None or pd.isna(text) or not text:
        return MISSING
    match = re.fullmatch(r"(\d{4})-T([1-4])", text)
    if match is None:
        return text
    first_month = 3 * int(match[2]) - 2
    return str(format_skeleton("yQQQQ", date(int(match[1]), first_month, 1), locale=_locale()))
