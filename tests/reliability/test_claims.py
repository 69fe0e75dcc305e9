"""Claims as codes: what is folded, shared out, left out and refused."""

from __future__ import annotations

import pyarrow as pa
import pytest
from reliability.given import settled, table

from onesource.errors import Refused
from onesource.reliability.claims import contradiction, encode


def test_a_provider_that_repeats_itself_is_heard_once_with_its_largest_weight():
    told = table("i e p 1.0", "i e p 1", "i e q 2").append_column(
        "weight", pa.array([0.5, 2.0, None])
    )

    claims = encode(told)

    assert claims.weight.tolist() == [2.0, 1.0]
    assert claims.count.tolist() == [1, 1]
    assert contradiction(claims) is None


def test_a_provider_that_contradicts_itself_shares_its_voice_and_is_found():
    claims = encode(table("j e p 7", "i e p 1", "i e q 2", "i e p 2"))

    assert claims.weight.tolist() == [0.5, 0.5, 1.0, 1.0]
    assert contradiction(claims) == (1, 3)


def test_a_blank_claims_nothing():
    claims = encode(table("i e p 1", "i e q _", "i f q \u3000"))

    assert len(claims.value) == 1
    assert claims.elements.to_pylist() == ["e"]


def test_without_a_claim_there_is_nothing_to_weigh():
    with pytest.raises(Refused, match="nothing is claimed"):
        encode(table("i e p _"))


def test_a_settled_value_is_found_by_what_it_means_and_added_where_nobody_claims_it():
    claims = encode(table("i e p 1.0", "i e q 2", "j e p 5"), settled("i e 1", "j e 6", "k e 1"))

    told = claims.spellings.take(pa.array(claims.value_spelling[claims.known])).to_pylist()
    assert told == ["1.0", "6"]
    assert claims.count.tolist() == [1, 1, 1, 0]
    assert claims.stray == 1


def test_a_fact_settled_twice_is_refused():
    with pytest.raises(Refused, match="settled to two different values"):
        encode(table("i e p 1"), settled("i e 1", "i e 2"))

    assert encode(table("i e p 1"), settled("i e 1", "i e 1.0")).stray == 0
