"""A wave that cannot be told from others is set aside and said to be; the others are read."""

from pathlib import Path

import pytest

from geo.errors import TableError
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


@pytest.mark.parametrize("lines", [[], [line("")], [line(""), line("")]])
def test_without_a_wave_that_can_be_told_there_is_no_table(
    tmp_path: Path, lines: list[str]
) -> None:
    path = tmp_path / "waves.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]), encoding="utf-8")
    with pytest.raises(TableError, match=r"waves\.csv ne contient aucune ligne"):
        read_published(path)


def test_totals_without_a_line_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "official_totals.csv"
    path.write_text(",".join(CSV_COLUMNS["official_totals"]) + "\n", encoding="utf-8")
    with pytest.raises(TableError, match="aucune ligne"):
        read_published(path)
