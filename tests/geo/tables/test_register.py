"""The register is edited by hand: what is wrong is told, and no pole is lost."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import TableError
from geo.tables.atlas import Atlas
from geo.tables.register import References, read_register
from geo.tables.schema import CSV_COLUMNS
from geo.tables.seats import Borne, Seats
from geo.vocabulary import COHORTS, SECTORS, STATUSES

COLUMNS = list(CSV_COLUMNS["poles"])
Register = Callable[..., tuple[pd.DataFrame, list[str]]]


def test_a_sound_row_comes_back_as_it_is(register: Register) -> None:
    poles, problems = register(
        {
            "id": "romans",
            "name": "Pôle « Sud »",
            "commune": "26281",
            "departement": "26",
            "cohorts": "appel-2013;ami-2021",
            "territory_codes": "epci:200068781",
            "territory_claim": "declared",
            "members": "25",
        }
    )
    assert problems == []
    row = poles.iloc[0]
    assert (row["id"], row["name"], row["commune"]) == ("romans", "Pôle « Sud »", "26281")
    assert row["cohorts"] == "appel-2013;ami-2021"
    assert row["members"] == 25
    assert poles["members"].dtype == pd.Int64Dtype()
    assert pd.isna(row["jobs"])
    assert pd.isna(row["website"])


@pytest.mark.parametrize(
    ("given_cells", "column", "kept", "expected"),
    [
        (
            {"commune": "99999"},
            "commune",
            None,
            "« 99999 » n'est pas une commune",
        ),
        ({"commune": "Romans"}, "commune", None, "« ROMANS » n'est pas une commune du COG 2025"),
        ({"departement": "99"}, "departement", None, "« 99 » n'est pas un département"),
        ({"departement": "Isère"}, "departement", None, "n'est pas un département"),
        ({"cohorts": "ami-2031"}, "cohorts", "recense", "« ami-2031 » ne figure pas"),
        ({"cohorts": "ami-2021;ami-2031"}, "cohorts", "ami-2021", "« ami-2031 » ne figure pas"),
        (
            {"cohorts": ""},
            "cohorts",
            "recense",
            "colonne cohorts : la cellule est vide ; choisissez dans la liste",
        ),
        ({"sectors": "textiles"}, "sectors", "multi-filieres", "« textiles » ne figure pas"),
        ({"status": "Fermé"}, "status", "inconnu", "« Fermé » ne figure pas"),
        ({"confidence": "sûr"}, "confidence", "low", "« sûr » ne figure pas"),
        ({"location_precision": "rue"}, "location_precision", "territory", "« rue » ne figure"),
        ({"members": "vingt"}, "members", None, "« vingt » n'est pas un nombre entier"),
        ({"jobs": "1 200"}, "jobs", None, "« 1 200 » n'est pas un nombre entier"),
        ({"grant_eur": "-5"}, "grant_eur", None, "« -5 » n'est pas un nombre entier"),
        ({"year_created": "٢٠١٣"}, "year_created", None, "n'est pas un nombre entier"),
        ({"website": "javascript:alert(1)"}, "website", None, "n'est pas une adresse"),
        ({"website": "https://a.fr/\"onclick='x'"}, "website", None, "n'est pas une adresse"),
        ({"year_created": "207"}, "year_created", None, "« 207 » n'est pas une année"),
        ({"cohorts": "ami-2021;"}, "cohorts", "ami-2021", "«  » ne figure pas"),
        (
            {"commune": "38193", "commune_name": "Grenoble"},
            "commune",
            None,
            "38193 est le code de « L'Isle-d'Abeau », pas de « Grenoble »",
        ),
        (
            {"location_precision": "commune"},
            "location_precision",
            "territory",
            "« commune » pour un pôle sans commune de siège",
        ),
        ({"source_url": ""}, "source_url", None, "la source manque"),
        ({"source_url": "www.archer.fr"}, "source_url", None, "avec https://"),
        ({"name": ""}, "name", "essai", "le nom manque"),
        ({"id": "Pôle 1"}, "id", "ligne-2", "« Pôle 1 » n'est pas un identifiant"),
        ({"id": ""}, "id", "ligne-2", "n'est pas un identifiant"),
        (
            {"territory_codes": "Drôme", "territory_claim": "declared"},
            "territory_codes",
            None,
            "« Drôme » n'est pas un territoire",
        ),
        (
            {"territory_codes": "departement:99;departement:38", "territory_claim": "declared"},
            "territory_codes",
            "departement:38",
            "« departement:99 » n'existe pas",
        ),
        (
            {"territory_codes": "departement:38", "territory_claim": "vrai"},
            "territory_claim",
            "listing",
            "« vrai » n'est pas reconnu",
        ),
        ({"territory_claim": "declared"}, "territory_claim", None, "« declared » sans territoire"),
    ],
)
def test_a_wrong_cell_is_told_and_the_pole_kept(
    register: Register,
    given_cells: dict[str, str],
    column: str,
    kept: str | None,
    expected: str,
) -> None:
    poles, problems = register({"id": "essai", **given_cells}, {"id": "suivant"})
    assert len(poles) == 2
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"poles.csv, ligne 2, colonne {column} : ")
    assert expected in problems[0]
    value = poles[column].iloc[0]
    assert (None if pd.isna(value) else value) == kept
    assert poles["id"].iloc[1] == "suivant"


def test_an_arrondissement_is_placed_in_its_town(tmp_path: Path, register: Register) -> None:
    register(
        {"id": "a", "commune": "75118"},
        {"id": "b", "commune": "75118", "commune_name": "PARIS 18E"},
        {"id": "c", "commune": "75118", "commune_name": "Parisis"},
    )
    seats = Seats({"75056": "75"}, {"75056": "Paris"})
    paris = References(seats, codes={"departement": frozenset({"75"})})
    poles, problems = read_register(tmp_path / "poles.csv", paris)
    assert poles["commune"].fillna("").tolist() == ["75056", "75056", ""]
    assert poles["departement"].fillna("").tolist() == ["75", "75", ""]
    (told,) = problems
    assert "75118 est le code de « Paris », pas de « Parisis »" in told.sentence
    assert (told.line, told.column, told.value) == (4, "commune", "75118")


def test_a_seat_is_found_by_what_it_was_called(tmp_path: Path, register: Register) -> None:
    register(
        {"id": "old-code", "commune": "93059", "commune_name": "Pierrefitte-sur-Seine"},
        {"id": "old-name", "commune": "93066", "commune_name": "pierrefitte sur seine"},
        {"id": "shared", "commune": "14624", "commune_name": "Bas"},
        {"id": "shared-unnamed", "commune": "14624"},
        {"id": "by-name", "commune_name": "SAINT DENIS", "departement": "93"},
        {"id": "name-alone", "commune_name": "Saint-Denis"},
    )
    seats = Seats(
        {"93066": "93", "14001": "14", "14002": "14"},
        {"93066": "Saint-Denis", "14001": "Haut", "14002": "Bas-Neuf"},
        (
            Borne("93059", "Pierrefitte-sur-Seine", "93066"),
            Borne("14624", "Haut", "14001"),
            Borne("14624", "Bas", "14002"),
        ),
    )
    poles, problems = read_register(tmp_path / "poles.csv", References(seats))
    assert poles["commune"].fillna("").tolist() == ["93066", "93066", "14002", "", "93066", ""]
    assert poles["commune_name"].fillna("").tolist()[:3] == [
        "Saint-Denis",
        "Saint-Denis",
        "Bas-Neuf",
    ]
    (told,) = problems
    assert (told.line, told.column) == (5, "commune")


def test_a_pole_with_a_wrong_seat_becomes_one_without_seat(register: Register) -> None:
    poles, _ = register({"id": "a", "commune": "38999", "departement": "38"})
    assert poles["departement"].tolist() == ["38"]
    assert poles["location_precision"].tolist() == ["departement"]


def test_the_seat_decides_its_departement(register: Register) -> None:
    poles, problems = register(
        {"id": "a", "commune": "38185", "departement": "26"}, {"id": "b", "commune": "38185"}
    )
    assert poles["departement"].tolist() == ["38", "38"]
    assert len(problems) == 1
    assert "« 26 » n'est pas le département du siège 38185" in problems[0]


def test_a_double_keeps_both_poles(register: Register) -> None:
    poles, problems = register({"id": "a"}, {"id": "a"}, {"id": "a-ligne-3"}, {"id": "a"})
    assert poles["id"].tolist() == ["a", "a-ligne-3", "a-ligne-3-ligne-4", "a-ligne-5"]
    assert [sentence.split(" : ")[0] for sentence in problems] == [
        f"poles.csv, ligne {line}, colonne id" for line in (3, 4, 5)
    ]


def test_hostile_text_is_kept_as_data_and_cut_in_sentences(register: Register) -> None:
    payload = "{{7*7}}\x1b[31m<img onerror=alert(1)>" + "x" * 10_000
    poles, problems = register({"id": "a", "name": payload, "status": payload})
    assert poles["name"].tolist() == [payload]
    assert len(problems[0]) < 300
    assert "\x1b" not in problems[0]


def text_of(*lines: str) -> str:
    return "\n".join([",".join(COLUMNS), *lines]) + "\n"


def sound_line(identifier: str) -> str:
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {
        "id": identifier,
        "name": f"Pôle {identifier}",
        "cohorts": "recense",
        "status": "actif",
        "sectors": "bois",
        "source_url": "https://example.org",
        "confidence": "high",
        "location_precision": "territory",
    }
    return ",".join(cells.values())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (sound_line("b") + ",de trop", "23 cellules au lieu de 22"),
        ("b,Pôle b", "2 cellules au lieu de 22"),
        (sound_line("b").replace("Pôle b", '"Pôle b'), "guillemet non fermé"),
        (sound_line("b").replace("Pôle b", '"Pôle" b'), "guillemet non fermé"),
    ],
)
def test_a_broken_line_keeps_its_pole_and_the_next(
    tmp_path: Path, references: References, line: str, expected: str
) -> None:
    path = tmp_path / "poles.csv"
    path.write_text(text_of(sound_line("a"), line, sound_line("c")), encoding="utf-8")
    poles, problems = read_register(path, references)
    assert poles["id"].tolist() == ["a", "b", "c"]
    assert poles["cohorts"].tolist() == ["recense"] * 3
    assert [problem.line for problem in problems] == [3]
    assert problems[0].sentence.startswith("poles.csv, ligne 3 : ")
    assert expected in problems[0].sentence


def test_a_text_over_two_lines_is_one_cell(tmp_path: Path, references: References) -> None:
    path = tmp_path / "poles.csv"
    two_lines = sound_line("a").replace("Pôle a", '"Pôle\na, dit ""A"""')
    path.write_text(text_of(two_lines, sound_line("b"), "c,Pôle c"), encoding="utf-8")
    poles, problems = read_register(path, references)
    assert poles["name"].tolist() == ['Pôle\na, dit "A"', "Pôle b", "Pôle c"]
    assert [problem.line for problem in problems] == [5]


