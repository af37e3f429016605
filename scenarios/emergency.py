"""An emergency ready to be played: a scenario, its campus written out, and the strategies that may answer it."""

from dataclasses import dataclass

from scenarios.place import Place
from scenarios.scenario import PRESENT_PRACTICE, Scenario
from scenarios.strategies import Strategy


@dataclass(frozen=True)
class Emergency:
    """Everything that files say about it, cross-checked. strategies: by name, all that the scenario or the user named."""

    scenario: Scenario
    place: Place
    strategies: dict[str, Strategy]

    def smallest_differences(self) -> dict[str, float]:
        """What matters at least, by primary measure, in the measure's own unit on this campus."""
        heads = self.place.occupants
        return {one.measure: one.smallest_difference.of(heads) for one in self.scenario.primary}

    def resolve_strategy(self, name: str) -> str:
        """The strategy behind a name; `present-practice` is what the campus uses today."""
        return self.place.campus.present_practice if name == PRESENT_PRACTICE else name

    def strategy_key(self, name: str) -> str:
        """The key in `strategies` of a strategy, by its key or its id: a strategy named by its file has a path as key. Raises KeyError."""
        name = self.resolve_strategy(name)
        if name in self.strategies:
            return name
        for key, strategy in self.strategies.items():
            if strategy.strategy == name:
                return key
        raise KeyError(name)

    def strategy(self, name: str) -> Strategy:
        """A strategy, by its key or its id. Raises KeyError."""
        return self.strategies[self.strategy_key(name)]
