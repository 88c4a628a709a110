"""What is said of a territory in its portrait."""

from typing import Final

import numpy as np
import pandas as pd

from geo.compare.ranks import MAINLAND
from geo.people.economy import Income, IndustrialJobs, Unemployment
from geo.places.territories import Territory
from geo.reach.commune_answer import CommuneAnswer
from ui.screens.portrait.facts import Portrait
from ui.text.figures import Figure
from ui.text.formats import (
    euros,
    inhabitants,
    kilometres,
    number,
    percent,
    quarter,
    rate,
    signed_percent,
)
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration, territory_label
from ui.text.marking import N_
from ui.text.safe import markdown_text, plain_text
from ui.view.rules import rule_name, rule_sentence

NOT_REACHED: Final = N_("Aucun pôle connu n'atteint ce territoire avec ces choix.")
NAMED_ZONES: Final = 3
SIDES: Final = {
    "region": (N_("régions de métropole"), N_("régions d'outre-mer")),
    "ancienne-region": (N_("anciennes régions de métropole"), N_("régions d'outre-mer")),
    "departement": (N_("départements de métropole"), N_("départements d'outre-mer")),
    "epci": (N_("intercommunalités de métropole"), N_("intercommunalités d'outre-mer")),
    "zone-emploi": (N_("zones d'emploi de métropole"), N_("zones d'emploi d'outre-mer")),
    "commune": (N_("communes de métropole"), N_("communes d'outre-mer")),
}


def sentence(found: Portrait) -> str:
    """Return what one says first of the territory, in Markdown, with at most three figures."""
    place = f"**{markdown_text(territory_label(found.territory))}**"
    seats, outside = len(found.known.seats), len(found.outside)
    if found.commune is not None:
        return _commune_sentence(found.commune, place, seats, len(found.reaching))
    if seats:
        text = ngettext(
            "{place} : **{count} pôle connu** y a son siège",
            "{place} : **{count} pôles connus** y ont leur siège",
            seats,
        ).format(place=place, count=number(seats))
    else:
        text = _("{place} : **aucun pôle connu** n'y a son siège").format(place=place)
    if not seats and found.unplaced:
        text = ngettext(
            "{text}, **{count}** s'y rattache sans siège connu",
            "{text}, **{count}** s'y rattachent sans siège connu",
            found.unplaced,
        ).format(text=text, count=number(found.unplaced))
    if outside:
        text = ngettext(
            "{text}, **{count}** l'atteint de l'extérieur",
            "{text}, **{count}** l'atteignent de l'extérieur",
            outside,
        ).format(text=text, count=number(outside))
    share = found.covered.share_reached
    if share is None:
        return _("{text} ; personne n'y habite.").format(text=text)
    return _("{text} ; **{share}** des habitants {reached}.").format(
        text=text, share=percent(share), reached=rule_sentence(found.question.rule)
    )


def _commune_sentence(answer: CommuneAnswer, place: str, seats: int, reaching: int) -> str:
    if reaching:
        text = ngettext(
            "{place} : **{count} pôle connu** l'atteint",
            "{place} : **{count} pôles connus** l'atteignent",
            reaching,
        ).format(place=place, count=number(reaching))
        if seats:
            return ngettext(
                "{text}, dont **{count}** y a son siège.",
                "{text}, dont **{count}** y ont leur siège.",
                seats,
            ).format(text=text, count=number(seats))
    else:
        text = _("{place} : **aucun pôle connu** ne l'atteint").format(place=place)
    if answer.nearest.empty:
        return _("{text} ; aucun siège connu de ce côté de l'océan.").format(text=text)
    closest = answer.nearest.iloc[0]
    return _("{text} ; le siège le plus proche, {pole}, est à **{distance}**.").format(
        text=text,
        pole=markdown_text(closest["name"]),
        distance=kilometres(closest["distance_km"]),
    )


def rank_words(found: Portrait, indicator: str) -> str:
    """Return a rank in words, ``rang 5 sur 96 départements de métropole``, or ``""``."""
    row = found.rank(indicator)
    if row is None or pd.isna(row["rank"]):
        return ""
    side = SIDES[found.territory.kind][0 if row["side"] == MAINLAND else 1]
    text = _("rang {rank} sur {known} {side}").format(
        rank=number(row["rank"]),
        known=number(row["known"]),
        side=_(side),
    )
    return _("{text} (ex æquo)").format(text=text) if row["tied"] else text


