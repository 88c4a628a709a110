"""Maps of print quality, opened again by other libraries and compared with what is on screen."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
import shapely
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

from geo.places.territories import FRANCE, OVERSEAS, get_territory
from geo.poles.select import PoleFilter, select_poles
from geo.reach.timeline import wave_states
from ui import data
from ui.maps.couverture import COLOURS, commune_classes
from ui.maps.implanter import COLOURS as SITING_COLOURS
from ui.maps.pole_marks import pole_colour
from ui.paper import frames, shapes
from ui.paper.canvas import draw, views
from ui.paper.layers import commune_codes
from ui.paper.layout import FIGURE, POSTER, SIDE_BY_SIDE, Layout, Rect
from ui.paper.legend import only_drawn
from ui.paper.maps import DPI, poster, to_png, to_svg
from ui.paper.model import PaperMap
from ui.paper.names import Names
from ui.paper.typesetting import typeset
from ui.paper.words import drawable
from ui.prints import maps
from ui.screens.chronologie.facts import cached_timeline
from ui.screens.chronologie.paper import wave_maps
from ui.screens.comparer.facts import comparison
from ui.screens.comparer.paper import comparison_map
from ui.screens.implanter.facts import request_of
from ui.screens.implanter.files import siting_choices
from ui.screens.implanter.paper import siting_map
from ui.text.formats import percent
from ui.text.i18n import install
from ui.text.palette import NEWLY
from ui.view.choices import LAYERS, ViewState
from ui.view.rules import question

DAY = date(2026, 11, 22)
MM_PER_INCH = 25.4
HOSTILE = "<script>alert(1)</script> {{7*7}} $\\frac{1}{2}$ & ]]> -- \x00\x1b\u202e fin"
SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "g", "path", "defs", "use", "clipPath", "rect", "style", "metadata", "title"}
# Typst draws each letter once and uses it again.
ALLOWED |= {"symbol"}
MARGIN = POSTER.margin * 72 / MM_PER_INCH


def pole_map(territory: str, **view: object) -> PaperMap:
    atlas = data.get_atlas()
    chosen = ViewState(territory=territory, **view)
    return maps.pole_map(atlas, get_territory(atlas, territory), chosen, DAY, "https://x.fr/")


def coverage_map(territory: str, **view: object) -> PaperMap:
    atlas = data.get_atlas()
    chosen = ViewState(territory=territory, **view)
    return maps.coverage_map(atlas, get_territory(atlas, territory), chosen, DAY)


def laid_out(content: PaperMap) -> Layout:
    return poster(content)[1]


class Line(NamedTuple):
    """A line of text of a page: its letters' size in points, and where it stands."""

    text: str
    size: float
    left: float
    bottom: float
    right: float

    def goes_on(self, other: "Line") -> bool:
        """Tell whether another piece of text stands right behind this one."""
        return abs(other.bottom - self.bottom) < 3 and -1 < other.left - self.right < 6


def typeset_lines(content: PaperMap, layout: Layout = POSTER) -> list[Line]:
    """Return what Typst writes around a map, read from the same page as PDF."""
    _figure, _layout, words = poster(content, layout)
    page = pypdfium2.PdfDocument(typeset("poster.typ", words, format="pdf"))[0]
    text = page.get_textpage()
    found: list[Line] = []
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        said = text.get_text_bounded(left, bottom, right, top).replace("\u200b", "")
        said = " ".join(said.split())
        letter = text.get_index(left + 1, (bottom + top) / 2, 9, 9)
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFText_GetMatrix(text.raw, letter, matrix)
        size = pdfium_c.FPDFText_GetFontSize(text.raw, letter) * abs(matrix.a)
        piece = Line(said, size, left, bottom, right)
        if found and found[-1].goes_on(piece):
            said = f"{found[-1].text} {said}".strip()
            piece = found.pop()._replace(text=said, right=right)
        found.append(piece)
    return [line for line in found if line.text]


