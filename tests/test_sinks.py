"""No string reaches folium, nor raw HTML the page, around `ui.text.safe` and `ui.maps.sinks`.

The source of the project is read, not run: each rule is proved on planted files that break it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_THE_ATLAS = {"tests", "bench", "sources", "build"}
MAP_LIBRARIES = ("folium", "branca")
CHECKED_TYPES = {
    "ui.text.safe.SafeText",
    "ui.text.safe.SafeUrl",
    "ui.maps.sinks.SafeScript",
    "ui.maps.sinks.SafeGeoJson",
}
LITERAL_FIRST = {
    "ui.text.safe.html",
    "ui.maps.sinks.script",
    "ui.maps.sinks.tile_url",
    "streamlit.html",
}
CHECKED_HTML = {"ui.text.safe.html", "ui.text.safe.join_html", "ui.maps.sinks.require_safe"}
RAW_HTML = ("streamlit.components.v1.html", "streamlit.components.v1.iframe", "streamlit.iframe")


def violations(root: Path) -> list[str]:
    """Return one line per place of the project's source that breaks a rule."""
    modules = [Module(path, root) for path in sorted(_sources(root))]
    drawn = set[str]()
    # An element class may stand on another one, of a module read later: until none is added.
    while (found := {name for m in modules for name in m.element_classes(drawn)}) != drawn:
        drawn = found
    return [line for module in modules for line in module.check(drawn)]


def _sources(root: Path) -> Iterator[Path]:
    for path in root.rglob("*.py"):
        parts = path.relative_to(root).parts
        if not any(part.startswith(".") or part in NOT_THE_ATLAS for part in parts):
            yield path


