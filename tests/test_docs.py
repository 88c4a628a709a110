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
PLACE = re.compile(r"`((?:bench|data|docs|geo|loaders|locale|pages|tests|ui)/[\w./*-]*)`")
MODULE = re.compile(r"`(?:python -m )?((?:bench|geo|loaders|pages|tests|ui)(?:\.\w+)+)")
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


def has_module(dotted: str) -> bool:
    """Tell whether a dotted name leads to a module, or to names that its module holds."""
    names = dotted.split(".")
    for length in range(len(names), 0, -1):
        place = ROOT.joinpath(*names[:length])
        module = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if module.exists():
            text = module.read_text(encoding="utf-8")
            return all(re.search(rf"\b{name}\b", text) for name in names[length:])
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_and_module_named_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    # What was written of the code as it was then stays as it was.
    if document.name != "history.md":
        assert [place for place in PLACE.findall(text) if not any(ROOT.glob(place))] == []
        assert [module for module in MODULE.findall(text) if not has_module(module)] == []


@pytest.mark.parametrize("folder", ["bench", "geo", "loaders", "pages", "tests", "ui"])
def test_every_module_named_in_the_code_is_there(folder: str) -> None:
    lost = [
        (path.relative_to(ROOT).as_posix(), module)
        for path in sorted((ROOT / folder).rglob("*.py"))
        for module in MODULE.findall(path.read_text(encoding="utf-8"))
        if not has_module(module)
    ]
    assert lost == []
