"""The page of the waves, run as Streamlit runs it, against the analysis."""

import io
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from geo.places.territories import FRANCE, get_territory
from geo.poles.select import PoleFilter
from geo.reach.question import Question
from geo.reach.timeline import timeline, wave_order
from geo.vocabulary import PRIORITIES
from tests.pages.opening import open_screen
from ui import data
from ui.maps.chronologie import wave_picture, width_within
from ui.screens.chronologie import files, replay, show, tables
from ui.screens.chronologie.bounds import known_gains
from ui.screens.chronologie.replay import wave_on_turn
from ui.screens.chronologie.words import (
    figures,
    first_wave,
    never_reached,
    same_pictures,
    seats_outside_waves,
    sentence,
    wave_caption,
    wave_sentence,
)
from ui.text.formats import number, percent
from ui.text.labels import cohort_short
from ui.text.safe import plain_text


def open_page(**link: str) -> AppTest:
    return open_screen("chronologie", looks=1, **link)


@pytest.mark.parametrize("territory", ["france", "region:94", "departement:976"])
def test_figures_are_those_of_the_analysis(territory: str) -> None:
    page = open_page(territoire=territory)
    atlas = data.get_atlas()
    table = timeline(atlas, get_territory(atlas, territory))
    shares = [table["share_reached"].iloc[-1]]
    shares += [table[f"{name}_share"].iloc[-1] for name in ("qpv", "rural", "desindustrialise")]
    assert [metric.value for metric in page.metric] == [percent(share) for share in shares]


def test_pictures_come_with_the_page_and_are_never_asked_for_too_late() -> None:
    addresses = [picture.proto.imgs[0].url for picture in open_page().get("image")]
    assert len(addresses) == len(wave_order(data.get_atlas())) + 1
    assert all(address.startswith("data:image/png;base64,") for address in addresses)


def test_slider_tells_the_wave_of_the_link() -> None:
    page = open_page(vague="appel-2013")
    row = timeline(data.get_atlas(), FRANCE).set_index("cohort").loc["appel-2013"]
    told = [text.value for text in page.markdown]
    assert any(number(row["new_reach"]) in text and number(row["overlap"]) in text for text in told)
    page.select_slider(key="choix-wave").set_value("temoin-2011").run()
    assert page.query_params["vague"] == "temoin-2011"


def test_play_moves_the_slider_to_the_first_wave() -> None:
    page = open_page()
    page.button(key="lire").click().run()
    assert page.select_slider(key="choix-wave").value == wave_order(data.get_atlas())[0]
    page.run()
    assert page.select_slider(key="choix-wave").value == wave_order(data.get_atlas())[1]
    page.button(key="lire").click().run()
    page.run()
    assert page.select_slider(key="choix-wave").value == wave_order(data.get_atlas())[1]


def test_play_goes_on_when_the_browser_has_not_heard_of_the_last_wave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = wave_order(data.get_atlas())
    page = open_page()
    page.button(key="lire").click().run()
    page.run()
    # Late, the browser still says the wave of the turn before.
    page.select_slider(key="choix-wave").set_value(order[0]).run()
    assert page.select_slider(key="choix-wave").value == order[1]
    page.run()
    assert page.select_slider(key="choix-wave").value == order[2]
    # It holds the replay before it has heard of the third wave, which is on show.
    monkeypatch.setattr(replay, "SOON_S", 60.0)
    page.select_slider(key="choix-wave").set_value(order[1])
    page.button(key="lire").click().run()
    assert page.button(key="lire").label == "Lire"
    assert page.select_slider(key="choix-wave").value == order[2]
    assert page.query_params["vague"] == order[2]
    # A turn asked for before it heard of the pause comes later still.
    page.select_slider(key="choix-wave").set_value(order[1]).run()
    assert page.select_slider(key="choix-wave").value == order[2]
    monkeypatch.setattr(replay, "SOON_S", -10.0)
    page.select_slider(key="choix-wave").set_value(order[1]).run()
    assert page.select_slider(key="choix-wave").value == order[1]


def test_turn_of_the_replay() -> None:
    order = ("a", "b", "c")
    assert wave_on_turn(order, "a", "a", "c") == "b"
    assert wave_on_turn(order, "a", "b", "a") == "b"  # not heard of yet
    assert wave_on_turn(order, "c", "a", "b") == "c"  # moved by hand
    assert wave_on_turn(order, "c", "a", "c") == "a"  # begun anew, not heard of yet
    assert wave_on_turn(order, "a", "", "c") == "a"
    assert wave_on_turn(order, "c", "c", "b") is None


