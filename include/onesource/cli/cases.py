"""`onesource case …`: the bureau looks at cases and takes the steps that are the bureau's.

A step that is not open is refused with the sentence that says which are, and to whom.
Every step is written into the case's log under the bureau's name.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
import typer

from onesource.catalog import Catalog
from onesource.cli import show
from onesource.cli.inspect import reading
from onesource.discrepancy import actions, docket, openings, rulings, steps
from onesource.discrepancy.actions import Decision
from onesource.discrepancy.case import BUREAU, Case, Entry
from onesource.discrepancy.docket import Course
from onesource.errors import Refused
from onesource.pipeline import round as rounds
from onesource.pipeline import ruling
from onesource.runtime import State
from onesource.store.base import Base
from onesource.store.sql import statement

commands = typer.Typer(no_args_is_help=True, help="Cases: what is owed by whom, and until when.")
ruling_commands = typer.Typer(no_args_is_help=True, help="Rulings: the bureau's own values.")
Number = Annotated[str, typer.Argument(help="the case's number, as a report gives it")]
Reason = Annotated[str, typer.Option(help="why; it stands in the case's log")]
Form = Annotated[show.Format, typer.Option("--format")]


@commands.command("list")
def listed(
    provider: Annotated[str | None, typer.Option(help="asked, or owing the next step")] = None,
    closed: Annotated[bool, typer.Option("--all", help="closed ones too")] = False,
    form: Form = "table",
) -> None:
    """List cases, the most pressing first."""
    with reading() as base:
        rows = base.rows(statement("base/discrepancy/listed"), provider=provider, closed=closed)
    columns = list(rows[0]) if rows else ["case"]
    show.rows(columns, [tuple(row.values()) for row in rows], form)


@commands.command("show")
def shown(number: Number, form: Form = "table") -> None:
    """Tell how a case stands, what is estimated of each side, its whole log, and the steps open to
    each side; ends with 1 where the log does not come to the state that is kept."""
    with reading() as base, base.transaction() as connection:
        course = docket.find(connection, _id(connection, number))
        log = docket.log(connection, course.case_id)
        agrees = docket.replayed(connection, course) == course.case
        sides, rows = (_estimated(connection, name, course) for name in ("sides", "doubted"))
    if form == "table":
        _tell(course.case)
        _tell_estimate(sides, rows)
    show.rows(("step", "actor", "at", "due", "facts"), [_line(entry) for entry in log], form)
    if not agrees:
        typer.secho("the log comes to another state than is kept", fg=typer.colors.RED, err=True)
        raise typer.Exit(1)


@commands.command("refer")
def refer(number: Number, reason: Reason) -> None:
    """Take what two providers negotiate before the bureau."""
    _take(number, lambda case, now: steps.refer(case, BUREAU, reason, now))


@commands.command("decide")
def decide(
    number: Number,
    mends: Annotated[str, typer.Option(help="the provider that has to mend its data")],
    reason: Reason,
    by: Annotated[str | None, typer.Option(help="who decides; stands in the case's log")] = None,
) -> None:
    """Decide a disputed case: which side has to mend its data.

    The question about it in Airflow is closed with the next round.
    """
    with writing() as base, base.transaction() as connection:
        office = rounds.office_of(base, Catalog.readable())
        decision = Decision(_id(connection, number), mends, reason, by)
        _tell(actions.decide(connection, office.now, decision).case)


@commands.command("rows")
def rows(
    number: Number,
    many: Annotated[int, typer.Option(min=1, help="so many of them")] = 100,
    form: Form = "table",
) -> None:
    """List a case's open rows: what each side says, and what was answered."""
    with reading() as base, base.transaction() as connection:
        told = {"case_id": _id(connection, number), "many": many}
        found = connection.execute(sa.text(statement("base/discrepancy/rows")), told)
        show.rows(list(found.keys()), found.all(), form)


@commands.command("rule")
def rule(
    number: Number,
    values: Annotated[list[str], typer.Argument(help="<row>=<value>, as `case rows` numbers them")],
    reason: Reason,
    until: Annotated[str | None, typer.Option(help="its last day, such as 2027-06-30")] = None,
) -> None:
    """Rule what rows of a disputed case are, over their source's word, until that changes."""
    told = dict(value.partition("=")[::2] for value in values)
    with writing() as base:
        with base.transaction() as connection:
            case_id = _id(connection, number)
        asked = ruling.Asked(told, reason, _user(), _day(until))
        _tell(ruling.rule(base, case_id, asked))
    typer.echo("the library bears it from its next build on")


