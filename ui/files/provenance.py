"""What an exported file says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd


@dataclass(frozen=True)
class Provenance:
    """What an exported table shows and where it comes from.

    Parameters
    ----------
    title
        What the file is, in the reader's language.
    filters
        Word and value of each choice in force: territory, waves, version of the data, date …
    sources
        One row per source, columns already in the reader's language.
    created
        Date written into the file; the caller's, so that the same export gives the same bytes.
    """

    title: str
    filters: Mapping[str, str]
    sources: pd.DataFrame
    created: datetime
