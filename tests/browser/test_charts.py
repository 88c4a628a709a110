"""Charts in a real Chromium: names are read, never obeyed; the table is a click away."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.serving import serving

pytestmark = pytest.mark.browser

NAMES = [
    "<img src=x onerror=window.hit=1>",
    "{{7*7}} {% x",
    "${window.hit=1} `+(window.hit=1)+`",
    "</script><script>window.hit=1</script>",
    "\\u0041 \\n \"' onmouseover='window.hit=1'",
    "image",
    "javascript:window.hit=1",
    "datum.value",
]
PAGE = """
import pandas as pd
import streamlit as st
from ui.charts import charts
from ui.charts.switch import show_chart

NAMES = {names!r}
table = pd.DataFrame({{"name": NAMES, "value": [1234.5] * len(NAMES)}})
table["low"], table["high"] = 1000.0, 2000.0
points = charts.interval_points(table, "Taux", charts.DECIMAL)
show_chart(points, table, {{}}, "courbe", NAMES[0])
years = pd.DataFrame(
    [{{"series": n, "year": y, "value": 1e4 * y}} for n in NAMES[:4] for y in (1998, 2017)]
)
show_chart(charts.lines(years, "Emplois"), years, {{}}, "emplois", "Lignes")
"""


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    """Return a page that draws every name."""
    folder = tmp_path_factory.mktemp("charts")
    script = folder / "page.py"
    script.write_text(PAGE.format(names=NAMES), encoding="utf-8")
    with serving(folder / "log.txt", script) as server:
        context = browser.new_context(viewport={"width": 1400, "height": 1200})
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
        page.goto(server.url)
        page.locator(
            "[data-testid=stVegaLiteChart] path[aria-roledescription=point]"
        ).last.wait_for()
        yield page
        context.close()


def drawing(page: Page, number: int) -> str:
    return " ".join(
        page.locator("[data-testid=stVegaLiteChart]")
        .nth(number)
        .locator("text")
        .all_text_contents()
    )


def test_names_are_drawn_as_they_are(visited: Page) -> None:
    axis = drawing(visited, 0)
    assert "{{7*7}} {% x" in axis
    assert "datum.value" in axis
    legend = drawing(visited, 1)
    for name in NAMES[:4]:
        assert name in legend


def test_a_tooltip_tells_names_and_french_numbers(visited: Page) -> None:
    marks = visited.locator("[data-testid=stVegaLiteChart]").first.locator(
        "path[aria-roledescription=point]"
    )
    for row, name in enumerate(NAMES):
        marks.nth(row).hover(force=True)
        tip = visited.locator("#vg-tooltip-element.visible")
        expect(tip.locator("td.value").first).to_have_text(name)
        expect(tip.locator("td.value").nth(1)).to_have_text("1\u202f234,5")
        expect(tip.locator("td.value").nth(2)).to_have_text("1\u202f000,0 – 2\u202f000,0")
        assert tip.locator("img, a, script, svg").count() == 0


def test_an_axis_is_written_in_french(visited: Page) -> None:
    assert "15\u202f000\u202f000" in drawing(visited, 1) or "20\u202f000\u202f000" in drawing(
        visited, 1
    )


def test_the_picture_has_a_name_for_those_who_cannot_see_it(visited: Page) -> None:
    chart = visited.locator("[data-testid=stVegaLiteChart]").nth(1)
    assert "Emplois" in (chart.evaluate("node => node.outerHTML") or "")
    assert visited.get_by_label("Emplois : ").count() >= 1


def test_the_table_is_one_click_away_and_back(visited: Page) -> None:
    visited.get_by_role("radio", name="Tableau").first.click()
    expect(visited.locator("[data-testid=stDataFrame]")).to_have_count(1)
    expect(visited.locator("[data-testid=stVegaLiteChart]")).to_have_count(1)
    visited.get_by_role("radio", name="Graphique").first.click()
    expect(visited.locator("[data-testid=stVegaLiteChart]")).to_have_count(2)


def test_nothing_that_a_name_says_was_done(visited: Page) -> None:
    assert visited.evaluate("window.hit") is None
    assert visited.locator("img[src=x]").count() == 0