class Module:
    """One source file, with the names it imports and how its nodes are nested."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path.relative_to(root).as_posix()
        self.name = self.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.parent = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }
        self.origin = dict(self._imports())
        self.constants = {
            target.id: statement.value
            for statement in self.tree.body
            for target in _targets(statement)
            if isinstance(target, ast.Name) and statement.value is not None
        }
        for statement in self.tree.body:
            if isinstance(statement, ast.ClassDef | ast.FunctionDef):
                self.origin[statement.name] = f"{self.name}.{statement.name}"

    def _imports(self) -> Iterator[tuple[str, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield (
                        alias.asname or alias.name.split(".")[0],
                        (alias.name if alias.asname else alias.name.split(".")[0]),
                    )
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    yield alias.asname or alias.name, f"{node.module}.{alias.name}"

    def dotted(self, node: ast.AST | None) -> str:
        """Return the full name an expression stands for, or an empty string."""
        if isinstance(node, ast.Name):
            return self.origin.get(node.id, "")
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def ancestors(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """Yield each node from this one up, with the node above it."""
        while node in self.parent:
            yield node, self.parent[node]
            node = self.parent[node]

    def element_classes(self, drawn: set[str]) -> set[str]:
        """Return the classes built on a class of folium or on one already found."""
        return {
            f"{self.name}.{node.name}"
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ClassDef)
            and any(self._draws(self.dotted(base), drawn) for base in node.bases)
        }

    @staticmethod
    def _draws(name: str, drawn: set[str]) -> bool:
        return name in drawn or name.partition(".")[0] in MAP_LIBRARIES

    def check(self, drawn: set[str]) -> Iterator[str]:
        """Yield one line per place that breaks a rule."""
        in_maps = self.path.startswith("ui/maps/")
        for node in ast.walk(self.tree):
            for rule in (
                self._import_rule(node, in_maps=in_maps),
                self._element_rule(node, drawn),
                self._attribute_rule(node, drawn, in_maps=in_maps),
                self._type_rule(node),
                self._html_rule(node),
                self._link_rule(node),
            ):
                if rule:
                    yield f"{self.path}:{getattr(node, 'lineno', 0)}: {rule}"

    def _import_rule(self, node: ast.AST, *, in_maps: bool) -> str:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            names = [str(a.value) for a in node.args if isinstance(a, ast.Constant)]
        packages = {name.split(".")[0] for name in names}
        if packages & set(MAP_LIBRARIES) and not in_maps and not self._for_types_only(node):
            return "folium and branca are imported in ui/maps only"
        if "streamlit_folium" in packages and not in_maps and self.path != "dashboard.py":
            return "streamlit_folium is imported in ui/maps and dashboard.py only"
        return ""

    def _for_types_only(self, node: ast.AST) -> bool:
        return any(
            isinstance(above, ast.If) and "TYPE_CHECKING" in ast.dump(above.test)
            for _, above in self.ancestors(node)
        )

    def _element_rule(self, node: ast.AST, drawn: set[str]) -> str:
        if not isinstance(node, ast.Name | ast.Attribute) or isinstance(node.ctx, ast.Store):
            return ""
        above = self.parent[node]
        if isinstance(above, ast.Attribute) or not self._draws(self.dotted(node), drawn):
            return ""
        return "" if self._may_stand(node, above) else "element built without ui.maps.sinks.make"

    def _may_stand(self, node: ast.AST, above: ast.AST) -> bool:
        if isinstance(above, ast.Call):
            called = self.dotted(above.func)
            if called == "ui.maps.sinks.make":
                return above.args[0] is node
            if node is above.func and called.endswith(".Template"):
                return all(self._is_literal(argument) for argument in above.args)
            if _called(above) in {"isinstance", "issubclass"}:
                return above.args[1] is node
        return any(
            (isinstance(parent, ast.ClassDef) and child in parent.bases)
            or (isinstance(parent, ast.arg | ast.AnnAssign) and child is parent.annotation)
            or (isinstance(parent, ast.FunctionDef) and child is parent.returns)
            for child, parent in self.ancestors(node)
        )

    def _is_literal(self, node: ast.AST) -> bool:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._is_literal(node.left) and self._is_literal(node.right)
        if isinstance(node, ast.Name):
            return node.id in self.constants and self._is_literal(self.constants[node.id])
        return isinstance(node, ast.Constant) and isinstance(node.value, str)

    def _is_checked(self, node: ast.AST) -> bool:
        """Tell whether HTML comes from a checked function or from a file of the project."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return isinstance(node.left, ast.Name) and node.left.id in self.constants
        return isinstance(node, ast.Call) and self.dotted(node.func) in CHECKED_HTML

    def _link_rule(self, node: ast.AST) -> str:
        if not isinstance(node, ast.Call) or _called(node) != "link_button":
            return ""
        urls = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "url")]
        for url in urls:
            made_by = self.dotted(url.func) if isinstance(url, ast.Call) else ""
            if not self._is_literal(url) and made_by != "ui.text.safe.web_address":
                return "link_button takes an address of ui.text.safe.web_address"
        return ""

    def _attribute_rule(self, node: ast.AST, drawn: set[str], *, in_maps: bool) -> str:
        if not in_maps:
            return ""
        if isinstance(node, ast.Call):
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            changes = isinstance(owner, ast.Attribute) and owner.attr in {"options", "__dict__"}
            if _called(node) in {"setattr", "__setattr__"} or (changes and not _is_own(owner)):
                return "an element is changed after make checked it"
        for target in _targets(node):
            holder = target.value if isinstance(target, ast.Subscript) else target
            is_state = self.dotted(holder) == "streamlit.session_state"
            if not isinstance(holder, ast.Attribute) or _is_own(holder) or is_state:
                continue
            is_asset = self._draws(self.dotted(holder.value), drawn) and holder.attr in {
                "default_js",
                "default_css",
            }
            if not is_asset:
                return "an element is changed after make checked it"
        return ""

    def _type_rule(self, node: ast.AST) -> str:
        checked = isinstance(node, ast.Call) and self.dotted(node.func) in CHECKED_TYPES
        if checked and self.path not in {"ui/text/safe.py", "ui/maps/sinks.py"}:
            return "checked types are made by the functions of ui.text.safe and ui.maps.sinks only"
        return ""

    def _html_rule(self, node: ast.AST) -> str:
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            return "unsafe_allow_html is forbidden"
        if not isinstance(node, ast.Call):
            return ""
        called = self.dotted(node.func)
        if called in RAW_HTML:
            return "raw HTML is forbidden"
        if called in LITERAL_FIRST:
            written = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "body")]
            is_page = called == "streamlit.html"
            if not written or not all(
                self._is_literal(argument) or (is_page and self._is_checked(argument))
                for argument in written
            ):
                return f"{called} takes a literal"
        if called == "ui.text.safe.join_html":
            separators = [*node.args[1:], *(k.value for k in node.keywords if k.arg == "separator")]
            if not all(self._is_literal(argument) for argument in separators):
                return f"{called} takes a literal separator"
        return ""


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign) else []


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def _is_own(node: ast.AST | None) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def test_every_string_goes_through_the_checked_functions() -> None:
    assert violations(ROOT) == []


GOOD = """
import folium
from folium.template import Template
from folium.utilities import JsCode
from ui.text.safe import display_text, html, join_html
from ui.maps.sinks import make, script

START = "{% macro script(this, kwargs) %}"
folium.Map.default_js = [("leaflet", "leaflet.js")]

class Layer(folium.MacroElement):
    _template = Template(START + "x {% endmacro %}")
    def __init__(self, words):
        super().__init__()
        self.words = words

def marker(name: str, group: folium.FeatureGroup) -> folium.Marker:
    text = html("<b>{name}</b>", name=name)
    shown = make(folium.Popup, join_html([text], separator="<br>"))
    element = make(folium.Marker, location=[45.0, 5.0], popup=shown)
    element.add_to(group)
    make(Layer, make(JsCode, script("f($name)", name=name))).add_to(group)
    return element if isinstance(element, folium.Marker) else None
"""

