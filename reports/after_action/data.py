"""Everything that an after-action report is made from: the reviewed exercise, its replications, and what people added.

Facts come from the journal alone. An addition never changes one; it fills a blank.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from reports.counterfactual import RulingMarks, find_rulings
from reports.documents.model import Blank, Kind, Picture
from reports.text.formatting import format_list
from reports.text.terms import label_strategy
from scenarios.annotations import Additions, CorrectiveActionEntry, ObjectiveAnalysis
from scenarios.exercise import Decision, Exercise, Inject, Objective
from scenarios.invisible import has_visible
from sim.exercise.arms import ARM_NAMES, BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import HOUR, format_moment, format_t_plus
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.decision_effects import DecisionEffects
from sim.exercise.evaluation import EvaluationRow, iterate_evaluation_rows
from sim.exercise.events import GRADES, DecisionPoint, Delivery, Note
from sim.exercise.history import CorrectiveAction
from sim.exercise.narrative import LogLine, narrate
from sim.exercise.participants import find_role_title
from sim.exercise.review import Review
from sim.exercise.schedule import list_active_objectives
from sim.exercise.state import State
from sim.exercise.targets import TargetResult, measure_targets
from sim.exercise.transcript import Transcript
from sim.model.trace import EventKind as Event

NOT_REACHED_MARK = "–"
DATE_BLANK = "overview.date"
"""The id of the blank for the day of the exercise."""
RATING_BLANK = "ratings."
"""Before an objective, the id of the blank for its final rating."""
NOT_RATED = "not rated"
LONG_AFTER_SECONDS = 60.0
"""Seconds after the all clear from which a late action is named beside the end."""


@dataclass(frozen=True)
class ReportData:
    """session: the name of its journal. review: what its journal has, where it was not replayed. pictures: figures by name.
    counterfactual, decision_effects: None if not computed.

    open_actions: of earlier exercises. with_names: whether people are named; without, roles are. finalized: name and date.
    file: the name of the journal with its ending, if not the usual one. edit: the name of the file of additions, or empty.
    digest: the last one of the journal, with the number of its entries; empty and 0 where it is in no file. recorded_on: the day on which
    the journal was begun, `2026-11-24`; empty likewise. logo, logo_file: a picture for the cover, and the name of its file; empty for none.
    template, template_file: a school's Word file likewise. reasons: of votes, that their writers allow here, with the question.
    are_texts_forgotten: whether what people typed on phones was deleted.
    """

    session: str
    review: Review | Transcript
    counterfactual: Counterfactual | None = None
    decision_effects: DecisionEffects | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    additions: Additions | None = None
    open_actions: Sequence[CorrectiveAction] = ()
    with_names: bool = False
    finalized: tuple[str, str] | None = None
    file: str = ""
    edit: str = ""
    digest: str = ""
    entries: int = 0
    recorded_on: str = ""
    logo: bytes = b""
    logo_file: str = ""
    template: bytes = b""
    template_file: str = ""
    reasons: Sequence[tuple[str, str]] = ()
    are_texts_forgotten: bool = False

    @property
    def state(self) -> State:
        """At the end of the exercise."""
        return self.review.state

    @property
    def exercise(self) -> Exercise:
        """The file that was run."""
        return self.state.exercise

    @property
    def is_replayed(self) -> bool:
        """Whether it was replayed. If not, only what its journal has is known."""
        return isinstance(self.review, Review)

    @property
    def replay(self) -> Review:
        """Raises RuntimeError where it was not replayed."""
        if isinstance(self.review, Transcript):
            raise RuntimeError(self.review.notice)
        return self.review

    @property
    def notice(self) -> str:
        """Why something is left out; empty where nothing is."""
        return self.review.notice if isinstance(self.review, Transcript) else ""

    @property
    def objectives(self) -> Sequence[Objective]:
        """Those that were not descoped."""
        return list_active_objectives(self.state)

    @property
    def smallest_differences(self) -> Mapping[str, float]:
        """The difference that matters, by primary measure of the scenario."""
        return self.state.opened.emergency.smallest_differences()

    @property
    def date(self) -> str:
        """The day of the exercise by its journal, `2026-11-24`; empty where a script ran it."""
        return self.state.dates[0][:10] if self.state.dates else ""

    @property
    def held_on(self) -> str:
        """The day of the exercise: from the additions, else from the journal; empty where neither has it."""
        return self._filled_blanks.get(DATE_BLANK) or self.date

    @property
    def describe_end(self) -> str:
        """When and how it ended: `ended at T+08:58`, `ended 4 h 30 min after onset`, `left at T+00:00, not ended`.

        Or `stopped` for a real emergency.
        """
        time = self.state.time
        long_after = f"{format_moment(time)} after onset"
        at = long_after if round(time) >= HOUR and not self.exercise.in_days else f"at {format_t_plus(time)}"
        if self.state.frozen:
            return f"stopped {at} for a real emergency"
        return f"ended {at}" if self.state.ended else f"left {at}, not ended"

    @property
    def describe_strategies(self) -> str:
        """`Strategy: e-mail to families; compared with no message to families.`"""
        what = "Alerting" if self.state.has_alert else "Strategy"
        return f"{what}: {label_strategy(self.exercise.strategy)}; compared with {label_strategy(self.exercise.twin)}."

    @property
    def describe_overrun(self) -> str:
        """Why T+ ran far beyond the all clear, where it did: `; all clear at T+09:02, after that only D3 was still to come`."""
        if not self.is_replayed:
            return ""
        clear = next((row[0] for row in self.replay.traces[PLAYER_ARM].rows if row[1] == Event.ALL_CLEAR), math.inf)
        late = [one.action.source_id for one in self.state.done if one.action.time >= clear + LONG_AFTER_SECONDS]
        if not late:
            return ""
        return f"; all clear at {format_t_plus(clear)}, after that only {format_list([*dict.fromkeys(late)])} was still to come"

    @property
    def is_exercised(self) -> bool:
        """Whether anything was exercised: one that was left in its briefing asks for no judgment."""
        is_told = any(one.outcome == "delivered" for one in self.deliveries)
        return self.state.time > 0.0 or self.state.has_decision_points or is_told

    @property
    def arms(self) -> Sequence[str]:
        """The arms to report: that of the team only where it was asked anything."""
        return ARM_NAMES if self.state.has_decision_points else (BASELINE_ARM, COMPARISON_ARM)

    @cached_property
    def ruling(self) -> RulingMarks:
        """The facilitator's rulings, which mark every number after them."""
        return find_rulings(self.replay)

    @cached_property
    def _filled_blanks(self) -> Mapping[str, str]:
        added = self.additions.blanks if self.additions else ()
        return {one.blank: one.says for one in added if has_visible(one.says)}

    def blank(
        self, id_: str, label: str, hint: str = "", *, otherwise: str = "", must: bool = True, kind: Kind = "text"
    ) -> Blank:
        """A blank with its addition. otherwise: its value from the journal."""
        return Blank(id_, label, self._filled_blanks.get(id_) or otherwise, hint, must, kind)

    def find_analysis(self, objective: str) -> ObjectiveAnalysis:
        """The findings that were added to an objective."""
        added = self.additions.objectives if self.additions else []
        return next((one for one in added if one.objective == objective), ObjectiveAnalysis(objective=objective))

    def list_corrective_actions(self) -> Sequence[CorrectiveActionEntry]:
        """Entries that were added to the improvement plan."""
        return self.additions.improvements if self.additions else ()

    @cached_property
    def evaluation_rows(self) -> Sequence[EvaluationRow]:
        """Objectives and their critical tasks, with the final ratings of the additions, else of the journal."""
        rows = (
            row if row.task else replace(row, final=self.rating_blank(row).value)
            for row in iterate_evaluation_rows(self.state)
        )
        return [replace(row, final="") if row.final == NOT_RATED else row for row in rows]

    def rating_blank(self, row: EvaluationRow) -> Blank:
        """The final rating of an objective, to choose."""
        return self.blank(
            f"{RATING_BLANK}{row.objective.id}",
            f"Final rating of objective {row.number}",
            f"{', '.join(GRADES)} or {NOT_RATED}",
            otherwise=row.final or NOT_RATED,
            must=False,
            kind=(*GRADES, NOT_RATED),
        )

    @property
    def no_improvement_reason(self) -> str:
        """Why no improvement is needed, as people wrote; empty where they did not."""
        reason = self.additions.nothing_to_improve if self.additions else ""
        return reason.strip() if has_visible(reason) else ""

    @cached_property
    def target_results(self) -> Mapping[str, TargetResult]:
        """What came of the targets that the model measures, by objective; none where it was not replayed."""
        return {one.objective: one for one in measure_targets(self.replay)} if self.is_replayed else {}

    def role_title(self, role: str) -> str:
        """The title of a role."""
        return find_role_title(self.state.exercise, role)

    @cached_property
    def log(self) -> Sequence[LogLine]:
        """The whole log."""
        return [*narrate(self.state)]

    @cached_property
    def decision_points(self) -> Sequence[DecisionPoint]:
        """Decision points that were opened, in order."""
        opened = [one for one in self.state.decision_points.values() if one.opened_at is not None]
        return sorted(opened, key=lambda one: (one.asked_at, one.queue_position))

    @cached_property
    def deliveries(self) -> Sequence[Delivery]:
        """Injects in the order in which they were resolved."""
        return list(self.state.deliveries.values())

    def decisions_for(self, objective: Objective) -> list[DecisionPoint]:
        """Decision points of an objective."""
        return [one for one in self.decision_points if one.decision.objective == objective.id]

    def deliveries_for(self, objective: Objective) -> list[Delivery]:
        """Deliveries of an objective."""
        return [one for one in self.deliveries if one.inject.objective == objective.id]

    def list_never_asked(self) -> list[Decision]:
        """Decisions that the exercise did not reach."""
        asked = {one.decision.id for one in self.decision_points}
        return [one for one in self.exercise.decisions if one.id not in asked]

    def list_undelivered(self) -> list[Inject]:
        """Injects that the exercise did not reach."""
        return [one for one in self.exercise.injects if one.number not in self.state.deliveries]

    def list_notes(self, kind: str) -> list[Note]:
        """Marks, observations, ratings or improvements, oldest first."""
        return [one for one in self.state.notes.values() if one.kind == kind]

    def format_measure_time(self, arm: str, measure: str) -> str:
        """`T+01:02`, from one hour on `3 h 37 min`, marked after a ruling; a dash where it was not reached by the end of the exercise."""
        time = self.replay.observed_measures[arm].get(measure, math.inf)
        if time == math.inf:
            return NOT_REACHED_MARK
        return self.ruling.mark_if_affected(format_moment(time), measure, (arm,))
