"""Keep the catalogues of ``locale/`` in step with the sentences of the source.

``python -m ui.text.catalogue update`` adds new sentences and drops those that are gone;
``python -m ui.text.catalogue check`` exits with 1 and lists what a translator has to do.
"""

import argparse
import io
import re
import string
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from ui.text.i18n import DEFAULT_LANGUAGE, LANGUAGES, catalogue_path

ROOT: Final = Path(__file__).parents[2]
MAPPING: Final = ROOT / "babel.cfg"
COMMENT_TAG: Final = "Traduction :"
# A catalogue says nothing of the day it was written, so that the same source gives the same file.
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
HEADER: Final = "# Sentences of the atlas: French keys, translations of our own.\n#"
_MARKUP: Final = re.compile(r"\*\*|:material/\w+:")


def extract_messages(root: Path = ROOT) -> Catalog:
    """Return the sentences marked for translation in the source, without translations."""
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    template = Catalog(project="atlas-ptce", creation_date=EPOCH, revision_date=EPOCH, fuzzy=False)
    found = extract_from_dir(
        root, methods, options, keywords=DEFAULT_KEYWORDS, comment_tags=(COMMENT_TAG,)
    )
    for path, _line, message, comments, context in sorted(found, key=lambda item: item[:2]):
        template.add(message, locations=[(path, 0)], auto_comments=comments, context=context)
    return template


def read_catalogue(language: str) -> Catalog:
    """Return the committed catalogue of a language, an empty one where there is none."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="atlas", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="atlas", abort_invalid=True)


def updated(language: str, template: Catalog) -> Catalog:
    """Return a catalogue with exactly the sentences of a template; known translations stay."""
    catalogue = read_catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.fuzzy = template.project, False
    catalogue.creation_date = catalogue.revision_date = EPOCH
    catalogue.header_comment = HEADER
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = (
        template.project
    )
    return catalogue


def as_text(catalogue: Catalog) -> bytes:
    """Return a catalogue as a ``.po`` file, the same bytes for the same sentences."""
    file = io.BytesIO()
    write_po(
        file, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False
    )
    return file.getvalue()


def fields(text: str) -> list[str]:
    """Return the ``{name}`` fields and the Markdown marks of a sentence, sorted.

    Raises
    ------
    ValueError
        When a brace is not closed.
    """
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return sorted([*names, *_MARKUP.findall(text)])


def problems(language: str, template: Catalog) -> Iterator[str]:
    """Yield one sentence per thing that a translator has to do in a catalogue."""
    catalogue = read_catalogue(language)
    wanted = {_key(message): message for message in template if message.id}
    known = {_key(message): message for message in catalogue if message.id}
    for key, message in wanted.items():
        yield from _message_problems(language, known.get(key), message)
    for singular, _context in [
        *(known.keys() - wanted.keys()),
        *map(_key, catalogue.obsolete.values()),
    ]:
        yield f"{language} : phrase disparue du source : {singular!r}."


def _key(message: Message) -> tuple[str, str | None]:
    return _forms(message.id)[0], message.context


def _message_problems(language: str, known: Message | None, wanted: Message) -> Iterator[str]:
    singular = _forms(wanted.id)[0]
    if known is None or not all(_forms(known.string)):
        yield f"{language} : sans traduction : {singular!r}."
        return
    if known.fuzzy:
        yield f"{language} : traduction à relire : {singular!r}."
    # Either form of a plural may spell its number out, so the fields of both are allowed.
    sources = [fields(text) for text in _forms(wanted.id)]
    for text in _forms(known.string):
        try:
            if fields(text) not in sources:
                yield f"{language} : champs ou marques changés : {singular!r} -> {text!r}."
        except ValueError:
            yield f"{language} : accolade non fermée : {text!r}."


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str | None) else list(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui.text.catalogue", description=__doc__)
    parser.add_argument("action", choices=("update", "check"))
    action = parser.parse_args(arguments).action
    template = extract_messages()
    languages = [language for language in LANGUAGES if language != DEFAULT_LANGUAGE]
    if action == "update":
        for language in languages:
            path = catalogue_path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(as_text(updated(language, template)))
    found = [line for language in languages for line in problems(language, template)]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found and action == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
