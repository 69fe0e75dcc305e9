"""What the departments leave, opened by the programs that such files are for."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import paramiko
import pyogrio
import pyproj
import pytest
import shapely

from . import made
from .conftest import Served, enter


def test_a_csv_is_gb18030_and_its_manifest_counts_and_hashes_it(served: Served):
    with enter(served.connections["health_frontend"]) as transport:
        client = paramiko.SFTPClient.from_transport(transport)
        data = client.open("outbox/chusheng_20260330.csv").read()
        manifest = json.load(client.open("outbox/chusheng_20260330.manifest.json"))

    rows = list(csv.reader(io.StringIO(data.decode("gb18030"), newline="")))
    assert rows == [list(made.BIRTH), ["A000000001", "䢺江,“甲”", ""]]
    assert manifest == {
        "file": "chusheng_20260330.csv",
        "rows": 1,
        "sha256": hashlib.sha256(data).hexdigest(),
        "reference_date": "2026-03-30",
    }


def test_every_day_leaves_files_of_its_own(served: Served):
    served.day(3)

    names = sorted(path.name for path in served.box("health").glob("chusheng_*.csv"))
    assert names == [f"chusheng_{date}.csv" for date in made.DATES]


def test_a_day_on_which_nothing_is_told_leaves_no_file(served: Served):
    served.day(3)

    assert [path.name for path in served.box("taxation").glob("*.txt")] == [
        "nashuiren_20260330.txt"
    ]


def test_a_fixed_line_has_every_value_at_its_place_cut_between_two_characters(served: Served):
    [line] = (served.box("taxation") / "nashuiren_20260330.txt").read_bytes().splitlines()

    assert len(line) == 172
    assert line[12:32].decode() == "98010000000000001X  "
    assert line[32:112].decode("gb18030") == "1" + "㮾" + "梨" * 37 + " "
    assert line[142:152] == b"0320200101"


def test_a_workbook_has_a_title_a_header_and_texts(served: Served):
    path = served.share("staffing_office") / "事业单位" / "事业单位登记_20260330.xlsx"
    sheet = openpyxl.load_workbook(path)["事业单位"]

    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [
        ("单位名称", "开办资金"),
        ("局", None),
    ]
    assert sheet["A1"].value == "机关和事业单位法人登记情况表"


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("boundaries/boundaries_20260330.geojson", "EPSG:4490"),
        ("addresses/addresses_20260330.geojson", "EPSG:4490"),
        ("buildings/buildings_20260330.geojson", "EPSG:4326"),
        ("parcels/parcels_20260330.gpkg", "EPSG:4527"),
    ],
)
def test_a_survey_says_its_own_reference_system(served: Served, name: str, crs: str):
    assert pyogrio.read_info(served.share("natural_resources") / name)["crs"] == crs


def test_a_geojson_s_coordinates_come_back_as_they_were(served: Served):
    path = served.share("natural_resources") / "addresses/addresses_20260330.geojson"
    _, _, shapes, _ = pyogrio.raw.read(path)

    assert shapely.from_wkb(shapes[0]).coords[0] == (117.123456789, 39.987654321)


def test_a_missing_geometry_is_a_feature_without_one(served: Served):
    path = served.share("natural_resources") / "buildings/buildings_20260330.geojson"

    assert [f["geometry"] is None for f in json.loads(path.read_text())["features"]] == [
        False,
        True,
    ]


def test_a_parcel_lies_in_metres_where_it_lay_in_degrees(served: Served):
    path = served.share("natural_resources") / "parcels/parcels_20260330.gpkg"
    frame = pyogrio.raw.read(path, layer="ZD")
    [shape] = shapely.from_wkb(frame[2])
    back = pyproj.Transformer.from_crs("EPSG:4527", "EPSG:4490", always_xy=True)

    assert back.transform(*shape.exterior.coords[2])[0] == pytest.approx(117.0, abs=0.0011)
    assert 9000 < shape.area < 10000


def test_a_file_without_manifest_was_written_on_its_day(served: Served):
    served.day(2)
    path = served.share("natural_resources") / "parcels/parcels_20260331.gpkg"
    written = datetime.fromtimestamp(path.stat().st_mtime, ZoneInfo("Asia/Shanghai"))

    assert f"{written:%Y%m%d}" == "20260331"
