"""The compiled engine in its checked mode, in Python, which needs a process of its own: every index is inside its column."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = "tests/sim/compiled"
RUN = (
    f"{FOLDER}/checked_indexes.py",
    f"{FOLDER}/test_interventions.py::test_each_kind_is_the_same_in_a_quiet_school",
    f"{FOLDER}/test_interventions.py::test_each_kind_is_the_same_in_a_shipped_scenario[cardiac-arrest]",
)


@pytest.mark.slow
def test_no_shipped_scenario_and_no_intervention_has_an_index_outside_its_column() -> None:
    options = ["-n", "0", "-q", "-m", "slow or not slow", "-W", "ignore:overflow:RuntimeWarning"]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "NUMBA_BOUNDSCHECK": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", *options, *RUN]
    done = subprocess.run(command, check=False, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
