"""The page of the API: its description as HTML of our own, without a script or another host."""

from html import escape
from typing import Any, Final
from urllib.parse import quote

from geo.cli.main import COMMANDS
from ui.server.api import words
from ui.server.api.asking import LANGUAGE
from ui.server.api.openapi import address, description, shapes_of
from ui.server.api.problems import STATUSES, TITLES
from ui.text.i18n import LANGUAGES, _, install

# Relative to /api/v1/, whatever stands before it.
ASSETS: Final = "../../atlas/assets/atlas"
NAMES: Final = {"fr": "Français", "en": "English"}


def page(language: str, base: str) -> str:
    """Return the page in a language.

    Parameters
    ----------
    language, base
        As of `ui.server.api.openapi.description`.
    """
    described = description(language, base)
    install(language)
    others = "".join(
        f'<a href="?{LANGUAGE}={other}" lang="{other}">{NAMES[other]}</a>'
        for other in LANGUAGES
        if other != language
    )
    title = escape(described["info"]["title"])
    contents = "".join(
        f'<li><a href="#{command.name}">{command.name}</a> {_text(words.ADDRESSES[command.name])}'
        "</li>"
        for command in COMMANDS
    )
    sections = "".join(_section(command.name, described) for command in COMMANDS)
    problems = "".join(
        f'<tr id="{kind}"><td>{STATUSES[kind]}</td><th scope="row">{_text(name)}</th>'
        f"<td>{_text(words.PROBLEMS[kind])}</td></tr>"
        for kind, name in TITLES.items()
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>"
        f'<link rel="icon" href="{ASSETS}/logo.svg">'
        f'<link rel="stylesheet" href="{ASSETS}/api.css">'
        '<link rel="service-desc" type="application/json" href="openapi.json"></head><body>'
        f'<header><a href="../../">Atlas PTCE</a><nav>{others}</nav></header><main>'
        f"<h1>{title}</h1><p>{_text(words.INTRODUCTION)}</p>"
        f'<p>{_text(words.MACHINES)} <a href="openapi.json?{LANGUAGE}={language}">openapi.json</a> '
        f"(OpenAPI 3.1). {_text(words.QGIS)} <code>…/api/v1/poles.geojson</code>.</p>"
        f"<ul>{contents}</ul>{sections}"
        f"<h2>{_text(words.REFUSALS)}</h2><p>{_text(words.REFUSAL)}</p>"
        f'<div class="wide"><table>{problems}</table></div></main></body></html>'
    )


def _section(name: str, described: dict[str, Any]) -> str:
    command = next(one for one in COMMANDS if one.name == name)
    operation = described["paths"][f"/{name}"]["get"]
    examples = "".join(
        f'<li><a href="{escape(_link(name, address(command, shape)))}">'
        f"{escape(address(command, shape)[1:])}?{escape(words.EXAMPLES[name])}</a> "
        f"<span>{_text(words.SHAPES[shape])}</span></li>"
        for shape in shapes_of(command)
    )
    heads = "".join(f'<th scope="col">{_text(head)}</th>' for head in words.COLUMNS)
    rows = "".join(_row(parameter) for parameter in operation["parameters"])
    return (
        f'<section id="{name}"><h2>/api/v1/{name}</h2><p>{escape(operation["summary"])}</p>'
        f'<ul class="examples">{examples}</ul><details><summary>{_text(words.CHOICES)}'
        f'</summary><div class="wide"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details></section>"
    )


def _link(name: str, where: str) -> str:
    return f"{where[1:]}?{quote(words.EXAMPLES[name], safe='=&:,-')}"


def _row(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    one = schema.get("items", schema)
    values = _text(words.KINDS[one["type"]])
    if "enum" in one:
        values = ", ".join(f"<code>{escape(value)}</code>" for value in one["enum"])
    default = schema.get("default", "")
    shown = str(default).lower() if isinstance(default, bool) else f"{default}"
    *_others, head = words.COLUMNS
    return (
        f'<tr><th scope="row"><code>{escape(parameter["name"])}</code></th>'
        f"<td>{escape(parameter['description'])}</td><td>{values}</td>"
        f'<td data-head="{_text(head)}">{escape(shown)}</td></tr>'
    )


def _text(sentence: str) -> str:
    return escape(_(sentence))
