"""What the checkout holds: the agreed top level, and no word that belongs to a workbench."""

from __future__ import annotations

import re

import pytest
from house.reading import PROJECT, tracked

FOLDERS = {"dags", "plugins", "expectations", "sql", "include", "tests", ".ci"}
AGREED = FOLDERS | {
    *("docker-compose.yaml", "requirements.txt", "requirements.in", "pyproject.toml", "Makefile"),
    *(
        "README.md",
        "README.zh-CN.md",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SCALE.md",
        "SECURITY.md",
        ".gitignore",
    ),
}
MAY_BE = {".dockerignore", ".gitattributes", ".github"}
BINARY = (".xz", ".png", ".csv", ".json", ".parquet")
LEFT = "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"])
UNFINISHED = re.compile(rf"\b({LEFT}|Not" + r"ImplementedError)\b")
PLACES = re.compile(r"(?<![\w.$}])/(work|home|Users|root|mnt)/(?!somebody)\w+")
WORKBENCH = re.compile(
    "|".join(
        [
            r"\bsub" + "agent",
            r"\bhelper\b",
            r"the " + "brief",
            r"\bissue " + r"#?\d",
            "shared" + "/data",
        ]
    ),
    re.IGNORECASE,
)
TEXTS = {
    name: (PROJECT / name).read_text(encoding="utf-8")
    for name in tracked()
    if not name.endswith(BINARY) and "/samples/" not in name and name != "tests/house/test_words.py"
}


def test_nothing_but_what_was_agreed_stands_at_the_top():
    assert {name.split("/")[0] for name in tracked()} - MAY_BE <= AGREED


def test_all_that_was_agreed_stands_at_the_top():
    assert {name.split("/")[0] for name in tracked()} >= AGREED


@pytest.mark.parametrize(
    "words", [UNFINISHED, PLACES, WORKBENCH], ids=["unfinished", "places", "bench"]
)
def test_no_file_holds_a_word_of_the_workbench(words: re.Pattern[str]):
    found = [
        f"{name}:{text[: hit.start()].count(chr(10)) + 1}: {hit.group()}"
        for name, text in TEXTS.items()
        for hit in words.finditer(text)
    ]

    assert found == []
    assert len(TEXTS) > 100


def test_every_module_says_first_what_it_decides():
    silent = [
        name
        for name, text in TEXTS.items()
        if name.endswith(".py") and text.strip() and not text.startswith('"""')
    ]

    assert silent == []
