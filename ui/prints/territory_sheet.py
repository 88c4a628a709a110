"""The sheet of a territory: its poles, whom they reach, what is missing, where it stands."""

from typing import Final

import pandas as pd

from geo.places.territories import FRANCE, Territory, children_kind
from geo.poles.select import select_poles, summarise_poles
from geo.reach.access import access_profile
from geo.reach.coverage import Coverage, PriorityCoverage, coverage_by
from geo.reach.question import Question
from geo.tables.atlas import Atlas
from ui.maps.layers import is_local
from ui.paper import maps
from ui.paper.contents import in_words, said
from ui.paper.model import PaperMap
from ui.paper.sheets import FIRST, Figure, Paragraph, Section, Sheet, Table, others_note, table, way
from ui.parts.citations import outline_note, sources_line
from ui.screens.carte import words
from ui.screens.couverture.words import sentence
from ui.screens.portrait.facts import Portrait, economy, peers, portrait
from ui.screens.portrait.tables import RANKS, peer_table, rank_table
from ui.screens.portrait.words import income_sentence, jobs_sentence, unemployment_sentence
from ui.text import labels
from ui.text.columns import printed, printed_names
from ui.text.figures import completeness_note
from ui.text.formats import MISSING, number, percent, rate
from ui.text.i18n import _, ngettext
from ui.text.labels import cohort_short, family_label, territory_label
from ui.text.palette import sector_family
from ui.text.safe import without_markdown
from ui.view.choices import ViewState
from ui.view.rules import (
    cached_coverage,
    cached_gaps,
    cached_left_out,
    cached_reach,
    cached_rules,
    question,
    rule_name,
)
from ui.view.sources import coverage_credits
from ui.view.words import coverage_choices, pole_choices

MOST_POLES: Final = 14
MOST_PARTS: Final = 14
MOST_GAPS: Final = 6
SEAT: Final = "seat"


def territory_sheet(atlas: Atlas, territory: Territory, view: ViewState, drawn: PaperMap) -> Sheet:
    """Return the sheet of a territory under the choices of a view.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.
    view
        Rule of reach, poles that count, priorities, layers; already settled by
        `ui.view.rules.settled`.
    drawn
        The map it shows, from `ui.prints.maps`; it says the day and the address too.

    Raises
    ------
    geo.errors.TableError
        When the communes or the register are missing.
    """
    asked = question(atlas, territory, view)
    covered = cached_coverage(asked)
    poles = select_poles(atlas, asked.own_poles)
    sections = [
        picture(drawn),
        reached_section(asked),
        poles_section(poles, drawn),
        parts_section(asked),
        gaps_section(asked),
        standing_section(asked),
    ]
    poles_said = said(
        words.sentence(territory, summarise_poles(atlas, asked.own_poles)),
        territory,
        atlas.own,
    )
    reach_said = said(sentence(covered, asked.rule), territory)
    return Sheet(
        title=territory_label(territory),
        subtitle=_("Atlas des pôles territoriaux de coopération économique (PTCE)"),
        answer=f"{poles_said} {reach_said}",
        figures=figures(asked, covered, len(poles)),
        filters=in_words({**coverage_choices(view), **pole_choices(view)}),
        sections=tuple(section for section in sections if section is not None),
        notes=tuple(note for note in notes(asked) if note not in drawn.notes),
        sources=sources_line(atlas, (*coverage_credits(asked.priorities), "filosofi")),
        link=drawn.link,
        version=drawn.version,
        made=drawn.made,
    )


def picture(drawn: PaperMap) -> Section:
    """Return the map of a sheet."""
    alt = f"{drawn.title}. {drawn.answer}"
    return Section("", (maps.picture(drawn, maps.figure_layout(drawn.territory), alt),), page=FIRST)


def figures(asked: Question, covered: Coverage, poles: int) -> tuple[Figure, ...]:
    """Return the figures of a sheet, each beside that of France."""
    territory, france = asked.territory, cached_coverage(asked.about(FRANCE))
    away = poles - covered.poles
    found = [
        Figure(
            _("Pôles au siège connu"),
            number(covered.poles),
            ngettext("et {count} sans siège connu", "et {count} sans siège connu", away).format(
                count=number(away)
            )
            if away > 0
            else "",
        ),
        Figure(
            _("Habitants atteints"),
            percent(covered.share_reached),
            _against(territory, france.share_reached),
        ),
    ]
    for name, title in labels.PRIORITY_NAMES.items():
        share = covered.priority[name].share_reached
        beside = _against(territory, france.priority[name].share_reached)
        found.append(Figure(_("Atteints : {group}").format(group=_(title)), percent(share), beside))
    return tuple(found)


