"""Fingerprints differ wherever the values do, and are the same in every process."""

import subprocess
import sys
from itertools import combinations
from typing import Any

import pytest

from sim.experiment.fingerprint import compute_fingerprint
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from tests.sim.schools import small_school

DIFFERENT: tuple[tuple[Any, ...], ...] = (
    (1,), (1.0,), (True,), ("1",), (None,), ("",), ((),), ([],), ({},), (set(),),
    (("a", "b"),), (("ab",),), (("a",), "b"), ("a", ("b",)), ({"a": "b"},), ({"a", "b"},), ({"b"},),
    (0.1 + 0.2,), (0.3,), (10**30,), (Arm("a", ("b",)),), (Pairing("a", "b"),), (range(3),), (range(4),),
)  # fmt: skip


def test_values_of_other_types_or_other_content_have_other_fingerprints_and_so_emergencies() -> None:
    for one, other in combinations(DIFFERENT, 2):
        assert compute_fingerprint(*one) != compute_fingerprint(*other), (one, other)
    school = small_school()
    changed = small_school(horizon="21 min")
    assert compute_fingerprint(school) == compute_fingerprint(small_school())
    assert compute_fingerprint(school) != compute_fingerprint(changed)
    with pytest.raises(TypeError, match="function has no fingerprint"):
        compute_fingerprint({"key": [compute_fingerprint]})


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_fingerprint_is_the_same_in_every_process(seed: str) -> None:
    code = "from sim.experiment.fingerprint import compute_fingerprint; print(compute_fingerprint({'b', 'a', 'c'}))"
    environment = {"PYTHONHASHSEED": seed, "PATH": ""}
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    assert printed.stdout.decode().strip() == compute_fingerprint({"a", "b", "c"})
