"""A peer: what a good data engineer writes with pandas, Great Expectations on pandas and `to_sql`.

Files read as text, keys cleaned, the contract and the suites checked, rows folded or kept
back, mastering, disagreements, both written to PostgreSQL. No provenance beyond the
source of a value, no history.
`python -m bench.pandas_gx FOLDER URL` prints what each stage took as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.memory import peak_mb


def main() -> None:
    """Reads the command line."""
    folder, url = Path(sys.argv[1]), sys.argv[2]
    spent: dict[str, float] = {}
    began = last = time.perf_counter()

    def stage(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        spent[name], last = now - last, now

    import pandas as pd
    from bench import pandas_work as work
    from bench.pandas_suites import Suites
    from bench.terms import Terms

    stage("import")
    terms = Terms(folder)
    suites = Suites(pd.Timestamp(terms.day), terms.divisions())
    frames = work.read(terms)
    stage("read")
    work.clean_keys(terms, frames)
    refused = work.check_contract(terms, frames)
    stage("contract")
    work.run_suites(terms, suites, frames, refused)
    stage("suites")
    golden, disagreements = work.master(work.fold(terms, frames, refused))
    stage("master")
    work.audit(terms, suites, golden)
    stage("audit")
    work.publish(url, golden, disagreements)
    stage("publish")
    told: dict[str, Any] = {"seconds": time.perf_counter() - began, "stages": spent}
    told["peak_mb"] = peak_mb()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
