"""What the addresses of the light pages answer; imported at the first of them, with the tables."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from babel.dates import get_timezone
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from geo.errors import TableError
from geo.places.membership import KIND_COLUMNS, commune_positions, names_by_kind
from geo.places.search import find_territories
from geo.places.territories import Territory, ancestors, children_kind
from geo.spelling import normalise
from geo.tables.atlas import Atlas
from ui import data
from ui.maps import packing
from ui.maps.layers import available_layers
from ui.paper.maps import to_svg
from ui.parts.citations import version_line
from ui.parts.notices import invalid_sentences
from ui.parts.own_list import MISSING
from ui.parts.vocabulary import link_vocabulary
from ui.plain.contents import page_of
from ui.plain.maps import map_of
from ui.plain.page import Page, told_of
from ui.plain.render import render
from ui.plain.words import DESCRIPTIONS
from ui.server.api.answers import Gate, Kept
from ui.server.api.problems import TITLES, Refusal
from ui.server.api.routes import is_open
from ui.server.incidents import incident_sentence, new_incident_number
from ui.server.plain.addresses import TERRITORY, app_address, canonical, light_address
from ui.server.plain.messages import around, notice
from ui.server.plain.robots import sitemaps
from ui.server.public import public_origin
from ui.server.screens import SCREENS, page_title
from ui.server.version import version
from ui.text.formats import PARIS
from ui.text.i18n import LANGUAGES, _, choose_language, install
from ui.text.labels import found_label, territory_label
from ui.text.messages import told
from ui.text.safe import plain_text
from ui.view.choices import DEFAULT_VIEW, Screen, ViewState
from ui.view.language import PARAM as LANGUAGE
from ui.view.link import InvalidValue, address_params, parse_view, view_params

LOGGER: Final = logging.getLogger("atlas.plain")
MAX_AGE_S: Final = 300
# Compressed: a page takes some 10 KB, a map up to 700.
KEPT_PAGES_BYTES: Final = 8_000_000
KEPT_MAPS_BYTES: Final = 24_000_000
FOUND_LIMIT: Final = 12
SEARCHED: Final = "recherche"
SEARCHED_LETTERS: Final = 100
DESCRIPTION_LETTERS: Final = 300
LOST: Final = TITLES["table"]
FIRST: Final = SCREENS[0].url_path


@dataclass(frozen=True)
class Gates:
    """What lets computations through: a page and a map at once, so that the screens stay quick."""

    pages: Gate
    maps: Gate

    @classmethod
    def opened(cls) -> "Gates":
        """Return gates that nobody has passed yet."""
        return cls(Gate(at_once=1), Gate(at_once=1, waiting=8))


@dataclass(frozen=True)
class Asked:
    """Which page is asked for.

    Attributes
    ----------
    screen, language, base
        Of the page; `base` is the prefix of every path.
    params
        Parameters of the view, as they stand in the address.
    searched
        The territory that is looked for, ``""`` for none.
    unknown
        A language that the atlas does not speak, ``""`` for none.
    """

    screen: Screen
    language: str
    base: str
    params: tuple[tuple[str, str], ...]
    searched: str = ""
    unknown: str = ""

    def digest(self, *others: str) -> str:
        """Return what tells its answer from every other one."""
        said = repr((self, others, version()))
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def asked_of(request: Request, screen: Screen, language: str, base: str) -> Asked:
    """Return which page a request asks for."""
    params = address_params(request.query_params)
    searched = request.query_params.get(SEARCHED, "")[:SEARCHED_LETTERS].strip()
    wanted = request.query_params.get(LANGUAGE)
    unknown = (wanted or "") if choose_language(wanted, None)[1] else ""
    return Asked(screen, language, base, tuple(sorted(params.items())), searched, unknown)


async def page(request: Request, gates: Gates, asked: Asked) -> Response:
    """Return a page as HTML."""
    return await _answered(request, gates.pages, PAGES, asked)


async def picture(request: Request, gates: Gates, asked: Asked) -> Response:
    """Return the printed map of a page as SVG."""
    return await _answered(request, gates.maps, MAPS, asked)


async def _answered(request: Request, gate: Gate, shape: "Shape", asked: Asked) -> Response:
    atlas = await run_in_threadpool(data.get_atlas)
    # A map says which day it was made.
    today = datetime.now(get_timezone(PARIS)).date()
    digest = asked.digest(shape.media_type, atlas.version, today.isoformat(), public_origin())
    headers = {
        "ETag": f'W/"{digest}"',
        "Cache-Control": f"public, max-age={MAX_AGE_S}",
        "Vary": "Accept-Encoding, Accept-Language",
        "Content-Language": asked.language,
    }
    if digest in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)

    def work() -> bytes:
        install(asked.language)
        # Somebody else may have asked for it meanwhile.
        body = shape.kept.get(digest)
        if body is None:
            body = packing.packed(shape.make(atlas, asked, today), packing.KEPT, best=False)
            shape.kept.put(digest, body)
        return body

    try:
        body = shape.kept.get(digest) or await gate.run(work)
    except Refusal as refusal:
        busy = notice(request, asked.base, 503, refusal.detail, refusal.detail)
        busy.headers.update(refusal.headers)
        return busy
    except TableError as error:
        return notice(request, asked.base, 503, _(LOST), told(error.message))
    except NoMapError:
        return notice(request, asked.base, 404)
    except Exception:
        number = new_incident_number()
        LOGGER.exception("Incident %s", number)
        return notice(request, asked.base, 500, _("Incident"), incident_sentence(number))
    coding = packing.coding_of(request.headers.get("accept-encoding", ""))
    body = await run_in_threadpool(packing.repacked, body, coding)
    if coding != packing.PLAIN:
        headers["Content-Encoding"] = coding
    return Response(body, headers=headers, media_type=shape.media_type)


def plan(base: str, origin: str) -> tuple[bytes, ...]:
    """Return the plan of the site, from `ui.server.plain.robots.sitemaps`."""
    return sitemaps(data.get_atlas(), base, origin)


class Shape(NamedTuple):
    """What an address answers: its type, what is kept of it, how it is made."""

    media_type: str
    kept: Kept
    make: Callable[[Atlas, Asked, date], bytes]


class NoMapError(LookupError):
    """The view has no map to print."""


def view_of(atlas: Atlas, asked: Asked) -> tuple[ViewState, tuple[InvalidValue, ...]]:
    """Return the view that an address asks for, and what of it means nothing."""
    view, invalid = parse_view(dict(asked.params), link_vocabulary(atlas))
    sound = available_layers()
    view = replace(view, layers=tuple(layer for layer in view.layers if layer in sound))
    spoken = (InvalidValue(LANGUAGE, asked.unknown),) if asked.unknown else ()
    return view, (*spoken, *invalid)


def map_text(atlas: Atlas, asked: Asked, today: date) -> bytes:
    """Return the map of a page as SVG.

    Raises
    ------
    NoMapError
        When it has none.
    """
    view, _invalid = view_of(atlas, asked)
    if not page_of(asked.screen, atlas, view).has_map:
        raise NoMapError(asked.screen)
    link = ""
    if origin := public_origin():
        link = origin + app_address(asked.base, asked.screen, FIRST, _params(asked, view))
    return to_svg(map_of(asked.screen, atlas, view, today, link), decimals=1)


def page_text(atlas: Atlas, asked: Asked, _today: date) -> bytes:
    """Return a page as HTML."""
    view, invalid = view_of(atlas, asked)
    page = page_of(asked.screen, atlas, view)
    lost = () if view.own_list == DEFAULT_VIEW.own_list else (_(MISSING),)
    wrong = [words for _lost, words in invalid_sentences(invalid)]
    page = replace(page, notices=(*told_of(*wrong, *lost), *page.notices))
    screen = next(one for one in SCREENS if one.url_path == asked.screen)
    heading = _(screen.title) if page.place is None else territory_label(page.place)
    subject = page_title(screen)
    params, origin = _params(asked, view), public_origin()
    others = {name: value for name, value in params.items() if name != TERRITORY}

    def found_at(language: str) -> str:
        return origin + canonical(asked.base, asked.screen, params, language)

    def linked(territory: Territory, title: str = "") -> dict[str, str]:
        of_it = {TERRITORY: territory.id, **others}
        address = light_address(asked.base, asked.screen, of_it)
        return {"address": address, "title": title or territory_label(territory)}

    found = find_territories(atlas, asked.searched, FOUND_LIMIT) if asked.searched else []
    near = page.place if page.place and atlas.communes is not None else None
    return render(
        "page.html",
        **around(asked.base, asked.language, asked.screen, params),
        title=subject if page.place is None else f"{heading} – {subject}",
        description=(page.answer or _(DESCRIPTIONS[asked.screen]))[:DESCRIPTION_LETTERS],
        canonical=found_at(asked.language),
        alternates=[
            *({"lang": one, "address": found_at(one)} for one in LANGUAGES),
            {"lang": "x-default", "address": found_at("")},
        ],
        indexed=set(view_params(view)) <= {TERRITORY} and not invalid and not asked.searched,
        screen=_(screen.title),
        heading=heading,
        page=page,
        answer=_without_place(page),
        app=app_address(asked.base, asked.screen, FIRST, params),
        map=light_address(asked.base, f"{asked.screen}.svg", params),
        alt=_("Carte : {answer}").format(answer=page.answer),
        here=light_address(asked.base, asked.screen, {}),
        kept=others,
        searched=asked.searched,
        found=[linked(one.territory, found_label(one)) for one in found],
        holders=[linked(one) for one in reversed(ancestors(atlas, near))] if near else [],
        parts=[linked(one, one.name) for one in _parts(atlas, near)] if near else [],
        version=version(),
        data_version=version_line(atlas.version),
        api=f"{asked.base}/api/v1/?{LANGUAGE}={asked.language}" if is_open() else "",
    ).encode()


def _without_place(page: Page) -> str:
    """Return the answer of a page, whose heading names the territory."""
    if page.place is None:
        return page.answer
    named = _("{place} : ").format(place=plain_text(territory_label(page.place)))
    rest = page.answer.removeprefix(named)
    return rest[:1].upper() + rest[1:]


def _params(asked: Asked, view: ViewState) -> dict[str, str]:
    return {**view_params(view), LANGUAGE: asked.language}


def _parts(atlas: Atlas, territory: Territory) -> list[Territory]:
    """Return what a territory is divided into, by name."""
    kind = children_kind(territory)
    if kind is None:
        return []
    inside = atlas.require_communes().iloc[commune_positions(atlas, territory)]
    names = names_by_kind(atlas)[kind]
    codes = inside[KIND_COLUMNS[kind]].dropna().unique()
    found = (Territory(kind, str(code), names.get(str(code), str(code))) for code in codes)
    return sorted(found, key=lambda one: normalise(one.name))


PAGES: Final = Shape("text/html", Kept(KEPT_PAGES_BYTES), page_text)
MAPS: Final = Shape("image/svg+xml", Kept(KEPT_MAPS_BYTES), map_text)
