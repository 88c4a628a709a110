"""The view of one reader's session, kept in step with the address bar.

Streamlit can bind a widget to the link by itself, but writes the label shown on screen there: a
link made in French would not open in English. Hence this small layer of codes.
"""

from dataclasses import replace
from typing import Any, Final, NoReturn

import streamlit as st

from ui.text.i18n import current_language
from ui.view.language import PARAM as LANGUAGE
from ui.view.language import language_of_link
from ui.view.state import (
    DEFAULT_VIEW,
    LAYER_GROUPS,
    PARAMS,
    InvalidValue,
    ViewState,
    Vocabulary,
    parse_view,
    view_params,
)

VIEW: Final = "view"
WRITTEN: Final = "view-in-link"
INVALID: Final = "view-invalid"
UNTOUCHED: Final = "view-untouched"
SHARED: Final = "view-shared"
OPENED: Final = "fiche-ouverte"
FROM_MAP: Final = "fiche-cliquee"
WIDGET_PREFIX: Final = "choix-"
PAGE: Final = "ecran"
DEFAULT_SCREEN: Final = "carte"
LOOKS: Final = "ecran-passages"
ASKED_FOR_MORE: Final = "ecran-suite"
AGAIN: Final = "ecran-encore"
SEEN: Final = "ecran-vu"
CARRIED: Final = "ecran-venu-avec"
SPOKEN: Final = "ecran-langue"
# What this module keeps for itself, beside the widgets and the view.
OWN: Final = frozenset(
    {WRITTEN, INVALID, UNTOUCHED, SHARED, PAGE, LOOKS}
    | {ASKED_FOR_MORE, AGAIN, SEEN, CARRIED, SPOKEN}
)
PATIENCE_S: Final = 3.0
WIDGETS: Final[dict[str, tuple[str, ...]]] = {
    "appels": (),
    "carte": ("cohorts", "sectors", "statuses", "colour", "background", *LAYER_GROUPS),
    "couverture": (
        "cohorts",
        "sectors",
        "statuses",
        "reach",
        "km",
        "detour",
        "year",
        "display",
        "rural",
        "basis",
        "change",
        "share",
        "start",
        "end",
        "mesh",
        "unit",
        "conditions",
        "background",
    ),
    "portrait": (
        *("cohorts", "sectors", "statuses", "reach", "km", "detour", "year"),
        *("rural", "basis", "change", "share", "start", "end", "background"),
        *LAYER_GROUPS,
    ),
    "comparer": (
        *("cohorts", "sectors", "statuses", "reach", "km", "detour", "year", "display"),
        *("rural", "basis", "change", "share", "start", "end"),
    ),
    "implanter": (
        *("sites", "site_reach", "km", "detour", "town_size", "veto", "impose"),
        *("weighting", "weight_qpv", "weight_rural", "weight_basin", "weight_all"),
        *("cohorts", "sectors", "statuses", "year", "rural", "basis"),
        *("change", "share", "start", "end", "background"),
    ),
    "chronologie": ("reach", "km", "detour", "rural", "basis", "wave"),
}


def begin(page: str, vocabulary: Vocabulary) -> ViewState:
    """Return the view at the start of a run: the link's where the reader changed the address.

    Streamlit empties the address when the reader goes to another screen: the view stays, and is
    found again by whoever steps back to that empty address. On a slow line a choice travels with
    the address as it was before the choice that precedes it: whoever chooses has not changed the
    address.
    """
    asked = {param: st.query_params[param] for param in PARAMS.values() if param in st.query_params}
    stayed = st.session_state.get(PAGE, page) == page
    moved = not stayed and not asked
    st.session_state[LOOKS] = st.session_state.get(LOOKS, 0) + 1 if stayed else 1
    st.session_state[PAGE] = page
    st.session_state[SHARED] = {}
    differs = asked != st.session_state.get(WRITTEN)
    by_choice = stayed and _is_by_choice()
    st.session_state[AGAIN] = False
    if moved:
        st.session_state[INVALID], st.session_state[WRITTEN] = (), asked
        st.session_state[CARRIED] = _carried() | {page: current()}
    if moved or not (stayed or differs):
        # Away from its screen, a widget forgets what the reader chose and holds what it was given.
        set_view(current())
    elif VIEW not in st.session_state or (differs and not by_choice):
        view, invalid = parse_view(asked, vocabulary)
        sound = tuple(layer for layer in view.layers if layer in vocabulary.layers)
        view = replace(view, layers=sound)
        if not asked:
            view = _carried().get(page, view)
        st.session_state[INVALID], st.session_state[UNTOUCHED] = invalid, ()
        set_view(view)
        st.session_state[WRITTEN] = asked
    prime()
    _refuse_unknown(vocabulary)
    # Whoever leaves for another screen before this run ends takes the choice along.
    st.session_state[VIEW] = chosen()
    if st.session_state.get(SPOKEN, current_language()) != current_language():
        # The browser holds words: those of before would mean nothing with the next choice.
        set_view(current())
    return current()


