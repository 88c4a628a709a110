"""What a reader takes away of what the atlas rests on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import pandas as pd

from geo.places.territories import FRANCE
from geo.problems import Problem
from geo.tables.atlas import Atlas
from ui.files.downloads import PARIS, Format, file_name, in_this_language, show_buttons
from ui.files.exports import to_csv, to_gpkg
from ui.files.provenance import Provenance, provenance
from ui.screens.donnees.facts import Holding, rows_of, shapes_of
from ui.screens.donnees.tables import COMPLETENESS, FAULTS, fault_table
from ui.screens.donnees.words import holding_name
from ui.text.columns import titles
from ui.text.i18n import _
from ui.text.labels import territory_label
from ui.view.choices import DEFAULT_VIEW
from ui.view.words import pole_choices


def origin(atlas: Atlas, title: str, sources: Iterable[str]) -> Provenance:
    """Return what a whole table says of itself: nothing that a reader chooses changes it."""
    now = datetime.now(PARIS).replace(microsecond=0)
    said = provenance(atlas, DEFAULT_VIEW, FRANCE, now, sources)
    unused = {*pole_choices(DEFAULT_VIEW).values(), territory_label(FRANCE)}
    kept = {word: value for word, value in said.filters.items() if value not in unused}
    return replace(said, title=title, filters={_("Table"): title, **kept})


def csv_file(table: pd.DataFrame, labels: dict[str, str], said: Provenance) -> Format:
    """Return a table as CSV, written only when it is asked for."""
    return Format("csv", "text/csv", in_this_language(lambda: to_csv(table, labels, said)))


def show_table_files(atlas: Atlas, holding: Holding) -> None:
    """Show the buttons of a whole table, read and written only when one is asked for."""
    said = origin(atlas, holding_name(holding), holding.sources)

    def table() -> tuple[pd.DataFrame, dict[str, str]]:
        rows = rows_of(atlas, holding)
        return rows, {str(name): str(name) for name in rows.columns}

    kinds = [Format("csv", "text/csv", in_this_language(lambda: to_csv(*table(), said)))]
    if holding.has_shapes:

        def gpkg() -> bytes:
            rows, labels = table()
            shapes = shapes_of(atlas, holding, rows)
            return to_gpkg(rows, labels, shapes, said, holding.table)

        kinds.append(Format("gpkg", "application/geopackage+sqlite3", in_this_language(gpkg)))
    subject = (holding.zonage or holding.table).replace("_", "-")
    name = file_name(subject, FRANCE, said.created)
    show_buttons(tuple(kinds), name, "tables")


def show_completeness_file(atlas: Atlas, table: pd.DataFrame) -> None:
    """Show the button of what the register holds of each wave."""
    said = origin(atlas, _("Le registre, vague par vague"), ("poles", "vagues"))
    made = csv_file(table, titles(COMPLETENESS), said)
    show_buttons((made,), file_name("registre-par-vague", FRANCE, said.created), "vagues-registre")


def show_correction_file(text: str) -> None:
    """Show the button of a line to send, as the register is written."""
    # With the mark that tells a French spreadsheet how it is spelt; the register may have it too.
    made = Format("csv", "text/csv", lambda: text.encode("utf-8-sig"))
    show_buttons((made,), "correction-registre", "correction-fichier")


def show_fault_file(atlas: Atlas, faults: list[Problem]) -> None:
    """Show the button of all faults of the register."""
    said = origin(atlas, _("Lignes du registre à corriger"), ("poles", "vagues"))
    made = csv_file(fault_table(faults), titles(FAULTS), said)
    show_buttons((made,), file_name("registre-a-corriger", FRANCE, said.created), "defauts")
