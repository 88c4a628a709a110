"""Style of the page, and the only door by which HTML of our own reaches it."""

from pathlib import Path
from typing import Final

import streamlit as st

from ui.maps.sinks import require_safe
from ui.text.safe import SafeText

ASSETS: Final = Path(__file__).parents[1] / "assets"


def load_style(*, with_logo: bool = True) -> None:
    """Give the page the style of the atlas, and its legend the colours of the map."""
    for name in ("page.css", "marks.css"):
        st.html(ASSETS / name)
    if with_logo:
        st.logo(ASSETS / "logo.svg", size="large")


def show_html(content: SafeText) -> None:
    """Show HTML made by `ui.text.safe.html`, in which every foreign string is harmless."""
    st.html(require_safe(content))
