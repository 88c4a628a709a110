"""Nothing reaches a folium element but numbers, checked text and other elements."""

import copy
import json
import pickle
from typing import Any

import folium
import jinja2
import numpy as np
import pytest
from folium.utilities import JsCode
from hypothesis import given
from hypothesis import strategies as st

from ui.maps.sinks import (
    SafeScript,
    make,
    require_safe,
    safe_geojson,
    safe_options,
    script,
    script_json,
    tile_url,
)
from ui.text.safe import SafeText, UnsafeTextError, display_text

POINT = {"type": "Point", "coordinates": [5.0, 45.0]}


def feature(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": POINT}


@pytest.mark.parametrize(
    "value",
    [
        "Romans-sur-Isère",
        display_text("a") + "b",
        ["a"],
        ("a",),
        {"name": "a"},
        {"un nom": 1},
        b"a",
        np.array(["a"]),
        np.str_("a"),
        {1, 2},
    ],
)
def test_plain_text_and_unknown_data_are_refused(value: object) -> None:
    with pytest.raises(UnsafeTextError):
        require_safe(value)
    with pytest.raises(UnsafeTextError):
        make(folium.Marker, location=[45, 5], popup=value)  # type: ignore[arg-type]
    with pytest.raises(UnsafeTextError):
        make(folium.Tooltip, value)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), np.float64("nan")])
def test_numbers_are_finite(number: float) -> None:
    with pytest.raises(ValueError, match="non fini"):
        make(folium.CircleMarker, location=[number, 5])


def test_numbers_lists_and_elements_pass_and_numpy_becomes_python() -> None:
    checked = require_safe({"a": [np.float32(1.5), np.int64(2), (None, True)]})
    assert checked == {"a": [1.5, 2, (None, True)]}
    assert [type(item) for item in checked["a"]] == [float, int, tuple]
    marker = make(folium.Marker, location=[45, 5], tooltip=make(folium.Tooltip, display_text("é")))
    assert isinstance(marker, folium.Marker)


def test_what_a_style_function_returns_is_checked() -> None:
    data = safe_geojson({"type": "FeatureCollection", "features": [feature({"code": "1"})]})
    good = make(folium.GeoJson, data, style_function=lambda _: safe_options({"color": "#1B2A41"}))
    assert good.style_function({}) == {"color": "#1B2A41"}
    with pytest.raises(UnsafeTextError):
        make(folium.GeoJson, data, style_function=lambda _: {"color": "{{7*7}}"})


def test_option_names_are_identifiers() -> None:
    with pytest.raises(UnsafeTextError, match="Clé"):
        make(folium.CircleMarker, location=[45, 5], **{"a{{7*7}}": 1})


def test_options_hold_only_what_drawing_needs() -> None:
    styles = {"rural": {"color": "#E3D9A6", "dashArray": "4 6", "weight": 1.5}, "": {}}
    checked = safe_options(styles)
    assert checked == styles
    assert require_safe(list(checked.values())) == list(styles.values())
    assert safe_options(("rgba(1,2,3,.5)", None)) == ("rgba(1,2,3,.5)", None)
    for bad in ("{{7*7}}", "<b>", "é", "", "a\\", "url('x')", {"<b>": 1}, ["`"]):
        with pytest.raises(UnsafeTextError):
            safe_options(bad)


@pytest.mark.parametrize(
    "document",
    [
        feature({"name": "L'Haÿ"}),
        feature({"name": "{{7*7}}"}),
        feature({"name": "a\\b"}),
        feature({"name": 'a"b'}),
        feature({"name": "a\nb"}),
        feature({"name": "a & b"}),
        feature({"name": ["<b>"]}),
        feature({"na me": 1}),
        feature({"a-b": 1}),
        {**feature({}), "geometry": {"type": "Point", "coordinates": ["{{7*7}}"]}},
        {**feature({}), "id": "`"},
        {"type": "FeatureCollection", "features": [feature({"name": "<"})]},
    ],
)
def test_geojson_with_one_active_string_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(UnsafeTextError):
        safe_geojson(document)
    with pytest.raises(UnsafeTextError):
        safe_geojson(json.dumps(document))


def test_geojson_made_of_display_text_passes_as_text_and_as_mapping() -> None:
    document = feature({"name": display_text("L'Haÿ & <b>{{7*7}}\\`"), "count": 3, "none": None})
    assert safe_geojson(document) == safe_geojson(json.dumps(document)) == document
    with pytest.raises(json.JSONDecodeError):
        safe_geojson("{")


@given(st.text(alphabet=st.characters()) | st.text(alphabet="{}%#$`\\<>&\"'/\u2028 \n"))
def test_a_script_value_reads_back_and_opens_nothing(value: str) -> None:
    nested = script_json({"a": [value, {"b": value}], value: 1})
    assert json.loads(nested) == {"a": [value, {"b": value}], value: 1}
    assert nested.isascii()
    assert not any(active in nested for active in ("{{", "{%", "{#", "`", "${", "<", ">", "&", "'"))
    assert jinja2.Template(nested).render() == nested


def test_script_values_are_json() -> None:
    assert script_json(None) == "null"
    with pytest.raises(ValueError, match="JSON"):
        script_json(float("nan"))
    with pytest.raises(TypeError):
        script_json({1, 2})


def test_scripts_are_filled_with_values_only() -> None:
    code = script("function (f) { return $word + f.x; }", word="`${x}</script>{{7*7}}")
    assert code == (
        "function (f) { return "
        '"\\u0060\\u0024\\u007bx\\u007d\\u003c/script\\u003e\\u007b\\u007b7*7\\u007d\\u007d"'
        " + f.x; }"
    )
    assert make(JsCode, code).js_code == code
    with pytest.raises(UnsafeTextError, match="Champs"):
        script("$a", b=1)
    for source in ("`${x}`", "{{ x }}", "{% x %}", "</script>"):
        with pytest.raises(UnsafeTextError):
            script(source)
        with pytest.raises(UnsafeTextError):
            SafeScript(source)


def test_tile_addresses_keep_the_braces_that_leaflet_fills() -> None:
    address = "https://data.geopf.fr/wmts?LAYER=PLAN.V2&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
    assert make(folium.TileLayer, tile_url(address), attr=display_text("IGN")).tiles == address
    for bad in ("http://a.fr/{z}", "https://a.fr/{{7*7}}", "https://a.fr/{z", "https://a.fr/'"):
        with pytest.raises(UnsafeTextError):
            tile_url(bad)


def test_checked_text_survives_a_cache() -> None:
    text = display_text("L'Île")
    assert isinstance(pickle.loads(pickle.dumps(text)), SafeText)  # noqa: S301
    assert isinstance(copy.deepcopy(text), SafeText)
