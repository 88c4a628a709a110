"""The printed maps of the waves, side by side: what each one reached for the first time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from geo.people.people import DEFAULT_PRIORITIES
from geo.places.territories import FRANCE, OVERSEAS
from geo.poles.joined import of_list
from geo.poles.select import PoleFilter, summarise_poles
from geo.reach.question import Question
from geo.reach.reach import ReachRule
from geo.reach.timeline import seats_of, wave_order, wave_states
from geo.tables.atlas import Atlas
from ui.maps.chronologie import EARLIER, STATE_COLOURS
from ui.maps.crowds import MOST_MARKS
from ui.paper import contents, layers, shapes
from ui.paper.marks import legend_entry
from ui.paper.model import Entry, Layer, Legend, PaperMap, Points, Poles, Style
from ui.parts import citations
from ui.screens.chronologie import words
from ui.text.figures import completeness_note
from ui.text.formats import percent
from ui.text.i18n import _
from ui.text.labels import cohort_short, territory_label
from ui.text.palette import INK, OWN_LIST
from ui.text.safe import without_markdown
from ui.view.sources import coverage_credits

NO_POLES = Poles(
    pd.DataFrame(columns=["name", "lon", "lat", "dx", "dy", "colour", "hollow", "number", "own"])
)
SEAT_POINTS = 2.6
# Of each seat of a list too long for more.
MANY_POINTS = 0.9


def wave_maps(
    question: Question,
    table: pd.DataFrame,
    choices: Mapping[str, str],
    made: date,
    link: str = "",
) -> PaperMap:
    """Return the maps of the waves for print, one a wave, to the same scale.

    Parameters
    ----------
    question
        What is framed, and how far a pole reaches.
    table
        From `ui.screens.chronologie.facts.cached_timeline`.
    choices
        Word and value of each choice in force.
    made
        Day the maps are made.
    link
        Address of the same view.
    """
    atlas, territory = question.atlas, question.territory
    wide = territory.kind == FRANCE.kind
    marks = words.marks(atlas.own)
    areas = tuple(legend_entry(mark) for mark in marks[:3])
    dots = tuple(
        Entry("dot", Style(fill=colour), mark.label)
        for colour, mark in zip((INK, EARLIER), marks[3:5], strict=True)
    )
    own = tuple(legend_entry(mark) for mark in marks[5:])
    first = PaperMap(
        atlas=atlas,
        territory=territory,
        title=_("{place} : les vagues de pôles").format(place=territory_label(territory)),
        answer=contents.said(words.sentence(territory, table), territory, atlas.own),
        filters=contents.in_words(dict(choices)),
        layers=(),
        poles=NO_POLES,
        legend=(Legend(_("Communes"), areas), Legend(_("Sièges"), (*dots, *own))),
        notes=(
            _("À côté de chaque vague, la part des habitants à portée après elle."),
            *([_overseas_note()] if wide else []),
            without_markdown(completeness_note(summarise_poles(atlas, PoleFilter()))),
        ),
        sources=_("Sources : {sources}").format(
            sources=citations.cited_sources(atlas, coverage_credits(DEFAULT_PRIORITIES))
        ),
        version=atlas.version,
        made=made,
        link=link,
        # Beside so many seats, the dots of towns would be taken for them.
        towns=False,
    )
    panels = [
        replace(
            first,
            layers=_areas(atlas, row["cohort"], question.rule),
            points=_seats(atlas, row["cohort"]),
            name=_("{wave} : {share}").format(
                wave=cohort_short(row["cohort"]), share=percent(row["share_reached"])
            ),
        )
        for _place, row in table.iterrows()
    ]
    return replace(panels[0], beside=tuple(panels[1:]))


def _overseas_note() -> str:
    names = ", ".join(_(one.name) for one in OVERSEAS)
    return _(
        "Sous l'Hexagone et la Corse, de gauche à droite, chacun à son échelle : {names}."
    ).format(names=names)


def _areas(atlas: Atlas, cohort: str, rule: ReachRule) -> tuple[Layer, ...]:
    states = wave_states(atlas, cohort, rule)
    classes = pd.Series(states, index=atlas.require_communes()["code"]).astype(object)
    fills = {str(state): Style(fill=colour) for state, colour in enumerate(STATE_COLOURS) if state}
    # What is not reached yet has the colour of the land: it need not be drawn.
    shown = classes.where(classes > 0).map(str, na_action="ignore")
    return (
        Layer(lambda frame: shapes.dissolved(frame, shown), fills, layers.PANE_DEPTHS["rural"]),
    )


def _seats(atlas: Atlas, cohort: str) -> tuple[Points, ...]:
    order = wave_order(atlas)
    found = []
    for depth, (cohorts, colour) in enumerate(
        ((order[: order.index(cohort)], EARLIER), ((cohort,), INK)), start=40
    ):
        seats = seats_of(atlas, cohorts)
        listed = of_list(atlas.own, seats["id"])
        for own, shown in ((True, listed), (False, ~listed)):
            lon, lat = seats.loc[shown, "lon"].to_numpy(), seats.loc[shown, "lat"].to_numpy()
            size = SEAT_POINTS if len(lon) <= MOST_MARKS else MANY_POINTS
            style = Style(fill=OWN_LIST if own else colour)
            found.append(Points(lon, lat, style, size, depth, own=own))
    return tuple(found)
