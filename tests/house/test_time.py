"""Only the clock reads the time, so that days can be simulated and a rerun says the same."""

from __future__ import annotations

import re

import pytest
from house.reading import PROJECT, calls, modules

READS = {
    *(
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.time_ns",
    ),
    *(
        "datetime.datetime.now",
        "datetime.date.today",
        "time.localtime",
        "time.gmtime",
        "time.ctime",
    ),
    *("pd.Timestamp.now", "pandas.Timestamp.now", "time.strftime"),
}
# Who else may, and why: ages of files are the disk's; a supervisor waits in real time.
MAY = {
    "include/onesource/clock.py": "it is the clock",
    "include/onesource/store/lake.py": "ages of files in the sweep",
    "include/onesource/runtime/stack.py": "asks the scheduler about real moments",
}
FILES = modules("include", "dags", "plugins")


@pytest.mark.parametrize("path", [file.relative_to(PROJECT).as_posix() for file in FILES])
def test_a_module_asks_the_clock(path: str):
    found = [(call, line) for call, line in calls(PROJECT / path) if call in READS]

    assert bool(found) == (path in MAY), found


def test_no_sql_reads_the_time():
    words = re.compile(
        r"\b(now|clock_timestamp|statement_timestamp|localtime\w*)\s*\(|\bcurrent_(date|time)"
    )
    texts = {
        file: re.sub("--.*", "", file.read_text()) for file in (PROJECT / "sql").rglob("*.sql")
    }

    assert [file.name for file, text in texts.items() if words.search(text)] == []
    assert len(texts) > 50
