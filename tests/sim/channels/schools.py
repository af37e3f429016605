"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.plays import learned
from tests.sim.schools import BADGE, TAKEOVER, badge_strategy, play_once, row, with_clerk

__all__ = ["BADGE", "TAKEOVER", "row", "with_clerk", "badge_strategy", "play_once", "learned"]
