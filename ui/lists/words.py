"""What is said of a reader's list: what its columns hold, what was placed, what was not."""

from collections.abc import Mapping
from typing import Final

from geo.lists.headers import ROLES
from geo.lists.limits import MAX_BYTES, MAX_ROWS
from geo.lists.reading import Fault
from geo.lists.wire import Report
from ui.lists.readings import Work
from ui.text.columns import Column, Kind
from ui.text.formats import number, unbroken
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration
from ui.text.marking import N_
from ui.text.messages import told

# Of a column that is not read.
ASIDE: Final = ""
_ROLES: Final[Mapping[str, str]] = {
    ASIDE: N_("(laissée de côté)"),
    "name": N_("Nom"),
    "commune_code": N_("Code Insee de la commune"),
    "commune_name": N_("Nom de la commune"),
    "postcode": N_("Code postal"),
    "departement": N_("Département"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "coordinates": N_("Coordonnées"),
    "address": N_("Adresse"),
    "epci": N_("Intercommunalité (EPCI)"),
    "territory": N_("Territoire, en toutes lettres"),
    "territory_codes": N_("Codes de territoires"),
    "lead_organisation": N_("Structure porteuse"),
    "cohorts": N_("Vagues"),
    "status": N_("Statut"),
    "sectors": N_("Secteurs"),
    "year_created": N_("Année de création"),
    "territory_claim": N_("Nature du territoire"),
    "territory_population": N_("Population du territoire"),
    "members": N_("Membres"),
    "jobs": N_("Emplois"),
    "grant_eur": N_("Subvention (€)"),
    "website": N_("Site internet"),
    "source_url": N_("Adresse de la source"),
    "source_note": N_("Note"),
    "confidence": N_("Confiance"),
    "location_precision": N_("Précision du siège"),
    "id": N_("Identifiant"),
}
_KINDS: Final[Mapping[str, str]] = {
    "file": N_("Le fichier"),
    "line": N_("Lignes mal formées"),
    "refused": N_("Lignes que rien ne place"),
    "asked": N_("Lignes à confirmer"),
}

FAULT_COLUMNS: Final = (
    Column("kind", N_("Genre")),
    Column("line", N_("Ligne du fichier"), Kind.PLAIN),
    Column("column", N_("Colonne")),
    Column("value", N_("Valeur")),
    Column("complaint", N_("Ce qui ne va pas, et le remède")),
)


def role_word(role: str) -> str:
    """Return what a column holds, in the reader's language."""
    return _(_ROLES[role])


def roles() -> tuple[str, ...]:
    """Return what a column may hold: nothing, a name, a place, then the rest."""
    return (ASIDE, *sorted(ROLES, key=list(_ROLES).index))


def kind_word(kind: str) -> str:
    """Return what a group of faults is about."""
    known = _KINDS.get(kind)
    return _(known) if known else unbroken(_("Colonne « {role} »").format(role=role_word(kind)))


def limits() -> str:
    """Return what a list may be, and what becomes of it."""
    return _(
        "CSV, XLSX, ODS, GeoJSON ou GeoPackage, {megabytes} Mo et {rows} lignes au plus. Un nom et "
        "une façon de situer suffisent : code Insee, commune avec code postal ou département, "
        "coordonnées ou EPCI. La liste reste dans cette session : elle n'est jamais écrite sur "
        "disque, et disparaît de la mémoire du serveur au plus tard trois minutes après que vous "
        "avez fermé la page."
    ).format(megabytes=number(MAX_BYTES // 1_000_000), rows=number(MAX_ROWS))


def progress(work: Work) -> str:
    """Return how far the reading of a list is, or when its turn comes."""
    if work.turn.ahead:
        return ngettext(
            "{n} autre liste est lue avant la vôtre.",
            "{n} autres listes sont lues avant la vôtre.",
            work.turn.ahead,
        ).format(n=number(work.turn.ahead))
    if not work.of:
        return _("J'ouvre votre liste…")
    return _("{rows} lignes lues sur {of}").format(rows=number(work.rows), of=number(work.of))


def summary(report: Report) -> str:
    """Return how many rows were placed, are to be confirmed and were not, in one sentence."""
    placed, asked, refused = (report.counts[state] for state in ("matched", "asked", "refused"))
    parts = [
        ngettext("{n} placée", "{n} placées", placed).format(n=number(placed)),
        _("{n} à confirmer").format(n=number(asked)),
        ngettext("{n} non placée", "{n} non placées", refused).format(n=number(refused)),
    ]
    lines = placed + asked + refused
    told_lines = ngettext("**{n} ligne lue** : {parts}.", "**{n} lignes lues** : {parts}.", lines)
    return told_lines.format(n=number(lines), parts=enumeration(parts))


def without_a_seat(report: Report) -> str:
    """Return how many rows are placed by their territory alone, or empty."""
    count = int(report.poles["commune"].isna().sum())
    if not count:
        return ""
    told_count = ngettext(
        "{n} ligne sans commune : comptée comme « sans siège connu ».",
        "{n} lignes sans commune : comptées comme « sans siège connu ».",
        count,
    )
    return unbroken(told_count.format(n=number(count)))


def asked(report: Report) -> str:
    """Return how many rows are to be confirmed, and how many of them can be at once."""
    count, shown = report.counts["asked"], len(report.asked)
    if shown < count:
        return _("Lignes à confirmer : les {shown} premières sur {n}").format(
            shown=number(shown), n=number(count)
        )
    title = ngettext("{n} ligne à confirmer", "{n} lignes à confirmer", count)
    return title.format(n=number(count))


def taken_for(report: Report) -> str:
    """Return what the columns were taken for, those that say a name or a place."""
    kept = {header: role for header, role in report.columns.items() if role}
    if not kept:
        return _("Aucune colonne n'est reconnue : dites ce que chacune tient.")
    pairs = [
        _("« {header} » : {role}").format(header=header, role=role_word(role))
        for header, role in kept.items()
    ]
    return unbroken(_("Colonnes comprises : {pairs}.").format(pairs=_(" ; ").join(pairs)))


def fault_row(fault: Fault) -> dict[str, object]:
    """Return a fault as a row of a file."""
    return {
        "kind": kind_word(fault.kind),
        "line": fault.line,
        "column": fault.column,
        "value": fault.value,
        "complaint": told(fault.complaint),
    }
