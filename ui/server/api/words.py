"""What the description of the API says of each address, parameter and answer."""

from typing import Final

from ui.text.marking import N_

TITLE: Final = N_("API de l'atlas des PTCE")
INTRODUCTION: Final = N_(
    "Les chiffres des écrans et de la ligne de commande, par adresse : mêmes questions, mêmes "
    "clés. Lecture seule (GET), sans compte, depuis tout site."
)
MACHINES: Final = N_("Description pour les machines :")
QGIS: Final = N_(
    "Dans QGIS : Couche, Ajouter une couche vecteur, protocole HTTP(S), avec l'adresse"
)
CHOICES: Final = N_("Paramètres")
REFUSALS: Final = N_("Refus")
REFUSAL: Final = N_(
    "Un refus est un problème de la RFC 9457 (application/problem+json) : une phrase, dans la "
    "langue de la demande."
)
KINDS: Final = {
    "string": N_("texte"),
    "integer": N_("nombre entier"),
    "number": N_("nombre"),
    "boolean": N_("true ou false"),
}
COLUMNS: Final = (N_("Paramètre"), N_("Ce qu'il dit"), N_("Valeurs"), N_("Par défaut"))
ADDRESSES: Final = {
    "poles": N_("Les pôles d'un territoire, listés et comptés."),
    "coverage": N_("Les habitants à portée d'un pôle, en tout et par priorité."),
    "gaps": N_("Où aucun pôle n'est connu, par habitants prioritaires laissés de côté."),
    "compare": N_("Deux à quatre territoires côte à côte, et ce qui dépasse le hasard."),
    "portrait": N_("Un territoire : pôles, habitants atteints, rangs, emploi, quartiers."),
    "territories": N_("Comment un territoire s'écrit, d'après son nom ou un code."),
}
SHAPES: Final = {
    "json": N_("JSON : les clés de l'option --json de la ligne de commande."),
    "csv": N_("CSV en UTF-8, virgules et points décimaux."),
    "geojson": N_("GeoJSON : un point par pôle, sans point quand son lieu n'est pas connu."),
}
PARAMETERS: Final = {
    "territory": N_(
        "Territoire, écrit genre:code : france, metropole, region:84, ancienne-region:82, "
        "departement:38, epci:200040715, zone-emploi:8409, commune:38185."
    ),
    "cohort": N_("Vagues à garder ; toutes si rien n'est dit."),
    "sector": N_("Secteurs à garder ; tous si rien n'est dit."),
    "status": N_("Statuts à garder ; tous si rien n'est dit."),
    "reach": N_("Jusqu'où un pôle rayonne."),
    "km": N_("Rayon en kilomètres, avec reach=radius."),
    "detour": N_("Facteur de détour : 1 à vol d'oiseau, 1.3 pour approcher la route."),
    "as-of": N_("Seulement les vagues annoncées à la fin de cette année, à la place de cohort."),
    "rural": N_("Classes rurales qui comptent ; socle et plus si rien n'est dit."),
    "basin": N_("Ce qui est désindustrialisé."),
    "basin-change": N_("Seuil du recul de l'emploi industriel : quantile de 0 à 1."),
    "basin-share": N_("Seuil de la part de l'industrie au départ : quantile de 0 à 1."),
    "basin-years": N_("Les deux années comparées."),
    "by": N_("Découpage du détail."),
    "areas": N_("Réunir les manques contigus en un seul ensemble."),
    "only": N_("Conditions que chaque manque doit remplir."),
    "q": N_("Nom, code postal ou code Insee."),
    "limit": N_("Territoires au plus, de 1 à 100."),
}
LANGUAGE: Final = N_("Langue des refus et de cette page.")
SEVERAL: Final = N_("Plusieurs valeurs : séparées par une virgule, ou le paramètre répété.")
# What a person can try first, one for each address.
EXAMPLES: Final = {
    "poles": "territory=region:84&status=actif,emergent",
    "coverage": "territory=region:84&reach=radius&km=30&by=departement",
    "gaps": "territory=region:32&only=hors-portee,desindustrialise",
    "compare": "territory=ancienne-region:82,region:11",
    "portrait": "territory=departement:38",
    "territories": "q=rhone alpes",
}
NO_METHOD: Final = N_("Seules les méthodes GET, HEAD et OPTIONS sont permises.")
NO_ADDRESS: Final = N_("Rien ne répond à cette adresse.")
PROBLEMS: Final = {
    "parametre": N_("Un paramètre n'existe pas, ou sa valeur : parameter le nomme."),
    "adresse": NO_ADDRESS,
    "methode": NO_METHOD,
    "longueur": N_("La question dépasse 2 000 caractères ou 100 paramètres."),
    "table": N_("Une table dont la réponse a besoin manque sur ce serveur."),
    "occupe": N_("Trop de questions attendent ; Retry-After dit quand redemander."),
    "incident": N_("Une faute du programme ; incident la retrouve dans le journal."),
}
