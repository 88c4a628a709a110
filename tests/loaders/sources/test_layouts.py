"""Each loader reads its layout and refuses what it cannot trust."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from loaders.errors import LoaderError
from loaders.reports import Report
from loaders.sources import (
    emploi,
    epci,
    industrie,
    populations,
    regions,
    ruralite,
    social,
    zones_emploi,
)
from loaders.sources.cog import Cog
from tests.loaders import excerpts

Write = Callable[..., Path]
ZONES = frozenset({"8404", "8427"})
ZONES_2010 = frozenset({"8203", "8207"})
COMMUNE_REGIONS = pd.Series({"01187": "84", "15141": "84", "26281": "84", "75056": "11"})
DEPARTEMENTS = pd.DataFrame({"code": ["01", "15", "75"], "region": ["84", "84", "11"]})


def read_ti(path: Path, cog: Cog, report: Report) -> pd.DataFrame:
    return industrie.read_territoires_industrie(path, cog, COMMUNE_REGIONS, report, source="ti")


def read_afr(path: Path, cog: Cog, report: Report) -> pd.Series:
    return industrie.read_afr(path, cog, {"01187": 2}, report)


def read_estel(path: Path, _: Cog, report: Report) -> pd.DataFrame:
    return emploi.read_estel(path, ZONES_2010, report)


def read_fabrication(path: Path, _: Cog, report: Report) -> pd.DataFrame:
    return emploi.read_fabrication(path, ZONES, report)


def read_regions(path: Path, _: Cog, report: Report) -> pd.DataFrame:
    return regions.read_anciennes_regions(path, DEPARTEMENTS, report)


def read_epci(path: Path, cog: Cog, report: Report) -> pd.DataFrame:
    names = path.with_name("names.csv")
    names.write_text(excerpts.EPCI_NAMES, encoding="utf-8")
    return epci.read_epci(path, names, cog, report)


def read_unemployment(path: Path, _: Cog, report: Report) -> pd.DataFrame:
    workbook = openpyxl.Workbook()
    workbook.active.title = "txcho_ze"
    for row in ([[]] * 5) + [["ZE2020", "2022-T4", "2023-T1"], ["8404", 6.5, 6.4]]:
        workbook.active.append(row)
    workbook.save(path.with_name("long.xlsx"))
    workbook.close()
    return social.read_unemployment(path, path.with_name("long.xlsx"), ZONES, report)


LOADERS = {
    "ze2020": (zones_emploi.read_ze2020, excerpts.ZE2020),
    "ze2010": (zones_emploi.read_ze2010, excerpts.ZE2010),
    "zrr": (ruralite.read_zrr, excerpts.ZRR),
    "frr": (ruralite.read_frr, excerpts.FRR),
    "density": (ruralite.read_density, excerpts.DENSITY),
    "rural_types": (ruralite.read_rural_types, excerpts.RURAL_TYPES),
    "ti": (read_ti, excerpts.TERRITOIRES_INDUSTRIE),
    "afr": (read_afr, excerpts.AFR),
    "ber": (industrie.read_ber, excerpts.BER),
    "income": (social.read_income, excerpts.INCOME),
    "epci": (read_epci, excerpts.EPCI_MEMBERS),
    "regions": (read_regions, excerpts.REGIONS),
    "unemployment": (read_unemployment, excerpts.UNEMPLOYMENT),
    "fabrication": (read_fabrication, excerpts.FABRICATION),
    "estel": (read_estel, excerpts.JOBS),
}

FAULTS = [
    # loader, what the file holds, what is put there instead, what the sentence must name
    ("ze2020", "CODGEO", "CODE", "ligne 1, colonne « CODGEO » : la colonne manque"),
    (
        "ze2020",
        "26281",
        "26999",
        "ligne 5, colonne « CODGEO », valeur « 26999 » : 1 code(s) inconnu",
    ),
    ("ze2020", "26281", "2628", "ligne 5, colonne « CODGEO », valeur « 2628 »"),
    (
        "ze2020",
        "15031",
        "15141",
        "ligne 4, colonne « CODGEO », valeur « 15141 » : cette clé figure déjà",
    ),
    ("ze2020", "8404,Belley", "84,Belley", "ligne 2, colonne « ZE2020 », valeur « 84 »"),
    ("ze2020", "8429,Saint-Flour,15,84\n15141", "8429,Aurillac,15,84\n15141", "porte deux noms"),
    (
        "ze2020",
        "97611,Mamoudzou,0601,Mayotte,976,06\n",
        "",
        "communes du COG 2025 manquent, dont 97611",
    ),
    ("ze2010", "8201", "zone", "ligne 8, colonne « ZE2010 », valeur « zone »"),
    ("ze2010", "01330", "01331", "ligne 8, colonne « CODGEO », valeur « 01331 »"),
    (
        "zrr",
        '"C - Classée en ZRR","C"',
        '"Oui","C"',
        "ligne 7, colonne « ZRR_SIMP », valeur « Oui »",
    ),
    ("zrr", "ZRR_SIMP", "ZRR", "ligne 6, colonne « ZRR_SIMP » : la colonne manque"),
    ("frr", "FRR+;", "FRR++;", "ligne 3, colonne « Classement FRR"),
    ("frr", "15031;15", "15141;15", "cette clé figure déjà"),
    (
        "frr",
        "75056;75;Paris;Non classée;\n",
        "75056;75;Paris\n",
        "ligne 7, valeur « 75056 » : la ligne",
    ),
    ("density", "Bourgs ruraux", "5", "ligne 4, colonne « niveau_densite », valeur « 5 »"),
    (
        "rural_types",
        "Les petites polarités mixtes",
        "Autre",
        "ligne 4, colonne « niveau_ruralite »",
    ),
    ("ti", "ti-8402", "8402", "ligne 3, colonne « id_ti », valeur « 8402 »"),
    ("ti", "200068781,siren", "200068781,au jugé", "colonne « methode », valeur « au jugé »"),
    ("ti", "26281,ti-8402", "01187,ti-8402", "valeur « 01187 » : cette clé figure déjà ligne 2"),
    ("afr", "AFR0002", "AFR0001", "ligne 3, colonne « id_afr », valeur « AFR0001 »"),
    ("afr", "Partiellement éligible", "En partie", "ligne 3, colonne « classement_afr_2014_2020 »"),
    ("ber", "ber_001", "un", "ligne 2, colonne « id », valeur « un »"),
    ("income", "23000", "vingt-trois mille", "ligne 2, colonne « MED21 »"),
    ("income", "30000;20500", "3OOOO;20500", "ligne 5, colonne « NBPERSMENFISC21 »"),
    ("epci", "200040350", "20004035", "ligne 2, colonne « EPCI », valeur « 20004035 »"),
    ("epci", "200068781", "200068782", "cet EPCI n'a pas de nom dans names.csv"),
    (
        "regions",
        "75,Paris,11,Île-de-France,11",
        "75,Paris,11,Île-de-France,84",
        "ligne 4, colonne « REG2016 »",
    ),
    ("regions", "15,Cantal", "16,Cantal", "ligne 3, colonne « DEP », valeur « 16 »"),
    (
        "regions",
        "75,Paris,11,Île-de-France,11,Île-de-France\n",
        "",
        "il manque les départements 75",
    ),
    ("unemployment", "6.1", "six", "ligne 2, colonne « 2023-T2 », valeur « six »"),
    ("unemployment", "8427", "8499", "ligne 3, colonne « ZE2020 », valeur « 8499 »"),
    ("unemployment", "2023-T1,2023-T2", "avant,après", "suivi de trimestres"),
    ("fabrication", "7000.0", "sept mille", "ligne 3, colonne « fabrication_2006 »"),
    (
        "fabrication",
        "8427,9000.0,7000.0,5000,\n",
        "",
        "zones d'emploi manquent",
    ),
    ("estel", "8207_Romans", "8299_Romans", "colonne « zone_emploi_2010 », valeur « 8299 »"),
    ("estel", "BE-Industrie", "BE-Industries", "colonne « Activite », valeur « BE-Industries »"),
    ("estel", '"1,200"', '"1,2OO"', "ligne 8, colonne « 2017 »"),
    ("estel", '"1,200"', '"1,201"', "la somme des secteurs (2001) n'est pas le total"),
]


@pytest.mark.parametrize(("loader", "there", "instead", "said"), FAULTS)
def test_fault(
    write: Write, cog: Cog, report: Report, loader: str, there: str, instead: str, said: str
) -> None:
    read, text = LOADERS[loader]
    assert there in text
    path = write(text.replace(there, instead, 1), f"{loader}.csv")
    with pytest.raises(LoaderError) as raised:
        read(path, cog, report)
    assert str(raised.value).startswith(f"{loader}.csv")
    assert said in str(raised.value)
    assert str(raised.value).endswith((".", ")."))


TITLE_LINES = {"ze2010": 5, "zrr": 5, "estel": 5}


def damaged(text: str, damage: str, loader: str) -> str:
    lines = [line for line in text.splitlines() if line.strip('",;')]
    if damage == "empty":
        return ""
    if damage == "html":
        return "<!DOCTYPE html><title>Introuvable</title>"
    if damage == "header only":
        return "\n".join(text.splitlines()[: TITLE_LINES.get(loader, 0) + 1])
    delimiter = ";" if ";" in text else ","
    return "\n".join([*lines[:-1], lines[-1].rsplit(delimiter, 2)[0]])


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("damage", ["empty", "html", "header only", "half a line"])
def test_damage(write: Write, cog: Cog, report: Report, loader: str, damage: str) -> None:
    read, text = LOADERS[loader]
    path = write(damaged(text, damage, loader), "f.csv")
    with pytest.raises(LoaderError, match=r"^f\.csv"):
        read(path, cog, report)


@pytest.mark.parametrize("loader", LOADERS)
def test_wrong_encoding(write: Write, cog: Cog, report: Report, loader: str) -> None:
    read, text = LOADERS[loader]
    path = write(f"{text}É", "f.csv", encoding="cp1252")
    with pytest.raises(LoaderError, match="ces octets ne sont pas de l'UTF-8"):
        read(path, cog, report)


@pytest.mark.parametrize("loader", LOADERS)
def test_whole_file_is_read(write: Write, cog: Cog, report: Report, loader: str) -> None:
    read, text = LOADERS[loader]
    assert len(read(write(text), cog, report)) > 0
    counts = report.counts_table()
    parts = counts[["matched", "translated", "refused", "out_of_scope"]].sum(axis=1)
    assert parts.tolist() == counts["rows"].tolist()


def test_merged_commune_follows_the_town_whose_code_it_kept(
    write: Write, cog: Cog, report: Report
) -> None:
    table = zones_emploi.read_ze2010(write(excerpts.ZE2010), cog, report)
    zone = table.set_index("commune")["zone_emploi_2010"]
    assert zone["01187"] == "8203"
    assert zone["15031"] == "8305"
    assert "8201 écarté" in report.codes_table().set_index("code").loc["01330", "reason"]


def test_partly_classed_towns_make_a_partly_classed_commune(
    write: Write, cog: Cog, report: Report
) -> None:
    zrr = ruralite.read_zrr(write(excerpts.ZRR), cog, report)
    assert zrr["01187"] == "partiel"
    assert zrr["15031"] == "classee"
    classes = report.classes_table().set_index("class")
    assert classes.loc["classee", ["rows", "communes"]].tolist() == [2, 2]
    assert classes.loc["partiel", ["rows", "communes"]].tolist() == [1, 2]


def test_frr_keeps_its_six_values(write: Write, cog: Cog, report: Report) -> None:
    frr = ruralite.read_frr(write(excerpts.FRR), cog, report)
    assert frr.to_dict() == {
        "01187": "socle",
        "15031": "plus",
        "15141": "partiel",
        "26281": "non",
        "2A004": "beneficiaire",
        "75056": "non",
        "97611": "beneficiaire-partiel",
    }


def test_rural_type_is_unknown_for_towns_and_changed_limits(
    write: Write, cog: Cog, report: Report
) -> None:
    kinds = ruralite.read_rural_types(write(excerpts.RURAL_TYPES), cog, report)
    assert kinds.dropna().to_dict() == {
        "01187": "Les ruralités touristiques spécialisées",
        "15141": "Les petites polarités mixtes",
    }


def test_afr_is_partial_where_a_merged_town_is_not_listed(
    write: Write, cog: Cog, report: Report
) -> None:
    afr = read_afr(write(excerpts.AFR), cog, report)
    assert afr.to_dict() == {"01187": "partiel", "26281": "partiel"}
    assert report.codes_table()["outcome"].tolist() == ["noted"]


def test_territoire_industrie_refuses_namesakes(write: Write, cog: Cog, report: Report) -> None:
    text = excerpts.TERRITOIRES_INDUSTRIE + (
        "75056,ti-8402,Drôme,,spatial\n26281,ti-8401,Bugey,,spatial\n"
    )
    table = read_ti(write(text), cog, report)
    assert table.set_index("commune")["id"].to_dict() == {
        "01187": "ti-8401",
        "15141": "ti-8401",
        "26281": "ti-8402",
    }
    reasons = report.codes_table().set_index("code")["reason"]
    assert "homonyme" in reasons["75056"]
    assert "mais SIREN dans ti-8402" in reasons["26281"]


def test_income_of_merged_towns_is_weighted_and_secrets_stay_unknown(
    write: Write, cog: Cog, report: Report
) -> None:
    income = social.read_income(write(excerpts.INCOME), cog, report)
    # (600 x 23 000 + 200 x 21 000) / 800
    assert income["01187"] == 22_500
    assert income[["15141", "15031"]].isna().all()
    assert "75101" not in income.index
    assert report.counts["filosofi"]["out-of-scope"] == 1


def test_recent_unemployment_replaces_the_older_edition(
    write: Write, cog: Cog, report: Report
) -> None:
    table = read_unemployment(write(excerpts.UNEMPLOYMENT), cog, report)
    rates = table.set_index(["zone_emploi", "quarter"])["rate"].to_dict()
    assert rates == {
        ("8404", "2022-T4"): 6.5,
        ("8404", "2023-T1"): 6.0,
        ("8404", "2023-T2"): 6.1,
        ("8427", "2023-T1"): 8.0,
    }


def test_no_epci_is_null(write: Write, cog: Cog, report: Report) -> None:
    table = read_epci(write(excerpts.EPCI_MEMBERS), cog, report)
    assert table.loc["97611"].isna().all()
    assert table.loc["26281"].tolist() == ["200068781", "CA Valence Romans"]


def test_workbook_of_zones_must_agree_with_the_table(
    write: Write, tmp_path: Path, cog: Cog, report: Report
) -> None:
    current = zones_emploi.read_ze2020(write(excerpts.ZE2020), cog, report)
    workbook = openpyxl.Workbook()
    workbook.active.title = "Composition_communale"
    rows = [["CODGEO", "ZE2020"], ["01330", "8405"], ["26281", "8427"]]
    for row in ([[]] * 5) + rows:
        workbook.active.append(row)
    path = tmp_path / "ze.xlsx"
    workbook.save(path)
    zones_emploi.cross_check_ze2020(path, current, cog, report)
    assert "zone 8405 en 2023" in report.codes_table().loc[0, "reason"]
    workbook.active["B8"] = "8404"
    workbook.save(path)
    workbook.close()
    with pytest.raises(
        LoaderError, match=r"ze\.xlsx, ligne 8, colonne « ZE2020 », valeur « 8404 »"
    ):
        zones_emploi.cross_check_ze2020(path, current, cog, report)


COMMUNE = {
    "code": "26281",
    "nom": "Romans-sur-Isère",
    "type": "commune-actuelle",
    "zone": "metro",
    "departement": "26",
    "region": "84",
    "codesPostaux": ["26100"],
    "population": 33_000,
}


def test_divisions(pack: Callable[..., Path]) -> None:
    polynesia = COMMUNE | {"code": "98735", "zone": "com"}
    former = COMMUNE | {"code": "26999", "type": "commune-deleguee"}
    drome = {"code": "26", "nom": "Drôme", "chefLieu": "26281", "region": "84", "zone": "metro"}
    path = pack([COMMUNE, polynesia, former], departements=[drome])
    divisions = populations.read_divisions(path)
    row = divisions.communes.iloc[0]
    assert len(divisions.communes) == 1
    assert row[["code", "postcodes", "chef_lieu"]].tolist() == ["26281", "26100", "departement"]
    assert row["population"] == 33_000
    assert divisions.departements["name"].tolist() == ["Drôme"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"population": "33 000"}, "colonne « population », valeur « 33 000 »"),
        ({"population": None}, "colonne « population », valeur « None »"),
        ({"population": -1}, "colonne « population », valeur « -1 »"),
        ({"code": "2628"}, "colonne « code », valeur « 2628 »"),
        ({"nom": ""}, "colonne « nom », valeur « 26281 »"),
        ({"zone": "com"}, "aucune commune actuelle"),
    ],
)
def test_bad_divisions(pack: Callable[..., Path], change: dict[str, object], said: str) -> None:
    with pytest.raises(LoaderError, match=r"^decoupage\.tgz") as raised:
        populations.read_divisions(pack([COMMUNE | change]))
    assert said in str(raised.value)


def test_two_communes_of_one_code(pack: Callable[..., Path]) -> None:
    with pytest.raises(LoaderError, match="deux communes portent ce code"):
        populations.read_divisions(pack([COMMUNE, COMMUNE]))


def test_divisions_that_are_no_list(pack: Callable[..., Path]) -> None:
    with pytest.raises(LoaderError, match=r"communes\.json y manque ou n'est pas une liste"):
        populations.read_divisions(pack({"erreur": 404}))


def test_truncated_archive(pack: Callable[..., Path]) -> None:
    path = pack([COMMUNE])
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(LoaderError, match="tronquée ou abîmée"):
        populations.read_divisions(path)
