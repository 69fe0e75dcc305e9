"""What the city asks of every departmental system: start, stop, turn to a day, and how to reach it."""

from __future__ import annotations

from typing import Protocol

Connection = dict[str, object]


class System(Protocol):
    """One system of one department (or a machine that several share)."""

    async def start(self) -> None:
        """Prepares what is missing, never what somebody changed, and begins to serve."""

    async def stop(self) -> None:
        """Stops serving at once; what it keeps on disk stays."""

    def turn(self, day: int) -> None:
        """Brings what it serves to the end of that day, from wherever it stands; on a thread."""

    def connections(self) -> dict[str, Connection]:
        """How it is reached once started, by connection name, in Airflow's JSON form."""
