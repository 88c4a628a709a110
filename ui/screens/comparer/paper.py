"""The sheet of a comparison: the answer, maps side by side, the table, what is more than chance."""

from dataclasses import replace
from datetime import date
from typing import Final

from geo.places.territories import bounds
from geo.poles.select import summarise_poles
from ui.maps.crowds import on_one_scale
from ui.maps.scale import is_common_scale, overseas_note
from ui.paper.contents import coverage_map, in_words, seatless_note
from ui.paper.layout import SIDE_BY_SIDE
from ui.paper.maps import picture
from ui.paper.marks import legend_entry
from ui.paper.model import Imprint, PaperMap
from ui.paper.sheets import FIRST, Figure, Paragraph, Picture, Section, Sheet, table
from ui.parts.citations import sources_line
from ui.parts.marks import CROWD, pole_marks
from ui.screens.comparer.facts import Comparison, figures, rows
from ui.screens.comparer.tables import page_columns
from ui.screens.comparer.words import chance_note, sentence, words
from ui.text.columns import printed
from ui.text.figures import completeness_note
from ui.text.formats import number, percent
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration
from ui.text.own_list import named
from ui.text.safe import plain_text, without_markdown
from ui.view.choices import ViewState
from ui.view.rules import cached_left_out
from ui.view.sources import coverage_credits
from ui.view.words import coverage_choices, pole_choices

# Waves and sectors come last in the table of the page; a sheet has no room for all of them.
MOST_ROWS: Final = 60


def comparison_map(shown: Comparison, view: ViewState, made: date, link: str = "") -> PaperMap:
    """Return the maps of a comparison for print, side by side and to the same scale.

    Parameters
    ----------
    shown
        From `ui.screens.comparer.facts.comparison`.
    view, made, link
        As of `ui.paper.contents.coverage_map`.
    """
    atlas, shares = shown.question.atlas, shown.table["share_reached"]
    drawn = []
    for territory, name, share in zip(shown.compared.territories, shown.names, shares, strict=True):
        # The sentence is the comparison's own, below.
        one = coverage_map(atlas, territory, view, Imprint("", made, link))
        # Numbers would begin anew on each map.
        marks = replace(one.poles, table=one.poles.table.assign(number=0))
        title = _("{name} : {share} atteints").format(name=name, share=percent(share, 1))
        drawn.append(replace(one, poles=marks, name=title))
    crowds = on_one_scale([one.poles.crowd for one in drawn])
    drawn = [
        replace(one, poles=replace(one.poles, crowd=crowd))
        for one, crowd in zip(drawn, crowds, strict=True)
    ]
    first, *others = drawn
    framed = [bounds(atlas, one.territory) for one in drawn]
    scale = (
        _("Même échelle sur chaque carte.")
        if is_common_scale(framed)
        else _("Tailles trop différentes pour une même échelle : chaque carte a la sienne.")
    )
    entries = {entry.label: entry for one in drawn for entry in one.legend[-1].entries}
    explained = pole_marks(view.colour, atlas.own, crowds)
    kept = tuple(
        legend_entry(mark) for mark in explained if mark.label in entries or mark.classes == CROWD
    )
    return replace(
        first,
        title=_("Comparaison : {places}").format(places=enumeration(list(shown.names))),
        answer=named(shown.question.atlas.own, without_markdown(sentence(shown)), plain_text),
        legend=(first.legend[0], replace(first.legend[-1], entries=kept)),
        notes=(
            seatless_note(_seatless(shown), 0),
            without_markdown(completeness_note(summarise_poles(atlas, shown.question.poles))),
            scale,
            *filter(None, [overseas_note(shown.compared.territories)]),
        ),
        beside=tuple(others),
    )


def _seatless(shown: Comparison) -> int:
    """Return how many poles of the territories have no known seat, each counted once."""
    left_out = [
        cached_left_out(shown.question.about(territory))["id"]
        for territory in shown.compared.territories
    ]
    return len({pole for poles in left_out for pole in poles})


def comparison_sheet(shown: Comparison, view: ViewState, drawn: PaperMap) -> Sheet:
    """Return the sheet of a comparison.

    Parameters
    ----------
    shown
        From `ui.screens.comparer.facts.comparison`.
    view
        What the reader has chosen.
    drawn
        From `comparison_map`; it says the day and the address too.
    """
    asked = shown.question
    told = [Paragraph(f"• {without_markdown(text)}") for text in words(shown)]
    cells = [[str(cell) for cell in row] for row in rows(shown).to_numpy().tolist()]
    left = max(len(cells) - MOST_ROWS, 0)
    cut = (
        ngettext("et {count} ligne, dans l'atlas.", "et {count} lignes, dans l'atlas.", left)
        if left
        else ""
    ).format(count=number(left))
    return Sheet(
        title=enumeration([plain_text(name) for name in shown.names]),
        subtitle=_("Atlas des pôles territoriaux de coopération économique (PTCE) : comparaison"),
        answer=named(shown.question.atlas.own, without_markdown(sentence(shown)), plain_text),
        figures=tuple(
            Figure(figure.label, figure.value, figure.comparison) for figure in figures(shown)
        ),
        filters=in_words({**coverage_choices(view), **pole_choices(view)}),
        sections=(
            Section("", (_picture(shown, drawn),), page=FIRST),
            Section(_("Est-ce plus que le hasard ?"), tuple(told), page=FIRST),
            Section(_("Tableau"), (table(printed(page_columns(shown)), cells[:MOST_ROWS], cut),)),
        ),
        notes=tuple(
            without_markdown(note)
            for note in (
                chance_note(),
                completeness_note(summarise_poles(asked.atlas, asked.poles)),
            )
            if note and without_markdown(note) not in drawn.notes
        ),
        sources=sources_line(asked.atlas, coverage_credits(asked.priorities)),
        link=drawn.link,
        version=drawn.version,
        made=drawn.made,
    )


def _picture(shown: Comparison, drawn: PaperMap) -> Picture:
    shares = shown.table["share_reached"]
    alt = " ; ".join(
        _("{name} : {share} des habitants atteints").format(name=name, share=percent(share))
        for name, share in zip(shown.names, shares, strict=True)
    )
    return picture(drawn, SIDE_BY_SIDE, alt)
