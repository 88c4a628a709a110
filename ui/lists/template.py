"""A list to fill in: the columns that are read, and one row that shows how."""

import pandas as pd

from ui.files.exports import to_csv
from ui.text.i18n import _


def template() -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the table and the titles of its columns; a name and one way to a place are enough."""
    row = {
        "name": _("Nom"),
        "commune": _("Code Insee"),
        "commune_name": _("Commune"),
        "postcode": _("Code postal"),
        "departement": _("Département"),
        "lead_organisation": _("Structure porteuse"),
        "sectors": _("Secteurs"),
        "status": _("Statut"),
        "year_created": _("Année de création"),
        "website": _("Site internet"),
    }
    example = (
        *("La Fabrique du Vivarais", "07010", "Annonay", "07100", "07", "Association Exemple"),
        *("culture;insertion", "actif", "2021", "https://www.exemple.fr"),
    )
    return pd.DataFrame([dict(zip(row, example, strict=True))]), row


def as_csv() -> bytes:
    """Return the template as a CSV file of the reader's language."""
    return to_csv(*template())
