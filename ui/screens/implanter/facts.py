"""What is computed for the siting screen: the request and its towns."""

from dataclasses import replace
from typing import Final

from geo.errors import FilterError
from geo.places.membership import commune_positions
from geo.places.territories import Territory
from geo.reach.reach import ReachRule
from geo.siting.cover import EVERYBODY, PRIORITY_ONLY, SitingRequest, Weights, candidate_towns
from geo.tables.atlas import Atlas
from geo.vocabulary import RADIUS
from ui.screens.implanter.words import RURAL_AND_QPV
from ui.text.i18n import _
from ui.text.safe import plain_text
from ui.view.choices import ViewState
from ui.view.rules import pole_filter, priority_rule

TIME_LIMIT_S: Final = 60.0


def weights_of(view: ViewState) -> Weights:
    """Return what one inhabitant counts for in a view; all at nothing means everybody."""
    if view.weighting == "population":
        return EVERYBODY
    if view.weighting == "priorite":
        return PRIORITY_ONLY
    if view.weighting == "ruraux-qpv":
        return RURAL_AND_QPV
    chosen = [
        int(value)
        for value in (view.weight_qpv, view.weight_rural, view.weight_basin, view.weight_all)
    ]
    return Weights(*chosen) if any(chosen) else EVERYBODY


def request_of(atlas: Atlas, territory: Territory, view: ViewState) -> SitingRequest:
    """Return what a view asks for.

    Raises
    ------
    FilterError
        When its choices contradict each other.
    """
    km = float(view.km) if view.site_reach == RADIUS else None
    return SitingRequest(
        territory=territory,
        sites=int(view.sites),
        rule=ReachRule(view.site_reach, km, float(view.detour)),
        weights=weights_of(view),
        priorities=priority_rule(view),
        poles=pole_filter(atlas, view),
        min_population=int(view.town_size),
        veto=view.veto,
        impose=view.impose,
        time_limit_s=TIME_LIMIT_S,
    )


def town_names(atlas: Atlas, territory: Territory, view: ViewState) -> dict[str, str]:
    """Return the towns that may be vetoed or imposed, those that are already included."""
    given = dict.fromkeys((*view.veto, *view.impose))
    try:
        asked = SitingRequest(territory, min_population=int(view.town_size))
        codes = [*candidate_towns(atlas, asked)["code"], *given]
    except FilterError:
        codes = list(given)
    communes = atlas.require_communes().set_index("code")
    return {
        code: plain_text(f"{communes.loc[code, 'name']} ({communes.loc[code, 'departement']})")
        for code in dict.fromkeys(codes)
    }


def settled_towns(
    atlas: Atlas, territory: Territory, view: ViewState
) -> tuple[ViewState, list[str]]:
    """Return a view whose vetoed and imposed towns fit, and one sentence for each set aside."""
    inside = set(
        atlas.require_communes()["code"].iloc[commune_positions(atlas, territory)].tolist()
    )
    notes = []
    impose = tuple(code for code in view.impose if code in inside and code not in view.veto)
    impose = impose[: int(view.sites)]
    if impose != view.impose:
        notes.append(
            _(
                "Des villes imposées sont laissées de côté : hors du territoire, écartées aussi, "
                "ou plus nombreuses que les sites."
            )
        )
    try:
        asked = SitingRequest(territory, min_population=int(view.town_size))
        towns = set(candidate_towns(atlas, asked)["code"])
    except FilterError:
        towns = set()
    veto = tuple(code for code in view.veto if code in towns)
    if veto != view.veto:
        notes.append(
            _(
                "Des villes écartées sont laissées de côté : hors du territoire, ou pas "
                "candidates avec ces choix."
            )
        )
    return replace(view, impose=impose, veto=veto), notes
