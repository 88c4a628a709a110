"""Text from the data, made harmless for the place where it is shown.

A string that reaches a map crosses four interpreters: Jinja2 (twice: folium, then
streamlit_folium), a JavaScript template literal, a JavaScript string and HTML. `display_text`
is inert in all four and still reads as the original. Why it is built so:
docs/decisions/010-safe-text.md.
"""

import html as html_module
import re
import string
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final, LiteralString, Self
from urllib.parse import quote, urlsplit, urlunsplit

import pandas as pd

DEFAULT_LIMIT: Final = 500
URL_LIMIT: Final = 2000
ELLIPSIS: Final = "…"

CODE: Final = r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,63}"

# What opens a Jinja tag, a JavaScript escape or the end of a template literal: html.escape
# leaves these four alone.
_TEMPLATE_ENTITIES: Final = str.maketrans(
    {"\\": "&#92;", "{": "&#123;", "}": "&#125;", "`": "&#96;"}
)
_TEMPLATE_ACTIVE: Final = re.compile(r"[\\{}`]")

_SPACING_CONTROLS: Final = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_REPLACEMENT: Final = "\ufffd"
# The blocks Unicode reserves for right-to-left scripts.
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_DIRECTIONAL_ISOLATE: Final = "\u2069"
# Of a screen: no part of the text, where it leaves it to be read by a program.
ISOLATES: Final = _FIRST_STRONG_ISOLATE + _POP_DIRECTIONAL_ISOLATE

_WORD_JOINER: Final = "\u2060"
_MARKDOWN_ACTIVE: Final = re.compile(r"([\\`*_\[\]{}<>$~|&!#^])")
_MARKDOWN_BLOCK_START: Final = re.compile(r"^(?:([-+=])|(\d+)([.)]))")
# Streamlit and its GFM plugin rewrite these in the parsed text, where a backslash no longer
# protects: directives, emoji and icons (:x), addresses (://, www., @), arrows between spaces.
_MARKDOWN_REWRITTEN: Final = re.compile(
    r"(?<=:)(?=[^\W\d]|/|[-+\d][-+\w]*:)|(?<=www)(?=\.)|(?=@)"
    r"|(?<=(?<!\S)[<>~-])(?=[=-]>?(?!\S)|>(?!\S))",
    re.IGNORECASE,
)

_MARKDOWN_MARKUP: Final = re.compile(rf"\\(.)|\*\*|{_WORD_JOINER}")

_URL_ATTRIBUTES: Final = frozenset({"href", "src"})
_TEXT_ATTRIBUTES: Final = frozenset({"alt", "aria-label", "class", "lang", "title"})
_FORBIDDEN_TAGS: Final = frozenset({"base", "embed", "iframe", "object", "script", "style"})
_UNQUOTED_PLACEHOLDER: Final = re.compile(r"=\s*\{")
_PLACEHOLDER: Final = re.compile(r"\{\w+\}")


class UnsafeTextError(ValueError):
    """A string reached a place where it could be more than text."""


class SafeText(str):
    """HTML that went through this module and may reach a map.

    Every `str` method, slice or concatenation returns a plain `str`, which `ui.maps.sinks.make`
    refuses: the type says where a string comes from, not only what it holds.

    Raises
    ------
    UnsafeTextError
        When the text holds a brace, a backslash or a back-tick, whoever calls.
    """

    __slots__ = ()

    def __new__(cls, text: str = "") -> Self:
        """Check that no template or script could be opened by the text."""
        if _TEMPLATE_ACTIVE.search(text):
            raise UnsafeTextError(f"Texte actif dans un gabarit : {text[:80]!r}.")
        return super().__new__(cls, text)


class SafeUrl(SafeText):
    """An http or https address, escaped for an HTML attribute; empty when it was refused."""

    __slots__ = ()


