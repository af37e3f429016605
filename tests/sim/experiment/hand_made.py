"""Plays made by hand: every measure is a formula of the moved inputs, the arm and the replication, and no emergency is played."""

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.experiment.input_points import PointTask
from sim.experiment.runner import PURPOSES, ReplicationResults
from sim.statistics.summaries import Arm

Plays = Callable[[Mapping[str, Any], Arm, int, str], float]
"""Of the values of moved inputs (`structure`: the id of one), an arm, a replication and a measure. Raises ValueError for what cannot be."""


def play_by(plays: Plays) -> Callable[..., Any]:
    """In the place of `play_points`. Every second pair does not read the input `rare`."""

    def play_points(task: PointTask, *_: object) -> dict[str, NDArray[Any]]:
        shape = len(task.arms), len(task.points[0].replications), len(task.names)
        values, works = np.zeros((len(task.points), *shape)), np.ones(len(task.points), np.bool_)
        for at, point in enumerate(task.points):
            moved = dict(point.values) | ({"structure": point.structure} if point.structure else {})
            try:
                values[at] = [
                    [[plays(moved, arm, n, name) for name in task.names] for n in point.replications]
                    for arm in task.arms
                ]
            except ValueError:
                works[at] = False
        played = np.ones(values.shape[:3], np.bool_)
        played[:, :, 1::2] = [[["rare" not in dict(point.values)]] for point in task.points]
        return {"values": values, "played": played, "works": works}

    return play_points


def hold(arms: Sequence[Arm], names: Sequence[str], pairs: int, plays: Plays) -> ReplicationResults:
    """What was played with every input at its own value."""
    task = cast("Any", SimpleNamespace(baselines=(), measures=names, logged_count=pairs))
    results = ReplicationResults(task, arms)
    values = [[[plays({}, arm, n, name) for name in names] for arm in arms] for n in range(pairs)]
    results.measures.append(np.array(values))
    results.drawn = np.zeros((pairs, len(arms), PURPOSES), np.bool_)
    return results