def test_play_stops_at_the_last_wave() -> None:
    page = open_page(vague="ami-2024")
    order = wave_order(data.get_atlas())
    page.button(key="lire").click().run()
    assert page.button(key="lire").label == "Pause"
    seen = [page.select_slider(key="choix-wave").value]
    for _turn in range(len(order)):
        page.run()
        seen.append(page.select_slider(key="choix-wave").value)
    assert list(dict.fromkeys(seen)) == list(order[order.index("ami-2025") :])
    assert page.button(key="lire").label == "Lire"


def test_published_totals_are_a_list_and_no_line() -> None:
    page = open_page()
    totals = next(one.value for one in page.dataframe if "what" in one.value.columns)
    assert len(totals) == len(data.get_atlas().official_totals)


def asked(territory_id: str) -> Question:
    atlas = data.get_atlas()
    return Question(atlas, get_territory(atlas, territory_id))


def test_pictures_show_what_the_states_say(tmp_path: Path) -> None:
    file = tmp_path / "france.png"
    file.write_bytes(wave_picture(asked("france"), "temoin-2011", 300))
    with Image.open(file) as picture:
        assert picture.width == 300
        assert picture.height > 300
        assert len(picture.convert("RGB").getcolors() or []) >= 4
    local = wave_picture(asked("departement:974"), "appel-2015", 200)
    assert local != wave_picture(asked("departement:974"), "temoin-2011", 200)
    assert len(wave_picture(asked("france"), "recense", 760)) < 120_000


def test_a_picture_is_drawn_once_whatever_a_reader_filters() -> None:
    question = asked("departement:974")
    filtered = question.of(PoleFilter(statuses=("actif",)))
    drawn = wave_picture(question, "appel-2015", 200)
    assert wave_picture(filtered, "appel-2015", 200) is drawn


def caption(row: pd.Series) -> str:
    return wave_caption(row).replace("\u00a0", " ")


def wave(**parts: object) -> pd.Series:
    known = {"cohort": "appel-2013", "share_reached": 0.31, "new_reach": 12, "reach_alone": 12}
    known |= {"overlap": 0, "found": 16, "official": 16, "unseated_here": 0, "unplaced": 0}
    return pd.Series(known | parts)


def test_caption_tells_what_the_register_knows() -> None:
    blind = caption(wave(new_reach=0, found=1))
    assert "registre : 1 sur 16" in blind
    assert "gain non connu" in blind
    assert "+ 0" not in blind
    assert "+ 12 hab. au moins" in caption(wave(found=15))
    full = caption(wave())
    assert "+ 12 hab." in full
    assert "au moins" not in full
    assert "registre : 16 sur 16" in full
    assert "registre" not in caption(wave(official=pd.NA))


@pytest.mark.parametrize("where", ["unseated_here", "unplaced"])
def test_a_seat_that_may_be_here_makes_the_gain_a_lower_bound(where: str) -> None:
    assert "au moins" in caption(wave(**{where: 1}))
    told = wave_sentence(wave(**{where: 2}))
    assert "2 pôles" in told
    assert ("peut-être ici" in told) == (where == "unseated_here")


def test_what_a_wave_may_have_reached_unseen_is_unknown_and_not_zero() -> None:
    table = timeline(data.get_atlas(), get_territory(data.get_atlas(), "region:84"))
    shown = tables.overlap_table(table)
    pictures = ["gain non connu" in caption(row) for _place, row in table.iterrows()]
    assert sum(pictures) > 2
    assert shown["new_reach"].isna().tolist() == pictures
    assert not (shown["new_reach"] == 0).fillna(value=False).any()
    taken = files.wave_table(table)
    assert taken["new_reach"].isna().tolist() == pictures
    # No wave came before the first: nobody was within reach already.
    assert table["official"].iloc[0] > table["found"].iloc[0]
    assert shown["overlap"].iloc[0] == 0
    known = ~shown["new_reach"].isna()
    assert (shown["new_reach"] == table["new_reach"])[known].all()
    note = tables.unsure_note(table)
    unknown, _dot, least = note.partition("Au moins")
    for cohort, blind in zip(table["cohort"], pictures, strict=True):
        assert (cohort_short(cohort) in unknown) == blind
    assert cohort_short("ami-2023") in least
    assert "hors vague" not in note


def test_a_whole_register_leaves_zero_a_zero_and_no_note() -> None:
    table = pd.DataFrame([wave(new_reach=0), wave(found=15)])
    known = known_gains(table)
    assert known["new_reach"].tolist() == [0, 12]
    assert known["overlap"].isna().tolist() == [False, True]
    assert not tables.unsure_note(table.iloc[:1])


@pytest.mark.parametrize(
    ("row", "told", "untold"),
    [
        ({"overlap": 7}, "12 habitants atteints pour la première fois ; 7 l'", "au moins"),
        ({"overlap": 7, "found": 1}, "12 habitants au moins", "n'est pas connu"),
        ({"found": 1}, "12 habitants au moins atteints pour la première fois.", "déjà"),
        ({"new_reach": 0, "overlap": 7, "found": 1}, "n'est pas connu ; 7 au moins", "0 habitants"),
        ({"new_reach": 0, "overlap": 7}, "0 habitants atteints", "au moins"),
    ],
)
def test_words_of_a_wave_claim_no_more_than_is_known(
    row: dict[str, object], told: str, untold: str
) -> None:
    words = wave_sentence(wave(**row)).replace("\u00a0", " ")
    assert told in words
    assert untold not in words


