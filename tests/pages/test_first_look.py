"""What a second look leaves alone."""

from typing import Any

import pytest

from tests.pages.opening import open_screen

MAP = "streamlit_folium.st_folium"


def maps(block: Any) -> list[str]:  # noqa: ANN401
    """Return the arguments of every map below a block of a page, as they are sent."""
    found: list[str] = []
    for child in getattr(block, "children", {}).values():
        if child.type == "component_instance" and child.proto.component_name == MAP:
            found.append(child.proto.json_args)
        found += maps(child)
    return found


@pytest.mark.parametrize("screen", ["carte", "couverture", "portrait", "comparer"])
def test_the_map_is_not_sent_again(screen: str) -> None:
    page = open_screen(screen, looks=1, territoire="region:53")
    sent = maps(page._tree)
    assert len(sent) == 1
    page.run()
    assert maps(page._tree) == sent
