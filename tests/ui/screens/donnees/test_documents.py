"""The texts of ``docs/`` on screen: whole, without what leads nowhere."""

import re
from pathlib import Path

import pytest

from ui.screens.donnees import documents

TEXT = """\
# Titre

Ce qui parle du fichier.

## Un, d'abord

Voir [les données](data.md#tables), [plus bas](#deux) et [l'Insee](https://www.insee.fr/x).

### Plus petit
<!-- exemple -->
| a | b |

## Deux

Fin.
"""


def test_links_aside_are_words_and_those_to_the_web_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "essai.md").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(documents, "DOCS", tmp_path)
    first, second = documents.sections("essai.md")
    assert first.title == "Un, d'abord"
    assert first.body == (
        "Voir les données, plus bas et [l'Insee](https://www.insee.fr/x).\n\n"
        "##### Plus petit\n\n| a | b |"
    )
    assert second == ("Deux", "Fin.")
    assert documents.sections("perdu.md") == ()


@pytest.mark.parametrize("name", [documents.METHOD, documents.GLOSSARY])
def test_the_texts_of_the_atlas_lead_nowhere_but_to_the_web(name: str) -> None:
    found = documents.sections(name)
    assert len(found) > 4
    for section in found:
        assert section.body
        assert "<!--" not in section.body
        assert not re.findall(r"\]\((?!https?://)", section.body)
        # Streamlit reads formulas between these, and words after a colon as icons.
        assert "$" not in section.body
        assert not re.search(r":[a-z]+\[|:material/|(?<!\w):\w+:", section.body)


def test_every_heading_of_the_method_is_shown() -> None:
    text = (documents.DOCS / documents.METHOD).read_text(encoding="utf-8")
    titles = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert [section.title for section in documents.sections(documents.METHOD)] == titles
