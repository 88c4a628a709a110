"""What everybody calls a territory and no table says.

Kept by hand, and short on purpose: a line stands here when the press, associations or the State
itself write the nickname without the name, and when no word of it is in the name: what is, the
search finds by itself. Acronyms of régions are those of ISO 3166-2 and those that people say (AURA
beside ARA, PACA beside PAC); two letters only for the one that is written so.
"""

from typing import Final

NICKNAMES: Final[dict[str, str]] = {
    "ARA": "region:84",
    "AURA": "region:84",
    "BFC": "region:27",
    "BRE": "region:53",
    "BZH": "region:53",
    "COR": "region:94",
    "CVL": "region:24",
    "GE": "region:44",
    "GES": "region:44",
    "HDF": "region:32",
    "IDF": "region:11",
    "NAQ": "region:75",
    "NOR": "region:28",
    "NPDC": "ancienne-region:31",
    "OCC": "region:76",
    "PAC": "region:93",
    "PACA": "region:93",
    "PDL": "region:52",
    "Région Sud": "region:93",
    # Métropoles that call themselves otherwise than the law does.
    "AMP": "epci:200054807",
    "Grand Lyon": "epci:200046977",
    "La Métro": "epci:200040715",
    "MEL": "epci:200093201",
    "MGP": "epci:200054781",
    "NCA": "epci:200030195",
    "TPM": "epci:248300543",
    # Their acronyms stand on signs and trains.
    "GPSEO": "epci:200059889",
    "SQY": "epci:200058782",
}

# The établissements publics territoriaux are parts of the Métropole du Grand Paris: the tables have
# that EPCI alone.
DISTRICTS: Final[dict[str, str]] = dict.fromkeys(
    (
        "Vallée Sud Grand Paris",
        "Grand Paris Seine Ouest",
        "Paris Ouest La Défense",
        "Boucle Nord de Seine",
        "Plaine Commune",
        "Paris Terres d'Envol",
        "Est Ensemble",
        "Grand Paris Grand Est",
        "Paris Est Marne & Bois",
        "Grand Paris Sud Est Avenir",
        "Grand-Orly Seine Bièvre",
    ),
    "epci:200054781",
)
