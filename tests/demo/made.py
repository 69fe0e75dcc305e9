"""A made city of a few rows and three days, for the systems to serve. Every number is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

FIRST = "2026-03-30"
DATES = ("20260330", "20260331", "20260401")
LAST = len(DATES)

Row = dict[str, str | None]


def person(number: int, name: str, at: str, **other: str) -> Row:
    return {
        "person_id": f"P{number}",
        "id_number": f"9801{number}",
        "name": name,
        "deleted": "0",
        "updated_at": at,
        **other,
    }


def insured(number: int, name: str, at: str, deleted: str = "false") -> Row:
    return {"insuranceId": f"I{number:05}", "name": name, "deleted": deleted, "updatedAt": at}


def square(side: float = 0.001) -> str:
    return shapely.box(117.0, 39.0, 117.0 + side, 39.0 + side).wkb_hex.upper()


MORNING = "2026-03-30T08:00:00+08:00"
CHANGES = {
    ("public_security", "persons"): [
        [person(1, "甲", "2026-03-30 08:00:00"), person(2, "乙,\"'", "2026-03-30 08:00:00")],
        [person(1, "甲甲", "2026-03-31 09:00:00"), person(3, "丙", "2026-03-31 09:00:00")],
        [person(2, "乙,\"'", "2026-04-01 10:00:00", deleted="1")],
    ],
    ("human_resources", "insured_persons"): [
        [insured(n, f"员{n}", MORNING) for n in range(25)],
        [insured(3, "员三", "2026-03-31T08:00:00+08:00")],
        [insured(4, "员4", "2026-04-01T08:00:00+08:00", "true")],
    ],
    ("approvals", "licenses"): [
        [{"license_id": "L1", "version": None, "updated_at": MORNING}],
    ],
    ("market_regulation", "companies"): [
        [{"company_id": "C1", "name": "", "capital": None, "updated_at": "2026-03-30 08:00:00"}],
    ],
    ("market_regulation", "business_licenses"): [
        [{"license_id": "B1", "status": "有效", "updated_at": "2026-03-30 08:00:00"}],
    ],
}
TAXPAYER = {
    "登记序号": "000000000001",
    "纳税人识别号": "98010000000000001X",
    "纳税人名称": "1" + "㮾" + "梨" * 50,
    "法定代表人": "甲",
    "状态": "03",
    "登记日期": "20200101",
    "注册资本": None,
}
BIRTH = {"出生证编号": "A000000001", "新生儿姓名": "䢺江,“甲”", "性别": None}
PARCEL = {"ZDDM": "980101001001GB00001", "TDYT": "01", "geometry": square()}
SNAPSHOTS: dict[tuple[str, str], list[list[Row] | None]] = {
    ("civil_affairs", "city_divisions"): [[{"code": "980100000000", "status": "在用"}]] * 3,
    ("civil_affairs", "marriages"): [
        [{"record_id": f"M{n}", "spouse_id_number": None} for n in range(7)],
        [{"record_id": f"M{n}", "spouse_id_number": None} for n in range(8)],
        [{"record_id": f"M{n}", "spouse_id_number": None} for n in range(8)],
    ],
    ("civil_affairs", "social_organizations"): [[{"credit_code": "51", "name": "会"}]] * 3,
    ("health", "births"): [[BIRTH], [BIRTH, BIRTH], [BIRTH]],
    ("health", "deaths"): [[{"死亡证编号": "1"}]] * 3,
    ("health", "contacts"): [[{"档案编号": "1"}]] * 3,
    ("taxation", "taxpayers"): [[TAXPAYER], None, None],
    ("statistics", "city_divisions"): [[{"统计用区划代码": "980100000000"}]] * 3,
    ("statistics", "indicators"): [[{"统计用区划代码": "980100000000", "常住人口": "12"}]] * 3,
    ("staffing_office", "institutions"): [[{"单位名称": "局", "开办资金": None}]] * 3,
    ("natural_resources", "parcels"): [[PARCEL]] * 3,
    ("natural_resources", "buildings"): [
        [{"BDCDYH": "1", "geometry": square()}, {"BDCDYH": "2", "geometry": None}]
    ]
    * 3,
    ("natural_resources", "boundaries"): [
        [{"QHDM": "980101000000", "geometry": square(0.123456789)}]
    ]
    * 3,
    ("natural_resources", "addresses"): [
        [{"DZDM": "1", "geometry": shapely.Point(117.123456789, 39.987654321).wkb_hex}]
    ]
    * 3,
}


def make(folder: Path) -> Path:
    """Writes the city into `folder`."""
    for (provider, feed), days in {**CHANGES, **SNAPSHOTS}.items():
        for day, rows in enumerate(days, start=1):
            if rows is not None:
                write(folder, day, provider, feed, rows)
    (folder / f"day_{LAST}").mkdir(exist_ok=True)
    told = {"people": 3, "seed": 1, "days": LAST, "faults": "none", "first_day": FIRST}
    (folder / "city.json").write_text(json.dumps(told))
    return folder


def write(folder: Path, day: int, provider: str, feed: str, rows: list[Row]) -> None:
    """Writes what one feed tells on one day."""
    path = folder / f"day_{day}" / provider / f"{feed}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([(name, pa.string()) for name in rows[0]])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