def test_unknown_gain_is_a_word_in_the_chart_and_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    charts = []
    monkeypatch.setattr(show, "show_chart", lambda chart, *_a, **_k: charts.append(chart))
    table = timeline(data.get_atlas(), get_territory(data.get_atlas(), "region:84"))
    show.show_overlap(table)
    rows = charts[0].rows.set_index("label")
    blind = rows.loc[f"{plain_text(cohort_short('ami-2022'))} – première fois"]
    assert pd.isna(blind["value"])
    assert blind["text"] == "non connu"


def test_play_says_how_to_copy_the_wave_on_show() -> None:
    page = open_page()
    told = "Pour copier le lien de la vague affichée"
    assert not any(told in one.value for one in page.caption)
    page.button(key="lire").click().run()
    assert any(told in one.value for one in page.caption)


def test_seats_unknown_elsewhere_leave_the_gain_of_a_territory_whole() -> None:
    atlas = data.get_atlas()
    ardennes, landes = (
        timeline(atlas, get_territory(atlas, f"departement:{code}")).set_index("cohort")
        for code in ("08", "40")
    )
    assert ardennes.loc["appel-2013", "unseated_here"] == 1
    assert landes.loc["appel-2013", "unseated_here"] == 0
    assert landes.loc["appel-2013", "unseated"] == ardennes.loc["appel-2013", "unseated"] > 1


def test_identical_pictures_are_told_once() -> None:
    table = pd.DataFrame(
        {
            "cohort": ["temoin-2011", "appel-2013", "appel-2015", "ami-2022", "ami-2023"],
            "population_reached": [0, 0, 5, 5, 5],
        }
    )
    told = same_pictures(table, [b"0", b"0", b"1", b"1", b"1"])
    assert "2015 (2e appel), 2022 et 2023" in told
    assert "2011" not in told
    assert not same_pictures(table, [b"0", b"0", b"1", b"2", b"1"])


def test_cards_without_any_pole_compare_with_no_wave() -> None:
    atlas = data.get_atlas()
    corse = figures(timeline(atlas, get_territory(atlas, "departement:2A")))
    assert [one.comparison for one in corse[:3]] == ["aucun pôle connu à portée"] * 3
    assert corse[3].value == "–"
    assert corse[3].comparison == "personne dans ce cas ici"
    mayotte = figures(timeline(atlas, get_territory(atlas, "departement:976")))
    assert mayotte[1].value == "–"
    assert "Inconnu pour" in mayotte[1].comparison


def test_large_picture_fits_in_one_look() -> None:
    small = wave_picture(asked("france"), "temoin-2011", 300)
    shown = width_within(small, 760, 560)
    picture = wave_picture(asked("france"), "temoin-2011", shown)
    with Image.open(io.BytesIO(picture)) as drawn:
        assert drawn.width == shown < 760
        assert drawn.height == pytest.approx(560, abs=6)
    assert width_within(picture, 300, 5000) == 300


def test_today_counts_the_seats_here_and_no_pole_without_seat() -> None:
    atlas = data.get_atlas()
    everywhere = seats_outside_waves(Question(atlas))
    poles = atlas.poles
    assert poles is not None
    outside = poles[poles["cohorts"] == "recense"]
    assert everywhere == outside["commune"].notna().sum() < len(outside)
    corse = get_territory(atlas, "departement:2A")
    assert seats_outside_waves(Question(atlas, corse)) < everywhere


def test_headline_and_cards_mean_the_same_first_wave() -> None:
    table = pd.DataFrame(
        {
            "cohort": ["temoin-2011", "appel-2013", "appel-2015"],
            "population_reached": [0, 40, 60],
            "reach_alone": [0, 40, 20],
        }
    )
    shares = {
        name: [0.0, 0.4, 0.6] for name in ("share_reached", *map("{}_share".format, PRIORITIES))
    }
    table = table.assign(**shares)
    assert first_wave(table)["cohort"] == "appel-2013"
    year = cohort_short("appel-2013")
    assert year in sentence(FRANCE, table)
    assert all(year in figure.comparison for figure in figures(table))
    assert not never_reached(table)


def test_territory_without_any_wave_has_a_sentence_and_no_blank_picture() -> None:
    page = open_page(territoire="departement:2A")
    table = timeline(data.get_atlas(), get_territory(data.get_atlas(), "departement:2A"))
    assert never_reached(table)
    assert any("seraient vides" in one.value for one in page.info)
