"""Whole lists, as people keep them: what is understood, what is asked, what is told."""

import json
import random
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ListError, TableError
from geo.lists.files import sheet_of
from geo.lists.gazetteer import gazetteer
from geo.lists.reading import Reading, read_list, read_rows
from geo.tables.atlas import Atlas, load_atlas, references
from geo.tables.register import read_register
from tests.geo.lists.conftest import DATA
from tests.geo.lists.writing import as_csv, as_geopackage, as_ods, as_xlsx

Read = Callable[..., Reading]


def communes(reading: Reading) -> list[str | None]:
    return [row.placing.commune for row in reading.rows]


def states(reading: Reading) -> list[str]:
    return [row.state for row in reading.rows]


# The real lists that were tried, each as a small one made up.


def test_register_saved_by_french_excel(read: Read, france: Atlas) -> None:
    rows = pd.read_csv(DATA / "poles.csv", dtype="str", keep_default_na=False)
    raw = as_csv([list(rows.columns), *rows.to_numpy().tolist()], ";", "utf-8-sig")
    reading = read(raw)
    assert reading.counts() == {"matched": len(rows), "asked": 0, "refused": 0}
    assert reading.faults == ()
    kept, problems = read_register(DATA / "poles.csv", references(france))
    assert not problems
    pd.testing.assert_frame_equal(reading.poles, kept)


def test_points_with_coordinates_and_old_codes(read: Read) -> None:
    reading = read(
        "Nom;code_insee;lat;lon\n"
        "Plaine;93059;48,9636;2,3596\n"
        "Loir;72071;47,6936;0,4166\n"
        "Ruffieu;01330;45,9978;5,6647\n"
        "Sans code;;45,1885;5,7245\n"
    )
    assert communes(reading) == ["93066", "72071", "01187", "38185"]
    # One sentence for each row that has something to say, none above the answer of a visitor.
    assert reading.faults == ()


def test_cedex_postcode_in_the_column_of_communes(read: Read) -> None:
    reading = read(
        "Structure,Commune,Ville\nA,87069,LIMOGES\nB,38185,GRENOBLE\nC,26281,Romans-sur-Isère\n"
    )
    assert reading.columns == {
        "Structure": "name",
        "Commune": "commune_code",
        "Ville": "commune_name",
    }
    assert communes(reading) == [None, "38185", "26281"]
    assert reading.rows[0].placing.candidates[:2] == ("87085", "87069")
    (fault,) = reading.faults
    assert (fault.kind, fault.row, fault.line, fault.column, fault.value) == (
        *("asked", 1, 2),
        *("Commune", "87069"),
    )
    assert "« Gajoubert »" in str(fault.message)


def test_list_by_name_and_postcode(read: Read) -> None:
    reading = read(
        "Nom de la structure\tVille\tCP\n"
        "A\tst etienne\t42000\n"
        "B\tGRENOBLE CEDEX 1\t38021\n"
        "C\tBourg en Bresse\t1000\n"
        "D\tMontréal\t11290\n"
    )
    assert communes(reading) == ["42218", "38185", "01053", "11254"]


def test_territory_codes_petr_and_pnr_among_them(read: Read) -> None:
    reading = read(
        "name,territory_codes\n"
        "A,epci:200040715\n"
        "B,petr:200050292\n"
        "C,pnr:FR8000023\n"
        "D,syndicat:253802345;departement:38\n"
    )
    assert states(reading) == ["matched"] * 4
    kept = reading.poles["territory_codes"].fillna("").tolist()
    assert kept == ["epci:200040715", "", "", "departement:38"]
    assert [fault.row for fault in reading.grouped()["territory_codes"]] == [2, 3, 4]
    assert all("n'est pas dessiné" in str(fault.message) for fault in reading.faults)


# A known answer.


