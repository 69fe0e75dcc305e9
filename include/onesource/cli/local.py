"""Commands of one installation: up and down on one machine, and what a deployment runs at its start."""

from __future__ import annotations

import json

import typer

from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.runtime import Stack, State, doors, start_demo_city
from onesource.sources.connections import Connection, from_environment
from onesource.store.base import Base
from onesource.store.migrations import migrate

BASE_CONNECTION = "onesource_db"
RUN_LIKE_A_DEMO = {"ONESOURCE_CLOCK": "logical", "ONESOURCE_RETRY_SECONDS": "5"}

install_commands = typer.Typer(no_args_is_help=True, help="What a deployment runs at its start.")


def up() -> None:
    """Start everything and leave it running, with the demo city; print address and passwords."""
    state, catalog = State.default(), Catalog.load()
    stack = doors.up(
        state, pools=catalog.pools(), extra_env=RUN_LIKE_A_DEMO, also=prepare, say=typer.echo
    )
    typer.echo(f"\nAirflow: {stack.base_url}")
    for user, password in doors.passwords(state).items():
        typer.echo(f"  {user:7} {password}")
    typer.echo("stop it with: make down")


def down() -> None:
    """Stop what `up` left running."""
    doors.down(State.default(), say=typer.echo)


def prepare(stack: Stack) -> None:
    """Brings the base database up to date and starts the demo city beside the stack."""
    migrate(base())
    start_demo_city(stack)
    for dag_id, paused in stack.api.dags().items():
        if paused:
            stack.api.unpause(dag_id)


def base() -> Base:
    """The base database behind the connection onesource_db."""
    return Base.at(_url(from_environment(BASE_CONNECTION)))


def _url(connection: Connection) -> str:
    if not connection.host:
        raise Refused(f"connection {connection.name} names no host; correct it")
    port = f":{connection.port}" if connection.port else ""
    secret = f"{connection.login}:{connection.password}"
    return f"postgresql://{secret}@{connection.host}{port}/{connection.schema}"


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