def told(content: PaperMap, layout: Layout = POSTER) -> str:
    """Return the words around a map on one line."""
    return " ".join(line.text for line in typeset_lines(content, layout))


def with_names(content: PaperMap, names: list[str]) -> PaperMap:
    """Return a map whose list holds poles of these names."""
    first = content.poles.table.iloc[[0] * len(names)]
    table = first.assign(name=names, number=range(1, len(names) + 1))
    return replace(content, poles=replace(content.poles, table=table))


def pixels(content: PaperMap) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(to_png(content))))


def at(picture: np.ndarray, place: Rect, frame: frames.Frame, lon: float, lat: float) -> str:
    """Return the colour of the paper at a place in degrees."""
    x, y = frames.transformer(frame.epsg).transform(lon, lat)
    across = place.x + (x - frame.west) / (frame.east - frame.west) * place.width
    up = place.y + (y - frame.south) / (frame.north - frame.south) * place.height
    row = round((POSTER.height - up) * DPI / MM_PER_INCH)
    red, green, blue = picture[row, round(across * DPI / MM_PER_INCH)]
    return f"#{red:02X}{green:02X}{blue:02X}"


def test_the_picture_is_a_printed_page_that_says_what_it_is() -> None:
    content = pole_map("departement:38", cohorts=("appel-2013",), statuses=("actif",))
    image = Image.open(io.BytesIO(to_png(content)))
    assert image.size == (3507, 2480)
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    described = image.text["Description"]
    assert "2013" in described
    assert "actif" in described
    assert data.get_atlas().version in image.text["Source"]
    assert "Insee" in image.text["Source"]
    assert image.text["Creation Time"] == "2026-11-22"


def test_words_are_laid_over_the_map_in_both_files() -> None:
    content = pole_map("departement:976")
    picture, legend = pixels(content), laid_out(content).legend
    title = Rect(POSTER.margin, POSTER.height - POSTER.margin - 7, 100, 7)
    corner = Rect(legend.x, legend.top - 12, 30, 12)
    for place in (title, corner):
        top, bottom, left, right = (
            round(mm * DPI / MM_PER_INCH)
            for mm in (POSTER.height - place.top, POSTER.height - place.y, place.x, place.right)
        )
        # Letters are dark, the paper between them is white.
        found = picture[top:bottom, left:right].min(axis=2)
        assert 0.01 < (found < 100).mean() < 0.5
        assert (found == 255).mean() > 0.4
    root = ET.fromstring(to_svg(content).decode())  # noqa: S314 - our own
    letters = {node.get("id") for node in root.iter(f"{SVG}symbol")}
    used = [node.get("{http://www.w3.org/1999/xlink}href", "") for node in root.iter(f"{SVG}use")]
    assert sum(target.removeprefix("#") in letters for target in used) > 500


@pytest.mark.slow
def test_poles_stand_on_their_town_in_the_colour_of_the_screen() -> None:
    content = pole_map("france")
    picture, layout = pixels(content), laid_out(content)
    atlas = data.get_atlas()
    poles = select_poles(atlas, PoleFilter())
    places = layout.insets(5)
    views = [
        (
            frames.main_frame(content.territory, layout.main(with_insets=True).aspect),
            layout.main(with_insets=True),
        ),
        *zip(frames.insets(content.territory, places[0].aspect), places, strict=True),
    ]
    table = content.poles.table
    alone = table[(table["dx"] == 0) & (table["dy"] == 0) & ~table["hollow"]]
    seen = 0
    for identifier, mark in alone.iterrows():
        others = table.drop(identifier)
        gap = np.hypot(others["lon"] - mark["lon"], others["lat"] - mark["lat"]).min()
        pole = poles.set_index("id", drop=False).loc[identifier]
        for frame, place in views:
            overseas = mark["lat"] < 40
            if (
                frame.degrees.contains(shapely.Point(mark["lon"], mark["lat"]))
                and (overseas == bool(frame.name))
                and gap > 0.5
            ):
                expected = pole_colour(pole, ViewState()).upper()
                assert at(picture, place, frame, mark["lon"], mark["lat"]) == expected, identifier
                seen += 1
    assert seen > 30
    assert {f.name for f, _place in views[1:]} == {t.name for t in OVERSEAS}