def _standing(found: Portrait, indicator: str) -> str:
    # The areas of all communes take seconds to measure, and their ranks say little here.
    return "" if found.commune is not None else rank_words(found, indicator)


def figures(found: Portrait) -> list[Figure]:
    """Return the four figures, each with where it stands among the territories of its kind."""
    outside = len(found.outside)
    unplaced = found.unplaced
    seats_rule = _("Pôles du registre dont la commune du siège est dans le territoire.")
    if unplaced:
        seats_rule += " " + ngettext(
            "{count} autre pôle s'y rattache sans siège connu et n'est pas compté.",
            "{count} autres pôles s'y rattachent sans siège connu et ne sont pas comptés.",
            unplaced,
        ).format(count=number(unplaced))
    covered = found.covered
    return [
        Figure(
            _("Sièges de pôles connus"),
            number(len(found.known.seats)),
            _beside(outside, unplaced),
            seats_rule,
        ),
        Figure(
            _("Habitants atteints"),
            percent(covered.share_reached),
            _reached_beside(found),
            _("Règle : {rule}. Populations de référence 2023.").format(
                rule=rule_name(found.question.rule.kind, found.question.rule.km)
            ),
        ),
        _priority_figure(found),
        _distance_figure(found),
    ]


def _reached_beside(found: Portrait) -> str:
    """Return what the share reached is set beside; a rank without a seat says what it ignores."""
    covered, unplaced = found.covered, found.unplaced
    words = _standing(found, "share_reached") or _("{reached} sur {all}").format(
        reached=number(covered.population_reached), all=number(covered.population)
    )
    if not unplaced or len(found.known.seats):
        return words
    return ngettext(
        "{words} ; {count} pôle sans siège connu n'est pas compté",
        "{words} ; {count} pôles sans siège connu ne sont pas comptés",
        unplaced,
    ).format(words=words, count=number(unplaced))


def _beside(outside: int, unplaced: int) -> str:
    if outside:
        return ngettext(
            "et {count} pôle de l'extérieur", "et {count} pôles de l'extérieur", outside
        ).format(count=number(outside))
    if unplaced:
        return ngettext(
            "et {count} sans siège connu", "et {count} sans siège connu", unplaced
        ).format(count=number(unplaced))
    return ""


def _priority_figure(found: Portrait) -> Figure:
    people, share = found.priority_people, found.priority_share
    rule = _(
        "Habitants des quartiers prioritaires, des communes rurales et des bassins "
        "désindustrialisés choisis à gauche, chacun une fois."
    )
    if np.isnan(share):
        return Figure(_("Habitants prioritaires"), "–", _("non publié ici"), rule)
    return Figure(
        _("Habitants prioritaires"),
        percent(share),
        _standing(found, "priority_share") or inhabitants(people),
        rule,
    )


def _distance_figure(found: Portrait) -> Figure:
    distance, words = found.distance_km, _standing(found, "distance_km")
    if found.commune is not None and len(found.commune.nearest):
        # Where nobody lives there is no mean over the inhabitants, but the way is known.
        distance = float(found.commune.nearest["distance_km"].iloc[0])
        words = plain_text(found.commune.nearest["name"].iloc[0])
    rule = _("De la mairie de chaque commune au siège connu le plus proche, à vol d'oiseau")
    rule += _(", moyenne des habitants.") if found.commune is None else "."
    if found.question.rule.detour > 1:
        rule += _(" Détour de {detour} compris.").format(
            detour=number(found.question.rule.detour, 1)
        )
    if np.isnan(distance):
        return Figure(
            _("Distance au pôle"), "–", _("aucun siège connu de ce côté de l'océan"), rule
        )
    return Figure(_("Distance au pôle"), kilometres(distance), words, rule)


