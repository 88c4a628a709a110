"""A screen of the atlas, opened as a reader's link would."""

from collections.abc import Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def open_screen(
    screen: str, *, looks: int = 2, state: Mapping[str, object] | None = None, **link: str
) -> AppTest:
    """Open one screen by its ``url_path``; what its map need not wait for comes with a second look.

    Parameters
    ----------
    screen
        ``carte`` and so on.
    looks
        How many times the page runs.
    state
        What the session holds already, by key of a widget.
    link
        Parameters of the address.
    """
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    if screen != "carte":
        page.switch_page(f"pages/{screen}.py")
    for param, value in link.items():
        page.query_params[param] = value
    for key, chosen in (state or {}).items():
        page.session_state[key] = chosen
    for _look in range(looks):
        page.run()
    assert not page.exception
    return page


def answer(page: AppTest) -> str:
    """Return the sentence that answers the screen's question."""
    return next(text.value for text in page.markdown if text.value.startswith("###"))
