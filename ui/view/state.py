"""The view a reader is looking at, and its form in the address bar.

The link holds the whole state: whoever opens it sees the same thing. Values are codes, never
labels, so that a link made in French opens in English. Defaults are left out.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Final

from geo.vocabulary import COHORTS, GAP_CONDITIONS, GAP_KINDS, SECTORS, STATUSES

COLOURS: Final = ("vague", "secteur", "statut")
BACKGROUNDS: Final = ("aucun", "ign", "osm")
LAYER_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "limits": ("regions", "anciennes-regions", "departements", "zones-emploi"),
    "priority": ("qpv", "frr", "zrr", "desindustrialise"),
    "proxies": ("territoires-industrie", "afr", "ber"),
}
LAYERS: Final = tuple(layer for group in LAYER_GROUPS.values() for layer in group)
DEFAULT_LAYERS: Final = ("regions", "frr", "desindustrialise")
SEPARATOR: Final = ","
NONE: Final = "aucun"
REACHES: Final = ("zone-emploi", "epci", "commune", "radius", "declared")
RADII_KM: Final = tuple(str(km) for km in (*range(5, 50, 5), *range(50, 101, 10)))
DETOURS: Final = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
DISPLAYS: Final = ("atteinte", "distance")
RURAL_CHOICES: Final = ("socle", "plus", "partiel", "beneficiaire", "beneficiaire-partiel", "zrr")
BASES: Final = ("bassins", "territoire-industrie", "territoire-industrie-2018", "afr", "ber")
TODAY: Final = "tous"
MESHES: Final = ("commune", "zone-emploi")
PERCENTILES: Final = tuple(str(percent) for percent in range(10, 95, 5))
SITES: Final = tuple(str(count) for count in range(1, 21))
SITE_REACHES: Final = ("radius", "zone-emploi")
WEIGHTINGS: Final = ("population", "priorite", "ruraux-qpv", "choix")
WEIGHTS: Final = ("0", "1", "2", "3")
TOWN_SIZES: Final = ("0", "1000", "2000", "5000", "10000", "20000", "50000")
JOB_YEARS: Final = tuple(str(year) for year in range(1998, 2018))
# Sections of the portrait, in the order of their tabs.
SECTIONS: Final = (
    *("poles", "priorites", "manques", "economie", "rang", "semblables", "telecharger"),
)
# Parts of the comparison below its maps, in the order of their switch.
PARTS: Final = ("tableau", "tests", "graphiques", "fichiers")
# Charts that can be shown as their table.
CHARTS: Final = (
    "regles",
    *("priorites", "chomage", "emplois", "semblables"),
    *("comparer-taux", "comparer-ciblage-any", "comparer-regles"),
    "courbe",
    *("appels-any", "appels-qpv", "appels-rural", "appels-desindustrialise"),
    *("croissance", "recouvrement"),
)
# To whom a territory is compared, when no territory is named.
PEERS: Final = ("semblables", "dessus", "voisins")

NAMED_KEY: Final = "lien-nomme"


@dataclass(frozen=True)
class ViewState:
    """What is chosen on a page: filters, layers, colours and the open sheet.

    Empty tuples of ``cohorts``, ``sectors`` and ``statuses`` mean "all".
    """

    territory: str = field(default="france", metadata={"param": "territoire"})
    cohorts: tuple[str, ...] = field(default=(), metadata={"param": "vagues"})
    sectors: tuple[str, ...] = field(default=(), metadata={"param": "secteurs"})
    statuses: tuple[str, ...] = field(default=(), metadata={"param": "statuts"})
    colour: str = field(default="vague", metadata={"param": "couleur"})
    layers: tuple[str, ...] = field(default=DEFAULT_LAYERS, metadata={"param": "calques"})
    background: str = field(default="aucun", metadata={"param": "fond"})
    pole: str = field(default="", metadata={"param": "pole"})
    reach: str = field(default="zone-emploi", metadata={"param": "rayon"})
    km: str = field(default="30", metadata={"param": "km"})
    detour: str = field(default="1.0", metadata={"param": "detour"})
    year: str = field(default=TODAY, metadata={"param": "annee"})
    display: str = field(default="atteinte", metadata={"param": "affichage"})
    rural: tuple[str, ...] = field(default=("socle", "plus"), metadata={"param": "ruralite"})
    basis: str = field(default="bassins", metadata={"param": "industrie"})
    mesh: str = field(default="commune", metadata={"param": "maille"})
    change: str = field(default="50", metadata={"param": "recul"})
    share: str = field(default="50", metadata={"param": "part"})
    unit: str = field(default="zone-emploi", metadata={"param": "manques"})
    conditions: tuple[str, ...] = field(default=(), metadata={"param": "conditions"})
    start: str = field(default="1998", metadata={"param": "debut"})
    end: str = field(default="2017", metadata={"param": "fin"})
    compared: tuple[str, ...] = field(default=(), metadata={"param": "avec"})
    sites: str = field(default="5", metadata={"param": "sites"})
    site_reach: str = field(default="radius", metadata={"param": "portee"})
    weighting: str = field(default="population", metadata={"param": "poids"})
    weight_qpv: str = field(default="1", metadata={"param": "poids-qpv"})
    weight_rural: str = field(default="1", metadata={"param": "poids-rural"})
    weight_basin: str = field(default="1", metadata={"param": "poids-bassin"})
    weight_all: str = field(default="0", metadata={"param": "poids-tous"})
    town_size: str = field(default="2000", metadata={"param": "villes"})
    wave: str = field(default="recense", metadata={"param": "vague"})
    veto: tuple[str, ...] = field(default=(), metadata={"param": "veto"})
    impose: tuple[str, ...] = field(default=(), metadata={"param": "impose"})
    section: str = field(default="poles", metadata={"param": "rubrique"})
    part: str = field(default="tableau", metadata={"param": "partie"})
    tables: tuple[str, ...] = field(default=(), metadata={"param": "tableaux"})


PARAMS: Final[dict[str, str]] = {f.name: f.metadata["param"] for f in fields(ViewState)}
DEFAULT_VIEW: Final = ViewState()


# Lists in which the order of the clicks means nothing: two readers of one view have one link.
ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "cohorts": COHORTS,
    "sectors": SECTORS,
    "statuses": STATUSES,
    "layers": LAYERS,
    "rural": RURAL_CHOICES,
    "conditions": GAP_CONDITIONS,
    "veto": (),
    "impose": (),
    "tables": CHARTS,
}


@dataclass(frozen=True)
class Vocabulary:
    """The values each part of a view may take in the data at hand.

    Parameters
    ----------
    is_territory
        Tells whether a ``kind:code`` names a territory of the data.
    cohorts, sectors, statuses, poles, years, layers
        Codes that exist, in display order.
    """

    is_territory: Callable[[str], bool]
    cohorts: Collection[str]
    sectors: Collection[str]
    statuses: Collection[str]
    poles: Collection[str]
    years: Collection[str] = ()
    layers: Collection[str] = LAYERS

    def allowed(self, name: str) -> Callable[[str], bool]:
        """Return the test that one value of the field `name` has to pass."""
        if name == "territory":
            return self.is_territory
        if name == "compared":
            return lambda text: text in PEERS or self.is_territory(text)
        if name in {"veto", "impose"}:
            return lambda code: self.is_territory(f"commune:{code}")
        choices: Mapping[str, Collection[str]] = {
            "cohorts": self.cohorts,
            "sectors": self.sectors,
            "statuses": self.statuses,
            "colour": COLOURS,
            "layers": self.layers,
            "background": BACKGROUNDS,
            "pole": self.poles,
            "reach": REACHES,
            "km": RADII_KM,
            "detour": DETOURS,
            "year": (TODAY, *self.years),
            "display": DISPLAYS,
            "rural": RURAL_CHOICES,
            "basis": BASES,
            "mesh": MESHES,
            "change": PERCENTILES,
            "share": PERCENTILES,
            "unit": GAP_KINDS,
            "conditions": GAP_CONDITIONS,
            "start": JOB_YEARS,
            "end": JOB_YEARS,
            "sites": SITES,
            "site_reach": SITE_REACHES,
            "weighting": WEIGHTINGS,
            "weight_qpv": WEIGHTS,
            "weight_rural": WEIGHTS,
            "weight_basin": WEIGHTS,
            "weight_all": WEIGHTS,
            "town_size": TOWN_SIZES,
            "wave": self.cohorts,
            "section": SECTIONS,
            "part": PARTS,
            "tables": CHARTS,
        }
        return choices[name].__contains__


@dataclass(frozen=True)
class InvalidValue:
    """A value of the link that means nothing here, and the parameter it stood in."""

    param: str
    value: str


def canonical(view: ViewState) -> ViewState:
    """Return a view with each list of `ORDERS` in one order, without doubles; it shows the same."""
    lists = {name: _in_order(name, getattr(view, name)) for name in ORDERS}
    return replace(view, **lists)  # type: ignore[arg-type]


def _in_order(name: str, values: Collection[str]) -> tuple[str, ...]:
    if name not in ORDERS:
        return tuple(dict.fromkeys(values))
    ranks = {value: rank for rank, value in enumerate(ORDERS[name])}
    return tuple(sorted(set(values), key=lambda value: (ranks.get(value, len(ranks)), value)))


def parse_view(
    params: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[ViewState, tuple[InvalidValue, ...]]:
    """Read a view out of link parameters.

    Parameters
    ----------
    params
        Parameter name to text, as in the address bar; unknown names are left alone.
    vocabulary
        Values that exist.

    Returns
    -------
    view, invalid
        The view, where each invalid value fell back to its default, and those values. Of a list
        with good and bad values, the good ones are kept.
    """
    chosen: dict[str, str | tuple[str, ...]] = {}
    invalid: list[InvalidValue] = []
    for name, param in PARAMS.items():
        if param not in params:
            continue
        is_allowed = vocabulary.allowed(name)
        text = params[param]
        if isinstance(getattr(DEFAULT_VIEW, name), tuple):
            values = [] if text == NONE else [v for v in text.split(SEPARATOR) if v]
            good = _in_order(name, [v for v in values if is_allowed(v)])
            invalid += [InvalidValue(param, v) for v in values if not is_allowed(v)]
            if good or not values:
                chosen[name] = good
        elif is_allowed(text):
            chosen[name] = text
        else:
            invalid.append(InvalidValue(param, text))
    return replace(DEFAULT_VIEW, **chosen), tuple(invalid)  # type: ignore[arg-type]


def view_params(view: ViewState) -> dict[str, str]:
    """Write a view as link parameters, defaults left out; `parse_view` reads them back.

    Equal for any two views that differ in the order of their lists only.
    """
    params = {}
    ordered = canonical(view)
    for name, param in PARAMS.items():
        value = getattr(ordered, name)
        if value == getattr(DEFAULT_VIEW, name):
            continue
        params[param] = value if isinstance(value, str) else SEPARATOR.join(value) or NONE
    return params
