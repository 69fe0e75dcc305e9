"""Statistics' delivery: its bytes, its manifest, and that it is never written over."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import date

import pytest

from demo.divisions import Division, packed
from demo.home import Home
from demo.statistics import PACKED, StatisticsOffice, read_delivery, write_delivery, write_manifest

NO_GBK = ["湖㳇镇", "流波䃥镇", "麦㙦镇", "㮾梨街道", "塘㙍镇", "䢺江镇", "桴㯊镇", "㵲水街道"]
ROWS = [Division("110101001000", "东华门街道", "4"), Division("110000000000", "北京市", "1")]
DAY = date(2023, 12, 31)


def test_a_delivery_is_gb18030_with_a_chinese_header_in_code_order(tmp_path):
    path = write_delivery(tmp_path, ROWS, DAY)

    assert path.name == "tongji_quhua_20231231.csv"
    assert path.read_bytes() == (
        "统计用区划代码,名称,级别\r\n110000000000,北京市,省级\r\n110101001000,东华门街道,乡级\r\n"
    ).encode("gb18030")


def test_the_whole_register_decodes_as_gb18030_and_not_as_gbk(sftp):
    data = sftp.open("outbox/tongji_quhua_20231231.csv").read()
    text = data.decode("gb18030")

    assert text.count("\r\n") == 1 + 44703
    assert [name for name in NO_GBK if f",{name}," in text] == NO_GBK
    with pytest.raises(UnicodeDecodeError):
        data.decode("gbk")


def test_only_eight_names_have_no_gbk_code():
    def fits(name):
        return name.encode("gbk", "ignore").decode("gbk") == name

    assert sorted(r.name for r in packed(PACKED) if not fits(r.name)) == sorted(NO_GBK)


def test_the_manifest_counts_and_hashes_the_file_beside_it(sftp):
    data = sftp.open("outbox/tongji_quhua_20231231.csv").read()
    manifest = json.load(sftp.open("outbox/tongji_quhua_20231231.manifest.json"))

    assert manifest == {
        "file": "tongji_quhua_20231231.csv",
        "rows": 44703,
        "sha256": hashlib.sha256(data).hexdigest(),
        "reference_date": "2023-12-31",
    }


def test_a_delivery_reads_back_as_the_rows_it_was_made_of(tmp_path):
    assert read_delivery(write_delivery(tmp_path, packed(PACKED), DAY)) == packed(PACKED)


def test_the_same_rows_in_any_order_give_the_same_bytes(tmp_path):
    first = {f.name: f.read_bytes() for f in write_delivery(tmp_path, ROWS, DAY).parent.iterdir()}
    write_delivery(tmp_path, ROWS[::-1], DAY)

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == first
    assert len(first) == 2


def test_a_manifest_states_what_it_is_told_of_the_file_as_it_stands(tmp_path):
    path = write_delivery(tmp_path, ROWS, DAY)
    path.write_bytes(path.read_bytes()[:40])

    stated = json.loads(write_manifest(path, 7, DAY).read_text())

    assert stated["rows"] == 7
    assert stated["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_delivery_with_its_manifest_is_never_written_over(tmp_path):
    outbox = Home(tmp_path).folder("frontend", "statistics", "outbox")
    path = write_delivery(outbox, ROWS, DAY)

    asyncio.run(StatisticsOffice(Home(tmp_path)).start())

    assert len(read_delivery(path)) == len(ROWS)


def test_a_delivery_cut_short_before_its_manifest_is_made_again(tmp_path):
    office = StatisticsOffice(Home(tmp_path))
    path = tmp_path / "frontend/statistics/outbox/tongji_quhua_20231231.csv"
    path.write_bytes(b"half")

    asyncio.run(office.start())

    assert len(read_delivery(path)) == 44703
