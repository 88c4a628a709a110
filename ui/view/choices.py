"""The view a reader is looking at: every choice, its values, and who offers it in which words.

Each field of `ViewState` declares one `Choice`: the link (`ui.view.link`), the widgets
(`ui.parts.widgets`), what a screen keeps of them (`ui.view.session`) and the words
(`ui.view.words`) follow from it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Final, Literal, TypeVar, get_args

from geo.people.words import BASIN_NAMES
from geo.reach.words import RULE_NAMES
from geo.siting.weights import EVERYBODY, PRIORITY_ONLY
from geo.siting.words import WHO_COUNTS
from geo.vocabulary import COHORTS, SECTORS, STATUSES
from ui.text.marking import N_

if TYPE_CHECKING:
    # The server reads the choices before any library of tables.
    from geo.places.resolve import Found

COLOURS: Final = {"vague": N_("Vague"), "secteur": N_("Secteur"), "statut": N_("Statut")}
BACKGROUNDS: Final = {
    "aucun": N_("Aucun"),
    "ign": N_("Plan IGN (Internet)"),
    "osm": N_("OpenStreetMap (Internet)"),
}
LAYER_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "limits": ("regions", "anciennes-regions", "departements", "zones-emploi"),
    "priority": ("qpv", "frr", "zrr", "desindustrialise"),
    "proxies": ("territoires-industrie", "afr", "ber"),
}
LAYERS: Final = tuple(layer for group in LAYER_GROUPS.values() for layer in group)
DEFAULT_LAYERS: Final = ("regions", "frr", "desindustrialise")
REACHES: Final = {kind: str(name) for kind, name in RULE_NAMES.items()}
RADII_KM: Final = tuple(str(km) for km in (*range(5, 50, 5), *range(50, 101, 10)))
DETOURS: Final = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
DISPLAYS: Final = {"atteinte": N_("Qui est atteint"), "distance": N_("Distance au pôle")}
RURAL_CHOICES: Final = ("socle", "plus", "partiel", "beneficiaire", "beneficiaire-partiel", "zrr")
BASES: Final = {basis: str(name) for basis, name in BASIN_NAMES.items()}
TODAY: Final = "tous"
# How the list that a reader has brought is used.
OWN_LIST_USES: Final = {
    "sans": N_("Registre seul"),
    "seule": N_("Votre liste seule"),
    "ajoutee": N_("Registre et votre liste"),
}
MESHES: Final = {"commune": N_("Communes"), "zone-emploi": N_("Zones d'emploi")}
PERCENTILES: Final = tuple(str(percent) for percent in range(10, 95, 5))
GAP_UNITS: Final = {"zone-emploi": N_("Zone d'emploi"), "epci": N_("Intercommunalité (EPCI)")}
CONDITIONS: Final = {
    "hors-portee": N_("entièrement hors de portée"),
    "desindustrialise": N_("désindustrialisés"),
    "rural": N_("surtout ruraux"),
    "qpv": N_("avec des QPV non atteints"),
}
SITES: Final = tuple(str(count) for count in range(1, 21))
SITE_REACHES: Final = {kind: REACHES[kind] for kind in ("radius", "zone-emploi")}
WEIGHTINGS: Final = {
    "population": str(WHO_COUNTS[EVERYBODY]),
    "priorite": str(WHO_COUNTS[PRIORITY_ONLY]),
    "ruraux-qpv": N_("les ruraux et les QPV"),
    "choix": N_("poids au choix"),
}
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


# Screens, by their ``url_path``, and groups of them that hold the same choices.
Screen = Literal[
    "carte", "couverture", "comparer", "portrait", "implanter", "chronologie", "appels", "donnees"
]
SCREENS: Final[tuple[Screen, ...]] = get_args(Screen)
PRIORITIES: Final[tuple[Screen, ...]] = ("couverture", "comparer", "portrait", "implanter")
POLES: Final[tuple[Screen, ...]] = ("carte", *PRIORITIES)
RULES: Final[tuple[Screen, ...]] = ("couverture", "comparer", "portrait", "chronologie")
DISTANCES: Final[tuple[Screen, ...]] = (*RULES, "implanter")
MAPS: Final[tuple[Screen, ...]] = ("carte", "couverture", "portrait", "implanter")


@dataclass(frozen=True)
class Vocabulary:
    """The values each part of a view may take in the data at hand.

    Parameters
    ----------
    is_territory
        Tells whether a ``kind:code`` names a territory of the data.
    cohorts, sectors, statuses, poles, years, layers
        Codes that exist, in display order.
    meant
        Finds the territory of today that another spelling of a ``kind:code``, or one of before,
        means; ``None`` where there is none.
    """

    is_territory: Callable[[str], bool]
    cohorts: Collection[str]
    sectors: Collection[str]
    statuses: Collection[str]
    poles: Collection[str]
    years: Collection[str] = ()
    layers: Collection[str] = LAYERS
    meant: "Callable[[str], Found | None]" = lambda _text: None

    def allowed(self, name: str) -> Callable[[str], bool]:
        """Return the test that one value of the field `name` has to pass."""
        choice = CHOICES[name]
        exists = choice.exists
        return choice.values.__contains__ if exists is None else lambda code: exists(self, code)


Value = TypeVar("Value", str, tuple[str, ...])
# Whether the tables know a code.
Exists = Callable[[Vocabulary, str], bool]


@dataclass(frozen=True)
class Choice:
    """One choice of the reader, beside the name, the type and the default of its field.

    Parameters
    ----------
    param
        Its parameter in the address.
    values
        What may be chosen, in the order of the widget and of the link; with French words for it,
        where they are its own.
    screens
        Those that have its widget.
    title
        What stands above the widget, in French.
    widget
        A list, of which one or several are chosen; a scale; buttons in a column or a row; pills.
    hint
        What the widget explains when asked, in French.
    none
        What the widget says where nothing is chosen, in French.
    exists
        Whether the tables know a value, where they decide rather than `values`.
    place
        What makes the ``kind:code`` of a territory of a value, where values are territories.
    keeps_order
        Whether the order of the clicks means something. Elsewhere two readers of one view have one
        link.
    """

    param: str
    values: Collection[str] = ()
    screens: tuple[Screen, ...] = ()
    title: str = ""
    widget: Literal["one", "several", "scale", "column", "row", "pills"] = "one"
    hint: str = ""
    none: str = N_("Tous")
    exists: Exists | None = None
    place: str | None = None
    keeps_order: bool = False

    def in_order(self, values: Collection[str]) -> tuple[str, ...]:
        """Return values without doubles, as a link writes them."""
        if self.keeps_order:
            return tuple(dict.fromkeys(values))
        ranks = {value: rank for rank, value in enumerate(self.values)}
        return tuple(sorted(set(values), key=lambda value: (ranks.get(value, len(ranks)), value)))


def chosen(default: Value, choice: Choice) -> Value:
    """Declare the choice that a field of `ViewState` holds, and where a link leaves it."""
    declared: Value = field(default=default, metadata={"choice": choice})
    return declared


def listed(part: str) -> Exists:
    """Return whether the tables list a code in a part of their `Vocabulary`."""
    return lambda tables, code: code in getattr(tables, part)


def is_territory(tables: Vocabulary, code: str) -> bool:
    """Tell whether the tables know a territory."""
    return tables.is_territory(code)


def is_commune(tables: Vocabulary, code: str) -> bool:
    """Tell whether the tables know a commune by its code alone."""
    return tables.is_territory(f"commune:{code}")


@dataclass(frozen=True)
class ViewState:
    """What is chosen on a page: filters, layers, colours and the open sheet, in a link's order.

    Empty tuples of ``cohorts``, ``sectors`` and ``statuses`` mean "all".
    """

    territory: str = chosen("france", Choice("territoire", exists=is_territory, place=""))
    cohorts: tuple[str, ...] = chosen(
        (),
        Choice(
            "vagues",
            COHORTS,
            POLES,
            N_("Vagues"),
            "several",
            none=N_("Toutes"),
            exists=listed("cohorts"),
        ),
    )
    sectors: tuple[str, ...] = chosen(
        (), Choice("secteurs", SECTORS, POLES, N_("Secteurs"), "several", exists=listed("sectors"))
    )
    statuses: tuple[str, ...] = chosen(
        (), Choice("statuts", STATUSES, POLES, N_("Statuts"), "several", exists=listed("statuses"))
    )
    colour: str = chosen(
        "vague", Choice("couleur", COLOURS, ("carte",), N_("Couleur des pôles"), "row")
    )
    layers: tuple[str, ...] = chosen(
        DEFAULT_LAYERS, Choice("calques", LAYERS, ("carte", "portrait"), exists=listed("layers"))
    )
    background: str = chosen(
        "aucun",
        Choice(
            "fond",
            BACKGROUNDS,
            MAPS,
            N_("Fond de carte"),
            "column",
            hint=N_("Un fond IGN ou OpenStreetMap demande ses images à un autre site."),
        ),
    )
    pole: str = chosen("", Choice("pole", exists=listed("poles")))
    own_list: str = chosen("sans", Choice("liste", OWN_LIST_USES))
    reach: str = chosen("zone-emploi", Choice("rayon", REACHES, RULES, N_("Un pôle atteint…")))
    km: str = chosen("30", Choice("km", RADII_KM, DISTANCES, N_("Rayon (km)"), "scale"))
    detour: str = chosen(
        "1.0",
        Choice(
            "detour",
            DETOURS,
            DISTANCES,
            N_("Détour (1,0 : à vol d'oiseau ; 1,3 : par la route)"),
            "scale",
        ),
    )
    year: str = chosen(
        TODAY,
        Choice(
            "annee",
            (),
            PRIORITIES,
            N_("Pôles retenus en"),
            exists=lambda tables, code: code == TODAY or code in tables.years,
        ),
    )
    display: str = chosen(
        "atteinte", Choice("affichage", DISPLAYS, ("couverture", "comparer"), N_("Carte"))
    )
    rural: tuple[str, ...] = chosen(
        ("socle", "plus"),
        Choice(
            "ruralite",
            RURAL_CHOICES,
            DISTANCES,
            N_("Communes rurales"),
            "several",
            none=N_("Aucune"),
        ),
    )
    basis: str = chosen(
        "bassins", Choice("industrie", BASES, DISTANCES, N_("Bassins désindustrialisés"))
    )
    mesh: str = chosen("commune", Choice("maille", MESHES, ("couverture",), N_("Maille")))
    change: str = chosen(
        "50", Choice("recul", PERCENTILES, PRIORITIES, N_("Recul : centile"), "scale")
    )
    share: str = chosen(
        "50", Choice("part", PERCENTILES, PRIORITIES, N_("Part : centile"), "scale")
    )
    unit: str = chosen(
        "zone-emploi", Choice("manques", GAP_UNITS, ("couverture",), N_("Manques par"), "row")
    )
    conditions: tuple[str, ...] = chosen(
        (),
        Choice(
            "conditions",
            CONDITIONS,
            ("couverture",),
            N_("Seulement ceux qui sont…"),
            "pills",
            hint=N_(
                "Hors de portée : aucun habitant n'est atteint. Désindustrialisés : la moitié "
                "au moins des habitants vit dans un bassin désindustrialisé. Surtout ruraux : "
                "la moitié au moins des habitants non atteints vit dans une commune rurale."
            ),
        ),
    )
    start: str = chosen("1998", Choice("debut", JOB_YEARS, PRIORITIES, N_("De"), "scale"))
    end: str = chosen("2017", Choice("fin", JOB_YEARS, PRIORITIES, N_("à"), "scale"))
    compared: tuple[str, ...] = chosen(
        (),
        Choice(
            "avec",
            PEERS,
            exists=lambda tables, code: code in PEERS or tables.is_territory(code),
            place="",
            keeps_order=True,
        ),
    )
    sites: str = chosen("5", Choice("sites", SITES, ("implanter",), N_("Nouveaux pôles"), "scale"))
    site_reach: str = chosen(
        "radius", Choice("portee", SITE_REACHES, ("implanter",), N_("Un pôle atteint…"))
    )
    weighting: str = chosen(
        "population", Choice("poids", WEIGHTINGS, ("implanter",), N_("Qui compte"))
    )
    weight_qpv: str = chosen(
        "1",
        Choice(
            "poids-qpv",
            WEIGHTS,
            ("implanter",),
            N_("Un habitant de quartier prioritaire (QPV) compte pour"),
            "scale",
        ),
    )
    weight_rural: str = chosen(
        "1",
        Choice(
            "poids-rural", WEIGHTS, ("implanter",), N_("Un habitant de commune rurale"), "scale"
        ),
    )
    weight_basin: str = chosen(
        "1",
        Choice(
            "poids-bassin",
            WEIGHTS,
            ("implanter",),
            N_("Un habitant de bassin désindustrialisé"),
            "scale",
        ),
    )
    weight_all: str = chosen(
        "0", Choice("poids-tous", WEIGHTS, ("implanter",), N_("Un habitant quelconque"), "scale")
    )
    town_size: str = chosen(
        "2000",
        Choice(
            "villes",
            TOWN_SIZES,
            ("implanter",),
            N_("Ville candidate : habitants, au moins"),
            "scale",
        ),
    )
    wave: str = chosen(
        "recense",
        Choice("vague", COHORTS, ("chronologie",), N_("Vague"), "scale", exists=listed("cohorts")),
    )
    veto: tuple[str, ...] = chosen(
        (),
        Choice(
            "veto",
            (),
            ("implanter",),
            N_("Villes écartées (elles disent non)"),
            "several",
            none=N_("Aucune"),
            exists=is_commune,
            place="commune:",
        ),
    )
    impose: tuple[str, ...] = chosen(
        (),
        Choice(
            "impose",
            (),
            ("implanter",),
            N_("Villes imposées"),
            "several",
            none=N_("Aucune"),
            exists=is_commune,
            place="commune:",
        ),
    )
    section: str = chosen("poles", Choice("rubrique", SECTIONS))
    part: str = chosen("tableau", Choice("partie", PARTS))
    tables: tuple[str, ...] = chosen((), Choice("tableaux", CHARTS))


CHOICES: Final[dict[str, Choice]] = {f.name: f.metadata["choice"] for f in fields(ViewState)}
DEFAULT_VIEW: Final = ViewState()


def widgets_of(screen: Screen) -> tuple[str, ...]:
    """Return the names of the widgets of a screen; layers are chosen in one for each group."""
    names = (name for name, choice in CHOICES.items() if screen in choice.screens)
    return tuple(one for name in names for one in (LAYER_GROUPS if name == "layers" else (name,)))
