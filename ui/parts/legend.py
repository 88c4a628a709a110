"""The legend under a map, in one line."""

from collections.abc import Iterable, Sequence
from typing import Final

from geo.tables.atlas import OwnList
from ui.maps.crowds import Crowd
from ui.parts.marks import HOLLOW, Mark, coverage_marks, layer_marks, pole_marks
from ui.parts.style import show_html
from ui.text.i18n import _
from ui.text.safe import SafeText, html, join_html
from ui.view.choices import ViewState
from ui.view.words import word

DECLARED_REACH: Final = "declared"


def _mark(mark: Mark) -> SafeText:
    return html(
        '<span class="atlas-legend-item"><i class="{classes}"></i>{label}</span>',
        classes=f"mark {mark.classes}",
        label=mark.label,
    )


def show_legend(view: ViewState, own: OwnList | None, crowds: Sequence[Crowd | None]) -> None:
    """Show the legend of the map.

    Parameters
    ----------
    view
        Layers, colours.
    own, crowds
        As of `ui.parts.marks.pole_marks`.
    """
    title = word("colour", view.colour) if own is None or not own.alone else _("Pôles")
    groups = [(title, pole_marks(view.colour, own, crowds))]
    if view.layers:
        groups.append((_("Calques"), layer_marks(view)))
    show_html(join_html([legend_line(title, marks) for title, marks in groups]))


def show_coverage_legend(
    view: ViewState, own: OwnList | None, crowds: Sequence[Crowd | None]
) -> None:
    """Show the legend of the map of coverage: what areas mean, then the marks of the poles.

    Parameters
    ----------
    view, own, crowds
        As of `show_legend`.
    """
    # A pole without a known seat is drawn only where its declared territory counts.
    poles = pole_line(view, own, crowds, hollow=view.reach == DECLARED_REACH)
    areas = legend_line(word("mesh", view.mesh), coverage_marks(view.display))
    show_html(join_html([areas, poles]))


def pole_line(
    view: ViewState, own: OwnList | None, crowds: Sequence[Crowd | None], *, hollow: bool
) -> SafeText:
    """Return the line of the marks of poles, with that of an unknown seat or without."""
    found = pole_marks(view.colour, own, crowds)
    marks = [mark for mark in found if hollow or mark.classes != HOLLOW]
    if own is not None and own.alone:
        return legend_line(_("Pôles"), marks)
    return legend_line(_("Pôles, par {colour}").format(colour=_by(view)), marks)


def _by(view: ViewState) -> str:
    return {"vague": _("vague"), "secteur": _("secteur"), "statut": _("statut")}[view.colour]


def legend_line(title: str, marks: Iterable[Mark]) -> SafeText:
    """Return one line of a legend: its title, then its marks."""
    return html(
        '<div class="atlas-legend"><b>{title}</b>{marks}</div>',
        title=title,
        marks=join_html([_mark(mark) for mark in marks]),
    )


def show_marks(marks: Iterable[Mark], title: str = "") -> None:
    """Show a legend of marks in one line."""
    show_html(legend_line(title or _("Communes"), marks))
