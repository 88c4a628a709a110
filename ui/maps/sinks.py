"""The one door to folium: elements are built here, and a plain string does not pass.

`make` refuses at run time what `tests/test_sinks.py` looks for in the source.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, LiteralString, ParamSpec, Self, TypeVar

import numpy as np

from ui.text.safe import SafeText, UnsafeTextError, display_code

P = ParamSpec("P")
T = TypeVar("T")

OPTION: Final = r"[#A-Za-z0-9][A-Za-z0-9 ,.%()#_-]{0,99}"
PROPERTY: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)

# A JSON string without anything that HTML, a template or a script could read as its own.
_INERT_STRING: Final = re.compile(
    r"(?:[^<>\"'`{}\\&\x00-\x1f]|&(?:amp|lt|gt|quot|#x27|#92|#96|#123|#125);)*"
)
_JSON_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SCRIPT_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'`{}%#$"}
_JINJA_OPENING: Final = re.compile(r"\{[{%#]")
_TILE_URL: Final = re.compile(r"https://(?:[A-Za-z0-9.:/?&=_-]|\{[a-z]\})+")
_SCRIPT_FIELD: Final = re.compile(r"\$([a-z_]+)\b")


class SafeScript(str):
    """JavaScript source that holds only literals of ours and values from `script_json`."""

    __slots__ = ()

    def __new__(cls, source: str = "") -> Self:
        """Check that no template tag, template literal or end of script is opened.

        Raises
        ------
        UnsafeTextError
            When the source holds one of them.
        """
        if _JINJA_OPENING.search(source) or "`" in source or "</" in source:
            raise UnsafeTextError(f"Script à caractère actif : {source[:80]!r}.")
        return super().__new__(cls, source)


class SafeGeoJson(dict[str, Any]):
    """A GeoJSON document whose every string was checked by `safe_geojson`."""


_PASSING: Final = (type(None), int, float, SafeText, SafeScript, SafeGeoJson)


def script_json(value: object) -> SafeScript:
    """Return a value as a JavaScript expression, for an option or a script of ours.

    Parameters
    ----------
    value
        What JSON can hold: None, bool, finite numbers, strings, lists, mappings with string keys.

    Raises
    ------
    ValueError
        When a number is not finite.
    TypeError
        When JSON cannot hold the value.
    """
    text = json.dumps(value, allow_nan=False)
    # Characters are escaped inside strings only: outside them, braces are the syntax.
    return SafeScript(
        _JSON_STRING.sub(lambda match: match.group().translate(_SCRIPT_ESCAPES), text)
    )


def script(source: LiteralString, /, **values: object) -> SafeScript:
    """Fill the ``$name`` fields of a script written in the source code with JSON values.

    Raises
    ------
    UnsafeTextError
        When the fields and the values differ, or the script holds a back-tick or ``{{``.
    """
    SafeScript(source)
    if set(_SCRIPT_FIELD.findall(source)) != values.keys():
        raise UnsafeTextError(f"Champs du script et valeurs {sorted(values)} diffèrent.")
    return SafeScript(_SCRIPT_FIELD.sub(lambda match: script_json(values[match[1]]), source))


def tile_url(template: LiteralString) -> SafeScript:
    """Return the address of background tiles, whose single braces Leaflet fills itself.

    Raises
    ------
    UnsafeTextError
        When the address is not https or holds an unexpected character.
    """
    if not _TILE_URL.fullmatch(template):
        raise UnsafeTextError(f"Adresse de tuiles inattendue : {template[:80]!r}.")
    return SafeScript(template)


def safe_geojson(data: str | bytes | Mapping[str, Any]) -> SafeGeoJson:
    """Return a GeoJSON document after checking all its strings, keys included.

    Parameters
    ----------
    data
        GeoJSON text or mapping, EPSG:4326; texts in its properties come from `display_text`.

    Raises
    ------
    UnsafeTextError
        When a string holds an active character, or a property name is not an identifier (folium
        writes it into a script).
    json.JSONDecodeError
        When the text is not JSON.
    """
    document = json.loads(data) if isinstance(data, str | bytes) else dict(data)
    # Written anew: in the text received, an escape such as \u007b could hide a brace.
    for string in set(_JSON_STRING.findall(json.dumps(document, ensure_ascii=False))):
        if not _INERT_STRING.fullmatch(string):
            raise UnsafeTextError(f"Texte sans display_text dans le GeoJSON : {string[:80]!r}.")
    for feature in document.get("features", [document]):
        for name in feature.get("properties") or {}:
            if not PROPERTY.fullmatch(name):
                raise UnsafeTextError(f"Nom de propriété inattendu : {name[:80]!r}.")
    return SafeGeoJson(document)


def safe_options(value: Any) -> Any:  # noqa: ANN401 - the shape goes out as it came in
    """Return drawing options (colours, dashes, class names, positions) marked as checked.

    Parameters
    ----------
    value
        A string, number, or any nesting of mappings and sequences of them.

    Raises
    ------
    UnsafeTextError
        When a string holds anything but what such an option needs.
    """
    if isinstance(value, str):
        return value if isinstance(value, SafeText) else display_code(value, OPTION)
    if isinstance(value, Mapping):
        return {_option_name(key): safe_options(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(safe_options(item) for item in value)
    return value


def _option_name(key: object) -> object:
    return display_code(key, rf"|{OPTION}") if isinstance(key, str) else key


def require_safe(value: Any) -> Any:  # noqa: ANN401 - the value goes out as it came in
    """Return a value that holds no plain string, or refuse it.

    Numpy scalars become Python numbers; functions are wrapped so that what they return is
    checked in turn; objects that are not data (folium elements) pass, since they too were made
    here.

    Raises
    ------
    UnsafeTextError
        When a plain string, an unexpected kind of data or an unsafe key is found.
    ValueError
        When a number is not finite.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("Nombre non fini dans un élément de carte.")
    if isinstance(value, _PASSING):
        return value
    if isinstance(value, Mapping):
        return {_safe_key(key): require_safe(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [require_safe(item) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if _is_element(value):
        return value
    if callable(value):
        return _checked(value)
    raise UnsafeTextError(
        f"Valeur refusée dans un élément de carte ({type(value).__name__}) : {str(value)[:80]!r}. "
        "Un texte passe par display_text, html ou safe_options."
    )


def _is_element(value: object) -> bool:
    return type(value).__module__.startswith(("folium.", "branca.")) or hasattr(value, "_template")


def _safe_key(key: object) -> object:
    if isinstance(key, str) and not isinstance(key, SafeText) and not PROPERTY.fullmatch(key):
        raise UnsafeTextError(f"Clé sans display_text : {key[:80]!r}.")
    return key


def _checked(function: Callable[P, T]) -> Callable[P, T]:
    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        checked_value: T = require_safe(function(*args, **kwargs))
        return checked_value

    return checked


def make(constructor: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Build a folium element after checking everything it is given.

    Raises
    ------
    UnsafeTextError
        When an argument holds a string that did not go through `ui.text.safe` or this module.
    ValueError
        When a number is not finite.
    """
    for name in kwargs:
        _safe_key(name)
    checked_args = [require_safe(value) for value in args]
    checked_kwargs = {name: require_safe(value) for name, value in kwargs.items()}
    return constructor(*checked_args, **checked_kwargs)
