"""What the register and the tables say of the calls."""

import pandas as pd

from geo.compare.claims import claim_results, wave_priorities, wave_records
from geo.memo import per_atlas
from geo.tables.atlas import Atlas


@per_atlas
def figures(atlas: Atlas) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return `geo.compare.claims.claim_results`, `wave_records` and `wave_priorities`, kept."""
    return claim_results(atlas), wave_records(atlas), wave_priorities(atlas)
