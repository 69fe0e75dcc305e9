"""Commands of one installation: up and down on one machine, and what a deployment runs at its start."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

import sqlalchemy as sa
import typer

from onesource import clock
from onesource.catalog import Catalog
from onesource.cli import days as daily
from onesource.errors import Refused
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.runtime import Airflow, Stack, State, doors, front, made, start_demo_city, turn_to
from onesource.sources.connections import Connection, from_environment
from onesource.store.base import Base
from onesource.store.migrations import migrate

BASE_CONNECTION = "onesource_db"
DAGS_SECONDS = 120.0
DEFAULT = made.Wanted(people=20_000, seed=7, days=3, faults="default")
RUN_LIKE_A_DEMO = {"ONESOURCE_CLOCK": "logical", "ONESOURCE_RETRY_SECONDS": "5"}

install_commands = typer.Typer(no_args_is_help=True, help="What a deployment runs at its start.")


def up(
    people: Annotated[int | None, typer.Option(help="another city: its size")] = None,
    seed: Annotated[int | None, typer.Option(help="another city: its seed")] = None,
    days: Annotated[int | None, typer.Option(help="another city: its days")] = None,
    faults: Annotated[str | None, typer.Option(help="another city: its faults")] = None,
) -> None:
    """Start everything, set a day going, leave it running; print address and passwords.

    Serves the demo's city as it stands; asked for another one, it starts afresh.
    """
    state, catalog = State.default(), Catalog.load()
    asked = {"people": people, "seed": seed, "days": days, "faults": faults}
    given = {name: value for name, value in asked.items() if value is not None}
    wanted = replace(made.current(state) or DEFAULT, **given)  # type: ignore[arg-type]
    if not made.is_current(state, wanted):
        begin(state, wanted, clock.today())

    told: list[str] = []

    def also(stack: Stack) -> None:
        feeds = prepare(stack, catalog)
        told.append(f"the providers' door: {front.open_door(stack, base(), catalog.providers)}")
        told.extend(
            f"  {one:20} {word}" for one, word in front.passwords(stack, catalog.providers).items()
        )
        if wanted.people:
            turn_to(stack, wanted.days)
        start_day(stack, catalog, feeds)

    stack = doors.up(
        state, pools=catalog.pools(), extra_env=RUN_LIKE_A_DEMO, also=also, say=typer.echo
    )
    typer.echo(f"\nAirflow: {stack.base_url}")
    for user, password in doors.passwords(state).items():
        typer.echo(f"  {user:7} {password}")
    typer.echo("\n".join(told) or "the providers' door is open as before")
    typer.echo("stop it with: make down")


def down() -> None:
    """Stop what `up` left running."""
    doors.down(State.default(), say=typer.echo)


def begin(state: State, wanted: made.Wanted, today: date) -> None:
    """Empties the installation and makes the city whose last day is today."""
    what = f"a city of {wanted.people:,} people" if wanted.people else "the national registers"
    typer.echo(f"starting afresh with {what}")
    made.begin(state, wanted, today - timedelta(days=wanted.days - 1))


def prepare(stack: Stack, catalog: Catalog) -> list[str]:
    """Brings the base database up to date, starts the demo city and lets its DAGs run.

    Says which feeds the city delivers.
    """
    wanted = made.current(stack.state)
    served = wanted is not None and wanted.people > 0
    feeds = list(catalog.feeds if served else daily.NATIONAL)
    dags = {*map(daily.feed_dag, feeds), *daily.library_dags(catalog, feeds), daily.ROUND}
    dags.add(daily.QUESTIONS)
    _await_dags(stack.api, dags)
    migrate(base())
    start_demo_city(stack, stack.state.city if served else None)
    for dag_id, paused in stack.api.dags().items():
        if paused and dag_id in dags:
            stack.api.unpause(dag_id)
    return feeds


def start_day(stack: Stack, catalog: Catalog, feeds: list[str]) -> None:
    """Triggers every feed for today and does not wait: what they renew wakes the rest."""
    day = clock.now()
    for path in daily.longest_first(catalog, feeds):
        stack.api.trigger(daily.feed_dag(path), day)
    woken = ", ".join([*daily.library_dags(catalog, feeds), daily.ROUND])
    stack.say(f"today is under way: {len(feeds)} feeds; they wake {woken}")


def _await_dags(api: Airflow, expected: set[str]) -> None:
    """Waits until the scheduler knows every DAG. Raises Refused for a file it cannot read."""
    deadline = time.monotonic() + DAGS_SECONDS
    while not expected <= set(api.dags()):
        if errors := api.import_errors():
            raise Refused("\n".join(f"{file}: {trace}" for file, trace in errors.items()))
        if time.monotonic() > deadline:
            missing = ", ".join(sorted(expected - set(api.dags())))
            raise Refused(f"the scheduler does not know {missing}; look at the dag-processor's log")
        time.sleep(0.5)


def base() -> Base:
    """The base database behind the connection onesource_db."""
    return Base.at(url(from_environment(BASE_CONNECTION)))


def url(connection: Connection) -> sa.URL:
    """Where a connection leads; its extras (such as sslmode) go along as the query."""
    if not connection.host:
        raise Refused(f"connection {connection.name} names no host; correct it")
    return sa.URL.create(
        "postgresql",
        username=connection.login or None,
        password=connection.password or None,
        host=connection.host,
        port=connection.port,
        database=connection.schema or None,
        query={key: str(value) for key, value in connection.extra.items()},
    )


@install_commands.command("migrate")
def run_migrations() -> None:
    """Bring the base database's schema up to date."""
    applied = migrate(base())
    typer.echo("\n".join(f"applied {name}" for name in applied) or "nothing to apply")


@install_commands.command("pools")
def print_pools() -> None:
    """Print the catalogue's pools in the shape `airflow pools import` reads."""
    shape = {
        name: {"slots": slots, "description": "onesource", "include_deferred": False}
        for name, slots in Catalog.load().pools().items()
    }
    typer.echo(json.dumps(shape, indent=1))


@install_commands.command("sweep")
def sweep(
    hours: float = typer.Option(24.0, help="keep what is younger"),
) -> None:
    """Remove what killed steps left in the lake and the scratch folder."""
    for name in rounds.sweep(House(base()), hours * 3600):
        typer.echo(f"removed {name}")
