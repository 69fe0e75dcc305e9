"""Who is probably right, from a file: what is written and shown, and how each bad input is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from cli.conftest import Run

CLAIMS = """item,element,provider,value,weight
101,born,police,1990-01-31,1
101,born,health,19900131,
101,born,school,1990年2月1日,1
101,name,police,张三,1
101,name,health,李四,1
102,born,police,1991-1-1,1
102,born,health,1991-01-01,0.5
"""


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    file = tmp_path / "claims.csv"
    file.write_text(CLAIMS, encoding="utf-8")
    return file


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_values_and_providers_are_written_and_shown(run: Run, claims: Path, tmp_path: Path):
    (tmp_path / "authority.csv").write_text("element,provider\nname,health\nborn,school\n")
    (tmp_path / "settled.csv").write_text(
        "item,element,value\n102,born,19910101\n999,born,1990-1-1\n"
    )
    given = ("--authority", "authority.csv", "--settled", "settled.csv")

    done = run("reliability", str(claims), "--out", "made/told", *given)

    assert (done.returncode, done.stderr) == (0, "")
    first, second, third = rows(tmp_path / "made/told/values.csv")
    assert (first["item"], first["element"], first["claims"]) == ("101", "born", "2")
    assert first["value"] in ("1990-01-31", "19900131")
    assert first["authority_value"] == "1990年2月1日"
    assert float(first["probability"]) > float(first["authority_probability"])
    assert (second["value"], second["vote"]) == ("李四", "张三")
    assert (third["probability"], third["claims"]) == ("1", "2")
    told = rows(tmp_path / "made/told/providers.csv")
    assert [(row["provider"], row["element"]) for row in told[:2]] == [
        ("health", "born"),
        ("health", "name"),
    ]
    assert all(float(r["low"]) <= float(r["reliability"]) <= float(r["high"]) for r in told)
    for words in ("Reliability", "police", "3 values, 1 of them not the vote's"):
        assert words in done.stdout
    assert "1 of them not the authority's" in done.stdout
    assert "of 1 settled values nothing is claimed: not used" in done.stdout
    assert sorted(path.name for path in (tmp_path / "made/told").iterdir()) == [
        "providers.csv",
        "values.csv",
    ]


def test_a_file_with_a_byte_order_mark_is_read(run: Run, claims: Path, tmp_path: Path):
    claims.write_bytes(b"\xef\xbb\xbf" + claims.read_bytes())

    assert run("reliability", str(claims), "--out", "made").returncode == 0


HEAD = "item,element,provider,value,weight\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "claims.csv is empty; it needs a header and rows"),
        (HEAD, "claims.csv has a header but no row; give at least one"),
        (
            "item,element,value\n1,a,b\n",
            "claims.csv: column provider is missing, there are item",
        ),
        (
            HEAD + "1,a,p,x,1\n1,a,p\n",
            "claims.csv, row 2: has 3 fields instead of 5; put",
        ),
        (
            HEAD + "1,a,p,x,1\n1,a,q,x,-2\n",
            "row 2, weight: '-2' is no number of at least 0; correct it",
        ),
        (HEAD + "1,a,p,x,nan\n", "claims.csv, row 1, weight: 'nan' is no number"),
        (HEAD + "1,a,p,x,1e999\n", "claims.csv, row 1, weight: '1e999' is above 1e+06"),
        (HEAD + "1,a,p,x,1\n1,,p,x,1\n", "claims.csv, row 2, element: is blank; fill it in"),
        (HEAD + "1,a,p,\n".replace("\n", ",\n"), "nothing is claimed: no row has a value"),
        (
            HEAD + "1,a,p,1.0,1\n2,a,p,7,1\n1,a,q,1,1\n1,a,p,2,1\n",
            "rows 1 and 4, value: p says both '1.0' and '2' of a of 1; keep the one",
        ),
        (HEAD + '1,a,p,"x,1\n2,a,p,y,1\n', "claims.csv, row 1: has 4 fields instead of 5; put"),
        (
            "item,element,provider,value,item\n1,a,p,x,2\n",
            "claims.csv, row 0, item: is there twice",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(
    run: Run, tmp_path: Path, text: str, told: str
):
    (tmp_path / "claims.csv").write_text(text, encoding="utf-8")

    done = run("reliability", "claims.csv", "--out", "made")

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "made").exists()


def test_a_byte_that_is_not_utf8_is_named_with_its_row_and_field(run: Run, claims: Path):
    claims.write_bytes(CLAIMS.encode("gb18030"))

    done = run("reliability", str(claims), "--out", "made")

    assert done.returncode == 2
    assert "claims.csv, row 3, value: is not UTF-8; save the file as UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        (
            "authority",
            "element,provider\nnaem,police\n",
            "row 1, element: 'naem' makes no claim",
        ),
        (
            "authority",
            "element,provider\nname,polise\n",
            "row 1, provider: 'polise' makes no claim; the",
        ),
        (
            "authority",
            "element,provider\nname,police\nname,health\n",
            "row 2, provider: name has two authorities, police and health; keep one",
        ),
        ("authority", "element\nname\n", "authority.csv: column provider is missing"),
        (
            "settled",
            "item,element,value\n101,name,\n",
            "settled.csv, row 1, value: is blank; fill it in",
        ),
        (
            "settled",
            "item,element,value\n101,born,1990-1-31\n101,born,1990-2-1\n",
            "settled to two different values",
        ),
    ],
)
def test_a_second_file_that_does_not_fit_is_refused(
    run: Run, claims, tmp_path, option: str, text: str, told: str
):
    (tmp_path / f"{option}.csv").write_text(text, encoding="utf-8")

    done = run("reliability", str(claims), "--out", "made", f"--{option}", f"{option}.csv")

    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "made").exists()


def test_no_file_and_no_folder_are_refused(run: Run, claims: Path, tmp_path: Path):
    (tmp_path / "taken").write_text("")

    gone = run("reliability", "gone.csv", "--out", "made")
    assert "gone.csv is no file; name a CSV file with item" in gone.stderr
    done = run("reliability", str(claims), "--out", "taken")
    assert done.returncode == 2
    assert "taken cannot be written" in done.stderr


def test_what_stands_in_the_folder_stays_where_something_is_refused(
    run: Run, claims: Path, tmp_path: Path
):
    run("reliability", str(claims), "--out", "made")
    before = (tmp_path / "made/values.csv").read_text()
    claims.write_text(CLAIMS + "103,born,police,x,-1\n")

    assert run("reliability", str(claims), "--out", "made").returncode == 2
    assert (tmp_path / "made/values.csv").read_text() == before
