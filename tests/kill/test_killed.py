"""Killed at any point and run again, a step leaves what an undisturbed run leaves."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import pytest
from kill.undisturbed import WAYS, Walked
from kill.whole import State, differences
from kill.yard import Yard

pytestmark = pytest.mark.kill
MOMENTS = 3  # random ones, for each step
FINISHED = 4  # every so many kills the way is walked to its end; the state is compared each time
STEPS = [(way, number) for way in ("whole", "changes") for number in range(len(WAYS[way]))]
STEPS += [("volume", 0), ("suite", 1), ("late", 0)]
each_step = pytest.mark.parametrize(
    ("way", "number"), STEPS, ids=[f"{way}: {' '.join(WAYS[way][n][:2])}" for way, n in STEPS]
)
kills: Counter[str] = Counter()


@each_step
def test_killed_at_each_commit_point(
    yards: list[Yard], walked: dict[str, Walked], way: str, number: int
) -> None:
    points = walked[way].passed[number]
    assert points, "a step that commits nothing needs no test"
    plans = [{"die": f"before.{point}"} for point in range(1, len(points) + 1)]
    plans.append({"die": f"after.{len(points)}"})  # after any other is before the next
    assert kill_all(yards, walked[way], number, plans) == []


@each_step
def test_killed_at_random_moments(
    yards: list[Yard], walked: dict[str, Walked], way: str, number: int
) -> None:
    moments = random.Random(f"{way} {number}")
    longest = walked[way].seconds[number]
    plans = [{"after": moments.uniform(0.01, longest)} for _ in range(MOMENTS)]
    assert kill_all(yards, walked[way], number, plans) == []


def kill_all(
    yards: list[Yard], way: Walked, number: int, plans: list[dict[str, object]]
) -> list[str]:
    """Kills a step as each plan says, in all yards at once; says what came out different."""
    free: SimpleQueue[Yard] = SimpleQueue()
    for yard in yards:
        way.prepare(yard)
        free.put(yard)

    def one(place: int) -> list[str]:
        yard, plan = free.get(), plans[place]
        try:
            told = kill(yard, way, number, plan)
            if not told and place % FINISHED == 0:
                told = finish(yard, way, number)
            return [f"{plan}: {difference}" for difference in told]
        finally:
            free.put(yard)

    with ThreadPoolExecutor(len(yards)) as pool:
        found = [told for several in pool.map(one, range(len(plans))) for told in several]
    for yard in yards:
        yard.undisturbed()
    return found


def kill(yard: Yard, way: Walked, number: int, plan: dict[str, object]) -> list[str]:
    """Kills a step and runs it again; says what is different from an undisturbed run of it."""
    step = way.steps[number]
    yard.put_back(way.snapshot(number), way.folder)
    code, _ = yard.run([step], **plan)
    kills[f"{step[0]}, {'at a point' if 'die' in plan else 'at random'}"] += code == -9
    if code != -9 and "die" in plan:
        return [f"was to be killed and ended with {code}"]
    code, answer = yard.run([step])
    if code != 0:
        return [f"run again: {answer.get('error', code)}"]
    return differences(reachable(yard.state()), reachable(way.after[number]))


def finish(yard: Yard, way: Walked, number: int) -> list[str]:
    """Walks on to the way's end; says what is different there, orphans in the lake included."""
    rest = way.steps[number + 1 :]
    code, answer = yard.run(rest) if rest else (0, {})
    if code != 0:
        return [f"finishing the way: {answer.get('error', code)}"]
    return differences({**yard.state(), "unfinished": []}, way.after[-1])


def reachable(state: State) -> State:
    """A state without what no row of the registry and no reader sees."""
    return {**state, "unreachable": [], "unfinished": []}


def test_what_a_killed_step_left_unfinished_is_swept(
    yards: list[Yard], walked: dict[str, Walked]
) -> None:
    way = walked["whole"]
    way.prepare(yards[0])
    put = way.passed[0].index("lake rename") + 1
    assert kill(yards[0], way, 0, {"die": f"after.{put}"}) == []
    assert finish(yards[0], way, 0) == []
    assert yards[0].state()["unfinished"] == []


def test_every_step_was_killed() -> None:
    print(f"\n{kills.total()} kills: {dict(kills)}")
    assert {name.partition(",")[0] for name in kills} >= {
        step[0] for way, number in STEPS for step in [WAYS[way][number]]
    }
