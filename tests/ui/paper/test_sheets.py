"""Sheets of two pages, read again: pages, text, tags, QR code, figures of the screen."""

import io
from dataclasses import replace
from datetime import date

import numpy as np
import pypdf
import pypdfium2
import pytest
import zxingcpp

from geo.places.territories import bounds, get_territory
from geo.reach.coverage import coverage
from geo.reach.gaps import find_gaps
from geo.reach.reach import ReachRule, reach
from ui import data
from ui.maps.scale import is_common_scale
from ui.paper.frames import main_frame, to_scale
from ui.paper.sheets import (
    Figure,
    Paragraph,
    Section,
    Sheet,
    qr_code,
    table,
    to_pdf,
)
from ui.paper.typesetting import typographic
from ui.prints import maps
from ui.prints.territory_sheet import territory_sheet
from ui.screens.comparer.facts import comparison, rows
from ui.screens.comparer.paper import comparison_map, comparison_sheet
from ui.screens.comparer.words import sentence
from ui.screens.comparer.words import words as compare_words
from ui.text.formats import number, percent
from ui.text.i18n import install
from ui.text.safe import without_markdown
from ui.view.choices import ViewState

DAY = date(2026, 11, 22)
LINK = "https://atlas.example.fr/couverture?territoire=region:76&rayon=radius&km=30"
HOSTILE = (
    '#panic("x") <script>alert(1)</script> {{7*7}} $\\frac{1}{2}$ [*a*] _b_ \\ @ref // \x00\x1b fin'
)
A4_POINTS = (595.3, 841.9)


def sheet_of(territory: str, **view: str) -> Sheet:
    atlas = data.get_atlas()
    place, chosen = get_territory(atlas, territory), ViewState(territory=territory, **view)
    drawn = maps.coverage_map(atlas, place, chosen, DAY, LINK)
    return territory_sheet(atlas, place, chosen, drawn)


def small_sheet(text: str = "Texte", rows: int = 3) -> Sheet:
    listed = table(
        [("Nom", 2, False), ("Nombre", 1, True)], [(text, str(row)) for row in range(rows)], text
    )
    return Sheet(
        title=text,
        subtitle=text,
        answer=text,
        figures=(Figure(text, "3", text),) * 3,
        filters=text,
        sections=(Section(text, (Paragraph(text),), page=1), Section(text, (listed,))),
        notes=(text,),
        sources=text,
        link=LINK,
        version="0123456789ab",
        made=DAY,
    )


