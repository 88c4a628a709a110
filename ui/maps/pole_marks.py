"""The marks of poles: place, colour and title of each."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from geo.memo import lately
from geo.poles.location import located_poles
from geo.tables.atlas import Atlas
from geo.vocabulary import DECLARED
from ui.maps import elements, pole_sheet
from ui.maps.base import MapContext
from ui.maps.sinks import SafeScript
from ui.text.i18n import _
from ui.text.palette import (
    COHORT_COLOURS,
    FAMILY_COLOURS,
    NEUTRAL,
    OWN_LIST,
    STATUS_COLOURS,
    sector_family,
    tone_class,
)
from ui.text.safe import SafeText, html, plain_text
from ui.view.choices import ViewState

MARK_SPACING_PX: Final = 15
IDENTITY_STEP_DEG: Final = 1e-6
# A row of `geo.poles.select.select_poles`.
Pole: TypeAlias = Mapping[str, Any] | pd.Series


def pole_colour(pole: Pole, view: ViewState) -> str:
    """Return a pole's colour, after what the reader colours by.

    Of several waves the earliest chosen one counts, of several sectors the first it names.
    """
    if view.colour == "secteur":
        return FAMILY_COLOURS[sector_family(pole["sectors"].split(";")[0])]
    if view.colour == "statut":
        return STATUS_COLOURS[pole["status"]]
    cohorts = pole["cohorts"].split(";")
    wanted = view.cohorts or cohorts
    return next(
        (c for name, c in COHORT_COLOURS.items() if name in cohorts and name in wanted), NEUTRAL
    )


def pole_tone(pole: Pole, view: ViewState) -> str:
    """Return the style class of a pole's colour."""
    return tone_class(pole_colour(pole, view))


def mark_tone(pole: Pole, view: ViewState, *, own: bool, hollow: bool) -> str:
    """Return the style classes of a pole's mark: that of a list is a shape and a colour apart."""
    if own:
        return "own hollow" if hollow else f"own {tone_class(OWN_LIST)}"
    return "hollow" if hollow else pole_tone(pole, view)


def pole_title(pole: Pole) -> SafeText:
    """Return the name under the pointer, which says when the seat is not known."""
    if pole["attachment"] == "seat":
        return html("{name}", name=pole["name"])
    return html("{name} ({seat})", name=pole["name"], seat=_("siège inconnu"))


def ring_offset(rank: int, count: int) -> tuple[int, int]:
    """Return by how many pixels a mark stands beside its town, so that none hides another.

    Parameters
    ----------
    rank
        Place of the pole among those of its town, from 0.
    count
        Number of poles of the town.
    """
    if count == 1:
        return (0, 0)
    radius = max(MARK_SPACING_PX / (2 * math.sin(math.pi / count)), MARK_SPACING_PX / 2)
    angle = 2 * math.pi * rank / count - math.pi / 2
    return (round(radius * math.cos(angle)), round(radius * math.sin(angle)))


def place_poles(poles: pd.DataFrame) -> pd.DataFrame:
    """Return where each pole that can be drawn stands.

    Parameters
    ----------
    poles
        From `geo.poles.select.select_poles`.

    Returns
    -------
    DataFrame
        Indexed by pole id: ``lat``, ``lon`` in degrees, each pair unique so that a click names
        one pole; ``dx``, ``dy`` in pixels; ``hollow`` when the seat is unknown.
    """
    drawn = poles[poles["marker_lon"].notna()].sort_values("id")
    group = (
        drawn["marker_lon"].round(6).astype(str) + " " + drawn["marker_lat"].round(6).astype(str)
    )
    rank = group.groupby(group).cumcount()
    count = group.map(group.value_counts())
    offsets = [ring_offset(r, c) for r, c in zip(rank, count, strict=True)]
    return pd.DataFrame(
        {
            "lat": (drawn["marker_lat"] + rank * IDENTITY_STEP_DEG).round(6).to_numpy(),
            "lon": drawn["marker_lon"].round(6).to_numpy(),
            "dx": [x for x, _ in offsets],
            "dy": [y for _, y in offsets],
            "hollow": (drawn["attachment"] != "seat").to_numpy(),
        },
        index=pd.Index(drawn["id"], name="id"),
    )


