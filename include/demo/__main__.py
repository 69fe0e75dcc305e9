"""`python -m demo serve --state DIR`: the city as one process, until it is told to end.

Prints one line once every system answers. Ends 0 on SIGTERM or SIGINT and, with
`--with-parent`, when the process that started it is gone.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from demo.city import City


async def serve(state: Path, with_parent: bool) -> None:
    """Serves until a signal, or the parent's death, ends it."""
    parent = os.getppid()
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    async with City(state) as city:
        _say(f"demo city ready, connections in {city.connections_file}")
        while not told.is_set() and not (with_parent and os.getppid() != parent):
            try:
                await asyncio.wait_for(told.wait(), 0.25)
            except TimeoutError:
                continue


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="demo", description="The demo city's systems.")
    command = parser.add_subparsers(required=True).add_parser("serve", help="run every system")
    command.add_argument("--state", type=Path, required=True, metavar="DIR", help="its own folder")
    command.add_argument("--with-parent", action="store_true", help="end when the starter does")
    given = parser.parse_args()
    os.umask(0o077)
    logging.basicConfig(level=logging.WARNING, format="demo %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(serve(given.state, given.with_parent))
    except RuntimeError as refused:
        sys.exit(f"demo: {refused}")


if __name__ == "__main__":
    main()
