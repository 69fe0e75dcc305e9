"""The digest of everything a feed's rows are judged by; a batch checked by other rules is checked anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from onesource import settings
from onesource.catalog import Feed
from onesource.catalog.library import Entity
from onesource.store import reference

JUDGED_BY: dict[str, Any] = {
    **dict.fromkeys(("contract", "record_key", "mode", "changed_by", "tombstone"), True),
    "supplies": {"library", "entity", "key", "elements", "dated_by"},
}


def digest(feed: Feed, entity: Entity, codes: Mapping[str, Mapping[str, str]]) -> str:
    """12 hex digits over all that a feed's rows are judged by.

    That is its contract, its code lists, what it supplies and how that is compared, its suite,
    the reference tables, the SQL that applies them and the DuckDB that runs it: what its
    hash() says of a row holds for one version.
    """
    used = {column.code_list for column in feed.contract.columns.values() if column.code_list}
    compared = [entity.elements[element].compare for element in feed.supplies.elements]
    declared = {
        "feed": feed.model_dump(mode="json", include=JUDGED_BY),
        "entity": [entity.key_standard, entity.label, entity.group, compared],
        "codes": {name: dict(codes[name]) for name in sorted(used)},
        "duckdb": version("duckdb"),
    }
    found = hashlib.sha256(json.dumps(declared, sort_keys=True).encode())
    suite = settings.expectations() / f"{feed.path}.yaml"
    files = [suite] if suite.exists() else []
    files += sorted(reference.FOLDER.glob("*.csv"))
    for room in ("standards", "landing", "quality"):
        files += sorted((settings.sql() / "lake" / room).glob("*.sql"))
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()[:12]
