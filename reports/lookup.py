"""Finds the entries of a comparison by what they are about, so that no writer searches lists."""

from __future__ import annotations

from dataclasses import replace

from sim.comparison import Comparison, Headline, InputEffect
from sim.contrasts import Contrast, Pairing
from sim.measures import DURATION_MEASURES
from sim.summaries import Arm, Summary
from sim.verdicts import INCONCLUSIVE


class ComparisonIndex:
    """A comparison with an index. What is no like for like (`is_uneven`) has no interval and settles nothing."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._summaries = {(Arm(s.strategy, s.conditions), s.measure): s for s in comparison.measures}
        self._contrasts = {(find_pairing(c), c.measure): self._without_uneven_interval(c) for c in comparison.contrasts}

    def find_summary(self, arm: Arm, measure: str) -> Summary | None:
        """What is said of a measure in an arm."""
        return self._summaries.get((arm, measure))

    def find_contrast(self, pairing: Pairing, measure: str) -> Contrast | None:
        """What is said of a measure of a pairing."""
        return self._contrasts.get((pairing, measure))

    def list_contrasts(self, pairing: Pairing) -> list[Contrast]:
        """Everything that is said of a pairing."""
        return [contrast for (of, _), contrast in self._contrasts.items() if of == pairing]

    def is_uneven(self, contrast: Contrast) -> bool:
        """Whether it is of a length of time that there was more often in one arm than in the other.

        Where there was none, the horizon counts, which is no length: the difference would be one of counts.
        """
        if contrast.measure not in DURATION_MEASURES:
            return False
        before, after = (self.find_summary(arm, contrast.measure) for arm in find_pairing(contrast).arms)
        return before is not None and after is not None and before.not_reached != after.not_reached

    def _without_uneven_interval(self, contrast: Contrast) -> Contrast:
        """A contrast as it is told."""
        if not self.is_uneven(contrast):
            return contrast
        verdict = contrast.verdict if contrast.exploratory else INCONCLUSIVE
        return replace(contrast, verdict=verdict, ci_low=None, ci_high=None, input_low=None, input_high=None)

    def list_headlines(self) -> tuple[Headline, ...]:
        """The headline rows; where none was played, all pairings, with nothing said about them."""
        return self.comparison.headlines or self.list_other_pairings()

    def find_common_strategy(self) -> str | None:
        """The strategy that all rows are about; None where there are several."""
        strategies = {row.strategy for row in self.list_headlines()}
        return strategies.pop() if len(strategies) == 1 else None

    def list_other_pairings(self) -> tuple[Headline, ...]:
        """The pairings that are no headline row."""
        known = {headline.pairing for headline in self.comparison.headlines}
        pairings = dict.fromkeys(find_pairing(contrast) for contrast in self.comparison.contrasts)
        return tuple(Headline("", *pairing) for pairing in pairings if pairing not in known)

    def list_arms(self) -> list[Arm]:
        """All arms, those under the same conditions together."""
        arms = dict.fromkeys(Arm(s.strategy, s.conditions) for s in self.comparison.measures)
        days = self.comparison.conditions
        order = self.comparison.strategies
        return sorted(arms, key=lambda arm: (days.index(arm.conditions), order.index(arm.strategy)))

    def list_primaries(self) -> list[str]:
        """The primary measures, in the order of the measures."""
        return list(dict.fromkeys(c.measure for c in self.comparison.contrasts if not c.exploratory))

    def list_effects(self, pairing: Pairing, measure: str) -> list[InputEffect]:
        """What each assumed input does to a primary measure of a pairing."""
        effects = self.comparison.input_effects
        return [effect for effect in effects if (effect.pairing, effect.measure) == (pairing, measure)]


def find_pairing(contrast: Contrast) -> Pairing:
    """The pairing that a contrast is about."""
    return Pairing(contrast.baseline, contrast.strategy, contrast.conditions)
