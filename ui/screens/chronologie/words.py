"""What is said of the waves, one by one and side by side."""

from collections.abc import Sequence
from itertools import groupby

import pandas as pd

from geo.people.words import NOBODY_HERE
from geo.places.territories import Territory
from geo.poles.select import PoleFilter
from geo.reach.coverage import concerned
from geo.reach.question import Question
from geo.tables.atlas import Atlas, OwnList
from geo.vocabulary import PRIORITIES, UNDATED_COHORT
from ui.parts.marks import OWN, Mark
from ui.screens.chronologie.bounds import is_lower_bound
from ui.text.figures import Figure
from ui.text.formats import number, share, unbroken
from ui.text.i18n import _, ngettext
from ui.text.labels import (
    ALL_PEOPLE,
    PRIORITY_NAMES,
    cohort_label,
    cohort_short,
    enumeration,
    territory_label,
    unknown_priority,
)
from ui.text.messages import told
from ui.text.own_list import label as list_label
from ui.text.safe import markdown_text
from ui.view.rules import cached_reach


def sentence(territory: Territory, table: pd.DataFrame) -> str:
    """Return how coverage grew, in Markdown."""
    place = f"**{markdown_text(territory_label(territory))}**"
    reached = table[table["population_reached"] > 0]
    if reached.empty:
        return _("{place} : aucune vague connue n'y atteint personne.").format(place=place)
    first, last = first_wave(table), table.iloc[-1]
    if first["cohort"] == UNDATED_COHORT:
        return _(
            "{place} : {last} des habitants à portée d'un pôle connu aujourd'hui ; aucun de ces "
            "pôles n'a de vague datée."
        ).format(place=place, last=f"**{share(last['share_reached'])}**")
    return _(
        "{place} : {first} des habitants à portée d'un pôle connu après la vague de {year}, "
        "{last} aujourd'hui."
    ).format(
        place=place,
        first=f"**{share(first['share_reached'])}**",
        year=cohort_short(first["cohort"]),
        last=f"**{share(last['share_reached'])}**",
    )


def first_wave(table: pd.DataFrame) -> pd.Series:
    """Return the first wave that reaches somebody here, the oldest where none does."""
    reached = table[table["population_reached"] > 0]
    return (table if reached.empty else reached).iloc[0]


def wave_sentence(row: pd.Series) -> str:
    """Return what one wave brought, in Markdown."""
    name = f"**{markdown_text(cohort_label(row['cohort']), 160)}**"
    if not row["reach_alone"]:
        text = _("{name} : aucun siège connu n'atteint ce territoire.")
    elif not is_lower_bound(row):
        text = _(
            "{name} : {new} habitants atteints pour la première fois ; {overlap} l'étaient déjà."
        )
    elif not row["new_reach"]:
        text = _(
            "{name} : le nombre d'habitants atteints pour la première fois n'est pas connu ; "
            "{overlap} au moins l'étaient déjà."
        )
    elif row["overlap"]:
        text = _(
            "{name} : {new} habitants au moins atteints pour la première fois ; "
            "{overlap} au moins l'étaient déjà."
        )
    else:
        text = _("{name} : {new} habitants au moins atteints pour la première fois.")
    sentences = [
        text.format(name=name, new=number(row["new_reach"]), overlap=number(row["overlap"]))
    ]
    if not pd.isna(row["official"]):
        sentences.append(
            ngettext(
                "Le registre connaît {found} lauréat sur {official}, en France.",
                "Le registre connaît {found} lauréats sur {official}, en France.",
                int(row["found"]),
            ).format(found=number(row["found"]), official=number(row["official"]))
        )
    if row["unseated_here"]:
        sentences.append(
            ngettext(
                "{count} pôle de cette vague, peut-être ici, n'a pas de siège connu.",
                "{count} pôles de cette vague, peut-être ici, n'ont pas de siège connu.",
                int(row["unseated_here"]),
            ).format(count=number(row["unseated_here"]))
        )
    if row["unplaced"]:
        sentences.append(
            ngettext(
                "De {count} pôle, on sait seulement qu'il est en France.",
                "De {count} pôles, on sait seulement qu'ils sont en France.",
                int(row["unplaced"]),
            ).format(count=number(row["unplaced"]))
        )
    return " ".join(sentences)


