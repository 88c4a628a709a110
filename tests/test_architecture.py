"""The house rules that a reviewer would otherwise have to remember, checked on the source.

Every rule is shown to fail on a planted violation: a rule that cannot fail protects nothing.
"""

import ast
import re
import string
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from geo import errors

ROOT = Path(__file__).parent.parent
FIRST_PARTY = {"atlas", "bench", "dashboard", "geo", "loaders", "pages", "ui"}
MAY_IMPORT = {
    "geo": {"geo"},
    "loaders": {"loaders", "geo"},
    "ui": {"ui", "geo"},
    "pages": {"ui", "geo"},
    "dashboard.py": {"ui"},
    "atlas.py": set(),
    "bench": FIRST_PARTY - {"pages"},
}
SCREEN_LIBRARIES = {"branca", "folium", "streamlit", "streamlit_folium"}
TABLE_LIBRARIES = {"geopandas", "numpy", "pandas", "pyarrow", "scipy", "shapely"}
# The server alone asks for the register kept elsewhere, and brings nothing else of what builds.
SHARED_REGISTER, ITS_SERVER = "loaders.register", "ui/server/"
FORBIDDEN_MODULES = {"dill", "joblib", "marshal", "pickle", "shelve"}
# What one file does for all the others, by its name in Streamlit, and why nobody else may. A name
# is enough: ``st`` may be called otherwise, a column or a sidebar has the same ones.
DOORS = {
    "components": (set(), "puts raw HTML in the page"),
    # Its type says that every foreign string is harmless.
    "html": ({"ui/parts/style.py"}, "puts raw HTML in the page"),
    # Says that the choices stand, whatever the address of a slow line still says.
    "rerun": ({"ui/view/session.py"}, "may lose a choice, use session.run_again"),
    "column_config": (
        {"ui/parts/columns.py"},
        "a column is declared once, by ui.text.columns",
    ),
    # A chart with a table shows what it is given.
    "dataframe": (
        {"ui/parts/columns.py", "ui/charts/switch.py"},
        "use show_columns of ui.parts.columns",
    ),
    "metric": ({"ui/parts/figures.py"}, "reads Markdown, use show_figures of ui.parts.figures"),
}
# As those, but where it is called with something to show: others have a table too.
SHOWING_DOORS = {
    "table": ({"ui/parts/columns.py"}, "reads Markdown, use show_text_table of ui.parts.columns"),
}
# Who may take the tables of the process instead of those of a question: the entrance of the
# screens, which hands them on; what a browser or a machine asks for by address, without any
# question; what is kept by the frame of a paper, for the same reason; what warms the server up. A
# wave is called as its table says, as a word is translated.
TAKES_THE_ATLAS = {
    "ui/maps/layers.py",
    "ui/parts/entrance.py",
    "ui/paper/frames.py",
    "ui/paper/shapes.py",
    "ui/server/api/openapi.py",
    "ui/server/api/service.py",
    "ui/server/plain/service.py",
    "ui/server/register.py",
    "ui/server/warmup.py",
    "ui/text/labels.py",
}
GET_ATLAS = "get_atlas"
FORBIDDEN_CALLS = {"eval", "exec"}
MANY_LINES, MAX_PAGE_LINES = 400, 149
# The rooms of each part, from the ground up: a room knows those below it.
FLOORS = {
    "geo": (
        *(
            "folders",
            "spelling",
            "memo",
            "vocabulary",
            "problems",
            "wording",
            "errors",
            "territory_id",
        ),
        *("tables", "places", "lists", "people", "poles", "reach", "compare", "siting"),
        *("cli", "__main__"),
    ),
    "loaders": (
        *("errors", "folders", "catalogue", "layout", "reports", "read", "fetch"),
        *("shapes", "sources", "inputs", "tables", "promise"),
        *("register", "schema", "check", "lists", "build", "__main__"),
    ),
    "ui": (
        *(
            "data",
            "register",
            "metrics",
            "queues",
            "text",
            "view",
            "charts",
            "maps",
            "parts",
            "paper",
        ),
        "files",
        "lists",
        *("screens", "prints", "plain", "server"),
    ),
}
# What anybody may quote of a screen; a printed sheet quotes its tables too, a light page besides
# what it says of a commune, and its map.
QUOTED = {"facts", "words"}
QUOTED_IN = {
    "prints": QUOTED | {"tables"},
    "plain": QUOTED | {"tables", "commune", "paper"},
}
WITHOUT_STREAMLIT = QUOTED | {"tables"}
# Reads the language of the session where there is one.
LANGUAGE_DOOR = "ui/text/i18n.py"
# Their sentences reach screens of every language: they are made by `message`, never put together.
TOLD_ERRORS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.AtlasError)
}
SENTENCE_MAKERS = {"message": 1, "plural_message": 2}
SENTENCE_HOME = "geo/problems.py"


