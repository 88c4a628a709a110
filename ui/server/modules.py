"""What a module of JavaScript imports, exports, and calls by a name of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

# A name that `ui.server.joining` gives.
OURS: Final = re.compile(r".*_\$\d+")
FUNCTIONS: Final = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
        "method_definition",
    }
)
NAMED_OUTSIDE: Final = frozenset({"function_declaration", "generator_function_declaration"})
BLOCKS: Final = frozenset(
    {"statement_block", "for_statement", "for_in_statement", "catch_clause", "switch_body", "class"}
)
REFUSED: Final = frozenset({"with_statement", "import_statement", "export_statement"})
IDENTIFIERS: Final = frozenset(
    {"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)
SHORTHANDS: Final = IDENTIFIERS - {"identifier"}


class JoinError(ValueError):
    """A module is not written the way that is understood here."""


@dataclass
class Scope:
    """Where names are declared: a function, a block, or the module itself, which has no parent."""

    parent: "Scope | None"
    holds_vars: bool
    names: set[str] = field(default_factory=set)

    def declare(self, names: Iterator[str], *, as_var: bool = False) -> None:
        """Add names; a ``var`` belongs to the function around."""
        scope = self
        while as_var and not scope.holds_vars and scope.parent:
            scope = scope.parent
        scope.names.update(names)

    def is_top_of(self, name: str) -> bool:
        """Tell whether a name used here is one of the module itself."""
        scope = self
        while scope.parent:
            if name in scope.names:
                return False
            scope = scope.parent
        return name in scope.names


@dataclass(frozen=True)
class Use:
    """A name of the module itself, where it is used: its place in bytes."""

    name: str
    start: int
    end: int
    shorthand: bool


@dataclass(frozen=True)
class Module:
    """One module, understood.

    Attributes
    ----------
    text
        Its source.
    imports
        Local name -> the module it comes from, the name there.
    exports
        Name -> local name, or the module it comes from and the name there.
    sources
        Modules it imports, in order.
    cut
        Places of the imports and exports.
    uses
        Where its names and those it imports are used.
    """

    text: bytes
    imports: Mapping[str, tuple[str, str]]
    exports: Mapping[str, str | tuple[str, str]]
    sources: tuple[str, ...]
    cut: tuple[tuple[int, int], ...]
    uses: tuple[Use, ...]


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_javascript.language()))


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _field(node: Node, name: str) -> Node:
    found = node.child_by_field_name(name)
    if found is None:
        raise JoinError(f"{node.type} without {name}: {_text(node)[:80]}")
    return found


def read(source: str) -> Module:
    """Return a module, understood.

    Raises
    ------
    JoinError
        When it holds what is not expected of a chunk.
    """
    text = source.encode()
    root = _parser().parse(text).root_node
    if root.has_error:
        raise JoinError("not JavaScript")
    imports: dict[str, tuple[str, str]] = {}
    exports: dict[str, str | tuple[str, str]] = {}
    sources: list[str] = []
    cut: list[tuple[int, int]] = []
    rest: list[Node] = []
    for statement in root.children:
        if statement.type not in {"import_statement", "export_statement"}:
            rest.append(statement)
            continue
        cut.append((statement.start_byte, statement.end_byte))
        origin = statement.child_by_field_name("source")
        name = None if origin is None else _text(origin)[1:-1].removeprefix("./")
        if name is not None:
            sources.append(name)
        if statement.type == "import_statement":
            for imported, local in _pairs(statement, "import_specifier"):
                imports[local] = (name or "", imported)
        else:
            for local, exported in _pairs(statement, "export_specifier"):
                exports[exported] = local if name is None else (name, local)
    uses = _uses(rest, set(imports))
    return Module(text, imports, exports, tuple(sources), tuple(cut), uses)


def _pairs(statement: Node, kind: str) -> list[tuple[str, str]]:
    """Return what stands on both sides of each ``as`` in the braces of a statement."""
    clauses = [part for part in statement.named_children if part.type != "string"]
    if kind == "import_specifier":
        clauses = [part for clause in clauses for part in clause.named_children]
    if any(part.type not in {"named_imports", "export_clause"} for part in clauses):
        raise JoinError(_text(statement)[:80])
    specifiers = [part for clause in clauses for part in clause.named_children]
    if any(part.type != kind for part in specifiers) or (not clauses and kind.startswith("exp")):
        raise JoinError(_text(statement)[:80])
    return [
        (_text(_field(part, "name")), _text(part.child_by_field_name("alias") or part))
        for part in specifiers
    ]


def _uses(statements: Sequence[Node], imported: set[str]) -> tuple[Use, ...]:
    top = Scope(None, holds_vars=True, names=imported)
    found: list[tuple[Node, Scope]] = []
    todo = [(statement, top) for statement in statements]
    while todo:
        node, scope = todo.pop()
        if node.type in IDENTIFIERS:
            found.append((node, scope))
        else:
            todo += _inside(node, scope)
    names = ((_text(node), node, scope) for node, scope in found)
    return tuple(
        Use(name, node.start_byte, node.end_byte, node.type in SHORTHANDS)
        for name, node, scope in names
        if scope.is_top_of(name) and _is_not_ours(name)
    )


def _is_not_ours(name: str) -> bool:
    if OURS.fullmatch(name):
        raise JoinError(f"a name like those given here: {name}")
    return True


def _inside(node: Node, scope: Scope) -> list[tuple[Node, Scope]]:
    """Return the parts of a node, each with the scope it is in; declare what it declares."""
    if node.type in FUNCTIONS:
        return _function(node, scope)
    if node.type in {"variable_declaration", "lexical_declaration"}:
        for part in node.named_children:
            if part.type == "variable_declarator":
                declared = _names(_field(part, "name"))
                scope.declare(declared, as_var=node.type == "variable_declaration")
    elif node.type == "class_declaration":
        scope.declare(_names(_field(node, "name")))
    elif node.type == "class_static_block":
        scope = Scope(scope, holds_vars=True)
    elif node.type in BLOCKS:
        scope = _block(node, scope)
    elif node.type in REFUSED:
        raise JoinError(f"{node.type} inside: {_text(node)[:80]}")
    return [(child, scope) for child in node.named_children]


def _block(node: Node, around: Scope) -> Scope:
    """Return the scope of a block, with what its head declares."""
    scope = Scope(around, holds_vars=False)
    named = {"catch_clause": "parameter", "class": "name", "for_in_statement": "left"}
    head = node.child_by_field_name(named.get(node.type, ""))
    kind = node.child_by_field_name("kind")
    # Without a kind, a loop sets what is declared elsewhere.
    if head and (kind or node.type != "for_in_statement"):
        scope.declare(_names(head), as_var=kind is not None and _text(kind) == "var")
    return scope


def _function(node: Node, scope: Scope) -> list[tuple[Node, Scope]]:
    inner = Scope(scope, holds_vars=True)
    name = node.child_by_field_name("name")
    if name is not None and node.type != "method_definition":
        (scope if node.type in NAMED_OUTSIDE else inner).declare(_names(name))
    for part in ("parameter", "parameters"):
        if given := node.child_by_field_name(part):
            inner.declare(_names(given))
    body = _field(node, "body")
    parts = []
    for child in node.named_children:
        if child == body and child.type == "statement_block":
            # What the body declares is out of sight for the parameters.
            own = Scope(inner, holds_vars=True)
            parts += [(statement, own) for statement in child.named_children]
        elif child == name and node.type in {*NAMED_OUTSIDE, "method_definition"}:
            parts.append((child, scope))
        else:
            parts.append((child, inner))
    return parts


def _names(pattern: Node) -> Iterator[str]:
    """Yield the names that a pattern binds."""
    todo = [pattern]
    while todo:
        node = todo.pop()
        if node.type in IDENTIFIERS:
            yield _text(node)
        elif node.type == "pair_pattern":
            todo.append(_field(node, "value"))
        elif node.type in {"assignment_pattern", "object_assignment_pattern"}:
            todo.append(_field(node, "left"))
        else:
            todo += node.named_children