def _carried() -> dict[str, ViewState]:
    """Return, by screen, the view that the reader brought to an address without parameters."""
    carried: dict[str, ViewState] = st.session_state.get(CARRIED, {})
    return carried


def _refuse_unknown(vocabulary: Vocabulary) -> None:
    """Take back what a widget cannot offer, such as a word of the language of before."""
    for name in WIDGETS[st.session_state[PAGE]]:
        value = st.session_state[widget_key(name)]
        is_allowed = vocabulary.allowed("layers" if name in LAYER_GROUPS else name)
        values = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(one, str) and is_allowed(one) for one in values):
            _set_widget(current(), name)


def _is_by_choice() -> bool:
    """Tell whether this run answers a choice made on the page, or goes on with the last one."""
    if st.session_state.get(AGAIN):
        return True
    seen: dict[str, Any] = st.session_state.get(SEEN, {})
    # A widget that appears, or a button that comes up again by itself, is no choice.
    return any(
        value not in (None, False) and seen.get(k, value) != value for k, value in _held().items()
    )


def _held() -> dict[str, Any]:
    """Return what widgets and screens hold."""
    return {str(key): value for key, value in st.session_state.items() if key not in OWN}


def hold() -> None:
    """Keep the choices made so far in the next run, whatever the address says meanwhile."""
    st.session_state[AGAIN] = True


def run_again() -> NoReturn:
    """Run the page again with the choices made so far."""
    hold()
    st.rerun()


def screen() -> str:
    """Return the screen on show, by its ``url_path``."""
    return str(st.session_state.get(PAGE, DEFAULT_SCREEN))


def is_first_look() -> bool:
    """Tell whether the reader has only just come to this screen.

    The page and its frames share one thread of the browser: what the first look leaves out, the
    map need not wait for.
    """
    return bool(st.session_state[LOOKS] == 1)


def stop(view: ViewState) -> None:
    """End the run of a screen here.

    After a first look nothing is settled: the run that shows everything starts by itself once the
    map has had the time to be drawn, or at the first click on it.
    """
    if is_first_look():
        st.session_state[ASKED_FOR_MORE] = False
        st.session_state[SEEN] = _held()
        _show_the_rest()
    else:
        end(view)
    st.stop()


@st.fragment(run_every=PATIENCE_S)
def _show_the_rest() -> None:
    # Asked a last time while the second look is under way, it must not start a third.
    if st.session_state[ASKED_FOR_MORE] and is_first_look():
        run_again()
    st.session_state[ASKED_FOR_MORE] = True


def current() -> ViewState:
    """Return the view as it stands."""
    view: ViewState = st.session_state.get(VIEW, DEFAULT_VIEW)
    return view


def share_as(**parts: Any) -> None:  # noqa: ANN401
    """Say what a link given away must name, beyond what the reader has chosen, until the next run.

    A screen that chooses something by itself calls it: what it would choose tomorrow may differ.
    """
    st.session_state[SHARED] = parts


def shared() -> ViewState:
    """Return the view that a link given away opens."""
    return replace(current(), **st.session_state.get(SHARED, {}))


def set_view(view: ViewState) -> None:
    """Change the view; before the widgets of this run, or in a callback."""
    st.session_state[VIEW] = view
    for name in WIDGETS[st.session_state[PAGE]]:
        _set_widget(view, name)


def _set_widget(view: ViewState, name: str) -> None:
    value = _shown(view, name)
    st.session_state[widget_key(name)] = list(value) if isinstance(value, tuple) else value


