"""The bench holds two answers side by side, and would tell if they were not the same."""

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
    "golden": "update floor_golden set name = name || '?' where entity_key in"
    " (select entity_key from floor_golden limit 1)",
    "disagreement": "delete from floor_disagreement where entity_key in"
    " (select entity_key from floor_disagreement limit 1)",
}


@pytest.mark.timeout(300)
def test_ours_and_the_floor_come_to_the_same_and_a_difference_is_told(tmp_path: Path):
    made = delivered.make(tmp_path / "delivered", 1000)
    server = State(tmp_path / "state").postgres()
    with server.running():
        url = server.url("onesource", "onesource")
        migrate(Base.at(url))
        bench.run("bench.floor", str(made.folder), url)
        told = bench.run("bench.ours", str(made.folder), str(tmp_path / "state"), url, "1")

        assert set(told["stages"]) >= {"land", "check", "accept", "master", "audit", "publish"}
        assert answer.differences(url) == {"golden": 0, "disagreement": 0}
        for name, spoil in SPOILT.items():
            with psycopg.connect(url) as connection:
                connection.execute(spoil.encode())
            assert answer.differences(url)[name] > 0
