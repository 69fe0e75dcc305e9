"""A made city and a base database, in which a test puts what was found there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from onesource.store.base import Base

FACT = {
    "provider": "health",
    "feed": "contacts",
    "library": "population",
    "entity": "person",
    "entity_key": "980101199001010010",
    "element": "phone",
    "kind": "conflict",
}
FIRST_DAY = "2026-03-30"


@dataclass
class Proof:
    """A made city, and a base database in which a test puts what was found."""

    base: Base
    city: Path
    run: Callable[..., CompletedProcess[str]]

    def expect(self, *facts: dict[str, Any]) -> None:
        names = ("fault_id", "day", *FACT)
        types = [(name, pa.int64() if name == "day" else pa.string()) for name in names]
        rows = [{"fault_id": "f1", "day": 1, **FACT, **fact} for fact in facts]
        table = pa.Table.from_pylist(rows, schema=pa.schema(types))
        pq.write_table(table, self.city / "expected.parquet")
        truth = {"fault_id": ["f1", "f2", "f3"], "detectable": [True, False, False]}
        pq.write_table(pa.table(truth), self.city / "truth.parquet")

    def event(self, number: int, event: str, at: str, **changes: Any) -> None:
        """Writes a finding if it is new, and what happened to it."""
        fact = {**FACT, **changes}
        finding = {"id": f"00000000-0000-0000-0000-{number:012}", "at": datetime.fromisoformat(at)}
        names = ", ".join(FACT)
        with self.base.transaction() as connection:
            connection.execute(
                sa.text(
                    "insert into discrepancy.finding (finding_id, scope, severity, rule, status, "
                    f"opened_at, respondent, {names}) values (:id, 's', 'warning', 'r', 'open', :at,"
                    " :provider, "
                    + ", ".join(f":{name}" for name in FACT)
                    + ") on conflict do nothing"
                ),
                {**finding, **fact},
            )
            connection.execute(
                sa.text(
                    "insert into discrepancy.finding_event (finding_id, event, at, cause) "
                    "values (:id, :event, :at, 'c')"
                ),
                {**finding, "event": event},
            )

    def verify(self) -> CompletedProcess[str]:
        url = self.base.engine.url.render_as_string(hide_password=False)
        return self.run("demo", "verify", "--city", str(self.city), ONESOURCE_DB=url)

    def told(self) -> tuple[int, dict[str, dict[str, int]]]:
        done = self.verify()
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout.splitlines()[-1])
