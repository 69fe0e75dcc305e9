"""The door of the command line: its commands, and how errors are told to a person.

A refusal ends with 2 and its message; nothing of the inside is shown for it.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from onesource.cli import cases, demo, door, inspect, local, reliability, try_out, try_rules
from onesource.errors import OneSourceError

HELP = """One Source (一数一源): one source for every datum a city's departments hold.

Ends with 0 when done, 1 when a step failed, 2 when something was refused; the
message then says what, where and the remedy.
"""

commands = typer.Typer(no_args_is_help=True, add_completion=False, help=HELP)
commands.command("up")(local.up)
commands.command("down")(local.down)
commands.command("query")(inspect.query)
commands.command("trace")(inspect.trace)
commands.command("reliability")(reliability.reliability)
for group, name in (
    (demo.commands, "demo"),
    (cases.commands, "case"),
    (cases.ruling_commands, "ruling"),
    (door.commands, "door"),
    (inspect.catalog_commands, "catalog"),
    (try_out.commands, "feed"),
    (try_rules.commands, "library"),
    (local.install_commands, "install"),
):
    commands.add_typer(group, name=name)


def app() -> NoReturn:
    """Runs the command line and ends the process: 0 done, 1 failed, 2 refused."""
    try:
        code = commands(standalone_mode=False) or 0
    except OneSourceError as error:
        typer.secho(error.message, fg=typer.colors.RED, err=True)
        code = 2
    except typer.Abort:
        code = 130
    except Exception as error:  # click's own usage errors know how to show themselves
        if not hasattr(error, "exit_code"):
            raise
        error.show()  # type: ignore[attr-defined]
        code = error.exit_code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # DuckDB's binding reports its own leaks at a plain exit