BAD = {
    "a constructor is called": "import folium\nfolium.Marker([45, 5], popup=name)",
    "a constructor is imported and called": "from folium import Popup as P\nP(name)",
    "a submodule is used": "import folium.features\nfolium.features.DivIcon(html=name)",
    "branca is used": "from branca.element import Element\nElement(name)",
    "a class gets another name": "import folium\nnew = folium.Marker\nnew(name)",
    "a class is handed over": "import folium\nbuild(folium.Marker, name)",
    "another make is called": "import folium\nfrom mine import make\nmake(folium.Marker, name)",
    "an element class is called": (
        "import folium\nclass Layer(folium.MacroElement): ...\nLayer(name)"
    ),
    "a template is computed": "from folium.template import Template\nTemplate(f'x {name}')",
    "an element is changed": "def f(marker): marker.options = name",
    "an option is changed": "def f(marker): marker.options['title'] = name",
    "options are updated": "def f(marker): marker.options.update(title=name)",
    "an attribute is set by name": "setattr(marker, 'options', name)",
    "a type is forged": "from ui.text.safe import SafeText\nSafeText(name)",
    "a type is forged from its module": "from ui.text import safe\nsafe.SafeText(name)",
    "a template is formatted": "from ui.text.safe import html\nhtml(f'<b>{name}</b>')",
    "a template is a variable": "from ui.text import safe\nsafe.html(name)",
    "a separator is a variable": "from ui.text.safe import join_html\njoin_html([], name)",
    "a script is formatted": "from ui.maps.sinks import script\nscript('f(' + name + ')')",
    "raw HTML in Markdown": "import streamlit as st\nst.markdown(name, unsafe_allow_html=True)",
    "raw HTML in the page": "import streamlit as st\nst.html(name)",
    "a link button with any address": "column.link_button('Source', pole['source_url'])",
    "raw HTML in a frame": "import streamlit.components.v1 as c\nc.html(name)",
}


def planted(root: Path, where: str, text: str) -> list[str]:
    """Return the violations of a project of one file."""
    path = root / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return violations(root)


def test_a_file_that_follows_the_rules_passes(tmp_path: Path) -> None:
    assert planted(tmp_path, "ui/maps/elements.py", GOOD) == []


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_breaks_a_rule_is_found(tmp_path: Path, name: str) -> None:
    found = planted(tmp_path, "ui/maps/elements.py", BAD[name])
    assert found
    assert all(line.startswith("ui/maps/elements.py:") for line in found)


def test_html_from_a_file_of_ours_or_a_checked_function_may_enter_the_page(tmp_path: Path) -> None:
    page = (
        "import streamlit as st\nfrom pathlib import Path\nfrom ui.text.safe import html\n"
        "ASSETS = Path(__file__).parent\nst.html(ASSETS / 'page.css')\nst.html('<br>')\n"
        "st.html(html('<b>{name}</b>', name=name))\nst.session_state['x'] = name\n"
        "from ui.text.safe import web_address\nst.link_button('Source', web_address(name))\n"
    )
    assert planted(tmp_path, "ui/maps/show.py", page) == []


@pytest.mark.parametrize("library", ["folium", "branca.element", "streamlit_folium"])
@pytest.mark.parametrize(
    "where", ["pages/carte.py", "ui/parts/pole_table.py", "geo/poles/select.py"]
)
@pytest.mark.parametrize("how", ["import {}", "from {} import x", "import_module('{}')"])
def test_map_libraries_are_found_outside_the_maps(
    tmp_path: Path, library: str, where: str, how: str
) -> None:
    assert planted(tmp_path, where, how.format(library))


def test_the_front_door_may_import_the_map_component_and_types_may_be_named(tmp_path: Path) -> None:
    assert planted(tmp_path, "dashboard.py", "import streamlit_folium") == []
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import folium\n"
    assert planted(tmp_path, "ui/view.py", typed + "def f(chart: 'folium.Map'): ...") == []


def test_an_element_class_of_another_module_is_found(tmp_path: Path) -> None:
    base = "import folium\nclass Base(folium.MacroElement): ...\n"
    assert planted(tmp_path, "ui/maps/base.py", base) == []
    child = "from ui.maps.base import Base\nclass Child(Base): ...\n"
    assert planted(tmp_path, "ui/maps/child.py", child) == []
    page = "from ui.maps import child\nchild.Child(name)\n"
    assert planted(tmp_path, "pages/carte.py", page) == [
        "pages/carte.py:2: element built without ui.maps.sinks.make"
    ]
