"""The replay of the waves: which one is on show, however late the browser says what it shows.

Each turn tells the browser to move its slider. Until it has, it sends the wave of the turn before
with whatever it asks: taken for a choice, the replay would go back and forth.
"""

import math
import time
from collections.abc import Sequence
from typing import Final

import streamlit as st

from ui.view import session

PLAYING: Final = "chronologie-lecture"
SHOWN: Final = "chronologie-vague"
BEFORE: Final = "chronologie-vague-avant"
UNHEARD: Final = "chronologie-tours-perdus"
HELD_AT: Final = "chronologie-pause"
# Once held, the browser may still send turns that it asked for before it heard of it.
SOON_S: Final = 0.5
PER_TURN_S: Final = 1.6


def playing() -> bool:
    """Tell whether the waves follow one another by themselves."""
    return bool(st.session_state.get(PLAYING))


def wave_on_turn(order: Sequence[str], said: str, shown: str, before: str) -> str | None:
    """Return the wave to show at the next turn of the replay, None when it is over.

    Parameters
    ----------
    order
        The waves.
    said
        What the slider holds, as the browser says.
    shown
        What the last turn showed, ``""`` at the start.
    before
        What stood there before it.
    """
    if said == shown:
        place = order.index(said) + 1
        return order[place] if place < len(order) else None
    return shown if shown and said == before else said


def take_turn(order: Sequence[str]) -> bool:
    """Move the slider for the next turn; tell whether the replay goes on. Before the slider."""
    key = session.widget_key("wave")
    said, shown, before = _held()
    wave = wave_on_turn(order, said, shown, before)
    if wave is None:
        st.session_state[PLAYING] = False
        return False
    st.session_state[UNHEARD] = wave == shown or st.session_state.get(UNHEARD, False)
    if wave != said:
        st.session_state[key] = wave
    return True


def stay_held() -> None:
    """Keep the wave on which the replay was held, whatever a late turn says. Before the slider."""
    said, shown, _before = _held()
    late = SOON_S + 2 * PER_TURN_S * st.session_state.get(UNHEARD, False)
    since = time.monotonic() - st.session_state.get(HELD_AT, -math.inf)
    if shown and said != shown and since < late:
        st.session_state[session.widget_key("wave")] = shown


def note_shown(wave: str) -> None:
    """Remember what this turn shows."""
    shown = st.session_state.get(SHOWN)
    if shown and shown != wave:
        st.session_state[BEFORE] = shown
    st.session_state[SHOWN] = wave


def toggle(order: Sequence[str]) -> None:
    """Start the replay, from the first wave where it is over, or hold it: callback of the button.

    Held, the slider is set once more to the wave on show, which the browser may not know of yet.
    """
    key = session.widget_key("wave")
    said, shown, before = _held()
    if playing():
        st.session_state[key] = shown if shown and said == before else said
        st.session_state[HELD_AT] = time.monotonic()
    elif said == order[-1]:
        st.session_state[key], st.session_state[SHOWN] = order[0], ""
        st.session_state[BEFORE] = said
    st.session_state[PLAYING] = not playing()
    if playing():
        st.session_state[UNHEARD] = False


def _held() -> tuple[str, str, str]:
    state = st.session_state
    return state[session.widget_key("wave")], state.get(SHOWN, ""), state.get(BEFORE, "")
