"""Modules of JavaScript that become one; what they do then is tried in ``tests/browser``."""

import pytest

from ui.server.joining import Joined
from ui.server.modules import JoinError

RUNTIME = "var e=1,t=e=>e+1;export{e as one,t as default};"
MIDDLE = (
    'import{one as e,default as n}from"./runtime.js";'
    "let r={e,n:e},i=({e:t=e,n})=>{let{r}=t;return{r,n,e}};export{r as a,i as b};"
)
LATER = 'import"./runtime.js";import{a as n}from"./middle.js";export{n as t};'
LOADER = (
    'const d=["./middle.js","./alone.js"];'
    'var l=()=>import(`./later.js`),m=()=>import("./alone.js");export{l,m as default};'
)
ALONE = 'import{a as r,b}from"./middle.js";import"./later.js";export{r};'
SOURCES = {
    "runtime.js": RUNTIME,
    "middle.js": MIDDLE,
    "later.js": LATER,
    "loader.js": LOADER,
    "alone.js": ALONE,
}


@pytest.fixture
def joined() -> Joined:
    return Joined(SOURCES, {"first.js": ["middle.js", "loader.js"], "second.js": ["later.js"]})


def test_a_module_comes_after_those_that_it_imports(joined: Joined) -> None:
    assert joined.places == {
        "runtime.js": "first.js",
        "middle.js": "first.js",
        "loader.js": "first.js",
        "later.js": "second.js",
    }
    first = joined.whole("first.js")
    assert first.index("var e_$0") < first.index("let r_$1") < first.index("const d_$2")


def test_only_the_names_of_the_module_itself_change(joined: Joined) -> None:
    assert (
        "let r_$1={e:e_$0,n:e_$0},i_$1=({e:t=e_$0,n})=>{let{r}=t;return{r,n,e:e_$0}};"
        in joined.whole("first.js")
    )


def test_what_is_joined_is_imported_from_where_it_is(joined: Joined) -> None:
    second = joined.whole("second.js")
    assert second.startswith('import{r_$1}from"./first.js";')
    assert "get t(){return r_$1}" in second
    # One of another module is exported there.
    assert second.endswith("export{all_$3};")
    assert "r_$1" in joined.whole("first.js").rpartition("export{")[2]
    assert joined.redirected(ALONE) == (
        'import{r_$1 as r,i_$1 as b}from"./first.js";import"./second.js";export{r};'
    )
    loader = joined.redirected(LOADER)
    assert "import(`./second.js`).then(e=>e.all_$3)" in loader
    assert 'import("./alone.js")' in loader
    assert 'd=["./first.js","./alone.js"]' in loader


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"runtime.js": "var e=;"}, "not JavaScript"),
        ({"runtime.js": "export default 1;"}, "export default"),
        ({"runtime.js": "export var one=1;"}, "export var"),
        ({"runtime.js": 'export*from"./later.js";'}, "export"),
        ({"middle.js": 'import*as n from"./runtime.js";export{n as a};'}, "import"),
        ({"middle.js": 'import{two as n}from"./runtime.js";export{n as a};'}, "exports no two"),
        ({"runtime.js": "var e_$1=1;export{e_$1 as one,e_$1 as default};"}, "names|name"),
        ({"runtime.js": 'import"./middle.js";export{};'}, "imports itself"),
    ],
)
def test_what_is_not_understood_is_refused(change: dict[str, str], reason: str) -> None:
    with pytest.raises(JoinError, match=reason):
        Joined(SOURCES | change, {"first.js": ["middle.js"]}).whole("first.js")


@pytest.mark.parametrize("text", ['import r,{a}from"./middle.js";', "fetch('./middle.js');"])
def test_no_module_goes_on_naming_one_that_is_gone(joined: Joined, text: str) -> None:
    with pytest.raises(JoinError, match=r"still named: middle\.js"):
        joined.redirected(text)
