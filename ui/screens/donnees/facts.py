"""What the atlas rests on, as figures."""

import pandas as pd

from geo.compare.claims import wave_records
from geo.memo import per_atlas
from geo.tables.atlas import Atlas


@per_atlas
def records(atlas: Atlas) -> pd.DataFrame | None:
    """Return `geo.compare.claims.wave_records`, kept; ``None`` where a table of it is lost."""
    if atlas.poles is None or atlas.waves is None or atlas.communes is None:
        return None
    return wave_records(atlas)