def unemployment_sentence(known: Unemployment | None, territory: Territory) -> str:
    """Return what is published of unemployment, in Markdown."""
    if known is None:
        return _("Chômage : aucun taux n'est publié ici par zone d'emploi.")
    when = quarter(known.quarter)
    first = known.zones.iloc[0]
    if len(known.zones) == 1:
        name = markdown_text(first["name"])
        if territory.kind == "zone-emploi":
            return _("Chômage de la zone d'emploi : **{rate}** ({when}, Insee).").format(
                rate=rate(first["rate"]), when=when
            )
        return _(
            "Chômage de la zone d'emploi de {zone}, dont le territoire fait partie : **{rate}** "
            "({when}, Insee). Il n'y a pas de taux publié pour le territoire seul."
        ).format(zone=name, rate=rate(first["rate"]), when=when)
    ends = known.zones.sort_values("rate", kind="stable")
    text = _(
        "Chômage : la moitié des habitants vit dans une zone d'emploi dont le taux ne dépasse pas "
        "**{median}** ; de {low} ({lowest}) à {high} ({highest}), {when}, Insee. Ce n'est pas le "
        "taux du territoire, que ces données n'ont pas."
    ).format(
        median=rate(known.median),
        low=rate(ends["rate"].iloc[0]),
        lowest=markdown_text(ends["name"].iloc[0]),
        high=rate(ends["rate"].iloc[-1]),
        highest=markdown_text(ends["name"].iloc[-1]),
        when=when,
    )
    missing = known.population - known.population_known
    if missing:
        text += " " + _("Aucun taux pour {people}.").format(people=inhabitants(missing))
    return text


def income_sentence(known: Income | None) -> str:
    """Return what is published of incomes, in Markdown."""
    if known is None:
        return _("Revenu : aucun revenu médian n'est publié ici par commune.")
    if known.communes == 1:
        return _(
            "Revenu médian de la commune : **{income}** par an et par unité de consommation "
            "(Insee, Filosofi 2021)."
        ).format(income=euros(known.median))
    return _(
        "Revenu : la moitié des habitants vit dans une commune dont le revenu médian ne dépasse "
        "pas **{median}** par an et par unité de consommation ; un habitant sur dix dans une "
        "commune à {low} au plus, un sur dix à {high} au moins (Insee, Filosofi 2021, {communes} "
        "communes sur {all}). Ce n'est pas le revenu médian du territoire."
    ).format(
        median=euros(known.median),
        low=euros(known.low),
        high=euros(known.high),
        communes=number(known.communes_known),
        all=number(known.communes),
    )


def jobs_sentence(known: IndustrialJobs | None, territory: Territory) -> str:
    """Return how industrial jobs moved, and how their zones relate to the territory."""
    if known is None:
        return _("Emploi industriel : aucun chiffre n'est publié ici par zone d'emploi.")
    first, last = known.years.iloc[0], known.years.iloc[-1]
    text = _(
        "Emploi salarié industriel : **{change}** de {start} à {end}, de {before} à {after} "
        "emplois (Insee, Estel, zones d'emploi de 2010)."
    ).format(
        change=signed_percent(known.change, 1),
        start=int(first["year"]),
        end=int(last["year"]),
        before=number(first["industrial_jobs"]),
        after=number(last["industrial_jobs"]),
    )
    zones = known.zones
    if known.is_exact or territory.kind in {"france", "metropole"}:
        return text
    names = markdown_text(enumeration(list(zones["name"].head(NAMED_ZONES))), 300)
    if len(zones) > NAMED_ZONES:
        names = f"{names}…"
    if len(zones) == 1 and zones["people"].iloc[0] < zones["zone_people"].iloc[0] / 2:
        return (
            text
            + " "
            + _(
                "Ce sont ceux de la zone de {zone}, plus grande que le territoire : {share} de ses "
                "habitants vivent ici."
            ).format(
                zone=names, share=percent(zones["people"].iloc[0] / zones["zone_people"].iloc[0])
            )
        )
    return (
        text
        + " "
        + ngettext(
            "C'est la zone de {names}, où vivent {share} des habitants du territoire.",
            "Ce sont {count} zones dont au moins la moitié des habitants vit ici ({names}), où "
            "vivent {share} des habitants du territoire.",
            len(zones),
        ).format(names=names, count=number(len(zones)), share=percent(known.people_share, 1))
    )
