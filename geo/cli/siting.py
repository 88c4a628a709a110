"""``python -m geo siting``: where new poles would reach most people not reached today."""

import argparse
import math
from dataclasses import fields
from typing import Any, Final

import numpy as np

from geo.cli.command import Answer
from geo.cli.priorities import (
    add_priority_arguments,
    chosen_priorities,
    priority_line,
    priority_lines,
)
from geo.cli.reach import agreed, as_of_year, number_words, rule_words
from geo.cli.shared import (
    OptionError,
    Parser,
    add_common_arguments,
    find_territory,
    pole_filter,
    problems_of,
)
from geo.people.words import PRIORITY_NAMES
from geo.problems import printable, quote
from geo.reach.reach import ReachRule
from geo.siting.cover import (
    DEFAULT_KM,
    DEFAULT_MIN_POPULATION,
    DEFAULT_TIME_LIMIT_S,
    EVERYBODY,
    MAX_SITES,
    PRIORITY_ONLY,
    SITING_REACHES,
    Siting,
    SitingRequest,
    Weights,
    choose_sites,
)
from geo.siting.study import (
    alternatives,
    cost_of_vetoes,
    curve,
    stability,
    without_each,
)
from geo.siting.wire import answer_record
from geo.siting.words import (
    WHO_COUNTS,
    mix,
    nobody_more,
    proof,
    reached,
    refused,
    spared,
    unsure_note,
)
from geo.tables.atlas import Atlas
from geo.tables.plain import plain_rows
from geo.vocabulary import RADIUS

WEIGHTS: Final = {"population": EVERYBODY, "priority": PRIORITY_ONLY}


def add_command(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser(
        "siting",
        help="choisir où de nouveaux pôles atteindraient le plus d'habitants",
        description="Choisir où de nouveaux pôles atteindraient le plus d'habitants qu'aucun pôle "
        "connu n'atteint, avec la preuve qu'aucun choix ne fait mieux.",
        add_help=False,
    )
    add_common_arguments(parser)
    parser.add_argument(
        "--sites",
        metavar="N",
        type=int,
        default=5,
        help=f"nombre de nouveaux pôles, 1 à {MAX_SITES} (par défaut 5)",
    )
    parser.add_argument(
        "--reach",
        metavar="R",
        default=RADIUS,
        help=f"règle de rayonnement : {', '.join(SITING_REACHES)} (par défaut radius)",
    )
    parser.add_argument(
        "--km", metavar="K", type=float, help=f"rayon en kilomètres (par défaut {DEFAULT_KM:g})"
    )
    parser.add_argument(
        "--detour",
        metavar="F",
        type=float,
        default=1.0,
        help="facteur de détour (par défaut 1, à vol d'oiseau ; 1.3 pour approcher la route)",
    )
    parser.add_argument(
        "--weight",
        metavar="P",
        help="qui compte : population (tous, par défaut) ou priority (QPV, rural, bassins)",
    )
    parser.add_argument(
        "--mix",
        metavar="POIDS",
        nargs="+",
        type=int,
        help="quatre poids d'un habitant : d'un QPV, rural, d'un bassin désindustrialisé, "
        "quelconque ; à la place de --weight",
    )
    for option, verb in (("veto", "écartées"), ("impose", "imposées")):
        parser.add_argument(
            f"--{option}",
            metavar="CODE",
            nargs="+",
            action="extend",
            default=[],
            help=f"communes {verb}, par leur code Insee (commune:32013 ou 32013)",
        )
    parser.add_argument(
        "--min-population",
        metavar="H",
        type=int,
        default=DEFAULT_MIN_POPULATION,
        help=f"habitants d'une ville candidate (par défaut {DEFAULT_MIN_POPULATION})",
    )
    parser.add_argument(
        "--time-limit",
        metavar="S",
        type=float,
        default=DEFAULT_TIME_LIMIT_S,
        help=f"secondes au plus (par défaut {DEFAULT_TIME_LIMIT_S:g})",
    )
    parser.add_argument(
        "--as-of",
        metavar="AN",
        type=int,
        help="seulement les pôles des vagues annoncées à la fin de cette année",
    )
    add_priority_arguments(parser)
    parser.add_argument(
        "--study",
        action="store_true",
        help="ajouter la courbe, la stabilité, les refus possibles et les choix plus équitables "
        "(demande --json)",
    )
    parser.set_defaults(prepare=prepare)


def prepare(atlas: Atlas, options: argparse.Namespace) -> Answer:
    """Choose the sites that were asked for.

    Raises
    ------
    FilterError, TerritoryFormatError, UnknownTerritoryError
        When an argument is wrong.
    TableError
        When a table that the answer needs is missing.
    """
    if options.study and not options.json:
        raise OptionError("--study demande --json.")
    request = _request(atlas, options)
    siting = choose_sites(atlas, request)
    return Answer(
        atlas,
        record=lambda: _record(atlas, siting, study=options.study),
        table=lambda: siting.sites.astype({"code": "str", "name": "str", "departement": "str"}),
        lines=lambda: [
            *_head(siting),
            *_reached(siting),
            "",
            *_sites(siting),
            *_vetoes(atlas, siting),
        ],
    )


def _record(atlas: Atlas, siting: Siting, *, study: bool) -> dict[str, Any]:
    record: dict[str, Any] = answer_record(siting)
    record["details"]["vetoes"] = cost_of_vetoes(atlas, siting)
    if study:
        record["details"] |= _study(atlas, siting)
    record["details"]["problems"] = problems_of(atlas)
    return record


def _request(atlas: Atlas, options: argparse.Namespace) -> SitingRequest:
    territory = find_territory(atlas, options.territory)
    poles = as_of_year(atlas, options, pole_filter(options))
    km = options.km
    if options.reach == RADIUS and km is None:
        km = DEFAULT_KM
    return SitingRequest(
        territory=territory,
        sites=options.sites,
        rule=ReachRule(options.reach, km, options.detour),
        weights=_weights(options),
        priorities=chosen_priorities(options),
        poles=poles,
        min_population=options.min_population,
        veto=_codes(options.veto),
        impose=_codes(options.impose),
        time_limit_s=options.time_limit,
    )


def _weights(options: argparse.Namespace) -> Weights:
    if options.mix is None:
        weight = options.weight or "population"
        if weight not in WEIGHTS:
            raise OptionError(
                f"Le poids {quote(weight)} n'existe pas ; choisissez parmi {', '.join(WEIGHTS)}."
            )
        return WEIGHTS[weight]
    if options.weight is not None:
        raise OptionError("--weight et --mix ne vont pas ensemble : gardez l'un des deux.")
    if len(options.mix) != len(fields(Weights)):
        raise OptionError(
            f"L'option --mix attend {len(fields(Weights))} nombres (QPV, rural, bassin "
            f"désindustrialisé, quelconque) ; {len(options.mix)} sont donnés."
        )
    return Weights(*options.mix)


def _codes(given: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.removeprefix("commune:").upper() for code in given))


