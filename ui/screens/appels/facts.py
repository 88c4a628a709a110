"""What the register and the tables say of the calls."""

import pandas as pd
import streamlit as st

from geo.compare.claims import claim_results, wave_priorities, wave_records
from geo.tables.atlas import Atlas
from ui import data


@st.cache_data(show_spinner=False)
def _figures(_atlas: Atlas, _version: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return claim_results(_atlas), wave_records(_atlas), wave_priorities(_atlas)


def figures(atlas: Atlas) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return `geo.compare.claims.claim_results`, `wave_records` and `wave_priorities`, kept."""
    return _figures(atlas, data.get_version())
