"""The direction of imports: each room uses what stands left of it, and no two use each other."""

from __future__ import annotations

from itertools import combinations

import pytest
from house.reading import CODE, PROJECT, imports, modules, room, rooms_used

ORDER = [
    *(
        "errors",
        "clock",
        "settings",
        "catalog",
        "store",
        "sources",
        "landing",
        "quality",
        "mastering",
    ),
    *(
        "relations",
        "reliability",
        "discrepancy",
        "notice",
        "pipeline",
        "audit",
        "web",
        "door",
        "desk",
    ),
    "runtime",
    "cli",
]
LEAVES = {"errors", "clock", "settings"}
SCHEDULER = "orchestration"
MODULES = modules("include/onesource")
SHAPELESS = {"utils", "util", "common", "helpers", "misc", "shed", "lib", "tools", "base_utils"}


def name(file) -> str:
    return file.relative_to(CODE).as_posix()


def test_the_rooms_are_the_ones_the_order_knows():
    assert {room(file) for file in MODULES} == {*ORDER, SCHEDULER, "__init__"}


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_module_uses_only_rooms_left_of_its_own(file):
    own = room(file)
    if own in LEAVES | {"__init__"}:
        allowed = {"errors"} - {own}
    elif own == SCHEDULER:
        allowed = set(ORDER[: ORDER.index("pipeline") + 1])
    else:
        allowed = set(ORDER[: ORDER.index(own) + 1])

    assert rooms_used(file) - allowed == set()


def test_no_two_rooms_use_each_other():
    uses = {one: set().union(*(rooms_used(f) for f in MODULES if room(f) == one)) for one in ORDER}
    pairs = [(a, b) for a, b in combinations(ORDER, 2) if b in uses[a] and a in uses[b]]

    assert pairs == []
    assert {"store", "sources", "catalog"} <= uses["landing"]


def test_only_the_rim_knows_the_scheduler():
    knowing = {
        file.relative_to(PROJECT).as_posix()
        for file in modules("include", "dags", "plugins")
        if any(used.split(".")[0] == "airflow" for used in imports(file))
    }

    assert "include/onesource/orchestration.py" in knowing
    assert {path.split("/")[0] for path in knowing - {"include/onesource/orchestration.py"}} <= {
        "dags",
        "plugins",
    }


@pytest.mark.parametrize("file", modules("include/demo"), ids=lambda file: file.stem)
def test_the_demo_s_departments_know_nothing_of_the_product(file):
    assert [used for used in imports(file) if used.split(".")[0] in ("onesource", "airflow")] == []


@pytest.mark.parametrize("file", modules("dags"), ids=lambda file: file.stem)
def test_a_dag_file_decides_when_and_leaves_the_rest_to_the_pipeline(file):
    own = {used.split(".")[1] for used in imports(file) if used.startswith("onesource.")}

    assert own <= {"orchestration", "catalog", "pipeline", "settings"}


def test_no_room_is_named_after_nothing():
    named = {
        part.removesuffix(".py")
        for file in modules("include", "dags", "plugins", "tests")
        for part in file.relative_to(PROJECT).parts
    }

    assert named & SHAPELESS == set()
    assert {"landing", "mastering"} <= named
