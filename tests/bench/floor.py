"""The floor: hand-written DuckDB SQL that does the least that gives the same answer.

Parse, key check, dedup, survivorship, disagreements; golden rows and disagreements copied
into PostgreSQL with primary keys. No checks, no provenance, no history.
`python -m bench.floor FOLDER URL` prints what each stage took as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import duckdb
import psycopg
from bench.memory import peak_mb

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SPELT = (  # a number without blanks, full-width forms made narrow
    "regexp_replace(translate(upper(spelt), '０１２３４５６７８９Ｘｘ', '0123456789XX'), '[^0-9X]+', '', 'g')"
)
LONGER = "try_cast(left(s, 6) || '19' || substr(s, 7) as bigint)"  # of 15 digits
SEX = "case {} when '男' then 'male' when '女' then 'female' end"
MARRIED = "case status when '已婚' then 'married' when '离婚' then 'divorced' when '丧偶' then 'widowed' end"
READ = {  # feed → key, what is read, which rows
    "persons": (
        "id_number",
        {
            "name": "trim(name)",
            "sex": "case sex when '1' then 'male' when '2' then 'female' end",
            "birth_date": "try_cast(birth_date as date)",
            "ethnicity": "ethnicity",
            "marital_status": "case marital_status when '10' then 'unmarried' when '20' then 'married' "
            "when '30' then 'widowed' when '40' then 'divorced' end",
            "registered_address": "trim(address)",
            "registered_division": "nullif(trim(village_code), '无')",
            "life_status": "case status when '1' then 'alive' when '2' then 'deceased' end",
        },
        "deleted = '0'",
    ),
    "insured": (
        "idNumber",
        {
            "name": "trim(name)",
            "sex": SEX.format("sex"),
            "employer": "nullif(trim(employerCode), '无')",
            "phone": "nullif(trim(mobile), '无')",
            "life_status": "case status when '正常参保' then 'alive' when '暂停缴费' then 'alive' "
            "when '死亡终止' then 'deceased' end",
        },
        "deleted = 'false'",
    ),
    "contacts": (
        "公民身份号码",
        {"name": "trim(姓名)", "sex": SEX.format("性别"), "phone": "nullif(trim(联系电话), '无')"},
        "true",
    ),
    "marriages": (
        "id_number",
        {
            "name": "trim(name)",
            "marital_status": MARRIED,
            "spouse": "nullif(trim(spouse_id_number), '无')",
        },
        "true",
    ),
}
ELEMENTS = {  # element → the authority, what may stand in its place, who is compared
    "name": ("persons", (), ("insured", "contacts", "marriages")),
    "sex": ("persons", (), ("insured", "contacts")),
    "birth_date": ("persons", (), ()),
    "ethnicity": ("persons", (), ()),
    "registered_address": ("persons", (), ()),
    "registered_division": ("persons", (), ()),
    "life_status": ("persons", (), ("insured",)),
    "marital_status": ("marriages", (), ("persons",)),
    "spouse": ("marriages", (), ()),
    "employer": ("insured", (), ()),
    "phone": ("insured", ("contacts",), ("contacts",)),
}


def stage(duck: duckdb.DuckDBPyConnection, files: Path) -> None:
    """Reads each file; keeps usable keys, as the number of their first 17 digits, each once.

    What is no number at first sight, a few in a thousand, is spelt anew and tried once more.
    """
    for feed, (key, columns, kept) in READ.items():
        read = ", ".join(f"{value} as {name}" for name, value in columns.items())
        names = ", ".join(columns)
        duck.execute(
            f"create temp table raw as select try_cast(left({key}, 17) as bigint) as k,"
            f" substr({key}, 18) as x, {key} as spelt, {read}"
            f" from read_csv('{files}/{feed}_1.csv', all_varchar = true, header = true,"
            f" delim = ',', quote = '\"', escape = '\"', nullstr = ['', '无', '-'],"
            f" auto_detect = false, columns = {_columns(files, feed)}) where {kept}"
        )
        usable = f"k is not null and x = {check('k')}"
        duck.execute(
            "create temp table anew as"
            " select *, try_cast(left(s, 17) as bigint) as k, substr(s, 18) as x from ("
            f" select {names}, case when length(s) = 15 then left(s, 6) || '19' || substr(s, 7)"
            f" || {check(LONGER)} else s end as s"
            f" from (select {names}, {SPELT} as s from raw where ({usable}) is not true))"
        )
        duck.execute(
            f"create temp table good as select k, {names} from raw where {usable} "
            f"union all select k, {names} from anew where {usable}"
        )
        duck.execute("create temp table twice as select k from good group by k having count(*) > 1")
        duck.execute(
            f"create temp table {feed} as select * from good anti join twice using (k) union all "
            "select * from (select * from good semi join twice using (k)) "
            "qualify row_number() over (partition by k) = 1"
        )
        for table in ("raw", "anew", "good", "twice"):
            duck.execute(f"drop table {table}")


def check(digits: str) -> str:
    """The check character to 17 digits, as SQL."""
    total = " + ".join(
        f"(({digits} // {10 ** (16 - i)}) % 10) * {w}" for i, w in enumerate(WEIGHTS)
    )
    return f"substr('10X98765432', ({total}) % 11 + 1, 1)"


def _columns(files: Path, feed: str) -> str:
    with (files / f"{feed}_1.csv").open(encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    return "{" + ", ".join(f"'{name}': 'varchar'" for name in names) + "}"


def master(duck: duckdb.DuckDBPyConnection) -> None:
    """One wide join: each element's value and source, and the values that disagree with it."""
    told = ["k.k"]
    for element, (authority, fallbacks, compared) in ELEMENTS.items():
        order = (authority, *fallbacks)
        value = f"coalesce({', '.join(f'{one}.{element}' for one in order)})"
        whens = " ".join(f"when {one}.{element} is not null then '{one}'" for one in order)
        told += [f"{value} as {element}", f"case {whens} end as {element}_source"]
        for one in compared:
            other = differs(element, f"{one}.{element}", value)
            told.append(f"case when {other} then {one}.{element} end as {one}_{element}")
    joins = " ".join(f"left join {feed} on {feed}.k = k.k" for feed in READ)
    duck.execute(
        f"create temp table wide as select {', '.join(told)} from (select k from persons) k {joins}"
    )
    duck.execute(
        "create temp table disagreement as "
        + " union all ".join(
            f"select '{element}' as element, '{one}' as feed, k, {one}_{element} as provider_value,"
            f" {element} as golden_value from wide where {one}_{element} is not null"
            for element, (_, _, compared) in ELEMENTS.items()
            for one in compared
        )
    )


