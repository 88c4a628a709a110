"""What a link with many wrong values is told: little, and every value counted."""

from collections.abc import Iterator

import pytest
import streamlit as st

from ui.parts.notices import MOST_TOLD, invalid_words, show_invalid
from ui.view.link import InvalidValue


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    said: list[str] = []
    monkeypatch.setattr(st, "warning", said.append)
    monkeypatch.setattr(st, "info", said.append)
    return said


def wrong(param: str, count: int) -> list[InvalidValue]:
    return [InvalidValue(param, f"v{place}") for place in range(count)]


def test_one_value_is_told_as_before() -> None:
    words = "Le lien contient « veto = v0 », qui n'existe pas : valeur ignorée."
    assert invalid_words(wrong("veto", 1)) == words


def test_values_of_one_parameter_are_told_together() -> None:
    assert invalid_words(wrong("veto", 3)) == (
        "Le lien contient « veto = v0, v1, v2 », qui n'existent pas : valeurs ignorées."
    )
    assert invalid_words(wrong("veto", 200)) == (
        "Le lien contient « veto = v0, v1, v2, v3, v4 » et 195 autres valeurs, qui n'existent "
        "pas : valeurs ignorées."
    )


def test_list_without_end_is_told(told: list[str]) -> None:
    show_invalid([InvalidValue("veto", "v200", ends=True), *wrong("veto", 1)])
    assert told == [
        "Le lien donne plus de 200 valeurs à « veto » : les suivantes sont ignorées.",
        "Le lien contient « veto = v0 », qui n'existe pas : valeur ignorée.",
    ]


def test_few_sentences_are_said_and_every_value_counted(told: list[str]) -> None:
    show_invalid(one for param in "abcdefgh" for one in wrong(param, 100))
    assert len(told) == MOST_TOLD == 5
    assert told[-1] == "400 autres valeurs du lien ne sont pas celles d'aujourd'hui."


def test_value_is_text() -> None:
    words = invalid_words([InvalidValue("veto", "[a](http://x.example)"), *wrong("veto", 1)])
    assert "\\[a\\]" in words


def test_five_sentences_are_all_said(told: list[str]) -> None:
    show_invalid(one for param in "abcde" for one in wrong(param, 1))
    assert len(told) == MOST_TOLD
    assert all(sentence.startswith("Le lien contient") for sentence in told)
