"""Which sources the figures of an export rest on: no more are cited."""

from collections.abc import Collection, Iterable
from typing import Final

import pandas as pd

from geo.people.people import PriorityRule
from geo.tables.atlas import Atlas
from ui.register import state
from ui.text.formats import day_of, partial_date
from ui.text.i18n import _
from ui.view.choices import ViewState

# Where a pole sits and what its territory is called.
_PLACES: Final = ("epci-communes", "epci-noms", "ze2020", "departements-regions")
LAYER_SOURCES: Final[dict[str, tuple[str, ...]]] = {
    "regions": ("contours-communes",),
    "anciennes-regions": ("departements-regions",),
    "departements": (),
    "zones-emploi": ("ze2020",),
    "qpv": ("qpv-contours",),
    "frr": ("frr",),
    "zrr": ("zrr",),
    "desindustrialise": ("estel", "ze2010"),
    "territoires-industrie": ("territoires-industrie-2023",),
    "afr": ("afr",),
    "ber": ("ber",),
}
# Of the outlines and town halls: shapes of the files, distances from the town hall.
_SHAPES: Final = ("contours-communes",)
_BASINS: Final[dict[str, tuple[str, ...]]] = {
    "bassins": ("estel", "ze2010"),
    "territoire-industrie": ("territoires-industrie-2023",),
    "territoire-industrie-2018": ("territoires-industrie-2018",),
    "afr": ("afr",),
    "ber": ("ber",),
}


def sources_in_service(atlas: Atlas) -> pd.DataFrame | None:
    """Return the table of sources, the register as it is in service.

    Of a shared one the host and the day of the last check are known; its licence is not.
    """
    now = state()
    if atlas.sources is None or now.checked is None:
        return atlas.sources
    day = day_of(now.checked)
    known = dict.fromkeys(("licence", "page", "url", "note"))
    known |= {
        "producer": _("registre partagé sur {host}").format(host=now.host),
        "vintage": partial_date(day),
        **dict.fromkeys(("date", "copied"), day),
        "file": now.host,
    }
    is_register = atlas.sources["id"] == "poles"
    told = {
        name: atlas.sources[name].mask(is_register, value)
        for name, value in known.items()
        if name in atlas.sources
    }
    return atlas.sources.assign(**told)


def present(atlas: Atlas, used: Iterable[str]) -> tuple[str, ...]:
    """Return, of some sources, those of these tables: a list alone leaves the register out.

    Each once, in order.
    """
    absent = {"poles", "vagues"} if atlas.own is not None and atlas.own.alone else set[str]()
    return tuple(source for source in dict.fromkeys(used) if source not in absent)


def pole_sources() -> tuple[str, ...]:
    """Return the sources of the table of poles and of the priority areas of their seats."""
    seats = ("qpv-communes", "frr", *_BASINS["bassins"], "territoires-industrie-2023")
    return ("poles", "vagues", *_PLACES, *seats, *_SHAPES)


def coverage_sources(view: ViewState) -> tuple[str, ...]:
    """Return the sources of figures of coverage under the choices of a view."""
    quarters = ("qpv-communes", "qpv-population")
    return (
        "poles",
        "vagues",
        "populations",
        *_PLACES,
        *quarters,
        *_rural(view.rural),
        *_BASINS[view.basis],
        "chomage",
        *_SHAPES,
    )


def coverage_credits(priorities: PriorityRule) -> tuple[str, ...]:
    """Return the sources named beside a map of coverage, of which `coverage_sources` is the whole.

    Parameters
    ----------
    priorities
        What counts as rural and as deindustrialised.
    """
    return (
        *("poles", "populations", "ze2020", "qpv-population"),
        *_rural(priorities.rural),
        _BASINS[priorities.basins.basis][0],
        "chomage",
    )


def _rural(classes: Collection[str]) -> tuple[str, ...]:
    former = {"zrr", "zrr-partiel"}
    return (
        *(("frr",) if set(classes) - former else ()),
        *(("zrr",) if former & set(classes) else ()),
    )


def portrait_sources(view: ViewState) -> tuple[str, ...]:
    """Return the sources of a portrait: coverage, economy, and the lists that name communes."""
    lists = ("frr", "zrr", "territoires-industrie-2023", *_BASINS["bassins"])
    found = (*coverage_sources(view), "chomage-2003-2023", "filosofi", "qpv-contours", *lists)
    return tuple(dict.fromkeys(found))


def wave_sources(view: ViewState) -> tuple[str, ...]:
    """Return the sources of the waves, one after the other."""
    return (
        *(source for source in coverage_sources(view) if source != "chomage"),
        "totaux-officiels",
    )


def call_sources() -> tuple[str, ...]:
    """Return the sources of what is said of the calls."""
    seats = ("qpv-communes", "frr", *_BASINS["bassins"], "departements-regions", "ze2020")
    return ("poles", "vagues", "populations", *seats, *_SHAPES)
