"""The values that a link may hold with the tables that are loaded."""

from geo.places.resolve import Found, resolve_territory
from geo.places.territories import FRANCE, get_territory
from geo.poles.periods import dated_years
from geo.poles.select import known_cohorts
from geo.tables.atlas import Atlas
from geo.vocabulary import SECTORS, STATUSES
from ui.maps import layers
from ui.view.choices import Vocabulary


def link_vocabulary(atlas: Atlas) -> Vocabulary:
    """Return the values that a link may hold with these tables."""

    def is_territory(text: str) -> bool:
        try:
            territory = get_territory(atlas, text)
        except (LookupError, ValueError):
            return False
        # Without the table of communes nothing says what lies in a territory but all France.
        known = territory.kind == FRANCE.kind or atlas.communes is not None
        return known and territory.id == text

    def meant(text: str) -> Found | None:
        try:
            found = resolve_territory(atlas, text)
        except (LookupError, ValueError):
            return None
        return found if is_territory(found.territory.id) else None

    poles = frozenset[str]() if atlas.poles is None else frozenset(atlas.poles["id"])
    cohorts = known_cohorts(atlas)
    return Vocabulary(
        is_territory=is_territory,
        cohorts=cohorts,
        sectors=SECTORS,
        statuses=STATUSES,
        poles=poles,
        years=years(atlas),
        layers=layers.available_layers(),
        meant=meant,
    )


def years(atlas: Atlas) -> tuple[str, ...]:
    """Return the years from the first wave to the last."""
    if atlas.waves is None:
        return ()
    dated = dated_years(atlas)
    if not dated:
        return ()
    return tuple(str(year) for year in range(min(dated), max(dated) + 1))
