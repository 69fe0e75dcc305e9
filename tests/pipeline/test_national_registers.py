"""The two national registers, from delivery to report, with the numbers that are known of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from pipeline.conftest import copied
from pipeline.town import Town, connections, day

from demo.divisions import packed
from demo.process import serving
from demo.statistics import PACKED, REFERENCE_DATE
from onesource.store.embedded import EmbeddedPostgres

LEVELS = {2: "省级", 4: "地级", 6: "县级", 9: "乡级"}
TOLD = {
    "conflict": ("与权威值不一致", 6_587),
    "unregistered": ("权威登记中没有", 7_350),
    "uncovered": ("应报未报", 4_535),
}


@pytest.fixture(scope="module")
def nation(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Day 1 is over: both registers collected, mastered, compared and reported."""
    folder = tmp_path_factory.mktemp("nation")
    base = copied(server, "nation")
    with serving(folder / "city") as offered:
        nation = Town(base, folder / "lake", folder / "city", connections(offered))
        nation.run(day(1))
        yield nation
    base.engine.dispose()


@pytest.fixture
def next_day(nation: Town, server: EmbeddedPostgres, tmp_path: Path) -> Iterator[Town]:
    """A copy of the nation after day 1, to go on from."""
    nation.base.engine.dispose()
    base = copied(server, "nation_next_day", "nation")
    yield nation.on(base, nation.copy_lake(tmp_path / "lake"))
    base.engine.dispose()


def levels(found: list[dict[str, object]]) -> Counter[str]:
    return Counter(LEVELS[len(str(one["entity_key"]))] for one in found)


def table(nation: Town, provider: str, sheet: str) -> list[dict[str, object]]:
    """A sheet of the delivered workbook, by its headings."""
    book = openpyxl.load_workbook(nation.report(provider, ".xlsx"), read_only=True)
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_the_library_holds_every_township_with_its_source(nation: Town) -> None:
    query = (
        "select d.status, s.provider, s.rule, count(*) as n from geospatial.division d "
        "join registry.source s on s.source_id = d.name_source and s.source_id = d.level_source "
        "and s.source_id = d.status_source where d.level = 'township' group by 1, 2, 3 order by 1"
    )
    assert [tuple(row.values()) for row in nation.rows(query)] == [
        ("abolished", "civil_affairs", "authority", 212),
        ("active", "civil_affairs", "authority", 38_537),
    ]


def test_the_levels_above_are_mastered_too(nation: Town) -> None:
    query = "select count(*) from geospatial.division where level = 'county' and status = 'active'"
    assert nation.value(query) == 2_847


def test_no_abolished_name_still_carries_its_status(nation: Town) -> None:
    assert nation.value("select count(*) from geospatial.division where name like '%撤销%'") == 0


@pytest.mark.parametrize("kind", TOLD)
def test_what_statistics_owes_at_township_level(nation: Town, kind: str) -> None:
    assert levels(nation.open(provider="statistics", kind=kind))["乡级"] == TOLD[kind][1]


def test_what_statistics_owes_at_county_level(nation: Town) -> None:
    owed = {kind: levels(nation.open(provider="statistics", kind=kind))["县级"] for kind in TOLD}
    assert owed == {"conflict": 0, "unregistered": 138, "uncovered": 7}


def test_conflicts_are_about_names(nation: Town) -> None:
    found = Counter(
        one["element"] for one in nation.open(kind="conflict") if len(one["entity_key"]) == 9
    )
    assert found == {"name": 6_587}


def test_civil_affairs_is_warned_of_each_status_in_a_name(nation: Town) -> None:
    found = nation.open(provider="civil_affairs")
    assert Counter((one["kind"], one["severity"], one["rule"]) for one in found) == {
        ("invalid", "warning", "status_in_name"): 212
    }


def test_about_nine_in_ten_wrong_names_stand_under_another_code_of_the_county(nation: Town) -> None:
    found = [one for one in nation.open(kind="conflict") if len(one["entity_key"]) == 9]
    moved = sum("stands_at" in one["detail"] for one in found)
    assert 0.85 < moved / len(found) < 0.95
    assert f"{moved:,} 条（" in nation.report("statistics", ".html").read_text()


def test_every_received_row_is_accounted_for(nation: Town) -> None:
    query = (
        "select received, accepted + quarantined + duplicates as told "
        "from registry.batch where status = 'accepted'"
    )
    found = nation.rows(query)
    assert len(found) == 2
    assert all(row["received"] == row["told"] for row in found)


@pytest.mark.parametrize("kind", TOLD)
def test_the_workbook_lists_every_row_of_a_kind(nation: Town, kind: str) -> None:
    sheet, count = TOLD[kind]
    listed = Counter(str(row["分组"]) for row in table(nation, "statistics", sheet))
    assert listed["乡级"] == count
    assert listed == levels(nation.open(provider="statistics", kind=kind))


@pytest.mark.parametrize("kind", TOLD)
def test_the_page_says_the_same_numbers(nation: Town, kind: str) -> None:
    page = nation.report("statistics", ".html").read_text()
    overview = page.partition('<section id="overview">')[2].partition("</section>")[0]
    _, _, part = overview.partition(f'<a href="#{kind}">')
    told = dict(
        re.findall(r"其中 (\S+?)</td><td class=\"number\">([\d,]+)<", part.split('class="kind"')[0])
    )
    assert told["乡级"] == f"{TOLD[kind][1]:,}"


def test_both_forms_tell_civil_affairs_of_its_212_names(nation: Town) -> None:
    assert len(table(nation, "civil_affairs", "校验未通过")) == 212
    assert re.search(r"共有 212 条", nation.report("civil_affairs", ".html").read_text())


def test_a_second_run_on_the_same_registers_adds_nothing(next_day: Town) -> None:
    before = next_day.sizes()
    assert next_day.run(day(2)) == [None, None]
    assert next_day.sizes() == before


def test_one_corrected_name_closes_one_finding_of_thousands(next_day: Town) -> None:
    wrong = next_day.open(kind="conflict", element="name")[0]
    rows = [
        row._replace(name=wrong["golden_value"])
        if row.code.startswith(wrong["entity_key"]) and row.level == "4"
        else row
        for row in packed(PACKED)
    ]
    before = next_day.sizes()
    next_day.deliver(rows, REFERENCE_DATE)
    try:
        next_day.run(day(2))
    finally:
        next_day.deliver(packed(PACKED), REFERENCE_DATE)

    query = "select finding_id from discrepancy.finding where status = 'closed'"
    assert next_day.rows(query) == [{"finding_id": wrong["finding_id"]}]
    more = {"discrepancy.finding_event": 1, "notice.delivery": 1, "registry.build": 1}
    assert next_day.sizes() == {name: size + more.get(name, 0) for name, size in before.items()}
