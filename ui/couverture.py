"""The answer of the coverage screen: its sentence, its figures, its tables."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st

from geo.access import DEFAULT_CATCHMENT
from geo.basins import DEFAULT_BASINS, basin_table, compare_basins
from geo.coverage import Coverage, closed_in, concerned
from geo.people import PriorityRule
from geo.reach import Reach, ReachRule
from geo.tables import Atlas
from ui import charts, data
from ui.choices import basis_label, rural_label
from ui.formats import kilometres, number, percent, signed_percent
from ui.headline import Figure, show_figures
from ui.i18n import N_, _, ngettext
from ui.labels import attachment_label, cohort_short, enumeration, territory_label
from ui.reach import basin_rule, rule_name, rule_sentence
from ui.safe import markdown_text, plain_text
from ui.state import ViewState

PRIORITY_NAMES: Final = {
    "qpv": N_("Quartiers prioritaires (QPV)"),
    "rural": N_("Communes rurales"),
    "desindustrialise": N_("Bassins désindustrialisés"),
}
GROUPS: Final = {"total": N_("Tous les habitants"), **PRIORITY_NAMES, "autres": N_("Hors priorité")}
ACCESS_HELP: Final = N_(
    "Combien de pôles reviennent à un million de ces habitants, une fois chaque pôle partagé entre "
    "ceux qui vivent autour."
)
PERCENT: Final = 100


def sentence(covered: Coverage, rule: ReachRule) -> str:
    """Return what the map shows, in Markdown: the share of all, then the worst served priority."""
    place = f"**{markdown_text(territory_label(covered.territory))}**"
    share = covered.share_reached
    if share is None:
        return _("{place} : personne n'y habite.").format(place=place)
    text = _("{place} : {share} des habitants {reached}").format(
        place=place, share=f"**{percent(share)}**", reached=rule_sentence(rule)
    )
    shares = {
        name: priority.share_reached
        for name, priority in covered.priority.items()
        if priority.share_reached is not None
    }
    if not shares:
        return _("{text}.").format(text=text)
    worst = min(shares, key=lambda name: shares[name] or 0)
    least = shares[worst] or 0
    who = {
        "qpv": _("des habitants des quartiers prioritaires"),
        "rural": _("des habitants des communes rurales"),
        "desindustrialise": _("des habitants des bassins désindustrialisés"),
    }[worst]
    # Told apart only where the figures shown are.
    if percent(least) != percent(share) and least < share:
        return _("{text}, mais {share} seulement {who}.").format(
            text=text, share=f"**{percent(least)}**", who=who
        )
    return _("{text}, et {share} {who}.").format(text=text, share=f"**{percent(least)}**", who=who)


def figures(
    covered: Coverage, rest: Mapping[str, float | None], rule: ReachRule, priorities: PriorityRule
) -> list[Figure]:
    """Return the share of all, and of each priority with its gap to all others.

    Parameters
    ----------
    covered
        Coverage of the territory.
    rest
        From `geo.contrast.shares_of_the_rest`.
    rule, priorities
        Who is reached, and who comes first.
    """
    found = [
        Figure(
            _("Habitants atteints"),
            percent(covered.share_reached),
            _("{reached} sur {all}").format(
                reached=number(covered.population_reached), all=number(covered.population)
            ),
            " ".join(
                filter(
                    None,
                    [
                        _("Règle : {rule}.").format(rule=rule_name(rule.kind, rule.km)),
                        detour_note(rule),
                        _("Populations de référence 2023."),
                    ],
                )
            ),
        )
    ]
    for name, title in PRIORITY_NAMES.items():
        priority = covered.priority[name]
        share = priority.share_reached
        comparison = ""
        others = rest[name]
        if share is not None and others is not None:
            points = round((share - others) * PERCENT)
            signed = f"{points:+d}".replace("-", "\N{MINUS SIGN}")
            comparison = _("{points} points face au reste").format(points=signed)
        rule_text = _("{reached} habitants atteints sur {all}").format(
            reached=number(priority.population_reached), all=number(priority.population)
        )
        if priority.population_unknown:
            rule_text += _(" ; statut inconnu pour {people} habitants").format(
                people=number(priority.population_unknown)
            )
        rest_text = _("Le reste, hors de cette priorité : {share}.").format(share=percent(others))
        told = " ".join(filter(None, [f"{rule_text}.", rest_text, priority_note(name, priorities)]))
        found.append(Figure(_(title), percent(share), comparison, told))
    return found


def detour_note(rule: ReachRule) -> str:
    """Return what the detour does to every distance, or nothing as the crow flies."""
    if rule.detour == 1:
        return ""
    return _("Distances à vol d'oiseau multipliées par {detour}.").format(
        detour=number(rule.detour, 1)
    )


def priority_note(name: str, priorities: PriorityRule) -> str:
    """Return which communes a priority holds, as the reader has chosen."""
    if name == "rural":
        return _("Communes rurales : {classes}.").format(
            classes=enumeration([rural_label(value) for value in priorities.rural])
        )
    if name == "desindustrialise":
        return _("Bassins : {basis}.").format(basis=basis_label(priorities.basins.basis))
    return ""


def show_answer(
    covered: Coverage,
    rest: Mapping[str, float | None],
    priorities: PriorityRule,
    left_out: pd.DataFrame,
    reached: Reach,
) -> None:
    """Show the sentence, the figures, and which poles they count or leave out against custom.

    Parameters
    ----------
    covered
        Coverage of the territory.
    rest
        From `geo.contrast.shares_of_the_rest`.
    priorities
        Who comes first.
    left_out
        Poles of the territory that do not count, from `geo.coverage.left_out_of`.
    reached
        Whom the poles reach, in all France.
    """
    atlas, territory = data.get_atlas(), covered.territory
    fallback = concerned(atlas, reached, territory, reached.fallback)
    rule = reached.rule
    st.markdown(f"### {sentence(covered, rule)}")
    show_figures(figures(covered, rest, rule, priorities))
    choices = [priority_note(name, priorities) for name in PRIORITY_NAMES]
    notes = [note for note in (detour_note(rule), *choices) if note]
    if len(left_out):
        notes.append(
            ngettext(
                "{count} pôle sans siège connu n'est pas compté (voir l'onglet).",
                "{count} pôles sans siège connu ne sont pas comptés (voir l'onglet).",
                len(left_out),
            ).format(count=number(len(left_out)))
        )
    if len(fallback):
        notes.append(
            ngettext(
                "{count} pôle ne déclare pas de territoire : sa zone d'emploi en tient lieu.",
                "{count} pôles ne déclarent pas de territoire : leur zone d'emploi en tient lieu.",
                len(fallback),
            ).format(count=number(len(fallback)))
        )
    closed = closed_in(atlas, reached, territory)["name"]
    if len(closed):
        notes.append(
            ngettext(
                "{count} pôle disparu est compté, {names} : le filtre Statuts l'écarte.",
                "{count} pôles disparus sont comptés, {names} : le filtre Statuts les écarte.",
                len(closed),
            ).format(count=number(len(closed)), names=markdown_text(enumeration(list(closed)), 400))
        )
    if notes:
        st.caption(" ".join(notes))


def show_commune(atlas: Atlas, reached: Reach, row: int | None) -> None:
    """Say of the commune that was clicked who reaches it."""
    if row is None:
        return
    commune = atlas.require_communes().iloc[row]
    found = reached.table.iloc[row]
    name = f"**{markdown_text(commune['name'])}** ({commune['departement']})"
    nearest = reached.poles.set_index("id")["name"].get(found["nearest_pole"])
    state = (
        ngettext(
            "atteinte par {count} pôle", "atteinte par {count} pôles", int(found["poles"])
        ).format(count=number(found["poles"]))
        if found["reached"]
        else _("non atteinte")
    )
    if nearest is None:
        st.info(_("{name} : {state}.").format(name=name, state=state))
        return
    st.info(
        _("{name} : {state} ; siège le plus proche : {pole}, à {distance}.").format(
            name=name,
            state=state,
            pole=markdown_text(nearest),
            distance=kilometres(found["distance_km"]),
        )
    )


def show_rules(rules: pd.DataFrame, chosen: ReachRule) -> None:
    """Show how the answer moves with the rule: a bar a rule, and each priority on it.

    Parameters
    ----------
    rules
        From `ui.reach.cached_rules`.
    chosen
        The reader's rule, marked as such.
    """
    names = []
    for kind, distance in zip(rules["reach"], rules["km"], strict=True):
        km = None if pd.isna(distance) else distance
        name = rule_name(kind, km)
        is_chosen = (kind, km) == (chosen.kind, chosen.km)
        names.append(_("{rule} (choisie)").format(rule=name) if is_chosen else name)
    columns = {
        "share_reached": _("Tous"),
        "qpv_share_reached": _("QPV"),
        "rural_share_reached": _("Ruraux"),
        "desindustrialise_share_reached": _("Désindustrialisés"),
    }
    table = pd.DataFrame({"rule": names, **{name: rules[name] for name in columns}})
    chart = charts.coverage_by_rule(table, columns, _("Part des habitants atteints"))
    config = {"rule": st.column_config.Column(_("Règle"))} | {
        name: st.column_config.ProgressColumn(label, format="percent", min_value=0, max_value=1)
        for name, label in columns.items()
    }
    title = _("Part des habitants atteints selon la règle : aucune n'est la vérité à elle seule.")
    charts.show_chart(chart, table, config, "regles", title)


def show_access(profile: pd.DataFrame, rule: ReachRule) -> None:
    """Show how far the nearest pole is, and how much there is to share, beyond yes or no.

    Parameters
    ----------
    profile
        What `ui.reach.cached_profile` returned.
    rule
        Rule of reach, whose detour lengthens the distances.
    """
    shares = [name for name in profile.columns if name.startswith("within_")]
    labels = {name: kilometres(float(name.split("_")[1])) for name in shares}
    table = profile[["group", *shares, "median_km", "access"]].assign(
        group=[_(GROUPS[group]) for group in profile["group"]],
        median_km=profile["median_km"].round(1),
        access=profile["access"].round(2),
    )
    st.caption(
        " ".join(
            [
                _("Part des habitants dont le siège de pôle le plus proche est à moins de…"),
                detour_note(rule) or _("Distances à vol d'oiseau."),
            ]
        )
    )
    st.dataframe(
        table,
        column_config={
            "group": st.column_config.Column(_("Habitants")),
            **{
                name: st.column_config.ProgressColumn(
                    label, format="percent", min_value=0, max_value=1
                )
                for name, label in labels.items()
            },
            "median_km": st.column_config.NumberColumn(
                _("Distance médiane (km)"), format="localized"
            ),
            "access": st.column_config.NumberColumn(
                _("Pôles par million"), format="localized", help=_(ACCESS_HELP)
            ),
        },
        hide_index=True,
        placeholder="–",
        alt=_("Distance au pôle le plus proche"),
    )
    st.caption(
        _(
            "Pôles par million d'habitants : chaque pôle est partagé entre ceux qui vivent à moins "
            "de {km} km, les plus lointains comptant moins (aire flottante en deux étapes)."
        ).format(km=number(DEFAULT_CATCHMENT.km))
    )


def show_left_out(left_out: pd.DataFrame) -> None:
    """Name the poles that the figures leave out, and why."""
    if left_out.empty:
        st.info(_("Tous les pôles de ce choix sont comptés."))
        return
    table = left_out[["name", "attachment", "territory", "departement", "cohorts"]].copy()
    table["attachment"] = table["attachment"].map(attachment_label)
    table["cohorts"] = [
        ", ".join(cohort_short(cohort) for cohort in cell.split(";")) for cell in table["cohorts"]
    ]
    for name in ("name", "territory"):
        table[name] = table[name].map(plain_text, na_action="ignore")
    st.dataframe(
        table,
        column_config={
            "name": st.column_config.Column(_("Pôle")),
            "attachment": st.column_config.Column(_("Rattachement")),
            "territory": st.column_config.Column(_("Territoire déclaré")),
            "departement": st.column_config.Column(_("Dép.")),
            "cohorts": st.column_config.Column(_("Vagues")),
        },
        hide_index=True,
        placeholder="–",
    )


def show_basins(atlas: Atlas, view: ViewState) -> None:
    """Say which basins enter and leave the deindustrialised ones under the reader's thresholds."""
    rule = basin_rule(view)
    if rule.basis != DEFAULT_BASINS.basis:
        st.info(_("Un zonage officiel est choisi : les seuils d'emploi industriel ne jouent pas."))
        return
    judged = basin_table(atlas, rule)
    st.caption(
        _(
            "{count} zones d'emploi de 2010 sur {all} : emploi industriel ayant évolué moins bien "
            "que {change} de {start} à {end}, et part de l'industrie de plus de {share} en {start}."
        ).format(
            count=number(int(judged["desindustrialise"].sum())),
            all=number(int(judged["desindustrialise"].notna().sum())),
            change=signed_percent(judged.attrs["change_threshold"], 1),
            share=percent(judged.attrs["share_threshold"], 1),
            start=rule.start,
            end=rule.end,
        )
    )
    moved = compare_basins(atlas, rule)
    if moved.empty:
        st.info(_("Aucun bassin n'entre ni ne sort avec les réglages choisis."))
        return
    words = {"entre": _("entre"), "sort": _("sort")}
    moved["movement"] = moved["movement"].map(words)
    moved["name"] = moved["name"].map(plain_text)
    st.dataframe(
        moved,
        column_config={
            "code": st.column_config.Column(_("Code")),
            "name": st.column_config.Column(_("Zone d'emploi 2010")),
            "population": st.column_config.NumberColumn(_("Habitants"), format="localized"),
            "industrial_share": st.column_config.NumberColumn(
                _("Part de l'industrie"), format="percent"
            ),
            "industrial_change": st.column_config.NumberColumn(
                _("Évolution de l'emploi industriel"), format="percent"
            ),
            "movement": st.column_config.Column(_("Mouvement")),
        },
        hide_index=True,
        placeholder="–",
    )
