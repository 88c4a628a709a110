"""The solver's process, as a server starts it; and the command line."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli.main import main
from geo.places.territories import get_territory
from geo.reach.reach import ReachRule
from geo.siting.cover import (
    EVERYBODY,
    PRIORITY_ONLY,
    SitingRequest,
    Weights,
    choose_sites,
)
from geo.siting.wire import poles_to_text, request_to_json
from geo.siting.worker import study
from geo.tables.atlas import Atlas, with_poles

ROOT = Path(__file__).parents[3]
EVENTS = ["started", "answer", "vetoes", "alternatives", "curve", "stability", "without", "done"]


def told(given: dict[str, object]) -> list[dict[str, object]]:
    output = io.StringIO()
    study(given, output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_study_tells_everything_in_order(tiny: Atlas, tiny_dir: Path) -> None:
    request = SitingRequest(get_territory(tiny, "region:84"), 2)
    events = told({**request_to_json(request), "data": str(tiny_dir)})
    assert list(dict.fromkeys(event["event"] for event in events)) == EVENTS
    siting = choose_sites(tiny, request)
    answer = events[1]
    assert answer["population_reached_after"] == siting.population_reached_after
    codes = tiny.require_communes()["code"].iloc[siting.newly].tolist()
    assert answer["newly"] == codes
    points = [event for event in events if event["event"] == "curve"][-1]["rows"]
    assert isinstance(points, list)
    assert points[2]["population_reached"] == siting.population_reached_after


@pytest.mark.parametrize("weights", [EVERYBODY, PRIORITY_ONLY], ids=["everybody", "priority"])
def test_study_without_any_site_ends(tiny: Atlas, tiny_dir: Path, weights: Weights) -> None:
    # Everybody is within 300 km of a pole.
    rule = ReachRule("radius", 300.0)
    request = SitingRequest(get_territory(tiny, "region:84"), 2, rule, weights)
    events = told({**request_to_json(request), "data": str(tiny_dir)})
    assert events[1]["sites"] == []
    assert list(dict.fromkeys(event["event"] for event in events)) == [
        event for event in EVENTS if event != "without"
    ]


def test_two_stages_tell_what_one_study_tells(tiny: Atlas, tiny_dir: Path) -> None:
    request = SitingRequest(get_territory(tiny, "region:84"), 2)
    given = {**request_to_json(request), "data": str(tiny_dir)}
    whole = told(given)
    first = told({**given, "stage": "answer"})
    assert [event["event"] for event in first] == ["started", "answer"]
    rest = told({**given, "stage": "extras", "answer": first[1]})
    assert rest == [event for event in whole if event["event"] != "answer"]


def test_poles_that_are_not_on_the_disk_count(tiny: Atlas, tiny_dir: Path) -> None:
    request = SitingRequest(get_territory(tiny, "region:84"), 2)
    given = {**request_to_json(request), "data": str(tiny_dir)}
    register = tiny.require_poles()
    same = told({**given, "poles": poles_to_text(tiny), "version": "v"})[1]
    assert same["sites"] == told(given)[1]["sites"]
    nobody = with_poles(tiny, register.iloc[:0], "w")
    alone = told({**given, "poles": poles_to_text(nobody), "version": "w"})[1]
    assert alone["population_reached_before"] == 0
    assert told(given)[1]["population_reached_before"] != 0


def test_refused_request_is_a_sentence(tiny: Atlas, tiny_dir: Path) -> None:
    request = SitingRequest(get_territory(tiny, "region:84"), min_population=10_000_000)
    events = told({**request_to_json(request), "data": str(tiny_dir)})
    assert [event["event"] for event in events] == ["started", "error"]
    assert "Aucune ville" in str(events[1]["sentence"])


@pytest.mark.slow
def test_process_answers_then_ends(tiny_dir: Path) -> None:
    given = {**request_to_json(SitingRequest(sites=1)), "data": str(tiny_dir)}
    with start() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        events = [json.loads(line)["event"] for line in process.stdout]
        assert process.wait(10) == 0
    assert events[-1] == "done"


@pytest.mark.slow
def test_process_ends_with_the_one_who_started_it() -> None:
    with start() as process:
        assert process.stdin is not None
        given = {**request_to_json(SitingRequest(sites=20)), "data": str(ROOT / "data")}
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.close()
        assert process.wait(20) == 1


@pytest.mark.slow
def test_two_processes_say_the_same_of_a_region(atlas: Atlas) -> None:
    region = get_territory(atlas, "region:76")
    said = []
    for seed in ("1", "2"):
        given = request_to_json(SitingRequest(region, 5, weights=PRIORITY_ONLY))
        # Where an order hung on hashes, two seeds would tell.
        with start(PYTHONHASHSEED=seed) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps({**given, "data": str(ROOT / "data")}) + "\n")
            process.stdin.flush()
            events = [json.loads(line) for line in process.stdout]
        assert events[-1]["event"] == "done"
        assert events[1]["details"].pop("seconds") > 0
        said.append(events)
    assert len(said[0][1]["sites"]) == 5
    assert json.dumps(said[0]) == json.dumps(said[1])


def start(**variables: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "geo.siting.worker"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
    )


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(["siting", *arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_json_has_the_promised_keys(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    options = ("--territory", "region:84", "--sites", "2", "--km", "20", "--json", "--study")
    code, out, err = run(capsys, "--data", str(tiny_dir), *options)
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert list(answer) == [
        *("optimal", "gap", "sites", "population_reached_before", "population_reached_after"),
        "details",
    ]
    assert all(list(site)[:3] == ["commune", "name", "adds"] for site in answer["sites"])
    assert (answer["optimal"], answer["gap"]) == (True, 0)
    added = sum(site["adds"] for site in answer["sites"])
    assert answer["population_reached_before"] + added == answer["population_reached_after"]
    # Within 20 km: seats in Romans (with Valence), Grenoble (with L'Isle-d'Abeau) and the island.
    assert answer["population_reached_before"] == 30_000 + 60_000 + 150_000 + 16_000 + 500
    assert [site["name"] for site in answer["sites"]] == ["Clermont-Ferrand", "Montélimar"]
    assert answer["population_reached_after"] == 436_500
    assert {"alternatives", "curve", "stability", "without", "bound"} <= set(answer["details"])
    assert answer["details"]["alternatives"][0]["model"] == "today"


def test_text_and_csv(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    options = ("--territory", "region:84", "--sites", "1", "--veto", "commune:63113")
    code, out, _ = run(capsys, "--data", str(tiny_dir), *options, "--weight", "priority")
    assert code == 0
    assert "prouvé" in out
    assert "Montélimar" in out
    code, out, _ = run(capsys, "--data", str(tiny_dir), *options, "--csv")
    assert out.splitlines()[0].startswith("rank,code,name")
    refused = run(capsys, "--data", str(tiny_dir), *options)[1]
    assert "Le refus de Clermont-Ferrand laisse hors de portée" in refused
    untouched = ("--veto", "26198", "--sites", "1", "--territory", "region:84")
    told = run(capsys, "--data", str(tiny_dir), *untouched)[1]
    assert "Montélimar n'était pas du meilleur choix. Seule, elle atteindrait" in told
    assert "à la place de Clermont-Ferrand," in told


@pytest.mark.parametrize(
    "options",
    [
        ("--sites", "0"),
        ("--sites", "deux"),
        ("--km", "-1"),
        ("--reach", "epci"),
        ("--reach", "zone-emploi", "--km", "3"),
        ("--weight", "tous"),
        ("--mix", "0", "0", "0", "0"),
        ("--veto", "99999"),
        ("--veto", "26281"),
        ("--veto", "97411", "--territory", "region:84"),
        ("--impose", "97411", "--territory", "region:84"),
        ("--mix", "1", "1", "1"),
        ("--mix", "1", "1", "1", "1", "1"),
        ("--mix", "1", "1", "1", "un"),
        ("--mix", "1", "1", "1", "1", "--weight", "priority"),
        ("--study",),
        ("--impose", "26281", "--veto", "26281"),
        ("--territory", "region:99"),
        ("--time-limit", "0"),
        ("--time-limit", "inf"),
        ("--time-limit", "nan"),
        ("--as-of", "2014", "--cohort", "ami-2021"),
        ("--cohort", "rien"),
    ],
)
def test_bad_argument_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, options: tuple[str, ...]
) -> None:
    code, out, err = run(capsys, "--data", str(tiny_dir), *options)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def test_what_is_wrong_is_named(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    def said(*options: str) -> str:
        return run(capsys, "--data", str(tiny_dir), *options)[2]

    assert "Romans-sur-Isère » n'est pas une ville candidate" in said("--veto", "26281")
    outside = said("--veto", "97411", "--territory", "region:84")
    assert "écartée, n'est pas dans le territoire" in outside
    assert "5 sont donnés" in said("--mix", "1", "1", "1", "1", "1")
    assert "--weight et --mix" in said("--mix", "1", "1", "1", "1", "--weight", "population")


def test_one_is_singular(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    options = ("--territory", "region:84", "--sites", "1", "--min-population", "1")
    out = run(capsys, "--data", str(tiny_dir), *options)[1]
    assert "1 nouveau pôle." in out
    assert "1 habitant au moins" in out
    out = run(capsys, "--data", str(tiny_dir), *options, "--sites", "2")[1]
    assert "2 nouveaux pôles." in out


def test_missing_table_is_code_1(capsys: pytest.CaptureFixture[str], damaged_dir: Path) -> None:
    (damaged_dir / "poles.csv").unlink()
    code, out, err = run(capsys, "--data", str(damaged_dir))
    assert (code, out) == (1, "")
    assert "poles.csv" in err


def test_occitanie_real(atlas: Atlas) -> None:
    siting = choose_sites(atlas, SitingRequest(get_territory(atlas, "region:76"), 5))
    assert siting.optimal
    assert siting.sites["adds"].is_monotonic_decreasing