@pytest.mark.parametrize(
    "territory",
    [
        pytest.param("region:76", marks=pytest.mark.slow),
        "departement:976",
        "departement:974",
    ],
)
def test_communes_have_the_class_of_the_screen(territory: str) -> None:
    content = coverage_map(territory)
    view = ViewState(territory=territory)
    atlas = data.get_atlas()
    picture, layout = pixels(content), laid_out(content)
    place = layout.main(with_insets=False)
    frame = frames.main_frame(content.territory, place.aspect)
    letters = commune_classes(question(atlas, content.territory, view), "atteinte")
    communes = atlas.require_communes().assign(letter=letters)
    inside = communes[communes["code"].isin(commune_codes(atlas, content.territory))]
    sample = inside.iloc[:: max(len(inside) // 150, 1)]
    outlines = data.get_outlines("communes", "fine").set_index("code").geometry
    inner = shapely.point_on_surface(outlines.reindex(sample["code"]).to_numpy())
    found = [
        at(picture, place, frame, point.x, point.y) == COLOURS[letter].upper()
        for point, letter in zip(inner, sample["letter"], strict=True)
        if point is not None
    ]
    # The others lie under a name, a border or a mark.
    assert np.mean(found) > 0.7
    assert len(set(sample["letter"])) > 1 or territory == "departement:976"


def test_hostile_text_is_only_letters_in_the_drawing() -> None:
    content = pole_map("departement:38")
    table = content.poles.table.assign(name=HOSTILE)
    hostile = replace(
        content,
        title=HOSTILE,
        answer=HOSTILE,
        filters=HOSTILE,
        notes=(HOSTILE,),
        sources=HOSTILE,
        link=HOSTILE,
        poles=replace(content.poles, table=table),
    )
    text = to_svg(hostile)
    root = ET.fromstring(text.decode())  # noqa: S314 - our own
    names = {node.tag.removeprefix(SVG) for node in root.iter() if isinstance(node.tag, str)}
    assert {name for name in names if "}" not in name} <= ALLOWED
    for node in root.iter():
        assert not [key for key in node.attrib if key.lower().startswith("on")]
        targets = [value for key, value in node.attrib.items() if key.endswith("href")]
        assert all(target.startswith("#") for target in targets)
    # Written as it reads: no formula was made of it, no control character is left.
    shown = told(hostile).replace(" ", "")
    wanted = "<script>alert(1)</script>{{7*7}}$\\frac{1}{2}$&]]>--fin"
    # Title, answer, choices, note, source, address, and each pole of the list.
    listed = int((table["number"] > 0).sum())
    assert shown.count(wanted) == 6 + listed
    assert not set("\x00\x1b\u202e") & set(text.decode())
    assert to_png(hostile, dpi=80).startswith(b"\x89PNG")


def test_the_drawing_carries_filters_sources_and_version() -> None:
    text = to_svg(pole_map("departement:38", cohorts=("appel-2013",))).decode()
    for piece in ("Isère", "2013", "Insee", data.get_atlas().version, "2026-11-22"):
        assert piece in text


def test_the_same_choice_gives_the_same_files_in_every_thread() -> None:
    content = pole_map("departement:976", layers=LAYERS)
    first = to_svg(content), to_png(content, dpi=80)
    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(lambda _turn: (to_svg(content), to_png(content, dpi=80)), range(3)))
    assert all(other == first for other in others)


def test_no_name_lies_on_another_nor_on_a_mark() -> None:
    figure = Figure()
    page = figure.add_axes((0, 0, 1, 1))
    place = Rect(0, 0, 100, 100)
    names = Names(page, place, 7)
    names.mark(Rect(48, 48, 4, 4))
    random = np.random.default_rng(3)
    written = sum(names.place(x, y, "Villeneuve") for x, y in random.uniform(0, 100, (150, 2)))
    assert 20 < written < 150
    boxes = [shapely.box(r.x, r.y, r.right, r.top) for r in names.taken if r.height > 2]
    overlaps = sum(
        one.intersection(two).area > 1e-9 for i, one in enumerate(boxes) for two in boxes[:i]
    )
    assert overlaps == 0
    assert all(shapely.box(0, 0, 100, 100).contains(box) for box in boxes)


def test_a_line_is_broken_where_it_reads_and_shrinks_to_fit() -> None:
    content = replace(pole_map("departement:976"), title="Titre", filters="Vagues : toutes")
    answer = "Registre incomplet : un pôle manquant ; un autre"
    sizes = {}
    for times in (1, 4, 7, 20):
        page = typeset_lines(replace(content, answer=" ; ".join([answer] * times)))
        first, last = ([line.text for line in page].index(t) for t in ("Titre", "Vagues : toutes"))
        lines = page[first + 1 : last]
        assert " ".join(line.text for line in lines).count("Registre incomplet") == times
        assert all(line.right <= POSTER.width * 72 / MM_PER_INCH - MARGIN + 1 for line in lines)
        assert not any(line.text.startswith((":", ";")) for line in lines)
        assert len(lines) <= 2 or times == 20
        sizes[times] = lines[0].size
    assert sizes[1] == sizes[4] == pytest.approx(10.5)
    assert 8.5 <= sizes[7] < 10.4
    # Whole even where it is longer than can be foreseen.
    assert sizes[20] == pytest.approx(8.5)
    assert drawable("漢字 Pôle\u2068") == "\ufffd\ufffd Pôle"


def test_however_much_is_said_the_page_holds_it_and_the_map() -> None:
    long = "Une phrase qui ne finit pas, " * 120
    link = "https://x.fr/?" + "&".join(f"choix{place}=valeur-{place}" for place in range(150))
    content = replace(pole_map("departement:976"), sources=long, link=link)
    lines = typeset_lines(replace(content, title=long, answer=long, filters=long))
    width, height = POSTER.width * 72 / MM_PER_INCH, POSTER.height * 72 / MM_PER_INCH
    assert all(0 < line.bottom < height for line in lines)
    assert all(MARGIN - 1 < line.left < line.right < width - MARGIN + 1 for line in lines)
    assert "valeur-149" in "".join(line.text for line in lines)
    assert laid_out(replace(content, title=long, answer=long, filters=long)).body.height > 95


def test_a_title_that_is_too_long_for_its_line_is_set_smaller() -> None:
    content = pole_map("departement:976")
    sizes = {}
    for times in (1, 4, 20):
        lines = typeset_lines(replace(content, title="Mayotte et ses communes " * times))
        title = [line for line in lines if "et ses communes" in line.text]
        assert (len(title) == 1) == (times < 20)
        sizes[times] = title[0].size
    assert sizes[1] == pytest.approx(17)
    assert 11 <= sizes[4] < 17
    assert sizes[20] == pytest.approx(11)


def test_the_north_of_the_frame_is_the_true_one() -> None:
    corse = frames.main_frame(get_territory(data.get_atlas(), "region:94"), 1.4)
    # Convergence of Lambert-93: sin(latitude of origin) x (longitude - 3 degrees).
    x, y = (corse.west + corse.east) / 2, (corse.south + corse.north) / 2
    lon, _lat = frames.transformer(2154).transform(x, y, direction="INVERSE")
    expected = (lon - 3) * np.sin(np.radians(46.5))
    assert corse.north_angle == pytest.approx(expected, abs=0.1)


def test_each_departement_overseas_has_its_own_projection() -> None:
    atlas = data.get_atlas()
    found = {t.code: frames.main_frame(t, 1.0).epsg for t in OVERSEAS}
    assert found == {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
    assert frames.main_frame(get_territory(atlas, "region:84"), 1.0).epsg == 2154
    assert frames.insets(get_territory(atlas, "metropole"), 1.0) == ()


def test_areas_on_paper_are_those_of_the_communes() -> None:
    atlas = data.get_atlas()
    reunion = get_territory(atlas, "departement:974")
    frame = frames.main_frame(reunion, 1.3)
    land = shapely.area(shapes.land(frame)).sum() / 1e6
    assert land == pytest.approx(2512, rel=0.01)  # km2, Insee
    classes = pd.Series("a", index=atlas.require_communes()["code"], dtype=object)
    assert shapely.area(shapes.dissolved(frame, classes).to_numpy()).sum() / 1e6 == pytest.approx(
        land, rel=0.001
    )


@pytest.mark.parametrize("territory", ["commune:15031", "commune:29155", "epci:200040715"])
def test_any_territory_can_be_printed(territory: str) -> None:
    content = pole_map(territory, layers=LAYERS)
    assert to_png(content, dpi=60).startswith(b"\x89PNG")


def test_a_filter_that_leaves_nothing_still_prints() -> None:
    content = pole_map("departement:2A", statuses=("disparu",))
    assert "aucun pôle connu" in content.answer.lower()
    assert to_svg(content)


def test_an_english_reader_gets_an_english_map() -> None:
    install("en")
    try:
        content = pole_map("departement:38")
    finally:
        install("fr")
    assert "inhabitants" in content.answer or "known" in content.answer


def test_the_legend_explains_only_what_is_drawn() -> None:
    layers = ("frr", "zrr", "desindustrialise", "qpv")
    mayotte = explained("departement:976", layers)
    assert not mayotte & {"frr", "zrr", "desindustrialise"}
    assert "qpv" in mayotte
    assert {"frr", "desindustrialise", "qpv"} <= explained("region:76", layers)


def explained(territory: str, layers: tuple[str, ...]) -> set[str]:
    content = pole_map(territory, layers=layers)
    frame = frames.main_frame(content.territory, 1.2)
    found = only_drawn(content, [frame])
    return {entry.layer for part in found.legend for entry in part.entries} - {""}


def test_a_long_name_is_whole_where_there_is_room() -> None:
    name = "Pôle territorial de coopération économique des vallées et des plateaux du Sud"
    content = pole_map("departement:38")
    few = with_names(content, [name] * 5)
    lines = [line.text for line in typeset_lines(few)]
    assert name not in lines
    assert " ".join(lines).count(name) == 5
    many = told(with_names(content, [name] * 40))
    assert name not in many
    assert many.count("Pôle territorial de coopération") == 40
    assert many.count("…") == 40
    assert told(with_names(content, ["Court"])).count("Court") == 1


def test_poles_that_the_list_has_no_room_for_are_counted() -> None:
    content = pole_map("departement:38", layers=LAYERS)
    shown = told(replace(with_names(content, ["Un pôle"] * 90), notes=("Une note. " * 40,)))
    kept = shown.count("Un pôle")
    assert 5 < kept < 90
    assert f"et {90 - kept} autres, dans le tableau de l\u2019atlas" in shown
    assert shown.count("Une note.") == 40


@pytest.mark.parametrize("layout", [POSTER, FIGURE, SIDE_BY_SIDE])
def test_the_notes_beside_a_map_are_legible(layout: Layout) -> None:
    content = replace(pole_map("departement:976"), notes=("Une note.",))
    (note,) = [line for line in typeset_lines(content, layout) if line.text == "Une note."]
    assert note.size >= 7 - 1e-3


def test_maps_side_by_side_bear_their_names_in_letters_of_one_size() -> None:
    atlas = data.get_atlas()
    view = ViewState(territory="region:76", compared=("region:11",))
    drawn = comparison_map(comparison(atlas, view), view, DAY, "")
    names = [" ".join(panel.name.split()) for panel in (drawn, *drawn.beside)]
    lines = [line for line in typeset_lines(drawn) if line.text in names]
    assert sorted(line.text for line in lines) == sorted(names)
    assert len({round(line.size, 2) for line in lines}) == 1


def test_the_insets_of_france_bear_their_names() -> None:
    lines = [line.text for line in typeset_lines(pole_map("france"))]
    for name in (*(one.name for one in OVERSEAS), "Paris et alentours"):
        assert name in lines


def test_sites_are_numbered_in_the_order_of_what_they_add() -> None:
    atlas = data.get_atlas()
    gers = get_territory(atlas, "departement:32")
    view = ViewState(territory=gers.id, sites="3")
    request = request_of(atlas, gers, view)
    sites = [
        {"name": "Condom", "lon": 0.37, "lat": 43.96, "adds": 20},
        {"name": HOSTILE, "lon": 0.2, "lat": 43.8, "adds": 5},
    ]
    answer = {
        "sites": sites,
        "newly": ["32107"],
        "details": {
            "population": 100,
            "weight_unknown": {"population": 7, "departements": ["Mayotte"]},
        },
        "population_reached_before": 55,
        "population_reached_after": 80,
        "optimal": True,
    }
    drawn = siting_map(atlas, request, answer, siting_choices(view, request), (DAY, ""))
    table = drawn.poles.table
    assert table.loc[table["number"] > 0, "number"].tolist() == [1, 2]
    assert table.loc["site-1", "name"] == "Condom : + 20 habitants"
    assert "80" in drawn.answer
    assert any("7 habitants (Mayotte)" in note for note in drawn.notes)
    classes = drawn.layers[0].shapes(frames.main_frame(gers, 1.4))
    assert set(classes.index) <= set(SITING_COLOURS)
    assert "n" in classes.index
    assert to_png(drawn, dpi=60).startswith(b"\x89PNG")


def test_every_wave_has_its_map_beside_the_others() -> None:
    atlas = data.get_atlas()
    isere, view = get_territory(atlas, "departement:38"), ViewState()
    asked = question(atlas, isere, view)
    table = cached_timeline(asked)
    drawn = wave_maps(asked, table, {"Règle": "zone"}, DAY)
    panels = (drawn, *drawn.beside)
    assert len(panels) == len(table)
    frame = frames.main_frame(isere, 1)
    for panel, (_place, row) in zip(panels, table.iterrows(), strict=True):
        assert panel.name.endswith(percent(row["share_reached"]))
        codes = data.get_atlas().require_communes()["code"]
        states = wave_states(atlas, row["cohort"], asked.rule)
        inside = codes.isin(commune_codes(atlas, isere)).to_numpy()
        shapes_here = panel.layers[0].shapes(frame)
        assert set(map(str, set(states[inside]) - {0})) <= set(shapes_here.index)
    assert to_png(drawn, dpi=60).startswith(b"\x89PNG")


def test_every_wave_of_france_has_its_overseas_below() -> None:
    atlas, view = data.get_atlas(), ViewState()
    asked = question(atlas, FRANCE, view)
    table = cached_timeline(asked).set_index("cohort")
    two = table.loc[["appel-2013", "appel-2015"]].reset_index()
    drawn = wave_maps(asked, two, {}, DAY)
    assert any("Guadeloupe, Martinique, Guyane, La Réunion" in note for note in drawn.notes)
    figure = draw(drawn, POSTER, views(drawn, POSTER))
    page, *maps = figure.axes
    assert len(maps) == 2 * (1 + len(OVERSEAS))
    boxes = [shapely.box(*axes.get_position().extents) for axes in maps]
    for place, one in enumerate(boxes):
        assert not any(one.intersection(other).area > 1e-9 for other in boxes[:place])
    assert page.get_position().width == 1
    # Martinique was reached by the second call, not by the first.
    first, second = (NEWLY.lower() in face_colours(maps[6 * wave + 2]) for wave in (0, 1))
    assert (first, second) == (False, True)


def face_colours(axes: Axes) -> set[str]:
    return {
        to_hex(colour)
        for artist in (*axes.patches, *axes.collections)
        for colour in np.atleast_2d(artist.get_facecolor())
    }
