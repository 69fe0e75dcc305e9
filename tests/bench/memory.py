"""How much memory this process had at most: of its own, not of whoever started it."""

from __future__ import annotations

from pathlib import Path


def peak_mb() -> int:
    """The high-water mark of the resident set, in MiB (getrusage would tell the parent's too)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise OSError("/proc/self/status does not tell VmHWM")
