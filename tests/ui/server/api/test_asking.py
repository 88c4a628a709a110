"""A query string as a question: the options of a command, or a refusal that names the parameter."""

import pytest

from geo.cli.main import COMMANDS
from ui.server.api.asking import Asked, read
from ui.server.api.problems import Refusal
from ui.server.api.words import ADDRESSES, EXAMPLES, PARAMETERS

BY_NAME = {command.name: command for command in COMMANDS}


def asked(name: str, query: str) -> Asked:
    return read(BY_NAME[name], query)


def test_without_parameters_the_question_is_that_of_the_bare_command() -> None:
    options = vars(asked("coverage", "").options)
    assert (options["territory"], options["reach"], options["detour"]) == (
        "france",
        "zone-emploi",
        1.0,
    )
    assert options["cohort"] == options["rural"] == []
    assert options["km"] is options["by"] is options["basin_years"] is None


@pytest.mark.parametrize(
    ("query", "key", "value"),
    [
        ("km=30", "km", 30.0),
        ("km=2.5&lang=en", "km", 2.5),
        ("as-of=2015", "as_of", 2015),
        ("cohort=ami-2021,appel-2013", "cohort", ["ami-2021", "appel-2013"]),
        ("cohort=ami-2021&cohort=appel-2013", "cohort", ["ami-2021", "appel-2013"]),
        ("cohort=ami-2021,%20appel-2013", "cohort", ["ami-2021", "appel-2013"]),
        ("basin-years=1998,2008", "basin_years", [1998, 2008]),
        ("basin-years=1998&basin-years=2008", "basin_years", [1998, 2008]),
        ("areas=true", "areas", True),
        ("areas=0", "areas", False),
        ("territory=rh%C3%B4ne+alpes", "territory", "rhône alpes"),
    ],
)
def test_values_are_read(query: str, key: str, value: object) -> None:
    assert vars(asked("gaps", query).options)[key] == value


@pytest.mark.parametrize(
    ("name", "query", "parameter", "sentence"),
    [
        ("poles", "km=3", "km", "Le paramètre « km » n'existe pas ici ; paramètres : territory, "),
        ("poles", "data=/etc", "data", "n'existe pas ici"),
        ("poles", "json=1", "json", "n'existe pas ici"),
        ("gaps", "km=loin", "km", "Le paramètre km est un nombre, pas « loin »."),
        ("gaps", "km=%EF%BC%93", "km", "est un nombre, pas « ３ »"),
        ("gaps", "lang=de", "lang", "ne connaît pas « de » ; valeurs : fr, en."),
        ("gaps", "lang=", "lang", "ne connaît pas «  » ; valeurs : fr, en."),
        ("gaps", "km=1_000", "km", "est un nombre, pas « 1_000 »"),
        ("gaps", "as-of=2015.5", "as-of", "est un nombre entier, pas « 2015.5 »."),
        ("gaps", "areas=peut-%C3%AAtre", "areas", "vaut true ou false, pas « peut-être »."),
        ("gaps", "basin-years=1998", "basin-years", "prend 2 valeurs séparées par une virgule."),
        ("gaps", "km=1&km=2", "km", "Le paramètre km est donné plusieurs fois."),
        ("gaps", "by=", "by", "Le paramètre by est vide."),
        ("gaps", "only=+", "only", "Le paramètre only est vide."),
        ("territories", "", "q", "Le paramètre q manque."),
    ],
)
def test_a_refusal_names_the_parameter(
    name: str, query: str, parameter: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        asked(name, query)
    assert refused.value.kind == "parametre"
    assert refused.value.extra == {"parameter": parameter}
    assert sentence in refused.value.detail


@pytest.mark.parametrize("query", ["q=" + "a" * 2000, "&".join(["cohort=a"] * 101)])
def test_a_question_is_bounded(query: str) -> None:
    with pytest.raises(Refusal) as refused:
        asked("poles", query)
    assert refused.value.kind == "longueur"


def test_one_question_has_one_digest() -> None:
    question = asked("gaps", "km=30&reach=radius&cohort=ami-2021,appel-2013")
    same = asked("gaps", "cohort=ami-2021&lang=en&reach=radius&cohort=appel-2013&km=3e1")
    assert question.digest("json") == same.digest("json")
    others = [
        asked("gaps", "km=31&reach=radius&cohort=ami-2021,appel-2013").digest("json"),
        asked("coverage", "km=30&reach=radius&cohort=ami-2021,appel-2013").digest("json"),
        question.digest("csv"),
        question.digest("json", "0.3.0"),
    ]
    assert len({question.digest("json"), *others}) == 5


def test_every_address_and_parameter_has_words_and_an_example() -> None:
    assert set(ADDRESSES) == set(EXAMPLES) == set(BY_NAME)
    assert set(PARAMETERS) == {option.name for one in COMMANDS for option in one.options}
    for name, example in EXAMPLES.items():
        asked(name, example)
