"""What the tests of the door stand on: a report that was sent, and the door served beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from door.front import Front, Person, System, opened
from notice.conftest import desk, empty
from notice.desk import GAP, ONE, TWO, Desk
from pipeline.conftest import asked, begin, begun, city, town

__all__ = ["asked", "begin", "begun", "city", "desk", "empty", "town"]


@pytest.fixture
def front(desk: Desk) -> Iterator[Front]:
    """The desk's base database, with a door."""
    with opened(desk.base) as served:
        yield served


@pytest.fixture
def system(front: Front) -> System:
    """Statistics' system."""
    return front.system()


@pytest.fixture
def person(desk: Desk, front: Front) -> Person:
    """Somebody of statistics, which was sent a report."""
    desk.sent(ONE, TWO, GAP)
    return front.person()
