"""Find names as people type them: without accents, hyphens, apostrophes or capitals."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Nothing that can be found is longer than this, so a longer text is not searched at all.
TEXT_LIMIT_CHARS: Final = 200
WORDS_LIMIT: Final = 8

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})
_NOT_ALPHANUMERIC: Final = re.compile(r"[^0-9a-z]+")
_ABBREVIATIONS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_SMALL_WORDS: Final = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"}
)
_CODE: Final = re.compile("[0-9]([0-9ab][0-9]*)?")

# How well a text is matched, best first.
_EXACT, _PREFIX, _WORD_START, _CONTAINS, _NAME_AND_WORDS, _ALL_WORDS = range(6)
_NO_MATCH: Final = 9


def normalise(text: str) -> str:
    """Return the words of a text in plain lower-case letters and digits, one blank apart.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        Accents are dropped and ligatures spelt out; every other sign becomes a blank.
    """
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(mark for mark in lowered if not unicodedata.combining(mark))
    return _NOT_ALPHANUMERIC.sub(" ", plain).strip()


@dataclass(frozen=True)
class NameIndex:
    """Names to be found, each with what else may be typed to find it.

    Attributes
    ----------
    names
        Normalised names.
    words
        Per entry, its normalised name and other words that may be typed, in any order; each
        word is preceded by a blank.
    codes
        Codes that find an entry when typed whole.
    partial_codes
        Codes of which the beginning is enough, each between blanks.
    rank
        Place of each entry among those that match equally well, smallest first.
    code_rank
        The same when a code was typed.
    text, ends
        All `words` on one line each, and where each line ends: one scan of a long text is many
        times faster than a scan of each short one.
    """

    names: pa.StringArray
    words: list[str]
    codes: pa.StringArray
    partial_codes: pa.StringArray
    rank: np.ndarray
    code_rank: np.ndarray
    text: str
    ends: np.ndarray

    @classmethod
    def build(
        cls,
        names: list[str],
        words: list[str],
        codes: list[str],
        partial_codes: list[str],
        ranks: tuple[np.ndarray, np.ndarray],
    ) -> Self:
        """Prepare the entries; all lists have one item per entry.

        Parameters
        ----------
        names
            As they are spelt.
        words
            Further words, normalised.
        codes, partial_codes
            Codes in any case; several partial ones apart by blanks.
        ranks
            `rank` and `code_rank`.
        """
        plain = [normalise(name) for name in names]
        searched = [f" {name} {more}" for name, more in zip(plain, words, strict=True)]
        return cls(
            names=pa.array(plain, pa.string()),
            words=searched,
            codes=pa.array([code.lower() for code in codes], pa.string()),
            partial_codes=pa.array([f" {text.lower()} " for text in partial_codes], pa.string()),
            rank=ranks[0],
            code_rank=ranks[1],
            text="\n".join(searched),
            ends=np.cumsum([len(line) + 1 for line in searched]),
        )

    def find(self, text: str, limit: int) -> list[int]:
        """Return the positions of the entries that match, best first.

        Parameters
        ----------
        text
            What was typed: a name or part of it, words in any order, or a code.
        limit
            How many positions at most.

        Returns
        -------
        list of int
            Exact matches first, then names that begin so, names with a word that begins so,
            names that contain it, and entries that have all the words. Empty when nothing
            matches or when the text is empty or longer than any name.
        """
        if limit <= 0 or len(text.strip()) > TEXT_LIMIT_CHARS:
            return []
        query = normalise(text)
        if not query:
            return []
        if _CODE.fullmatch(query):
            return _best(self._code_classes(query), self.code_rank, limit)
        spelt_out = " ".join(_ABBREVIATIONS.get(word, word) for word in query.split())
        classes = self._name_classes(query)
        if spelt_out != query:
            classes = np.minimum(classes, self._name_classes(spelt_out))
        if np.count_nonzero(classes < _NO_MATCH) < limit:
            classes = np.minimum(classes, self._word_classes(spelt_out.split()))
        return _best(classes, self.rank, limit)

    def _code_classes(self, query: str) -> np.ndarray:
        classes = np.full(len(self.rank), _NO_MATCH, dtype=np.int8)
        classes[_mask(pc.match_substring(self.partial_codes, f" {query}"))] = _PREFIX
        classes[_mask(pc.match_substring(self.partial_codes, f" {query} "))] = _EXACT
        classes[_mask(pc.equal(self.codes, query))] = _EXACT
        return classes

    def _name_classes(self, query: str) -> np.ndarray:
        classes = np.full(len(self.rank), _NO_MATCH, dtype=np.int8)
        contains = np.flatnonzero(_mask(pc.match_substring(self.names, query)))
        found = self.names.take(pa.array(contains))
        classes[contains] = _CONTAINS
        classes[contains[_mask(pc.match_substring(found, f" {query}"))]] = _WORD_START
        classes[contains[_mask(pc.starts_with(found, query))]] = _PREFIX
        classes[contains[_mask(pc.equal(found, query))]] = _EXACT
        return classes

    def _word_classes(self, typed: list[str]) -> np.ndarray:
        classes = np.full(len(self.rank), _NO_MATCH, dtype=np.int8)
        words = {f" {word}" for word in typed if len(word) > 1 and word not in _SMALL_WORDS}
        if not words or len(words) > WORDS_LIMIT:
            return classes
        rarest, *others = sorted(words, key=self.text.count)
        hits = [hit.start() for hit in re.finditer(re.escape(rarest), self.text)]
        for row in np.unique(np.searchsorted(self.ends, hits, side="right")):
            entry = self.words[row]
            if all(word in entry for word in others):
                # "saint denis 93" means Saint-Denis rather than Seine-Saint-Denis.
                begins = entry.startswith(f" {typed[0]}")
                classes[row] = _NAME_AND_WORDS if begins else _ALL_WORDS
        return classes


def _mask(answer: pa.BooleanArray) -> np.ndarray:
    return np.asarray(answer.to_numpy(zero_copy_only=False), dtype=bool)


def _best(classes: np.ndarray, rank: np.ndarray, limit: int) -> list[int]:
    found = np.flatnonzero(classes < _NO_MATCH)
    order = np.lexsort((rank[found], classes[found]))
    return [int(position) for position in found[order[:limit]]]
