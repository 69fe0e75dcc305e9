"""What lies beside a report: rows kept back with their reasons, and the list of a gap."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from notice.given import gather
from relations.yard import Yard, day

from onesource.notice import enclosure, files
from onesource.notice.enclosure import Enclosure
from onesource.notice.model import Report
from onesource.pipeline import enclosures
from onesource.pipeline import round as rounds
from onesource.store.base import Base
from onesource.store.lake import Lake

TAXPAYERS, CODES = "taxation/taxpayers", "statistics/city_divisions"
VOLUME = (
    "insert into discrepancy.finding (finding_id, scope, kind, severity, respondent, provider, feed, library,"
    " entity, rule, status, opened_at) values (gen_random_uuid(), 'x', 'volume', 'critical',"
    " 'statistics', 'statistics', 'city_divisions', 'geospatial', 'division', 'full_coverage', 'open', now())"
)


@pytest.fixture
def yard(base: Base, tmp_path: Path) -> Yard:
    return Yard(base, Lake(str(tmp_path / "lake")), tmp_path)


def records(yard: Yard, batch: str, *rows: dict[str, str]) -> None:
    """A batch's rows as delivered."""
    file = yard.folder / "records.parquet"
    with duckdb.connect() as duck:
        told = " union all by name ".join(
            "select " + ", ".join(f"'{value}' as \"{name}\"" for name, value in row.items())
            for row in rows
        )
        duck.execute(f"copy ({told}) to '{file}' (format parquet)")
    yard.lake.put(file, f"{batch}/records.parquet")


def enclosed(yard: Yard, provider: str, folder: Path) -> tuple[Report, dict[str, Path]]:
    facts = rounds.facts_of(yard.catalog, provider)
    with yard.base.transaction() as connection:
        collected = gather(connection, "round", day(20), facts)
    with duckdb.connect() as duck:
        shop = enclosures.Shop(yard.house, yard.catalog, collected, duck)
        return files.enclose(collected, enclosures.gather(shop), folder)


def sheet(file: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))


def kept(batch: str, row: int, *reasons: tuple[str, str]) -> dict:
    told = [{"element": element, "rule": rule, "value": "x"} for element, rule in reasons]
    return {"entity_key": None, "batch_id": batch, "row_number": row, "reasons": told}


def test_rows_kept_back_come_as_delivered_with_reason_and_remedy(yard: Yard, tmp_path: Path):
    rows = [kept("batch_1", 2, ("credit_code", "code_check"), ("name", "required"))]
    yard.deliver(TAXPAYERS, [], kept=rows)
    records(yard, "batch_1", {"代码": "0091", "名称": "甲"}, {"代码": "=91", "名称": ""})

    told, written = enclosed(yard, "taxation", tmp_path)

    title = yard.catalog.feed(TAXPAYERS).title
    [attachment] = told.attachments
    assert attachment.name.endswith(f"_{title}_暂存行.xlsx")
    assert (attachment.rows, list(written)) == (1, [attachment.name])
    head, row = sheet(written[attachment.name])
    assert head == ("报送日期", "行号", "代码", "名称", "原因", "改法")
    assert row[:3] == ("2026-11-20", "2", "=91")
    columns = yard.catalog.feed(TAXPAYERS).contract.columns
    assert "统一社会信用代码校验位不符" in str(row[4])
    assert f"{columns['name'].title}：必填项为空" in str(row[4])
    assert "请补填" in str(row[5])


def test_rows_of_several_deliveries_come_together(yard: Yard, tmp_path: Path):
    yard.deliver(TAXPAYERS, [], at=19)
    rows = [kept("batch_2", 1, ("name", "required")), kept("batch_1", 1, ("name", "required"))]
    yard.deliver(TAXPAYERS, [], at=20, kept=rows)
    records(yard, "batch_1", {"代码": "91"})
    records(yard, "batch_2", {"代码": "92", "备注": "新栏目"})

    _, written = enclosed(yard, "taxation", tmp_path)

    [file] = written.values()
    assert [row[:4] for row in sheet(file)] == [
        ("报送日期", "行号", "代码", "备注"),
        ("2026-11-19", "1", "91", None),
        ("2026-11-20", "1", "92", "新栏目"),
    ]


def test_nothing_is_enclosed_where_nothing_was_kept_back(yard: Yard, tmp_path: Path):
    yard.deliver(TAXPAYERS, [])

    told, written = enclosed(yard, "taxation", tmp_path)

    assert (told.attachments, written) == ((), {})


def test_a_gap_above_its_limit_comes_as_a_list_of_keys(yard: Yard, tmp_path: Path):
    golden = [
        {"entity_key": key, "name": f"{key}镇", "status": state}
        for key, state in [
            ("980101001", "active"),
            ("980101002", "active"),
            ("980101003", "abolished"),
            ("980101004", "active"),
            ("110101001", "active"),
        ]
    ]
    yard.build("geospatial", division=golden)
    yard.deliver(CODES, [{"entity_key": "980101001"}], kept=[{"entity_key": "980101004"}])
    yard.execute(VOLUME)
    records(yard, "batch_2", {"code": "980101004"})

    told, written = enclosed(yard, "statistics", tmp_path)

    [gap] = [one for one in told.attachments if one.title == "缺口清单"]
    assert sheet(written[gap.name]) == [("代码", "名称"), ("980101002", "980101002镇")]


def listed(rows: Iterable[tuple[str, ...]], total: int) -> Enclosure:
    return Enclosure("甲_暂存行", "暂存行", ("代码", "原因"), rows, total)


def test_a_long_list_comes_whole_as_text_and_its_beginning_as_a_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(enclosure, "IN_A_WORKBOOK", 2)
    rows = [("001", "空"), ("=1+1", "空"), ("-5", "空")]

    told = list(enclosure.write(listed(iter(rows), 3), "报告", tmp_path))

    (whole, whole_file), (_, first_file) = told
    assert (whole.name, whole.rows) == ("报告_甲_暂存行.csv", 3)
    with whole_file.open(encoding="utf-8-sig", newline="") as handle:
        assert [row[0] for row in csv.reader(handle)] == ["代码", "001", "'=1+1", "-5"]
    assert [row[0] for row in sheet(first_file)] == ["代码", "001", "=1+1"]


def test_the_same_list_gives_the_same_bytes(tmp_path: Path):
    [(_, one)] = enclosure.write(listed([("1", "空")], 1), "一", tmp_path)
    [(_, two)] = enclosure.write(listed([("1", "空")], 1), "二", tmp_path)

    assert one.read_bytes() == two.read_bytes()
