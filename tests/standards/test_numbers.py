"""How moments and numbers are read, each spelling with its outcome."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from standards.conftest import Ask

SHANGHAI = datetime.fromisoformat("2026-01-31T08:05:06")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        *(("2026-01-31T08:05:06", SHANGHAI), ("2026-01-31 08:05:06", SHANGHAI)),
        *(("2026-01-31T00:05:06Z", SHANGHAI), ("2026-01-31T08:05:06+08:00", SHANGHAI)),
        *(("2026-01-31T00:05:06+0000", SHANGHAI), ("2026-01-31 01:05:06+01", SHANGHAI)),
        *(("2026/1/31 8:05:06", SHANGHAI), (" 2026-01-31　08:05:06 ", None)),
        *(("2026-01-31T08:05:06.25+08:00", SHANGHAI.replace(microsecond=250_000)),),
        *(
            ("2026-01-31 08:05", SHANGHAI.replace(second=0)),
            ("20260131", datetime.fromisoformat("2026-01-31")),
        ),
        *(("2026-01-31T24:00:00", None), ("2026-01-31T08:60", None), ("2026-02-30T08:05", None)),
        *(("2026-01-31T08", None), ("08:05:06", None), ("now", None), ("infinity", None)),
        *(("epoch", None), ("", None), (None, None)),
    ],
)
def test_a_moment_is_read_into_china_s_time(ask: Ask, written: str, moment: datetime | None):
    assert ask("as_timestamp(a)", [(written,)]) == [moment]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *(("1234.5", "1234.5"), ("1,234.5", "1234.5"), ("1,234,567", "1234567"), ("-0.5", "-0.5")),
        *(("１，２３４．５", "1234.5"), ("+7", "7"), (".5", "0.5"), ("5.", "5"), ("1.5E3", "1500")),
        *(("12,34", None), ("1,2345", None), ("1_000", None), ("1 000", None), ("0x10", None)),
        *(("NaN", None), ("inf", None), ("-", None), (".", None), ("", None), ("5万元", None)),
        *(("(5)", None), ("一百", None), ("9" * 33, None), (None, None)),
    ],
)
def test_a_number_is_read_from_its_spellings_and_no_other(
    ask: Ask, written: str, number: str | None
):
    assert ask("as_decimal(a)", [(written,)]) == [number and Decimal(number)]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *(("12", 12), ("12.0", 12), ("1,200", 1200), ("12.5", None), ("１２", 12), ("-3", -3)),
        *(("9223372036854775807", 2**63 - 1), ("9223372036854775808", None), ("0x10", None)),
    ],
)
def test_a_whole_number_is_not_rounded(ask: Ask, written: str, number: int | None):
    assert ask("as_integer(a)", [(written,)]) == [number]
