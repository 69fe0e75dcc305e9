"""A request to end becomes an orderly end, however it arrives."""

import signal
import subprocess
import sys

import pytest

CODE = """
import time
from onesource.runtime.interrupts import ending_on_signals, ignore_signals
with ending_on_signals():
    try:
        print("on", flush=True)
        time.sleep(60)
    finally:
        print("cleaning", flush=True)
        time.sleep(0.5)
        print("cleaned up", flush=True)
"""


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_it_cleans_up_once_even_when_asked_again(number, code):
    words = [sys.executable, "-c", CODE]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(words, **pipes) as program:
        assert program.stdout.readline() == "on\n"
        program.send_signal(number)
        assert program.stdout.readline() == "cleaning\n"
        program.send_signal(number)
        assert program.stdout.read() == "cleaned up\n"
    assert program.returncode == code
