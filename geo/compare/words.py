"""What the groups of a comparison are called."""

from typing import Final

from geo.people.people import ANY
from geo.problems import message

TARGET_NAMES: Final = {
    ANY: message("au moins une priorité"),
    "qpv": message("communes avec un QPV"),
    "rural": message("communes rurales"),
    "desindustrialise": message("bassins désindustrialisés"),
}
