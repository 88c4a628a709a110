"""Many small modules of JavaScript made into one, for the readers whose line makes them wait.

The frontend of Streamlit comes as hundreds of chunks, each with its request and its headers, and
one screen asks for more than a hundred of them. Here chunks that are always asked for together
become one module: their names at the top are made unlike each other's, what they import from each
other is that name itself. A module is evaluated after those that it imports, as in a browser.

The chunks are what a bundler wrote: imports first, one ``export {…}``, no circle. Anything else is
refused, and the chunks are then served as they are.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ui.server.modules import JoinError, Module, read

STATIC: Final = re.compile(
    r'\b(?P<verb>import|export)(?:\{(?P<names>[^{}]*)\}from)?"\./(?P<name>[^"]+\.js)"'
)
DYNAMIC: Final = re.compile(r"\bimport\((?P<quote>[`\"'])\./(?P<name>[^`\"']+\.js)(?P=quote)\)")
LISTED: Final = re.compile(r'(?<=[\[,])"\./([^"]+\.js)"(?=[,\]])')
NAMED: Final = re.compile(r"[\"'`]\./([^\"'`]+\.js)[\"'`]")


class Joined:
    """Modules that become a few, each of them named by a set of others.

    Parameters
    ----------
    sources
        Name -> text of every module there is.
    wholes
        Name of a new module -> those that it takes the place of, besides what they import that is
        in none before.
    """

    def __init__(self, sources: Mapping[str, str], wholes: Mapping[str, Sequence[str]]) -> None:
        self._modules: dict[str, Module] = {}
        self._sources = sources
        self._numbers: dict[str, int] = {}
        self.places: dict[str, str] = {}
        for whole, names in wholes.items():
            for name in names:
                self._place(name, whole)

    def _place(self, name: str, whole: str) -> None:
        """Put a module into a whole, after those that it imports."""
        if name in self._modules:
            if name not in self.places:
                raise JoinError(f"{name} imports itself")
            return
        if name not in self._sources:
            raise JoinError(f"no module {name}")
        module = self._modules[name] = read(self._sources[name])
        for source in module.sources:
            self._place(source, whole)
        self._numbers[name] = len(self._numbers)
        self.places[name] = whole

    def export(self, name: str, exported: str) -> str:
        """Return the name by which what a module exports goes everywhere.

        Raises
        ------
        JoinError
            When the module exports nothing of that name.
        """
        found = self._modules[name].exports.get(exported)
        if found is None:
            raise JoinError(f"{name} exports no {exported}")
        return self.export(*found) if isinstance(found, tuple) else self._renamed(name, found)

    def _renamed(self, name: str, local: str) -> str:
        origin = self._modules[name].imports.get(local)
        return self.export(*origin) if origin else f"{local}_${self._numbers[name]}"

    def namespace(self, name: str) -> str:
        """Return the name of all that a module exports, as ``import()`` gives it."""
        return f"all_${self._numbers[name]}"

    def whole(self, whole: str) -> str:
        """Return the text of a new module."""
        own = [name for name, place in self.places.items() if place == whole]
        needed: dict[str, set[str]] = {}
        for name in own:
            for source, imported in self._modules[name].imports.values():
                if (place := self.places[source]) != whole:
                    needed.setdefault(place, set()).add(self.export(source, imported))
        # Evaluated before, whether or not a name of it is needed.
        before = dict.fromkeys(
            self.places[source] for name in own for source in self._modules[name].sources
        )
        heads = [
            f'import{{{",".join(sorted(needed.get(place, set())))}}}from"./{place}";'
            for place in before
            if place != whole
        ]
        told = {
            self.export(name, exported) for name in own for exported in self._modules[name].exports
        }
        spaces = [self._namespace(name) for name in own]
        told |= {self.namespace(name) for name in own}
        elsewhere = {name for names in needed.values() for name in names}
        tail = f"export{{{','.join(sorted(told - elsewhere))}}};"
        return "\n".join([*heads, *(self._body(name) for name in own), *spaces, tail])

    def _namespace(self, name: str) -> str:
        getters = ",".join(
            f"get {exported}(){{return {self.export(name, exported)}}}"
            for exported in self._modules[name].exports
        )
        return f"var {self.namespace(name)}={{{getters}}};"

    def _body(self, name: str) -> str:
        """Return the text of a module without its imports and exports, its names made its own."""
        module = self._modules[name]
        changes = [(start, end, "") for start, end in module.cut]
        for use in module.uses:
            renamed = self._renamed(name, use.name)
            text = f"{use.name}:{renamed}" if use.shorthand else renamed
            changes.append((use.start, use.end, text))
        parts, last = [], 0
        for start, end, text in sorted(changes):
            parts += [module.text[last:start], text.encode()]
            last = end
        return b"".join([*parts, module.text[last:]]).decode() + ";"

    def redirected(self, text: str) -> str:
        """Return a module whose imports are found where they are now.

        Parameters
        ----------
        text
            A module that is in no whole, or a whole itself.

        Raises
        ------
        JoinError
            When it still names a module that is no longer there.
        """
        text = STATIC.sub(self._static, text)
        text = DYNAMIC.sub(self._dynamic, text)
        # What is fetched early for a module that is imported later.
        text = LISTED.sub(lambda found: f'"./{self.places.get(found[1], found[1])}"', text)
        if lost := {name for name in NAMED.findall(text) if name in self.places}:
            raise JoinError(f"still named: {', '.join(sorted(lost))}")
        return text

    def _static(self, found: re.Match[str]) -> str:
        verb, names, name = found["verb"], found["names"], found["name"]
        if name not in self.places:
            return found[0]
        place = self.places[name]
        if names is None:
            return f'{verb}"./{place}"'
        pairs = []
        for part in filter(None, names.split(",")):
            there, _, here = part.partition(" as ")
            pairs.append(f"{self.export(name, there)} as {here or there}")
        return f'{verb}{{{",".join(pairs)}}}from"./{place}"'

    def _dynamic(self, found: re.Match[str]) -> str:
        name = found["name"]
        if name not in self.places:
            return found[0]
        return f"import(`./{self.places[name]}`).then(e=>e.{self.namespace(name)})"