def test_a_stray_quotation_mark_swallows_no_other_pole(
    tmp_path: Path, references: References
) -> None:
    path = tmp_path / "poles.csv"
    opens = sound_line("b").replace("https", '"https')
    closes = sound_line("c").replace("Pôle c", 'Pôle c"')
    path.write_text(text_of(sound_line("a"), opens, closes, sound_line("d")), encoding="utf-8")
    poles, problems = read_register(path, references)
    assert poles["id"].tolist() == ["a", "b", "c", "d"]
    assert [problem.line for problem in problems] == [3]


def test_lines_that_cannot_be_poles_are_reported(tmp_path: Path, references: References) -> None:
    path = tmp_path / "poles.csv"
    path.write_text(text_of("", "Reste d'un texte", sound_line("a"), ",,,"), encoding="utf-8")
    poles, problems = read_register(path, references)
    assert poles["id"].tolist() == ["a"]
    assert [problem.line for problem in problems] == [3]
    assert "ligne non lue" in problems[0].sentence


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_what_spreadsheets_write_is_read(
    tmp_path: Path, references: References, mark: str, end: str, delimiter: str
) -> None:
    path = tmp_path / "poles.csv"
    text = mark + text_of(sound_line("a"), sound_line("b"))
    path.write_bytes(text.replace(",", delimiter).replace("\n", end).encode())
    poles, problems = read_register(path, references)
    assert poles["id"].tolist() == ["a", "b"]
    assert problems == []


