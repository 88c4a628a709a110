"""Which employment areas lost their industry: no official list existed, so the rule is ours."""

import pandas as pd

DEFAULT_START_YEAR = 1998
DEFAULT_END_YEAR = 2017
DEFAULT_QUANTILE = 0.5


def deindustrialised(
    jobs: pd.DataFrame,
    start: int = DEFAULT_START_YEAR,
    end: int = DEFAULT_END_YEAR,
    change_quantile: float = DEFAULT_QUANTILE,
    share_quantile: float = DEFAULT_QUANTILE,
) -> pd.DataFrame:
    """Tell the deindustrialised employment areas from the others.

    An area is deindustrialised when it was industrial (its industrial share of salaried jobs at
    the start lies above a quantile of all areas) and lost more than most (the relative change of
    its industrial jobs lies below a quantile of all areas). With the default medians, strictly
    above and strictly below.

    Parameters
    ----------
    jobs : pandas.DataFrame
        One row per area and year: ``zone_emploi_2010`` (str), ``year`` (int),
        ``industrial_jobs`` and ``jobs`` (int, salaried jobs on 31 December).
    start, end : int
        Years compared, both present in `jobs` and ``start < end``.
    change_quantile : float
        In [0, 1]; the change of an area must lie below this quantile of all changes.
    share_quantile : float
        In [0, 1]; the share of an area at the start must lie above this quantile of all shares.

    Returns
    -------
    pandas.DataFrame
        Index ``zone_emploi_2010``, sorted; columns ``industrial_jobs_start``,
        ``industrial_jobs_end``, ``jobs_start`` (int64), ``industrial_share`` (ratio at the start),
        ``industrial_change`` (ratio, -0.2 = a fifth of the jobs lost), ``desindustrialise`` (bool).
        An area without jobs or without industrial jobs at the start has no change or share (NaN)
        and is not deindustrialised; it takes no part in the quantiles.
        ``attrs`` hold ``change_threshold`` and ``share_threshold``.

    Raises
    ------
    ValueError
        A year is absent, the years are not in order, or a quantile is outside [0, 1].
    """
    years = sorted(jobs["year"].unique())
    for year in (start, end):
        if year not in years:
            msg = f"no jobs for {year}: the table goes from {years[0]} to {years[-1]}"
            raise ValueError(msg)
    if start >= end:
        msg = f"the first year must come before the last: {start}, {end}"
        raise ValueError(msg)
    for quantile in (change_quantile, share_quantile):
        if not 0 <= quantile <= 1:
            msg = f"a quantile lies between 0 and 1: {quantile}"
            raise ValueError(msg)
    first = jobs[jobs["year"] == start].set_index("zone_emploi_2010").sort_index()
    last = jobs[jobs["year"] == end].set_index("zone_emploi_2010").reindex(first.index)
    share = first["industrial_jobs"] / first["jobs"].where(first["jobs"] > 0)
    base = first["industrial_jobs"].where(first["industrial_jobs"] > 0)
    change = last["industrial_jobs"] / base - 1
    change_threshold = change.quantile(change_quantile)
    share_threshold = share.quantile(share_quantile)
    table = pd.DataFrame(
        {
            "industrial_jobs_start": first["industrial_jobs"],
            "industrial_jobs_end": last["industrial_jobs"],
            "jobs_start": first["jobs"],
            "industrial_share": share,
            "industrial_change": change,
            "desindustrialise": (change < change_threshold) & (share > share_threshold),
        }
    )
    table.attrs = {
        "change_threshold": float(change_threshold),
        "share_threshold": float(share_threshold),
    }
    return table
