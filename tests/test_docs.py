"""What the documents say of each other."""

import re

from bench.serving import ROOT

DECISIONS = ROOT / "docs" / "decisions"
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
