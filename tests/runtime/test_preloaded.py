"""What the scheduler has imported for its tasks: all of it there, and nothing of our own."""

import importlib.util
import subprocess
import sys

import pytest

from onesource.runtime.preloaded import PACKAGES


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_there_and_not_ours(package):
    assert importlib.util.find_spec(package) is not None
    assert not package.startswith("onesource")


def test_it_then_becomes_the_component():
    words = [sys.executable, "-m", "onesource.runtime.preloaded", "version"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout.strip().startswith("3.")
