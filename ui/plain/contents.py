"""What each screen says as a light page: the same sentences, figures and tables, without a map."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pandas as pd

from geo.compare.targeting import TARGETS
from geo.errors import FilterError
from geo.people.context import population_context
from geo.places.territories import Territory, get_territory
from geo.poles.select import PoleFilter, select_poles, summarise_poles
from geo.reach.question import Question
from geo.reach.words import rule_line
from geo.tables.atlas import Atlas
from ui import data
from ui.paper.contents import in_words
from ui.paper.sheets import Section
from ui.parts.citations import map_sources, outline_note, sources_line
from ui.parts.gaps import AREAS, area_table, gap_columns, gap_sentence, gap_table
from ui.parts.left_out import LEFT_OUT, left_out_table
from ui.parts.pole_table import POLES, SEATLESS, pole_table, seatless_table
from ui.plain.maps import wave_choices
from ui.plain.page import Page, paragraphs, present, section, table_of, told_of
from ui.plain.words import INSTEAD
from ui.prints import territory_sheet as sheet
from ui.screens.appels import facts as calls
from ui.screens.appels import tables as call_tables
from ui.screens.appels import words as call_words
from ui.screens.carte import words as carte
from ui.screens.chronologie import facts as waves
from ui.screens.chronologie import tables as wave_tables
from ui.screens.chronologie import words as wave_words
from ui.screens.comparer import facts as compared
from ui.screens.comparer import tables as compared_tables
from ui.screens.comparer import words as compared_words
from ui.screens.couverture import tables as coverage_tables
from ui.screens.couverture import words as coverage
from ui.screens.donnees import facts as holdings
from ui.screens.donnees import tables as holding_tables
from ui.screens.donnees import words as holding_words
from ui.screens.implanter import facts as siting
from ui.screens.implanter import words as siting_words
from ui.screens.portrait import tables as portrait_tables
from ui.screens.portrait import words as portrait_words
from ui.screens.portrait.commune import commune_lines
from ui.screens.portrait.facts import economy, peers, portrait, quarters
from ui.text.columns import Columns, Kind, names, pick
from ui.text.figures import completeness_note
from ui.text.i18n import _
from ui.text.messages import told
from ui.text.safe import without_markdown
from ui.view.choices import DEFAULT_VIEW, Screen, ViewState
from ui.view.rules import (
    cached_coverage,
    cached_left_out,
    cached_profile,
    cached_rest,
    cached_rules,
    map_filter,
    question,
    settled,
)
from ui.view.sources import (
    call_sources,
    coverage_credits,
    pole_sources,
    portrait_sources,
    wave_sources,
)
from ui.view.words import coverage_choices, pole_choices

# As many as a narrow screen and a sheet of paper hold; the others are in the application's table.
NARROW: Final = pick(
    POLES,
    *("name", "commune_name", "departement", "cohorts", "sectors", "status"),
    *("seat_qpv_count", "seat_frr", "seat_desindustrialise", "source_url"),
)


def page_of(screen: Screen, atlas: Atlas, view: ViewState) -> Page:
    """Return what a screen says of a view.

    Parameters
    ----------
    screen
        One of `ui.view.choices.SCREENS`.
    atlas
        The tables.
    view
        As the link says it.

    Returns
    -------
    Page
        Without an answer where the tables that it needs are lost.
    """
    problems = (*atlas.problems, *data.drawing_problems())
    damaged = told_of(*(told(problem.message) for problem in problems if not problem.is_of_a_row))
    instead = told_of(_(INSTEAD[screen])) if screen in INSTEAD else ()
    if screen == "donnees":
        made = _data(atlas)
    elif atlas.poles is None or atlas.communes is None or _needs_waves(screen, atlas):
        made = Page("")
    elif screen == "appels":
        made = _calls(atlas)
    else:
        territory = get_territory(atlas, view.territory)
        made = _OF_A_PLACE[screen](atlas, territory, view)
    notices = (*damaged, *instead, *made.notices)
    return Page(**{**vars(made), "notices": notices})


def _needs_waves(screen: Screen, atlas: Atlas) -> bool:
    return screen in {"appels", "chronologie"} and atlas.waves is None


def _poles(atlas: Atlas, territory: Territory, view: ViewState) -> Page:
    chosen = map_filter(territory, view)
    poles = select_poles(atlas, chosen)
    summary = summarise_poles(atlas, chosen)
    table = pole_table(atlas, poles)
    return Page(
        answer=without_markdown(carte.sentence(territory, summary)),
        figures=tuple(carte.figures(summary, population_context(atlas, territory))),
        sections=present(
            [
                section(_("Pôles"), table_of(table, NARROW)),
                section(
                    _("Pôles sans siège connu"), table_of(seatless_table(poles, table), SEATLESS)
                ),
            ]
        ),
        notes=told_of(completeness_note(summary), outline_note(atlas, territory)),
        filters=in_words(pole_choices(view)),
        sources=sources_line(atlas, dict.fromkeys((*map_sources(view), *pole_sources()))),
        place=territory,
        has_map=True,
    )


def _coverage(atlas: Atlas, territory: Territory, view: ViewState) -> Page:
    view, set_aside = settled(atlas, view)
    asked = question(atlas, territory, view)
    covered = cached_coverage(asked)
    kept = gap_table(asked, view)
    profile = cached_profile(asked)
    return Page(
        answer=without_markdown(coverage.sentence(covered, asked.rule)),
        figures=tuple(coverage.figures(covered, cached_rest(asked), asked.rule, asked.priorities)),
        sections=present(
            [
                sheet.reached_section(asked),
                section(
                    _("Manques"),
                    *paragraphs(gap_sentence(kept, view, covered)),
                    table_of(kept, gap_columns(view.unit)),
                ),
                section(_("Ensembles contigus"), table_of(area_table(asked, view), AREAS)),
                sheet.parts_section(asked),
                section(
                    _("Selon la règle"),
                    table_of(
                        coverage_tables.rule_table(cached_rules(asked), asked.rule),
                        coverage_tables.RULES,
                    ),
                ),
                section(
                    _("Distance"),
                    table_of(
                        coverage_tables.access_table(profile),
                        coverage_tables.access_columns(profile),
                    ),
                ),
                _left_out(asked),
            ]
        ),
        notes=(*told_of(coverage.priority_rule_note(covered)), *sheet.notes(asked)),
        filters=in_words({**coverage_choices(view), **pole_choices(view)}),
        sources=sources_line(atlas, coverage_credits(asked.priorities)),
        notices=told_of(*set_aside),
        place=territory,
        has_map=True,
    )


def _left_out(asked: Question) -> Section | None:
    left_out = left_out_table(cached_left_out(asked))
    return section(_("Pôles non comptés"), table_of(left_out, LEFT_OUT))


def _comparison(atlas: Atlas, _territory: Territory, view: ViewState) -> Page:
    view, set_aside = settled(atlas, view)
    shown = compared.comparison(atlas, view)
    asked, columns = shown.question, compared_tables.page_columns(shown)
    table = compared.rows(shown).set_axis(names(columns), axis=1)
    return Page(
        answer=without_markdown(compared_words.sentence(shown)),
        figures=tuple(compared.figures(shown)),
        sections=present(
            [
                section(
                    _("Est-ce plus que le hasard ?"),
                    *paragraphs(*compared_words.words(shown), compared_words.chance_note()),
                ),
                section(_("Tableau"), table_of(table, columns, told(rule_line(asked.rule)))),
                section(
                    _("Tests entre territoires"),
                    table_of(compared_tables.pair_rows(shown), compared_tables.PAIRS),
                ),
                section(
                    _("Selon la règle"),
                    table_of(
                        compared_tables.rule_table(shown),
                        _as_shares(compared_tables.rule_columns(shown)),
                    ),
                ),
            ]
        ),
        notes=told_of(completeness_note(summarise_poles(atlas, asked.poles))),
        filters=in_words({**coverage_choices(view), **pole_choices(view)}),
        sources=sources_line(atlas, coverage_credits(asked.priorities)),
        notices=told_of(*set_aside),
        place=shown.compared.territories[0],
        has_map=True,
    )


def _as_shares(columns: Columns) -> Columns:
    first, *others = columns
    return (first, *(replace(column, kind=Kind.SHARE) for column in others))


def _portrait(atlas: Atlas, territory: Territory, view: ViewState) -> Page:
    view, set_aside = settled(atlas, view)
    asked = question(atlas, territory, view)
    found, known, areas, beside = (
        portrait(asked),
        economy(atlas, territory),
        quarters(asked),
        peers(asked),
    )
    gaps = gap_table(asked, DEFAULT_VIEW)
    lines = [] if found.commune is None else commune_lines(atlas, found.commune)
    return Page(
        answer=without_markdown(portrait_words.sentence(found)),
        figures=tuple(portrait_words.figures(found)),
        sections=present(
            [
                section(
                    _("Ce que disent les listes"),
                    table_of(pd.DataFrame(lines), portrait_tables.ANSWERS),
                ),
                section(
                    _("Pôles qui atteignent le territoire"),
                    *([] if len(found.reaching) else paragraphs(_(portrait_words.NOT_REACHED))),
                    table_of(portrait_tables.pole_table(found), portrait_tables.POLES),
                    *paragraphs(portrait_tables.unplaced_sentence(found)),
                ),
                section(
                    _("Priorités"),
                    table_of(portrait_tables.priority_table(found), portrait_tables.PRIORITIES),
                    *paragraphs(portrait_tables.priority_unknown(found)),
                ),
                section(
                    _("Quartiers prioritaires du territoire"),
                    table_of(portrait_tables.quarter_table(areas), portrait_tables.QUARTERS),
                ),
                section(
                    _("Manques"),
                    *paragraphs(gap_sentence(gaps, DEFAULT_VIEW, found.covered)),
                    table_of(gaps, gap_columns(DEFAULT_VIEW.unit)),
                ),
                section(
                    _("Travail et revenus"),
                    *paragraphs(
                        portrait_words.unemployment_sentence(known.unemployment, territory),
                        portrait_words.income_sentence(known.income),
                        portrait_words.jobs_sentence(known.jobs, territory),
                    ),
                ),
                section(
                    _("Rang"),
                    table_of(portrait_tables.rank_table(found), portrait_tables.RANKS),
                ),
                section(
                    _("Territoires semblables"),
                    None
                    if beside.empty
                    else table_of(portrait_tables.peer_table(beside), portrait_tables.PEERS),
                ),
            ]
        ),
        notes=told_of(
            completeness_note(summarise_poles(atlas, asked.poles)), outline_note(atlas, territory)
        ),
        filters=in_words({**coverage_choices(view), **pole_choices(view)}),
        sources=sources_line(atlas, portrait_sources(view)),
        notices=told_of(*set_aside),
        place=territory,
        has_map=True,
    )


def _siting(atlas: Atlas, territory: Territory, view: ViewState) -> Page:
    view, set_aside = settled(atlas, view)
    view, not_fitting = siting.settled_towns(atlas, territory, view)
    answer = without_markdown(siting_words.question_sentence(territory))
    notices = told_of(*set_aside, *not_fitting)
    try:
        request = siting.request_of(atlas, territory, view)
    except FilterError as problem:
        return Page(answer, notices=(*notices, told(problem.message)), place=territory)
    by_site_reach = replace(view, reach=view.site_reach)
    asked = request.today(atlas).about(territory)
    covered, gaps = cached_coverage(asked), gap_table(asked, DEFAULT_VIEW)
    return Page(
        answer=answer,
        figures=tuple(coverage.figures(covered, cached_rest(asked), asked.rule, asked.priorities)),
        sections=present(
            [
                section(
                    _("Qui est atteint aujourd'hui"),
                    *paragraphs(coverage.sentence(covered, asked.rule)),
                ),
                section(
                    _("Manques"),
                    *paragraphs(gap_sentence(gaps, DEFAULT_VIEW, covered)),
                    table_of(gaps, gap_columns(DEFAULT_VIEW.unit)),
                ),
                _left_out(asked),
            ]
        ),
        notes=sheet.notes(asked),
        filters=in_words({**coverage_choices(by_site_reach), **pole_choices(view)}),
        sources=sources_line(atlas, coverage_credits(asked.priorities)),
        notices=notices,
        place=territory,
    )


def _waves(atlas: Atlas, territory: Territory, view: ViewState) -> Page:
    view, set_aside = settled(atlas, view)
    # Every wave counts on this screen, whatever poles the others keep.
    asked = question(atlas, territory, view).of(PoleFilter())
    table = waves.cached_timeline(asked)
    return Page(
        answer=without_markdown(wave_words.sentence(territory, table)),
        figures=tuple(wave_words.figures(table)),
        sections=present(
            [
                section(
                    _("Vague par vague"),
                    *paragraphs(*(wave_words.wave_sentence(row) for _n, row in table.iterrows())),
                ),
                section(
                    _("Couverture"),
                    table_of(wave_tables.growth_table(table), wave_tables.GROWTH),
                ),
                section(
                    _("Nouveau ou déjà atteint"),
                    table_of(
                        wave_tables.overlap_table(table),
                        wave_tables.OVERLAP,
                        wave_tables.unsure_note(table),
                    ),
                ),
                section(
                    _("Totaux publiés"),
                    table_of(wave_tables.total_table(atlas), wave_tables.TOTALS),
                ),
                _left_out(asked),
            ]
        ),
        notes=sheet.notes(asked),
        filters=in_words(wave_choices(view)),
        sources=sources_line(atlas, wave_sources(view)),
        notices=told_of(*set_aside),
        place=territory,
        has_map=wave_words.pictured(atlas, table),
    )


def _calls(atlas: Atlas) -> Page:
    results, records, priorities = calls.figures(atlas)
    claims = call_tables.claim_table(
        results,
        {
            str(claim): (
                call_words.said(str(claim)),
                call_words.told(str(claim), row, records.loc[row["cohort"]]),
            )
            for claim, row in results.iterrows()
        },
    )
    targets = [
        section(
            call_tables.target_label(target).capitalize(),
            table_of(
                call_tables.priority_table(priorities[priorities["target"] == target]),
                call_tables.PRIORITIES,
            ),
        )
        for target in TARGETS
    ]
    return Page(
        answer=without_markdown(call_words.sentence(priorities)),
        sections=present(
            [
                *targets,
                section(_("Annonces"), table_of(claims, call_tables.CLAIMS)),
                section(
                    _("Les vagues, et ce que le registre en connaît"),
                    table_of(call_tables.wave_table(records), call_tables.WAVES),
                ),
                section(
                    _("Pôles mis en avant"),
                    table_of(pole_table(atlas, call_words.documented(atlas)), NARROW),
                ),
            ]
        ),
        sources=sources_line(atlas, call_sources()),
    )


def _data(atlas: Atlas) -> Page:
    records = holdings.records(atlas)
    complete = None
    if records is not None:
        table = holding_tables.completeness_table(records, holdings.seatless(atlas))
        complete = table_of(
            table,
            holding_tables.COMPLETENESS,
            holding_words.undated_note(holdings.undated(atlas)),
        )
    sources = () if atlas.sources is None else tuple(atlas.sources["id"])
    return Page(
        answer=without_markdown(holding_words.sentence(records)),
        sections=present(
            [
                section(_("Le registre, vague par vague"), complete),
                section(
                    _("Tables et calques de l'atlas"),
                    table_of(
                        holding_tables.holding_table(atlas, holdings.holdings(atlas)),
                        holding_tables.HOLDINGS,
                    ),
                ),
                section(
                    _("Toutes les sources"),
                    table_of(holding_tables.source_table(atlas, sources), holding_tables.SOURCES)
                    if sources
                    else None,
                ),
            ]
        ),
        notes=told_of(holding_words.privacy_note()),
    )


_OF_A_PLACE: Final[dict[str, Callable[[Atlas, Territory, ViewState], Page]]] = {
    "carte": _poles,
    "couverture": _coverage,
    "comparer": _comparison,
    "portrait": _portrait,
    "implanter": _siting,
    "chronologie": _waves,
}
