"""The bench holds its answers side by side, and would tell if they were not the same."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from bench import __main__ as bench
from bench import answer, delivered

from onesource.runtime.state import State
from onesource.store.base import Base
from onesource.store.migrations import migrate

SPOILT = {
    "golden": "update {golden} set name = name || '?' where entity_key in"
    " (select entity_key from {golden} limit 1)",
    "disagreement": "{gone} and entity_key in (select entity_key from {disagreement} limit 1)",
}
KEPT = {  # where each way keeps what is compared: golden rows, disagreements, how one of these goes
    "floor": ("floor_golden", "floor_disagreement", "delete from floor_disagreement where true"),
    "pandas": (
        "pandas_golden",
        "pandas_disagreement",
        "delete from pandas_disagreement where true",
    ),
    "postgres": (
        "peer.person",
        "postgres_disagreement",
        "update peer.finding set status = 'closed', closed_by = 'data', closed_at = now()"
        " where kind = 'conflict'",
    ),
}
SAME = {"golden": 0, "disagreement": 0}
USUAL = {name: share for name, share in delivered.FAULTS.items() if name != "default"}


@pytest.mark.timeout(600)
def test_all_ways_come_to_the_same_and_a_difference_is_told(tmp_path: Path):
    made = delivered.make(tmp_path / "delivered", 1000)
    server = State(tmp_path / "state").postgres()
    with server.running():
        url = server.url("onesource", "onesource")
        migrate(Base.at(url))
        for way in ("floor", "postgres", "pandas_gx"):
            told = bench.run(f"bench.{way}", str(made.folder), url)
            assert told["seconds"] > 0
        watched = bench.Server(server.pid())
        words = (str(made.folder), str(tmp_path / "state"), url, "1")
        told = bench.run("bench.ours", *words, server=watched)

        assert set(told["stages"]) >= {"land", "check", "accept", "master", "audit", "publish"}
        assert told["peak_mb"] > 0
        assert told["server_mb"] > 0
        for way, (golden, disagreement, gone) in KEPT.items():
            found = answer.differences(url, way)
            assert {name: found[name] for name in SAME} == SAME, way
            if way != "floor":
                assert answer.differences(url, way, "floor") == SAME
            names = {"golden": golden, "disagreement": disagreement, "gone": gone}
            for name, spoil in SPOILT.items():
                with psycopg.connect(url) as connection:
                    connection.execute(spoil.format(**names).encode())
                assert answer.differences(url, way)[name] > 0, way
            if way == "floor":  # the others are held against it too
                bench.run("bench.floor", str(made.folder), url)


@pytest.mark.timeout(600)
def test_the_same_rules_in_postgresql_come_to_the_same_findings_of_every_kind(tmp_path: Path):
    made = delivered.make(tmp_path / "delivered", 3000, shares=USUAL)

    _, different = bench.once(made, tmp_path / "state", ("ours", "postgres"))

    assert different == {"postgres": {**SAME, "finding": 0}}


def test_what_is_not_measured_lies_on_the_slope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def once(made: int, *_: object, **__: object):
        told = {"seconds": 5 + made / 1000, "stages": {"read": made / 2000}, "peak_mb": made // 100}
        return {bench.PANDAS: told}, {"pandas": {"golden": 1}}

    monkeypatch.setattr(bench, "once", once)
    monkeypatch.setattr(delivered, "make", lambda _, people: people)

    told, different = bench.on_the_slope(1_000_000, [10_000, 20_000], tmp_path)

    assert told["seconds"] == pytest.approx(1005)
    assert told["stages"]["read"] == pytest.approx(500)
    assert told["peak_mb"] == 200
    assert different == {"pandas": {"golden": 2}}
