"""Reads the house's own code: which modules there are, what each imports and calls."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from onesource.settings import PROJECT

CODE = PROJECT / "include" / "onesource"
PRODUCT = ("include", "dags", "plugins")


def modules(*folders: str) -> list[Path]:
    """Every Python file below folders of the checkout."""
    return sorted(file for folder in folders for file in (PROJECT / folder).rglob("*.py"))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[str]:
    """Every module it imports, those inside functions too, as dotted names."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(file: Path) -> str:
    """The room of `include/onesource` a module stands in; a module at the top is its own."""
    return file.relative_to(CODE).parts[0].removesuffix(".py")


def rooms_used(file: Path) -> set[str]:
    """The rooms it imports from."""
    own = (name.split(".") for name in imports(file) if name.startswith("onesource."))
    there = {path.stem if path.is_file() else path.name for path in CODE.iterdir()}
    return {parts[1] for parts in own if parts[1] in there}


def calls(file: Path) -> Iterator[tuple[str, int]]:
    """Every call by its dotted name, such as `datetime.now`, with its line."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def tracked() -> list[str]:
    """Every file of the checkout that is, or is about to be, part of it."""
    words = ["git", "-C", str(PROJECT), "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (PROJECT / name).is_file()]
