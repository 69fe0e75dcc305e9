"""`python -m demo city …`: reads the command line and makes the city."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from demo.generator.command import arguments, run


def main(given: Sequence[str] | None = None) -> None:
    """Makes a city, or says in one line why not."""
    parser = argparse.ArgumentParser(prog="demo city", description="Makes a demo city.")
    arguments(parser)
    try:
        run(parser.parse_args(given))
    except ValueError as refused:
        sys.exit(f"demo city: {refused}")


if __name__ == "__main__":
    main()
