"""Everything that an after-action report is written from: the exercise looked back at, its thousand replications, and what people added.

Facts come from the journal alone. What people add never changes one; it stands in a blank, and a blank that nobody filled says so.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reports.counterfactual import RulingMarks, find_rulings
from reports.documents.model import Blank, Kind, Picture
from reports.text.formatting import format_list
from scenarios.annotations import Additions, CorrectiveActionEntry, ObjectiveAnalysis
from scenarios.exercise import Decision, Exercise, Inject, Objective
from sim.exercise.arms import ARM_NAMES, BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_t_plus
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.events import DecisionPoint, Delivery, Note
from sim.exercise.history import CorrectiveAction
from sim.exercise.narrative import LogLine, narrate
from sim.exercise.participants import find_role_title
from sim.exercise.review import Review
from sim.exercise.schedule import list_active_objectives
from sim.exercise.state import State
from sim.model.trace import EventKind as Event

NOT_REACHED_MARK = "–"
DATE_BLANK = "overview.date"
"""The blank that holds the day of the exercise."""
LONG_AFTER_SECONDS = 60.0
"""Seconds after the all clear from which what was decided keeps T+ running."""


@dataclass(frozen=True)
class ReportData:
    """session: the name of its journal. counterfactual: None where the replications were not played. pictures: figures by name.

    open_actions: items still open. with_names: whether people are named; without, roles are. finalized: who made it final, and when.
    file: the name of the journal with its ending, if that is another than usual. edit: the name of the file of additions, if there is one.
    """

    session: str
    review: Review
    counterfactual: Counterfactual | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    additions: Additions | None = None
    open_actions: Sequence[CorrectiveAction] = ()
    with_names: bool = False
    finalized: tuple[str, str] | None = None
    file: str = ""
    edit: str = ""

    @property
    def state(self) -> State:
        """As the room left it."""
        return self.review.state

    @property
    def exercise(self) -> Exercise:
        """The file that was played."""
        return self.review.exercise

    @property
    def objectives(self) -> Sequence[Objective]:
        """Those that were not left out."""
        return list_active_objectives(self.state)

    @property
    def date(self) -> str:
        """The day people sat down to it, `2026-11-24`; empty where a script played it."""
        return self.state.dates[0][:10] if self.state.dates else ""

    @property
    def held_on(self) -> str:
        """The day of the exercise as the report tells it: as people say, else as the journal does; empty where neither does."""
        return self._filled_blanks.get(DATE_BLANK) or self.date

    @property
    def describe_end(self) -> str:
        """When and how it came to its end: `ended at T+08:58`, `left at T+00:00, not ended`, or `stopped` for a real emergency."""
        at = format_t_plus(self.review.stopped)
        if self.state.frozen:
            return f"stopped at {at} for a real emergency"
        return f"ended at {at}" if self.state.ended else f"left at {at}, not ended"

    @property
    def describe_overrun(self) -> str:
        """Why T+ went far beyond the all clear, where it did: `; all clear at T+09:02, after that only D3 was still to come`."""
        clear = next(
            (row[0] for row in self.review.traces[PLAYER_ARM].rows if row[1] == Event.ALL_CLEAR), math.inf
        )
        late = [
            one.action.source_id for one in self.state.done if one.action.time >= clear + LONG_AFTER_SECONDS
        ]
        if not late:
            return ""
        return f"; all clear at {format_t_plus(clear)}, after that only {format_list([*dict.fromkeys(late)])} was still to come"

    @property
    def is_exercised(self) -> bool:
        """Whether anything was: one that was left in its briefing says nothing about a plan, and asks nobody to judge it."""
        told = any(one.outcome == "delivered" for one in self.deliveries)
        return self.review.stopped > 0.0 or self.review.has_decision_points or told

    @property
    def arms(self) -> Sequence[str]:
        """Those that there is something to say of: the room only where it was asked anything."""
        return ARM_NAMES if self.review.has_decision_points else (BASELINE_ARM, COMPARISON_ARM)

    @cached_property
    def ruling(self) -> RulingMarks:
        """What the facilitator ruled, which marks every number after it."""
        return find_rulings(self.review)

    @cached_property
    def _filled_blanks(self) -> Mapping[str, str]:
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
        return Blank(id_, label, self._filled_blanks.get(id_) or otherwise, hint, must, kind)

    def find_analysis(self, objective: str) -> ObjectiveAnalysis:
        """What was found about an objective."""
        said = self.additions.objectives if self.additions else []
        return next(
            (one for one in said if one.objective == objective), ObjectiveAnalysis(objective=objective)
        )

    def list_corrective_actions(self) -> Sequence[CorrectiveActionEntry]:
        """What was added to the improvement plan."""
        return self.additions.improvements if self.additions else ()

    @property
    def no_improvement_reason(self) -> str:
        """Why, as people say; empty where they do not say that nothing is."""
        return self.additions.nothing_to_improve.strip() if self.additions else ""

    def role_title(self, role: str) -> str:
        """A role as people call it."""
        return find_role_title(self.state.exercise, role)

    @cached_property
    def log(self) -> Sequence[LogLine]:
        """Everything that was said and done."""
        return [*narrate(self.state)]

    @cached_property
    def decision_points(self) -> Sequence[DecisionPoint]:
        """Questions that somebody was asked, in their order."""
        opened = [one for one in self.state.decision_points.values() if one.opened_at is not None]
        return sorted(opened, key=lambda one: (one.asked_at, one.queue_position))

    @cached_property
    def deliveries(self) -> Sequence[Delivery]:
        """Injects in the order in which they ended."""
        return list(self.state.deliveries.values())

    def decisions_for(self, objective: Objective) -> list[DecisionPoint]:
        """Questions that an objective is seen by."""
        return [one for one in self.decision_points if one.decision.objective == objective.id]

    def deliveries_for(self, objective: Objective) -> list[Delivery]:
        """Injects that an objective is seen by."""
        return [one for one in self.deliveries if one.inject.objective == objective.id]

    def list_never_asked(self) -> list[Decision]:
        """Questions that the exercise did not come to."""
        asked = {one.decision.id for one in self.decision_points}
        return [one for one in self.exercise.decisions if one.id not in asked]

    def list_undelivered(self) -> list[Inject]:
        """Lines of the MSEL that the exercise did not come to."""
        return [one for one in self.exercise.injects if one.number not in self.state.deliveries]

    def list_notes(self, kind: str) -> list[Note]:
        """Marks, observations, ratings or improvements, first come first."""
        return [one for one in self.state.notes.values() if one.kind == kind]

    def format_measure_time(self, arm: str, measure: str) -> str:
        """`T+01:02`, marked after a ruling; a dash where it was not reached by the end of the exercise."""
        here = self.review.observed_measures[arm].get(measure, math.inf)
        return (
            self.ruling.mark_if_affected(format_t_plus(here), measure, (arm,))
            if here < math.inf
            else NOT_REACHED_MARK
        )