def clean_text(value: object, limit: int | None = None) -> str:
    """Return a value as one line of text without invisible control characters.

    Line breaks and tabs become spaces; other control characters and every format character
    (bidirectional marks, zero-width marks, tags) are removed; what cannot be encoded becomes
    U+FFFD. Text that holds a right-to-left letter is wrapped in a first-strong isolate, so that
    it keeps its own direction and changes nobody else's.

    Parameters
    ----------
    value
        Anything; None, NaN, NaT and NA give an empty string.
    limit
        Greatest length in characters, the ellipsis included; None for no limit.

    Raises
    ------
    ValueError
        When the limit is not positive.
    """
    if limit is not None and limit < 1:
        raise ValueError(f"Longueur maximale : au moins 1, et non {limit}.")
    text = _as_text(value)
    if not text.isprintable():
        text = "".join(map(_visible, text.replace("\r\n", "\n")))
    text = text.strip()
    if limit is not None and len(text) > limit:
        text = text[: limit - 1].rstrip() + ELLIPSIS
    if _RIGHT_TO_LEFT.search(text):
        text = f"{_FIRST_STRONG_ISOLATE}{text}{_POP_DIRECTIONAL_ISOLATE}"
    return text


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    return str(value)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if character in _SPACING_CONTROLS:
        return " "
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"}:
        return ""
    if category == "Cs" or _is_noncharacter(ord(character)):
        return _REPLACEMENT
    return character


def _is_noncharacter(codepoint: int) -> bool:
    return codepoint & 0xFFFE == 0xFFFE or 0xFDD0 <= codepoint <= 0xFDEF  # noqa: PLR2004


def display_text(value: object, limit: int = DEFAULT_LIMIT) -> SafeText:
    """Return a value as text that a map shows as it is and never runs.

    Parameters
    ----------
    value
        Anything; None, NaN, NaT and NA give an empty text. A `SafeText` comes back unchanged.
    limit
        Greatest length in characters before escaping; what is longer ends with an ellipsis.

    Returns
    -------
    SafeText
        Without any quote, back-tick, backslash, brace or angle bracket; decoding its
        HTML entities gives `clean_text`.

    Raises
    ------
    ValueError
        When the limit is not positive.
    """
    if isinstance(value, SafeText):
        return value
    escaped = html_module.escape(clean_text(value, limit), quote=True)
    return SafeText(escaped.translate(_TEMPLATE_ENTITIES))


def display_code(code: object, pattern: str = CODE) -> SafeText:
    """Return a code or identifier unchanged, after checking its form.

    Raises
    ------
    UnsafeTextError
        When the code is not a string or does not match the whole pattern, or when the pattern
        let an active character through.
    """
    if not isinstance(code, str) or not re.fullmatch(pattern, code):
        raise UnsafeTextError(f"Code inattendu : {str(code)[:80]!r} ; forme attendue : {pattern}.")
    if display_text(code, limit=max(len(code), 1)) != code:
        raise UnsafeTextError(f"Code à caractère actif : {code[:80]!r} ; motif trop large.")
    return SafeText(code)