def pole_at(places: pd.DataFrame, clicked: dict[str, float] | None) -> str | None:
    """Return the pole whose mark was clicked.

    Parameters
    ----------
    places
        From `place_poles`.
    clicked
        ``lat`` and ``lng`` of the last clicked object, as the map component returns them.
    """
    if not clicked or places.empty:
        return None
    gap = (places["lat"] - clicked["lat"]).abs() + (places["lon"] - clicked["lng"]).abs()
    return str(gap.idxmin()) if gap.min() < IDENTITY_STEP_DEG / 2 else None


def marks(
    context: MapContext,
    poles: pd.DataFrame,
    places: pd.DataFrame,
    sheets: Mapping[str, SafeText],
    opened: str,
) -> SafeScript:
    """Return the marks of poles and their sheets as the scripts of the map read them.

    Parameters
    ----------
    context
        Of its view, the colour and the waves choose the colours.
    poles
        From `geo.poles.select.select_poles`.
    places
        From `place_poles`.
    sheets
        Content of each pole's popup, by identifier.
    opened
        Pole whose sheet is open from the start, or ``""``.
    """
    return elements.pole_markers(
        [
            {
                **mark,
                "sheet": sheets[pole["id"]],
                "area": _area(context, pole),
                "open": pole["id"] == opened,
            }
            for pole, mark in _drawn(context, poles, places)
        ]
    )


@lately(64)
def written(
    atlas: Atlas, context: MapContext, ids: tuple[str, ...], opened: str, _language: str
) -> SafeScript:
    """Return the marks of poles and their sheets, as `marks` writes them.

    Parameters
    ----------
    atlas, context, ids
        As of `small_marks`.
    opened
        As of `marks`.
    """
    poles = _named(atlas, ids)
    return marks(context, poles, place_poles(poles), pole_sheet.sheets(atlas, poles), opened)


@lately(64)
def small_marks(
    atlas: Atlas, context: MapContext, ids: tuple[str, ...], _language: str
) -> tuple[dict[str, Any], ...]:
    """Return the marks of poles without their sheets.

    Parameters
    ----------
    atlas
        The tables.
    context
        From `MapContext.of_marks`.
    ids
        Identifiers of the poles.

    Returns
    -------
    tuple of dict
        One a pole that can be drawn. Shared: nobody changes them in place.
    """
    poles = _named(atlas, ids)
    return tuple(mark for _pole, mark in _drawn(context, poles, place_poles(poles)))


def _named(atlas: Atlas, ids: tuple[str, ...]) -> pd.DataFrame:
    poles = located_poles(atlas)
    return poles[poles["id"].isin(ids)]


def _drawn(
    context: MapContext, poles: pd.DataFrame, places: pd.DataFrame
) -> Iterator[tuple[Pole, dict[str, Any]]]:
    """Yield the poles that can be drawn, each with its mark."""
    shown = poles[poles["id"].isin(places.index)]
    rows = places.loc[shown["id"]].to_dict("records")
    for pole, place in zip(shown.to_dict("records"), rows, strict=True):
        hollow = place.pop("hollow")
        own = pole["id"] in context.own
        tone = mark_tone(pole, context.view, own=own, hollow=hollow)
        yield (
            pole,
            {**place, "tone": tone, "alt": plain_text(pole["name"]), "name": pole_title(pole)},
        )


def _area(context: MapContext, pole: Pole) -> str | None:
    codes = pole["territory_codes"]
    if pole["territory_claim"] != DECLARED or not isinstance(codes, str):
        return None
    return context.declared_url(pole["id"], codes)
