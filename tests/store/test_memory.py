"""A step's memory: its share of the machine's, or what it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from onesource.store import engine

PAGES = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 16 * 2**30 // 4096}


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine of 16 GiB and two cores, no container around."""
    for name in ("ONESOURCE_MEMORY_MB", "ONESOURCE_WORKER_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(engine.os, "sysconf", PAGES.__getitem__)
    monkeypatch.setattr(engine.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(engine, "CGROUPS", ())
    return monkeypatch


def test_half_the_memory_is_shared_by_the_steps_that_run_at_once(machine: pytest.MonkeyPatch):
    assert engine.memory_mb() == 16 * 1024 // 2 // 4

    machine.setattr(engine.os, "cpu_count", lambda: 4)
    assert engine.memory_mb() == 16 * 1024 // 2 // 8

    machine.setenv("ONESOURCE_WORKER_CONCURRENCY", "2")
    assert engine.memory_mb() == 16 * 1024 // 2 // 2


@pytest.mark.parametrize(("limit", "expected"), [("max", 2048), (str(12 * 2**30), 1536)])
def test_a_container_s_limit_counts(
    machine: pytest.MonkeyPatch, tmp_path: Path, limit: str, expected: int
):
    (tmp_path / "memory.max").write_text(f"{limit}\n")
    machine.setattr(engine, "CGROUPS", (str(tmp_path / "none"), str(tmp_path / "memory.max")))

    assert engine.memory_mb() == expected


def test_a_small_machine_s_step_has_enough_to_work(machine: pytest.MonkeyPatch):
    machine.setattr(engine.os, "cpu_count", lambda: 64)

    assert engine.memory_mb() == engine.LEAST


def test_what_is_told_counts_and_is_what_the_engine_keeps_to(
    machine: pytest.MonkeyPatch, tmp_path: Path
):
    machine.setenv("ONESOURCE_MEMORY_MB", "300")

    with engine.duck(tmp_path) as duck:
        assert duck.execute("select current_setting('memory_limit')").fetchall() == [("300.0 MiB",)]


def test_what_does_not_fit_is_spilt_and_does_not_fail(machine: pytest.MonkeyPatch, tmp_path: Path):
    machine.setenv("ONESOURCE_MEMORY_MB", "150")

    with engine.duck(tmp_path) as duck:
        duck.execute(
            "create table wide as select range as n, md5(range::varchar) as t from range(5000000)"
        )
        [(keys,)] = duck.execute("select count(*) from (select t from wide group by t)").fetchall()

    assert keys == 5_000_000
