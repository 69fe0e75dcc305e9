"""`onesource door …`: the providers' door is served; accounts for their people, tokens for their systems."""

from __future__ import annotations

from typing import Annotated

import typer

from onesource.catalog import Catalog
from onesource.cli import show
from onesource.cli.cases import writing
from onesource.cli.inspect import reading
from onesource.door import accounts as people
from onesource.door import tokens as kept
from onesource.errors import Refused
from onesource.runtime.interrupts import ending_on_signals
from onesource.store.base import Base

commands = typer.Typer(no_args_is_help=True, help="The providers' door.")
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


@commands.command("account")
def account(
    name: Annotated[str, typer.Argument(help="by which somebody logs in")],
    provider: Annotated[str, typer.Argument(help="for which they speak")],
) -> None:
    """Open an account for somebody of a provider; the first password is shown this once."""
    if provider not in Catalog.load_providers():
        raise Refused(f"{provider} is no provider; providers.yaml lists them")
    with writing() as base:
        typer.echo(people.add(base, name, provider))


@commands.command("accounts")
def accounts(
    provider: Annotated[str | None, typer.Option(help="of this provider alone")] = None,
    form: Form = "table",
) -> None:
    """List accounts, and when each was last seen."""
    with reading() as base:
        rows = people.listed(base, provider)
    columns = list(rows[0]) if rows else ["account"]
    show.rows(columns, [tuple(row.values()) for row in rows], form)


@commands.command("password")
def password(name: Annotated[str, typer.Argument(help="the account")]) -> None:
    """Set another password for an account, shown this once; its sessions end."""
    with writing() as base:
        typer.echo(people.reset(base, name))


@commands.command("disable")
def disable(name: Annotated[str, typer.Argument(help="the account")]) -> None:
    """Disable an account at once; its sessions end."""
    with writing() as base:
        typer.echo(f"disabled: {name} of {people.disable(base, name)}")


@commands.command("serve")
def serve(
    host: Annotated[
        str, typer.Option(help="a proxy with TLS belongs before any other")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0: any that is free")] = 8090,
    per_minute: Annotated[int, typer.Option(help="how often each token or account may ask")] = 120,
    tls: Annotated[
        bool, typer.Option(help="browsers speak TLS with what stands before it")
    ] = False,
) -> None:
    """Serve the door until it is stopped."""
    from onesource.door.bureau import Bureau
    from onesource.door.serving import serve as serving  # heavy: loads FastAPI and uvicorn

    with ending_on_signals(), writing() as base:
        kept_open = Base.kept_at(base.engine.url)
        serving(Bureau(kept_open, per_minute), host, port, tls)
