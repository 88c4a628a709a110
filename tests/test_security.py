"""Every threat of ``docs/security.md`` names what stops it, and tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def threats() -> list[tuple[str, str, str]]:
    """Return the rows of the table: threat, what stops it, tests."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[1:]]
    return [(row[0], row[1], row[2]) for row in rows]


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_threats() -> None:
    assert len(threats()) > 15


@pytest.mark.parametrize("row", threats(), ids=lambda row: row[0])
def test_each_threat_names_tests_that_exist(row: tuple[str, str, str]) -> None:
    _threat, stops, tests = row
    assert stops
    named = NAMED.findall(tests)
    assert named
    # Nothing stands beside the names that could be mistaken for one.
    assert NAMED.sub("", tests).strip(", ") == ""
    for file, test in named:
        assert test in names_in(ROOT / file)


def test_who_finds_a_flaw_finds_the_way() -> None:
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/security.md)" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
