"""What is said of a difference, against the figures it rests on."""

from dataclasses import replace

import pytest

from geo.compare.differences import CHANCE, RATE, SHARES
from geo.compare.words import verdict
from geo.vocabulary import PRIORITIES
from tests.ui.screens.comparer.test_facts import of
from ui.screens.comparer.facts import Comparison, figures, is_tie
from ui.screens.comparer.words import chance_note, points, sentence, words
from ui.text.formats import percent

CORSICA = ("departement:2A", "departement:2B", "departement:48")


def told_of(shown: Comparison, start: str) -> list[str]:
    return [text for text in words(shown) if text.startswith(start)]


def with_shares(shown: Comparison, *shares: float) -> Comparison:
    """Return a comparison whose shares are these, its rules as they were."""
    by_id = dict(zip(shown.table["territory"], shares, strict=True))
    pairs = shown.pairs.copy()
    reached = pairs["indicator"] == SHARES[0]
    pairs.loc[reached, "first_value"] = pairs.loc[reached, "first"].map(by_id)
    pairs.loc[reached, "second_value"] = pairs.loc[reached, "second"].map(by_id)
    pairs["difference"] = pairs["first_value"] - pairs["second_value"]
    return replace(shown, table=shown.table.assign(share_reached=list(shares)), pairs=pairs)


def test_of_a_tie_the_other_rules_say_who_leads() -> None:
    shown = of("departement:2A", "departement:48")
    row = shown.pairs[shown.pairs["indicator"] == SHARES[0]].iloc[0]
    assert (row["rules_first"], row["rules_second"], row["difference"]) == (0, 6, 0)
    assert told_of(shown, "Habitants atteints") == [
        (
            "Habitants atteints : **à égalité sous cette règle** ; **Lozère** devant "
            "**Corse-du-Sud** sous 6 des 10 règles, derrière sous aucune."
        )
    ]


def test_ties_of_three_are_told_once_by_leader() -> None:
    assert told_of(of(*CORSICA), "Habitants atteints,") == [
        (
            "Habitants atteints, **à égalité sous cette règle** : **Lozère** devant "
            "**Corse-du-Sud** et **Haute-Corse** sous 6 des 10 règles, derrière sous aucune."
        )
    ]


def test_a_difference_shown_as_zero_is_a_tie() -> None:
    # The register puts Lozère ahead under six rules; here the other one is ahead by 0.04 point.
    shown = with_shares(of("departement:2A", "departement:48"), 0.5004, 0.5)
    told = " ".join(told_of(shown, "Habitants atteints"))
    assert "**Lozère** devant **Corse-du-Sud** sous 6" in told
    assert sentence(shown).startswith("À égalité : partout, **50,0")
    shown = with_shares(shown, 0.501, 0.5)
    assert sentence(shown).startswith("**Corse-du-Sud** devant **Lozère**")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (0.5, 0.50049, True),
        (0.6936, 0.6944, True),  # both 69.4 %
        (0.6944, 0.6946, True),  # 0.0 point apart, though 69.4 % and 69.5 %
        (0.694, 0.695, False),
        (float("nan"), float("nan"), False),
        (float("nan"), 0.0, False),
    ],
)
def test_is_tie(one: float, other: float, *, expected: bool) -> None:
    assert is_tie(one, other) is expected


def test_territories_of_one_name_are_told_apart_everywhere() -> None:
    for pair in (
        ("commune:97411", "commune:93066"),
        ("departement:976", "region:06"),
        ("region:11", "ancienne-region:11"),
    ):
        shown = of(*pair)
        told = " ".join([sentence(shown), *words(shown)])
        for label in shown.table["label"]:
            assert f"**{label}**" not in told
            assert f"**{label} (" in told


def test_a_part_is_told_against_the_rest() -> None:
    for pair in (("region:84", "departement:38"), ("departement:38", "region:84")):
        shown = of(*pair)
        counts = dict(zip(shown.names, shown.table["poles_counted"], strict=True))
        rest = counts["Auvergne-Rhône-Alpes"] - counts["Isère"]
        assert (
            f"Avec {counts['Isère']} pôles pour **Isère** et {rest} pour "
            "**Auvergne-Rhône-Alpes** hors **Isère**"
        ) in told_of(shown, "Pôles par habitant")[0]


def test_nouns_agree_with_the_number_shown() -> None:
    assert points(0.019) == "1,9 point"
    assert points(0.01996) == "2,0 points"
    assert points(0.0004) == "0,0 point"
    none = told_of(of("departement:2A", "departement:48"), "Pôles")[0]
    assert "Avec 0 pôle d'un côté et 1 de l'autre" in none
    one = told_of(of("departement:971", "departement:974"), "Pôles")[0]
    assert "Avec 1 pôle d'un côté" in one
    shown = of("departement:2A", "departement:48")
    share = shown.pairs[shown.pairs["indicator"] == SHARES[0]].iloc[0]
    assert "0 règle à 6" in str(verdict(share.to_dict()))
    for figure, rate in zip(figures(shown), shown.table[RATE], strict=True):
        # Where no seat is known, the card says so after "par million".
        if "siège inconnu" not in figure.comparison:
            assert ("pôles par" in figure.comparison) == (rate >= 1.95)


