"""A list too long for a mark a pole: one circle a territory, its area after the number of poles.

Few marks stay as they are; the poles of the register always do (docs/decisions/072).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import folium
import numpy as np
import pandas as pd

from geo.places.membership import commune_mask
from geo.places.territories import Territory, bounds
from geo.poles.grouped import grouped
from geo.poles.joined import of_list
from geo.poles.placing import seat_rows
from geo.tables.atlas import Atlas, OwnList
from ui.maps import elements
from ui.maps.layers import REGIONAL_KINDS, is_local
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.own_list import label, structures
from ui.text.safe import SafeText, html, join_html, plain_text

# More marks of a list than this are drawn as circles: with as many beside the register, what is
# sent stays under 0.7 MB and the first paint under 1.5 times that of the register.
MOST_MARKS: Final = 350
LARGEST_PX: Final = 46
LEAST_PX: Final = 7


@dataclass(frozen=True, eq=False)
class Crowd:
    """The poles of a list, by territory.

    Attributes
    ----------
    kind
        Of the territories: ``"zone-emploi"``, ``"epci"`` or ``"commune"``.
    table
        From `geo.poles.grouped.grouped`.
    most
        How many the largest circle stands for, of this map and of those beside it.
    """

    kind: str
    table: pd.DataFrame
    most: int

    @property
    def shares(self) -> np.ndarray:
        """The diameter of each circle, as a share of that of the largest."""
        return np.asarray(np.sqrt(self.table["count"].to_numpy() / self.most))

    @property
    def count(self) -> int:
        """How many poles the circles stand for."""
        return int(self.table["count"].sum())


class Parted(NamedTuple):
    """The poles of a map, parted by how they are drawn.

    Attributes
    ----------
    each
        Those with a mark of their own.
    crowd
        The others, if any.
    """

    each: pd.DataFrame
    crowd: Crowd | None


def mesh_of(territory: Territory) -> str:
    """Return the kind of territory by which the poles of a map are grouped."""
    if not is_local(territory):
        return "zone-emploi"
    return "epci" if territory.kind in REGIONAL_KINDS else "commune"


def parted(atlas: Atlas, territory: Territory, poles: pd.DataFrame) -> Parted:
    """Part the poles of a map by how they are drawn.

    Parameters
    ----------
    atlas
        The tables.
    territory
        What is framed: outside it, no pole of a long list is drawn.
    poles
        From `geo.poles.select.select_poles`.
    """
    if atlas.own is None or atlas.communes is None:
        return Parted(poles, None)
    listed = of_list(atlas.own, poles["id"])
    drawn = listed & poles["marker_lon"].notna().to_numpy()
    if drawn.sum() <= MOST_MARKS:
        return Parted(poles, None)
    inside = drawn
    if is_local(territory):
        seats = seat_rows(atlas, poles)
        west, south, east, north = bounds(atlas, territory)
        framed = poles["marker_lon"].between(west, east) & poles["marker_lat"].between(south, north)
        held = np.where(seats >= 0, commune_mask(atlas, territory)[seats], framed)
        inside = drawn & held.astype(bool)
    if inside.sum() <= MOST_MARKS:
        return Parted(poles[~listed | inside].reset_index(drop=True), None)
    kind = mesh_of(territory)
    table = grouped(atlas, poles[inside], kind)
    crowd = Crowd(kind, table, int(table["count"].max()))
    return Parted(poles[~listed].reset_index(drop=True), crowd)


def on_one_scale(crowds: Sequence[Crowd | None]) -> list[Crowd | None]:
    """Return the crowds of maps side by side with circles that can be compared by eye."""
    most = max((crowd.most for crowd in crowds if crowd is not None), default=0)
    return [crowd and replace(crowd, most=most) for crowd in crowds]


def drawn(
    atlas: Atlas, territories: Iterable[Territory], poles: pd.DataFrame
) -> list[Crowd | None]:
    """Return how a list is grouped on the map of each territory, ``None`` where it is not."""
    return [parted(atlas, territory, poles).crowd for territory in territories]


def grouped_words(own: OwnList, crowds: Sequence[Crowd]) -> str:
    """Return what the circles of one map, or of several, are, as plain text."""
    if len(crowds) > 1:
        return _("{label}, regroupée : plusieurs structures par cercle").format(label=label(own))
    crowd = crowds[0]
    by = {
        "zone-emploi": _("regroupées par zone d'emploi"),
        "epci": _("regroupées par intercommunalité"),
        "commune": _("regroupées par commune"),
    }[crowd.kind]
    return _("{label} : {structures}, {by}, de {least} à {most} par cercle").format(
        label=label(own),
        structures=structures(crowd.count),
        by=by,
        least=number(int(crowd.table["count"].min())),
        most=number(int(crowd.table["count"].max())),
    )


def crowd_group(crowd: Crowd) -> folium.FeatureGroup:
    """Return the circles, to be drawn under the marks of single poles."""
    group = elements.group()
    elements.crowd_circles(circles(crowd)).add_to(group)
    return group


def circles(
    crowd: Crowd, largest_px: int = LARGEST_PX, *, sheets: bool = True
) -> list[dict[str, object]]:
    """Return the circles as the scripts of the map read them, the largest first.

    Parameters
    ----------
    crowd
        The poles by territory.
    largest_px
        Diameter of the largest.
    sheets
        Whether a click opens what is in it.
    """
    return [
        {
            "lat": float(row.lat),
            "lon": float(row.lon),
            "size": max(LEAST_PX, round(share * largest_px)),
            "count": number(row.count),
            "alt": plain_text(_counted(row.name, row.count)),
            "name": html("{counted}", counted=_counted(row.name, row.count)),
            **({"sheet": _sheet(row.name, row.count, row.first)} if sheets else {}),
        }
        for row, share in zip(
            crowd.table.itertuples(index=False, name="Circle"), crowd.shares, strict=True
        )
    ]


def _counted(place: str, count: int) -> str:
    return _("{place} : {structures}").format(place=place, structures=structures(count))


def _sheet(place: str, count: int, first: tuple[str, ...]) -> SafeText:
    named = [html("<li>{name}</li>", name=name) for name in first]
    more = count - len(first)
    if more:
        words = ngettext("et {count} autre", "et {count} autres", more)
        named.append(html("<li>{more}</li>", more=words.format(count=number(more))))
    return html(
        "<h3>{place}</h3><p>{structures}</p><ul>{named}</ul><p>{advice}</p>",
        place=place,
        structures=structures(count),
        named=join_html(named),
        advice=_("Pour voir chacune, choisissez ce territoire."),
    )
