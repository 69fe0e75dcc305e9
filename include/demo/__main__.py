"""`python -m demo serve --state DIR`: the city as one process, until it is told to end.

Prints one line once every system answers. Ends 0 on SIGTERM or SIGINT and, with
`--with-parent`, when the process that started it is gone. `python -m demo city …`
makes a city to serve with `--city DIR`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

POLL_SECONDS = 0.25


async def serve(given: argparse.Namespace) -> None:
    """Serves until a signal, or the parent's death, ends it."""
    from demo.city import City

    parent = os.getppid()
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    async with City(given.state, given.city, given.rooms) as city:
        _say(f"demo city ready, connections in {city.connections_file}")
        while not told.is_set() and not (given.with_parent and os.getppid() != parent):
            try:
                await asyncio.wait_for(told.wait(), POLL_SECONDS)
            except TimeoutError:
                await city.keep_up()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _names(told: str) -> tuple[str, ...]:
    return tuple(name for name in told.split(",") if name)


def main() -> None:
    """Reads the command line."""
    os.umask(0o077)
    if sys.argv[1:2] == ["city"]:
        from demo.generator.__main__ import main as make

        make(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="demo", description="The demo city's systems.")
    commands = parser.add_subparsers(required=True)
    commands.add_parser("city", help="make a city: what each department holds, day by day")
    command = commands.add_parser("serve", help="run every system")
    command.add_argument("--state", type=Path, required=True, metavar="DIR", help="its own folder")
    command.add_argument("--city", type=Path, metavar="DIR", help="a made city; without: national")
    command.add_argument(
        "--rooms", type=_names, default=(), help="a front-end machine alone, for these departments"
    )
    command.add_argument("--with-parent", action="store_true", help="end when the starter does")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="demo %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(serve(given))
    except RuntimeError as refused:
        sys.exit(f"demo: {refused}")


if __name__ == "__main__":
    main()