def test_one_missing_pole_is_one_pole() -> None:
    shown = of("region:75", "region:11")
    pairs = shown.pairs.copy()
    pairs.loc[pairs["indicator"] == RATE, "missing_poles"] = 1.0
    told = told_of(replace(shown, pairs=pairs), "Pôles")[0]
    assert "Avec un seul pôle inconnu du registre, **Nouvelle-Aquitaine** rattraperait" in told
    assert " que **" not in told


def test_who_is_meant_is_named_when_ends_are_tied() -> None:
    told = sentence(of("commune:75056", "commune:38185", "departement:2A"))
    assert told.startswith("**Paris** et **Grenoble** en tête, **Corse-du-Sud** en dernier")
    assert "Entre **Paris** et **Corse-du-Sud**, le nombre" in told
    assert "Nulle part le nombre de pôles par habitant" in sentence(of(*CORSICA))
    told = sentence(of("region:11", "ancienne-region:11", "epci:200054781"))
    assert "les deux" not in told.lower()


def test_rates_beyond_chance_are_told_when_all_shares_are_tied() -> None:
    shown = with_shares(of("departement:974", "departement:971", "region:44"), 0.5, 0.5, 0.5)
    assert "**La Réunion** devance **Grand Est**, et c'est plus que le hasard" in sentence(shown)


def test_a_wave_without_known_pole_has_nothing_to_compare() -> None:
    for pair in (("region:84", "region:11"), ("region:84", "region:11", "region:76")):
        shown = of(*pair, cohorts=("ami-2025",))  # type: ignore[arg-type]
        assert sentence(shown) == "Aucun pôle connu avec ces choix : rien à comparer."
        assert words(shown) == [
            "Pôles par habitant : aucun pôle connu dans ces territoires, rien à tester."
        ]


def test_choices_that_leave_poles_without_seat_only_are_said_to() -> None:
    shown = of("region:84", "region:11", cohorts=("ami-2021",), sectors=("mobilite",))  # type: ignore[arg-type]
    assert sentence(shown).startswith("Avec ces choix, aucun pôle n'a de siège connu")


def test_poles_without_seat_are_told_where_nobody_is_reached() -> None:
    shown = of("departement:2A", "departement:48")
    assert shown.table["poles_departement_only"].tolist() == [0, 1]
    assert (
        "1 pôle connu (**Lozère**) n'a pas de siège connu : il n'atteint personne ici."
    ) in sentence(shown)
    assert "siège connu :" not in sentence(of("departement:2A", "departement:2B"))
    two = sentence(of("departement:976", "region:06"))
    assert "Des pôles connus (**Mayotte (département, 976)** et **Mayotte (région)**)" in two


def test_four_territories_are_summed_up() -> None:
    shown = of("region:84", "region:11", "region:76", "region:32")
    told = words(shown)
    assert len(told) <= 6
    assert told_of(shown, "Habitants atteints :") == [
        (
            "Habitants atteints : **Île-de-France** (69,4\N{NO-BREAK SPACE}%), puis "
            "**Occitanie** (52,2\N{NO-BREAK SPACE}%), puis **Auvergne-Rhône-Alpes** "
            "(36,5\N{NO-BREAK SPACE}%), puis **Hauts-de-France** "
            "(29,2\N{NO-BREAK SPACE}%) ; l'ordre **dépend de la règle** pour 3 des 6 paires."
        )
    ]
    assert len(told_of(shown, "Ciblage")) == 1
    rates = shown.pairs[shown.pairs["indicator"] == RATE]
    assert rates["verdict"].eq(CHANCE).all()
    assert "pour 6 paires" in told[0]


def test_each_priority_class_of_four_has_its_first_and_its_last() -> None:
    shown = of("region:84", "region:11", "region:76", "region:32")
    (told,) = told_of(shown, "Habitants atteints par priorité")
    for name in PRIORITIES:
        shares = shown.table[f"{name}_share_reached"]
        best, worst = shown.names[shares.argmax()], shown.names[shares.argmin()]
        high, low = percent(shares.max(), 1), percent(shares.min(), 1)
        assert f"**{best}** en tête ({high}), **{worst}** en dernier ({low})" in told
    assert told.count(" ; ") == 2
    assert told.count("selon la règle") + told.count("jamais inversé") == 3


def test_poles_that_may_be_there_are_not_called_unknown() -> None:
    shown = of("region:53", "region:11")
    table = shown.table.assign(poles_unplaced=[0, 2])
    told = told_of(replace(shown, table=table), "Pôles")[0]
    assert "le registre en connaît 2 dont le siège y est peut-être" in told
    assert "inconnus du registre" not in told
    assert "pôles inconnus du registre, **Île-de-France**" in told_of(shown, "Pôles")[0]


def test_few_pairs_that_other_rules_reverse_are_named() -> None:
    shown = of("departement:974", "departement:971", "region:44")
    told = told_of(shown, "Habitants atteints :")
    assert len(told) == 1
    assert told[0].endswith("l'ordre **dépend de la règle** entre **Grand Est** et **Guadeloupe**.")
    rates = told_of(shown, "Pôles")
    assert len(rates) == 1
    assert "entre **La Réunion** et **Grand Est** (p = 0,02) ; pas plus" in rates[0]
    assert "2 autres paires" in rates[0]


def test_the_note_says_what_is_not_corrected() -> None:
    assert "sans la correction faite entre paires" in chance_note()
