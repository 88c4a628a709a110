"""The link holds the whole view, and a wrong link costs one value at most."""

from dataclasses import fields, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places.resolve import Found
from geo.territory_id import Territory
from ui.view.choices import (
    BACKGROUNDS,
    BASES,
    COLOURS,
    DEFAULT_VIEW,
    DETOURS,
    DISPLAYS,
    JOB_YEARS,
    LAYERS,
    MESHES,
    PERCENTILES,
    RADII_KM,
    REACHES,
    RURAL_CHOICES,
    TODAY,
    ViewState,
    Vocabulary,
)
from ui.view.link import (
    MOST_CHARACTERS,
    MOST_VALUES,
    ORDERS,
    PARAMS,
    InvalidValue,
    address_params,
    canonical,
    parse_view,
    view_params,
)

COHORTS = ("temoin-2011", "appel-2013", "recense")
SECTORS = ("bois", "culture")
STATUSES = ("actif", "inconnu")
TERRITORIES = ("france", "ancienne-region:82", "departement:2A", "commune:26281")
YEARS = ("2012", "2014")
VOCABULARY = Vocabulary(TERRITORIES.__contains__, COHORTS, SECTORS, STATUSES, ("a-pole",), YEARS)


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True).map(tuple)


VIEWS = st.builds(
    ViewState,
    territory=st.sampled_from(TERRITORIES),
    cohorts=some(COHORTS),
    sectors=some(SECTORS),
    statuses=some(STATUSES),
    colour=st.sampled_from(tuple(COLOURS)),
    layers=some(LAYERS),
    background=st.sampled_from(tuple(BACKGROUNDS)),
    pole=st.sampled_from(("", "a-pole")),
    reach=st.sampled_from(tuple(REACHES)),
    km=st.sampled_from(RADII_KM),
    detour=st.sampled_from(DETOURS),
    year=st.sampled_from((TODAY, *YEARS)),
    display=st.sampled_from(tuple(DISPLAYS)),
    rural=some(RURAL_CHOICES),
    basis=st.sampled_from(tuple(BASES)),
    mesh=st.sampled_from(tuple(MESHES)),
    change=st.sampled_from(PERCENTILES),
    share=st.sampled_from(PERCENTILES),
    start=st.sampled_from(JOB_YEARS),
    end=st.sampled_from(JOB_YEARS),
)


@given(VIEWS)
def test_a_link_gives_back_the_view_it_was_made_of(view: ViewState) -> None:
    assert parse_view(view_params(view), VOCABULARY) == (canonical(view), ())


@given(VIEWS, st.randoms())
def test_the_order_of_the_clicks_is_not_in_the_link(view: ViewState, random: Random) -> None:
    clicked = {
        name: tuple(random.sample(v, len(v))) for name, v in vars(view).items() if name in ORDERS
    }
    assert view_params(replace(view, **clicked)) == view_params(view)
    assert list(view_params(view)) == [p for p in PARAMS.values() if p in view_params(view)]


def test_the_default_view_is_in_order() -> None:
    assert canonical(DEFAULT_VIEW) == DEFAULT_VIEW


def test_layers_are_written_in_the_order_of_the_buttons() -> None:
    assert view_params(ViewState(layers=("afr", "qpv", "regions"))) == {
        "calques": "regions,qpv,afr"
    }


def test_the_default_view_has_an_empty_link() -> None:
    assert view_params(DEFAULT_VIEW) == {}
    assert parse_view({}, VOCABULARY) == (DEFAULT_VIEW, ())


def test_no_layer_at_all_is_not_the_default_layers() -> None:
    assert view_params(ViewState(layers=())) == {"calques": "aucun"}
    assert parse_view({"calques": "aucun"}, VOCABULARY)[0].layers == ()


def test_an_unknown_value_falls_back_and_is_told() -> None:
    link = {"territoire": "region:999", "couleur": "rose", "lang": "en"}
    view, invalid = parse_view(link, VOCABULARY)
    assert view == DEFAULT_VIEW
    assert invalid == (
        InvalidValue("territoire", "region:999"),
        InvalidValue("couleur", "rose"),
    )


def test_of_a_list_the_good_values_stay() -> None:
    view, invalid = parse_view({"vagues": "appel-2013,appel-1848"}, VOCABULARY)
    assert view.cohorts == ("appel-2013",)
    assert invalid == (InvalidValue("vagues", "appel-1848"),)


ROMANS = Found(Territory("commune", "26281", "Romans"), "Le Bourg", "now", asked="commune:26002")
MEANT = {
    "commune:26002": ROMANS,
    "departement:2a": Found(Territory("departement", "2A", "Corse-du-Sud")),
}
READING = replace(VOCABULARY, meant=MEANT.get)