class LongFileWarning(UserWarning):
    """A file to read again: one thought, or several."""


def part_of(path: str) -> str:
    """Return the part of the house a file belongs to: its top folder, or itself."""
    return path.split("/", 1)[0]


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the dotted name and line of everything a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                # Dots in front: written so, it says nothing of where it leads.
                yield f"{'.' * node.level}{node.module or ''}.{alias.name}", node.lineno


def relative_violations(path: str, tree: ast.AST) -> Iterator[str]:
    for name, line in imported(tree):
        if name.startswith("."):
            yield f"{path}:{line}: imports {name}: a path is written whole, as the rules read it"


def import_violations(path: str, tree: ast.AST) -> Iterator[str]:
    part = part_of(path)
    for name, line in imported(tree):
        top = name.split(".", 1)[0]
        where = f"{path}:{line}: imports {name}"
        brought = path.startswith(ITS_SERVER) and f"{name}.".startswith(f"{SHARED_REGISTER}.")
        if top in FIRST_PARTY and top not in MAY_IMPORT[part] and not brought:
            yield f"{where}, against the arrows of the design"
        if part in {"geo", "loaders"} and top in SCREEN_LIBRARIES:
            yield f"{where}: {part}/ knows nothing of a screen"
        if top in {"folium", "branca"} and not path.startswith("ui/maps/") and part != "bench":
            yield f"{where}: only ui/maps makes maps"
        if (
            top == "streamlit_folium"
            and not path.startswith("ui/maps/")
            and path != "dashboard.py"
            and part != "bench"
        ):
            yield f"{where}: only ui/maps shows maps"
        if part == "pages" and top in TABLE_LIBRARIES:
            yield f"{where}: a page lays out, it does not compute"
        if top in FORBIDDEN_MODULES:
            yield f"{where}: reading such a file can run code"
        if name.startswith("streamlit.components.v1"):
            yield f"{where}: raw HTML in the page is a way in for scripts"
        if path == "atlas.py" and top not in sys.stdlib_module_names:
            yield f"{where}: the launcher runs before anything is installed"


def room_of(parts: list[str]) -> str:
    """Return the room of its part that a module or a name of one is in."""
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


