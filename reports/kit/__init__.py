"""Papers for the room, from an exercise file: what players, the facilitator, evaluators and everybody else hold in their hands."""

from reports.kit.papers import Handout, build_handouts

__all__ = ["Handout", "build_handouts"]
