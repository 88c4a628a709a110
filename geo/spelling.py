"""Names as people write them, made comparable: without accents, hyphens, capitals or articles."""

import re
import unicodedata
from typing import Final

ABBREVIATIONS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})
_NOT_ALPHANUMERIC: Final = re.compile(r"[^0-9a-z]+")
_ARTICLES: Final = frozenset({"le", "la", "les", "l"})
_SLASHED: Final = re.compile(r"(?i)\bs(?:/s)?/")


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


def town_words(text: str) -> str:
    """Return a name of a commune as it is compared, with its article."""
    if "/" in text:
        text = _SLASHED.sub(lambda hit: " sous " if "/s" in hit[0].lower() else " sur ", text)
    words = normalise(text)
    return " ".join(ABBREVIATIONS.get(word, word) for word in words.split())


def town_key(text: str) -> str:
    """Return a name of a commune as it is compared: ``Le Havre``, ``HAVRE (LE)`` are the same."""
    return without_article(text, town_words(text))


def without_article(text: str, whole: str) -> str:
    """Return the words of a name, as `town_words` gives them, without the article it begins by."""
    words = whole.split()
    if "(" in text and len(words) > 1 and words[-1] in _ARTICLES:
        words = words[:-1]
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)