def _against(territory: Territory, share: float | None) -> str:
    return _("France : {share}").format(share=percent(share)) if is_local(territory) else ""


def reached_section(asked: Question) -> Section:
    """Return who is reached and how far the nearest pole is, for all and for each priority."""
    atlas, territory, rule = asked.atlas, asked.territory, asked.rule
    covered = cached_coverage(asked)
    profile = access_profile(atlas, cached_reach(asked), territory, asked.priorities)
    median = profile.set_index("group")["median_km"]
    groups: dict[str, Coverage | PriorityCoverage] = {"total": covered, **covered.priority}
    is_known = {"total": True} | {name: covered.knows(name) for name in covered.priority}
    rows = [
        (
            _(labels.GROUPS[name]),
            number(group.population if is_known[name] else None),
            number(group.population_reached if is_known[name] else None),
            percent(group.share_reached),
            way(median[name]),
        )
        for name, group in groups.items()
    ]
    rules = cached_rules(asked)
    shares = rules["share_reached"]
    blocks: list[Table | Paragraph] = [
        table(
            [
                (_("Habitants"), 2.2, False),
                (_("Population"), 1, True),
                (_("Atteints"), 1, True),
                (_("Part"), 0.7, True),
                (_("Distance médiane au pôle"), 1.4, True),
            ],
            rows,
        )
    ]
    if shares.notna().any():
        low, high = rules.loc[shares.idxmin()], rules.loc[shares.idxmax()]
        blocks.append(
            Paragraph(
                _(
                    "Règle : {rule}. Selon la règle, la part atteinte va de {low} ({low_rule}) à "
                    "{high} ({high_rule})."
                ).format(
                    rule=rule_name(rule.kind, rule.km),
                    low=percent(low["share_reached"]),
                    low_rule=_named(low),
                    high=percent(high["share_reached"]),
                    high_rule=_named(high),
                )
            )
        )
    return Section(_("Qui est atteint"), tuple(blocks), page=FIRST)


def _named(rule: pd.Series) -> str:
    return rule_name(rule["reach"], None if pd.isna(rule["km"]) else rule["km"])


def poles_section(poles: pd.DataFrame, drawn: PaperMap) -> Section:
    """Return the poles, with their number on the map."""
    title = _("Pôles connus")
    if poles.empty:
        return Section(title, (Paragraph(_("Aucun pôle connu avec ces choix.")),))
    if len(poles) > MOST_POLES and not (drawn.poles.table["number"] > 0).any():
        # A list cut after a tenth would say nothing: the parts of the territory do.
        return Section(title, (Paragraph(_many_poles(poles)),))
    numbers = drawn.poles.table["number"]
    rows = [
        (
            number(numbers.get(pole["id"])) if numbers.get(pole["id"]) else "–",
            str(pole["name"]),
            str(pole["commune_name"]) if pole["attachment"] == SEAT else _("siège inconnu"),
            ", ".join(cohort_short(cohort) for cohort in pole["cohorts"].split(";")),
            family_label(sector_family(pole["sectors"].split(";")[0])),
        )
        for _row, pole in poles.head(MOST_POLES).iterrows()
    ]
    note = others_note(len(poles) - len(rows))
    columns = [
        (_("N°"), 0.35, True),
        (_("Pôle"), 2.8, False),
        (_("Commune du siège"), 1.4, False),
        (_("Vagues"), 1.1, False),
        (_("Secteur principal"), 1.7, False),
    ]
    return Section(title, (table(columns, rows, note),))


def _many_poles(poles: pd.DataFrame) -> str:
    seated = int((poles["attachment"] == SEAT).sum())
    return _("{count} pôles, dont {seated} au siège connu ; leur liste est dans l'atlas.").format(
        count=number(len(poles)), seated=number(seated)
    )


