"""What one should know of a territory before a meeting: facts and words, whatever shows them.

Nothing here draws: the page lays it out (`ui.screens.portrait.show`), a sheet may typeset it.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.compare.compare import compare
from geo.compare.peers import similar_territories
from geo.compare.ranks import (
    MAINLAND,
    kind_indicators,
    mean_distance,
    priority_total,
    ranks,
)
from geo.errors import TableError
from geo.people.economy import (
    Income,
    IndustrialJobs,
    Unemployment,
    income,
    jobs_of,
    unemployment,
    unemployment_by_year,
)
from geo.people.people import PriorityRule
from geo.places.membership import KIND_TABLES
from geo.places.territories import Territory, get_territory
from geo.poles.placing import KnownPoles, known_poles
from geo.poles.select import PoleFilter
from geo.reach.commune_answer import CommuneAnswer, commune_answer
from geo.reach.coverage import Coverage
from geo.reach.quarters import quarters_of
from geo.reach.reach import ReachRule
from geo.reach.reaching import OUTSIDE, pole_reaches, poles_reaching
from ui import data
from ui.parts.figures import Figure
from ui.text.formats import inhabitants, kilometres, number, percent
from ui.text.i18n import N_, _, ngettext
from ui.text.labels import territory_label
from ui.text.safe import markdown_text, plain_text
from ui.view.rules import cached_coverage, cached_reach, rule_name, rule_sentence

SIDES: Final = {
    "region": (N_("régions de métropole"), N_("régions d'outre-mer")),
    "ancienne-region": (N_("anciennes régions de métropole"), N_("régions d'outre-mer")),
    "departement": (N_("départements de métropole"), N_("départements d'outre-mer")),
    "epci": (N_("intercommunalités de métropole"), N_("intercommunalités d'outre-mer")),
    "zone-emploi": (N_("zones d'emploi de métropole"), N_("zones d'emploi d'outre-mer")),
    "commune": (N_("communes de métropole"), N_("communes d'outre-mer")),
}


@dataclass(frozen=True, eq=False)
class Portrait:
    """What is known of a territory under the choices in force.

    Attributes
    ----------
    territory, rule, pole_filter, priorities
        What was asked.
    covered
        Whom the poles reach in it.
    known
        Poles attached to it, parted by what is known of where they are.
    reaching
        From `geo.reach.reaching.poles_reaching`: poles that reach it, from inside and outside.
    priority_people, priority_share
        Inhabitants in at least one priority, and their share; NaN where not known.
    distance_km
        Mean distance from the inhabitants to the nearest known seat; NaN where there is none.
    commune
        Answers about a commune, else ``None``.
    """

    territory: Territory
    rule: ReachRule
    pole_filter: PoleFilter
    priorities: PriorityRule
    covered: Coverage
    known: KnownPoles
    reaching: pd.DataFrame
    priority_people: float
    priority_share: float
    distance_km: float
    commune: CommuneAnswer | None

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """From `geo.compare.ranks.ranks`, measured at the first question; empty for France."""
        if self.territory.kind not in KIND_TABLES:
            return pd.DataFrame(columns=["indicator"])
        kind = self.territory.kind
        indicators = cached_indicators(self.rule, self.pole_filter, kind, self.priorities)
        return ranks(indicators, self.territory)

    @property
    def unplaced(self) -> int:
        """How many poles are tied to the territory without a known seat."""
        return len(self.unseated)

    @property
    def unseated(self) -> pd.DataFrame:
        """Poles tied to the territory without a known seat."""
        known = self.known
        return pd.concat([known.departement_only, known.territory_only, known.elsewhere])

    @property
    def outside(self) -> pd.DataFrame:
        """Poles that reach the territory with their known seat outside it."""
        return self.reaching[(self.reaching["seat"] == OUTSIDE).to_numpy()]

    def rank(self, indicator: str) -> dict[str, Any] | None:
        """Return the row of `ranks` of one indicator, ``None`` where there is none."""
        rows = self.ranks[(self.ranks["indicator"] == indicator).to_numpy()]
        return None if rows.empty else {str(k): v for k, v in rows.iloc[0].items()}


@lru_cache(maxsize=16)
def cached_reaches(rule: ReachRule, poles: PoleFilter) -> tuple[np.ndarray, ...]:
    """Return the communes each pole reaches."""
    return tuple(pole_reaches(data.get_atlas(), cached_reach(rule, poles)))


@lru_cache(maxsize=32)
def cached_indicators(
    rule: ReachRule, poles: PoleFilter, kind: str, priorities: PriorityRule
) -> pd.DataFrame:
    """Return the indicators of every territory of a kind."""
    return kind_indicators(data.get_atlas(), cached_reach(rule, poles), kind, priorities)


@lru_cache(maxsize=128)
def portrait(
    territory: Territory, rule: ReachRule, poles: PoleFilter, priorities: PriorityRule
) -> Portrait:
    """Return the portrait of a territory under a rule, for the poles of a filter."""
    atlas, reached = data.get_atlas(), cached_reach(rule, poles)
    reaches = list(cached_reaches(rule, poles))
    answer = None
    if territory.kind == "commune":
        answer = commune_answer(atlas, reached, territory, reaches)
    people, share = priority_total(atlas, territory, priorities)
    return Portrait(
        territory=territory,
        rule=rule,
        pole_filter=poles,
        priorities=priorities,
        covered=cached_coverage(rule, poles, territory, priorities),
        known=known_poles(atlas, poles, territory),
        reaching=poles_reaching(atlas, reached, territory, reaches),
        priority_people=people,
        priority_share=share,
        distance_km=mean_distance(atlas, reached, territory),
        commune=answer,
    )


@lru_cache(maxsize=64)
def peers(
    territory: Territory, rule: ReachRule, poles: PoleFilter, priorities: PriorityRule
) -> pd.DataFrame:
    """Return the territory and the three most like it, side by side.

    Returns
    -------
    pandas.DataFrame
        Rows of `geo.compare.compare.compare`, the territory first; empty where nothing is alike.
    """
    atlas = data.get_atlas()
    try:
        alike = similar_territories(atlas, territory, priorities)
    except TableError:
        return pd.DataFrame()
    if alike.empty:
        return pd.DataFrame()
    beside = [territory, *(get_territory(atlas, name) for name in alike["territory"])]
    return compare(atlas, cached_reach(rule, poles), beside, priorities)


@lru_cache(maxsize=64)
def quarters(territory: Territory, rule: ReachRule, poles: PoleFilter) -> pd.DataFrame:
    """Return the priority quarters of a territory."""
    return quarters_of(data.get_atlas(), cached_reach(rule, poles), territory)


@dataclass(frozen=True, eq=False)
class Economy:
    """Work and income; what is not published, or whose table is missing, is ``None`` or empty."""

    unemployment: Unemployment | None
    rates: pd.DataFrame
    income: Income | None
    jobs: IndustrialJobs | None
    country_jobs: IndustrialJobs | None


@lru_cache(maxsize=64)
def economy(territory: Territory) -> Economy:
    """Return work and income in a territory."""
    atlas = data.get_atlas()
    try:
        rates = unemployment_by_year(atlas, territory)
    except TableError:
        rates = pd.DataFrame(columns=["series", "zone", "year", "rate"])
    try:
        jobs, country = jobs_of(atlas, territory), jobs_of(atlas, get_territory(atlas, "france"))
    except TableError:
        jobs = country = None
    return Economy(unemployment(atlas, territory), rates, income(atlas, territory), jobs, country)


def sentence(found: Portrait) -> str:
    """Return what one says first of the territory, in Markdown, with at most three figures."""
    place = f"**{markdown_text(territory_label(found.territory))}**"
    seats, outside = len(found.known.seats), len(found.outside)
    if found.commune is not None:
        return _commune_sentence(found.commune, place, seats, len(found.reaching))
    if seats:
        text = ngettext(
            "{place} : **{count} pôle connu** y a son siège",
            "{place} : **{count} pôles connus** y ont leur siège",
            seats,
        ).format(place=place, count=number(seats))
    else:
        text = _("{place} : **aucun pôle connu** n'y a son siège").format(place=place)
    if not seats and found.unplaced:
        text = ngettext(
            "{text}, **{count}** s'y rattache sans siège connu",
            "{text}, **{count}** s'y rattachent sans siège connu",
            found.unplaced,
        ).format(text=text, count=number(found.unplaced))
    if outside:
        text = ngettext(
            "{text}, **{count}** l'atteint de l'extérieur",
            "{text}, **{count}** l'atteignent de l'extérieur",
            outside,
        ).format(text=text, count=number(outside))
    share = found.covered.share_reached
    if share is None:
        return _("{text} ; personne n'y habite.").format(text=text)
    return _("{text} ; **{share}** des habitants {reached}.").format(
        text=text, share=percent(share), reached=rule_sentence(found.rule)
    )


def _commune_sentence(answer: CommuneAnswer, place: str, seats: int, reaching: int) -> str:
    if reaching:
        text = ngettext(
            "{place} : **{count} pôle connu** l'atteint",
            "{place} : **{count} pôles connus** l'atteignent",
            reaching,
        ).format(place=place, count=number(reaching))
        if seats:
            return ngettext(
                "{text}, dont **{count}** y a son siège.",
                "{text}, dont **{count}** y ont leur siège.",
                seats,
            ).format(text=text, count=number(seats))
    else:
        text = _("{place} : **aucun pôle connu** ne l'atteint").format(place=place)
    if answer.nearest.empty:
        return _("{text} ; aucun siège connu de ce côté de l'océan.").format(text=text)
    closest = answer.nearest.iloc[0]
    return _("{text} ; le siège le plus proche, {pole}, est à **{distance}**.").format(
        text=text,
        pole=markdown_text(closest["name"]),
        distance=kilometres(closest["distance_km"]),
    )


def rank_words(found: Portrait, indicator: str) -> str:
    """Return a rank in words, ``rang 5 sur 96 départements de métropole``, or ``""``."""
    row = found.rank(indicator)
    if row is None or pd.isna(row["rank"]):
        return ""
    side = SIDES[found.territory.kind][0 if row["side"] == MAINLAND else 1]
    text = _("rang {rank} sur {known} {side}").format(
        rank=number(row["rank"]),
        known=number(row["known"]),
        side=_(side),
    )
    return _("{text} (ex æquo)").format(text=text) if row["tied"] else text


def _standing(found: Portrait, indicator: str) -> str:
    # The areas of all communes take seconds to measure, and their ranks say little here.
    return "" if found.commune is not None else rank_words(found, indicator)


def figures(found: Portrait) -> list[Figure]:
    """Return the four figures, each with where it stands among the territories of its kind."""
    outside = len(found.outside)
    unplaced = found.unplaced
    seats_rule = _("Pôles du registre dont la commune du siège est dans le territoire.")
    if unplaced:
        seats_rule += " " + ngettext(
            "{count} autre pôle s'y rattache sans siège connu et n'est pas compté.",
            "{count} autres pôles s'y rattachent sans siège connu et ne sont pas comptés.",
            unplaced,
        ).format(count=number(unplaced))
    covered = found.covered
    return [
        Figure(
            _("Sièges de pôles connus"),
            number(len(found.known.seats)),
            _beside(outside, unplaced),
            seats_rule,
        ),
        Figure(
            _("Habitants atteints"),
            percent(covered.share_reached),
            _reached_beside(found),
            _("Règle : {rule}. Populations de référence 2023.").format(
                rule=rule_name(found.rule.kind, found.rule.km)
            ),
        ),
        _priority_figure(found),
        _distance_figure(found),
    ]


def _reached_beside(found: Portrait) -> str:
    """Return what the share reached is set beside; a rank without a seat says what it ignores."""
    covered, unplaced = found.covered, found.unplaced
    words = _standing(found, "share_reached") or _("{reached} sur {all}").format(
        reached=number(covered.population_reached), all=number(covered.population)
    )
    if not unplaced or len(found.known.seats):
        return words
    return ngettext(
        "{words} ; {count} pôle sans siège connu n'est pas compté",
        "{words} ; {count} pôles sans siège connu ne sont pas comptés",
        unplaced,
    ).format(words=words, count=number(unplaced))


def _beside(outside: int, unplaced: int) -> str:
    if outside:
        return ngettext(
            "et {count} pôle de l'extérieur", "et {count} pôles de l'extérieur", outside
        ).format(count=number(outside))
    if unplaced:
        return ngettext(
            "et {count} sans siège connu", "et {count} sans siège connu", unplaced
        ).format(count=number(unplaced))
    return ""


def _priority_figure(found: Portrait) -> Figure:
    people, share = found.priority_people, found.priority_share
    rule = _(
        "Habitants des quartiers prioritaires, des communes rurales et des bassins "
        "désindustrialisés choisis à gauche, chacun une fois."
    )
    if np.isnan(share):
        return Figure(_("Habitants prioritaires"), "–", _("non publié ici"), rule)
    return Figure(
        _("Habitants prioritaires"),
        percent(share),
        _standing(found, "priority_share") or inhabitants(people),
        rule,
    )


def _distance_figure(found: Portrait) -> Figure:
    distance, words = found.distance_km, _standing(found, "distance_km")
    if found.commune is not None and len(found.commune.nearest):
        # Where nobody lives there is no mean over the inhabitants, but the way is known.
        distance = float(found.commune.nearest["distance_km"].iloc[0])
        words = plain_text(found.commune.nearest["name"].iloc[0])
    rule = _("De la mairie de chaque commune au siège connu le plus proche, à vol d'oiseau")
    rule += _(", moyenne des habitants.") if found.commune is None else "."
    if found.rule.detour > 1:
        rule += _(" Détour de {detour} compris.").format(detour=number(found.rule.detour, 1))
    if np.isnan(distance):
        return Figure(
            _("Distance au pôle"), "–", _("aucun siège connu de ce côté de l'océan"), rule
        )
    return Figure(_("Distance au pôle"), kilometres(distance), words, rule)
