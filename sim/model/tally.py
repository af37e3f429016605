"""How often something has been done, so that each time reads numbers of its own.

What people at the desk or in the room decide counts apart from what the model does by itself: it reads the numbers that the model would
have read next, and the model reads them again when its own turn comes. So a decision uses up nobody's numbers.
"""

DECIDED_OFFSET = (
    1 << 11
)  # above every number of the model's own: the places of decided acts in the order of an instant


class Counter:
    """By index: of a zone, a caller, or 0 where there is only one."""

    def __init__(self, entities: int) -> None:
        self.own = [0] * entities
        self.decided = [0] * entities

    def next(self, entity: int, decided: bool) -> int:
        """The number of the next time, from 0."""
        number = self.own[entity] + self.decided[entity]
        if decided:
            self.decided[entity] += 1
            return number
        self.own[entity] += 1
        return self.own[entity] - 1
