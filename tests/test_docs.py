"""What the documents say of each other."""

import re
from pathlib import Path

import pytest

from bench.serving import ROOT

DECISIONS = ROOT / "docs" / "decisions"
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-DATA.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\]\((?!https?://)([^)#]*)(?:#([^)]+))?\)")
TITLE = re.compile(r"# ([0-9]{3})(?:\.| –) (.+)")


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    titles = []
    for record in sorted(DECISIONS.glob("[0-9]*.md")):
        heading = TITLE.fullmatch(record.read_text(encoding="utf-8").splitlines()[0])
        assert heading, record.name
        assert record.name.startswith(heading[1]), record.name
        titles.append(f"- [{heading[1]}]({record.name}) {heading[2]}")
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    assert [line for line in index.splitlines() if line.startswith("- ")] == titles


def anchors(document: Path) -> set[str]:
    """Return the names under which the headings of a document can be linked."""
    text = document.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    for path, anchor in LINK.findall(document.read_text(encoding="utf-8")):
        target = document.parent / path if path else document
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"
