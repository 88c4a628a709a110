"""What is said of a reader's list, and the template that it can begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.lists.files import sheet_of
from geo.lists.gazetteer import gazetteer
from geo.lists.headers import ROLES
from geo.lists.reading import KINDS, read_rows
from geo.lists.wire import report_from_wire, report_to_wire
from geo.tables.atlas import load_atlas
from ui.lists import template, words
from ui.lists.readings import Work
from ui.queues import Queue
from ui.text.i18n import LANGUAGES, install

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    install(request.param)
    yield request.param
    install("fr")


@pytest.mark.usefixtures("language")
def test_template_is_understood_whole() -> None:
    reading = read_rows(sheet_of(template.as_csv(), "modele.csv"), load_atlas(DATA))
    wanted = ["commune_code" if role == "commune" else role for role in template.template()[1]]
    assert list(reading.columns.values()) == wanted
    assert reading.faults == ()
    assert reading.poles["commune"].tolist() == ["07010"]
    assert reading.poles["sectors"].tolist() == ["culture;insertion"]


def test_whatever_a_column_may_hold_has_a_word(language: str) -> None:
    said = [words.role_word(role) for role in words.roles()]
    assert len({*said}) == len(ROLES) + 1
    assert all(words.kind_word(kind) for kind in KINDS)
    assert said[0] == {"fr": "(laissée de côté)", "en": "(left aside)"}[language]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Colonnes comprises_: «_Lieu_»_: Nom_; «_Code_»_: Code postal."),
        ("en", "Columns understood: “Lieu”: Name; “Code”: Postcode."),
    ],
    indirect=["language"],
)
@pytest.mark.usefixtures("language")
def test_no_line_begins_with_a_sign(said: str) -> None:
    atlas = load_atlas(DATA)
    sheet = sheet_of(b"Lieu;Code\nLa Fabrique;38000\n", "l")
    reading = read_rows(sheet, atlas, {"Lieu": "name", "Code": "postcode"})
    report = report_from_wire(*report_to_wire(reading, sheet, gazetteer(atlas)))
    assert words.taken_for(report).replace("\N{NO-BREAK SPACE}", "_") == said


def test_progress_is_the_place_in_the_queue_then_the_rows() -> None:
    turn = Queue(1, 1).ask()
    assert turn is not None
    work = Work({}, b"", turn)
    assert words.progress(work) == "J'ouvre votre liste…"
    turn.ahead = 1
    assert words.progress(work) == "1 autre liste est lue avant la vôtre."
    turn.ahead, work.rows, work.of = 0, 1_200, 20_000
    assert words.progress(work) == "1\u202f200 lignes lues sur 20\u202f000"
