"""A file that cannot be trusted is refused with its name, its line and what to do."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import LoaderError
from loaders.read.reading import read_csv, read_xlsx

Write = Callable[..., Path]


def test_lines_are_those_of_the_file(write: Write) -> None:
    path = write('titre,\nsous-titre,\ncode,nom\n01001,"Deux\nlignes"\n\n01002,Un\n')
    frame = read_csv(path, ["code"], header_line=3)
    # A quoted cell may hold a line end: the row is named by the line where it ends.
    assert dict(frame["code"]) == {5: "01001", 7: "01002"}


def test_byte_order_mark_spaces_and_semicolons(write: Write) -> None:
    path = write("code;nom;\r\n 01001 ; Ici ;\r\n", encoding="utf-8-sig")
    frame = read_csv(path, ["code", "nom"], delimiter=";")
    assert frame.to_dict("records") == [{"code": "01001", "nom": "Ici"}]


def test_codes_keep_their_zeros_and_na_stays_text(write: Write) -> None:
    frame = read_csv(write("code,nom\n01001,NA\n"), ["code", "nom"])
    assert list(frame.iloc[0]) == ["01001", "NA"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "le fichier est vide"),
        (b"\n \n", "le fichier est vide"),
        (b"code,nom\n", "aucune ligne de données"),
        (b"ident,nom\n1,a\n", "ligne 1, colonne « code » : la colonne manque"),
        (b"code,code\n1,a\n", "deux colonnes portent ce nom"),
        (b"code,nom\n1,a\n2\n", "ligne 3, valeur « 2 » : la ligne compte 1 cellules au lieu de 2"),
        (b"code,nom\n1,a,b\n", "la ligne compte 3 cellules au lieu de 2"),
        (b"code;nom\n1;a\n", "la colonne manque ; l'en-tête porte : code;nom"),
        ("code,nom\n1,Évry\n".encode("cp1252"), "ligne 2, valeur « c9 76 72 79 »"),
        ("code,nom\n1,a\n".encode("utf-16"), "ligne 1"),
        (b"code,nom\n1,a\0b\n", "ligne 2 : le fichier contient des octets nuls"),
        (b"<!DOCTYPE html><html>404</html>", "c'est une page HTML"),
        (b'code,nom\n1,"a\n2,b\n', "la ligne ne se lit pas"),
    ],
)
def test_bad_csv(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(content)
    with pytest.raises(LoaderError) as raised:
        read_csv(path, ["code"])
    assert str(raised.value).startswith("liste.csv")
    assert said in str(raised.value)
    assert "loaders download" in str(raised.value)


def test_absent_file(tmp_path: Path) -> None:
    with pytest.raises(LoaderError, match=r"absente\.csv : le fichier est absent de .*--sources"):
        read_csv(tmp_path / "absente.csv", ["code"])


@given(cut=st.integers(min_value=0, max_value=61))
def test_a_csv_cut_anywhere_never_yields_a_row_that_was_not_there(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    whole = "code,nom,classe\n01001,Ici,oui\n01002,Là,non\n01004,Ailleurs,oui\n".encode()
    path = tmp_path_factory.mktemp("cut") / "cut.csv"
    path.write_bytes(whole[:cut])
    complete = {("01001", "Ici"), ("01002", "Là"), ("01004", "Ailleurs")}
    try:
        frame = read_csv(path, ["code", "nom", "classe"])
    except LoaderError:
        return
    # Only the last cell of the last row may be short: closed lists and key counts catch that.
    assert set(zip(frame["code"], frame["nom"], strict=True)) <= complete


def make_workbook(path: Path, rows: list[list[object]], sheet: str = "Feuille") -> Path:
    workbook = openpyxl.Workbook()
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    workbook.close()
    return path


def test_workbook(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "c.xlsx", [["Titre"], ["code", "taux"], ["0051", 7.4]])
    frame = read_xlsx(path, "Feuille", ["code", "taux"], header_line=2)
    assert frame.loc[3].to_dict() == {"code": "0051", "taux": "7.4"}


def test_workbook_without_the_sheet(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "c.xlsx", [["code"], ["1"]], sheet="Autre")
    with pytest.raises(LoaderError, match=r"la feuille « Feuille » manque .*Autre"):
        read_xlsx(path, "Feuille", ["code"])


def test_workbook_without_the_column(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "c.xlsx", [["nom"], ["a"]])
    with pytest.raises(LoaderError, match=r"ligne 1, colonne « code » : la colonne manque"):
        read_xlsx(path, "Feuille", ["code"])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04tronque", b"<html></html>"])
def test_bad_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.xlsx"
    path.write_bytes(content)
    with pytest.raises(LoaderError, match=r"c\.xlsx : "):
        read_xlsx(path, "Feuille", ["code"])


def test_truncated_workbook(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "c.xlsx", [["code"], ["1"]])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(LoaderError, match="n'est pas un classeur Excel lisible"):
        read_xlsx(path, "Feuille", ["code"])


def test_long_or_hostile_values_are_shown_short_and_printable() -> None:
    error = LoaderError("problème", file="f.csv", advice="Faites.", value="\x1b[2J" + "x" * 500)
    assert "\x1b" not in str(error)
    assert len(str(error)) < 200
