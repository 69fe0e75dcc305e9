"""`onesource door …`: the providers' door is served, and their tokens are made, listed and revoked."""

from __future__ import annotations

from typing import Annotated

import typer

from onesource.catalog import Catalog
from onesource.cli import show
from onesource.cli.cases import writing
from onesource.cli.inspect import reading
from onesource.door import tokens as kept
from onesource.errors import Refused
from onesource.runtime.interrupts import ending_on_signals

commands = typer.Typer(no_args_is_help=True, help="The door for providers' own systems.")
Form = Annotated[show.Format, typer.Option("--format")]


@commands.command("token")
def token(
    provider: Annotated[str, typer.Argument(help="whose systems may use it")],
    days: Annotated[int, typer.Option(help="how long it holds")] = 365,
) -> None:
    """Make a token for a provider; it is shown this once and kept nowhere."""
    if provider not in Catalog.load_providers():
        raise Refused(f"{provider} is no provider; providers.yaml lists them")
    with writing() as base:
        typer.echo(kept.make(base, provider, days))


@commands.command("tokens")
def tokens(
    provider: Annotated[str | None, typer.Option(help="of this provider alone")] = None,
    form: Form = "table",
) -> None:
    """List tokens, the newest first."""
    with reading() as base:
        rows = kept.listed(base, provider)
    columns = list(rows[0]) if rows else ["token"]
    show.rows(columns, [tuple(row.values()) for row in rows], form)


@commands.command("revoke")
def revoke(
    token: Annotated[str, typer.Argument(help="as `onesource door tokens` calls it")],
) -> None:
    """Revoke a token at once."""
    with writing() as base:
        typer.echo(f"revoked: {token} of {kept.revoke(base, token)}")


@commands.command("serve")
def serve(
    host: Annotated[
        str, typer.Option(help="a proxy with TLS belongs before any other")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0: any that is free")] = 8090,
    per_minute: Annotated[int, typer.Option(help="how often each token may ask")] = 120,
) -> None:
    """Serve the door until it is stopped."""
    from onesource.door.bureau import Bureau
    from onesource.door.serving import serve as serving  # heavy: loads FastAPI and uvicorn

    with ending_on_signals(), writing() as base:
        serving(Bureau(base, per_minute), host, port)
