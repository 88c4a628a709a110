"""Counts of poles: never a number of seats without the number of those unknown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.vocabulary import ATTACHMENTS, SECTORS, STATUSES


@dataclass(frozen=True)
class PriorityCount:
    """Known seats by the status of their commune; the four add up to the known seats.

    Attributes
    ----------
    inside, partly, outside
        Seats in communes classed, partly classed (the seat may be in the classed part or not),
        not classed.
    unknown
        Seats in communes whose status is not known.
    """

    inside: int
    partly: int
    outside: int
    unknown: int


@dataclass(frozen=True)
class WaveCompleteness:
    """How much of a wave the register holds, in the whole of France.

    Attributes
    ----------
    cohort
        Identifier of the wave.
    date
        Day, month or year of the announcement, as ``2014-01-10``, ``2011-10`` or ``2022``;
        ``None`` when not known.
    official_count
        Poles chosen according to the State; ``None`` for poles recorded outside any call.
    found
        Poles of this wave in the register.
    """

    cohort: str
    date: str | None
    official_count: int | None
    found: int


@dataclass(frozen=True)
class PoleSummary:
    """What a page says above its map.

    Attributes
    ----------
    poles, with_seat, without_seat
        Poles; those whose seat is a known commune; the others.
    by_attachment, by_cohort, by_sector, by_status
        Poles by value, zeros included, in the order of the vocabularies. A pole in two waves or
        two sectors counts in each, so these may add up to more than `poles`.
    by_frr_class
        Known seats by FRR class of their commune, without zeros.
    frr
        Inside: FRR or FRR+; communes that merely keep the benefits of the former ZRR count as
        outside and are told apart in `by_frr_class`.
    qpv
        Inside: the commune *contains* a priority quarter; whether the seat is in it is unknown.
    zrr, afr, ber, territoire_industrie, desindustrialise
        The other priority areas.
    completeness
        One item per wave of the filter.
    """

    poles: int
    with_seat: int
    without_seat: int
    by_attachment: dict[str, int]
    by_cohort: dict[str, int]
    by_sector: dict[str, int]
    by_status: dict[str, int]
    by_frr_class: dict[str, int]
    frr: PriorityCount
    zrr: PriorityCount
    afr: PriorityCount
    ber: PriorityCount
    territoire_industrie: PriorityCount
    desindustrialise: PriorityCount
    qpv: PriorityCount
    completeness: tuple[WaveCompleteness, ...]


# Status of a commune: where a seat in it counts. What is not listed is outside.
_FRR: Final = {"socle": "inside", "plus": "inside", "partiel": "partly"}
_ZRR: Final = {"classee": "inside", "partiel": "partly"}
_AFR: Final = {"integral": "inside", "partiel": "partly"}


def summarise(
    selected: pd.DataFrame,
    *,
    cohorts: tuple[str, ...],
    register: pd.DataFrame,
    waves: pd.DataFrame | None,
    wanted: tuple[str, ...],
) -> PoleSummary:
    """Count a selection of poles.

    Parameters
    ----------
    selected
        As `geo.poles.select.select_poles` returns it.
    cohorts
        Waves that exist, in order.
    register
        The whole register, against which completeness is counted.
    waves
        Table of the waves; ``None`` leaves completeness empty.
    wanted
        Waves whose completeness is asked for.

    Returns
    -------
    PoleSummary
        The counts.
    """
    seated = selected[selected["attachment"] == "seat"]
    classes = _counts(seated["seat_frr"].dropna(), ())
    return PoleSummary(
        poles=len(selected),
        with_seat=len(seated),
        without_seat=len(selected) - len(seated),
        by_attachment=_counts(selected["attachment"], ATTACHMENTS),
        by_cohort=_counts(_items(selected["cohorts"]), cohorts),
        by_sector=_counts(_items(selected["sectors"]), SECTORS),
        by_status=_counts(selected["status"], STATUSES),
        by_frr_class=dict(sorted(classes.items())),
        frr=_priority(seated["seat_frr"].map(_FRR), seated["seat_frr"].notna()),
        zrr=_priority(seated["seat_zrr"].map(_ZRR), seated["seat_zrr"].notna()),
        afr=_priority(seated["seat_afr"].map(_AFR), seated["seat_afr"].notna()),
        # Outside any basin or Territoire d'industrie the cell is empty: it is the class of the
        # commune in the lists that always have one that tells whether its status is known.
        ber=_priority(_inside(seated["seat_ber"].notna()), seated["seat_frr"].notna()),
        territoire_industrie=_priority(
            _inside(seated["seat_territoire_industrie"].notna()), seated["seat_frr"].notna()
        ),
        desindustrialise=_priority(
            _inside(seated["seat_desindustrialise"].fillna(value=False)),
            seated["seat_desindustrialise"].notna(),
        ),
        qpv=_priority(
            _inside(seated["seat_qpv_count"].fillna(0) > 0), seated["seat_qpv_count"].notna()
        ),
        completeness=_completeness(register, waves, wanted),
    )


def _items(column: pd.Series) -> list[str]:
    return [item for cell in column for item in cell.split(";")]


def _counts(values: Iterable[str], order: tuple[str, ...]) -> dict[str, int]:
    counted = Counter(values)
    return {**dict.fromkeys(order, 0), **counted}


def _inside(classed: pd.Series) -> pd.Series:
    return classed.astype("bool").map({True: "inside"})


def _priority(places: pd.Series, known: pd.Series) -> PriorityCount:
    counted = Counter(places[known].fillna("outside"))
    return PriorityCount(
        inside=counted["inside"],
        partly=counted["partly"],
        outside=counted["outside"],
        unknown=int((~known).sum()),
    )


def _completeness(
    register: pd.DataFrame, waves: pd.DataFrame | None, wanted: tuple[str, ...]
) -> tuple[WaveCompleteness, ...]:
    if waves is None:
        return ()
    found = Counter(_items(register["cohorts"]))
    return tuple(
        WaveCompleteness(
            cohort=wave.cohort,
            date=None if pd.isna(wave.date) else wave.date,
            official_count=None if pd.isna(wave.official_count) else int(wave.official_count),
            found=found[wave.cohort],
        )
        for wave in waves.itertuples()
        if wave.cohort in wanted
    )
