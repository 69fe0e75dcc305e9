"""Carries the house's macros over to functions of Spark's.

A macro names a step by `list_transform([x], lambda v: …)[1]`, so that x is reckoned
once; Spark's lambdas may call no function of ours, so that each such step becomes a
function of its own. Nothing runs here.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from onesource.store.spark_words import call, changed, spark

PARAMETERS = {"first": "int"}  # what a macro is given; text, unless it is named here


@dataclass(frozen=True)
class Function:
    """A macro, or a part of one, as the statement that makes it a function of Spark's."""

    name: str
    statement: str
    calls: frozenset[str]


def functions(text: str) -> list[Function]:
    """A `create macro` of DuckDB's SQL: its parts come before it."""
    tree = sqlglot.parse_one(text, read="duckdb")
    name = tree.this.this.name
    parameters = [one.name for one in tree.this.expressions]
    given = {one: PARAMETERS.get(one, "string") for one in parameters}
    made: list[Function] = []
    body = _without_lets(changed(tree.expression, _tried), name, given, made)
    return [*made, _function(name, given, body)]


def _tried(node: exp.Expression) -> exp.Expression:
    """A cast of a macro's: Spark reckons what no branch asks for as well, so that none may fail."""
    if type(node) is exp.Cast and not node.this.is_string:
        return exp.TryCast(this=node.this, to=node.to, safe=True)
    return node


def _without_lets(
    body: exp.Expression, name: str, given: dict[str, str], made: list[Function]
) -> exp.Expression:
    """A macro's body whose `list_transform([x], lambda v: …)[1]` are calls of functions of their own.

    So that x is reckoned once. Spark knows no lambda that calls a function of ours.
    """

    def lifted(node: exp.Expression) -> exp.Expression:
        if not (isinstance(node, exp.Bracket) and isinstance(node.this, exp.Transform)):
            return node
        [value] = node.this.this.expressions
        [variable] = node.this.expression.expressions
        inner = _as_columns(node.this.expression.this, variable.name)
        used = {one.name for one in inner.find_all(exp.Column)} & given.keys()
        own = {variable.name: _type(value), **{one: given[one] for one in given if one in used}}
        part = f"{name}_{len(made) + 1}"
        made.append(_function(part, own, inner))
        return call(part, value, *(exp.column(one) for one in own if one != variable.name))

    return changed(body, lifted)


def _as_columns(body: exp.Expression, name: str) -> exp.Expression:
    """A lambda's body with its variable as a column, which it is in a function."""

    def column(node: exp.Expression) -> exp.Expression:
        bare = isinstance(node, exp.Identifier) and not isinstance(node.parent, exp.Column)
        return exp.column(name) if bare and node.name == name else node

    return changed(body, column)


def _type(value: exp.Expression) -> str:
    """The type of what a `let` names: that of a cast, of a macro that gives a number, else text."""
    if isinstance(value, exp.Cast):
        return str(value.to.sql("spark"))
    return "decimal(38, 6)" if value.name == "as_decimal" else "string"


def _function(name: str, given: dict[str, str], body: exp.Expression) -> Function:
    told = ", ".join(f"`{one}` {kind}" for one, kind in given.items())
    text, calls = spark(body)
    return Function(
        name, f"create or replace temporary function `{name}`({told}) return {text}", calls
    )
