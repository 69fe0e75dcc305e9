"""What is declared about one feed, in the words the peers' statements are filled with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from onesource import settings
from onesource.catalog import Feed
from onesource.catalog.contract import Column
from onesource.catalog.library import Entity
from onesource.quality.words import WORDS
from onesource.store.sql import literal, name

LIBRARY, ENTITY = "population", "person"
MOMENT = datetime.fromisoformat("2026-06-01T20:00:00+08:00")  # of our own run
CHINA = ZoneInfo("Asia/Shanghai")
VALUES = {"date": "as_date({})", "timestamp": "as_timestamp({})", "text": "{}"}


@dataclass
class Claims:
    """One feed: its file, and its contract as SQL over the table of its file."""

    name: str  # as the file is named
    feed: Feed
    codes: dict[str, dict[str, str]]
    entity: Entity
    file: Path
    content_hash: str = ""

    @property
    def path(self) -> str:
        """`<provider>/<feed>`."""
        return self.feed.path

    @property
    def suite(self) -> Path:
        """The file of its suite."""
        return settings.expectations() / f"{self.path}.yaml"

    @property
    def as_of(self) -> str:
        """The day the file was delivered on."""
        return str(datetime.fromtimestamp(self.file.stat().st_mtime, CHINA).date())

    @property
    def batch_id(self) -> str:
        """Which delivery it is."""
        return f"{self.path.replace('/', '.')}.{self.content_hash[:16]}"

    def delivered(self, column: str) -> str:
        """What a column is called over there."""
        return self.feed.contract.delivered(column)

    @cached_property
    def columns(self) -> list[dict[str, str]]:
        """Each column: its name, the one over there, its text without blanks, its value."""
        return [self._column(key, column) for key, column in self.feed.contract.columns.items()]

    @property
    def refusals(self) -> list[tuple[str, str, str]]:
        """What a row is refused for: element, rule, and the condition over value and `<name>__clean`."""
        found = []
        for key, column in self.feed.contract.columns.items():
            value, clean = name(key), name(f"{key}__clean")
            if column.type != "text":
                rule = "code_list" if column.type == "code" else "type"
                found.append((key, rule, f"({clean} is not null and {value} is null)"))
            if column.required:
                found.append((key, "required", f"{clean} is null"))
            if column.pattern:
                pattern = literal(f"^(?:{column.pattern})$")
                found.append((key, "pattern", f"({clean} !~ {pattern}) is true"))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What the statements about one feed are filled with."""
        feed, [key], [record] = self.feed, self.feed.supplies.key, self.feed.record_key
        cleaned = {column["name"]: column["clean"] for column in self.columns}
        compared = self.entity.elements
        said = {e: f"normal_text({e})" for e in compared if compared[e].compare == "normal_text"}
        return {
            "feed": self.name,
            "provider": feed.provider,
            "declared": feed.name,
            "library": LIBRARY,
            "entity": ENTITY,
            "columns": self.columns,
            "refusals": self.refusals,
            "key": key,
            "key_delivered": self.delivered(key),
            "record_key": record,
            "record_key_clean": cleaned[record],
            "changed_by": feed.changed_by,
            "label": self.entity.label,
            "elements": feed.supplies.elements,
            "said": [said.get(element, element) for element in feed.supplies.elements],
            "words": WORDS,
            "batch_id": self.batch_id,
            "content_hash": self.content_hash,
            "as_of": self.as_of,
            "at": MOMENT,
        }

    def _column(self, key: str, column: Column) -> dict[str, str]:
        clean = f"clean_text({name(self.delivered(key))})"
        for word in self.feed.contract.missing_words:
            clean = f"nullif({clean}, {literal(word)})"
        value = VALUES.get(column.type, "{}").format(name(key))
        if column.type == "code":
            listed = self.codes[column.code_list or ""]
            told = column.values or {code: code for code in listed}
            cases = " ".join(f"when {literal(a)} then {literal(b)}" for a, b in told.items())
            value = f"case {name(key)} {cases} end"
            if not column.values:
                value = f"case when {name(key)} in ({', '.join(map(literal, told))}) then {name(key)} end"
        return {
            "name": key,
            "delivered": self.delivered(key),
            "clean": clean,
            "value": value,
        }
