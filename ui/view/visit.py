"""What is remembered of one reader's visit, and what the view is when a run of the page begins.

A run has one of four sources. Which one follows from three questions: is the screen the one of the
run before; is the address the one last read or written, "known"; does the run answer a choice?

=========  =========  ======  =======  =====================  ===========
screen     address    choice  source   the view is            the widgets
=========  =========  ======  =======  =====================  ===========
none yet   any        any     ADDRESS  what the address says  are given it
another    empty      any     SCREEN   as it was              are given it
another    known      any     SCREEN   as it was              are given it
another    new        any     ADDRESS  what the address says  are given it
the same   any        yes     CHOICE   what the widgets say   stand
the same   known      no      LOOK     what the widgets say   stand
the same   new        no      ADDRESS  what the address says  are given it
=========  =========  ======  =======  =====================  ===========

Why it is so:

- Streamlit empties the address when the reader goes to another screen. The view goes along, and is
  found again by whoever steps back to that empty address, until `end` has written an empty address
  of its own: from then on it means what it says.
- On a slow line a choice is sent with the address of before the last one: whoever chooses has not
  changed the address.
- Away from its screen, a widget forgets what the reader chose and holds what it was given.

A run goes through `begin`, `tell` once its choices are known, `end` once its view is settled, and
`see`; a first look settles nothing and leaves `end` out. Nothing here knows Streamlit:
`ui.view.session` is the door to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from ui.view.choices import DEFAULT_VIEW, LAYER_GROUPS, ViewState, Vocabulary
from ui.view.link import InvalidValue, parse_view, view_params

Choice = str | tuple[str, ...]


class Source(Enum):
    """Where the view of a run comes from."""

    ADDRESS = "the address"
    SCREEN = "another screen"
    CHOICE = "a choice"
    LOOK = "a further look at the same page"


@dataclass(frozen=True)
class Visit:
    """What is remembered of a visit from one run to the next.

    Parameters
    ----------
    view
        The view as it stands.
    screen
        ``url_path`` of the screen on show, ``""`` before the first run.
    looks
        How many runs this screen has had since the reader came to it.
    address
        The parameters last read or written.
    carried
        By screen, the view that the reader brought to an address without parameters.
    invalid
        Values of the address that mean nothing, still to be told.
    untouched
        The views that the reader may see without having chosen anything since the address was read.
    goes_on
        Whether the next run goes on with the choices made so far, whatever the address says.
    seen, seen_view
        What widgets and screens held when the last run was over, and the view then.
    language
        The language of the last run that was over, ``""`` before.
    """

    view: ViewState = DEFAULT_VIEW
    screen: str = ""
    looks: int = 0
    address: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[str, ViewState] = field(default_factory=dict)
    invalid: tuple[InvalidValue, ...] = ()
    untouched: tuple[ViewState, ...] = ()
    goes_on: bool = False
    seen: Mapping[str, Any] = field(default_factory=dict)
    seen_view: ViewState | None = None
    language: str = ""


NEW: Final = Visit()


@dataclass(frozen=True)
class Run:
    """What a run of the page begins with.

    Parameters
    ----------
    screen
        ``url_path`` of the screen.
    address
        The parameters of the view in the address bar.
    held
        What widgets and screens hold, by key.
    """

    screen: str
    address: Mapping[str, str]
    held: Mapping[str, Any]


def source_of(visit: Visit, run: Run) -> Source:
    """Return where the view of a run comes from: the table above."""
    is_known = run.address == visit.address
    if not visit.screen:
        return Source.ADDRESS
    if run.screen != visit.screen:
        return Source.SCREEN if is_known or not run.address else Source.ADDRESS
    if is_choice(visit, run.held):
        return Source.CHOICE
    return Source.LOOK if is_known else Source.ADDRESS


def is_choice(visit: Visit, held: Mapping[str, Any]) -> bool:
    """Tell whether a run answers a choice, or goes on with one whose run was never over."""
    if visit.goes_on or (visit.seen_view is not None and visit.seen_view != visit.view):
        return True
    # A widget that appears, or a button that comes up again by itself, is no choice.
    return any(
        value not in (None, False) and visit.seen.get(key, value) != value
        for key, value in held.items()
    )


def begin(visit: Visit, run: Run, source: Source, vocabulary: Vocabulary) -> Visit:
    """Return the visit at the start of a run, its widgets not yet read.

    Parameters
    ----------
    visit
        As the run before left it.
    run
        What the browser says.
    source
        From `source_of`.
    vocabulary
        Values that exist.
    """
    stays = run.screen == visit.screen
    looks = visit.looks + 1 if stays else 1
    begun = replace(visit, screen=run.screen, looks=looks, goes_on=False)
    if source is Source.ADDRESS:
        return _read(begun, run.address, vocabulary)
    if source is Source.SCREEN and not run.address:
        carried = {**visit.carried, run.screen: visit.view}
        return replace(begun, address=run.address, invalid=(), carried=carried)
    return begun


def _read(visit: Visit, address: Mapping[str, str], vocabulary: Vocabulary) -> Visit:
    view, invalid = parse_view(address, vocabulary)
    view = replace(view, layers=tuple(one for one in view.layers if one in vocabulary.layers))
    if not address:
        view = visit.carried.get(visit.screen, view)
    return replace(visit, view=view, address=address, invalid=invalid, untouched=())


def tell(visit: Visit, chosen: ViewState) -> Visit:
    """Return the visit whose `invalid` is what is to be told in this run: until the next choice.

    A screen that runs again by itself, for its map or for an answer that has come, changes nothing.

    Parameters
    ----------
    visit
        In the course of a run.
    chosen
        The view that the widgets make.
    """
    if not visit.untouched:
        return replace(visit, untouched=(chosen,))
    return visit if chosen in visit.untouched else replace(visit, invalid=())


def end(visit: Visit, chosen: ViewState, language: str) -> Visit:
    """Return the visit once its view stands in the address bar; `see` completes it.

    Parameters
    ----------
    visit
        In the course of a run, with the view that the screen has settled on.
    chosen
        The view that the widgets make.
    language
        In which they are worded.
    """
    untouched, carried = visit.untouched, visit.carried
    if len(untouched) == 1:
        # A screen may set choices of the link aside by itself: that is no choice of the reader.
        untouched = (*untouched, visit.view, chosen)
    address = view_params(visit.view)
    if not address:
        carried = {screen: view for screen, view in carried.items() if screen != visit.screen}
    return replace(visit, untouched=untouched, carried=carried, address=address, language=language)


def see(visit: Visit, held: Mapping[str, Any]) -> Visit:
    """Return the visit when a run is over: what changes from now on is a choice."""
    return replace(visit, seen=held, seen_view=visit.view)


def believed(source: Source, said: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Choice]:
    """Return what counts of what the widgets say at the start of a run, by name of the widget.

    Nothing does where the view comes from elsewhere; a value that a widget cannot offer, such as a
    word of the language of before, never does. The other widgets are given what the view says.
    """
    if source in {Source.ADDRESS, Source.SCREEN}:
        return {}
    counts: dict[str, Choice] = {}
    for name, value in said.items():
        is_allowed = vocabulary.allowed("layers" if name in LAYER_GROUPS else name)
        values = value if isinstance(value, tuple) else (value,)
        if all(isinstance(one, str) and is_allowed(one) for one in values):
            counts[name] = value
    return counts


def shown(view: ViewState, widget: str) -> Choice:
    """Return what a widget shows of a view; layers are chosen in several widgets."""
    if widget in LAYER_GROUPS:
        return tuple(layer for layer in LAYER_GROUPS[widget] if layer in view.layers)
    value: Choice = getattr(view, widget)
    return value


def choose(view: ViewState, choices: Mapping[str, Choice]) -> ViewState:
    """Return a view with the choices of widgets, by name of the widget, in place of its own."""
    parts: dict[str, Any] = {name: one for name, one in choices.items() if name not in LAYER_GROUPS}
    groups = [one for name, one in choices.items() if name in LAYER_GROUPS]
    if groups:
        parts["layers"] = tuple(layer for group in groups for layer in group)
    return replace(view, **parts)
