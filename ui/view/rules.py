"""What "reached" means to a reader: the choices of a view as rules, and in words."""

from dataclasses import replace
from typing import Final

import pandas as pd

from geo.memo import lately
from geo.people.basins import DEFAULT_BASINS, BasinRule
from geo.people.people import PriorityRule
from geo.places.territories import Territory
from geo.poles.periods import cohorts_as_of
from geo.poles.select import PoleFilter
from geo.reach import words
from geo.reach.access import access_profile, floating_catchment, mean_access
from geo.reach.contrast import shares_of_the_rest
from geo.reach.coverage import (
    COMPARED_RULES,
    Coverage,
    closed_in,
    compare_rules,
    concerned,
    coverage,
    left_out_of,
)
from geo.reach.gaps import find_gaps
from geo.reach.question import Question
from geo.reach.reach import Reach, ReachRule
from geo.tables.atlas import Atlas
from geo.vocabulary import DEFAULT_RURAL
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.marking import N_
from ui.text.messages import told
from ui.view.choices import DEFAULT_VIEW, TODAY, ViewState

# What a reader chooses of the rule of basins that rests on the jobs of each year.
_JOB_CHOICES: Final = ("change", "share", "start", "end")
SENTENCES: Final = {
    "commune": N_("vivent dans une commune qui a le siège d'un pôle connu"),
    "epci": N_("vivent dans une intercommunalité qui a le siège d'un pôle connu"),
    "zone-emploi": N_("vivent dans une zone d'emploi qui a le siège d'un pôle connu"),
    "declared": N_(
        "vivent dans le territoire déclaré par un pôle connu (à défaut, la zone d'emploi du siège)"
    ),
}


def reach_rule(view: ViewState) -> ReachRule:
    """Return the rule of reach of a view."""
    km = float(view.km) if view.reach == "radius" else None
    return ReachRule(view.reach, km=km, detour=float(view.detour))


def priority_rule(view: ViewState) -> PriorityRule:
    """Return what counts as rural and deindustrialised in a view."""
    return PriorityRule(view.rural, basin_rule(view))


def basin_rule(view: ViewState) -> BasinRule:
    """Return which basins count as deindustrialised; years in the wrong order change places."""
    start, end = sorted((int(view.start), int(view.end)))
    if view.basis != DEFAULT_BASINS.basis:
        return BasinRule(view.basis)
    return BasinRule(view.basis, start, end, int(view.change) / 100, int(view.share) / 100)


def pole_filter(atlas: Atlas, view: ViewState) -> PoleFilter:
    """Return the poles that count in a view: waves, or those until a year, sectors, statuses."""
    cohorts = view.cohorts
    if view.year != TODAY:
        cohorts = cohorts_as_of(atlas, int(view.year))
    return PoleFilter(cohorts=cohorts, sectors=view.sectors, statuses=view.statuses)


def map_filter(territory: Territory, view: ViewState) -> PoleFilter:
    """Return the poles on the map of a territory: its own, whatever the year of a question."""
    return PoleFilter(territory, view.cohorts, view.sectors, view.statuses)


def question(atlas: Atlas, territory: Territory, view: ViewState) -> Question:
    """Return what a view asks of a territory; the view is already `settled`."""
    poles = pole_filter(atlas, view)
    return Question(atlas, territory, reach_rule(view), poles, priority_rule(view))


def settled(atlas: Atlas, view: ViewState) -> tuple[ViewState, list[str]]:
    """Return a view whose choices can be answered together, and what was set aside.

    Returns
    -------
    view, notes
        A year keeps every wave until then; no rural class at all means the usual two; two equal
        years are no period; without the jobs of each year, basins are those that were compiled.
        One sentence for each choice set aside.
    """
    notes = []
    if view.year != TODAY and view.cohorts:
        view = replace(view, cohorts=())
        notes.append(_("L'année choisie retient toutes les vagues annoncées jusque-là."))
    if not view.rural:
        view = replace(view, rural=DEFAULT_RURAL)
        notes.append(_("Aucune classe rurale n'était choisie : FRR et FRR+ sont retenues."))
    if view.start == view.end:
        view = replace(view, start=DEFAULT_VIEW.start, end=DEFAULT_VIEW.end)
        notes.append(_("Il faut deux années différentes : 1998 et 2017 sont retenues."))
    rule = basin_rule(view)
    own = rule.basis == DEFAULT_BASINS.basis and rule != DEFAULT_BASINS
    if own and atlas.emploi_industriel is None:
        view = replace(view, **{name: getattr(DEFAULT_VIEW, name) for name in _JOB_CHOICES})
        notes.append(
            _("La table des emplois industriels manque : les seuils par défaut sont retenus.")
        )
    return view, notes


