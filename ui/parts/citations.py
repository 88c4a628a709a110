"""What a map or a figure rests on: sources, and what was done about outlines."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from geo.people.people import PriorityRule
from geo.places.membership import commune_positions
from geo.places.territories import FRANCE, METROPOLE, Territory
from geo.tables.atlas import Atlas
from ui.parts.notices import show_way_to_data
from ui.register import FILE, state
from ui.text.formats import age, moment, number, partial_date
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration
from ui.text.own_list import label
from ui.text.safe import markdown_text
from ui.view.choices import ViewState
from ui.view.sources import LAYER_SOURCES, coverage_credits, present, sources_in_service

UNITED: Final = "communes-deleguees"
WIDENED: Final = "ign-et-territoire-absorbe"
# As many as one line holds beside a date.
NAMED_PRODUCERS: Final = 4


def show_credits(atlas: Atlas, view: ViewState) -> None:
    """Name who made what is on the map."""
    cite(atlas, map_sources(view))


def map_sources(view: ViewState) -> list[str]:
    """Return the identifiers of the sources of the map of poles."""
    on_map = [source for layer in view.layers for source in LAYER_SOURCES[layer]]
    return ["poles", "populations", *on_map]


def cited_sources(atlas: Atlas, ids: Iterable[str]) -> str:
    """Return sources as plain text, each with its producer and vintage; unknown ones left out.

    The list of a reader comes first: nobody but the reader answers for it.
    """
    listed = sources_in_service(atlas)
    if listed is None:
        return ""
    sources = listed.set_index("id")
    return " ; ".join(
        [
            *([] if atlas.own is None else [label(atlas.own)]),
            *(
                f"{sources.loc[i, 'title']} ({sources.loc[i, 'producer']}, "
                f"{sources.loc[i, 'vintage']})"
                for i in present(atlas, ids)
                if i in sources.index
            ),
        ]
    )


def sources_line(atlas: Atlas, ids: Iterable[str]) -> str:
    """Return sources as a sentence of plain text."""
    return _("Sources : {sources}.").format(sources=cited_sources(atlas, ids))


def version_line(version: str) -> str:
    """Return the version of the data as a sentence."""
    return _("Version des données : {version}.").format(version=version)


def register_line(atlas: Atlas) -> str:
    """Return where a shared register is kept and how old our copy is; empty for the file."""
    now = state()
    if now.kind == FILE or (atlas.own is not None and atlas.own.alone):
        return ""
    if now.checked is None:
        return _(
            "Registre partagé sur {host}, pas encore lu : celui du dossier des données est montré."
        ).format(host=now.host)
    if now.failure is None:
        return _("Registre partagé sur {host}, vérifié le {moment}.").format(
            host=now.host, moment=moment(now.checked)
        )
    return _("Registre partagé sur {host} : dernière copie lisible le {moment}, {age}.").format(
        host=now.host, moment=moment(now.checked), age=age(datetime.now(UTC) - now.checked)
    )


def credits_line(atlas: Atlas, ids: Iterable[str]) -> str:
    """Return who made some sources and how fresh the freshest is, as one short line of plain text.

    Their titles, vintages and licences stand in *Données et méthode*, and in every file. The list
    of a reader comes first, as in `cited_sources`.
    """
    listed = sources_in_service(atlas)
    if listed is None:
        return ""
    order = {source: rank for rank, source in enumerate(present(atlas, ids))}
    cited = listed[listed["id"].isin(order)]
    cited = cited.sort_values("id", key=lambda column: column.map(order))
    producers = list(dict.fromkeys(cited["producer"].dropna().map(_short_name)))
    if not producers:
        return ""
    own = [] if atlas.own is None else [label(atlas.own)]
    more = "…" * (len(producers) > NAMED_PRODUCERS)
    named = ", ".join([*own, *producers[:NAMED_PRODUCERS]]) + more
    return _("Sources : {sources} · mises à jour : {date}").format(
        sources=named,
        date=partial_date(cited["date"].max()),
    )


def _short_name(producer: str) -> str:
    """Return a producer without what it says of itself in brackets or after a comma."""
    return re.split(r" \(|,", producer)[0]


def cite(atlas: Atlas, ids: Iterable[str]) -> None:
    """Name sources in one line, which leads to all that is known of them.

    A shared register that cannot be read any more is told below: its age changes what is shown,
    and a narrow screen cuts the line.
    """
    with st.container(horizontal=True, gap="small", key="credits"):
        if line := credits_line(atlas, ids):
            st.caption(markdown_text(line), width="content")
        show_way_to_data(_("Données et méthode"))
    if state().failure is not None and (stale := register_line(atlas)):
        st.caption(markdown_text(stale))


def outline_note(atlas: Atlas, territory: Territory) -> str:
    """Return what was done about outlines that the source lacks in a territory, or ``""``."""
    if atlas.communes is None:
        return ""
    communes = atlas.communes.iloc[commune_positions(atlas, territory)]
    sources = communes["outline_source"]
    missing = communes.loc[sources.isna(), "name"]
    united = communes.loc[sources == UNITED, "name"]
    widened = int((sources == WIDENED).sum())
    parts = []
    if len(missing):
        parts.append(
            _("sans contour dans la source, non dessinées : {names}").format(
                names=enumeration(list(missing))
            )
        )
    if len(united):
        parts.append(
            _("réunies à partir de leurs communes déléguées : {names}").format(
                names=enumeration(list(united))
            )
        )
    if widened:
        parts.append(
            ngettext(
                "{count} complétée du territoire absorbé en 2025",
                "{count} complétées du territoire absorbé en 2025",
                widened,
            ).format(count=number(widened))
        )
    if not parts:
        return ""
    return markdown_text(_("Contours des communes : {notes}.").format(notes=" ; ".join(parts)))


def show_outline_note(atlas: Atlas, territory: Territory) -> None:
    """Say what was done about outlines of a part of France; *Données* says it of the whole."""
    if territory not in {FRANCE, METROPOLE} and (note := outline_note(atlas, territory)):
        st.caption(note)


def show_coverage_credits(atlas: Atlas, priorities: PriorityRule) -> None:
    """Name who made what the figures of coverage rest on."""
    cite(atlas, coverage_credits(priorities))
