"""What is computed for the chronology: the waves, what each brought, what they share."""

import pandas as pd

from geo.memo import lately
from geo.reach.question import Question
from geo.reach.timeline import timeline


@lately(64)
def cached_timeline(question: Question) -> pd.DataFrame:
    """Return the waves, their reach and their overlap; every one counts, whatever the filter."""
    return timeline(question.atlas, question.territory, question.rule, question.priorities)