def typing_error(name: str, chance: random.Random) -> str:
    place = chance.randrange(2, len(name) - 1)
    letter = chance.choice("aeiourstln")
    return chance.choice(
        [
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place:],
            name[:place] + letter + name[place + 1 :],
            name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :],
        ]
    )


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def three_hundred(seed: int, by: str) -> tuple[bytes, list[str]]:
    """Return a list by code and name, or by name and postcode, and its right answer."""
    chance = random.Random(seed)  # noqa: S311 - the same list each time
    towns = pd.read_parquet(DATA / "communes.parquet", columns=["code", "name", "postcodes"])
    towns = towns[towns["postcodes"] != ""]
    others = pd.read_parquet(DATA / "autres_noms.parquet")
    alone = others[~others.duplicated("code", keep=False)]
    alone = alone[alone["code"].ne(alone["commune"]) & alone["until"].gt("2011")]
    rows, answer = [], []
    for name, code, commune, postcode in [
        *(
            (row.name, row.code, row.code, row.postcodes.split(";")[0])
            for row in towns.sample(240, random_state=seed).itertuples(index=False)
        ),
        *(
            (row.name, row.code, row.commune, None)
            for row in alone.sample(60, random_state=seed).itertuples(index=False)
        ),
    ]:
        of = towns[towns["code"] == commune]["postcodes"]
        if postcode is None and of.empty:
            continue
        rows.append([name, code, postcode or of.iloc[0].split(";")[0]])
        answer.append(commune)
    for place in chance.sample([p for p, row in enumerate(rows) if len(row[0]) > 7], 10):
        rows[place][0] = typing_error(rows[place][0], chance)
    for row in rows:
        change = chance.choice([without_accents, str.upper, str, lambda t: t.replace("-", " ")])
        row[0] = change(row[0])
    written = [
        [f"Structure {place}", name, code if by == "code" else postcode.lstrip("0")]
        for place, (name, code, postcode) in enumerate(rows)
    ]
    header = ["Nom de la structure", "Commune", "Code INSEE" if by == "code" else "Code postal"]
    return as_csv([header, *written], ";", "cp1252" if seed % 2 else "utf-8"), answer


@pytest.mark.parametrize("by", ["code", "postcode"])
@pytest.mark.parametrize("seed", range(5))
def test_three_hundred_rows_none_wrong_at_most_five_asked(read: Read, seed: int, by: str) -> None:
    raw, answer = three_hundred(seed, by)
    reading = read(raw)
    assert len(reading.rows) >= 295
    wrong = [
        (row.name, row.placing)
        for row, right in zip(reading.rows, answer, strict=True)
        if row.placing.commune not in {None, right}
    ]
    assert not wrong
    asked = [(row.name, str(row.placing.why)) for row in reading.rows if row.state != "matched"]
    assert len(asked) <= 5, asked
    # Where it was asked, the right answer is among the choices.
    for row, right in zip(reading.rows, answer, strict=True):
        assert row.state == "matched" or right in row.placing.candidates


def test_three_hundred_rows_take_less_than_a_second(france: Atlas) -> None:
    raw, _ = three_hundred(1, "postcode")
    sheet = sheet_of(raw, "liste")
    read_rows(sheet, france)
    start = time.process_time()
    read_rows(sheet, france)
    assert time.process_time() - start < 1


def test_names_that_are_all_the_same_cost_what_others_do(france: Atlas) -> None:
    gazetteer(france)

    def seconds(names: Iterable[str]) -> float:
        # Without a place, the time is that of the names.
        raw = "Nom;EPCI\n" + "".join(f"{name};200040715\n" for name in names)
        start = time.process_time()
        reading = read_rows(sheet_of(raw.encode(), "liste"), france)
        spent = time.process_time() - start
        assert reading.poles["id"].is_unique
        return spent

    assert seconds(["Lieu"] * 6_000) < 3 * seconds(f"Lieu n{row}" for row in range(6_000))


def test_identifiers_of_names_count_from_two(read: Read) -> None:
    reading = read("Nom;EPCI\n" + "".join(f"{n};200040715\n" for n in ("A", "A 2", "a", "A")))
    assert reading.poles["id"].tolist() == ["a", "a-2", "a-3", "a-4"]


