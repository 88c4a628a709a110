"""A wave that cannot be told from others is set aside and said to be; the others are read."""

from pathlib import Path

import pytest

from geo.tables.published import read_published
from geo.tables.schema import CSV_COLUMNS

COLUMNS = tuple(CSV_COLUMNS["waves"])


def line(cohort: str) -> str:
    """Return a sound line of a wave, but for its code."""
    cells = dict.fromkeys(COLUMNS, "") | {
        "cohort": cohort,
        "label_fr": "Appel",
        "label_en": "Call",
        "source_url": "https://exemple.fr/appel",
    }
    return ",".join(cells.values())


@pytest.mark.parametrize(
    ("cohort", "told"), [("appel-2013", "« appel-2013 » est déjà pris"), ("", "est vide")]
)
def test_a_wave_without_a_code_of_its_own_is_left_out(
    tmp_path: Path, cohort: str, told: str
) -> None:
    path = tmp_path / "waves.csv"
    lines = [",".join(COLUMNS), line("appel-2013"), line(cohort), line("appel-2015")]
    path.write_text("\n".join(lines), encoding="utf-8")
    waves, problems = read_published(path)
    assert waves["cohort"].tolist() == ["appel-2013", "appel-2015"]
    assert waves.index.tolist() == [0, 1]
    (problem,) = problems
    assert problem.line == 3
    assert told in problem.sentence
    assert "la ligne est laissée de côté" in problem.sentence
