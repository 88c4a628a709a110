"""Templates of the light pages: every value is escaped unless a template says otherwise."""

from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES: Final = Path(__file__).parent / "templates"


def _typeset(value: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    # Imported with the tables: an unknown address is answered before them.
    from ui.text.formats import unbroken  # noqa: PLC0415

    return unbroken(value) if isinstance(value, str) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_typeset,
    )
    environment.filters["host"] = lambda address: urlsplit(address).hostname or address
    return environment


def render(template: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template names
    """Return a template of this folder with its values, as HTML text.

    Parameters
    ----------
    template
        Its file.
    values
        Plain text and what holds it; one that the template lacks is an error.
    """
    return _environment().get_template(template).render(**values)
