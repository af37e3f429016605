from typing import Any

import pytest

from sim.experiment.chunks import ChunkColumns
from sim.experiment.input_points import PointTask


@pytest.fixture
def plays_at_points(monkeypatch: pytest.MonkeyPatch) -> list[range]:
    """The combinations of inputs that are played, one after the other."""
    played: list[range] = []

    def play(task: PointTask, chunk: range, play: Any = PointTask.play) -> ChunkColumns:
        played.append(chunk)
        columns: ChunkColumns = play(task, chunk)
        return columns

    monkeypatch.setattr(PointTask, "play", play)
    return played
