"""Human resources and approvals: each one changing list behind an interface that fails now and then."""

from __future__ import annotations

from dataclasses import dataclass

from demo.changing import ChangingList, Shape
from demo.days import Days
from demo.home import Home
from demo.interface import Interface
from demo.system import Connection
from demo.temper import Temper

CYCLE = 7
FAULTS = {3: 503}
PAUSES = {2: 0.3}


@dataclass(frozen=True)
class Service:
    """One department's interface: where it answers, and what it calls things."""

    provider: str
    feed: str
    path: str
    shape: Shape


HUMAN_RESOURCES = Service(
    provider="human_resources",
    feed="insured_persons",
    path="/v2/insured-persons",
    shape=Shape(
        key="insuranceId",
        changed="updatedAt",
        since="updated_since",
        rows="items",
        cursor="next_cursor",
    ),
)
APPROVALS = Service(
    provider="approvals",
    feed="licenses",
    path="/licenses",
    shape=Shape(
        key="license_id", changed="updated_at", since="since", rows="licenses", cursor="next"
    ),
)


class RecordsService:
    """Such an interface as a system of the city."""

    def __init__(self, home: Home, days: Days, service: Service) -> None:
        self._list = ChangingList(days, service.provider, service.feed, service.shape)
        self._interface = Interface(
            home,
            f"{service.provider}_api",
            Temper(CYCLE, FAULTS, PAUSES),
            {service.path: self._list},
        )

    async def start(self) -> None:
        """Begins to answer."""
        await self._interface.start()

    async def stop(self) -> None:
        """Ends the interface."""
        await self._interface.stop()

    def turn(self, day: int) -> None:
        """Tells the changes of every day up to that one."""
        self._list.turn(day)

    def connections(self) -> dict[str, Connection]:
        """One HTTP connection."""
        return self._interface.connections()