def test_another_encoding_is_read_and_told(tmp_path: Path, references: References) -> None:
    path = tmp_path / "poles.csv"
    path.write_bytes(text_of(sound_line("a")).encode("cp1252"))
    poles, problems = read_register(path, references)
    assert poles["name"].tolist() == ["Pôle a"]
    assert problems[0].line == 2
    assert "0xF4 n'est pas de l'UTF-8" in problems[0].sentence


@pytest.mark.parametrize("hole", [b"\x00", b"\x00" * 4096])
def test_a_hole_in_the_file_costs_its_cell(
    tmp_path: Path, references: References, hole: bytes
) -> None:
    path = tmp_path / "poles.csv"
    text = text_of(sound_line("a"), sound_line("b"), sound_line("c")).encode()
    path.write_bytes(text.replace("Pôle b".encode(), b"P" + hole + b"b"))
    poles, problems = read_register(path, references)
    assert poles["name"].tolist() == ["Pôle a", "P\ufffdb", "Pôle c"]
    (problem,) = problems
    assert problem.line == 3
    assert "ligne 3 : des octets nuls" in problem.sentence


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "est vide"),
        (b"\n\n", "est vide"),
        ("id,name\na,b\n".encode("utf-16-le"), "octets nuls"),
        (b"id,name\na,b\n", "il manque les colonnes « lead_organisation », « commune »"),
        (text_of().replace("website", "id").encode(), "il manque la colonne « website »"),
        (text_of().replace("\n", ",id\n").encode(), "colonne répétée « id »"),
    ],
)
def test_a_file_that_is_no_register(
    tmp_path: Path, references: References, content: bytes, expected: str
) -> None:
    path = tmp_path / "poles.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=expected):
        read_register(path, references)


