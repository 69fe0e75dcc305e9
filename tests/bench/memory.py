"""How much memory was used at most, and how much written: by this process, and by a server beside it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

EVERY = 0.1  # seconds


def peak_mb() -> int:
    """The high-water mark of the resident set, in MiB (getrusage would tell the parent's too)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise OSError("/proc/self/status does not tell VmHWM")


class Server:
    """What the processes of a PostgreSQL server took while it was watched, seen ten times a second.

    Memory: what each has for itself (RssAnon), all together, and once what they share
    (RssShmem of the one that has mapped most of it). Written: what each gave to the disk
    (write_bytes), temporary files and logs too.
    """

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        self.peak_kb = 0
        self._before: dict[str, int] = {}
        self._written: dict[str, int] = {}

    @property
    def peak_mb(self) -> int:
        """The memory at most, in MiB."""
        return self.peak_kb // 1024

    @property
    def written_mb(self) -> int:
        """What was written, in MiB."""
        return sum(n - self._before.get(one, 0) for one, n in self._written.items()) // 2**20

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Looks again and again until the block ends."""
        self._look()
        self._before = dict(self._written)
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(EVERY):
                self._look()

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            yield
        finally:
            ended.set()
            watching.join()
            self._look()

    def _look(self) -> None:
        own, shared = 0, 0
        for one in self._processes():
            with contextlib.suppress(OSError):  # it may have ended by now
                status = _numbers(Path("/proc", one, "status"))
                own += status.get("RssAnon", 0)
                shared = max(shared, status.get("RssShmem", 0))
                self._written[one] = _numbers(Path("/proc", one, "io"))["write_bytes"]
        self.peak_kb = max(self.peak_kb, own + shared)

    def _processes(self) -> list[str]:
        if self.pid is None:
            return []
        with contextlib.suppress(OSError):
            children = Path("/proc", str(self.pid), "task", str(self.pid), "children")
            return [str(self.pid), *children.read_text().split()]
        return []


def _numbers(file: Path) -> dict[str, int]:
    """The numbers of a file of `name: number [unit]` lines."""
    told = (line.split()[:2] for line in file.read_text().splitlines())
    return {one[0].rstrip(":"): int(one[1]) for one in told if len(one) > 1 and one[1].isdigit()}
