"""Where a territory stands among those of its kind, on its sheet: the facts of its portrait."""

from geo.places.territories import Territory
from ui.maps.layers import is_local
from ui.paper.sheets import Paragraph, Section, Table, table
from ui.screens.portrait.economy import income_sentence, jobs_sentence, unemployment_sentence
from ui.screens.portrait.facts import Portrait, economy, peers, portrait
from ui.screens.portrait.tables import peer_table, rank_table
from ui.text.formats import percent
from ui.text.i18n import _
from ui.text.safe import without_markdown
from ui.view.rules import pole_filter, priority_rule, reach_rule
from ui.view.state import ViewState


def standing_section(territory: Territory, view: ViewState) -> Section | None:
    """Return the ranks of a territory, its economy and those like it; None for the country."""
    if not is_local(territory):
        return None
    found = portrait(territory, reach_rule(view), pole_filter(view), priority_rule(view))
    known = economy(territory)
    told = (
        unemployment_sentence(known.unemployment, territory),
        income_sentence(known.income),
        jobs_sentence(known.jobs, territory),
        _alike(found),
    )
    paragraphs = [Paragraph(without_markdown(text)) for text in told if text]
    title = _("Parmi les territoires de même sorte")
    return Section(title, (*_ranks(found), *paragraphs))


def _ranks(found: Portrait) -> tuple[Table, ...]:
    ranked = rank_table(found)
    if ranked.empty:
        return ()
    columns = [
        (_("Indicateur"), 3, False),
        (_("Ici"), 1, True),
        (_("Rang"), 1.2, True),
        (_("Médiane"), 1, True),
    ]
    rows = ranked[["indicator", "value", "rank", "median"]].to_numpy().tolist()
    note = _("Rang 1 : la plus forte valeur, la plus courte distance. Parmi : {among}.").format(
        among=ranked["among"].iloc[0]
    )
    return (table(columns, rows, note),)


def _alike(found: Portrait) -> str:
    beside = peers(found.territory, found.rule, found.pole_filter, found.priorities)
    if beside.empty:
        return ""
    others = peer_table(beside).iloc[1:]
    named = [
        _("{name}, {share} atteints").format(name=name, share=percent(share))
        for name, share in zip(others["name"], others["share_reached"], strict=True)
    ]
    text = _("Territoires les plus semblables (population, densité, priorités) : {names}.")
    return text.format(names=" ; ".join(named))