def figures(table: pd.DataFrame) -> list[Figure]:
    """Return the share reached today, in all and by priority, beside that of `first_wave`."""
    last = table.iloc[-1]
    names = {"share_reached": _(ALL_PEOPLE)}
    names |= {f"{name}_share": _(PRIORITY_NAMES[name]) for name in PRIORITIES}
    return [
        Figure(
            label,
            share(last[column]),
            _compared(table, column),
            _("Habitants à portée d'un pôle connu, toutes vagues et hors vague comprises."),
        )
        for column, label in names.items()
    ]


def _compared(table: pd.DataFrame, column: str) -> str:
    """Return what a share of today is compared with, or why it cannot be."""
    first, last = first_wave(table), table.iloc[-1]
    if pd.isna(last[column]):
        unknown = int(last.get(column.replace("_share", "_unknown"), 0))
        return unknown_priority(unknown) or told(NOBODY_HERE)
    if not last["population_reached"]:
        return _("aucun pôle connu à portée")
    if first["cohort"] == UNDATED_COHORT:
        return _("hors de toute vague datée")
    return _("{share} après la vague de {year}").format(
        share=share(first[column]), year=cohort_short(first["cohort"])
    )


def same_pictures(table: pd.DataFrame, pictures: Sequence[bytes]) -> str:
    """Say which waves in a row have one and the same picture, those before any reach left out.

    Parameters
    ----------
    table
        From `ui.screens.chronologie.facts.cached_timeline`.
    pictures
        One for each row.
    """
    waves = zip(table["cohort"], pictures, table["population_reached"], strict=True)
    runs = [
        [cohort_short(cohort) for cohort, *_rest in run]
        for (_picture, reached), run in groupby(waves, key=lambda wave: (wave[1], wave[2] > 0))
        if reached
    ]
    named = " ; ".join(enumeration(run) for run in runs if len(run) > 1)
    if not named:
        return ""
    return _(
        "Images identiques : {waves}. D'après le registre, ces vagues n'ont rien ajouté ici."
    ).format(waves=named)


def never_reached(table: pd.DataFrame) -> bool:
    """Say whether no wave reaches anybody here, so that every picture would be blank."""
    return not table["reach_alone"].any()


def without_waves(atlas: Atlas) -> bool:
    """Say whether no pole has a dated wave, as in most lists of readers: nothing to compare."""
    return atlas.poles is not None and bool((atlas.poles["cohorts"] == UNDATED_COHORT).all())


def pictured(atlas: Atlas, table: pd.DataFrame) -> bool:
    """Say whether the waves have pictures that are worth a look."""
    return not never_reached(table) and not without_waves(atlas)


def wave_caption(row: pd.Series) -> str:
    """Return the share after a wave, what it brought, how much the register knows, in Markdown."""
    if not is_lower_bound(row):
        gain = _("+ {new} hab.")
    elif row["new_reach"]:
        gain = _("+ {new} hab. au moins")
    else:
        gain = _("gain non connu")
    lines = [
        f"**{markdown_text(cohort_short(row['cohort']))}**",
        _("{share} à portée").format(share=share(row["share_reached"])),
        unbroken(gain.format(new=number(row["new_reach"]))),
    ]
    if not pd.isna(row["official"]):
        lines.append(
            _("registre : {found} sur {official}").format(
                found=number(row["found"]), official=number(row["official"])
            )
        )
    return "  \n".join(lines)


def marks(own: OwnList | None = None) -> list[Mark]:
    """Return the marks of the pictures, that of the list of a reader last."""
    listed = [] if own is None else [Mark(OWN, list_label(own))]
    return [
        Mark("area newly", _("atteinte pour la première fois par cette vague")),
        Mark("area reached-small", _("atteinte avant elle")),
        Mark("area not-reached", _("pas encore atteinte")),
        Mark("dot site", _("siège de cette vague")),
        Mark("dot earlier", _("siège d'une vague d'avant")),
        *listed,
    ]


def seats_outside_waves(question: Question) -> int:
    """Count the poles recorded outside any dated wave that have a seat and matter to a territory.

    Returns
    -------
    int
        Those of `geo.reach.coverage.concerned`: inside the territory, or reaching into it.
    """
    reached = cached_reach(question.of(PoleFilter(cohorts=(UNDATED_COHORT,))))
    seated = reached.poles["commune"].notna() & (reached.poles["cohorts"] == UNDATED_COHORT)
    return len(concerned(question.atlas, reached, question.territory, reached.poles[seated]))
