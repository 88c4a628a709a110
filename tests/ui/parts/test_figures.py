"""Names in the figures under a sentence and in tables are text, and no two alike crash a table."""

import pytest
from streamlit.testing.v1 import AppTest

from ui.parts.columns import headings

JOINER = "\N{WORD JOINER}"
AS_TEXT = f"\\[a\\](http:{JOINER}//x.example)"
PAGE = """
import pandas as pd
from ui.parts.columns import show_text_table
from ui.parts.figures import show_figures
from ui.text.columns import Column, said
from ui.text.figures import Figure

names = ["[a](http://x.example)", "![a](http://x.example/b.png)", "$x^2$"]
show_figures([Figure(*names, names[0])])
columns = [Column(str(place), said(name)) for place, name in enumerate(names * 2)]
show_text_table(pd.DataFrame([names * 2], columns=names * 2), columns)
"""


@pytest.fixture
def page() -> AppTest:
    shown = AppTest.from_string(PAGE).run()
    assert not shown.exception
    return shown


def test_figure_reads_no_markdown(page: AppTest) -> None:
    (metric,) = page.metric
    assert (metric.label, metric.help) == (AS_TEXT, AS_TEXT)
    assert metric.value == f"\\!\\[a\\](http:{JOINER}//x.example/b.png)"
    assert metric.delta == "\\$x\\^2\\$"


def test_names_that_read_alike_are_two_columns_of_text(page: AppTest) -> None:
    table = page.table[0].value
    assert list(table.columns)[:3] == list(table.iloc[0])[:3]
    assert list(table.columns)[3] == f"{AS_TEXT} (2)"
    assert len(set(table.columns)) == 6


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a (2)", "a (3)"]),
        (["a", "a (2)", "a"], ["a", "a (2)", "a (3)"]),
        (["a", "a\u200b"], ["a", "a (2)"]),
        (["[a](http://x.example)"], [AS_TEXT]),
    ],
)
def test_headings_are_text_and_all_different(names: list[str], expected: list[str]) -> None:
    assert headings(names) == expected
