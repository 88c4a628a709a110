"""What Streamlit is told of the columns of a table."""

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ui.parts.columns import column_config
from ui.text.columns import Column, Kind

APP = """
import pandas as pd
from ui.parts.columns import show_columns
from ui.text.columns import Column, Kind

columns = (
    Column("people", "Habitants à portée", Kind.NUMBER, short="À portée"),
    Column("share", "Part", Kind.BAR, help="De tous"),
    Column("code", "Code", folded=True),
    Column("figure", "Nombre", shown=False),
)
rows = pd.DataFrame({"figure": [1], "code": ["01"], "share": [0.5], "people": [None]})
show_columns(rows, columns, "Un tableau", key="un")
"""


def test_a_table_is_shown_without_what_is_not_on_screen() -> None:
    page = AppTest.from_string(APP, default_timeout=60).run()
    assert not page.exception
    shown = page.dataframe[0]
    assert list(shown.value) == ["people", "share", "code"]
    assert (shown.proto.placeholder, shown.proto.alt) == ("–", "Un tableau")
    told = json.loads(shown.proto.columns)
    assert told.pop("_index") == {"hidden": True}
    assert told["code"] == {"hidden": True}
    assert told["people"]["label"] == "À portée"
    assert told["people"]["help"] == "Habitants à portée"
    assert told["people"]["type_config"] == {"type": "number", "format": "localized"}
    assert told["share"]["help"] == "De tous"
    assert "figure" not in told


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_written_somehow(kind: Kind) -> None:
    config = column_config([Column("one", "Titre", kind, link="ouvrir")])
    assert config["one"]["label"] == "Titre"
    assert (config["one"].get("type_config") is None) == (kind is Kind.TEXT)


def test_formats_differ_from_kind_to_kind() -> None:
    made = [str(column_config([Column("one", "Titre", kind)])) for kind in Kind]
    assert pd.Series(made).is_unique
