"""Language of the reader: French sentences are the keys, other languages come from ``locale/``.

Streamlit runs each session in threads of its own, some of them for a fragment only: the language
is kept both in a context variable and in the session (docs/decisions/012-language.md).
"""

import gettext as gettext_module
import io
import logging
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

LANGUAGES: Final = ("fr", "en")
DEFAULT_LANGUAGE: Final = "fr"
LOCALE_DIR: Final = Path(__file__).parents[2] / "locale"
DOMAIN: Final = "atlas"
SESSION_KEY: Final = "language"

LOGGER: Final = logging.getLogger("atlas.i18n")
_LANGUAGE: ContextVar[str | None] = ContextVar("language", default=None)


class _French(gettext_module.NullTranslations):
    """The keys themselves, with the French plural: 0 and 1,5 are singular."""

    def ngettext(self, msgid1: str, msgid2: str, n: float) -> str:
        return msgid1 if abs(n) < 2 else msgid2  # noqa: PLR2004 - the rule of the language


def catalogue_path(language: str) -> Path:
    """Return the file of the translations into a language."""
    return LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_translations(path: Path) -> gettext_module.NullTranslations:
    """Compile a catalogue in memory.

    Parameters
    ----------
    path
        A ``.po`` file in UTF-8.

    Returns
    -------
    gettext.NullTranslations
        Its translations; sentences it lacks, or all of them when the file is missing or
        damaged, come out in French.
    """
    compiled = io.BytesIO()
    try:
        with path.open("rb") as text:
            write_mo(compiled, read_po(text, abort_invalid=True))
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        LOGGER.warning("Catalogue illisible, textes en français : %s", error)
        return _French()
    compiled.seek(0)
    translations = gettext_module.GNUTranslations(compiled)
    translations.add_fallback(_French())
    return translations


@lru_cache(maxsize=len(LANGUAGES))
def translator(language: str) -> gettext_module.NullTranslations:
    """Return the translations into a language, to use where there is no session.

    Raises
    ------
    ValueError
        When the atlas does not speak the language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"Langue inconnue : {language!r} ; langues : {', '.join(LANGUAGES)}.")
    if language == DEFAULT_LANGUAGE:
        return _French()
    return read_translations(catalogue_path(language))


def install(language: str) -> None:
    """Choose the language of this run and, inside a session, of the runs that follow it.

    Raises
    ------
    ValueError
        When the atlas does not speak the language.
    """
    translator(language)
    _LANGUAGE.set(language)
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state[SESSION_KEY] = language


def current_language() -> str:
    """Return the language of this run: ``fr`` unless `install` chose another one."""
    language = _LANGUAGE.get()
    if language is None and get_script_run_ctx(suppress_warning=True) is not None:
        # A callback or a fragment runs in a new thread, before or without the page itself.
        language = st.session_state.get(SESSION_KEY)
    return language or DEFAULT_LANGUAGE


def gettext(message: str) -> str:
    """Return a French sentence in the reader's language."""
    return translator(current_language()).gettext(message)


def ngettext(singular: str, plural: str, number: float) -> str:
    """Return the form of a French sentence that agrees with a number, in the reader's language."""
    language = current_language()
    if language != DEFAULT_LANGUAGE:
        # gettext's own plural rules take whole numbers only; 1.5 is plural in English.
        number = int(number) if float(number).is_integer() else 2
    return translator(language).ngettext(singular, plural, number)  # type: ignore[arg-type]


_ = gettext


def choose_language(link_value: str | None, browser: str | None) -> tuple[str, bool]:
    """Return the language of a visit, and whether the link asked for one that does not exist.

    Parameters
    ----------
    link_value
        ``lang`` of the link, None when the link has none.
    browser
        A language tag (``en-GB``) or an ``Accept-Language`` header; None when unknown.
    """
    asked = (link_value or "").strip().lower()
    if asked in LANGUAGES:
        return asked, False
    spoken = negotiate_locale(_by_preference(browser or ""), LANGUAGES, sep="-")
    return spoken or DEFAULT_LANGUAGE, link_value is not None


def negotiate_language(link_value: str | None, browser: str | None) -> str:
    """Return the language of a visit, as `choose_language` does."""
    return choose_language(link_value, browser)[0]


def _by_preference(accepted: str) -> list[str]:
    """Return the tags of an ``Accept-Language`` header, the preferred one first."""
    weighted = []
    for item in accepted.split(","):
        tag, _separator, weight = item.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        if tag.strip() and quality > 0:
            weighted.append((-quality, tag.strip()))
    return [tag for _quality, tag in sorted(weighted, key=lambda pair: pair[0])]
