"""What counts as rural and as deindustrialised, on the command line: options, and their words."""

import argparse
from dataclasses import asdict
from typing import Any, Final

from geo.cli.command import Option
from geo.cli.refusals import thresholds_without_rule
from geo.errors import FilterError
from geo.people.basins import DEFAULT_BASINS, BasinRule
from geo.people.people import PriorityRule
from geo.people.words import basin_note, basin_words, rural_note, unknown_priority
from geo.vocabulary import BASIN_BASES, BASINS, DEFAULT_RURAL, RURAL_CLASSES

PRIORITY_OPTIONS: Final = (
    Option(
        "rural",
        f"classes rurales qui comptent : {', '.join(RURAL_CLASSES)} (par défaut "
        f"{' '.join(DEFAULT_RURAL)})",
        "CLASSE",
        many=True,
        values=RURAL_CLASSES,
    ),
    Option(
        "basin",
        f"ce qui est désindustrialisé : {', '.join(BASIN_BASES)} (par défaut {BASINS})",
        "BASE",
        default=BASINS,
        values=BASIN_BASES,
    ),
    *(
        Option(
            f"basin-{name}",
            f"seuil, {noun} : quantile de 0 à 1 (par défaut {default:g})",
            "Q",
            float,
        )
        for name, noun, default in (
            ("change", "recul de l'emploi industriel", DEFAULT_BASINS.change_quantile),
            ("share", "part de l'industrie au départ", DEFAULT_BASINS.share_quantile),
        )
    ),
    Option(
        "basin-years",
        f"années comparées (par défaut {DEFAULT_BASINS.start} {DEFAULT_BASINS.end})",
        ("DEBUT", "FIN"),
        int,
        count=2,
    ),
)


def add_priority_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what counts as rural and as deindustrialised."""
    for option in PRIORITY_OPTIONS:
        option.add_to(parser)


def chosen_priorities(options: argparse.Namespace) -> PriorityRule:
    """Return what counts as rural and as deindustrialised, as was asked for.

    Raises
    ------
    FilterError
        When a class or a basis does not exist, or thresholds or years come with an official
        zoning.
    """
    rural = tuple(dict.fromkeys(options.rural)) or DEFAULT_RURAL
    tuned = (options.basin_change, options.basin_share, options.basin_years)
    basins = BasinRule(options.basin)
    if any(value is not None for value in tuned):
        if options.basin != BASINS:
            refused = thresholds_without_rule("--basin", BASINS, options.basin)
            raise FilterError(refused, option="basin")
        change, share, years = tuned
        start, end = years or (basins.start, basins.end)
        basins = BasinRule(
            BASINS,
            start,
            end,
            basins.change_quantile if change is None else change,
            basins.share_quantile if share is None else share,
        )
    return PriorityRule(rural, basins)


def priorities_record(priorities: PriorityRule) -> dict[str, Any]:
    """Return what counts, as it stands in JSON.

    Returns
    -------
    dict
        ``rural``: the classes; ``basins``: the fields of `geo.people.basins.BasinRule`, only
        ``basis`` for an official zoning, which has neither years nor thresholds.
    """
    basins = priorities.basins
    fields = asdict(basins) if basins.basis == BASINS else {"basis": basins.basis}
    return {"rural": list(priorities.rural), "basins": fields}


def priority_lines(priorities: PriorityRule) -> list[str]:
    """Say what counts as rural and as deindustrialised, thresholds and years included."""
    return [str(rural_note(priorities.rural)), str(basin_note(basin_words(priorities.basins)))]


def priority_line(title: object, known: object, unknown: float) -> str:
    """Write what is known of a priority, then of how many inhabitants it is not known.

    Parameters
    ----------
    title, known
        Of the priority; an empty text where nothing is known of it.
    unknown
        Inhabitants of whom it is not known.
    """
    aside = str(unknown_priority(unknown)).lower() if unknown else ""
    parts = [part.removesuffix(".") for part in (str(known), aside) if part]
    return f"{title} : {' ; '.join(parts)}."


def priority_cells(priorities: PriorityRule) -> dict[str, str]:
    """Return what counts, as cells of a sheet.

    Returns
    -------
    dict
        ``rural``: the classes joined by ``;``. ``basins``: the basis, with its years and its
        quantiles where it has any, joined by ``;``.
    """
    basins = priorities_record(priorities)["basins"].values()
    return {"rural": ";".join(priorities.rural), "basins": ";".join(map(str, basins))}
