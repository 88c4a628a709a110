"""What search engines are told: where they may look, and every page worth finding."""

import gzip
from collections.abc import Iterator
from html import escape
from typing import Final

from geo.memo import lately
from geo.places.membership import names_by_kind
from geo.tables.atlas import Atlas
from geo.territory_id import CODE_PATTERNS
from ui.server.plain.addresses import PREFIX, TERRITORY, WITHOUT_PLACE, canonical
from ui.server.screens import SCREENS
from ui.text.i18n import LANGUAGES

# The most that a file may hold.
MOST: Final = 50_000
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What asks for a computation and is no page.
CLOSED: Final = ("/_stcore/", "/api/", "/atlas/layers/", f"{PREFIX}/*.svg", "/*recherche=")
# Of 34 875 communes, the one screen that is about a commune.
OF_A_COMMUNE: Final = frozenset({"portrait"})


def robots(base: str, origin: str) -> str:
    """Return ``robots.txt``.

    Parameters
    ----------
    base
        Prefix of every path, as of `ui.server.routes.base_path`.
    origin
        From `ui.server.public.public_origin`; without it no plan of the site can be named.
    """
    rules = ["User-agent: *", *(f"Disallow: {base}{path}" for path in CLOSED)]
    plan = [f"Sitemap: {origin}{base}/sitemap.xml"] if origin else []
    return "\n".join([*rules, *plan, ""])


def pages(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Yield screen and territory of every page worth finding, ``""`` for the whole or for none."""
    names = names_by_kind(atlas)
    for screen in SCREENS:
        yield screen.url_path, ""
        if screen.url_path in WITHOUT_PLACE:
            continue
        for kind in CODE_PATTERNS:
            if kind == "commune" and screen.url_path not in OF_A_COMMUNE:
                continue
            if kind == "metropole":
                yield screen.url_path, kind
            for code in sorted(names.get(kind, ())):
                yield screen.url_path, f"{kind}:{code}"


def addresses(atlas: Atlas, base: str, origin: str) -> Iterator[str]:
    """Yield the address of every page worth finding, in every language."""
    for screen, territory in pages(atlas):
        params = {TERRITORY: territory} if territory else {}
        for language in LANGUAGES:
            yield origin + canonical(base, screen, params, language)


@lately(1, poles=False)
def sitemaps(atlas: Atlas, base: str, origin: str) -> tuple[bytes, ...]:
    """Return the plan of the site: an index, then its parts of at most `MOST` addresses each.

    Without communes it fits in one file, which is then the only one. Compressed by gzip: 9 MB of
    text would stay in memory.
    """
    found = [f"<url><loc>{escape(one)}</loc></url>" for one in addresses(atlas, base, origin)]
    parts = [_file("urlset", found[start : start + MOST]) for start in range(0, len(found), MOST)]
    if len(parts) == 1:
        return (parts[0],)
    listed = [
        f"<sitemap><loc>{escape(f'{origin}{base}/sitemap-{rank}.xml')}</loc></sitemap>"
        for rank in range(1, len(parts) + 1)
    ]
    return (_file("sitemapindex", listed), *parts)


def _file(kind: str, entries: list[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{NAMESPACE}">'
    return gzip.compress("\n".join([head, *entries, f"</{kind}>", ""]).encode(), mtime=0)
