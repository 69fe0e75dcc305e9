"""Carries the house's SQL, written for DuckDB, over to Spark: statements and queries.

Here a statement is taken apart: what it makes or fills, and from which queries. The
words are sqlglot's, and those of `spark_words`. Nothing runs here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import sqlglot
from sqlglot import exp

from onesource.store.spark_words import spark

Kind = Literal["table", "view", "empty", "insert"]


@dataclass(frozen=True)
class Query:
    """What is asked, as Spark SQL: several queries are united by the names of their columns."""

    parts: tuple[str, ...]
    calls: frozenset[str]


@dataclass(frozen=True)
class Statement:
    """What a statement makes or fills. columns: the types of an empty table, as Spark writes them."""

    kind: Kind
    name: str
    query: Query
    by_name: bool = False
    columns: str = ""


@lru_cache(maxsize=512)
def query(text: str) -> Query:
    """A query of DuckDB's SQL."""
    return _query(sqlglot.parse_one(text, read="duckdb"))


@lru_cache(maxsize=512)
def statement(text: str) -> Statement:
    """A `create table`, `create view` or `insert` of DuckDB's SQL. Raises TypeError for any other."""
    tree = sqlglot.parse_one(text, read="duckdb")
    if isinstance(tree, exp.Insert):
        asked = tree.expression
        if tree.args.get("with_"):
            asked.set("with_", tree.args["with_"])
        return Statement("insert", tree.this.name, _query(asked), bool(tree.args["by_name"]))
    if not isinstance(tree, exp.Create):
        raise TypeError(f"neither makes nor fills a table: {text[:80]}")
    if tree.expression is None:
        columns = ", ".join(column.sql("spark", identify=True) for column in tree.this.expressions)
        return Statement("empty", tree.this.this.name, Query((), frozenset()), columns=columns)
    kind: Kind = "view" if tree.kind == "VIEW" else "table"
    return Statement(kind, tree.this.name, _query(tree.expression))


def _query(tree: exp.Expression) -> Query:
    parts = [spark(part) for part in _united(tree)]
    return Query(
        tuple(text for text, _ in parts), frozenset().union(*(calls for _, calls in parts))
    )


def _united(tree: exp.Expression) -> Iterator[exp.Expression]:
    """The parts of a `union all by name`, each with the steps written before it; else the whole."""
    if not (isinstance(tree, exp.Union) and tree.args.get("by_name")):
        yield tree
        return
    for part in (tree.this, tree.expression):
        if tree.args.get("with_"):
            part.set("with_", tree.args["with_"].copy())
        yield from _united(part)