def parts_section(asked: Question) -> Section | None:
    """Return coverage by the parts of a territory, None where it has none or too many."""
    kind = children_kind(asked.territory)
    kind = "zone-emploi" if kind == "commune" and asked.territory.kind == "departement" else kind
    if kind is None or kind == "commune":
        return None
    by = coverage_by(asked.atlas, cached_reach(asked), asked.territory, kind, asked.priorities)
    by = by.sort_values("population", ascending=False, kind="stable")
    rows = [
        (
            str(part["label"]),
            number(part["population"]),
            number(part["poles"]),
            percent(part["share_reached"]),
            *(percent(part[f"{name}_share_reached"]) for name in labels.PRIORITY_NAMES),
        )
        for _row, part in by.head(MOST_PARTS + (4 if kind == "region" else 0)).iterrows()
    ]
    titles = {
        "region": _("Par région"),
        "departement": _("Par département"),
        "zone-emploi": _("Par zone d'emploi"),
    }
    columns = [
        (titles[kind].split(" ", 1)[1].capitalize(), 2.2, False),
        (_("Habitants"), 1.1, True),
        (_("Pôles"), 0.7, True),
        (_("Atteints"), 0.9, True),
        (_("QPV"), 0.8, True),
        (_("Ruraux"), 0.8, True),
        (_("Désindustrialisés"), 1.3, True),
    ]
    left = len(by) - len(rows)
    note = _("et {count} autres, moins peuplés.").format(count=number(left)) if left else ""
    return Section(titles[kind], (table(columns, rows, note),))


def gaps_section(asked: Question) -> Section:
    """Return the zones d'emploi without a pole that leave most priority people out."""
    gaps = cached_gaps(asked)
    title = _("Zones d'emploi sans pôle connu")
    if gaps.empty:
        text = _("Toutes les zones d'emploi de ce territoire ont un pôle connu.")
        return Section(title, (Paragraph(text),))
    rows = [
        (
            str(gap["name"]),
            number(gap["left_out"]),
            number(gap["priority_left_out"]),
            way(gap["distance_km"]),
            _known(gap["nearest_pole_name"]),
            rate(gap["unemployment_rate"]),
        )
        for _row, gap in gaps.head(MOST_GAPS).iterrows()
    ]
    columns = [
        (_("Zone d'emploi"), 1.7, False),
        (_("Non atteints"), 1, True),
        (_("dont prioritaires"), 1.2, True),
        (_("Distance"), 0.8, True),
        (_("Pôle le plus proche"), 2.2, False),
        (_("Chômage"), 0.8, True),
    ]
    note = others_note(len(gaps) - len(rows))
    return Section(title, (table(columns, rows, note),))


def _known(value: object) -> str:
    return MISSING if value is None or pd.isna(value) else str(value)


def notes(asked: Question) -> tuple[str, ...]:
    """Return what the figures of a sheet leave out."""
    atlas, territory = asked.atlas, asked.territory
    left_out = cached_left_out(asked)
    found = (
        ngettext(
            "{count} pôle sans siège connu n'est compté dans aucune part.",
            "{count} pôles sans siège connu ne sont comptés dans aucune part.",
            len(left_out),
        ).format(count=number(len(left_out)))
        if len(left_out)
        else "",
        completeness_note(summarise_poles(atlas, asked.poles)),
        outline_note(atlas, territory),
        _(
            "Une commune est atteinte selon la règle choisie ; les habitants sont ceux de 2023. "
            "Inconnu n'est pas zéro : ce qui n'est pas publié est marqué d'un tiret."
        ),
    )
    return tuple(without_markdown(note) for note in found if note)


def standing_section(asked: Question) -> Section | None:
    """Return the ranks of a territory, its economy and those like it; None for the country."""
    territory = asked.territory
    if not is_local(territory):
        return None
    found = portrait(asked)
    known = economy(asked.atlas, territory)
    told = (
        unemployment_sentence(known.unemployment, territory),
        income_sentence(known.income),
        jobs_sentence(known.jobs, territory),
        _alike(found),
    )
    paragraphs = [Paragraph(without_markdown(text)) for text in told if text]
    title = _("Parmi les territoires de même sorte")
    return Section(title, (*_ranks(found), *paragraphs))


def _ranks(found: Portrait) -> tuple[Table, ...]:
    ranked = rank_table(found)
    if ranked.empty:
        return ()
    rows = ranked[printed_names(RANKS)].to_numpy().tolist()
    note = _("Rang 1 : la plus forte valeur, la plus courte distance. Parmi : {among}.").format(
        among=ranked["among"].iloc[0]
    )
    return (table(printed(RANKS), rows, note),)


def _alike(found: Portrait) -> str:
    beside = peers(found.question)
    if beside.empty:
        return ""
    others = peer_table(beside).iloc[1:]
    named = [
        _("{name}, {share} atteints").format(name=name, share=percent(share))
        for name, share in zip(others["name"], others["share_reached"], strict=True)
    ]
    text = _("Territoires les plus semblables (population, densité, priorités) : {names}.")
    return text.format(names=" ; ".join(named))
