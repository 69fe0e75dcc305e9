"""Lets a real task's process be killed once at a planned point: on PYTHONPATH, in a test only.

Where `KILL_PLAN` names a folder, a file in it named `<step>.<before|after>.<n>` (or
`<step>@<provider or library>.<before|after>.<n>`) kills the first process whose step
reaches its n-th point; it is claimed by being renamed to `<name>.done`, so that the retry
lives. Steps: land, check, accept, master, audit, publish, notify, sweep. Without
`KILL_PLAN` nothing happens here at all.
"""

from __future__ import annotations

import os

if os.environ.get("KILL_PLAN"):
    import functools
    import importlib.util
    import sys
    from contextlib import suppress
    from importlib.machinery import PathFinder
    from pathlib import Path

    PLAN = Path(os.environ["KILL_PLAN"])
    STEPS = {
        "onesource.pipeline.feed": ("land", "check", "accept"),
        "onesource.pipeline.library": ("master", "audit", "publish"),
        "onesource.pipeline.round": ("notify", "sweep"),
    }

    def _claim(token: Path) -> bool:
        with suppress(FileNotFoundError):
            token.rename(token.with_name(f"{token.name}.done"))
            return True
        return False

    def _plan(step: str, subject: str) -> dict:
        """Where this step is to die: `before.<n>` or `after.<n>` to the claiming of its token."""
        plan = {}
        for token in PLAN.iterdir():
            name, _, where = token.name.partition(".")
            if name in (step, f"{step}@{subject}") and where.count(".") == 1:
                plan[where] = functools.partial(_claim, token)
        return plan

    @functools.cache
    def _points():
        file = Path(__file__).resolve().parents[1] / "points.py"
        spec = importlib.util.spec_from_file_location("kill_points", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def _killable(step: str, real):
        @functools.wraps(real)
        def run(*given, **named):
            subject = str(given[1]).partition("/")[0] if len(given) > 1 else ""
            plan = _plan(step, subject)
            if not plan:
                return real(*given, **named)
            points = _points()
            with points.armed(points.Points(plan), removals=step == "sweep"):
                return real(*given, **named)

        return run

    class _Finder:
        """Finds the pipeline's modules as ever, and makes their steps killable once loaded."""

        def find_spec(self, name, path=None, target=None):
            if name not in STEPS:
                return None
            spec = PathFinder.find_spec(name, path, target)
            if spec is None or spec.loader is None:
                return spec
            load = spec.loader.exec_module

            def exec_module(module):
                load(module)
                for step in STEPS[name]:
                    setattr(module, step, _killable(step, getattr(module, step)))

            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, _Finder())
