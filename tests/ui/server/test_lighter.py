"""What is recognised of Streamlit's files, and what happens when something else stands there."""

import re
import shutil
from pathlib import Path

import pytest

from ui.server import fonts, frontend, lighter
from ui.server.modules import JoinError

STATIC = frontend._folder(frontend.PARTS[0])
PAGE = (STATIC.parent / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STATIC, tmp_path / "static", ignore=frontend.LEFT_OUT))


def test_the_fonts_of_this_version_are_cut(copy: Path) -> None:
    page = lighter.cut_fonts(copy, PAGE, {"pause"})
    assert re.findall(r"media/([^\"]+woff2)", page) == [lighter.LETTERS]
    (sheet,) = (copy / "css").glob("index.*.css")
    faces = re.findall(r"@font-face\{[^}]*\}", sheet.read_text(encoding="utf-8"))
    upright, small = (
        face for face in faces if "SourceSansVF-Upright" in face or lighter.LETTERS in face
    )
    # The whole font stays, for letters that the small one lacks.
    assert small == upright.replace(
        re.findall(r"media/([^)]+)", upright)[0], lighter.LETTERS
    ).replace("}", f";unicode-range:{fonts.css_range()}}}")
    (icons,) = (copy / "media").glob(lighter.ICON_FONT)
    assert icons.stat().st_size < 20_000


def test_the_icons_that_streamlit_shows_are_found() -> None:
    found = lighter.icons_in(STATIC / "js")
    assert {"open_in_new", "expand_more", "search", "close", "visibility"} <= found
    assert "bathtub" not in found


def test_the_scripts_of_this_version_are_joined(copy: Path) -> None:
    before = set((copy / "js").iterdir())
    page = lighter.join_scripts(copy, PAGE)
    assert re.findall(r"js/([^\"]+[.]js)", page) == ["first.js"]
    gone = {path.name for path in before} - {path.name for path in (copy / "js").iterdir()}
    for elements in lighter.WHOLES.values():
        for element in elements:
            assert any(name.startswith(f"{element}.") for name in gone), element
    assert len(gone) > 100


@pytest.mark.parametrize(
    ("missing", "why"), [("Metric.*.js", "0 scripts named Metric"), ("index.*.js", "index")]
)
def test_a_script_that_is_not_there_leaves_all_as_they_were(
    copy: Path, missing: str, why: str
) -> None:
    for path in (copy / "js").glob(missing):
        path.unlink()
    before = {path.name: path.stat().st_mtime_ns for path in (copy / "js").iterdir()}
    with pytest.raises((lighter.UnknownPageError, JoinError), match=why):
        lighter.join_scripts(copy, PAGE)
    assert {path.name: path.stat().st_mtime_ns for path in (copy / "js").iterdir()} == before


def test_another_page_or_another_font_is_told(copy: Path) -> None:
    with pytest.raises(lighter.UnknownPageError, match="no script"):
        lighter.join_scripts(copy, "<html></html>")
    for sheet in (copy / "css").iterdir():
        sheet.write_text("")
    with pytest.raises(lighter.UnknownPageError, match="other fonts"):
        lighter.cut_fonts(copy, PAGE, set())
