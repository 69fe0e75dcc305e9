"""Commands of one installation: up and down on one machine, and what a deployment runs at its start."""

from __future__ import annotations

import json
import time

import sqlalchemy as sa
import typer

from onesource import clock
from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.runtime import Airflow, Stack, State, doors, start_demo_city
from onesource.sources.connections import Connection, from_environment
from onesource.store.base import Base
from onesource.store.migrations import migrate

BASE_CONNECTION = "onesource_db"
ROUND = "discrepancies"
DAGS_SECONDS = 120.0
RUN_LIKE_A_DEMO = {"ONESOURCE_CLOCK": "logical", "ONESOURCE_RETRY_SECONDS": "5"}

install_commands = typer.Typer(no_args_is_help=True, help="What a deployment runs at its start.")


def up() -> None:
    """Start everything, set a day going, leave it running; print address and passwords."""
    state, catalog = State.default(), Catalog.load()

    def begin(stack: Stack) -> None:
        prepare(stack, catalog)
        start_day(stack, catalog)

    stack = doors.up(
        state, pools=catalog.pools(), extra_env=RUN_LIKE_A_DEMO, also=begin, say=typer.echo
    )
    typer.echo(f"\nAirflow: {stack.base_url}")
    for user, password in doors.passwords(state).items():
        typer.echo(f"  {user:7} {password}")
    typer.echo("stop it with: make down")


def down() -> None:
    """Stop what `up` left running."""
    doors.down(State.default(), say=typer.echo)


def prepare(stack: Stack, catalog: Catalog) -> None:
    """Brings the base database up to date, starts the demo city and lets every DAG run."""
    _await_dags(stack.api, catalog)
    migrate(base())
    start_demo_city(stack)
    for dag_id, paused in stack.api.dags().items():
        if paused:
            stack.api.unpause(dag_id)


def start_day(stack: Stack, catalog: Catalog) -> None:
    """Triggers every feed for today and does not wait: what they renew wakes the rest."""
    day = clock.now()
    for dag_id in feed_dags(catalog):
        stack.api.trigger(dag_id, day)
    woken = ", ".join([*library_dags(catalog), ROUND])
    stack.say(f"today is under way: {', '.join(feed_dags(catalog))}; they wake {woken}")


def feed_dags(catalog: Catalog) -> list[str]:
    """The DAG of every feed."""
    return [f"feed.{feed.provider}.{feed.name}" for feed in catalog.feeds.values()]


def library_dags(catalog: Catalog) -> list[str]:
    """The DAG of every library."""
    return [f"library.{name}" for name in catalog.libraries]


def _await_dags(api: Airflow, catalog: Catalog) -> None:
    """Waits until the scheduler knows every DAG. Raises Refused for a file it cannot read."""
    expected = {*feed_dags(catalog), *library_dags(catalog), ROUND}
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