def words(pdf: bytes) -> list[str]:
    """Return the text of each page on one line, spaces made equal."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in pages]


def letters(text: str) -> str:
    """Return the letters and digits of a text, whatever the line breaks and hyphens."""
    return "".join(c for c in text.replace("\u2019", "'") if c.isalnum())


@pytest.mark.parametrize(
    "territory",
    [
        pytest.param("france", marks=pytest.mark.slow),
        pytest.param("region:76", marks=pytest.mark.slow),
        "departement:976",
        "departement:2A",
        "commune:15031",
    ],
)
def test_a_sheet_is_two_tagged_pages_with_their_text(territory: str) -> None:
    sheet = sheet_of(territory)
    pdf = to_pdf(sheet)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 2
    assert all(
        (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4_POINTS, abs=1)
        for page in reader.pages
    )
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].lower().startswith("fr")
    assert letters(str(reader.metadata.title)) == letters(sheet.title)
    everything = letters(" ".join(words(pdf)))
    for piece in (sheet.title, sheet.answer, sheet.filters, sheet.version, *sheet.notes):
        assert letters(piece) in everything
    assert "22novembre2026" in everything
    assert all(letters(figure.value) in everything for figure in sheet.figures)


@pytest.mark.slow
def test_the_figures_are_those_of_the_analysis() -> None:
    sheet = sheet_of("region:76", reach="radius", km="30")
    atlas = data.get_atlas()
    territory = get_territory(atlas, "region:76")
    reached = reach(atlas, ReachRule("radius", 30.0))
    covered = coverage(atlas, reached, territory)
    assert [figure.value for figure in sheet.figures] == [
        number(covered.poles),
        percent(covered.share_reached),
        *(percent(part.share_reached) for part in covered.priority.values()),
    ]
    gaps = find_gaps(atlas, reached, territory)
    listed = next(s for s in sheet.sections if s.title == "Zones d'emploi sans pôle connu").blocks[
        0
    ]
    assert [row[0] for row in listed.rows] == list(gaps["name"].head(len(listed.rows)))
    assert [row[1] for row in listed.rows] == [
        number(value) for value in gaps["left_out"].head(len(listed.rows))
    ]
    parts = next(s for s in sheet.sections if s.title == "Par département").blocks[0]
    assert len(parts.rows) == 13
    page = letters(words(to_pdf(sheet))[1])
    assert all(letters("".join(row[:2])) in page for row in parts.rows)


def test_what_is_not_known_of_a_territory_is_a_dash() -> None:
    reached = next(s for s in sheet_of("departement:976").sections if s.title == "Qui est atteint")
    rows = {row[0]: row[1:3] for row in reached.blocks[0].rows}
    assert rows["Quartiers prioritaires (QPV)"] == ("–", "–")
    assert rows["Bassins désindustrialisés"] == ("–", "–")
    assert rows["Communes rurales"] == ("0", "0")


def test_the_list_bears_the_numbers_of_the_map() -> None:
    atlas = data.get_atlas()
    place, view = get_territory(atlas, "region:76"), ViewState(territory="region:76")
    drawn = maps.pole_map(atlas, place, view, DAY, LINK)
    listed = next(
        s for s in territory_sheet(atlas, place, view, drawn).sections if s.title == "Pôles connus"
    ).blocks[0]
    marks = drawn.poles.table.set_index("number")["name"]
    numbered = [row for row in listed.rows if row[0] != "–"]
    assert len(numbered) >= 10
    assert all(marks[int(row[0])] == row[1] for row in numbered)


def test_the_code_opens_the_link() -> None:
    pdf = to_pdf(small_sheet())
    page = pypdfium2.PdfDocument(pdf)[1].render(scale=3).to_numpy()
    found = zxingcpp.read_barcodes(np.ascontiguousarray(page))
    assert [code.text for code in found] == [LINK]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "/couverture?territoire=france", "ftp://x.fr/", ""]
)
def test_what_is_no_web_address_is_neither_link_nor_code(address: str) -> None:
    pdf = to_pdf(replace(small_sheet(), link=address))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert not any("/Annots" in page for page in pages)
    page = pypdfium2.PdfDocument(pdf)[1].render(scale=3).to_numpy()
    assert not zxingcpp.read_barcodes(np.ascontiguousarray(page))


def test_hostile_text_is_printed_as_it_is() -> None:
    pdf = to_pdf(small_sheet(HOSTILE))
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2
    for page in words(pdf):
        plain = page.replace(" ", "")
        assert '#panic("x")<script>alert(1)</script>{{7*7}}$\\frac{1}{2}$[*a*]_b_\\@ref//' in plain
    assert not any(name in pdf for name in (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile"))


@pytest.mark.parametrize("rows", [0, 1, 40, 200])
def test_a_long_table_shrinks_to_its_page(rows: int) -> None:
    pdf = to_pdf(small_sheet("Une ligne", rows))
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2
    assert "200" not in words(pdf)[0]
    if rows:
        assert str(rows - 1) in words(pdf)[1]


def test_the_same_sheet_gives_the_same_file() -> None:
    assert to_pdf(small_sheet()) == to_pdf(small_sheet())


def test_only_our_fonts_are_embedded() -> None:
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(small_sheet("漢字 Ouagadougou"))))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(name.startswith(("DejaVu", "Libertinus", "NewCM", "LastResort")) for name in fonts)


def test_french_and_english_are_set_as_they_should() -> None:
    assert typographic("l'an : 3 km ; « oui » 4 %") == (
        "l\u2019an\u00a0: 3\u00a0km\u00a0; «\u00a0oui\u00a0» 4\u00a0%"
    )
    assert typographic("it's: 3", "en") == "it\u2019s: 3"
    install("en")
    try:
        reader = pypdf.PdfReader(io.BytesIO(to_pdf(small_sheet())))
        assert reader.trailer["/Root"]["/Lang"].lower().startswith("en")
    finally:
        install("fr")


def test_a_code_is_drawn_without_script() -> None:
    svg = qr_code(LINK)
    assert svg.startswith("<?xml")
    assert "<script" not in svg


@pytest.mark.slow
def test_a_comparison_is_two_pages_with_the_words_of_its_page() -> None:
    atlas = data.get_atlas()
    view = ViewState(territory="ancienne-region:82", compared=("region:11", "departement:974"))
    shown = comparison(atlas, view)
    drawn = comparison_map(shown, view, DAY, LINK)
    sheet = comparison_sheet(shown, view, drawn)
    pdf = to_pdf(sheet)
    first, second = (letters(page) for page in words(pdf))
    assert letters(without_markdown(sentence(shown))) in first
    assert all(letters(without_markdown(text)) in first for text in compare_words(shown))
    for row in rows(shown).to_numpy().tolist():
        assert letters("".join(map(str, row))) in second
    assert [panel.territory.id for panel in (drawn, *drawn.beside)] == [
        "ancienne-region:82",
        "region:11",
        "departement:974",
    ]
    told = " ".join(drawn.notes)
    # Too unlike in size: each map says its own scale, and the page says so.
    assert "chaque carte a la sienne" in told
    assert letters(told) in first
    # Centre Isère and its like are on no map: the reader is told.
    assert "sans siège connu, hors de la carte" in told


def test_print_and_screen_follow_one_rule_of_scale() -> None:
    atlas = data.get_atlas()
    for others in (("region:84", "departement:974", "departement:2A"), ("region:84",)):
        view = ViewState(territory="region:11", compared=others)
        shown = comparison(atlas, view)
        common = is_common_scale([bounds(atlas, t) for t in shown.compared.territories])
        notes = " ".join(comparison_map(shown, view, DAY, LINK).notes)
        assert ("Même échelle" in notes) == common
        assert ("chaque carte a la sienne" in notes) == (not common)


@pytest.mark.parametrize(("first", "told"), [("france", True), ("metropole", False)])
def test_a_map_of_france_says_what_it_leaves_out(first: str, *, told: bool) -> None:
    atlas = data.get_atlas()
    view = ViewState(territory=first, compared=("region:11",))
    notes = " ".join(comparison_map(comparison(atlas, view), view, DAY, LINK).notes)
    assert ("comptent l'outre-mer" in notes) == told


def test_maps_side_by_side_have_one_scale() -> None:
    atlas = data.get_atlas()
    both = [main_frame(get_territory(atlas, name), 1.2) for name in ("region:76", "region:84")]
    one, other = to_scale(both, 80, common=True)
    assert one.east - one.west == pytest.approx(other.east - other.west)
    for before, after in zip(both, (one, other), strict=True):
        assert after.box.contains(before.box.centroid)
        assert after.east - after.west >= before.east - before.west - 1


@pytest.mark.slow
@pytest.mark.parametrize("territory", ["region:76", "france"])
def test_the_notes_of_the_map_stand_under_it_in_letters_one_can_read(territory: str) -> None:
    sheet = sheet_of(territory)
    sizes: list[float] = []

    def measure(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if "Registre incomplet" in text.replace("\u00a0", " "):
            sizes.append(abs(size * tm[0]))

    pypdf.PdfReader(io.BytesIO(to_pdf(sheet))).pages[0].extract_text(visitor_text=measure)
    (picture,) = [b for s in sheet.sections for b in s.blocks if b.kind == "picture"]
    assert "Registre incomplet" in picture.caption
    assert not any("Registre incomplet" in note for note in sheet.notes)
    assert sizes
    assert min(sizes) >= 7
