"""The description of the API in OpenAPI 3.1, made from the commands themselves."""

from typing import Any, Final

from geo.cli.command import Command, Option
from geo.cli.main import COMMANDS
from ui import data
from ui.server.api import words
from ui.server.api.answers import CSV, GEOJSON, JSON, MEDIA_TYPES
from ui.server.api.asking import LANGUAGE
from ui.server.api.problems import MEDIA_TYPE, STATUSES, TITLES
from ui.server.version import version
from ui.text.i18n import LANGUAGES, _, install

TYPES: Final = {str: "string", int: "integer", float: "number", bool: "boolean"}
LICENCE: Final = {
    "name": "Licence Ouverte 2.0",
    "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
BY_NAME: Final = {command.name: command for command in COMMANDS}


def shapes_of(command: Command) -> tuple[str, ...]:
    """Return the shapes that an answer can be asked in."""
    return (JSON, CSV, GEOJSON) if command.name == "poles" else (JSON, CSV)


def address(command: Command, shape: str) -> str:
    """Return the address of an answer below ``/api/v1``."""
    return f"/{command.name}" if shape == JSON else f"/{command.name}.{shape}"


def description(language: str, base: str) -> dict[str, Any]:
    """Return the description in a language.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    base
        Prefix of every path, as of `ui.server.routes.base_path`.
    """
    install(language)
    paths = {
        address(command, shape): {"get": _operation(command, shape)}
        for command in COMMANDS
        for shape in shapes_of(command)
    }
    return {
        "openapi": "3.1.1",
        "info": {
            "title": _(words.TITLE),
            "summary": _(words.INTRODUCTION),
            "version": version(),
            "license": LICENCE,
        },
        "servers": [{"url": f"{base}/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _problem_schema()},
            "responses": {
                kind: {
                    "description": f"{_(title)}. {_(words.PROBLEMS[kind])}",
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for kind, title in TITLES.items()
            },
        },
    }


def _operation(command: Command, shape: str) -> dict[str, Any]:
    example = words.EXAMPLES[command.name]
    return {
        "operationId": command.name if shape == JSON else f"{command.name}_{shape}",
        "summary": _(words.ADDRESSES[command.name]),
        "description": _(words.SHAPES[shape]),
        "x-example": f"{address(command, shape)[1:]}?{example}",
        "parameters": [*map(_parameter, command.options), _language()],
        "responses": {
            "200": {
                "description": _(words.ADDRESSES[command.name]),
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {
                    MEDIA_TYPES[shape].partition(";")[0]: {"schema": _body(command, shape)}
                },
            },
            "304": {"description": _("Rien n'a changé depuis l'ETag donné par If-None-Match.")},
            **{
                str(STATUSES[kind]): {"$ref": f"#/components/responses/{kind}"}
                for kind in ("parametre", "longueur", "incident", "occupe")
            },
        },
    }


def _body(command: Command, shape: str) -> dict[str, Any]:
    if shape == CSV:
        return {"type": "string"}
    if shape == GEOJSON:
        return {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"const": "FeatureCollection"},
                "features": {"type": "array", "items": {"type": "object"}},
            },
        }
    return {
        "type": "object",
        "required": [*command.keys],
        "properties": {key: _known(key) for key in command.keys},
    }


def _known(key: str) -> dict[str, Any]:
    """Return what can be promised of a key: an answer is described by docs/api.md."""
    lists = {"rows", "problems", "cohorts", "sectors", "statuses", "territories", "differences"}
    return {"type": "array"} if key in lists else {}


def _parameter(option: Option) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": TYPES[option.kind]}
    if values := option.values_in(data.get_atlas()):
        schema["enum"] = [*values]
    elif option.kind is str:
        schema["minLength"] = 1
    text = _(words.PARAMETERS[option.name])
    if option.many or option.count:
        schema = {"type": "array", "items": schema, "minItems": 1}
        text = f"{text} {_(words.SEVERAL)}"
    if option.count:
        schema |= {"minItems": option.count, "maxItems": option.count}
    if option.default is not None:
        schema["default"] = option.default
    found: dict[str, Any] = {
        "name": option.name,
        "in": "query",
        "description": text,
        "schema": schema,
    }
    if option.required or (option.positional and option.many):
        found["required"] = True
    if schema["type"] == "array":
        found |= {"style": "form", "explode": False}
    return found


def _language() -> dict[str, Any]:
    return {
        "name": LANGUAGE,
        "in": "query",
        "description": _(words.LANGUAGE),
        "schema": {"type": "string", "enum": [*LANGUAGES]},
    }


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "instance": text,
            "parameter": text,
            "incident": text,
        },
    }