def floor_violations(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield a room without a floor, and what is imported against the order of the rooms."""
    part, room = part_of(path), room_of(path.split("/"))
    floors = FLOORS.get(part, ())
    if not floors or room == "__init__":
        return
    if room not in floors:
        yield f"{path}: {part}/{room} is a new room: say in FLOORS which ones it stands on"
        return
    for name, line in imported(tree):
        there = name.split(".")
        if there[0] != part:
            continue
        where, other = f"{path}:{line}: imports {name}", room_of(there)
        if other not in floors:
            yield f"{where}: {part}/{other} has no floor in FLOORS"
        elif floors.index(other) > floors.index(room):
            yield f"{where}: {part}/{room} knows nothing of {part}/{other}"


def home_violations(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield what is imported from another screen's own files."""
    for name, line in imported(tree):
        there = name.split(".")
        if there[0] != "ui" or part_of(path) not in {"ui", "pages"}:
            continue
        where = f"{path}:{line}: imports {name}"
        room, other = room_of(path.split("/")), room_of(there)
        if other == "screens" and len(there) > 3:
            screen, file = there[2:4]
            own = path.startswith(f"ui/screens/{screen}/") or path == f"pages/{screen}.py"
            quoted = QUOTED_IN.get(room, QUOTED)
            if not own and file not in quoted:
                yield f"{where}: {file} of {screen} stays home"


def file_of(name: str) -> str:
    """Return the file of ``ui/`` that holds a dotted name, empty where none does."""
    for dotted in (name, name.rpartition(".")[0]):
        file = f"{dotted.replace('.', '/')}.py"
        if dotted.startswith("ui.") and (ROOT / file).is_file():
            return file
    return ""


@cache
def names_imported(file: str) -> tuple[str, ...]:
    """Return the dotted names that a file of the house imports."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return tuple(name for name, _line in imported(tree))


def way_to_streamlit(name: str) -> str:
    """Return the shortest chain of imports from a dotted name to Streamlit, empty without one."""
    ways, seen = [(name,)], set()
    for way in ways:  # grows while it is read
        if way[-1].split(".", 1)[0].startswith("streamlit"):
            return " > ".join(way)
        file = file_of(way[-1])
        if file and file != LANGUAGE_DOOR and file not in seen:
            seen.add(file)
            ways += [(*way, further) for further in names_imported(file)]
    return ""


def streamlit_violations(path: str, tree: ast.AST) -> Iterator[str]:
    said = path.startswith("ui/screens/") and Path(path).stem in WITHOUT_STREAMLIT
    if not said and (not path.startswith("ui/text/") or path == LANGUAGE_DOOR):
        return
    for name, line in imported(tree):
        if way := way_to_streamlit(name):
            yield f"{path}:{line}: imports {way}: can be quoted and tried without a page"


def code_violations(path: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id in FORBIDDEN_CALLS:
                yield f"{path}:{node.lineno}: calls {function.id}"
            for keyword in node.keywords:
                if keyword.arg == "unsafe_allow_html":
                    yield f"{path}:{node.lineno}: unsafe_allow_html"
        if isinstance(node, ast.Attribute) and node.attr in DOORS:
            doors, reason = DOORS[node.attr]
            if path not in doors:
                yield f"{path}:{node.lineno}: {ast.unparse(node)}: {reason}"
    for name, line in imported(tree):
        library, _, door = name.rpartition(".")
        guarded = {**DOORS, **SHOWING_DOORS}
        if library == "streamlit" and door in guarded and path not in guarded[door][0]:
            yield f"{path}:{line}: imports {name}: {guarded[door][1]}"


def showing_violations(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield what shows something past the door of `SHOWING_DOORS`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            doors, reason = SHOWING_DOORS.get(node.func.attr, ({path}, ""))
            if path not in doors and (node.args or node.keywords):
                yield f"{path}:{node.lineno}: {ast.unparse(node.func)}: {reason}"


def clock_violations(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield where a duration may be told by a clock that somebody sets."""
    if part_of(path) == "bench":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "time.time":
            yield f"{path}:{node.lineno}: a clock may be set, time.monotonic cannot"
    for name, line in imported(tree):
        if name == "time.time":
            yield f"{path}:{line}: a clock may be set, time.monotonic cannot"


def takes_the_atlas(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that take the tables of the process."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == GET_ATLAS:
            yield node.lineno
    for name, line in imported(tree):
        if name.endswith(f".{GET_ATLAS}"):
            yield line


def atlas_violations(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield where the tables of the process are taken behind the back of a question."""
    if part_of(path) == "ui" and path not in TAKES_THE_ATLAS:
        for line in takes_the_atlas(tree):
            yield f"{path}:{line}: {GET_ATLAS}: the atlas comes from the page, or with a question"


def choice_violations(path: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".multiselect"):
            given = {one.arg: ast.unparse(one.value) for one in node.keywords}
            if given.get("select_all") != "False":
                yield f"{path}:{node.lineno}: Enter would choose all that match (select_all)"
            if given.get("filter_mode", "'fuzzy'") == "'fuzzy'":
                yield f"{path}:{node.lineno}: finds what was not typed (filter_mode)"
        if isinstance(node, ast.Call):
            given = {one.arg: ast.unparse(one.value) for one in node.keywords}
            if "widget_key(" in given.get("key", "") and "persist_state" not in given:
                yield f"{path}:{node.lineno}: forgets the choice out of sight (persist_state)"


def fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def is_text(node: ast.expr) -> bool:
    """Tell whether an expression is a piece of text, of which no translation can be found."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2] in {"str", "format", "join", "_"}
    return isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp)


def sentence_violations(path: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        where, name = f"{path}:{node.lineno}", ast.unparse(node.func).rpartition(".")[2]
        if name in TOLD_ERRORS and any(map(is_text, node.args)):
            yield f"{where}: {name} needs a message, which a screen can translate"
        if name == "OptionError" and not path.startswith("geo/cli"):
            yield f"{where}: OptionError speaks French only"
        if name == "Message" and any(map(is_text, node.args)) and path != SENTENCE_HOME:
            yield f"{where}: only message and plural_message are found by the catalogue"
        if name in SENTENCE_MAKERS and path != SENTENCE_HOME:
            templates = node.args[: SENTENCE_MAKERS[name]]
            if not all(isinstance(one, ast.Constant) for one in templates):
                yield f"{where}: the catalogue finds literals only"
                continue
            given = {one.arg for one in node.keywords}
            wanted = set().union(*(fields_of(ast.literal_eval(one)) for one in templates))
            # Without any value the sentence is filled later, by `about`.
            if given and given != wanted:
                yield f"{where}: fields {sorted(wanted)}, values {sorted(map(str, given))}"


def size_violations(path: str, source: str) -> Iterator[str]:
    """Yield a page that is too long to lay out one screen; warn of any other long file."""
    lines = source.count("\n")
    if part_of(path) == "pages" and lines > MAX_PAGE_LINES:
        yield f"{path}: {lines} lines, at most {MAX_PAGE_LINES}"
    elif lines > MANY_LINES:
        warnings.warn(f"{path}: {lines} lines, is it one thought?", LongFileWarning, stacklevel=1)


def violations(path: str, source: str) -> list[str]:
    """Return what a file does against the rules, one sentence each."""
    tree = ast.parse(source)
    return [
        *relative_violations(path, tree),
        *import_violations(path, tree),
        *floor_violations(path, tree),
        *home_violations(path, tree),
        *streamlit_violations(path, tree),
        *code_violations(path, tree),
        *showing_violations(path, tree),
        *clock_violations(path, tree),
        *atlas_violations(path, tree),
        *choice_violations(path, tree),
        *sentence_violations(path, tree),
        *size_violations(path, source),
    ]


def project_files() -> list[Path]:
    folders = ("bench", "geo", "loaders", "pages", "ui")
    inside = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return sorted([ROOT / "atlas.py", ROOT / "dashboard.py", *inside])


def names(files: list[Path]) -> list[str]:
    return [file.relative_to(ROOT).as_posix() for file in files]


@pytest.mark.filterwarnings("default::tests.test_architecture.LongFileWarning")
@pytest.mark.parametrize("file", project_files(), ids=names(project_files()))
def test_file_keeps_the_rules(file: Path) -> None:
    assert violations(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")) == []


def test_every_part_of_the_house_is_read() -> None:
    assert {part_of(name) for name in names(project_files())} == set(MAY_IMPORT)


@pytest.mark.parametrize("path", sorted(TAKES_THE_ATLAS))
def test_who_may_take_the_atlas_does(path: str) -> None:
    assert list(takes_the_atlas(ast.parse((ROOT / path).read_text(encoding="utf-8"))))


def test_the_style_check_sees_every_file() -> None:
    listed = [sys.executable, "-m", "ruff", "check", "--show-files", "."]
    shown = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    checked = {Path(line).resolve() for line in shown.splitlines()}
    assert {*project_files(), *(ROOT / "tests").rglob("*.py")} <= checked


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("geo/reach/reach.py", "import streamlit as st", "knows nothing of a screen"),
        ("geo/reach/reach.py", "from folium import Map", "knows nothing of a screen"),
        ("geo/reach/reach.py", "from loaders.sources.cog import read", "against the arrows"),
        ("geo/reach/reach.py", "import ui.maps", "against the arrows"),
        ("loaders/sources/cog.py", "from ui import formats", "against the arrows"),
        ("ui/server/register.py", "from loaders import build", "against the arrows"),
        ("ui/server/register.py", "import loaders.registers", "against the arrows"),
        ("ui/data.py", "from loaders.register import source", "against the arrows"),
        ("loaders/sources/cog.py", "import streamlit", "knows nothing of a screen"),
        ("ui/parts/pole_table.py", "import folium", "only ui/maps makes maps"),
        ("ui/parts/pole_table.py", "from branca.element import Element", "only ui/maps makes maps"),
        (
            "ui/parts/pole_table.py",
            "from streamlit_folium import st_folium",
            "only ui/maps shows maps",
        ),
        ("ui/parts/pole_table.py", "import pages", "against the arrows"),
        ("pages/carte.py", "import pandas as pd", "does not compute"),
        ("pages/carte.py", "def f():\n    from geopandas import read_file", "does not compute"),
        ("pages/carte.py", "from loaders import build", "against the arrows"),
        ("pages/carte.py", "x = 1\n" * 150, "at most 149"),
        ("ui/text/labels.py", "from ui.view import session", "knows nothing of ui/view"),
        ("geo/places/towns.py", "from geo.reach import reach", "knows nothing of geo/reach"),
        ("geo/territory_id.py", "import geo.tables.atlas", "knows nothing of geo/tables"),
        ("loaders/read/values.py", "from loaders.build import x", "nothing of loaders/build"),
        ("loaders/shapes/zonages.py", "from loaders.sources import cog", "of loaders/sources"),
        ("ui/widgets/box.py", "from ui.text import labels", "ui/widgets is a new room"),
        ("geo/weather.py", "x = 1", "geo/weather is a new room"),
        ("ui/parts/filters.py", "from ui.widgets import box", "ui/widgets has no floor"),
        ("ui/parts/filters.py", "from . import columns", "a path is written whole"),
        ("ui/text/labels.py", "from ..view import session", "a path is written whole"),
        ("geo/reach/reach.py", "from .access import mean_access", "a path is written whole"),
        ("ui/paper/maps.py", "from ui.screens.carte import words", "knows nothing of ui/screens"),
        ("ui/screens/carte/show.py", "import ui.prints.buttons", "knows nothing of ui/prints"),
        ("ui/screens/carte/show.py", "from ui.screens.portrait import tables", "stays home"),
        ("ui/prints/buttons.py", "from ui.screens.carte.show import show", "stays home"),
        ("ui/plain/contents.py", "from ui.screens.carte.show import show", "stays home"),
        ("ui/prints/buttons.py", "from ui.plain import page", "knows nothing of ui/plain"),
        ("pages/carte.py", "from ui.screens.portrait import show", "stays home"),
        ("ui/text/labels.py", "import streamlit as st", "without a page"),
        ("ui/screens/carte/words.py", "import streamlit as st", "without a page"),
        ("ui/screens/carte/facts.py", "from streamlit import cache_data", "without a page"),
        ("ui/screens/carte/tables.py", "import streamlit as st", "without a page"),
        ("ui/text/labels.py", "from streamlit_searchbox import st_searchbox", "without a page"),
        (
            "ui/screens/carte/words.py",
            "from ui.parts.figures import show_figures",
            "imports ui.parts.figures.show_figures > streamlit: can be quoted",
        ),
        (
            "ui/screens/carte/facts.py",
            "from ui.maps import show",
            "imports ui.maps.show > streamlit: can be quoted",
        ),
        (
            "ui/screens/carte/tables.py",
            "from ui.screens.carte import show",
            "imports ui.screens.carte.show > streamlit: can be quoted",
        ),
        (
            "ui/screens/carte/words.py",
            "from ui.prints import maps",
            "imports ui.prints.maps > ui.paper.contents > ui.parts.citations > streamlit",
        ),
        ("ui/view/choices.py", "import pickle", "can run code"),
        ("ui/view/choices.py", "import streamlit.components.v1 as components", "raw HTML"),
        ("ui/view/choices.py", "from streamlit.components.v1 import html", "raw HTML"),
        ("ui/view/choices.py", "st.components.v1.html('x')", "raw HTML"),
        ("ui/view/choices.py", "st.html('<b>x</b>')", "raw HTML"),
        ("ui/view/choices.py", "st.markdown(x, unsafe_allow_html=True)", "unsafe_allow_html"),
        ("ui/view/choices.py", "eval('1')", "calls eval"),
        ("ui/server/leaving.py", "import time\nbegun = time.time()", "a clock may be set"),
        ("geo/siting/cover.py", "from time import time", "a clock may be set"),
        ("ui/parts/filters.py", "st.rerun()", "may lose a choice"),
        ("ui/screens/carte/show.py", "st.column_config.Column('Pôle')", "declared once"),
        ("ui/charts/switch.py", "st.column_config.Column('Pôle')", "declared once"),
        ("pages/carte.py", "st.dataframe(table)", "use show_columns"),
        ("pages/carte.py", "st.sidebar.dataframe(table)", "use show_columns"),
        ("pages/carte.py", "column.dataframe(table)", "use show_columns"),
        ("pages/carte.py", "import streamlit\nstreamlit.dataframe(table)", "use show_columns"),
        ("pages/carte.py", "from streamlit import dataframe", "use show_columns"),
        ("pages/carte.py", "st.metric(name, value)", "use show_figures"),
        ("ui/screens/carte/show.py", "column.metric(name, value)", "use show_figures"),
        ("ui/screens/carte/show.py", "from streamlit import metric", "use show_figures"),
        ("ui/screens/carte/show.py", "st.table(rows)", "use show_text_table"),
        ("ui/screens/carte/show.py", "column.table(data=rows)", "use show_text_table"),
        ("ui/screens/carte/show.py", "from streamlit import table", "use show_text_table"),
        ("ui/parts/filters.py", "from streamlit import column_config as shape", "declared once"),
        ("ui/parts/filters.py", "from streamlit import rerun", "may lose a choice"),
        ("ui/parts/filters.py", "from streamlit import html", "raw HTML"),
        ("ui/parts/filters.py", "place.html('<b>x</b>')", "raw HTML"),
        ("ui/parts/filters.py", "from streamlit import components", "raw HTML"),
        ("ui/screens/carte/tables.py", "data.get_atlas().poles", "or with a question"),
        ("ui/screens/carte/tables.py", "from ui.data import get_atlas", "or with a question"),
        ("ui/paper/canvas.py", "read = data.get_atlas", "or with a question"),
        ("ui/view/choices.py", "st.multiselect('a', b, filter_mode='contains')", "select_all"),
        ("ui/view/choices.py", "st.sidebar.multiselect('a', b, select_all=1000)", "select_all"),
        ("ui/view/choices.py", "st.multiselect('a', b, select_all=False)", "filter_mode"),
        ("ui/view/choices.py", "st.radio('a', b, key=session.widget_key('a'))", "persist_state"),
        ("geo/reach.py", "raise FilterError(f'{kind} manque')", "needs a message"),
        ("geo/reach.py", "raise errors.TableError('manque')", "needs a message"),
        ("geo/reach.py", "raise TableError('La table ' + name)", "needs a message"),
        ("geo/reach.py", "raise TableError('{}'.format(name))", "needs a message"),
        ("geo/reach.py", "raise TableError(str(error))", "needs a message"),
        ("ui/maps/layers.py", "raise TableError(_('manque'))", "needs a message"),
        ("geo/reach.py", "raise OptionError('--km manque')", "French only"),
        ("geo/reach.py", "Message('manque')", "are found by the catalogue"),
        ("geo/reach.py", "message(f'{kind} manque')", "literals only"),
        ("geo/reach.py", "plural_message('un', many, 2)", "literals only"),
        ("geo/reach.py", "message('{kind} manque', kid=1)", "fields ['kind'], values ['kid']"),
        ("geo/reach.py", "message('{kind}', kind=1, other=2)", "values ['kind', 'other']"),
        ("geo/reach.py", "plural_message('{n} an', '{m} ans', 2, n=2)", "fields ['m', 'n']"),
        ("atlas.py", "import requests", "before anything is installed"),
        ("atlas.py", "import geo", "against the arrows"),
    ],
)
def test_planted_violation_is_found(path: str, source: str, expected: str) -> None:
    found = violations(path, source)
    assert any(expected in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ui/prints/buttons.py", "from ui.screens.portrait.tables import rank_table"),
        ("ui/plain/maps.py", "from ui.screens.comparer.paper import comparison_map"),
        ("ui/screens/carte/show.py", "from ui.screens.couverture import words"),
        ("ui/screens/carte/show.py", "import streamlit as st"),
        ("pages/carte.py", "from ui.screens.carte import show"),
        ("pages/carte.py", "from ui import data\natlas = data.get_atlas()"),
        ("ui/maps/layers.py", "atlas = data.get_atlas()"),
        ("ui/server/api/answers.py", "rows = answer.table()"),
        ("ui/server/register.py", "from loaders.register.address import read_address"),
    ],
)
def test_what_the_rooms_allow_is_no_violation(path: str, source: str) -> None:
    assert violations(path, source) == []


def test_long_file_is_told_and_allowed() -> None:
    with pytest.warns(LongFileWarning, match="401 lines"):
        assert violations("ui/view/choices.py", "x = 1\n" * 401) == []


def requirement_names(*files: str) -> set[str]:
    pattern = re.compile(r"([A-Za-z0-9_.-]+)==")
    return {
        match[1].lower().replace("_", "-").replace(".", "-")
        for name in files
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if (match := pattern.match(line))
    }


def third_party(parts: set[str]) -> dict[str, str]:
    """Return the third-party modules that parts of the house import, each with one file."""
    found: dict[str, str] = {}
    for file in project_files():
        path = file.relative_to(ROOT).as_posix()
        if part_of(path) in parts:
            for name, _ in imported(ast.parse(file.read_text(encoding="utf-8"))):
                top = name.split(".", 1)[0]
                if top not in FIRST_PARTY and top not in sys.stdlib_module_names:
                    found.setdefault(top, path)
    return found


@pytest.mark.parametrize(
    ("parts", "files"),
    [
        ({"dashboard.py", "pages", "ui", "geo"}, ["requirements.txt"]),
        ({"loaders", "bench"}, ["requirements.txt", "requirements-dev.txt"]),
    ],
    ids=["runtime", "development"],
)
def test_everything_imported_is_pinned(parts: set[str], files: list[str]) -> None:
    pinned = requirement_names(*files)
    owners = packages_distributions()
    missing = {
        module: path
        for module, path in third_party(parts).items()
        if not any(owner.lower().replace("_", "-") in pinned for owner in owners.get(module, []))
    }
    assert missing == {}


def test_requirements_are_exact() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"#.*|-r \S+|[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*|", line), line
