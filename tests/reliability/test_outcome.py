"""What is told of an estimate: the same in any order, ties as stated, the authority never overruled."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from reliability import worlds
from reliability.given import settled, table

from onesource.errors import Refused
from onesource.reliability import doubts, weigh


def test_the_order_of_rows_changes_nothing():
    world = worlds.few(3)
    order = np.random.default_rng(1).permutation(len(world.claims))

    one, other = (
        weigh(world.claims, world.authority),
        weigh(world.claims.take(order), world.authority),
    )

    assert one.values().equals(other.values())
    assert one.providers().equals(other.providers())


def test_the_names_of_providers_change_nothing_but_the_names():
    world = worlds.copiers(2)
    named = {
        name: f"{n:02}"
        for n, name in enumerate(sorted(set(world.claims["provider"].to_pylist()))[::-1])
    }
    told = [named[name] for name in world.claims["provider"].to_pylist()]
    renamed = world.claims.set_column(2, "provider", pa.array(told))

    one, other = weigh(world.claims), weigh(renamed)

    assert one.values()["value"].equals(other.values()["value"])
    before = {
        (named[r["provider"]], r["element"]): r["reliability"] for r in one.providers().to_pylist()
    }
    after = {(r["provider"], r["element"]): r["reliability"] for r in other.providers().to_pylist()}
    assert after == pytest.approx(before, abs=0.002)


@pytest.mark.parametrize("name", worlds.REGIMES)
def test_the_estimate_comes_to_rest(name: str):
    assert weigh(worlds.REGIMES[name](7).claims).estimate.belief.still


def test_a_tie_goes_to_the_authority_then_to_the_first_in_order():
    claims = table("i e p b", "i e q a")

    assert weigh(claims).values()["value"].to_pylist() == ["a"]
    assert weigh(claims, {"e": "p"}).values()["value"].to_pylist() == ["b"]


def test_a_thousand_sources_of_one_claim_each_are_a_vote():
    rows = [f"i{n % 100:02} e p{n} {'right' if n % 10 < 6 else f'w{n % 7}'}" for n in range(1000)]

    told = weigh(table(*rows)).values()

    assert told["value"].equals(told["vote"])
    assert weigh(table(*rows)).estimate.belief.still


def test_values_stand_beside_the_vote_s_and_the_authority_s():
    claims = table("i e a 1", "i e b 2", "i e c 2", "i e d 2", "j e b 5")

    first, second = weigh(claims, {"e": "a"}).values().to_pylist()

    assert (first["value"], first["vote"], first["authority_value"], first["claims"]) == (
        "2",
        "2",
        "1",
        3,
    )
    assert 0 < first["authority_probability"] < first["probability"] < 1
    assert (second["authority_value"], second["authority_probability"]) == (None, None)


def test_doubts_are_the_authority_s_own_and_the_worst_comes_first():
    world = worlds.few(1)

    told = doubts(world.claims, world.authority).to_pylist()

    assert {row["authority"] for row in told} == {"authority"}
    assert [row["wrong"] for row in told] == sorted((row["wrong"] for row in told), reverse=True)
    first = [row["value"] != world.truth[row["item"], row["element"]] for row in told]
    assert np.mean(first[:30]) > 0.8
    assert np.mean(first[-300:]) < 0.05


def test_a_doubt_names_the_best_other_value_and_who_backs_it():
    rows = [f"i{n} e {p} {n}" for n in range(50) for p in "abcd"]
    rows += [f"x{n} e {p} {p}{n}" for n in range(20) for p in "d"] + [
        f"x{n} e {p} z{n}" for n in range(20) for p in "abc"
    ]
    claims = table(*rows, "y e a 1", "y e b 2", "y e c 2", "y e d 3", "z e a 9")

    told = {row["item"]: row for row in doubts(claims, {"e": "a"}).to_pylist()}

    assert (told["y"]["value"], told["y"]["other"]) == ("1", "2")
    assert told["y"]["backer"] in ("b", "c")
    assert told["y"]["wrong"] > told["i1"]["wrong"]
    assert (told["z"]["other"], told["z"]["backer"], told["z"]["other_probability"]) == (
        None,
        None,
        None,
    )
    assert told["z"]["wrong"] == pytest.approx(1 - reliability_of(claims, "a"))


def reliability_of(claims: pa.Table, provider: str) -> float:
    rows = weigh(claims, {"e": "a"}).providers().to_pylist()
    return next(row["reliability"] for row in rows if row["provider"] == provider)


def test_what_is_settled_is_told_as_certain_even_where_nobody_claims_it():
    told = weigh(table("i e p 1", "i e q 1"), {"e": "p"}, settled("i e 7")).values().to_pylist()

    assert (told[0]["value"], told[0]["probability"], told[0]["claims"]) == ("7", 1, 0)
    assert (told[0]["vote"], told[0]["authority_probability"]) == ("1", 0)


def test_an_authority_over_what_nobody_claims_is_refused():
    with pytest.raises(
        Refused, match="element f has the authority p, but nothing is claimed of it"
    ):
        weigh(table("i e p 1"), {"f": "p"})


def test_bounds_hold_the_true_accuracy_as_often_as_they_say():
    inside = [
        row["low"] <= world.accuracy[row["provider"], row["element"]] <= row["high"]
        for world in map(worlds.one_element, range(8))
        for row in weigh(world.claims).providers().to_pylist()
    ]

    assert 0.88 < np.mean(inside) <= 1


def test_a_provider_nobody_speaks_beside_keeps_wide_bounds():
    alone = [f"s{n} e alone {n}" for n in range(500)]
    rows = [f"i{n} e {p} {n}" for n in range(50) for p in "abc"]

    told = {row["provider"]: row for row in weigh(table(*alone, *rows)).providers().to_pylist()}

    assert told["alone"]["high"] - told["alone"]["low"] > told["a"]["high"] - told["a"]["low"]
