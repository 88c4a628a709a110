"""The map of poles: the still part, framed once, and the parts that filters change."""

import folium
import pandas as pd

from geo.vocabulary import DECLARED
from ui.maps import elements, styles
from ui.maps.base import MapContext
from ui.maps.elements import RemoteConfig


def layer_group(context: MapContext, poles: pd.DataFrame) -> folium.FeatureGroup:
    """Return the layers the reader has switched on, and the communes of a territory.

    Parameters
    ----------
    context
        Of its view, the layers count here.
    poles
        From `geo.poles.select.select_poles`: the territory that a pole without known seat declares
        is drawn.
    """
    whole_country, chosen = context.whole_country, context.view.layers
    layers = []
    if not whole_country:
        communes = context.url("communes")
        layers.append(RemoteConfig(communes, "communes", styles.COMMUNES, tooltip=True))
    admin = [layer for layer in styles.ADMIN_LAYERS if layer in chosen]
    for layer in reversed(admin):
        style = styles.LAYER_STYLES[layer].passes[0]
        named = whole_country and layer == admin[0]
        layers.append(
            RemoteConfig(
                context.url(layer),
                "limits",
                _with_inside(style) if named else style,
                tooltip=named,
                svg=True,
            )
        )
    for layer in styles.AREA_LAYERS:
        if layer not in chosen:
            continue
        if layer == "frr" and not whole_country:
            layers.append(RemoteConfig(context.url("communes"), "rural", styles.FRR))
            continue
        drawn = styles.LAYER_STYLES[layer]
        for style in drawn.passes:
            shown = styles.lighter(style) if whole_country else style
            layers.append(RemoteConfig(context.url(layer), drawn.pane, shown))
    layers += [
        RemoteConfig(address, "declared", styles.DECLARED_AREA)
        for pole, codes in poles.loc[
            poles["attachment"] == DECLARED, ["id", "territory_codes"]
        ].itertuples(index=False)
        if (address := context.declared_url(pole, codes))
    ]
    group = elements.group()
    elements.layer_set(layers).add_to(group)
    return group


def _with_inside(style: styles.Styles) -> styles.Styles:
    return {key: {**one, "fill": True, "fillOpacity": 0} for key, one in style.items()}
