"""Find names as people type them: without accents, hyphens, apostrophes or capitals."""

import re
from dataclasses import dataclass
from typing import Final, Literal, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.spelling import ABBREVIATIONS, normalise

# Nothing that can be found is longer than this, so a longer text is not searched at all.
TEXT_LIMIT_CHARS: Final = 200
WORDS_LIMIT: Final = 8

Reading = Literal["", "code", "postcode"]

_SMALL_WORDS: Final = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"}
)
_CODE: Final = re.compile("[0-9]([0-9ab][0-9]*)?")
_LOST_ZERO: Final = re.compile("[1-9][0-9]{3}")
# The kinds of intercommunalité as they are written out, and as their names begin in the tables.
_LEGAL_KINDS: Final = (
    (re.compile(r"^(communaute de communes|com ?com|cdc)\b"), "cc"),
    (re.compile(r"^(communaute d agglo(meration)?|agglo(meration)?)\b"), "ca"),
    (re.compile(r"^communaute urbaine\b"), "cu"),
    (re.compile(r"^(etablissement public territorial|ept) (de )?\b"), ""),
)

# How well a text is matched, best first.
_FIRST, _EXACT, _PREFIX, _WORD_START, _CONTAINS, _NAME_AND_WORDS, _ALL_WORDS = range(7)
_NO_MATCH: Final = 9


def spelt_out(query: str) -> str:
    """Return a normalised text as names of communes and of intercommunalités are spelt."""
    for written, meant in _LEGAL_KINDS:
        query = written.sub(meant, query)
    return " ".join(ABBREVIATIONS.get(word, word) for word in query.split())


def as_code(query: str) -> tuple[str, ...]:
    """Return the codes that a normalised text may mean; none where it is no code.

    Spreadsheets drop the zero with which the codes and postcodes of nine départements begin.
    """
    if not _CODE.fullmatch(query):
        return ()
    return (query, f"0{query}") if _LOST_ZERO.fullmatch(query) else (query,)


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
    targets
        The entry that each stands for: of those that stand for one, only the best is an answer.
    codes
        Codes that find an entry when typed whole, each between blanks.
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
    targets: np.ndarray
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
        targets: np.ndarray,
        codes: tuple[list[str], list[str]],
        ranks: tuple[np.ndarray, np.ndarray],
    ) -> Self:
        """Prepare the entries; all lists have one item per entry.

        Parameters
        ----------
        names
            As they are spelt.
        words
            Further words, normalised.
        targets
            Positions, its own for an entry that stands for itself.
        codes
            `codes` and `partial_codes`, in any case; several apart by blanks.
        ranks
            `rank` and `code_rank`.
        """
        plain = [normalise(name) for name in names]
        searched = [f" {name} {more}" for name, more in zip(plain, words, strict=True)]
        return cls(
            names=pa.array(plain, pa.string()),
            words=searched,
            targets=targets,
            codes=pa.array([f" {text.lower()} " for text in codes[0]], pa.string()),
            partial_codes=pa.array([f" {text.lower()} " for text in codes[1]], pa.string()),
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
            names that contain it, and entries that have all the words. A number that is both a
            code of one entry and a postcode of another begins with the best of each. Empty when
            nothing matches or when the text is empty or longer than any name.
        """
        if limit <= 0 or len(text.strip()) > TEXT_LIMIT_CHARS:
            return []
        query = normalise(text)
        if not query:
            return []
        if codes := as_code(query):
            return self._of_codes(codes, limit)
        spelt = spelt_out(query)
        classes = self._name_classes(query)
        if spelt not in {query, ""}:
            classes = np.minimum(classes, self._name_classes(spelt))
        if np.count_nonzero(classes < _NO_MATCH) < limit:
            classes = np.minimum(classes, self._word_classes(spelt.split()))
        return self._best(classes, self.rank, limit)

    def reading(self, position: int, codes: tuple[str, ...]) -> tuple[Reading, str]:
        """Return how an entry bears one of some codes whole, and which; empty when it does not."""
        own, postal = str(self.codes[position]), str(self.partial_codes[position])
        for code in codes:
            if f" {code} " in own:
                return "code", code
            if f" {code} " in postal:
                return "postcode", code
        return "", ""

    def _of_codes(self, codes: tuple[str, ...], limit: int) -> list[int]:
        own, postal = (
            np.any([_mask(pc.match_substring(column, f" {code} ")) for code in codes], axis=0)
            for column in (self.codes, self.partial_codes)
        )
        classes = np.full(len(self.rank), _NO_MATCH, dtype=np.int8)
        classes[_mask(pc.match_substring(self.partial_codes, f" {codes[0]}"))] = _PREFIX
        classes[own | postal] = _EXACT
        for reading in (own, postal & ~own):
            first = np.flatnonzero(reading)
            if len(first):
                classes[first[np.argmin(self.code_rank[first])]] = _FIRST
        return self._best(classes, self.code_rank, limit)

    def _best(self, classes: np.ndarray, rank: np.ndarray, limit: int) -> list[int]:
        found = np.flatnonzero(classes < _NO_MATCH)
        order = found[np.lexsort((rank[found], classes[found]))]
        best: dict[int, int] = {}
        for position in order:
            best.setdefault(int(self.targets[position]), int(position))
            if len(best) == limit:
                break
        return list(best.values())

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
