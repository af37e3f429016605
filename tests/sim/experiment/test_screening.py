"""Which inputs matter, which may have been moved, and which plays a moved input may change: by hand."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from scenarios.settings import collect_inputs
from sim.experiment import screening, used_inputs
from sim.experiment.input_points import InputPoint, PointTask, UnmovedPlays
from sim.experiment.screening import find_base_value, find_own_value, screen_inputs
from sim.experiment.used_inputs import RangedInput, file_part, list_ranged_inputs
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from tests.sim.experiment.hand_made import play_by
from tests.sim.inputs import assumed, lognormal
from tests.sim.schools import small_school

ARMS = Arm("dials"), Arm("alerts")
WEAK, STRONG = RangedInput("weak", "assumed", 1.0, 3.0, "s"), RangedInput("strong", "assumed", 2.0, 6.0, "s")
REFUSED = RangedInput("refused", "assumed", 1.0, 2.0, "s")


def plays(moved: Mapping[str, float], arm: Arm, n: int, name: str) -> float:
    """`weak` delays the alert by 8 s from bound to bound and the other arm by 2 s; `strong` moves the arrival by 12 s."""
    if moved.get("refused") == 2.0:
        raise ValueError
    if arm.strategy == "dials":
        never = name == "aware_t90" and n == 1  # which counts as 3,600 s
        return math.inf if never else 900.0 + n + moved.get("weak", 1.0) - 1.0
    if name == "aware_t90":
        return 500.0 + n + 4.0 * (moved.get("weak", 1.0) - 1.0)
    return 700.0 + 3.0 * (moved.get("strong", 4.0) - 4.0) * (n + 1) / 2


def test_inputs_are_ranked_by_their_reach_in_differences_that_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """8 s less twice 2 / 3, of 10 s, and over three pairs 12 of 4 s: 2 / 3 and 3. One that cannot be moved is last."""
    asked: list[range] = []

    def play(task: PointTask, chunk: range) -> Any:
        asked.append(chunk)
        return play_by(plays)(replace(task, points=tuple(task.points[n] for n in chunk)))

    base = np.array(
        [[[plays({}, arm, n, name) for name in ("aware_t90", "first_unit_on_scene")] for arm in ARMS] for n in range(3)]
    )
    monkeypatch.setattr(PointTask, "play", play)
    monkeypatch.setattr(screening, "_play_unmoved", lambda *_: UnmovedPlays(base, np.zeros((3, 2, 1), np.bool_)))
    matters = [
        {"measure": "aware_t90", "smallest_difference": 10},
        {"measure": "first_unit_on_scene", "smallest_difference": 4},
    ]
    school = small_school(primary=matters)
    found = screen_inputs(school, ARMS, (REFUSED, WEAK, STRONG), 1, False, pairs=3)
    assert found is not None
    assert [one.ranged.name for one in found] == ["strong", "weak", "refused"]
    assert [one.effect for one in found] == pytest.approx([3.0, 2 / 3, 0.0])
    assert asked == [range(2), range(2, 4), range(4, 6)]
    stops = iter([False, True])
    assert screen_inputs(school, ARMS, (WEAK, STRONG), 1, False, lambda: next(stops), 3) is None


def test_the_value_in_the_files_is_a_median_or_a_chance_of_the_strategy_first() -> None:
    school = small_school()
    inputs = collect_inputs(school)
    own = [find_own_value(inputs[name]) for name in ("app.push.delay", "app.leg_fails.staff")]
    assert own == pytest.approx([4.0, 0.1])
    for pairing in (Pairing("dials", "alerts"), Pairing("alerts", "dials")):
        assert find_base_value(school, pairing, "app.push.delay") == pytest.approx(4.0)
    with pytest.raises(KeyError):
        find_base_value(school, Pairing("dials", "announces"), "app.push.delay")


def test_a_range_is_walked_by_factors_for_times_and_by_steps_else_and_the_widest_of_two_files_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shares = np.array([0.0, 0.25, 0.5, 1.0])
    for low, unit, values in (
        (2.0, "s", [2, 4 * 2**0.5, 16, 128]),
        (2.0, "share", [2, 33.5, 65, 128]),
        (0.0, "s", [0, 32, 64, 128]),
    ):
        assert RangedInput("x", "assumed", low, 128.0, unit).at(shares) == pytest.approx(values)
    inputs = [
        ("a.b", assumed(lognormal(25, 0.5), "10 s to 60 s")),
        ("c", assumed(lognormal(25, 0.5), "1 s to 50 s")),
        ("a.b", assumed(lognormal(25, 0.5), "20 s to 90 s")),
    ]
    school = small_school()
    own = collect_inputs(school)["protocol.tell.contact"]
    sources = [(name, type(own).model_validate(data)) for name, data in inputs]
    monkeypatch.setattr(used_inputs, "_iterate_used_inputs", lambda *_: iter(sources))
    found = list_ranged_inputs(school, [], set())
    ranges = [("a.b", 10.0, 90.0, "s"), ("c", 1.0, 50.0, "s")]
    assert [(one.name, one.low, one.high, one.unit) for one in found] == ranges
    assert [file_part(name) for name in ("psap.transfer.wrong", "police_radio")] == ["psap.transfer", "police_radio"]


@dataclass(frozen=True)
class SomeStream:
    """One number a replication. keys: whose."""

    numbers: tuple[float, ...]
    indexed: bool = False
    keys: tuple[int, ...] = (7,)


@dataclass(frozen=True)
class SomeTables:
    streams: Mapping[int, SomeStream] = field(default_factory=dict)
    other: int = 0


PLAIN = SomeStream((0.1, 0.2, 0.3, 0.4))
BEFORE = SomeTables({1: PLAIN, 2: SomeStream((0.5, 0.6, 0.7, 0.8))})


@pytest.mark.parametrize(
    ("tables", "differs"),
    [
        (BEFORE, [0, 0, 0, 0]),
        (replace(BEFORE, other=1), [1, 1, 1, 1]),
        # pairs 0 and 2 drew for purpose 1, pairs 1 and 2 for purpose 2
        (SomeTables({**BEFORE.streams, 1: replace(PLAIN, numbers=(0.1, 0.9, 0.9, 0.4))}), [0, 0, 1, 0]),
        (SomeTables({**BEFORE.streams, 2: SomeStream((0.9, 0.9, 0.7, 0.9))}), [0, 1, 0, 0]),
        (SomeTables({**BEFORE.streams, 1: replace(PLAIN, indexed=True)}), [1, 0, 1, 0]),
        (SomeTables({**BEFORE.streams, 1: replace(PLAIN, keys=(8,))}), [1, 0, 1, 0]),
        (SomeTables({1: PLAIN}), [0, 1, 1, 0]),
        (SomeTables({**BEFORE.streams, 3: PLAIN}), [0, 0, 0, 1]),
    ],
)
def test_only_a_pair_that_drew_a_number_that_moved_is_played_again(tables: SomeTables, differs: list[int]) -> None:
    task = PointTask(small_school(), ARMS, 1, (InputPoint((), range(4)),), ())
    task.__dict__["_block"] = SimpleNamespace(values=lambda stream: np.array(stream.numbers)[:, None, None])
    drawn = np.zeros((4, 4), np.bool_)
    drawn[[0, 2], 1] = drawn[[1, 2], 2] = drawn[3, 3] = True
    found = task._may_differ_in_period(cast("Any", BEFORE), cast("Any", tables), drawn)
    assert found.tolist() == [bool(one) for one in differs]