# Whatever the order of the columns, the encoding, the program.

ROWS = [
    ["Nom de la structure", "Code Insee", "Commune", "CP", "Site web", "Remarque"],
    ["Pôle d'été", "93059", "Pierrefitte-sur-Seine", "93380", "https://a.fr", "é ; à, b"],
    ["Île", "", "St-Étienne", "42000", "", ""],
    ["Où", "87069", "LIMOGES", "", "pas une adresse", ""],
    ["Cœur", "", "Saint-Denis", "", "", "rien"],
]


def told(reading: Reading) -> object:
    content = reading.as_json()
    for group in content["faults"]:
        group["faults"] = [fault for fault in group["faults"] if fault["row"]]
        group["count"] = len(group["faults"])
    content["faults"] = [group for group in content["faults"] if group["count"]]
    content["columns"] = dict(sorted(content["columns"].items()))
    return content


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(range(6)),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
)
def test_order_separator_and_encoding_change_nothing(
    order: list[int], delimiter: str, encoding: str
) -> None:
    atlas = _france()
    expected = read_rows(sheet_of(as_csv(ROWS), "liste"), atlas)
    rows = [[row[place] for place in order] for row in ROWS]
    found = read_rows(sheet_of(as_csv(rows, delimiter, encoding), "liste"), atlas)
    assert told(found) == told(expected)
    pd.testing.assert_frame_equal(found.poles, expected.poles)


_KEPT: list[Atlas] = []


def _france() -> Atlas:
    if not _KEPT:
        _KEPT.append(load_atlas(DATA))
    return _KEPT[0]


def test_programs_change_nothing(france: Atlas, tmp_path: Path) -> None:
    expected = told(read_rows(sheet_of(as_csv(ROWS), "liste"), france))
    for raw in (as_xlsx(ROWS), as_ods(ROWS)):
        assert told(read_rows(sheet_of(raw, "liste"), france)) == expected
    package = as_geopackage(tmp_path / "a.gpkg", [["nom"], ["a"]], [(5.7245, 45.1885)])
    assert communes(read_rows(sheet_of(package, "liste"), france)) == ["38185"]


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *("38185", "93059", "Grenoble", "St Denis", "38000", "1000", "2A", "Isère", "45,18"),
            *("5.72", "PETR du Pays", "epci:200040715", "=1+1", "Paris 16e", "Lille / Roubaix"),
        ]
    ),
)
HEADERS = ("nom", "code_insee", "commune", "cp", "departement", "lat", "lon", "epci", "adresse")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(*[CELLS] * len(HEADERS)), max_size=4))
def test_any_cells_are_read(rows: list[tuple[str, ...]]) -> None:
    atlas = _france()
    reading = (
        read_rows(sheet_of(as_csv([HEADERS, *rows], encoding="utf-8"), "l"), atlas)
        if all("\x00" not in cell and cell.isprintable() for row in rows for cell in row)
        else None
    )
    for row in reading.rows if reading else ():
        assert (row.placing.commune is not None) <= (row.state == "matched")
        assert bool(row.placing.candidates) <= (row.state == "asked")
        assert row.state == "matched" or row.placing.why
    if reading:
        json.dumps(reading.as_json())


# Columns are proposed, never taken silently.


def test_columns_are_said_and_can_be_overridden(read: Read) -> None:
    text = "Intitulé;Où;Machin\nA;38185;B\nC;93059;D\n"
    proposed = read(text)
    assert proposed.columns == {"Intitulé": "name", "Où": None, "Machin": None}
    assert states(proposed) == ["refused", "refused"]
    assert [fault.kind for fault in proposed.faults] == ["file", "refused", "refused"]
    said = read(text, {"Où": "commune_code", "Machin": "name"})
    assert said.columns == {"Intitulé": None, "Où": "commune_code", "Machin": "name"}
    assert communes(said) == ["38185", "93066"]
    assert [row.name for row in said.rows] == ["B", "D"]


