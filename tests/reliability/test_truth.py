"""The model against sums done by hand: one fact, one voice, one round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from reliability.given import settled, table

from onesource.reliability import accuracy, truth, weigh
from onesource.reliability.accuracy import Beta, Record
from onesource.reliability.claims import Claims, encode
from onesource.reliability.truth import Belief


def believing(claims: Claims, right: list[float], false_values: float) -> Belief:
    """Voices of these accuracies, of facts with so many false values."""
    begun = truth.start(claims)
    n = np.full(len(claims.elements), false_values)
    return replace(begun, accuracy=np.array(right), false_values=n)


def test_two_values_by_hand():
    # 0.8 x 4 / 0.2 = 16 and 0.6 x 4 / 0.4 = 6, against 3 values that nobody claims
    claims = encode(table("i e p 1", "i e q 2"))

    held = truth.probability(claims, believing(claims, [0.8, 0.6], 4))

    assert held == pytest.approx([16 / 25, 6 / 25])


def test_a_lone_claim_is_as_probable_as_its_voice_is_right():
    claims = encode(table("i e p 1"))

    assert truth.probability(claims, believing(claims, [0.83], 7)) == pytest.approx([0.83])


def test_half_a_claim_counts_as_the_root_of_its_odds():
    claims = encode(table("i e p 1").append_column("weight", pa.array([0.5])))

    assert truth.probability(claims, believing(claims, [0.8], 4)) == pytest.approx([4 / (4 + 4)])


def test_a_claim_never_counts_against_what_it_states():
    claims = encode(table("i e p 1", "i e q 2"))

    held = truth.probability(claims, believing(claims, [0.01, 0.2], 4))

    assert held == pytest.approx([1 / 5, 1 / 5])


def test_what_is_settled_is_certain_whoever_says_otherwise():
    claims = encode(table("i e p 1", "i e q 1", "i e r 2", "j e p 1"), settled("i e 2", "j e 9"))

    held = truth.probability(claims, truth.start(claims))

    assert held.tolist() == [0, 1, 0, 1]


def test_errors_that_are_alike_show_how_many_false_values_there_are():
    # the truth is settled: of ten pairs of errors two are alike, with a tenth of ten pairs held before
    rows = [
        f"i{n} e {p} {v}" for n in range(10) for p, v in (("p", "x"), ("q", "x" if n < 2 else "y"))
    ]
    claims = encode(
        table(*rows, "z e p a", "z e q b", "z e r c", "z e s d", "z e t f", "z e u g"),
        settled(*(f"i{n} e t" for n in range(10))),
    )
    belief = truth.start(claims)
    others = replace(belief, independence=np.where(claims.fact < 10, 1.0, 0.0))

    assert truth.false_values(claims, others) == pytest.approx([(10 + 10) / (2 + 1)])


def test_an_element_of_two_values_has_one_false_value():
    claims = encode(table("i e p 1", "i e q 2", "j e p 2"))

    assert truth.false_values(claims, truth.start(claims)).tolist() == [1]


def test_a_record_is_added_to_what_was_held_before():
    told = accuracy.posterior(
        Beta(np.array([8.0]), np.array([2.0])), Record(*map(np.array, ([1.0], [10.0], [1.0])))
    )

    assert told.mean == pytest.approx([9 / 20])


def test_equal_records_are_held_equal_and_unequal_ones_as_they_are():
    claims = encode(table(*(f"i e p{n} v" for n in range(4))))
    none, all_ = np.zeros(4, bool), np.ones(4, bool)

    def means(right: list[float]) -> np.ndarray:
        record = Record(np.array(right), np.full(4, 100.0), np.array(right))
        return accuracy.posterior(accuracy.prior(record, claims, none, all_), record).mean

    assert np.ptp(means([80, 78, 82, 81])) < 0.001
    assert means([95, 50, 70, 85]) == pytest.approx([0.95, 0.5, 0.7, 0.85], abs=0.02)


def test_of_two_voices_nothing_can_be_told_until_a_settled_case_tells():
    rows = [f"i{n} e {p} {p}{n}" for n in range(60) for p in ("p", "q")]
    rows += [f"a{n} e {p} {n}" for n in range(60) for p in ("p", "q")]
    alone = weigh(table(*rows)).providers()["reliability"].to_pylist()
    taught = weigh(table(*rows), settled=settled(*(f"i{n} e q{n}" for n in range(20))))

    assert alone[0] == pytest.approx(alone[1])
    low, high = taught.providers()["reliability"].to_pylist()
    assert high - low > 0.3
    assert taught.values()["value"].to_pylist()[-1].startswith("q")


def test_a_fact_that_stands_for_many_counts_as_they_would():
    rows = [
        f"i{n} e p{v} {'wrong' if (n, v) in ((0, 1), (1, 2)) else 'right'}"
        for n in range(9)
        for v in range(3)
    ]
    once = [row for row in rows if row.split()[0] in ("i0", "i1", "i2")]
    times = pa.array([7.0 if row.startswith("i2") else 1.0 for row in once])

    every, folded = weigh(table(*rows)), weigh(table(*once).append_column("times", times))

    told, wanted = (one.providers().to_pydict() for one in (folded, every))
    for name in ("reliability", "low", "high", "claims"):
        assert told[name] == pytest.approx(wanted[name])
    held = every.held()["probability"].to_pylist()[:9]
    assert folded.held()["probability"].to_pylist() == pytest.approx(held)
