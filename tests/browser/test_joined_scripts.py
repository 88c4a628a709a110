"""Modules do the same joined as apart, in the browser that runs them."""

import pytest
from playwright.sync_api import Browser, Route

from ui.server.joining import Joined

pytestmark = pytest.mark.browser

ORIGIN = "http://joined.example/"
RUNTIME = """
var said=[],n=0,late,say=(...t)=>{said.push(t.join(" "))},set=e=>{n=e,late={v:e}};
say("runtime");
export{said as s,n as count,late as l,say as default,set as t};
"""
# Every way to hide a name of the module behind one of a function, a block or a pattern.
HIDING = """import{default as e,count as t,t as n,l as r}from"./runtime.js";
e("hiding",t,typeof r);n(7);e(t,r.v);
var i=1,a=[2,3],o={t,i},s={e:5,t:6};
function c(t,i=a[0],...[e,r]){var a="own";return[t,i,a,e,r].join()}
function u(i=a.length){{let a=9;i+=a}for(let a of[1])i+=a;for(var t in{k:1})i+=t;return i+t}
function v(){if(a){var t=3,i=4}return t+i}
var d=function i(t){return t?typeof i:i(1)},f=class i{static t=a[1];static{var a=4;this.a=a}
e(){return i}},
p=({e:t,t:i=a,...r})=>[t,i,Object.keys(r).length].join(),
m=()=>{try{throw{i:8}}catch({i}){return i}},
h=t=>{switch(t){case 1:let a=11;return a;default:return i}},
g=()=>{e:for(;;)break e;return t};
i++;({i,t:o.i}=s.i?s:{i:i+10,t:12});[a[0],i]=[i,20];
e(v(),c(1),c(1,2,3,4),u(),d(0),f.t,f.a,new f().e()===f,p(s),p({e:1}),m(),h(1),h(2),g());
e(JSON.stringify({o,a,i}),t,`${t}${(e=>e)(i)}`,i?.e,o.i);
class y extends f{get t(){return t}}e(new y().t,y.t);
export{i,c as default,y as Y};
"""
MAIN = """import{s as e}from"./runtime.js";import{default as t,i as n,Y as r}from"./hiding.js";
e.push([n,typeof t,new r().t].join(" "));
var i=()=>import(`./lazy.js`).then(e=>[e.default,Object.keys(e).sort().join()].join(" "));
export{e as said,i as load};
"""
LAZY = """import{count as e,t}from"./runtime.js";t(e+1);var n=`lazy ${e}`;
export{n as default,e as e};"""
SOURCES = {"runtime.js": RUNTIME, "hiding.js": HIDING, "main.js": MAIN, "lazy.js": LAZY}
RUN = """async (name) => {
    const { said, load } = await import(name);
    return [...said, await load()];
}"""


def what_happens(browser: Browser, files: dict[str, str], run: str) -> list[str]:
    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ORIGIN)
        if name in files:
            route.fulfill(content_type="text/javascript", body=files[name])
        else:
            route.fulfill(content_type="text/html", body="<p>Page</p>")

    context = browser.new_context()
    try:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(ORIGIN)
        found: list[str] = page.evaluate(run, f"{ORIGIN}main.js")
    finally:
        context.close()
    return found


def test_modules_do_the_same_joined_as_apart(browser: Browser) -> None:
    joined = Joined(SOURCES, {"first.js": ["main.js"], "later.js": ["lazy.js"]})
    files = {name: joined.redirected(joined.whole(name)) for name in ("first.js", "later.js")}
    main = 'export{all}from"./first.js"'
    space = joined.namespace("main.js")
    run = RUN.replace("await import(name)", f"(await import(name)).{space}")
    apart = what_happens(browser, SOURCES, RUN)
    assert len(apart) > 5
    files["main.js"] = main.replace("all", space)
    assert what_happens(browser, files, run) == apart
