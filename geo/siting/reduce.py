"""A smaller covering problem with the same best choices."""

import numpy as np
from scipy.sparse import csc_array, csr_array


def merge_demands(gains: csc_array) -> csc_array:
    """Make one demand of those that the same candidates reach; drop those that none reaches.

    Parameters
    ----------
    gains
        Shape ``(demands, candidates)``; in a row all entries are equal.

    Returns
    -------
    scipy.sparse.csc_array
        Fewer rows, the same worth of every choice of columns.
    """
    rows = csr_array(gains)
    rows.sort_indices()
    weights: dict[bytes, float] = {}
    for start, end in zip(rows.indptr[:-1], rows.indptr[1:], strict=True):
        if start < end:
            key = rows.indices[start:end].astype(np.int32).tobytes()
            weights[key] = weights.get(key, 0.0) + float(rows.data[start])
    sets = [np.frombuffer(key, dtype=np.int32) for key in weights]
    sizes = np.array([len(one) for one in sets], dtype=np.intp)
    indices = np.concatenate([np.empty(0, dtype=np.int32), *sets])
    values = np.repeat(np.array(list(weights.values())), sizes)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    return csc_array(csr_array((values, indices, ends), shape=(len(sets), gains.shape[1])))


def undominated(gains: csc_array) -> np.ndarray:
    """Return the columns that no other one can stand for.

    Parameters
    ----------
    gains
        As of `merge_demands`.

    Returns
    -------
    numpy.ndarray
        Columns, ``intp``, ascending. A column goes when another one reaches all that it reaches;
        of equal ones the first stays.
    """
    ones = csc_array((np.ones(gains.nnz), gains.indices, gains.indptr), shape=gains.shape)
    sizes = np.diff(gains.indptr)
    shared = (ones.T @ ones).tocoo()
    narrow, wide = shared.coords
    whole = (shared.data == sizes[narrow]) & (narrow != wide)
    larger = (sizes[wide] > sizes[narrow]) | (wide < narrow)
    beaten = np.zeros(gains.shape[1], dtype=bool)
    beaten[narrow[whole & larger]] = True
    return np.flatnonzero(~beaten & (sizes > 0))
