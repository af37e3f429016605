"""What an exercise is played with: chosen before it begins, and the first thing in its journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.drill.clock import SPEEDS

MODEL_VERSION = "1"
"""Version of the model. It changes whenever a golden trace changes, so that a journal is never played by other rules than its own."""
GOLDEN_DIGEST = "885ca3943176b5b1cd2245c23f04f6df"
"""Digest of the golden traces of that version; a test says when the two have to change."""


@dataclass(frozen=True)
class Setup:
    """seed: of the emergency, which is its replication 0. played: roles that somebody in the room plays, and who, if that is written down.

    fog: the room sees only what it was told. twin: whether the twin's bars are shown to the room during the exercise. names: a school's own
    names (`scenarios.own_names`), as data; empty for those of the campus. left_out: objectives that are not tried, by id
    (`sim.drill.left_out` says what then does not come). pace: the speed at which a stretch is played unless another is chosen on the way;
    what happens does not depend on it.
    """

    exercise: str
    seed: int
    played: Mapping[str, str] = field(default_factory=dict)
    fog: bool = True
    twin: bool = True
    rehearsal: bool = False
    names: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    pace: int = SPEEDS[0]

    def to_json(self) -> dict[str, Any]:
        """As a mapping that JSON can hold."""
        return {
            "exercise": self.exercise,
            "seed": self.seed,
            "played": dict(self.played),
            "fog": self.fog,
            "twin": self.twin,
            "rehearsal": self.rehearsal,
            "names": dict(self.names),
            "left_out": [*self.left_out],
            "pace": self.pace,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Setup":
        """Back from `to_json`."""
        return cls(**{**data, "left_out": tuple(data.get("left_out", ()))})
