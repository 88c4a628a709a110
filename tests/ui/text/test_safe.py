"""Hostile text is inert on a map, in every place folium offers, and still reads the same."""

import html
import json
import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, TypeAlias

import folium
import jinja2
import pandas as pd
import pytest
import streamlit_folium
from folium.elements import MacroElement
from folium.utilities import JsCode
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import st_folium

from ui.maps.sinks import make, safe_geojson, safe_options, script_json, tile_url
from ui.text import safe
from ui.text.safe import (
    SafeText,
    SafeUrl,
    UnsafeTextError,
    clean_text,
    display_code,
    display_text,
    display_url,
    join_html,
    link,
    markdown_text,
    plain_text,
    web_address,
)

HOSTILE = [
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% x",
    "{# x",
    "{{'map_div'}}",
    "${alert(1)}",
    "`+alert(1)+`",
    "\\",
    "\\u0041\\x41\\",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "--><svg onload=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "&lt;b&gt; &#123;&#123;7*7}}",
    "L'Haÿ-les-Roses & Saint-Étienne",
    "a\u202egnp.exe",
    "\u200fשלום\u200f (12)",
    "x" * 10_000,
    "a\r\nb\tc\x00d",
]
ACTIVE = re.compile(r"[{}`<>\"']|\\(?!u0026)")
MARK = "QXQ"
LOCATION = [45.0, 5.0]

Render: TypeAlias = Callable[..., str]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Render:
    """Return what st_folium sends to the browser for a map, and for a group added later."""
    sent: dict[str, Any] = {}
    monkeypatch.setattr(streamlit_folium, "_component_func", sent.update)

    def render(element: MacroElement, *, control: bool = False) -> str:
        chart = make(folium.Map, location=LOCATION, tiles=None)
        element.add_to(chart)
        layer_control = make(folium.LayerControl) if control else None
        st_folium(chart, key="test", returned_objects=[], layer_control=layer_control)
        parts = [sent["script"], sent["header"], sent["html"], sent["layer_control"] or ""]
        return "\n".join(parts)

    return render


def popup(text: SafeText) -> MacroElement:
    return make(folium.Marker, location=LOCATION, popup=make(folium.Popup, text))


def lazy_popup(text: SafeText) -> MacroElement:
    shown = make(folium.Popup, text, lazy=True)
    return make(folium.CircleMarker, location=LOCATION, popup=shown)


def tooltip(text: SafeText) -> MacroElement:
    return make(folium.CircleMarker, location=LOCATION, tooltip=make(folium.Tooltip, text))


def marker_strings(text: SafeText) -> MacroElement:
    return make(folium.Marker, location=LOCATION, popup=text, tooltip=text)


def div_icon(text: SafeText) -> MacroElement:
    return make(folium.Marker, location=LOCATION, icon=make(folium.DivIcon, html=text))


def geojson(text: SafeText, **details: MacroElement) -> MacroElement:
    feature = {
        "type": "Feature",
        "properties": {"code": "38185", "name": text},
        "geometry": {"type": "Point", "coordinates": [5.0, 45.0]},
    }
    collection = safe_geojson({"type": "FeatureCollection", "features": [feature]})
    return make(folium.GeoJson, collection, **details)


def geojson_tooltip(text: SafeText) -> MacroElement:
    names = safe_options(["name"])
    return geojson(text, tooltip=make(folium.GeoJsonTooltip, fields=names, aliases=[text]))


def geojson_popup(text: SafeText) -> MacroElement:
    names = safe_options(["name"])
    return geojson(text, popup=make(folium.GeoJsonPopup, fields=names, aliases=[text]))


def layer_name(text: SafeText) -> MacroElement:
    return make(folium.FeatureGroup, name=text)


def attribution(text: SafeText) -> MacroElement:
    address = tile_url("https://tiles.invalid/{z}/{x}/{y}.png")
    return make(folium.TileLayer, tiles=address, attr=text, name=text)


