"""Reports the sizes of the house at the end of a run; a size is told, it fails nothing."""

from __future__ import annotations

import ast
from statistics import median

from house.reading import PROJECT, modules, tree

LONG_MODULE, LONG_FUNCTION = 250, 50


def pytest_terminal_summary(terminalreporter) -> None:
    for folder in ("include/onesource", "include/demo", "dags", "tests"):
        files = modules(folder)
        lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
        lengths = {
            f"{file.relative_to(PROJECT)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
            for file in files
            for node in ast.walk(tree(file))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        tell = terminalreporter.write_line
        tell(f"{folder}: {told('module', lines.values())}; {told('function', lengths.values())}")
        for file, length in lines.items():
            if length > LONG_MODULE:
                tell(f"  long module: {file.relative_to(PROJECT)} ({length})")
        for name, length in lengths.items():
            if length > LONG_FUNCTION:
                tell(f"  long function: {name} ({length})")


def told(kind, lengths) -> str:
    ordered = sorted(lengths)
    high = ordered[int(len(ordered) * 0.95)]
    return f"{len(ordered)} {kind}s, lines median {median(ordered):g}, 95 % up to {high}"
