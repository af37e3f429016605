"""Runs a module where 10.77.0.1 is the only address: a browser takes localhost for secure, and no school's network is."""

import os
import subprocess
import sys

import pytest

ADDRESS = "10.77.0.1"
PATIENCE = 480.0
SET_UP = f'ip link set lo up && ip addr add {ADDRESS}/32 dev lo && exec "$@"'


def run_in_namespace(module: str, *arguments: str) -> str:
    """What it printed. Fails the test with its error where it did not end well."""
    apart = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    command = [*apart, "sh", "-c", SET_UP, "sh", sys.executable, "-P", "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        pytest.fail(f"{done.stdout}\n{done.stderr}")
    return done.stdout