def web_address(url: object) -> str:
    """Return a web address fit for a link, or an empty string when it is not plain.

    For links that Streamlit makes; for HTML, `display_url`.

    Kept: http and https with a host, no user name, no space or control character, at most
    2 000 characters. Anything outside the characters of RFC 3986 is percent-encoded, an
    international host name is written in ASCII.
    """
    text = url.strip() if isinstance(url, str) else ""
    if not text or len(text) > URL_LIMIT or not text.isprintable() or re.search(r"[\s\\]", text):
        return ""
    try:
        parts = urlsplit(text)
        netloc = _network_location(parts.hostname, parts.port)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not netloc:
        return ""
    path, query, fragment = (
        quote(part, safe="/%:@!$()*+,;=&?") for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def display_url(url: object) -> SafeUrl:
    """Return a web address for an HTML attribute, or an empty text when `web_address` refuses."""
    return SafeUrl(html_module.escape(web_address(url)))


def _network_location(host: str | None, port: int | None) -> str:
    if not host:
        return ""
    if ":" in host:
        name = f"[{host}]" if re.fullmatch(r"[0-9a-f:.]+", host) else ""
    else:
        ascii_host = host.encode("idna").decode("ascii")
        name = ascii_host if re.fullmatch(r"[A-Za-z0-9._-]+", ascii_host) else ""
    return f"{name}:{port}" if name and port is not None else name


def html(template: LiteralString, /, **values: object) -> SafeText:
    """Fill the placeholders of a piece of HTML written in the source code.

    Parameters
    ----------
    template
        A literal with ``{name}`` placeholders in text or in a quoted attribute among alt,
        aria-label, class, lang, title; a whole ``href`` or ``src`` takes `display_url` only.
    **values
        One value per placeholder; what is not a `SafeText` goes through `display_text`.

    Raises
    ------
    UnsafeTextError
        When a placeholder stands anywhere else, when a value is missing, or when the template
        holds a tag that loads or runs something.
    """
    places = _placeholders(template)
    if places.keys() != values.keys():
        raise UnsafeTextError(f"Valeurs {sorted(values)} pour les champs {sorted(places)}.")
    filled = {}
    for name, is_url in places.items():
        value = values[name]
        if is_url and not isinstance(value, SafeUrl):
            raise UnsafeTextError(f"Le champ {name!r} attend une adresse de display_url.")
        filled[name] = display_text(value)
    return SafeText(template.format_map(filled))


def join_html(parts: Iterable[SafeText], separator: LiteralString = "") -> SafeText:
    """Join pieces of safe HTML.

    Raises
    ------
    UnsafeTextError
        When a piece is not a `SafeText`.
    """
    pieces = list(parts)
    for piece in pieces:
        if not isinstance(piece, SafeText):
            raise UnsafeTextError(f"Morceau sans display_text : {piece!r}.")
    return SafeText(separator.join(pieces))


def link(url: object, label: object) -> SafeText:
    """Return a link that opens in a new tab, or the label alone when the address is refused."""
    address = display_url(url)
    if not address:
        return display_text(label)
    return html(
        '<a href="{url}" target="_blank" rel="noopener noreferrer">{label}</a>',
        url=address,
        label=label,
    )


@lru_cache(maxsize=256)
def _placeholders(template: str) -> Mapping[str, bool]:
    """Return the placeholders of a template, and for each whether it is an address."""
    reader = _TemplateReader()
    reader.feed(template)
    reader.close()
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    allowed = reader.in_text | reader.in_urls
    if _UNQUOTED_PLACEHOLDER.search(template) or names - allowed or reader.in_text & reader.in_urls:
        raise UnsafeTextError(f"Champ mal placé dans le gabarit {template[:80]!r}.")
    return {name: name in reader.in_urls for name in names}


class _TemplateReader(HTMLParser):
    """Note where the placeholders of a template stand."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.in_text: set[str] = set()
        self.in_urls: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Accept placeholders in the attributes that hold text or one address."""
        if tag in _FORBIDDEN_TAGS or any(name.startswith("on") for name, _ in attrs):
            raise UnsafeTextError(f"Balise interdite dans un gabarit : {tag}.")
        for name, value in attrs:
            if name in _TEXT_ATTRIBUTES:
                self.in_text |= _names(value or "")
            elif name in _URL_ATTRIBUTES and _PLACEHOLDER.fullmatch(value or ""):
                self.in_urls |= _names(value or "")

    def handle_data(self, data: str) -> None:
        """Accept placeholders between tags; a tag that is not finished is not text."""
        if "<" in data:
            raise UnsafeTextError(f"Balise inachevée dans un gabarit : {data[:80]!r}.")
        self.in_text |= _names(data)


def _names(text: str) -> set[str]:
    return {field.strip("{}") for field in _PLACEHOLDER.findall(text)}


def plain_text(value: object, limit: int = DEFAULT_LIMIT) -> str:
    """Return a value for a Streamlit element that shows text as it is.

    Cells of a table, options of a list, `st.text`. Nothing is escaped: nothing is interpreted.
    """
    return clean_text(value, limit)


def markdown_text(value: object, limit: int = DEFAULT_LIMIT) -> str:
    """Return a value for a Streamlit element that reads Markdown, shown as it is.

    Markup is escaped by backslashes. Where Streamlit rewrites text after parsing (emoji, icons,
    coloured text, addresses, arrows) an invisible word joiner breaks the pattern.
    """
    text = clean_text(value, limit)
    pieces = _MARKDOWN_REWRITTEN.sub(_WORD_JOINER, text)
    escaped = _MARKDOWN_ACTIVE.sub(r"\\\1", pieces)
    return _MARKDOWN_BLOCK_START.sub(_escape_block_start, escaped)


def without_markdown(text: str) -> str:
    r"""Return what a sentence made with `markdown_text` says, for a place without Markdown.

    Bold is dropped, escapes are undone: ``**Saint\_Denis**`` gives ``Saint_Denis``.
    """
    return _MARKDOWN_MARKUP.sub(lambda match: match[1] or "", text)


def _escape_block_start(match: re.Match[str]) -> str:
    marker, digits, delimiter = match.groups()
    return f"\\{marker}" if marker else f"{digits}\\{delimiter}"