def test_without_tables_codes_are_only_checked_for_their_form(tmp_path: Path) -> None:
    path = tmp_path / "poles.csv"
    line = sound_line("a").replace("Pôle a,,,", "Pôle a,,38999,")
    path.write_text(text_of(line), encoding="utf-8")
    poles, problems = read_register(path, References())
    assert poles["commune"].tolist() == ["38999"]
    assert [problem.sentence for problem in problems] == []


# A file with a NUL byte is refused as a whole, see above.
words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["a", "b", "é", ""]) | words,
            "name": words.filter(str.strip),
            "commune": st.sampled_from(["38185", "38999", "75118"]) | words,
            "departement": st.sampled_from(["38", "99"]) | words,
            "cohorts": st.sampled_from(["ami-2021", "x;;ami-2021;"]) | words,
            "sectors": words,
            "status": words,
            "members": words,
            "territory_codes": st.sampled_from(["departement:38;x", "france"]) | words,
            "territory_claim": st.sampled_from(["declared", "listing"]) | words,
        }
    ),
    max_size=5,
)


@given(rows)
def test_whatever_is_in_the_cells_every_pole_stays(
    with_poles: Callable[[list[dict[str, str]]], Atlas], rows: list[dict[str, str]]
) -> None:
    poles = with_poles(rows).require_poles()
    assert len(poles) == len(rows)
    assert poles["id"].is_unique
    assert poles["id"].str.fullmatch("[a-z0-9]+(-[a-z0-9]+)*").all()
    assert poles["name"].notna().all()
    assert {item for cell in poles["cohorts"] for item in cell.split(";")} <= set(COHORTS)
    assert {item for cell in poles["sectors"] for item in cell.split(";")} <= set(SECTORS)
    assert set(poles["status"]) <= set(STATUSES)
    assert set(poles["commune"].dropna()) <= {"38185"}


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_give_a_table_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, references: References, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "quelconque.csv"
    for head in (b"", ",".join(COLUMNS).encode() + b"\n"):
        path.write_bytes(head + content)
        with contextlib.suppress(TableError):
            poles, _ = read_register(path, references)
            assert poles["id"].is_unique
