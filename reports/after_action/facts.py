"""Everything that an after-action report is written from: the exercise looked back at, its thousand replications, and what people added.

Facts come from the journal alone. What people add never changes one; it stands in a blank, and a blank that nobody filled says so.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reports.documents.blocks import Blank, Kind, Picture
from reports.input_words import listed
from reports.ruling import Ruling, ruling_in
from scenarios.additions import Additions, Corrective, Judged
from scenarios.exercise import Decision, Exercise, Inject, Objective
from sim.drill.after import After
from sim.drill.arms import AUTOPILOT, NAMES, ROOM, TWIN
from sim.drill.left_out import kept_objectives
from sim.drill.open_items import OpenItem
from sim.drill.parts import Delivery, Note, Window
from sim.drill.people import title_of
from sim.drill.said import Line, lines
from sim.drill.split import Split
from sim.drill.state import State
from sim.drill.times import t_plus
from sim.trace import Kind as Event

NOT_BY_THE_END = "–"
DAY = "overview.date"
"""The blank that holds the day of the exercise."""
LONG_AFTER = 60.0
"""Seconds after the all clear from which what was decided keeps T+ running."""


@dataclass(frozen=True)
class Facts:
    """session: the name of its journal. found: None where the replications were not played. pictures: figures by name.

    earlier: items still open. with_names: whether people are named; without, roles are. final: who made it final, and when.
    file: the name of the journal with its ending, if that is another than usual. edit: the name of the file of additions, if there is one.
    """

    session: str
    after: After
    found: Split | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    additions: Additions | None = None
    earlier: Sequence[OpenItem] = ()
    with_names: bool = False
    final: tuple[str, str] | None = None
    file: str = ""
    edit: str = ""

    @property
    def state(self) -> State:
        """As the room left it."""
        return self.after.state

    @property
    def exercise(self) -> Exercise:
        """The file that was played."""
        return self.after.exercise

    @property
    def objectives(self) -> Sequence[Objective]:
        """Those that were not left out."""
        return kept_objectives(self.state)

    @property
    def date(self) -> str:
        """The day people sat down to it, `2026-11-24`; empty where a script played it."""
        return self.state.dates[0][:10] if self.state.dates else ""

    @property
    def held(self) -> str:
        """The day of the exercise as the report tells it: as people say, else as the journal does; empty where neither does."""
        return self._filled.get(DAY) or self.date

    @property
    def end(self) -> str:
        """When and how it came to its end: `ended at T+08:58`, `left at T+00:00, not ended`, or `stopped` for a real emergency."""
        at = t_plus(self.after.stopped)
        if self.state.frozen:
            return f"stopped at {at} for a real emergency"
        return f"ended at {at}" if self.state.ended else f"left at {at}, not ended"

    @property
    def ran_on(self) -> str:
        """Why T+ went far beyond the all clear, where it did: `; all clear at T+09:02, after that only D3 was still to come`."""
        clear = next((row[0] for row in self.after.traces[ROOM].rows if row[1] == Event.ALL_CLEAR), math.inf)
        late = [one.act.of for one in self.state.done if one.act.time >= clear + LONG_AFTER]
        if not late:
            return ""
        return f"; all clear at {t_plus(clear)}, after that only {listed([*dict.fromkeys(late)])} was still to come"

    @property
    def exercised(self) -> bool:
        """Whether anything was: one that was left in its briefing says nothing about a plan, and asks nobody to judge it."""
        told = any(one.outcome == "delivered" for one in self.deliveries)
        return self.after.stopped > 0.0 or self.after.asked or told

    @property
    def arms(self) -> Sequence[str]:
        """Those that there is something to say of: the room only where it was asked anything."""
        return NAMES if self.after.asked else (AUTOPILOT, TWIN)

    @cached_property
    def ruling(self) -> Ruling:
        """What the facilitator ruled, which marks every number after it."""
        return ruling_in(self.after)

    @cached_property
    def _filled(self) -> Mapping[str, str]:
        return (
            {one.blank: one.says for one in self.additions.blanks if one.says.strip()}
            if self.additions
            else {}
        )

    def blank(
        self,
        id_: str,
        label: str,
        hint: str = "",
        *,
        otherwise: str = "",
        must: bool = True,
        kind: Kind = "text",
    ) -> Blank:
        """A blank with what was added to it. otherwise: what the journal says, where nobody wrote anything else."""
        return Blank(id_, label, self._filled.get(id_) or otherwise, hint, must, kind)

    def judged(self, objective: str) -> Judged:
        """What was found about an objective."""
        said = self.additions.objectives if self.additions else []
        return next((one for one in said if one.objective == objective), Judged(objective=objective))

    def correctives(self) -> Sequence[Corrective]:
        """What was added to the improvement plan."""
        return self.additions.improvements if self.additions else ()

    @property
    def nothing_to_improve(self) -> str:
        """Why, as people say; empty where they do not say that nothing is."""
        return self.additions.nothing_to_improve.strip() if self.additions else ""

    def role(self, role: str) -> str:
        """A role as people call it."""
        return title_of(self.state.exercise, role)

    @cached_property
    def log(self) -> Sequence[Line]:
        """Everything that was said and done."""
        return [*lines(self.state)]

    @cached_property
    def windows(self) -> Sequence[Window]:
        """Questions that somebody was asked, in their order."""
        opened = [one for one in self.state.windows.values() if one.opened is not None]
        return sorted(opened, key=lambda one: (one.asked, one.place))

    @cached_property
    def deliveries(self) -> Sequence[Delivery]:
        """Injects in the order in which they ended."""
        return list(self.state.deliveries.values())

    def asked(self, objective: Objective) -> list[Window]:
        """Questions that an objective is seen by."""
        return [one for one in self.windows if one.decision.objective == objective.id]

    def heard(self, objective: Objective) -> list[Delivery]:
        """Injects that an objective is seen by."""
        return [one for one in self.deliveries if one.inject.objective == objective.id]

    def never_asked(self) -> list[Decision]:
        """Questions that the exercise did not come to."""
        asked = {one.decision.id for one in self.windows}
        return [one for one in self.exercise.decisions if one.id not in asked]

    def never_came(self) -> list[Inject]:
        """Lines of the MSEL that the exercise did not come to."""
        return [one for one in self.exercise.injects if one.number not in self.state.deliveries]

    def notes(self, kind: str) -> list[Note]:
        """Marks, observations, ratings or improvements, first come first."""
        return [one for one in self.state.notes.values() if one.kind == kind]

    def time(self, arm: str, measure: str) -> str:
        """`T+01:02`, marked after a ruling; a dash where it was not reached by the end of the exercise."""
        here = self.after.here[arm].get(measure, math.inf)
        return self.ruling.marked(t_plus(here), measure, (arm,)) if here < math.inf else NOT_BY_THE_END
