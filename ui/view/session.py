"""The view of one reader's session, kept in step with the address bar.

Streamlit can bind a widget to the link by itself, but writes the label shown on screen there: a
link made in French would not open in English. Hence this small layer of codes. What a visit
remembers and where the view of a run comes from is `ui.view.visit`, without Streamlit; this module
is its door to the address bar, the widgets and the session.
"""

from dataclasses import replace
from typing import Any, Final, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.text.i18n import current_language
from ui.view import visit
from ui.view.choices import SCREENS, ViewState, Vocabulary, widgets_of
from ui.view.language import PARAM as LANGUAGE
from ui.view.language import language_of_link
from ui.view.link import PARAMS, InvalidValue, address_params, bare
from ui.view.visit import Visit

VISIT: Final = "visite"
SHARED: Final = "view-shared"
OPENED: Final = "fiche-ouverte"
FROM_MAP: Final = "fiche-cliquee"
WIDGET_PREFIX: Final = "choix-"
DEFAULT_SCREEN: Final = "carte"
ASKED_FOR_MORE: Final = "ecran-suite"
# What this module keeps for itself, beside the widgets.
OWN: Final = frozenset({VISIT, SHARED, ASKED_FOR_MORE})
OURS: Final = frozenset({*PARAMS.values(), LANGUAGE})
PATIENCE_S: Final = 3.0
WIDGETS: Final = {str(screen): widgets_of(screen) for screen in SCREENS}


def begin(page: str, vocabulary: Vocabulary) -> ViewState:
    """Return the view at the start of a run, and give widgets what they do not hold already.

    Parameters
    ----------
    page
        ``url_path`` of the screen.
    vocabulary
        Values that exist.
    """
    before, names = _so_far(), WIDGETS[page]
    run = visit.Run(page, address_params(st.query_params), _held())
    source = visit.source_of(before, run)
    begun = visit.begin(before, run, source, vocabulary)
    believed = visit.believed(source, _said(names), vocabulary)
    choices = {name: believed.get(name, visit.shown(begun.view, name)) for name in names}
    view = visit.choose(begun.view, choices)
    if before.language not in {"", current_language()}:
        # The browser holds words: those of before would mean nothing with the next choice.
        believed = {}
    for name in names:
        if name not in believed:
            _set_widget(view, name)
    st.session_state[SHARED] = {}
    # Remembered last: a run cut short before this line begins again from the same state. And
    # remembered now: whoever leaves for another screen before this run ends takes the choice along.
    _remember(replace(begun, view=view))
    return view


def has_lost_session() -> bool:
    """Tell whether this page had a session before, that this server does not have.

    The page says which one it had when it opens its line again: another replica does not know it,
    nor does a server that was started since.
    """
    offered = st.context.headers.get("Sec-WebSocket-Protocol") or ""
    # The protocol, a token, the session of before.
    former = [one.strip() for one in offered.split(",")][2:3]
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and any(one not in {"", context.session_id} for one in former)


def _so_far() -> Visit:
    so_far: Visit = st.session_state.get(VISIT, visit.NEW)
    return so_far


def _remember(now: Visit) -> None:
    st.session_state[VISIT] = now


def _held() -> dict[str, Any]:
    """Return what widgets and screens hold."""
    return {str(key): value for key, value in st.session_state.items() if key not in OWN}


def _said(names: tuple[str, ...]) -> dict[str, Any]:
    """Return what widgets say, by name; one that holds nothing yet is left out."""
    said = {name: st.session_state.get(widget_key(name)) for name in names}
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in said.items()
        if value is not None
    }


def hold() -> None:
    """Keep the choices made so far in the next run, whatever the address says meanwhile."""
    _remember(replace(_so_far(), goes_on=True))


def run_again() -> NoReturn:
    """Run the page again with the choices made so far."""
    hold()
    st.rerun()


def screen() -> str:
    """Return the screen on show, by its ``url_path``."""
    return _so_far().screen or DEFAULT_SCREEN


def is_first_look() -> bool:
    """Tell whether the reader has only just come to this screen.

    The page and its frames share one thread of the browser: what the first look leaves out, the
    map need not wait for.
    """
    return _so_far().looks == 1


def stop(view: ViewState) -> None:
    """End the run of a screen here.

    After a first look nothing is settled: the run that shows everything starts by itself once the
    map has had the time to be drawn, or at the first click on it.
    """
    if is_first_look():
        st.session_state[ASKED_FOR_MORE] = False
        _remember(visit.see(_so_far(), _held()))
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
    return _so_far().view


def share_as(**parts: Any) -> None:  # noqa: ANN401
    """Say what a link given away must name, beyond what the reader has chosen, until the next run.

    A screen that chooses something by itself calls it: what it would choose tomorrow may differ.
    """
    st.session_state[SHARED] = parts


def shared() -> ViewState:
    """Return the view that a link given away opens."""
    return replace(current(), **st.session_state.get(SHARED, {}))


def change(**parts: Any) -> None:  # noqa: ANN401
    """Change parts of the view: the callback of buttons."""
    keep(**parts)
    for name in WIDGETS[screen()]:
        _set_widget(current(), name)


def _set_widget(view: ViewState, name: str) -> None:
    value = visit.shown(view, name)
    st.session_state[widget_key(name)] = list(value) if isinstance(value, tuple) else value


def keep(**parts: Any) -> None:  # noqa: ANN401
    """Keep parts of the view that no widget of `WIDGETS` chooses."""
    _remember(replace(_so_far(), view=replace(current(), **parts)))


def write_link() -> None:
    """Write the view into the address bar, from a part of the page that runs alone."""
    end(current())


def chosen() -> ViewState:
    """Return the view that the widgets make, before they are drawn again in this run."""
    return visit.choose(current(), _said(WIDGETS[screen()]))


def widget_key(name: str) -> str:
    """Return the key of the widget that chooses one part of the view."""
    return f"{WIDGET_PREFIX}{name}"


def end(view: ViewState) -> None:
    """Keep the view and write it into the address bar, the parameters of others untouched."""
    before = _so_far()
    _remember(replace(before, view=view))
    ended = visit.end(_so_far(), chosen(), current_language())
    present = {param: st.query_params.get_all(param) for param in st.query_params}
    wanted = {p: values for p, values in present.items() if p == LANGUAGE or bare(p) not in OURS}
    wanted |= {param: [value] for param, value in ended.address.items()}
    # On a slow line the browser may still show an address older than the last one written.
    if wanted != present or ended.address != before.address:
        # All at once: each change alone would be one more step back for the reader.
        if language := language_of_link():
            wanted[LANGUAGE] = [language]
        st.query_params.from_dict(wanted)
    # A run cut short while it writes has not written.
    _remember(visit.see(ended, _held()))


def take_invalid() -> tuple[InvalidValue, ...]:
    """Return the values of the link that meant nothing, to be told until the next choice.

    To be asked once the choices of this run are known.
    """
    _remember(visit.tell(_so_far(), chosen()))
    return _so_far().invalid


def click(view: ViewState, pole: str) -> ViewState:
    """Return the view after a click on a pole of the map, whose popup is open already."""
    _remember(replace(_so_far(), view=replace(view, pole=pole)))
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
