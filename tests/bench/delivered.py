"""What is delivered: four departments' files about a made city's people, and a catalogue to match.

The feeds are those declared, but for where they come from: every one is a file in a
folder, so that all who are measured read the same bytes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from onesource import settings
from onesource.store import engine

FEEDS = {
    "public_security/persons": "persons",
    "human_resources/insured_persons": "insured",
    "health/contacts": "contacts",
    "civil_affairs/marriages": "marriages",
}
FAULTS = {  # shares of a feed's rows: every one a disagreement or a copy
    "default": 0,
    "hr_name": 0.02,
    "hr_sex": 0.01,
    "health_name": 0.02,
    "health_sex": 0.01,
    "marriages_name": 0.01,
    "police_marital_status": 0.005,
    "hr_twice": 0.01,
    "health_twice": 0.01,
}
CHANGED = {  # column → what it says where it is changed
    "persons": ("address", "address || '甲'"),
    "insured": ("mobile", "left(mobile, 8) || '000'"),
    "contacts": ("联系电话", "left(联系电话, 8) || '000'"),
    "marriages": ("registered_on", "'2026-05-01'"),
}
NUMBERS = {  # columns with citizen numbers, and the record's own number
    "persons": (("id_number", "former_id_number"), "person_id"),
    "insured": (("idNumber",), "insuranceId"),
    "contacts": (("公民身份号码",), "档案编号"),
    "marriages": (("id_number", "spouse_id_number"), "record_id"),
}
A_CITY = 1_000_000  # people: more are several times the same city, with numbers of other divisions
CHANGES_ONLY = ("reconcile_days", "tombstone")


@dataclass(frozen=True)
class Delivered:
    """A folder with `<name>_<n>.csv` for each feed, and beside it the catalogue."""

    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def catalog(self) -> Path:
        return self.folder / "catalog"

    def file(self, name: str, number: int = 1) -> Path:
        return self.files / f"{name}_{number}.csv"

    def rows(self, number: int = 1) -> int:
        """How many rows one delivery has, headers not counted."""
        lines = 0
        for name in FEEDS.values():
            with self.file(name, number).open("rb") as file:
                lines += sum(1 for _ in file) - 1
        return lines

    def again(self, number: int) -> None:
        """The same files once more, as the delivery of that number."""
        for name in FEEDS.values():
            shutil.copyfile(self.file(name), self.file(name, number))

    def changed(self, number: int, share: float = 0.01) -> None:
        """The files once more, a share of their rows changed in one column each."""
        with duckdb.connect() as duck:
            for name, (column, told) in CHANGED.items():
                rows = f"read_csv('{self.file(name)}', all_varchar = true, header = true)"
                duck.execute(
                    f"copy (select * exclude (row) replace (case when hash(row) % {round(1 / share)} = 0"
                    f' then {told} else "{column}" end as "{column}") from'
                    f" (select row_number() over () as row, * from {rows}))"
                    f" to '{self.file(name, number)}' (header, delimiter ',')"
                )

    def withdraw(self, number: int) -> None:
        """Takes the delivery of that number back."""
        for name in FEEDS.values():
            self.file(name, number).unlink()


def make(
    folder: Path, people: int, seed: int = 7, shares: Mapping[str, float] = FAULTS
) -> Delivered:
    """Makes the city, with faults by their shares, then the files and the catalogue."""
    if people > A_CITY:
        return several(make(folder, A_CITY, seed, shares), round(people / A_CITY))
    made, city = Delivered(folder), folder / "city"
    folder.mkdir(parents=True, exist_ok=True)
    faults = folder / "faults.yaml"
    faults.write_text(yaml.safe_dump(dict(shares)))
    words = ["--people", str(people), "--seed", str(seed), "--days", "1", "--faults", str(faults)]
    words += ["--first-day", "2026-01-05", "--out", str(city)]
    subprocess.run([sys.executable, "-m", "demo", "city", *words], check=True)
    made.files.mkdir()
    with duckdb.connect() as duck:
        for path, name in FEEDS.items():
            source = city / "day_1" / f"{path}.parquet"
            duck.execute(f"copy (from '{source}') to '{made.file(name)}' (header, delimiter ',')")
    shutil.rmtree(city)
    declare(made)
    return made


def several(made: Delivered, times: int) -> Delivered:
    """Delivers the city so many times over (at most ten), each with numbers of divisions of its own."""
    with engine.work("bench") as work, engine.duck(work) as duck:
        for name, (numbers, record) in NUMBERS.items():
            one = f"read_csv('{made.file(name)}', all_varchar = true, header = true)"
            told = [f'"{record}" || \'-\' || city as "{record}"']
            told += [f'{_moved(number)} as "{number}"' for number in numbers]
            query = f"select * exclude (city) replace ({', '.join(told)}) from {one}, range({times}) t(city)"
            whole = work / f"{name}.csv"
            duck.execute(f"copy ({query}) to '{whole}' (header, delimiter ',')")
            shutil.move(whole, made.file(name))
    return made


def _moved(column: str) -> str:
    """A citizen number, however it is written, as one of the divisions of its `city`; others as they are."""
    told, number = f'"{column}"', f'citizen_number("{column}")'
    division = f"cast(left({number}, 6) as integer) + 20 * (city % 5) + 500 * (city // 5)"
    body = f"(({division}) || substr({number}, 7, 11))"
    return f"case when city > 0 and {number} is not null then {body} || citizen_check({body}) else {told} end"


def declare(made: Delivered) -> None:
    """Writes the catalogue: as declared, each of the four feeds a snapshot in a file."""
    shutil.copytree(settings.PROJECT / "include" / "catalog", made.catalog)
    for path, name in FEEDS.items():
        file = made.catalog / "feeds" / f"{path}.yaml"
        declared: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        declared["source"] = {
            "kind": "front_end_machine",
            "connection": "bench_folder",
            "files": f"{name}_*.csv",
            "manifest": "none",
            "format": {"kind": "csv", "encoding": "utf-8"},
        }
        if declared["mode"] == "changes":
            declared["mode"] = "snapshot"
            for word in CHANGES_ONLY:
                declared.pop(word, None)
        file.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
