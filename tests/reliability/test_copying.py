"""Copies are told from witnesses by the errors they share, and count as one."""

from __future__ import annotations

import numpy as np
import pytest
from reliability import worlds
from reliability.given import table

from onesource.reliability import apart, copying, truth, weigh
from onesource.reliability.claims import encode
from onesource.reliability.copying import Dependence


@pytest.fixture(scope="module")
def copied():
    return weigh(worlds.copiers(0).claims)


def test_copies_are_named_with_what_they_copy_and_nobody_else(copied):
    told = {
        (row["provider"], row["copies_from"])
        for row in copied.providers().to_pylist()
        if row["copies_from"]
    }

    assert told == {("copy0", "bad"), ("copy1", "bad"), ("copy2", "bad")}


def test_a_bad_source_and_its_copies_outvote_nobody(copied):
    world = worlds.copiers(0)
    rows = copied.values().to_pylist()

    def share(column: str) -> float:
        return np.mean([row[column] == world.truth[row["item"], row["element"]] for row in rows])

    assert share("vote") < 0.75
    assert share("value") > 0.95


def test_good_sources_that_agree_on_the_truth_are_no_copies():
    sources = [worlds.Source(f"s{n}", (0.97,)) for n in range(5)]

    told = weigh(worlds.made(5, sources, items=500).claims).providers()

    assert told["copies_from"].null_count == len(told)


def test_copies_that_state_the_same_share_one_voice_by_hand():
    claims = encode(table("i e p 1", "i e q 1", "i e r 1", "j e p 1", "j e q 2"))
    known = Dependence(np.array([0]), np.array([1]), np.array([0.9]), np.array([0.8]))

    # p and q have 0.8 of each other in the first fact and nothing in the second
    assert apart.independence(claims, known) == pytest.approx([1 / 1.8, 1 / 1.8, 1, 1, 1])
    assert apart.witnesses(claims, known) == pytest.approx([2 / 1.8 + 1])


def test_where_two_differ_neither_copied():
    rows = [f"i{n} e {p} {p}" for n in range(30) for p in ("p", "q")]
    claims = encode(table(*rows))

    known = copying.dependence(claims, truth.start(claims), copying.pairs(claims))

    assert known.probability[0] < copying.COPIED / 10


def test_of_very_many_pairs_an_even_draw_is_compared(monkeypatch):
    claims = encode(worlds.equal(1).claims)
    every = copying.pairs(claims)
    monkeypatch.setattr(copying, "MOST_PAIRS", 2000)

    drawn = copying.pairs(claims)

    assert len(every.one) > 5000
    assert 1900 < len(drawn.one) <= 2000
    assert set(claims.fact_element[claims.fact[drawn.one]]) == {0, 1}
    assert len(drawn.first) == len(every.first)


def test_each_pair_of_claims_is_compared_once():
    claims = encode(table("i e p 1", "i e q 1", "i e r 2", "j e p 1"))

    found = copying.pairs(claims)

    assert sorted(
        zip(found.first[found.voices], found.second[found.voices], found.same, strict=True)
    ) == [
        (0, 1, True),
        (0, 2, False),
        (1, 2, False),
    ]


def test_among_many_independent_sources_hardly_anyone_is_called_a_copier():
    told = weigh(worlds.sparse(4).claims).providers()

    assert len(told) - told["copies_from"].null_count <= 2
