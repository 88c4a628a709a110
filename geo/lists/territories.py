"""The territories that a row names: those that are drawn, and those that are only kept as text."""

import re
from typing import Final, NamedTuple

from geo.lists.clues import plain
from geo.lists.gazetteer import Gazetteer, epci_key, territory_key
from geo.places.nicknames import DISTRICTS
from geo.problems import Message, message, quote
from geo.spelling import normalise

# No pole reaches more.
MAX_CODES: Final = 100
SHOWN_ITEMS: Final = 5
_SIREN: Final = re.compile(r"[0-9]{9}")
_PARTS: Final = frozenset(map(territory_key, DISTRICTS))
# What has no table in the atlas, though its name may be almost that of an EPCI.
_UNDRAWN: Final = re.compile(
    r"\b(?:petr|pnr|parc|pays|pole d equilibre|syndicat|sivom|sivu|smictom|scot|gal|leader|pole)\b"
)


class Named(NamedTuple):
    """What a row names.

    Attributes
    ----------
    ids
        As ``kind:code``, in order, each once.
    candidates
        Codes among which somebody has to choose, where nothing else places the row.
    why
        What to say where the territories alone place the row; ``None`` where there are none.
    kept
        The sentence about what is kept as text or drawn as the whole of which it is a part, or
        ``None``.
    faults
        Role of a column, what it holds, what is wrong.
    """

    ids: tuple[str, ...]
    candidates: tuple[str, ...]
    why: Message | None
    kept: Message | None
    faults: tuple[tuple[str, str, Message], ...]


def named_territories(epci: str, territory: str, codes: str, known: Gazetteer) -> Named:
    """Read the territories of a row.

    Parameters
    ----------
    epci
        SIREN or name of an EPCI; of something else of its kind, kept as text.
    territory
        In words.
    codes
        As ``kind:code``, several apart by ``;``.
    known
        What exists.

    Returns
    -------
    Named
    """
    ids: list[str] = []
    candidates: list[str] = []
    text: list[str] = []
    parts: list[Message] = []
    faults: list[tuple[str, str, Message]] = []
    written = [item for item in map(str.strip, re.split("[;|\n]", codes)) if item]
    for item in dict.fromkeys(written[:MAX_CODES]):
        if found := _of_code(item, known):
            ids.append(found)
        else:
            text.append(item)
    if text:
        faults.append(("territory_codes", codes, _not_drawn(text)))
    for role, cell in (("epci", epci), ("territory", territory)):
        words = plain(cell)
        if not words:
            continue
        found, near = _epci(words, known)
        found = found or _of_name(words, known)
        if found:
            ids.append(found)
        elif near:
            candidates += near
        else:
            text.append(words)
            faults.append((role, words, _not_drawn([words])))
        if found and territory_key(words) in _PARTS:
            part = message(
                "{part} fait partie de {whole}, que l'atlas dessine à sa place.",
                part=quote(words),
                whole=quote(_told(found, known)),
            )
            faults.append((role, words, part))
            parts.append(part)
    return Named(
        tuple(dict.fromkeys(ids)),
        tuple(dict.fromkeys(candidates)) if not ids else (),
        _placed(ids, candidates, text, known),
        _not_drawn(text) if text else next(iter(parts), None),
        tuple(faults),
    )


def _of_code(item: str, known: Gazetteer) -> str | None:
    found = known.territory(f"epci:{item}" if _SIREN.fullmatch(item) else item)
    return found.id if found else None


def _of_name(words: str, known: Gazetteer) -> str | None:
    return _of_code(known.territories.get(territory_key(words), words), known)


def _epci(text: str, known: Gazetteer) -> tuple[str | None, list[str]]:
    siren = text.removesuffix(".0").replace(" ", "")
    if _SIREN.fullmatch(siren):
        return (f"epci:{siren}" if siren in known.epci_names else None), []
    if _UNDRAWN.match(normalise(text)):
        return None, []
    found = known.epci.get(epci_key(text), [])
    if len(found) > 1:
        # One is a communauté de communes, the other of agglomération.
        whole = normalise(text)
        found = [code for code in found if normalise(known.epci_names[code]) == whole] or found
    return (f"epci:{found[0]}", []) if len(found) == 1 else (None, sorted(found))


def _placed(
    ids: list[str], candidates: list[str], text: list[str], known: Gazetteer
) -> Message | None:
    if ids:
        shown = tuple(quote(_told(item, known)) for item in dict.fromkeys(ids))
        return message("Sans commune : gardé par son territoire, {shown}.", shown=shown)
    if candidates:
        return message("Plusieurs intercommunalités portent ce nom ; choisissez.")
    return _not_drawn(text) if text else None


def _told(item: str, known: Gazetteer) -> str:
    found = known.territory(item)
    return found.name if found else item


def _not_drawn(items: list[str]) -> Message:
    # The cell itself is shown beside: the first few say what is meant.
    items = items[:SHOWN_ITEMS]
    return message(
        "{items} : l'atlas ne connaît pas ce territoire ; il est gardé en toutes lettres et n'est "
        "pas dessiné.",
        items=tuple(map(quote, items)),
    )