SINKS = [
    popup,
    lazy_popup,
    tooltip,
    marker_strings,
    div_icon,
    geojson_tooltip,
    geojson_popup,
    layer_name,
    attribution,
]


def from_script(text: str) -> str:
    """Undo the JavaScript escapes that folium writes into JSON."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


@pytest.mark.parametrize("payload", HOSTILE)
@pytest.mark.parametrize("sink", SINKS)
def test_hostile_text_is_inert_and_readable_in_every_sink(
    rendered: Render, sink: Callable[[SafeText], MacroElement], payload: str
) -> None:
    text = display_text(f"{MARK}{payload}{MARK}", limit=600)
    output = rendered(sink(text), control=sink is layer_name)
    shown = re.findall(f"{MARK}(.*?)(?:{MARK}|{safe.ELLIPSIS}|\\\\u2026)", output, flags=re.DOTALL)
    assert shown, "the text must reach the browser"
    expected = clean_text(payload, limit=600 - 2 * len(MARK))
    for piece in shown:
        assert not ACTIVE.search(re.sub(r"\\u(?!0026)[0-9a-f]{4}", "", piece))
        decoded = html.unescape(from_script(piece))
        assert decoded.rstrip("x") == expected.strip("\u2068\u2069").rstrip(f"x{safe.ELLIPSIS}")


def test_the_same_rendering_runs_what_is_not_made_safe(rendered: Render) -> None:
    with pytest.raises(jinja2.TemplateSyntaxError):
        rendered(folium.Marker(location=LOCATION, popup="{% x"))
    raw = folium.Marker(location=LOCATION, tooltip="<img src=x onerror=alert(1)> ${alert(1)}")
    assert "<img src=x onerror=alert(1)> ${alert(1)}" in rendered(raw)


@pytest.mark.parametrize("payload", HOSTILE)
def test_marker_titles_hold_the_exact_text(rendered: Render, payload: str) -> None:
    title = make(JsCode, script_json(payload))
    output = rendered(make(folium.Marker, location=LOCATION, title=title))
    literal = re.search(r'"title": ("(?:[^"\\]|\\.)*")', output)
    assert literal is not None
    assert not re.search(r"[{}`<>]", literal[1])
    # A JSON string is a JavaScript string: reading it as JSON reads it as the browser does.
    assert json.loads(literal[1]) == payload


anything = st.text(alphabet=st.characters())
hostile_alphabet = st.text(alphabet="{}%#$`\\<>&;\"'/x1a \n\u202e\u2067\u05d0\u200b\ud800")


@given(anything | hostile_alphabet)
def test_display_text_is_inert_and_decodes_to_the_cleaned_text(value: str) -> None:
    output = display_text(value)
    assert not re.search(r"[{}\\`<>\"']", output)
    assert html.unescape(output) == clean_text(value, limit=500)
    assert jinja2.Template(output).render() == output
    assert {kind for _, kind, _ in jinja2.Environment().lex(output)} <= {"data"}  # noqa: S701


@given(anything | hostile_alphabet)
def test_display_text_is_one_piece_of_text_for_an_html_parser(value: str) -> None:
    pieces: list[str] = []
    parser = HTMLParser()
    parser.handle_data = pieces.append  # type: ignore[method-assign]
    parser.handle_starttag = lambda *_: pytest.fail("a tag was opened")  # type: ignore[method-assign]
    parser.feed(display_text(value))
    parser.close()
    assert "".join(pieces) == clean_text(value, limit=500)


@given(anything | hostile_alphabet)
def test_cleaning_keeps_letters_and_removes_what_is_invisible(value: str) -> None:
    cleaned = clean_text(value)
    inner = cleaned.removeprefix("\u2068").removesuffix("\u2069")
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in inner)
    assert [c for c in inner if c.isalnum()] == [c for c in value if c.isalnum()]
    cleaned.encode()
    assert clean_text(inner) == cleaned


def test_text_that_is_longer_than_the_limit_ends_with_an_ellipsis() -> None:
    assert display_text("a" * 10_000) == "a" * 499 + "…"
    assert display_text("a" * 500) == "a" * 500
    assert display_text("<" * 10, limit=3) == "&lt;&lt;…"
    assert display_text("ab cd", limit=4) == "ab…"
    with pytest.raises(ValueError, match="au moins 1"):
        display_text("a", limit=0)


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, ""])
def test_missing_values_show_nothing(missing: object) -> None:
    assert display_text(missing) == plain_text(missing) == markdown_text(missing) == ""


def test_bidirectional_marks_are_dropped_and_right_to_left_names_isolated() -> None:
    assert display_text("a\u202egnp.exe") == "agnp.exe"
    assert display_text("Drôme\u200f") == "Drôme"
    assert display_text("\u2067שלום\u2069 12") == "\u2068שלום 12\u2069"
    assert display_text("مرحبا" * 200, limit=10) == "\u2068" + ("مرحبا" * 2)[:9] + "…\u2069"


def test_line_breaks_become_spaces_and_no_break_spaces_stay() -> None:
    assert display_text("a\r\nb\nc\u2028d\te\x00f") == "a b c d ef"
    assert display_text("12\u202f345\u00a0hab.") == "12\u202f345\u00a0hab."


def test_safe_text_is_not_escaped_twice_and_never_spreads() -> None:
    text = display_text("L'Île")
    assert display_text(text) is text
    for plain in (text + text, text[1:], text.upper(), f"{text}"):
        assert not isinstance(plain, SafeText)
    with pytest.raises(UnsafeTextError):
        SafeText("{{7*7}}")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.archer.fr/pole-sud/ptce", "https://www.archer.fr/pole-sud/ptce"),
        (" http://a.fr:8080/x?y=1&z=2#t ", "http://a.fr:8080/x?y=1&amp;z=2#t"),
        ("https://été.fr/ç", "https://xn--t-9fab.fr/%C3%A7"),
        ("https://a.fr/%7B{{7*7}}`'\"<b>", "https://a.fr/%7B%7B%7B7*7%7D%7D%60%27%22%3Cb%3E"),
        ("https://[::1]/x", "https://[::1]/x"),
        ("HTTPS://A.fr", "https://a.fr"),
    ],
)
def test_web_addresses_are_kept(url: str, expected: str) -> None:
    assert display_url(url) == expected
    assert web_address(url) == html.unescape(expected)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/x",
        "https://",
        "https:///x",
        "https://user@evil.example/",
        "https://a.fr:99999/",
        "https://a.fr\\@evil.example",
        "https://a b.fr",
        "https://a{{7*7}}.fr",
        "https://[x]/",
        "https://" + "a" * 64 + ".fr",
        "https://a.fr/" + "a" * 2000,
        "ftp://a.fr/",
        "a.fr",
        "",
        None,
        float("nan"),
        12,
    ],
)
def test_other_addresses_are_refused(url: object) -> None:
    assert display_url(url) == web_address(url) == ""
    assert link(url, "<b>") == "&lt;b&gt;"


@given(anything | hostile_alphabet.map(lambda tail: "https://a.fr/" + tail))
def test_an_accepted_address_stays_inside_its_attribute(url: str) -> None:
    address = display_url(url)
    assert isinstance(address, SafeUrl)
    assert not re.search(r"[{}\\`<>\"'\s]", address)
    assert address == "" or re.match(r"https?://[a-z0-9\[]", address)


def test_links_open_apart_and_say_nothing_of_where_they_come_from() -> None:
    assert link("https://a.fr/?a=1&b=2", "L'Île <1>") == (
        '<a href="https://a.fr/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">'
        "L&#x27;Île &lt;1&gt;</a>"
    )


@pytest.mark.parametrize(
    "code", ["38185", "2A004", "region:84", "temoin-2011", "200040715", "pole-sud-archer"]
)
def test_codes_pass_unchanged(code: str) -> None:
    assert display_code(code) == code
    assert isinstance(display_code(code), SafeText)


@pytest.mark.parametrize(
    "code", ["", "{{7*7}}", "a b", "é", "38185\n", "-x", "x" * 65, None, 38185]
)
def test_anything_else_is_no_code(code: object) -> None:
    with pytest.raises(UnsafeTextError, match="Code inattendu"):
        display_code(code)


def test_a_pattern_that_is_too_wide_lets_nothing_active_through() -> None:
    with pytest.raises(UnsafeTextError, match="motif trop large"):
        display_code("<b>", pattern=r".*")


def test_html_escapes_its_values_and_keeps_its_tags() -> None:
    row = safe.html('<b title="{title}">{name}</b>', title='"x', name="{{7*7}} <i>")
    assert row == '<b title="&quot;x">&#123;&#123;7*7&#125;&#125; &lt;i&gt;</b>'
    assert join_html([row, display_text("&")], separator="<br>") == f"{row}<br>&amp;"
    with pytest.raises(UnsafeTextError, match="Morceau"):
        join_html([row, "<b>"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    "template",
    [
        "<a href={url}>x</a>",
        '<a href="x{url}">x</a>',
        '<a style="{url}">x</a>',
        '<a onclick="{url}">x</a>',
        '<a onclick="f()">{url}</a>',
        '<a {url}="x">x</a>',
        "<{url}>x",
        '<b title="{url}',
        "<!-- {url} -->",
        "<script>{url}</script>",
        "<style>{url}</style>",
        '<iframe title="{url}"></iframe>',
        "{url.__class__}",
        "{url[0]}",
        "{{url}}",
        "`{url}`",
        "<b>x</b>",
    ],
)
def test_html_refuses_placeholders_where_text_could_act(template: str) -> None:
    with pytest.raises((UnsafeTextError, AttributeError)):
        safe.html(template, url="x")  # type: ignore[arg-type]


def test_html_takes_addresses_only_from_display_url() -> None:
    with pytest.raises(UnsafeTextError, match="adresse"):
        safe.html('<a href="{url}">x</a>', url="https://a.fr")
    assert safe.html('<a href="{url}">x</a>', url=display_url("https://a.fr")) == (
        '<a href="https://a.fr">x</a>'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saint-Denis (93), 10:30", "Saint-Denis (93), 10:30"),
        ("**a** _b_ ~c~ `d`", r"\*\*a\*\* \_b\_ \~c\~ \`d\`"),
        ("[a](javascript:x)", "\\[a\\](javascript:\u2060x)"),
        ("![a](x)", r"\!\[a\](x)"),
        (":red[a]", ":\u2060red\\[a\\]"),
        (":smile: :+1: :100:", ":\u2060smile: :\u2060+1: :\u2060100:"),
        (":material/home:", ":\u2060material/home:"),
        ("$a$", r"\$a\$"),
        ("<img src=x>", r"\<img src=x\>"),
        ("a | b", r"a \| b"),
        ("# a", r"\# a"),
        ("> a", r"\> a"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("===", r"\==="),
        ("&lt;", r"\&lt;"),
        ("http://a.fr www.a.fr a@b.fr", "http:\u2060//a.fr www\u2060.a.fr a\u2060@b.fr"),
        ("a -> b -- c", "a -\u2060\\> b -\u2060- c"),
        ("a\n\n# b", r"a  \# b"),
    ],
)
def test_markdown_is_shown_as_text(text: str, expected: str) -> None:
    assert markdown_text(text) == expected


@given(anything | st.text(alphabet=":$*_~`<>[]()!#&|\\-=+1.w@/ a\n"))
def test_markdown_text_reads_back_as_the_cleaned_text(value: str) -> None:
    output = markdown_text(value)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>$~|&]", output)
    unescaped = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", output.replace("\u2060", ""))
    assert unescaped == clean_text(value, limit=500)


def test_plain_text_is_only_cleaned() -> None:
    assert plain_text("<b> {{7*7}} \u202ex") == "<b> {{7*7}} x"
