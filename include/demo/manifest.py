"""The manifest beside a delivered file, written last: a file with its manifest is a whole delivery."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from demo.home import write_whole


def manifest_path(path: Path) -> Path:
    """Where a file's manifest lies."""
    return path.with_suffix(".manifest.json")


def write_manifest(path: Path, rows: int, reference_date: date) -> Path:
    """Writes the manifest of the file as it stands on disk, stating that many rows."""
    stated = {
        "file": path.name,
        "rows": rows,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "reference_date": reference_date.isoformat(),
    }
    manifest = manifest_path(path)
    write_whole(manifest, (json.dumps(stated, ensure_ascii=False, indent=2) + "\n").encode())
    return manifest
