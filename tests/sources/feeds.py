"""A feed of a given source, with columns of text and as little else as a declaration allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onesource.catalog.feed import Feed


def feed(
    source: dict[str, Any],
    columns: Sequence[str],
    mode: str = "changes",
    changed_by: str | None = "updated_at",
    unknown_columns: str = "refuse",
) -> Feed:
    """A feed `office/things` with the delivered `columns`, keyed by the first of them."""
    ours = {f"column_{i}": name for i, name in enumerate(columns)}
    first, second, *_ = ours
    stamp = next((our for our, name in ours.items() if name == changed_by), None)
    told = {"title": "栏目", "required": False}
    kinds = {our: "timestamp" if our == stamp else "text" for our in ours}
    changing = {"mode": mode, "changed_by": stamp, "reconcile_days": 30}
    return Feed.model_validate(
        {
            "provider": "office",
            "name": "things",
            "title": "事项",
            "resource_code": "399001/000001",
            "summary": "事项",
            "sharing": {"type": "public"},
            "opening": "unconditional",
            "update_cycle": "daily",
            "source": source,
            "record_key": [first],
            "volume": {"drop": 0.2, "rise": 0.2, "reason": "测试"},
            "contract": {
                "unknown_columns": unknown_columns,
                "columns": {
                    our: {**told, "type": kinds[our], "from": name} for our, name in ours.items()
                },
            },
            "supplies": {
                "library": "library",
                "entity": "thing",
                "key": [first],
                "elements": [second],
            },
            **(changing if mode == "changes" else {"mode": mode}),
        }
    )
