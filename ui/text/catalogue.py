"""Keep the catalogues of ``locale/`` in step with the sentences of the source.

``python -m ui.text.catalogue update`` adds new sentences and drops those that are gone;
``python -m ui.text.catalogue check`` exits with 1 and lists what a translator has to do.
"""

import argparse
import re
import string
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import BaseError, CommandLineInterface, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from ui.text.i18n import DEFAULT_LANGUAGE, LANGUAGES, catalogue_path

ROOT: Final = Path(__file__).parents[2]
MAPPING: Final = ROOT / "babel.cfg"
# What marks a sentence: the usual names of gettext, and the makers of `geo.problems`.
KEYWORDS: Final = {**DEFAULT_KEYWORDS, "message": None, "plural_message": (1, 2)}
COMMENT_TAG: Final = "Traduction :"
_OPTIONS: Final = (
    *("--init-missing", "--no-fuzzy-matching", "--ignore-obsolete"),
    *("--ignore-pot-creation-date", "--width=100"),
)
_MARKUP: Final = re.compile(r"\*\*|:material/\w+:")


def extract_messages(root: Path = ROOT) -> Catalog:
    """Return the sentences marked for translation in the source, without translations."""
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    template = Catalog(project="atlas-ptce", fuzzy=False)
    found = extract_from_dir(root, methods, options, keywords=KEYWORDS, comment_tags=(COMMENT_TAG,))
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


def pybabel_update(language: str, template: Catalog, *, check: bool = False) -> None:
    """Give a catalogue exactly the sentences of a template, or check that it has them.

    Raises
    ------
    babel.messages.frontend.BaseError
        When a check finds that the catalogue would change.
    """
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "atlas.pot")
        with wanted.open("wb") as file:
            write_po(file, template, sort_output=True, include_lineno=False)
        CommandLineInterface().run(  # type: ignore[no-untyped-call]
            [
                *("pybabel", "--quiet", "update", *_OPTIONS, *["--check"] * check),
                *(f"--locale={language}", f"--input-file={wanted}", f"--output-file={path}"),
            ]
        )


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
    catalogue.update(template, no_fuzzy_matching=True)
    for message in catalogue:
        if message.id:
            yield from _message_problems(language, message)
    for gone in catalogue.obsolete.values():
        yield f"{language} : phrase disparue du source : {_forms(gone.id)[0]!r}."


def _message_problems(language: str, message: Message) -> Iterator[str]:
    singular = _forms(message.id)[0]
    if not all(_forms(message.string)):
        yield f"{language} : sans traduction : {singular!r}."
        return
    if message.fuzzy:
        yield f"{language} : traduction à relire : {singular!r}."
    # Either form of a plural may spell its number out, so the fields of both are allowed.
    sources = [fields(text) for text in _forms(message.id)]
    for text in _forms(message.string):
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
    found = []
    for language in languages:
        try:
            pybabel_update(language, template, check=action == "check")
        except BaseError:
            found.append(f"{language} : catalogue à refaire : python -m ui.text.catalogue update")
        found += problems(language, template)
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found and action == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
