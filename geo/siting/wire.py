"""Requests and answers as JSON: for the command line, and between a server and its solver."""

import math
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from geo.people.basins import BasinRule
from geo.people.people import PRIORITIES, PriorityRule
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from geo.reach.reach import ReachRule
from geo.siting.cover import Siting, SitingRequest, Weights
from geo.tables.atlas import Atlas, with_poles
from geo.tables.columnar import frame_from_bytes, frame_to_bytes


def request_to_json(request: SitingRequest) -> dict[str, Any]:
    """Return a request as what JSON can hold; `request_from_json` reads it back."""
    return {
        "territory": request.territory.id,
        "sites": request.sites,
        "rule": asdict(request.rule),
        "weights": asdict(request.weights),
        "rural": list(request.priorities.rural),
        "basins": asdict(request.priorities.basins),
        "cohorts": list(request.poles.cohorts),
        "sectors": list(request.poles.sectors),
        "statuses": list(request.poles.statuses),
        "min_population": request.min_population,
        "veto": list(request.veto),
        "impose": list(request.impose),
        "time_limit_s": request.time_limit_s,
    }


def request_from_json(atlas: Atlas, given: Mapping[str, Any]) -> SitingRequest:
    """Read a request.

    Raises
    ------
    FilterError, TerritoryFormatError, UnknownTerritoryError
        When it contradicts itself, or its territory does not exist.
    """
    return SitingRequest(
        territory=get_territory(atlas, given["territory"]),
        sites=given["sites"],
        rule=ReachRule(**given["rule"]),
        weights=Weights(**given["weights"]),
        priorities=PriorityRule(tuple(given["rural"]), BasinRule(**given["basins"])),
        poles=PoleFilter(
            cohorts=tuple(given["cohorts"]),
            sectors=tuple(given["sectors"]),
            statuses=tuple(given["statuses"]),
        ),
        min_population=given["min_population"],
        veto=tuple(given["veto"]),
        impose=tuple(given["impose"]),
        time_limit_s=given["time_limit_s"],
    )


def poles_to_text(atlas: Atlas) -> str:
    """Return the poles of some tables as text, empty without any; `with_poles_of` reads it."""
    return "" if atlas.poles is None else b64encode(frame_to_bytes(atlas.poles)).decode()


def with_poles_of(atlas: Atlas, text: str, version: str) -> Atlas:
    """Return tables with the poles that another process has, which need not be on the disk."""
    return with_poles(atlas, frame_from_bytes(b64decode(text)), version) if text else atlas


def answer_record(siting: Siting) -> dict[str, Any]:
    """Return an answer under the keys that ``--json`` promises, and its details.

    Parameters
    ----------
    siting
        From `geo.siting.cover.choose_sites`.

    Returns
    -------
    dict
        ``optimal``, ``gap``, ``sites`` (``commune``, ``name``, ``adds``, then more), the two
        ``population_reached``; ``details`` with the rest. People of a priority of which nothing
        is known are None; ``weight_unknown`` says of how many inhabitants it is not known whether
        they count for more, and where they live.
    """
    ground, request = siting.ground, siting.request
    everywhere = np.ones(len(ground.inside), dtype=bool)
    everybody, unknown = ground.priority_reached(everywhere), ground.priority_unknown(everywhere)
    return {
        "optimal": siting.optimal,
        "gap": siting.gap,
        "sites": [
            {
                "commune": site["code"],
                "name": site["name"],
                "adds": int(site["adds"]),
                "adds_weight": _number(site["adds_weight"]),
                "adds_priority": {name: _known(site[f"adds_{name}"]) for name in PRIORITIES},
                "departement": site["departement"],
                "population": int(site["population"]),
                "lon": site["lon"],
                "lat": site["lat"],
                "imposed": bool(site["imposed"]),
            }
            for site in siting.sites.to_dict(orient="records")
        ],
        "population_reached_before": siting.population_reached_before,
        "population_reached_after": siting.population_reached_after,
        "details": {
            **request_to_json(request),
            "population": int(ground.population.sum()),
            "weight": _number(ground.weight.sum()),
            "weight_reached_before": _number(siting.weight_reached_before),
            "weight_reached_after": _number(siting.weight_reached_after),
            "bound": _number(siting.bound),
            "weight_unknown": {
                "population": int(ground.population[ground.unsure].sum()),
                "departements": list(ground.unsure_places),
            },
            "priority_known": {name: not math.isnan(everybody[name]) for name in PRIORITIES},
            "priority": {
                name: {
                    "population": _known(everybody[name]),
                    "population_reached_before": _known(siting.priority_before[name]),
                    "population_reached_after": _known(siting.priority_after[name]),
                    "population_unknown": unknown[name],
                }
                for name in PRIORITIES
            },
            "candidates": len(ground.towns),
            "communes_newly_reached": len(siting.newly),
            "seconds": round(siting.seconds, 3),
        },
    }


def newly_reached(atlas: Atlas, siting: Siting) -> list[str]:
    """Return the codes of the communes newly reached, sorted."""
    return sorted(atlas.require_communes()["code"].iloc[siting.newly].tolist())


def _known(value: float) -> float | int | None:
    return None if math.isnan(value) else _number(value)


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(value)