def _study(atlas: Atlas, siting: Siting) -> dict[str, Any]:
    return {
        "alternatives": plain_rows(alternatives(atlas, siting)),
        "curve": [point._asdict() for point in curve(siting.ground)],
        "stability": plain_rows(stability(atlas, siting)),
        "without": list(without_each(atlas, siting)),
    }


def _head(siting: Siting) -> list[str]:
    request, ground = siting.request, siting.ground
    name = getattr(request.territory, "name", request.territory.id)
    unknown = int(ground.population[ground.unsure].sum())
    places = agreed(len(siting.sites), "nouveau pôle", "nouveaux pôles")
    towns = agreed(len(ground.towns), "ville candidate", "villes candidates")
    return [
        f"{printable(name)} ({request.territory.id}), {places}.",
        rule_words(request.rule),
        *priority_lines(request.priorities),
        f"Qui compte : {WHO_COUNTS.get(request.weights) or mix(request.weights)}.",
        str(proof(None if siting.optimal else siting.gap)),
        *([str(unsure_note(unknown, ground.unsure_places))] if unknown else []),
        (
            f"{towns} : commune la plus peuplée de son EPCI ou de sa zone d'emploi, "
            f"{agreed(request.min_population, 'habitant', 'habitants')} au moins."
        ),
    ]


def _reached(siting: Siting) -> list[str]:
    """Say whom the sites reach, of all and of each priority, before and after."""
    ground = siting.ground
    everywhere = np.ones(len(ground.inside), dtype=bool)
    totals, unknown = ground.priority_reached(everywhere), ground.priority_unknown(everywhere)
    everybody = reached(
        siting.population_reached_before, siting.population_reached_after, ground.population.sum()
    )
    lines = [f"Tous les habitants : {everybody}"]
    for name, title in PRIORITY_NAMES.items():
        before, after = siting.priority_before[name], siting.priority_after[name]
        known = "" if math.isnan(totals[name]) else reached(before, after, totals[name])
        lines.append(priority_line(title, known, unknown[name]))
    return lines


def _sites(siting: Siting) -> list[str]:
    everybody = siting.request.weights == EVERYBODY
    lines = []
    width = max((len(printable(name)) for name in siting.sites["name"]), default=0)
    for site in siting.sites.to_dict(orient="records"):
        forced = " (imposé)" if site["imposed"] else ""
        weighted = "" if everybody else f", poids {number_words(site['adds_weight'])}"
        lines.append(
            f"{site['rank']:>2}. {printable(site['name']):<{width}}  {site['code']}  "
            f"+ {agreed(site['adds'], 'habitant', 'habitants')}{weighted}{forced}"
        )
    if len(siting.sites) < siting.request.sites:
        lines.append(str(nobody_more(siting.request.weights)))
    return lines


def _vetoes(atlas: Atlas, siting: Siting) -> list[str]:
    cost: dict[str, Any] | None = cost_of_vetoes(atlas, siting)
    if cost is None:
        return []
    weights = siting.request.weights
    names = printable(cost["refused"])
    lines = [str(refused(cost, names, weights))] if cost["refused"] else []
    return lines + [" ".join(map(str, spared(town, weights))) for town in cost["spared"]]
