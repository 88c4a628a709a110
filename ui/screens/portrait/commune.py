"""A commune in words: which lists it is in, what holds it, which poles are near."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.reach.commune_answer import KEEPS, NO, PARTLY, UNSURE, YES, CommuneAnswer, Status
from geo.tables.atlas import Atlas
from ui.text.formats import inhabitants, kilometres, number, partial_date
from ui.text.i18n import _
from ui.text.labels import class_label, enumeration
from ui.text.marking import N_

SUBJECTS: Final = {
    "qpv": N_("Quartier prioritaire de la politique de la ville (QPV)"),
    "frr": N_("France ruralités revitalisation (FRR)"),
    "zrr": N_("Ancienne zone de revitalisation rurale (ZRR, jusqu'en juin 2024)"),
    "territoire-industrie": N_("Territoire d'industrie 2023-2027"),
    "territoire-industrie-2018": N_("Territoire d'industrie 2018-2022"),
    "desindustrialise": N_("Bassin désindustrialisé (emploi industriel 1998-2017)"),
    "afr": N_("Aide à finalité régionale (AFR) 2014-2020"),
    "ber": N_("Bassin d'emploi à redynamiser (BER)"),
}
SUBJECT_SOURCES: Final = {
    "qpv": "qpv-communes",
    "frr": "frr",
    "zrr": "zrr",
    "territoire-industrie": "territoires-industrie-2023",
    "territoire-industrie-2018": "territoires-industrie-2018",
    "desindustrialise": "estel",
    "afr": "afr",
    "ber": "ber",
}
STATES: Final = {
    YES: N_("oui"),
    PARTLY: N_("en partie"),
    KEEPS: N_("non, mais elle garde les effets de l'ancien classement"),
    NO: N_("non"),
    UNSURE: N_("inconnu"),
}


@dataclass(frozen=True)
class Line:
    """One answer about a commune, as plain text: the question, the answer, its details, its list.

    Attributes
    ----------
    subject, answer, detail, source
        Such as ``Territoire d'industrie 2023-2027``, ``oui``, ``Valence Romans Agglo``,
        ``ANCT, 2023-2027, 4 juillet 2024``; `detail` and `source` may be empty.
    """

    subject: str
    answer: str
    detail: str
    source: str


def commune_lines(atlas: Atlas, answer: CommuneAnswer) -> list[Line]:
    """Return what the lists say of a commune, then what holds it and which poles are near."""
    lines = [
        Line(
            _(SUBJECTS[status.subject]),
            _contains(answer) if status.subject == "qpv" else _(STATES[status.state]),
            _status_detail(answer, status),
            list_date(atlas, SUBJECT_SOURCES[status.subject]),
        )
        for status in answer.statuses
    ]
    zone = answer.zone_emploi
    if zone is not None:
        source = list_date(atlas, "ze2020")
        lines.append(Line(_("Zone d'emploi (2020)"), zone.name, "", source))
    epci = answer.epci
    lines.append(
        Line(
            _("Intercommunalité (EPCI)"),
            _("aucune : l'île n'en a pas") if epci is None else epci.name,
            "",
            list_date(atlas, "epci-communes"),
        )
    )
    first, others = _nearest(answer)
    lines.append(Line(_("Siège de pôle le plus proche"), first, others, _("à vol d'oiseau")))
    return lines


def _contains(answer: CommuneAnswer) -> str:
    if answer.status("qpv").state == NO:
        return _("aucun dans la commune")
    if answer.quarters.empty:
        return _("la commune en contient")
    return _("la commune en contient {count}").format(count=number(len(answer.quarters)))


def _status_detail(answer: CommuneAnswer, status: Status) -> str:
    if status.subject == "qpv":
        return enumeration(
            [
                _("{name} ({people})").format(
                    name=row.name,
                    people=_("population non publiée")
                    if pd.isna(row.people)
                    else inhabitants(row.people),
                )
                for row in answer.quarters.itertuples()
            ]
        )
    if status.subject == "desindustrialise":
        if status.state == UNSURE:
            return _("emplois non publiés")
        return _("zone d'emploi 2010 : {name}").format(name=answer.zone_emploi_2010)
    if status.subject == "frr" and status.value not in {"socle", "non"}:
        return class_label("frr", status.value)
    return "" if status.subject in {"frr", "zrr", "afr"} else status.value


def _nearest(answer: CommuneAnswer) -> tuple[str, str]:
    if answer.nearest.empty:
        return _("aucun connu de ce côté de l'océan"), ""
    known = [
        _("{pole}, {place}{reaches}").format(
            pole=row.name,
            place=_("dans la commune")
            if row.commune == answer.commune.code
            else _("{commune} ({departement}), à {distance}").format(
                commune=row.commune_name,
                departement=row.departement,
                distance=kilometres(row.distance_km),
            ),
            reaches=_(", l'atteint") if row.reaches else "",
        )
        for row in answer.nearest.itertuples()
    ]
    if len(known) == 1:
        return known[0], ""
    return known[0], _("puis {others}").format(others=" ; ".join(known[1:]))


def list_date(atlas: Atlas, source: str) -> str:
    """Return who published a list and its day, or else its vintage; ``""`` when not known."""
    if atlas.sources is None:
        return ""
    rows = atlas.sources[(atlas.sources["id"] == source).to_numpy()]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    day = str(row["date"])
    when = partial_date(day) if len(day) == len("2025-07-10") else row["vintage"]
    return ", ".join(str(part) for part in (row["producer"], when) if pd.notna(part))
