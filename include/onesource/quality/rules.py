"""The digest of everything a feed's rows are judged by; a batch checked by other rules is checked anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from onesource import settings
from onesource.catalog import Feed


def digest(feed: Feed, codes: Mapping[str, Mapping[str, str]]) -> str:
    """12 hex digits over the feed's contract, its code lists, its suite and the SQL that applies them."""
    used = {column.code_list for column in feed.contract.columns.values() if column.code_list}
    declared = {
        "feed": feed.model_dump(mode="json", include={"contract", "record_key", "supplies"}),
        "codes": {name: dict(codes[name]) for name in sorted(used)},
    }
    found = hashlib.sha256(json.dumps(declared, sort_keys=True).encode())
    suite = settings.expectations() / f"{feed.path}.yaml"
    files = [suite] if suite.exists() else []
    for room in ("standards", "landing", "quality"):
        files += sorted((settings.sql() / "lake" / room).glob("*.sql"))
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()[:12]
