"""What the command line and the screens both say is one sentence, which geo makes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.text import catalogue

COMMANDS = sorted((catalogue.ROOT / "geo" / "cli").glob("*.py"))
MARKED = [one for one in catalogue.extract_messages() if one.id]


def bare(sentence: str) -> str:
    """Return a sentence without the names of its fields, its capitals, its end."""
    return " ".join(re.sub(r"\{[^}]*\}", "{}", sentence).casefold().rstrip(" .").split())


def forms(one: catalogue.Message) -> tuple[str, ...]:
    return (one.id,) if isinstance(one.id, str) else tuple(one.id)


# Labels, of which a terminal, a column and a choice share the nouns, are no sentences.
WHOLE = [one for one in MARKED if forms(one)[0].endswith(".")]
SENTENCES = {bare(form) for one in WHOLE for form in forms(one)}


def written(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a program, the values of an f-string as empty fields.

    What a program marks for translation itself is no repetition: another test finds it elsewhere.
    """
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    marked = {
        id(text)
        for call in calls
        if ast.unparse(call.func) in {"message", "plural_message"}
        for text in call.args
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in marked
        ):
            yield node.value


def said_again(source: str) -> list[str]:
    """Return the texts of a command that repeat a sentence marked for translation."""
    found = (text for text in written(ast.parse(source)) if bare(text) in SENTENCES)
    return [text for text in found if any(map(str.isalpha, text))]


@pytest.mark.parametrize("file", COMMANDS, ids=lambda file: file.name)
def test_a_command_repeats_no_sentence_of_geo_or_of_the_screens(file: Path) -> None:
    assert said_again(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'print("Un site de plus n\'atteindrait personne de plus")',
        "print(f'Règle : {rule}.')",
        "print(f'Inconnu pour {people} habitants')",
        "print(\"Il n'y a pas de manque ici : chacun y est à portée d'un pôle connu.\")",
    ],
)
def test_a_repeated_sentence_is_found(source: str) -> None:
    assert len(said_again(source)) == 1


def test_a_whole_sentence_is_marked_in_one_file() -> None:
    twice = {
        one.id: [path for path, _line in one.locations]
        for one in WHOLE
        if " " in forms(one)[0] and len({path for path, _line in one.locations}) > 1
    }
    assert twice == {}
