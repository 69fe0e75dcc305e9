"""The providers' door beside the real stack: served by its command, with an account for each provider."""

from __future__ import annotations

import pytest
from door.front import Person

from onesource.runtime import Stack, front
from onesource.store.base import Base
from onesource.store.migrations import migrate


@pytest.mark.scheduler
def test_the_door_is_open_to_each_provider_s_account(stack: Stack):
    base = Base.at(stack.state.postgres().url("onesource", "onesource"))
    migrate(base)
    providers = ["statistics", "health"]

    first = front.open_door(stack, base, providers)
    known = front.passwords(stack, providers)
    person = Person(first)

    assert person.log_in("health", known["health"]).url == f"{first}/"
    assert "卫生健康委" in person.look("/").text
    assert person.log_in("health", known["statistics"]).status_code == 403
    again = front.open_door(stack, base, providers)
    assert Person(again).log_in("statistics", known["statistics"]).status_code == 200
