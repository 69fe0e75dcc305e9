"""A rehearsal tells every finding it made to the ten providers, and leaves nothing behind."""

from __future__ import annotations

import json

from cli.conftest import Run

from onesource import settings


def test_every_finding_is_raised_and_told(run: Run):
    done = run("demo", "findings", "3000")

    told = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, told["told"], told["providers"]) == (0, 3000, 10)
    assert told["cases"] > 50
    assert 0 < told["raise_s"] < told["seconds"] < 120
    assert 100 < told["peak_mb"] < 1500
    assert list(settings.scratch().glob("rehearsal-*")) == []


def test_a_rehearsal_of_nothing_is_refused(run: Run):
    assert run("demo", "findings", "0").returncode == 2
