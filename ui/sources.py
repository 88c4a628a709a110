"""Which sources the figures of an export rest on: no more are cited."""

from typing import Final

from ui.state import ViewState

# Where a pole sits and what its territory is called.
_PLACES: Final = ("epci-communes", "epci-noms", "ze2020", "departements-regions")
# Of the outlines and town halls: shapes of the files, distances from the town hall.
_SHAPES: Final = ("contours-communes",)
_BASINS: Final[dict[str, tuple[str, ...]]] = {
    "bassins": ("estel", "ze2010"),
    "territoire-industrie": ("territoires-industrie-2023",),
    "territoire-industrie-2018": ("territoires-industrie-2018",),
    "afr": ("afr",),
    "ber": ("ber",),
}


def pole_sources() -> tuple[str, ...]:
    """Return the sources of the table of poles and of the priority areas of their seats."""
    seats = ("qpv-communes", "frr", *_BASINS["bassins"], "territoires-industrie-2023")
    return ("poles", "vagues", *_PLACES, *seats, *_SHAPES)


def coverage_sources(view: ViewState) -> tuple[str, ...]:
    """Return the sources of figures of coverage under the choices of a view."""
    rural = (
        *(("frr",) if set(view.rural) - {"zrr"} else ()),
        *(("zrr",) if "zrr" in view.rural else ()),
    )
    quarters = ("qpv-communes", "qpv-population")
    return (
        "poles",
        "vagues",
        "populations",
        *_PLACES,
        *quarters,
        *rural,
        *_BASINS[view.basis],
        "chomage",
        *_SHAPES,
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
