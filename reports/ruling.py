"""What the facilitator ruled, in tables: a sign at every number that came after it, and the line under the table that says what it means.

Figures say it in a sentence (`sim.drill.ruled`); a table has numbers from before and after side by side.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.input_words import format_list
from sim.drill.after import Review
from sim.drill.ruled import find_first_ruling
from sim.drill.times import format_t_plus
from sim.measures import DURATION_MEASURES, MEASURES

RULING_MARK = "‡"


@dataclass(frozen=True)
class RulingMarks:
    """since: T+ of the first thing that was ruled; of: the questions that were ruled, first come first, none where nothing was.

    observed_measures: the measures of this play, by arm, as far as it was played.
    """

    since: float = math.inf
    of: tuple[str, ...] = ()
    observed_measures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def mark_after(self, words: str) -> str:
        """Words of a number that came after it."""
        return f"{words}{RULING_MARK}" if self.of else words

    def mark_if_affected(self, words: str, measure: str, arms: Iterable[str]) -> str:
        """Words of what these arms came to in this play. What is no moment (an amount, a duration) is known at the end."""
        if not self.of:
            return words
        moment = MEASURES[measure].is_time and measure not in DURATION_MEASURES
        last = max(self.observed_measures[arm][measure] for arm in arms) if moment else math.inf
        return self.mark_after(words) if last >= self.since else words

    @property
    def note(self) -> str:
        """What the sign means; empty where nothing was ruled."""
        return f"{RULING_MARK} {self._description}." if self.of else ""

    @property
    def replications_note(self) -> str:
        """That other emergencies with the decisions of this one have it too; empty where nothing was ruled."""
        return f"Each of the emergencies has the ruling too: {self._description}." if self.of else ""

    @property
    def _description(self) -> str:
        ruling = "ruling" if len(self.of) == 1 else "rulings"
        return f"from {format_t_plus(self.since)} on, after the facilitator's {ruling} of {format_list(self.of)}, in all arms"


NO_RULINGS = RulingMarks()


def find_rulings(review: Review) -> RulingMarks:
    """Of an exercise that is looked back at."""
    since = find_first_ruling(review.state)
    if since is None:
        return NO_RULINGS
    ruled = (
        one.action.source_id for one in review.state.done if one.action.intervention.scope == "fiat" and one.outcome.began
    )
    return RulingMarks(since, tuple(dict.fromkeys(of.removeprefix("rule-") for of in ruled)), review.observed_measures)