@ruling_commands.command("list")
def ruled(
    ended: Annotated[bool, typer.Option("--all", help="those that have ended too")] = False,
    form: Form = "table",
) -> None:
    """List the rulings that hold: what the bureau says instead of a source."""
    with reading() as base:
        found = base.rows(statement("base/discrepancy/rulings"), ended=ended)
    columns = list(found[0]) if found else ["ruling"]
    show.rows(columns, [tuple(row.values()) for row in found], form)


@ruling_commands.command("end")
def end(number: Annotated[str, typer.Argument(help="as `ruling list` numbers them")]) -> None:
    """End a ruling: its source's word stands again from the library's next build on."""
    with writing() as base, base.transaction() as connection:
        rulings.withdraw(connection, number)


@commands.command("transfer")
def transfer(
    number: Number,
    to: Annotated[str, typer.Option(help="the provider that has to answer instead")],
    reason: Reason,
) -> None:
    """Have another provider answer; the rows go on in its case from the next round on."""
    if to not in Catalog.load_providers():
        raise Refused(f"{to} is no provider; providers.yaml lists them")
    with writing() as base, base.transaction() as connection:
        office = rounds.office_of(base, Catalog.readable())
        case_id = _id(connection, number)
        _tell(actions.transfer(connection, office.now, case_id, to, reason).case)


def _take(number: str, decided: Callable[[Case, steps.Now], list[Entry]]) -> None:
    with writing() as base, base.transaction() as connection:
        office = rounds.office_of(base, Catalog.readable())
        taken = docket.take(
            connection, _id(connection, number), lambda case: decided(case, office.now(case))
        )
    _tell(taken.case)


def _user() -> str:
    return getpass.getuser()


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise Refused(f"{told} is no day; write it as 2027-06-30") from error


def _id(connection: sa.Connection, number: str) -> str:
    digits = number.replace("-", "")
    found = connection.execute(
        sa.text(statement("base/discrepancy/numbered")), {"number": digits}
    ).all()
    if len(found) != 1 or len(digits) < 4:
        told = "is of more than one case; give more of its digits" if found else "is of no case"
        raise Refused(f"{number} {told}; `onesource case list` tells them")
    return str(found[0].case_id)


@contextmanager
def writing() -> Iterator[Base]:
    """The base database as its owner; the embedded server is started for the moment if need be."""
    url = os.environ.get("ONESOURCE_DB")
    if url:
        yield Base.at(url)
        return
    with State.default().base_database("onesource") as embedded:
        yield Base.at(embedded)


def _estimated(connection: sa.Connection, name: str, course: Course) -> Sequence[sa.Row[Any]]:
    query = sa.text(statement(f"base/discrepancy/{name}"))
    return connection.execute(query, {"case_id": course.case_id}).all()


def _tell_estimate(sides: Sequence[sa.Row[Any]], rows: Sequence[sa.Row[Any]]) -> None:
    """How probably each side is right; it proposes, and nothing in force is changed by it."""
    for side in sides:
        record = ""
        if side.reliability is not None:
            record = f"; reliability {side.reliability:.3f} ({side.low:.3f} to {side.high:.3f}"
            record += f", {side.claims:,} claims)"
        copies = f", copies {side.copies_from}" if side.copies_from else ""
        typer.echo(
            f"estimate: {side.provider} ({side.side}) is right with {side.probably_right:.0%} "
            f"on the average of {side.rows:,} rows{record}{copies}"
        )
    if rows:
        show.table("The likeliest errors of the authority", list(rows[0]._fields), map(tuple, rows))


def _tell(case: Case) -> None:
    about = "/".join(filter(None, (case.cause.provider, case.cause.feed, case.cause.element)))
    other = f", the other side {case.cause.counterparty}" if case.cause.counterparty else ""
    due = f", due {case.due}" if case.due else ""
    typer.echo(f"{case.cause.kind} about {about}: asked is {case.cause.respondent}{other}")
    typer.echo(f"{case.phase}, {case.rows:,} rows ({case.unanswered:,} unanswered){due}")
    if case.owner:
        sides = dict.fromkeys((case.cause.respondent, case.cause.counterparty, BUREAU))
        told = {one: openings.open_to(case, one) for one in sides if one}
        words = "; ".join(f"{one}: {', '.join(can)}" for one, can in told.items() if can)
        typer.echo(f"{case.owner} owes the next step; open: {words or 'nothing'}")


def _line(entry: Entry) -> tuple[object, ...]:
    facts = ", ".join(f"{name} {value}" for name, value in entry.facts.items() if value is not None)
    due = entry.clock.due if entry.clock else None
    return entry.step, entry.actor, f"{entry.at:%Y-%m-%d %H:%M}", due, facts
