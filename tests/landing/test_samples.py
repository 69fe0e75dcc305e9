"""Every really broken delivery of tests/samples meets exactly the fate its fates.yaml foretells.

A fate that is not so yet stands there with `open`, and fails here the day it comes true.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from onesource.errors import Refused
from onesource.landing.batch import Held
from onesource.pipeline import trial

SAMPLES = Path(__file__).parents[1] / "samples"
LONGEST_MESSAGE = 600


def fates() -> list[Any]:
    found = []
    for file in sorted(SAMPLES.glob("*/*/fates.yaml")):
        feed = file.parent.relative_to(SAMPLES).as_posix()
        for name, fate in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            reason = fate.pop("open", None)
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            found.append(pytest.param(feed, name, fate, id=f"{feed}/{name}", marks=marks))
    return found


def sample(feed: str, name: str) -> Path:
    [file] = [f for f in (SAMPLES / feed).glob(f"{name}.*") if ".manifest" not in f.suffixes]
    return file


def refusal(feed: str, file: Path) -> Refused:
    with pytest.raises(Refused) as told:
        trial.feed(feed, file, rows=99)
    assert len(told.value.message) < LONGEST_MESSAGE
    return told.value


@pytest.mark.parametrize(("feed", "name", "fate"), fates())
def test_a_delivery_meets_its_fate(feed: str, name: str, fate: dict[str, Any]):
    file = sample(feed, name)
    if "accepted" not in fate:
        refused = refusal(feed, file)
        for words in fate.get("says") or fate["refused"]:
            assert words in refused.message
        assert ("held" in fate) == isinstance(refused, Held)
        assert getattr(refused, "kind", None) == fate.get("held")
        assert refused.facts.get("rule") == fate.get("rule")
        return

    tried = trial.feed(feed, file, rows=99)

    failures = [[row, element, rule, loud] for row, _, element, rule, loud, _ in tried.failures]
    assert sorted(failures) == fate.get("not_right", [])
    quarantined = len({row for row, *_, loud in failures if loud == "critical"})
    folded = fate.get("duplicates", 0)
    verdict = tried.verdict
    assert verdict.accepted == fate["accepted"]
    assert (verdict.quarantined, verdict.duplicates) == (quarantined, folded)
    assert verdict.received == verdict.accepted + quarantined + folded


def test_every_sample_has_a_fate_and_every_fate_a_sample():
    told = {(param.values[0], param.values[1]) for param in fates()}
    files = [file for file in SAMPLES.glob("*/*/*.*") if file.suffix != ".yaml"]
    data = [file for file in files if ".manifest" not in file.suffixes]
    there = {(file.parent.relative_to(SAMPLES).as_posix(), file.stem) for file in data}

    assert told == there
    assert len(told) > 60


def test_the_row_and_byte_told_of_an_undecodable_text_are_the_ones_python_finds():
    feed = "statistics/divisions"
    names = ("undecodable_byte", "cut_inside_a_character", "utf8_instead_of_gb18030")
    for file in (sample(feed, name) for name in names):
        content = file.read_bytes()
        with pytest.raises(UnicodeDecodeError) as found:
            content.decode("gb18030")
        start = found.value.start

        facts = refusal(feed, file).facts

        assert (facts["offset"], facts["row"]) == (start, content[:start].count(b"\n"))
