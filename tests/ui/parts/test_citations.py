"""The line under a map that says who made it."""

from ui import data
from ui.parts.citations import NAMED_PRODUCERS, credits_line


def test_a_long_line_is_cut_once() -> None:
    atlas = data.get_atlas()
    assert atlas.sources is not None
    assert atlas.sources["producer"].nunique() > NAMED_PRODUCERS
    line = credits_line(atlas, atlas.sources["id"])
    assert line.count("…") == 1
    assert credits_line(atlas, ["poles"]).count("…") == 0
