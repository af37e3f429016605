"""What the facilitator ruled, in tables: a sign at every number that came after it, and the line under the table that says what it means.

Figures say it in a sentence (`sim.drill.ruled`); a table has numbers from before and after side by side.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.input_words import listed
from sim.drill.after import After
from sim.drill.ruled import ruled_since
from sim.drill.times import t_plus
from sim.measures import DURATIONS, MEASURES

SIGN = "‡"


@dataclass(frozen=True)
class Ruling:
    """since: T+ of the first thing that was ruled; of: the questions that were ruled, first come first, none where nothing was.

    here: the measures of this play, by arm, as far as it was played.
    """

    since: float = math.inf
    of: tuple[str, ...] = ()
    here: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def after(self, words: str) -> str:
        """Words of a number that came after it."""
        return f"{words}{SIGN}" if self.of else words

    def marked(self, words: str, measure: str, arms: Iterable[str]) -> str:
        """Words of what these arms came to in this play. What is no moment (an amount, a duration) is known at the end."""
        if not self.of:
            return words
        moment = MEASURES[measure].time and measure not in DURATIONS
        last = max(self.here[arm][measure] for arm in arms) if moment else math.inf
        return self.after(words) if last >= self.since else words

    @property
    def note(self) -> str:
        """What the sign means; empty where nothing was ruled."""
        return f"{SIGN} {self._in_words}." if self.of else ""

    @property
    def in_each(self) -> str:
        """That other emergencies with the decisions of this one have it too; empty where nothing was ruled."""
        return f"Each of the emergencies has the ruling too: {self._in_words}." if self.of else ""

    @property
    def _in_words(self) -> str:
        ruling = "ruling" if len(self.of) == 1 else "rulings"
        return f"from {t_plus(self.since)} on, after the facilitator's {ruling} of {listed(self.of)}, in all arms"


NOTHING_RULED = Ruling()


def ruling_in(after: After) -> Ruling:
    """Of an exercise that is looked back at."""
    since = ruled_since(after.state)
    if since is None:
        return NOTHING_RULED
    ruled = (
        one.act.of for one in after.state.done if one.act.intervention.scope == "fiat" and one.outcome.began
    )
    return Ruling(since, tuple(dict.fromkeys(of.removeprefix("rule-") for of in ruled)), after.here)