def differs(element: str, one: str, other: str) -> str:
    """Whether two values are not the same; of names only those that differ are spelt anew."""
    if element != "name":
        return f"{one} <> {other}"
    same = "regexp_replace(translate(upper({}), '（）', '()'), '[\\s\u3000]+', '', 'g')"
    return f"{one} <> {other} and {same.format(one)} <> {same.format(other)}"


def golden() -> str:
    """The golden rows as SQL: the key whole again, each element and its source."""
    names = ", ".join(f"{one}, {one}_source" for one in ELEMENTS)
    return f"select cast(k as varchar) || {check('k')} as entity_key, {names} from wide"


def disagreements() -> str:
    """The disagreements as SQL: key, element, feed, both values."""
    return (
        f"select cast(k as varchar) || {check('k')} as entity_key, element, feed,"
        " provider_value, golden_value from disagreement"
    )


def publish(duck: duckdb.DuckDBPyConnection, url: str) -> None:
    """Copies both into PostgreSQL, with primary keys."""
    with adbc.connect(url) as connection:
        for table, query in (("golden", golden()), ("disagreement", disagreements())):
            with connection.cursor() as cursor:
                reader = duck.sql(query).to_arrow_reader(8_192)
                cursor.adbc_ingest(f"floor_{table}", reader, mode="replace")
        connection.commit()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("alter table floor_golden add primary key (entity_key)")
        admin.execute("alter table floor_disagreement add primary key (entity_key, element, feed)")


def main() -> None:
    """Reads the command line."""
    folder, url = Path(sys.argv[1]), sys.argv[2]
    spent, began = {}, time.perf_counter()
    duck = duckdb.connect()
    duck.execute("set preserve_insertion_order = false; set memory_limit = '8GB'")
    for name, step in (
        ("stage", lambda: stage(duck, folder / "files")),
        ("master", lambda: master(duck)),
        ("publish", lambda: publish(duck, url)),
    ):
        start = time.perf_counter()
        step()
        spent[name] = time.perf_counter() - start
    told = {"seconds": time.perf_counter() - began, "stages": spent}
    told["peak_mb"] = peak_mb()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