def _shown(view: ViewState, widget: str) -> str | tuple[str, ...]:
    """Return what a widget shows of a view; layers are chosen in several widgets."""
    if widget in LAYER_GROUPS:
        return tuple(layer for layer in LAYER_GROUPS[widget] if layer in view.layers)
    value: str | tuple[str, ...] = getattr(view, widget)
    return value


def prime() -> None:
    """Give widgets that were not on the last screen the values of the view."""
    if any(widget_key(name) not in st.session_state for name in WIDGETS[st.session_state[PAGE]]):
        set_view(current())


def change(**parts: Any) -> None:  # noqa: ANN401
    """Change parts of the view: the callback of buttons."""
    set_view(replace(current(), **parts))


def keep(**parts: Any) -> None:  # noqa: ANN401
    """Keep parts of the view that no widget of `WIDGETS` chooses."""
    st.session_state[VIEW] = replace(current(), **parts)


def write_link() -> None:
    """Write the view into the address bar, from a part of the page that runs alone."""
    end(current())


def chosen() -> ViewState:
    """Return the view that the widgets make, before they are drawn again in this run."""
    view = current()
    parts: dict[str, Any] = {}
    layers: list[str] = []
    for name in WIDGETS[st.session_state[PAGE]]:
        value = st.session_state[widget_key(name)]
        if name in LAYER_GROUPS:
            layers += value
            parts["layers"] = tuple(layers)
        else:
            parts[name] = tuple(value) if isinstance(value, list) else value
    return replace(view, **parts)


def widget_key(name: str) -> str:
    """Return the key of the widget that chooses one part of the view."""
    return f"{WIDGET_PREFIX}{name}"


def end(view: ViewState) -> None:
    """Keep the view and write it into the address bar, the parameters of others untouched."""
    st.session_state[VIEW] = view
    if len(st.session_state.get(UNTOUCHED, ())) == 1:
        # A screen may set choices of the link aside by itself: that is no choice of the reader.
        st.session_state[UNTOUCHED] += (view, chosen())
    written = view_params(view)
    if not written:
        # From now on the empty address means what it says.
        page = screen()
        st.session_state[CARRIED] = {one: v for one, v in _carried().items() if one != page}
    present = {param: st.query_params.get_all(param) for param in st.query_params}
    wanted = {p: values for p, values in present.items() if p not in PARAMS.values()}
    wanted |= {param: [value] for param, value in written.items()}
    # On a slow line the browser may still show an address older than the last one written.
    if wanted != present or written != st.session_state.get(WRITTEN):
        # All at once: each change alone would be one more step back for the reader.
        if language := language_of_link():
            wanted[LANGUAGE] = [language]
        st.query_params.from_dict(wanted)
    st.session_state[WRITTEN] = written
    st.session_state[SEEN] = _held()
    st.session_state[SPOKEN] = current_language()


def take_invalid() -> tuple[InvalidValue, ...]:
    """Return the values of the link that meant nothing, to be told until the next choice.

    To be asked once the choices of this run are known. A screen that runs again by itself, for
    its map or for an answer that has come, changes nothing.
    """
    untouched: tuple[ViewState, ...] = st.session_state.get(UNTOUCHED, ())
    if not untouched:
        st.session_state[UNTOUCHED] = (chosen(),)
    elif chosen() not in untouched:
        st.session_state[INVALID] = ()
    invalid: tuple[InvalidValue, ...] = st.session_state.get(INVALID, ())
    return invalid


def click(view: ViewState, pole: str) -> ViewState:
    """Return the view after a click on a pole of the map, whose popup is open already."""
    st.session_state[VIEW] = replace(view, pole=pole)
    st.session_state[FROM_MAP] = pole
    return current()


def opened_sheet(pole: str) -> str:
    """Return the pole whose popup the map must open by itself: chosen by link or table.

    A click on the map has opened its popup already; drawing it anew would make it flicker.
    """
    if pole != st.session_state.get(FROM_MAP):
        st.session_state[OPENED] = pole
    opened: str = st.session_state.get(OPENED, "")
    return opened


def without_absent_pole(view: ViewState, present: set[str]) -> tuple[ViewState, str]:
    """Close the sheet of a pole that the choice leaves out; return that pole too, or ``""``."""
    if not view.pole or view.pole in present:
        return view, ""
    return replace(view, pole=""), view.pole
