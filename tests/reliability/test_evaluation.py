"""Measured: never significantly worse than the vote, clearly better where sources differ."""

from __future__ import annotations

import numpy as np
import pytest
from reliability import books, evaluate, worlds

UNEQUAL = ("unequal", "copiers", "one_element", "few", "good_authority", "binary")


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, np.ndarray]]:
    return {name: evaluate.regime(name) for name in worlds.REGIMES}


@pytest.mark.parametrize("name", worlds.REGIMES)
def test_over_twenty_worlds_it_is_not_worse_than_the_vote(measured, name: str):
    assert len(measured[name]["ours"]) == 20
    assert evaluate.interval(measured[name]["ours"] - measured[name]["vote"])[1] > 0


@pytest.mark.parametrize("name", UNEQUAL)
def test_where_sources_are_unequal_it_is_clearly_better(measured, name: str):
    assert evaluate.interval(measured[name]["ours"] - measured[name]["vote"])[0] > 0.02


@pytest.mark.parametrize("name", worlds.REGIMES)
def test_no_single_world_is_significantly_worse(name: str):
    for seed in worlds.SEEDS:
        told = evaluate.right(worlds.REGIMES[name](seed))
        better, worse, chance = evaluate.mcnemar(told["ours"], told["vote"])
        assert better >= worse or chance > 0.05


def test_a_very_good_authority_is_not_made_worse(measured):
    told = measured["good_authority"]

    assert evaluate.interval(told["ours"] - told["authority"])[1] > 0
    assert told["ours"].mean() > 0.98


def test_probabilities_are_what_they_say():
    told, right = [], []
    for seed in range(8):
        world = worlds.few(seed)
        found = evaluate.reliability.weigh(world.claims, world.authority).values().to_pylist()
        told += [row["probability"] for row in found]
        right += [row["value"] == world.truth[row["item"], row["element"]] for row in found]

    held, true = np.array(told), np.array(right)
    for low, high in ((0.5, 0.75), (0.75, 0.9), (0.9, 0.97), (0.97, 1.01)):
        some = (held >= low) & (held < high)
        assert held[some].mean() == pytest.approx(true[some].mean(), abs=0.06)


def test_the_exact_test_by_hand():
    ours, other = np.array([1] * 6 + [0] + [1] * 9, bool), np.array([0] * 6 + [1] + [1] * 9, bool)

    assert evaluate.mcnemar(ours, other) == (6, 1, pytest.approx(2 * 8 / 128))


@pytest.mark.parametrize(
    ("told", "names"),
    [
        (["Knuth, Donald E.", "Donald Ervin Knuth"], {"knuth"}),
        (["Conry-Murray, Andrew; Weafer, Vincent"], {"murray", "weafer"}),
        (["Brown, Keith/ Smith, Al (EDT)"], {"brown", "smith"}),
    ],
)
def test_last_names_are_read_off_an_author_list(told: list[str], names: set[str]):
    assert books.last_names(map(books.cleaned, told)) == names


if books.FOLDER.is_dir():  # the data is not ours to ship

    def test_on_the_books_it_is_clearly_better_than_the_vote():
        told = evaluate.of_books(books.FOLDER)

        for name, least in (("gold", 0.93), ("silver", 0.92)):
            better, worse, chance = evaluate.mcnemar(told[name]["ours"], told[name]["vote"])
            assert better > worse
            assert chance < 0.05
            assert told[name]["ours"].mean() > max(least, told[name]["authority"].mean())
