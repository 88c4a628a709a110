"""Where the view of a run comes from: the table of `ui.view.visit`, row by row."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ui.view import visit
from ui.view.choices import DEFAULT_LAYERS, DEFAULT_VIEW, LAYER_GROUPS, ViewState, Vocabulary
from ui.view.link import InvalidValue
from ui.view.visit import NEW, Run, Source, Visit

ROOT = Path(__file__).parents[3]
TABLE = (
    # screen, address, choice; source, the view is, the widgets
    ("none yet", "any", "any", "ADDRESS", "what the address says", "are given it"),
    ("another", "empty", "any", "SCREEN", "as it was", "are given it"),
    ("another", "known", "any", "SCREEN", "as it was", "are given it"),
    ("another", "new", "any", "ADDRESS", "what the address says", "are given it"),
    ("the same", "any", "yes", "CHOICE", "what the widgets say", "stand"),
    ("the same", "known", "no", "LOOK", "what the widgets say", "stand"),
    ("the same", "new", "no", "ADDRESS", "what the address says", "are given it"),
)
KNOWN = {"territoire": "region:76", "statuts": "actif"}
NEW_ADDRESS = {"territoire": "region:32"}
ADDRESSES = {"empty": {}, "known": KNOWN, "new": NEW_ADDRESS}
VIEW = ViewState(territory="region:76", statuses=("actif",))
SEEN = {"choix-statuses": ["actif"], "bouton": False}
VISIT = Visit(view=VIEW, screen="carte", looks=2, address=KNOWN, seen=SEEN, seen_view=VIEW)
VOCABULARY = Vocabulary(
    is_territory={"france", "region:76", "region:32"}.__contains__,
    cohorts=("ami-2021",),
    sectors=(),
    statuses=("actif", "clos"),
    poles=(),
)


def run_of(screen: str, address: str, choice: str) -> tuple[Visit, Run]:
    """Return a visit and a run that answer the three questions of the table."""
    before = NEW if screen == "none yet" else VISIT
    held = SEEN | {"choix-statuses": ["clos"]} if choice == "yes" else SEEN
    return before, Run("couverture" if screen == "another" else "carte", ADDRESSES[address], held)


def cases() -> list[tuple[str, str, str, str, str, str]]:
    """Return the rows with each *any* spelt out."""
    spelt_out = [
        (screen, one_address, one_choice, *rest)
        for screen, address, choice, *rest in TABLE
        for one_address in (ADDRESSES if address == "any" else [address])
        for one_choice in (["yes", "no"] if choice == "any" else [choice])
    ]
    # On the same screen an empty address is as new as another.
    return [*spelt_out, ("the same", "empty", "no", *TABLE[-1][3:])]


@pytest.mark.parametrize(("screen", "address", "choice", "source", "is_", "widgets"), cases())
def test_row_of_the_table(
    screen: str, address: str, choice: str, source: str, is_: str, widgets: str
) -> None:
    before, run = run_of(screen, address, choice)
    found = visit.source_of(before, run)
    assert found is Source[source]
    begun = visit.begin(before, run, found, VOCABULARY)
    said = {"statuses": tuple(run.held["choix-statuses"])}
    believed = visit.believed(found, said, VOCABULARY)
    assert believed == (said if widgets == "stand" else {})
    view = visit.choose(begun.view, believed)
    expected = {
        "what the address says": {
            "known": VIEW,
            "new": ViewState(territory="region:32"),
            "empty": DEFAULT_VIEW,
        }[address],
        "as it was": before.view,
        "what the widgets say": replace(before.view, **said),
    }[is_]
    assert view == expected


def test_the_table_is_whole() -> None:
    asked = [case[:3] for case in cases()]
    assert sorted(asked) == sorted(
        product(("none yet", "another", "the same"), ADDRESSES, ("yes", "no"))
    )


def test_the_docstring_shows_the_same_table() -> None:
    lines = (visit.__doc__ or "").splitlines()
    first, _second, last = (n for n, line in enumerate(lines) if line.startswith("====="))
    starts = [column.start() for column in re.finditer("=+", lines[first])]
    bounds = list(zip(starts, [*starts[1:], None], strict=True))
    told = [tuple(line[a:b].strip() for a, b in bounds) for line in lines[first + 3 : last]]
    assert tuple(told) == TABLE


@pytest.mark.parametrize(
    ("changes", "held", "expected"),
    [
        ({}, SEEN, False),
        ({}, SEEN | {"choix-statuses": ["clos"]}, True),
        ({}, SEEN | {"choix-statuses": []}, True),
        ({}, SEEN | {"bouton": True}, True),
        # A button comes up again by itself; a widget appears.
        ({"seen": SEEN | {"bouton": True}}, SEEN, False),
        ({}, SEEN | {"choix-km": "30"}, False),
        # A callback has changed the view, or a run that did was never over.
        ({"view": replace(VIEW, pole="p")}, SEEN, True),
        ({"goes_on": True}, SEEN, True),
        ({"seen": {}, "seen_view": None}, SEEN, False),
    ],
)
def test_what_is_a_choice(
    changes: dict[str, Any], held: Mapping[str, object], *, expected: bool
) -> None:
    assert visit.is_choice(replace(VISIT, **changes), held) is expected


def begin(before: Visit, screen: str, address: Mapping[str, str], **held: object) -> Visit:
    run = Run(screen, address, SEEN | held)
    return visit.begin(before, run, visit.source_of(before, run), VOCABULARY)


def test_looks_are_counted_by_screen() -> None:
    first = begin(NEW, "carte", KNOWN)
    second = begin(first, "carte", KNOWN)
    elsewhere = begin(second, "couverture", {})
    assert [first.looks, second.looks, elsewhere.looks] == [1, 2, 1]
    assert begin(elsewhere, "carte", NEW_ADDRESS).looks == 1


def test_a_run_goes_on_once_only() -> None:
    assert begin(replace(VISIT, goes_on=True), "carte", NEW_ADDRESS) == replace(VISIT, looks=3)
    assert begin(VISIT, "carte", NEW_ADDRESS).view == ViewState(territory="region:32")


def test_the_view_brought_to_a_screen_is_what_its_empty_address_means() -> None:
    moved = begin(VISIT, "couverture", {})
    assert (moved.view, moved.address, moved.carried) == (VIEW, {}, {"couverture": VIEW})
    ended = visit.see(visit.end(moved, moved.view, "fr"), SEEN)
    assert ended.address == KNOWN
    assert begin(ended, "couverture", {}).view == VIEW
    # The empty address of another screen brings along what stands there now.
    changed = begin(ended, "couverture", NEW_ADDRESS)
    assert begin(changed, "portrait", {}).view == ViewState(territory="region:32")


def test_an_empty_address_once_written_means_what_it_says() -> None:
    moved = begin(VISIT, "couverture", {})
    emptied = visit.end(replace(moved, view=DEFAULT_VIEW), DEFAULT_VIEW, "fr")
    assert emptied.address == {}
    assert emptied.carried == {}
    chosen = visit.see(visit.end(replace(emptied, view=VIEW), VIEW, "fr"), SEEN)
    assert begin(chosen, "couverture", {}).view == DEFAULT_VIEW


def test_only_the_screen_whose_address_is_empty_forgets_what_was_brought_there() -> None:
    there = begin(begin(VISIT, "couverture", {}), "portrait", {})
    emptied = visit.end(replace(there, view=DEFAULT_VIEW), DEFAULT_VIEW, "fr")
    assert emptied.carried == {"couverture": VIEW}


def test_another_screen_under_the_same_address_remembers_nothing_more() -> None:
    wrong = replace(VISIT, invalid=(InvalidValue("statuts", "perdu"),))
    assert begin(wrong, "couverture", KNOWN) == replace(wrong, screen="couverture", looks=1)


def test_a_layer_whose_table_is_lost_is_not_shown() -> None:
    poor = replace(VOCABULARY, layers=[one for one in DEFAULT_LAYERS if one != "frr"])
    begun = visit.begin(NEW, Run("carte", {}, {}), Source.ADDRESS, poor)
    assert begun.view.layers == tuple(one for one in DEFAULT_LAYERS if one != "frr")
    assert begun.invalid == ()


WRONG = {"territoire": "region:32", "statuts": "actif,perdu"}


def test_a_wrong_value_is_told_until_the_next_choice() -> None:
    begun = begin(NEW, "carte", WRONG)
    assert [one.value for one in begun.invalid] == ["perdu"]
    told = visit.tell(begun, begun.view)
    # The screen sets choices aside by itself, moves a widget, runs again; then the reader chooses.
    settled, moved = replace(told.view, start="1999"), replace(told.view, wave="ami-2021")
    ended = visit.end(replace(told, view=settled), moved, "fr")
    for nothing_chosen in (begun.view, settled, moved):
        assert visit.tell(ended, nothing_chosen).invalid == begun.invalid
    other = replace(begun.view, statuses=())
    assert visit.end(replace(ended, view=other), other, "fr").untouched == ended.untouched
    assert visit.tell(ended, other).invalid == ()
    assert visit.tell(visit.tell(ended, other), begun.view).invalid == ()


def test_a_wrong_value_is_told_after_a_first_look_too() -> None:
    first = visit.see(visit.tell(begin(NEW, "carte", WRONG), VIEW), SEEN)
    second = visit.tell(begin(first, "carte", WRONG), VIEW)
    assert second.invalid == first.invalid != ()


def test_another_screen_forgets_what_was_wrong_and_a_new_address_says_its_own() -> None:
    begun = begin(NEW, "carte", WRONG)
    assert begin(begun, "couverture", {}).invalid == ()
    told = visit.end(visit.tell(begun, begun.view), begun.view, "fr")
    again = begin(replace(told, seen_view=told.view), "carte", {"rayon": "nulle-part"})
    assert [one.param for one in again.invalid] == ["rayon"]
    assert again.untouched == ()


def test_a_run_that_is_over_knows_what_was_seen() -> None:
    over = visit.see(visit.end(replace(VISIT, view=DEFAULT_VIEW), VIEW, "en"), {"a": 1})
    assert (over.seen, over.seen_view, over.language) == ({"a": 1}, DEFAULT_VIEW, "en")


@pytest.mark.parametrize("value", ["Actif", None, ("actif", "Clos"), ("actif", 3), ["actif"]])
def test_what_a_widget_cannot_offer_is_not_believed(value: object) -> None:
    said = {"statuses": value, "reach": "epci", "priority": ("frr",)}
    vocabulary = replace(VOCABULARY, statuses=frozenset(VOCABULARY.statuses))
    assert visit.believed(Source.CHOICE, said, vocabulary) == {
        "reach": "epci",
        "priority": ("frr",),
    }


def test_widgets_show_a_view_and_make_it_again() -> None:
    view = replace(VIEW, layers=("qpv", "regions", "afr"), reach="radius")
    widgets = ("statuses", "reach", *LAYER_GROUPS)
    choices = {name: visit.shown(view, name) for name in widgets}
    assert choices["priority"] == ("qpv",)
    assert visit.choose(view, choices) == replace(view, layers=("regions", "qpv", "afr"))
    assert visit.choose(DEFAULT_VIEW, choices | {"limits": ()}).layers == ("qpv", "afr")
    assert visit.choose(view, {"reach": "epci"}) == replace(view, reach="epci")


def test_the_machine_runs_without_streamlit() -> None:
    code = "import sys, ui.view.visit; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
