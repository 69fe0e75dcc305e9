"""Runs the command line in processes of their own, forked from one that has loaded it already.

`python door.py` reads one JSON line a run (words, environment, folder, where its
output goes) and answers with the code it ended with. The fork saves the seconds
that importing takes; each run is still a process of its own with its own door.
"""

from __future__ import annotations

import json
import os
import sys


def enter(asked: dict[str, object]) -> None:
    """Becomes the command: its words, its environment, its folder, its output. Does not return."""
    from onesource.cli.main import app

    for number, place in enumerate((asked["out"], asked["err"]), start=1):
        os.dup2(os.open(str(place), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.environ.clear()
    os.environ.update(asked["environment"])  # type: ignore[call-overload]
    os.chdir(str(asked["folder"]))
    sys.argv = ["onesource", *asked["words"]]  # type: ignore[misc]
    app()


def serve() -> None:
    """Forks one command a line until the input ends."""
    import onesource.cli.main
    import onesource.quality.suite  # noqa: F401 - heavy, loaded once for all

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                enter(json.loads(line))
            except BaseException:  # noqa: BLE001 - told below, the child ends here
                import traceback

                traceback.print_exc()
            finally:
                os._exit(70)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
