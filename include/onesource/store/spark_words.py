"""What sqlglot leaves of the way from DuckDB's SQL to Spark's, one rule for each kind of expression.

Some have a word in both engines that means not quite the same, some Spark says in
several words. What it cannot say at all is left as a call, for which a twin stands
in sql/spark, or a function of DuckDB's own is registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlglot import exp

ZONE = "Asia/Shanghai"  # of every session
SAME = "exact"  # the macro that gives back what it is given; a function would have to name a type
DUCKDB_S = {"upper": "capitals"}  # Spark's own means another thing


def spark(tree: exp.Expression) -> tuple[str, frozenset[str]]:
    """An expression as Spark SQL, and the functions it calls that are not among sqlglot's."""
    said = changed(tree.copy(), _carried)
    calls = frozenset(one.name.lower() for one in said.find_all(exp.Anonymous))
    return said.sql("spark", identify=True), calls


def changed(
    node: exp.Expression, change: Callable[[exp.Expression], exp.Expression]
) -> exp.Expression:
    """An expression with every part changed, the innermost first."""
    for child in list(node.iter_expressions()):
        other = changed(child, change)
        if other is not child:
            child.replace(other)
    return change(node)


def _carried(node: exp.Expression) -> exp.Expression:
    rule = RULES.get(type(node))
    return rule(node) if rule else node


def _select(node: exp.Select) -> exp.Expression:
    """`qualify` as a condition on a further column, and `* replace` as columns left out and added."""
    for star in [one for one in node.expressions if _star(one).args.get("replace")]:
        replaced = _star(star).args["replace"]
        _star(star).set("replace", None)
        _star(star).set("except_", [exp.to_identifier(one.alias) for one in replaced])
        node.set("expressions", [*node.expressions, *replaced])
    qualify = node.args.get("qualify")
    if qualify is None:
        return node
    steps = node.args.get("with_")
    node.set("qualify", None)
    node.set("with_", None)
    inner = node.select(exp.alias_(qualify.this, "_kept"))
    outer = exp.select(exp.Star(except_=[exp.to_identifier("_kept")]))
    outer = outer.from_(inner.subquery("_all")).where(exp.column("_kept"))
    outer.set("with_", steps)
    return outer


def _star(node: exp.Expression) -> exp.Expression:
    return node.this if isinstance(node, exp.Column) and isinstance(node.this, exp.Star) else node


def _json(node: exp.JSONObject) -> exp.Expression:
    """A JSON object whose nulls are told, as DuckDB tells them."""
    told = [part for pair in node.expressions for part in (pair.this, pair.expression)]
    nulls = call("map", exp.Literal.string("ignoreNullFields"), exp.Literal.string("false"))
    return call("to_json", call("named_struct", *told), nulls)


def _matches(node: exp.RegexpLike) -> exp.Expression:
    return exp.RegexpLike(this=node.this, expression=_pattern(node.expression))


def _matches_all(node: exp.RegexpFullMatch | exp.SimilarTo) -> exp.Expression:
    begin, end = exp.Literal.string(r"\A(?:"), exp.Literal.string(r")\z")
    whole = _joined(begin, _pattern(node.expression), end)
    return exp.RegexpLike(this=node.this, expression=whole)


def _replaced(node: exp.RegexpReplace) -> exp.Expression:
    """Spark replaces every match, and names groups by another sign."""
    modifiers = node.args.get("modifiers")
    if modifiers is None or modifiers.name != "g":
        raise ValueError(f"Spark replaces every match; say so by 'g': {node.sql('duckdb')}")
    groups = node.args["replacement"].name.replace("$", r"\$")
    for number in range(1, 10):
        groups = groups.replace(f"\\{number}", f"${number}")
    by = exp.Literal.string(groups)
    return call("regexp_replace", node.this, _pattern(node.expression), by)


def _pattern(pattern: exp.Expression) -> exp.Expression:
    """A pattern of RE2's for Java: the end of a text is not the last line's, a dot is any but a newline.

    No pattern of the house has a `$` among a class's characters.
    """

    def ending(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Literal):
            return exp.Literal.string(node.name.replace("$", r"\z").replace(r"\\z", r"\$"))
        return node

    return _joined(exp.Literal.string("(?d)"), changed(pattern.copy(), ending))


def _joined(*texts: exp.Expression) -> exp.Expression:
    """Texts one after another; literals that follow each other are one."""
    parts: list[exp.Expression] = []
    for text in (leaf for one in texts for leaf in _leaves(one)):
        if parts and isinstance(text, exp.Literal) and isinstance(parts[-1], exp.Literal):
            parts[-1] = exp.Literal.string(parts[-1].name + text.name)
        else:
            parts.append(text)
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.DPipe(this=whole, expression=part, safe=True)
    return exp.Paren(this=whole) if len(parts) > 1 else whole


def _leaves(text: exp.Expression) -> Iterator[exp.Expression]:
    if isinstance(text, exp.Paren | exp.DPipe):
        yield from (leaf for one in text.iter_expressions() for leaf in _leaves(one))
    else:
        yield text


def _whole(node: exp.Trunc) -> exp.Expression:
    """A number without its fraction, however many digits it has."""
    up, down = call("ceil", node.this.copy()), call("floor", node.this.copy())
    return exp.If(this=node.this < 0, true=up, false=down)


def _substring(node: exp.Substring) -> exp.Expression:
    """One character at a place that is reckoned: there is none at 0, where Spark gives the first."""
    start, length = node.args["start"], node.args.get("length")
    if isinstance(start, exp.Literal) or length is None:
        return node
    nothing = exp.Literal.string("")
    if length.name != "1":
        raise ValueError(f"only one character can stand at a reckoned place: {node.sql('duckdb')}")
    return exp.If(this=start.copy().eq(0), true=nothing, false=node.copy())


def _split(node: exp.Split) -> exp.Expression:
    """A text's characters."""
    if node.expression.name:
        raise ValueError(f"only characters are split: {node.sql('duckdb')}")
    return call("split", node.this, node.expression)


def _numbered(node: exp.Window) -> exp.Expression:
    """Rows numbered in no order: any numbers of their own do, so that rows stay where they are."""
    ordered = node.args.get("partition_by") or node.args.get("order")
    if isinstance(node.this, exp.RowNumber) and not ordered:
        return call("monotonically_increasing_id")
    return node


def _called(node: exp.Anonymous) -> exp.Expression:
    name = node.name.lower()
    if name == SAME:
        return node.expressions[0]
    if name == "list_reduce":
        listed, step, begin = node.expressions
        return call("aggregate", listed, begin, step)
    if name == "timezone" and node.expressions[0].name == ZONE:
        return exp.cast(node.expressions[1], "timestamp_ntz", dialect="spark")
    return node


def _own(node: exp.Func) -> exp.Expression:
    return call(DUCKDB_S[node.sql_name().lower()], node.this)


def call(name: str, *arguments: exp.Expression) -> exp.Anonymous:
    """A call of a function by its name."""
    return exp.Anonymous(this=name, expressions=list(arguments))


RULES: dict[type[exp.Expression], Callable[[Any], exp.Expression]] = {
    exp.Select: _select,
    exp.JSONObject: _json,
    exp.RegexpLike: _matches,
    exp.RegexpFullMatch: _matches_all,
    exp.SimilarTo: _matches_all,
    exp.RegexpReplace: _replaced,
    exp.Substring: _substring,
    exp.Split: _split,
    exp.Anonymous: _called,
    exp.Upper: _own,
    exp.Trunc: _whole,
    exp.Window: _numbered,
}