@pytest.mark.parametrize(
    ("columns", "said"), [({"Nulle part": "name"}, "n'a pas la colonne"), ({"nom": "x"}, "« x »")]
)
def test_override_of_nothing_is_refused(read: Read, columns: dict[str, str], said: str) -> None:
    with pytest.raises(ListError, match=said):
        read("nom,cp\na,38000\n", columns)


def test_column_of_postcodes_under_the_name_of_codes(read: Read) -> None:
    """Five postcodes, of which some are the code of another commune, without any name."""
    reading = read("nom,code insee\na,26100\nb,38000\nc,42000\nd,87000\ne,69003\n")
    assert reading.columns["code insee"] == "postcode"
    assert communes(reading) == [None] * 5
    assert "codes postaux" in str(reading.faults[0].message)
    assert (
        read(
            "nom,code insee\na,26100\nb,38000\nc,42000\nd,87000\ne,69003\n",
            {"code insee": "commune_code"},
        )
        .rows[0]
        .placing.candidates
    )


def test_column_of_codes_and_postcodes_without_names_is_asked_about(read: Read) -> None:
    reading = read("Nom;commune\na;87069\nb;35000\nc;13001\nd;2a004\n")
    assert reading.columns["commune"] == "commune_code"
    assert communes(reading) == [None, None, None, "2A004"]
    assert states(reading) == ["asked", "asked", "asked", "matched"]


# Faults, and the law of the register.


def test_cells_of_the_register_keep_its_law(read: Read) -> None:
    reading = read("nom,insee,site web,membres\na,38185,ici,douze\nb,38185,https://b.fr,12\n")
    assert [(f.kind, f.row, f.column, f.value) for f in reading.faults] == [
        ("members", 1, "membres", "douze"),
        ("website", 1, "site web", "ici"),
    ]
    assert "écrivez-la en entier, avec https://" in str(reading.faults[1].message)
    assert reading.poles["members"].tolist() == [pd.NA, 12]
    assert reading.poles["id"].tolist() == ["a", "b"]
    assert reading.poles["cohorts"].tolist() == ["recense", "recense"]


def test_rows_without_a_name_are_refused_and_the_others_serve(read: Read) -> None:
    reading = read("nom,insee\n,38185\na,38185\na,26281\n")
    assert states(reading) == ["refused", "matched", "matched"]
    assert reading.poles["id"].tolist() == ["a", "a-2"]


def test_json_has_the_keys_that_were_promised(read: Read) -> None:
    content = read("nom,insee\na,38185\nb,93059\nc,9\n").as_json()
    assert {*content} == {"rows", "columns", "faults"}
    assert content["rows"][0] == {
        "row": 1,
        "name": "a",
        "state": "matched",
        "commune": "38185",
        "candidates": [],
        "why": None,
    }
    assert content["rows"][1]["why"].startswith("93059 mène")
    assert content["columns"] == {"nom": "name", "insee": "commune_code"}
    assert [(group["kind"], group["count"]) for group in content["faults"]] == [
        ("refused", 1),
        ("commune_code", 1),
    ]


def test_missing_tables_are_ways_that_are_not_there(tmp_path: Path) -> None:
    for name in ("communes", "departements"):
        shutil.copy(DATA / f"{name}.parquet", tmp_path)
    path = tmp_path / "liste.csv"
    path.write_text("nom,insee,ville,cp\na,38185,Grenoble,\nb,93059,,\nc,,Paris 16e,\n", "utf-8")
    reading = read_list(path, load_atlas(tmp_path))
    assert communes(reading) == ["38185", None, "75056"]
    said = [str(fault.message) for fault in reading.grouped()["file"]]
    assert said[0].startswith("Les anciens codes et les anciens noms ne sont pas reconnus")
    assert said[1].startswith("Les EPCI ne sont pas reconnus")
    (tmp_path / "communes.parquet").unlink()
    with pytest.raises(TableError, match=r"communes\.parquet manque"):
        read_list(path, load_atlas(tmp_path))
