"""Papers for the room, from an exercise file: what players, the facilitator, evaluators and everybody else hold in their hands."""

from reports.kit.papers import KitPaper, kit

__all__ = ["KitPaper", "kit"]