@pytest.mark.parametrize(
    ("link", "parts", "told"),
    [
        ({"territoire": "ancienne-region:82). "}, {"territory": "ancienne-region:82"}, ()),
        ({"territoire": "departement:2a&amp;"}, {"territory": "departement:2A"}, ()),
        (
            {"territoire": "commune:26002,"},
            {"territory": "commune:26281"},
            (InvalidValue("territoire", "commune:26002,", ROMANS),),
        ),
        ({"rayon": "EPCI."}, {"reach": "epci"}, ()),
        ({"vagues": "recense, appel-2013, "}, {"cohorts": ("appel-2013", "recense")}, ()),
        ({"calques": "aucun."}, {"layers": ()}, ()),
        (
            {"veto": "26002,26281"},
            {"veto": ("26281",)},
            (InvalidValue("veto", "26002", ROMANS),),
        ),
        ({"km": "-30"}, {}, (InvalidValue("km", "-30"),)),
        ({"km": "…"}, {}, (InvalidValue("km", "…"),)),
        ({"calques": "…"}, {}, (InvalidValue("calques", "…"),)),
        ({"territoire": "commune:26003."}, {}, (InvalidValue("territoire", "commune:26003."),)),
    ],
)
def test_a_value_is_read_as_it_is_meant_or_refused_by_name(
    link: dict[str, str], parts: dict[str, object], told: tuple[InvalidValue, ...]
) -> None:
    assert parse_view(link, READING) == (replace(DEFAULT_VIEW, **parts), told)  # type: ignore[arg-type]


def test_what_html_leaves_in_an_address_is_passed_over() -> None:
    query = {"territoire": "region:84", "amp;vagues": "recense", "amp;amp;km": "20", "amp;x": "1"}
    assert address_params(query) == {"territoire": "region:84", "vagues": "recense", "km": "20"}
    # What is well written is believed first.
    assert address_params({"amp;km": "20", "km": "30"}) == {"km": "30"}


@given(st.dictionaries(st.sampled_from(sorted(PARAMS.values())), st.text(max_size=40)))
def test_any_link_opens_and_names_what_it_refuses(link: dict[str, str]) -> None:
    view, invalid = parse_view(link, READING)
    assert parse_view(view_params(view), READING) == (view, ())
    assert all(one.value in link[one.param] for one in invalid)


def test_a_list_without_any_good_value_falls_back() -> None:
    view, invalid = parse_view({"calques": "<script>"}, VOCABULARY)
    assert view.layers == DEFAULT_VIEW.layers
    assert invalid == (InvalidValue("calques", "<script>"),)


@given(st.dictionaries(st.sampled_from(list(PARAMS.values())), st.text()))
def test_no_link_breaks_the_page(link: dict[str, str]) -> None:
    view, _invalid = parse_view(link, VOCABULARY)
    for field in fields(view):
        value = getattr(view, field.name)
        allowed = VOCABULARY.allowed(field.name)
        values = value if isinstance(value, tuple) else (value,)
        assert all(allowed(v) or v == getattr(DEFAULT_VIEW, field.name) for v in values)


@pytest.mark.parametrize("param", ["calques", "veto", "impose", "avec"])
def test_a_list_without_end_is_read_to_its_bound(param: str) -> None:
    asked: list[str] = []
    known = replace(
        VOCABULARY,
        is_territory=lambda text: bool(asked.append(text)),
        meant=asked.append,
    )
    text = ",".join(f"ville{place}" for place in range(100_000))
    _view, invalid = parse_view(address_params({param: text}), known)
    assert len(invalid) == MOST_VALUES + 1
    assert [one for one in invalid if one.ends] == [
        InvalidValue(param, f"ville{MOST_VALUES}", ends=True)
    ]
    # Each value is tried in three spellings, then looked for once.
    assert len(asked) <= 4 * MOST_VALUES


def test_as_many_values_as_any_reader_chooses_are_read() -> None:
    codes = tuple(f"{code:05d}" for code in range(MOST_VALUES))
    everywhere = replace(VOCABULARY, is_territory=lambda _text: True)
    chosen = replace(DEFAULT_VIEW, veto=codes)
    assert parse_view(address_params(view_params(chosen)), everywhere) == (chosen, ())


def test_values_said_again_are_read_once() -> None:
    text = ",".join(["appel-1848"] * 50)
    assert parse_view({"vagues": text}, VOCABULARY)[1] == (InvalidValue("vagues", "appel-1848"),)


def test_no_text_of_an_address_is_longer_than_its_bound() -> None:
    assert len(address_params({"territoire": "x" * 1_000_000})["territoire"]) == MOST_CHARACTERS
    asked: list[str] = []
    known = replace(VOCABULARY, is_territory=lambda text: bool(asked.append(text)))
    parse_view({"territoire": "x" * 300}, known)
    assert asked == []


def test_amp_said_a_hundred_thousand_times_is_passed_over_at_once() -> None:
    assert address_params({"amp;" * 100_000 + "km": "20"}) == {"km": "20"}
