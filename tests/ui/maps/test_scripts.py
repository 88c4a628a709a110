"""What the map's frame is sent: one script that never differs, and data for steps of ours."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import folium
import pytest
from streamlit_folium import _get_feature_group_string, _get_html, _get_map_string

from ui.maps import elements, scripts
from ui.maps.elements import ImageConfig
from ui.maps.sinks import tile_url
from ui.text.safe import display_text

FRAME = (-5.0, 41.0, 10.0, 51.0)
HOSTILE = '"); alert(1); ("{{7*7}}{% x ${y} `\\ </script><script>alert(1)</script> \u2028 \');'
# Written by the component itself after the script of the map: its frontend, index.tsx.
COMPONENT_START = "window.map = map_div; window.initComponent(map_div, false);"
FIXED = re.compile(
    r"\s*(?:var feature_group_feature_group_0 = L\.featureGroup\(|\{|\}|\);"
    r"|feature_group_feature_group_0\.addTo\(map_div\);"
    r"|map_div\.addLayer\(feature_group_feature_group_0\);"
    r"|window\.feature_group = window\.feature_group \|\| \[\];"
    r"|window\.feature_group\.push\(feature_group_feature_group_0\);)?"
)


def call_pattern() -> re.Pattern[str]:
    """Return what the frame reads, as `frame.js` says it."""
    source = (scripts.FOLDER / "frame.js").read_text(encoding="utf-8")
    found = re.search("const CALL = /(.*)/gmu;", source)
    assert found
    return re.compile(found[1])


def steps() -> set[str]:
    """Return the steps that the scripts know."""
    shown = re.findall(r"^    (\w+): \(map", scripts.source(), re.MULTILINE)
    added = re.findall(r"Object\.assign\(steps, \{ (.*?) \}\)", scripts.source())
    named = re.findall(r"steps\.(\w+) =", scripts.source())
    return {*shown, *named, *(step for names in added for step in names.split(", "))}


def parts() -> Iterator[elements.Still | elements.Drawn]:
    text = display_text(HOSTILE)
    mark = {"lat": 45.0, "lon": 5.0, "dx": 0, "dy": 0, "tone": "hollow", "alt": HOSTILE}
    yield elements.town_labels(HOSTILE)
    yield elements.remote_layer(elements.RemoteConfig(HOSTILE, "land", {"default": {}}))
    yield elements.tiles(tile_url("https://tile.example/{z}/{x}/{y}.png"), text, 18)
    yield elements.panel_board({"panels": [{"label": HOSTILE}]})
    yield elements.layer_set([ImageConfig(HOSTILE, ((41.0, -5.0), (51.0, 10.0)), "rural")])
    pole = {**mark, "name": text, "sheet": text, "area": None, "open": True}
    yield elements.written("poles", elements.pole_markers([pole]))
    yield elements.numbered_sites([{**mark, "rank": 1, "told": text}])
    crowd = {**mark, "size": 20, "count": HOSTILE, "name": text, "sheet": text}
    yield elements.crowd_circles([crowd])
    panel = {
        "value": HOSTILE,
        "layers": [],
        "pictures": [],
        "crowds": [crowd],
        "marks": [{**mark, "name": text}],
    }
    content = elements.panel_content({"pictures": [], "panels": [panel]})
    yield elements.written("panelContent", content)


def sent(board: folium.Map) -> tuple[str, str]:
    """Return the HTML and the script that the component gets for a map."""
    board.get_root().render()
    board.render()
    return _get_html(board), _get_map_string(board)


def test_every_file_is_sent_once() -> None:
    assert sorted(scripts.ORDER) == sorted(path.name for path in scripts.FOLDER.iterdir())


def test_the_script_of_every_map_is_the_one_that_the_policy_allows() -> None:
    for frame, label in ((FRAME, "Carte"), ((55.2, -21.4, 55.9, -20.8), HOSTILE)):
        board = elements.empty_map(frame, [("land", 220, False)], label)
        for part in parts():
            if isinstance(part, elements.Still):
                part.add_to(board)
        _html, script = sent(board)
        digest = hashlib.sha256(f"{script}{COMPONENT_START}".encode()).digest()
        assert f"sha256-{base64.b64encode(digest).decode()}" == scripts.START_DIGEST


def test_what_stays_is_one_block_of_data_each_that_nothing_can_leave() -> None:
    board = elements.empty_map(FRAME, [], HOSTILE)
    still = [part for part in parts() if isinstance(part, elements.Still)]
    for part in still:
        part.add_to(board)
    html, _script = sent(board)
    assert html.count("<script") == html.count("</script>") == len(still) + 1
    assert html.count('<script type="application/json" class="atlas-still"') == len(still) + 1
    assert "49" not in html
    assert "alert(1)" in html


def test_what_filters_change_is_one_call_that_the_frame_reads() -> None:
    call = call_pattern()
    for part in parts():
        if isinstance(part, elements.Still):
            continue
        group = elements.group()
        part.add_to(group)
        text = _get_feature_group_string(group, elements.empty_map(FRAME, [], "Carte"))
        lines = text.split("\n")
        calls = [found for line in lines if (found := call.fullmatch(line))]
        assert [(found[1], found[2]) for found in calls] == [
            ("feature_group_feature_group_0", part.step)
        ]
        assert calls[0][3] == part.data
        rest = [line for line in lines if not call.fullmatch(line)]
        assert [line for line in rest if not FIXED.fullmatch(line)] == []


def test_every_step_is_known_on_both_sides() -> None:
    named = {part.step for part in parts()}
    assert {*named, "setup"} == steps()


@pytest.mark.parametrize("name", scripts.ORDER)
def test_no_script_writes_a_script(name: str) -> None:
    source = (scripts.FOLDER / name).read_text(encoding="utf-8")
    for way in ("new Function", "innerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in source


@pytest.mark.parametrize(
    "path", sorted(Path(elements.__file__).parent.glob("*.py")), ids=lambda path: path.name
)
def test_no_script_is_written_in_python(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\bfunction\s*\([^)]*\)\s*\{|=>|\bvar \w+ =", source)
