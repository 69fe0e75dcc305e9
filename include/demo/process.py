"""The city as a process of its own, for a `with` block.

For whoever needs the departments for a while, tests above all. It ends with the
block, and with the process that opened it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def serving(
    state: Path, made: Path | None = None, rooms: tuple[str, ...] = ()
) -> Iterator[dict[str, Any]]:
    """Serves the city from that folder; gives its connections by name once all answer.

    `made` is a made city; without one the national registers are served, with `rooms` only a
    front-end machine that has a room for each of these departments.
    """
    words = [sys.executable, "-m", "demo", "serve", "--state", str(state), "--with-parent"]
    words += ["--city", str(made)] if made else []
    words += ["--rooms", ",".join(rooms)] if rooms else []
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as city:
        try:
            if not (city.stdout and city.stdout.readline()):
                raise RuntimeError(f"the demo city ended before it was ready, code {city.wait()}")
            yield json.loads((state / "connections.json").read_text())
        finally:
            city.terminate()