def cached_reach(question: Question) -> Reach:
    """Return whom the poles reach, for each commune of France."""
    return _reach(question.reach_alone)


@lately(64)
def _reach(question: Question) -> Reach:
    return question.reach()


@lately(512)
def cached_coverage(question: Question) -> Coverage:
    """Return the coverage of a territory."""
    reached = cached_reach(question)
    return coverage(question.atlas, reached, question.territory, question.priorities)


@lately(128)
def cached_left_out(question: Question) -> pd.DataFrame:
    """Return the poles of a territory that its figures leave out, their seat not known."""
    return left_out_of(question.atlas, cached_reach(question), question.territory)


@lately(128)
def cached_fallback(question: Question) -> pd.DataFrame:
    """Return the poles that declare nothing and count for a territory all the same."""
    reached = cached_reach(question)
    return concerned(question.atlas, reached, question.territory, reached.fallback)


@lately(128)
def cached_closed(question: Question) -> pd.DataFrame:
    """Return the poles that count for a territory although a source says that they have closed."""
    return closed_in(question.atlas, cached_reach(question), question.territory)


@lately(128)
def cached_gaps(question: Question, unit: str = DEFAULT_VIEW.unit) -> pd.DataFrame:
    """Return the units without a pole, those with most priority people left out first."""
    reached = cached_reach(question)
    return find_gaps(question.atlas, reached, question.territory, unit, question.priorities)


@lately(128)
def cached_rest(question: Question) -> dict[str, float | None]:
    """Return, for each priority, the share reached of those who are not in it."""
    reached = cached_reach(question)
    return shares_of_the_rest(question.atlas, reached, question.territory, question.priorities)


@lately(128)
def cached_profile(question: Question) -> pd.DataFrame:
    """Return how far people live from a pole, and what share of one they have, by group.

    Returns
    -------
    pandas.DataFrame
        What `geo.reach.access.access_profile` returns, and ``access``: what
        `geo.reach.access.mean_access` returns, poles per million inhabitants.
    """
    atlas, territory, priorities = question.atlas, question.territory, question.priorities
    profile = access_profile(atlas, cached_reach(question), territory, priorities)
    # Of the rule only the detour matters: it is the same whatever the radius.
    shared = _catchment(replace(question.reach_alone, rule=ReachRule(detour=question.rule.detour)))
    return profile.assign(
        access=profile["group"].map(mean_access(atlas, shared, territory, priorities))
    )


@lately(16)
def _catchment(question: Question) -> pd.DataFrame:
    return floating_catchment(question.atlas, cached_reach(question))


@lately(128)
def cached_rules(question: Question) -> pd.DataFrame:
    """Return how the answer moves with the rule, the reader's own among them."""
    chosen = question.rule
    rules = {replace(rule, detour=chosen.detour) for rule in COMPARED_RULES} | {chosen}
    order = [rule.kind for rule in COMPARED_RULES]
    ordered = sorted(rules, key=lambda rule: (order.index(rule.kind), rule.km or 0))
    asked = (question.territory, question.poles, question.priorities)
    return compare_rules(question.atlas, *asked, ordered)


def rule_sentence(rule: ReachRule) -> str:
    """Return what being reached means under a rule, after "... % of the inhabitants"."""
    if rule.kind != "radius":
        return _(SENTENCES[rule.kind])
    if rule.detour == 1:
        return _("vivent à moins de {km} km d'un pôle connu, à vol d'oiseau").format(
            km=number(rule.km)
        )
    return _("vivent à moins de {km} km d'un pôle connu, détour de {detour} compris").format(
        km=number(rule.km), detour=number(rule.detour, 1)
    )


def rule_name(kind: str, km: float | None = None) -> str:
    """Return the name of a rule, with its radius."""
    return told(words.rule_name(kind, km))
