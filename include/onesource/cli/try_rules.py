"""`onesource library try`: what other rules of a library would change, without a trace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from onesource.catalog.amended import Amendments
from onesource.cli import inspect, show
from onesource.discrepancy.prospect import Prospect, Tally
from onesource.errors import Refused
from onesource.pipeline import rule_trial
from onesource.pipeline.house import House
from onesource.pipeline.rule_trial import Trial

commands = typer.Typer(no_args_is_help=True, help="One base library.")

Rows = list[dict[str, Any]]


@commands.callback()
def _library() -> None:
    """One base library."""


@commands.command("try")
def try_library(  # noqa: PLR0913, PLR0917 - the ways in which a rule may be amended
    library: Annotated[str, typer.Argument(help="such as population")],
    declaration: Annotated[
        Path | None, typer.Option(help="an edited copy of libraries/<library>.yaml")
    ] = None,
    authority: Annotated[
        list[str] | None,
        typer.Option(
            help="<entity>.<element>=<provider>[@<first day>]; "
            "<entity>=<provider> for whose word it exists by"
        ),
    ] = None,
    compare: Annotated[
        list[str] | None,
        typer.Option(
            help="<entity>.<element>=exact, normal_text, tolerance:<number> or days:<number>"
        ),
    ] = None,
    grace: Annotated[
        list[str] | None, typer.Option(help="<entity>.<element>=<days>, or <entity>=<days>")
    ] = None,
    ruling: Annotated[
        list[str] | None, typer.Option(help="<entity>.<element>:<key>=<value>, ruled by the bureau")
    ] = None,
    form: Annotated[Literal["table", "json"], typer.Option("--format")] = "table",
) -> None:
    """Tell which golden values, findings and cases other rules would change; nothing is written.

    Of what is in force at this moment. Not tried are relations across libraries, judged after
    publication, and whom the estimate of who is probably right would ask then.
    """
    told = [tuple(option or ()) for option in (authority, compare, grace)]
    ruled = tuple(ruling or ())
    if declaration is None and not any((*told, ruled)):
        raise Refused(
            "nothing to try: give --declaration, --authority, --compare, --grace or --ruling"
        )
    with inspect.reading() as base:
        tried = rule_trial.rules(House(base), library, Amendments(declaration, *told), ruled)
    _tell(library, tried, form)


def _tell(library: str, tried: Trial, form: str) -> None:
    parts, summary = _parts(tried), _summary(library, tried)
    if form == "json":
        remarks = {"pending": tried.pending, "unmet": tried.unmet, "summary": summary}
        show.document(parts | remarks)
        return
    for title, rows in parts.items():
        if rows:
            cells = [[_cell(cell) for cell in row.values()] for row in rows]
            columns = [column.replace("_", " ") for column in rows[0]]
            show.table(title.replace("_", " ").capitalize(), columns, cells)
    for remark in (*_remarks(library, tried), summary):
        typer.echo(remark)


def _parts(tried: Trial) -> dict[str, Rows]:
    """What is shown, by its title; providers of whom nothing changes are left out."""
    return {
        "golden_values": [value._asdict() for value in tried.values],
        "entities": [
            {
                "entity": e.entity,
                "change": "comes" if e.come else "goes",
                "rows": e.rows,
                "keys": e.keys,
            }
            for e in tried.entities
        ],
        "cases": [
            vars(case.cause) | {"before": case.before, "after": case.after}
            for case in tried.prospect.cases
        ],
        "providers": _providers(tried.prospect),
    }


def _providers(prospect: Prospect) -> Rows:
    rows = []
    for provider in sorted(prospect.cases_of.keys() | prospect.later.keys()):
        row: dict[str, Any] = {"provider": provider}
        for name, of in (("findings", prospect.findings_of), ("cases", prospect.cases_of)):
            tally = of.get(provider, Tally())
            row |= {name: tally.before, f"{name}_gained": tally.gained}
            row |= {f"{name}_lost": tally.lost, f"{name}_then": tally.after}
        row["findings_later"] = prospect.later.get(provider, 0)
        if any(n for name, n in row.items() if name.endswith(("gained", "lost", "later"))):
            rows.append(row)
    return rows


def _remarks(library: str, tried: Trial) -> list[str]:
    remarks = []
    if tried.pending:
        remarks.append(
            f"not all that is in force is mastered in {library} yet: it was first, aside and by the "
            "rules of today, and what that changes is not counted"
        )
    if tried.prospect.later:
        remarks.append(
            "findings later: these wait, as honest delay, and are raised when their grace has passed and "
            "nothing is mended"
        )
    if tried.unmet:
        remarks.append(
            f"nothing of this would be published, the audit fails: {'; '.join(tried.unmet)}"
        )
    return remarks


def _summary(library: str, tried: Trial) -> str:
    other, same = (sum(getattr(v, name) for v in tried.values) for name in ("other", "same"))
    come, gone = (sum(e.rows for e in tried.entities if e.come is which) for which in (True, False))
    findings, cases = (
        f"{sum(t.gained for t in of.values()):,} gained and {sum(t.lost for t in of.values()):,} lost"
        for of in (tried.prospect.findings_of, tried.prospect.cases_of)
    )
    return (
        f"{library}: {other:,} golden values would change, {same:,} would stay and come from another "
        f"provider, {come:,} entities would come and {gone:,} go; findings {findings}, "
        f"{sum(tried.prospect.later.values()):,} later; cases {cases}; nothing was written"
    )


def _cell(value: object) -> object:
    return ", ".join(value) if isinstance(value, list) else value
