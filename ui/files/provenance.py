"""What an exported file says of itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from ui.parts.citations import register_line
from ui.text.i18n import _
from ui.text.labels import territory_label
from ui.text.own_list import described
from ui.view.choices import ViewState
from ui.view.sources import present, sources_in_service
from ui.view.words import pole_choices


@dataclass(frozen=True)
class Provenance:
    """What an exported table shows and where it comes from.

    Parameters
    ----------
    title
        What the file is, in the reader's language.
    filters
        Word and value of each choice in force: territory, waves, version of the data, date …
    sources
        One row per source, columns already in the reader's language.
    created
        Date written into the file; the caller's, so that the same export gives the same bytes.
    """

    title: str
    filters: Mapping[str, str]
    sources: pd.DataFrame
    created: datetime


def provenance(
    atlas: Atlas, view: ViewState, territory: Territory, now: datetime, used: Iterable[str]
) -> Provenance:
    """Return what an export says of itself: choices in force, data version, date, sources.

    Parameters
    ----------
    atlas
        The tables.
    view, territory
        What the reader has chosen.
    now
        When the export is made.
    used
        Identifiers of the sources that its tables rest on, from `ui.view.sources`; no other is
        cited.
    """
    filters = {
        _("Territoire"): territory_label(territory),
        **({} if atlas.own is None else {_("Liste privée"): described(atlas.own)}),
        **pole_choices(view),
        _("Version des données"): atlas.version,
        **({_("Registre"): kept} if (kept := register_line(atlas)) else {}),
        _("Date de l'export"): now.date().isoformat(),
    }
    titles = {
        "title": _("Source"),
        "producer": _("Producteur"),
        "vintage": _("Millésime"),
        "licence": _("Licence"),
        "page": _("Page"),
    }
    sources = pd.DataFrame(columns=list(titles))
    listed = sources_in_service(atlas)
    if listed is not None:
        sources = listed[listed["id"].isin(present(atlas, used))]
    return Provenance(
        title=_("Pôles territoriaux de coopération économique"),
        filters=filters,
        sources=sources[list(titles)].rename(columns=titles),
        created=now,
    )
