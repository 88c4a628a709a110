"""What one should know of a territory before a meeting: facts and words, whatever shows them.

Nothing here draws: the page lays it out (`ui.screens.portrait.show`), a sheet may typeset it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from geo.compare.compare import compare
from geo.compare.peers import similar_territories
from geo.compare.ranks import (
    kind_indicators,
    mean_distance,
    priority_total,
    ranks,
)
from geo.errors import TableError
from geo.memo import lately
from geo.people.economy import (
    Income,
    IndustrialJobs,
    Unemployment,
    income,
    jobs_of,
    unemployment,
    unemployment_by_year,
)
from geo.places.territories import FRANCE, Territory, get_territory
from geo.poles.placing import KnownPoles, known_poles
from geo.reach.commune_answer import CommuneAnswer, commune_answer
from geo.reach.coverage import Coverage
from geo.reach.quarters import quarters_of
from geo.reach.question import Question
from geo.reach.reaching import OUTSIDE, pole_reaches, poles_reaching
from geo.tables.atlas import Atlas
from geo.territory_id import KIND_TABLES
from ui.view.rules import cached_coverage, cached_reach


@dataclass(frozen=True, eq=False)
class Portrait:
    """What is known of a territory under the choices in force.

    Attributes
    ----------
    question
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

    question: Question
    covered: Coverage
    known: KnownPoles
    reaching: pd.DataFrame
    priority_people: float
    priority_share: float
    distance_km: float
    commune: CommuneAnswer | None

    @property
    def territory(self) -> Territory:
        """Of whom it is the portrait."""
        return self.question.territory

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """From `geo.compare.ranks.ranks`, measured at the first question; empty for France."""
        if self.territory.kind not in KIND_TABLES:
            return pd.DataFrame(columns=["indicator"])
        return ranks(indicators(self.question, self.territory.kind), self.territory)

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


def indicators(question: Question, kind: str) -> pd.DataFrame:
    """Return the indicators of every territory of a kind."""
    return _indicators(question.about(FRANCE), kind)


@lately(32)
def _indicators(question: Question, kind: str) -> pd.DataFrame:
    return kind_indicators(question.atlas, cached_reach(question), kind, question.priorities)


@lately(128)
def portrait(question: Question) -> Portrait:
    """Return the portrait of a territory under a rule, for the poles of a filter."""
    atlas, territory, reached = question.atlas, question.territory, cached_reach(question)
    reaches = pole_reaches(atlas, reached)
    answer = None
    if territory.kind == "commune":
        answer = commune_answer(atlas, reached, territory, reaches)
    people, share = priority_total(atlas, territory, question.priorities)
    return Portrait(
        question=question,
        covered=cached_coverage(question),
        known=known_poles(atlas, question.poles, territory),
        reaching=poles_reaching(atlas, reached, territory, reaches),
        priority_people=people,
        priority_share=share,
        distance_km=mean_distance(atlas, reached, territory),
        commune=answer,
    )


@lately(64)
def peers(question: Question) -> pd.DataFrame:
    """Return the territory and the three most like it, side by side.

    Returns
    -------
    pandas.DataFrame
        Rows of `geo.compare.compare.compare`, the territory first; empty where nothing is alike.
    """
    atlas, territory, priorities = question.atlas, question.territory, question.priorities
    try:
        alike = similar_territories(atlas, territory, priorities)
    except TableError:
        return pd.DataFrame()
    if alike.empty:
        return pd.DataFrame()
    beside = [territory, *(get_territory(atlas, name) for name in alike["territory"])]
    return compare(atlas, cached_reach(question), beside, priorities)


@lately(64)
def quarters(question: Question) -> pd.DataFrame:
    """Return the priority quarters of a territory."""
    return quarters_of(question.atlas, cached_reach(question), question.territory)


@dataclass(frozen=True, eq=False)
class Economy:
    """Work and income; what is not published, or whose table is missing, is ``None`` or empty.

    Attributes
    ----------
    unemployment, income, jobs, country_jobs
        From `geo.people.economy`.
    rates
        From `geo.people.economy.unemployment_by_year`.
    zone_names
        Name of each zone d'emploi, by the code that `rates` holds.
    """

    unemployment: Unemployment | None
    rates: pd.DataFrame
    zone_names: Mapping[str, str]
    income: Income | None
    jobs: IndustrialJobs | None
    country_jobs: IndustrialJobs | None


@lately(64, poles=False)
def economy(atlas: Atlas, territory: Territory) -> Economy:
    """Return work and income in a territory."""
    try:
        rates = unemployment_by_year(atlas, territory)
    except TableError:
        rates = pd.DataFrame(columns=["series", "zone", "year", "rate"])
    try:
        jobs, country = jobs_of(atlas, territory), jobs_of(atlas, get_territory(atlas, "france"))
    except TableError:
        jobs = country = None
    zones = atlas.zones_emploi
    return Economy(
        unemployment=unemployment(atlas, territory),
        rates=rates,
        zone_names={} if zones is None else dict(zip(zones["code"], zones["name"], strict=True)),
        income=income(atlas, territory),
        jobs=jobs,
        country_jobs=country,
    )
