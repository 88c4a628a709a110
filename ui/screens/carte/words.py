"""The answer above the map: one sentence an official can say aloud, and four figures."""

from typing import Final

from geo.people.context import PopulationContext
from geo.places.territories import Territory
from geo.poles.summary import PoleSummary, PriorityCount
from ui.text.figures import Figure
from ui.text.formats import number, percent
from ui.text.i18n import _, ngettext
from ui.text.labels import territory_label
from ui.text.safe import markdown_text

FEW_POLES: Final = 5


def sentence(territory: Territory, summary: PoleSummary) -> str:
    """Return what the map shows, with at most three figures, in Markdown.

    The name of the territory comes before a colon: French prepositions change with every name.
    """
    place = f"**{markdown_text(territory_label(territory))}**"
    if summary.poles == 0:
        return _("{place} : aucun pôle connu avec ces choix.").format(place=place)
    if summary.with_seat == 0:
        text = ngettext(
            "{place} : aucun siège connu ; {count} pôle s'y rattache sans que son siège soit "
            "connu.",
            "{place} : aucun siège connu ; {count} pôles s'y rattachent sans que leur siège soit "
            "connu.",
            summary.without_seat,
        )
        return text.format(place=place, count=number(summary.without_seat))
    text = ngettext(
        "{place} : {count} pôle connu y a son siège",
        "{place} : {count} pôles connus y ont leur siège",
        summary.with_seat,
    ).format(place=place, count=number(summary.with_seat))
    basins, rural = summary.desindustrialise.inside, summary.frr.inside
    details = []
    if basins:
        details.append(_("{count} dans un bassin désindustrialisé").format(count=number(basins)))
    if rural:
        details.append(
            _("{count} dans une commune rurale en difficulté (FRR)").format(count=number(rural))
        )
    if not details:
        return _("{text}, aucun dans un bassin désindustrialisé ni une commune rurale FRR.").format(
            text=text
        )
    return _("{text}, dont {details}.").format(text=text, details=_(" et ").join(details))


def figures(summary: PoleSummary, people: PopulationContext) -> list[Figure]:
    """Return the four figures: poles, then the share of seats in each priority area."""
    without = ngettext(
        "et {count} sans siège connu", "et {count} sans siège connu", summary.without_seat
    ).format(count=number(summary.without_seat))
    return [
        Figure(
            _("Pôles au siège connu"),
            number(summary.with_seat),
            without,
            _("Siège situé à la commune ; les pôles sans siège connu sont listés sous la carte."),
        ),
        _priority_figure(
            _("en commune avec QPV"),
            summary.qpv,
            people.share(people.qpv_communes),
            _(
                "Communes qui contiennent un quartier prioritaire de la politique de la ville "
                "(QPV, 2024). La commune n'est pas le quartier : l'adresse du siège n'est pas "
                "connue."
            ),
        ),
        _priority_figure(
            _("en commune rurale FRR"),
            summary.frr,
            people.share(people.frr),
            _(
                "Communes classées France ruralités revitalisation (FRR ou FRR+, juillet 2025), "
                "sans les communes classées en partie ni les bénéficiaires."
            ),
        ),
        _priority_figure(
            _("en bassin désindustrialisé"),
            summary.desindustrialise,
            people.share(people.desindustrialise),
            _(
                "Zones d'emploi 2010 où l'emploi industriel a reculé de 1998 à 2017 plus que la "
                "médiane et pesait plus que la médiane en 1998 (Insee, Estimations d'emploi)."
            ),
        ),
    ]


def _priority_figure(
    label: str, count: PriorityCount, people_share: float | None, rule: str
) -> Figure:
    known = count.inside + count.partly + count.outside
    comparison = (
        _("{share} des habitants").format(share=percent(people_share))
        if people_share is not None
        else ""
    )
    value = number(count.inside) if known else "–"
    # A share of one or two poles says nothing.
    if known >= FEW_POLES:
        value = f"{value} ({percent(count.inside / known)})"
    return Figure(label, value, comparison, rule)
