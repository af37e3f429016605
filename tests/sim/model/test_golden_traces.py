"""The model tells what it has told before, to the last bit. `tests/sim/model/golden_traces.py` says how to make the files again."""

from itertools import zip_longest

import pytest

from tests.sim.model.golden_traces import DIGESTS, FOLDER, WHOLE, digest_of, digests_path, lines_of, path_of

AGAIN = "if the model was changed on purpose: ./run python -m tests.sim.model.golden_traces"


@pytest.mark.parametrize(("scenario", "strategy"), WHOLE)
def test_a_golden_trace_is_told_again(scenario: str, strategy: str) -> None:
    kept = path_of(scenario, strategy).read_text(encoding="utf-8").splitlines()
    for number, (was, now) in enumerate(zip_longest(kept, lines_of(scenario, strategy)), 1):
        assert was == now, f"line {number}; {AGAIN}"


@pytest.mark.parametrize("scenario", dict(DIGESTS))
def test_the_other_plays_tell_what_they_told(scenario: str) -> None:
    kept = digests_path().read_text(encoding="utf-8").splitlines()
    assert [line for line in kept if line.startswith(f"{scenario} ")] == [
        digest_of(*pair) for pair in DIGESTS if pair[0] == scenario
    ], AGAIN


def test_no_golden_trace_is_left_over() -> None:
    expected = {path_of(*pair).name for pair in WHOLE} | {digests_path().name}
    assert {path.name for path in FOLDER.glob("*.txt")} == expected
    assert [tuple(line.split()[:2]) for line in digests_path().read_text(encoding="utf-8").splitlines()] == DIGESTS
