"""What the calls said of themselves, against what the data says.

Each claim and its source: ``docs/claims.md``. The register does not hold every pole of every
call, and a missing pole is not an absent one: whatever rests on it comes with what it would be if
all missing poles were on one side, or on the other.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.compare.intervals import Interval
from geo.compare.targeting import TARGETS, targeting
from geo.errors import TableError
from geo.people.people import DEFAULT_PRIORITIES, PriorityRule
from geo.places.membership import rows_of
from geo.places.territories import FRANCE, get_territory
from geo.poles.placing import known_poles
from geo.poles.select import PoleFilter, select_poles
from geo.problems import message
from geo.tables.atlas import Atlas
from geo.vocabulary import UNDATED_COHORT

__all__ = [
    "ABOVE",
    "AMOUNTS_ONLY",
    "BELOW",
    "CHANCE",
    "CLAIMS",
    "CONFIRMED",
    "CONTRADICTED",
    "OPEN",
    "PRIORITY_SOURCE_URL",
    "UNREADABLE",
    "Claim",
    "claim_results",
    "possible_share",
    "wave_priorities",
    "wave_records",
]

# What the data says of a claim.
CONFIRMED: Final = "confirme"
CONTRADICTED: Final = "contredit"
OPEN: Final = "ouvert"
# Part of what was said is confirmed, and nothing published can tell of the rest.
AMOUNTS_ONLY: Final = "montants-confirmes"

# What the data says of the priority of one wave.
ABOVE: Final = "au-dessus"
BELOW: Final = "au-dessous"
CHANCE: Final = "hasard"
UNREADABLE: Final = "illisible"
# Below half of the seats of a wave, or five of them, no page may speak of the wave.
MIN_KNOWN_SHARE: Final = 0.5
MIN_SEATS: Final = 5

PILOTS: Final = "temoin-2011"
FIRST_CALL: Final = "appel-2013"
# Announced for the first call; what was paid stands in waves.csv.
FIRST_GRANT_EUR: Final = (30_000, 300_000)
# The minister's words at the launch of the first call: whom the poles should help first.
PRIORITY_SOURCE_URL: Final = (
    "http://www.logement.gouv.fr/lancement-de-l-appel-a-projets-pour-encourager-le-developpement-"
    "des-poles-territoriaux-de-cooperation-economique"
)
RHONE_ALPES: Final = "ancienne-region:82"
ILE_DE_FRANCE: Final = "region:11"


@dataclass(frozen=True)
class Claim:
    """One thing a call, or those who told of it, said.

    Attributes
    ----------
    id
        Anchor in ``docs/claims.md``.
    cohort
        Wave it is about.
    said
        The figure: a count, a share in [0, 1] or euros.
    source_url
        Page that says it; ``""`` where no page that says it was read.
    territories
        Where the poles it counts should be; empty for the whole country.
    data_url
        Page that gives what it is set against, where that is not the register; else ``""``.
    """

    id: str
    cohort: str
    said: float
    source_url: str
    territories: tuple[str, ...] = ()
    data_url: str = ""


CLAIMS: Final = (
    Claim(
        "temoins-18",
        PILOTS,
        18,
        "http://recma.org/actualite/18-poles-territoriaux-de-cooperation-economique-ptce-sur-le-"
        "pas-de-tir.html",
    ),
    Claim(
        "rhone-alpes-4",
        PILOTS,
        4,
        "http://rtes.fr/Reussite-de-la-journee-des-Poles",
        (RHONE_ALPES,),
    ),
    Claim("deux-tiers", PILOTS, 2 / 3, "", (ILE_DE_FRANCE, RHONE_ALPES)),
    Claim(
        "laureats-23",
        FIRST_CALL,
        23,
        "https://banquedesterritoires.fr/le-gouvernement-devoile-ses-23-poles-de-competitivite-"
        "de-less",
    ),
    Claim(
        "aides",
        FIRST_CALL,
        FIRST_GRANT_EUR[1],
        "",
        data_url="https://www.defi-metiers.fr/breves/poles-territoriaux-de-cooperation-economique-"
        "le-2e-appel-projets-est-lance",
    ),
)


def possible_share(part: int, unsure: int, official: int) -> Interval:
    """Return what a share could be, whatever the poles that are not known.

    Parameters
    ----------
    part
        Poles known to be on the side that is counted.
    unsure
        Poles found, of which it is not known on which side they are, and poles not found.
    official
        Poles chosen, at least ``part + unsure``.

    Returns
    -------
    Interval
        If none of those unsure is on that side, if all are. No probability: bounds of logic.

    Raises
    ------
    ValueError
        When there are more poles than were chosen.
    """
    if part + unsure > official:
        raise ValueError(f"{part} + {unsure} pôles, pour {official} retenus.")
    return Interval(part / official, (part + unsure) / official)


def wave_records(atlas: Atlas) -> pd.DataFrame:
    """Return what is published of each wave, and how much of it the register holds.

    Parameters
    ----------
    atlas
        The tables.

    Returns
    -------
    pandas.DataFrame
        Index ``cohort``, waves of a call in order of ``waves.csv``: ``date`` (str), ``official``,
        ``found``, ``seated`` (poles chosen, in the register, with a known seat), ``files``,
        ``admissible``, ``budget_eur``, ``grant_min_eur``, ``grant_max_eur`` (Int64, NA where not
        published); ``found_share``, ``chosen_share`` (chosen among files received) and
        ``mean_eur`` (budget over poles chosen) as float64.

    Raises
    ------
    TableError
        When the register or the table of waves is missing.
    """
    if atlas.waves is None:
        raise TableError(
            message("La table waves.csv manque : les appels ne peuvent pas être vérifiés.")
        )
    waves = atlas.waves[atlas.waves["cohort"] != UNDATED_COHORT].set_index("cohort")
    poles = {cohort: select_poles(atlas, PoleFilter(cohorts=(cohort,))) for cohort in waves.index}
    table = pd.DataFrame(
        {
            "date": waves["date"],
            "official": waves["official_count"],
            "found": [len(poles[cohort]) for cohort in waves.index],
            "seated": [
                int((poles[cohort]["attachment"] == "seat").sum()) for cohort in waves.index
            ],
            "files": waves["files_received"],
            "admissible": waves["admissible"],
            "budget_eur": waves["budget_eur"],
            "grant_min_eur": waves["grant_min_eur"],
            "grant_max_eur": waves["grant_max_eur"],
        }
    )
    for name, part, whole in (
        ("found_share", "found", "official"),
        ("chosen_share", "official", "files"),
        ("mean_eur", "budget_eur", "official"),
    ):
        table[name] = _float(table[part]) / _float(table[whole])
    return table


def claim_results(atlas: Atlas) -> pd.DataFrame:
    """Set each claim against the register.

    Parameters
    ----------
    atlas
        The tables.

    Returns
    -------
    pandas.DataFrame
        Index ``claim``, in order of `CLAIMS`: ``cohort``, ``source_url``, ``data_url`` (str);
        ``said``;
        ``official``, ``found`` of the wave (Int64); ``here``, ``unsure``: poles known to be in
        the territories of the claim, as `geo.poles.placing.known_poles`, and those that may be:
        found, but known by something wider alone, or not found (Int64, NA for a claim about no
        territory);
        ``share`` of those found, ``low`` and ``high`` of those chosen, as `possible_share`
        (float64); ``verdict``: `CONFIRMED`, `CONTRADICTED`,
        `OPEN`, `AMOUNTS_ONLY` (the duration and the share of costs of a grant are in no table).

    Raises
    ------
    TableError
        As `wave_records`.
    """
    records = wave_records(atlas)
    rows = [_result(atlas, claim, records.loc[claim.cohort]) for claim in CLAIMS]
    table = pd.DataFrame(rows, index=pd.Index([c.id for c in CLAIMS], dtype="str", name="claim"))
    counts = dict.fromkeys(("official", "found", "here", "unsure"), "Int64")
    texts = dict.fromkeys(("cohort", "source_url", "data_url", "verdict"), "str")
    return table.astype(counts | texts)


def _result(atlas: Atlas, claim: Claim, wave: pd.Series) -> dict[str, object]:
    row: dict[str, object] = {
        "cohort": claim.cohort,
        "source_url": claim.source_url,
        "data_url": claim.data_url,
        "said": claim.said,
        "official": wave["official"],
        "found": wave["found"],
        "here": None,
        "unsure": None,
        "share": np.nan,
        "low": np.nan,
        "high": np.nan,
        "verdict": OPEN,
    }
    if claim.territories:
        return row | _where(atlas, claim, _chosen(wave), int(wave["found"]))
    if claim.id == "aides":
        paid = wave[["grant_min_eur", "grant_max_eur"]]
        if paid.notna().all():
            inside = paid.iloc[0] >= FIRST_GRANT_EUR[0] and paid.iloc[1] <= FIRST_GRANT_EUR[1]
            row["verdict"] = AMOUNTS_ONLY if inside else CONTRADICTED
        return row
    # A register that is complete confirms a number; one that holds fewer leaves it open.
    if wave["found"] == claim.said:
        row["verdict"] = CONFIRMED
    elif wave["found"] > claim.said:
        row["verdict"] = CONTRADICTED
    return row


def _chosen(wave: pd.Series) -> int:
    """Return how many poles were chosen; never fewer than the register holds."""
    found = int(wave["found"])
    return found if pd.isna(wave["official"]) else max(int(wave["official"]), found)


def _where(atlas: Atlas, claim: Claim, official: int, found: int) -> dict[str, object]:
    pole_filter = PoleFilter(cohorts=(claim.cohort,))
    inside: set[str] = set()
    doubtful: set[str] = set()
    for territory in claim.territories:
        known = known_poles(atlas, pole_filter, get_territory(atlas, territory))
        inside |= set(known.counted["id"])
        doubtful |= {*known.elsewhere["id"], *known.around["id"]}
    here, maybe = len(inside), len(doubtful - inside)
    missing = official - found
    bounds = possible_share(here, maybe + missing, official)
    if claim.said < 1:
        outside = not bounds.low <= claim.said <= bounds.high
        verdict = CONTRADICTED if outside else OPEN
    else:
        verdict = CONFIRMED if here == claim.said else OPEN
        if not here <= claim.said <= here + maybe + missing:
            verdict = CONTRADICTED
    return {
        "here": here,
        "unsure": maybe + missing,
        "share": here / found if found else np.nan,
        "low": bounds.low,
        "high": bounds.high,
        "verdict": verdict,
    }


def wave_priorities(atlas: Atlas, priorities: PriorityRule = DEFAULT_PRIORITIES) -> pd.DataFrame:
    """Tell of each wave whether its poles settled in priority communes more than people do.

    Parameters
    ----------
    atlas
        The tables.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per wave and target of `geo.compare.targeting.TARGETS`: ``cohort``, ``target``
        (str); ``official``, ``found``, ``seated`` as in `wave_records`; ``seats``, ``seats_known``,
        ``seat_share``, ``people_share``, ``ratio``, ``low``, ``high`` as in
        `geo.compare.targeting.targeting` for France; ``least``, ``most``: the share of the seats
        if all poles of the wave whose seat is not known were outside, or inside, such communes
        (float64); ``verdict``: `UNREADABLE` below half of the seats known or five of them;
        `ABOVE` or `BELOW` when the interval of the ratio leaves 1 out; `CHANCE` otherwise.

    Raises
    ------
    FilterError, TableError
        As `geo.compare.targeting.targeting` and `wave_records`.
    """
    parts = []
    for cohort, wave in wave_records(atlas).iterrows():
        poles = select_poles(atlas, PoleFilter(cohorts=(str(cohort),)))
        seated = poles[poles["attachment"] == "seat"]
        table = targeting(atlas, rows_of(atlas, seated["commune"]), FRANCE, priorities)
        table = table.loc[list(TARGETS)].reset_index()
        table.insert(0, "cohort", str(cohort))
        for name in ("official", "found", "seated"):
            table[name] = wave[name]
        chosen = _chosen(wave)
        unsure = chosen - table["seats_known"]
        table["least"] = table["seats"] / chosen if chosen else np.nan
        table["most"] = (table["seats"] + unsure) / chosen if chosen else np.nan
        table["verdict"] = _verdicts(table, chosen)
        parts.append(table)
    return pd.concat(parts, ignore_index=True).astype({"cohort": "str", "target": "str"})


def _verdicts(table: pd.DataFrame, chosen: int) -> pd.Series:
    verdict = pd.Series(CHANCE, index=table.index, dtype="str")
    verdict[table["low"] > 1] = ABOVE
    verdict[table["high"] < 1] = BELOW
    enough = max(MIN_SEATS, MIN_KNOWN_SHARE * chosen)
    verdict[table["seats_known"] < enough] = UNREADABLE
    return verdict


def _float(column: pd.Series) -> pd.Series:
    return column.astype("Float64").astype("float64")
