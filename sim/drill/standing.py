"""How an exercise stands: what is kept of it, and what there is to ask. Nothing here changes anything; `sim.drill.state` plays entries."""

import math
from collections.abc import Mapping

from scenarios.exercise import Decision, Exercise, Inject, Segment
from scenarios.exercise_library import ValidatedExercise
from sim.drill.arms import Arms
from sim.drill.labels import Labels
from sim.drill.moments import MilestoneTracker
from sim.drill.parts import ScheduledAction, Delivery, ExecutedAction, Note, Notice, RejectedDecision, DecisionPoint
from sim.drill.people import Participant, group_by_role
from sim.drill.setup import Setup
from sim.drill.times import scenario_time_at
from sim.model.view import WorldView
from sim.seams import Entry


class StateQueries:
    """An exercise as it stands. Times are T+ in seconds, or seconds of the room since it began where they are called room."""

    def __init__(self, opened: ValidatedExercise) -> None:
        self.opened = opened
        self.exercise: Exercise = opened.exercise
        self.setup: Setup | None = None
        self.labels = Labels(opened.emergency.place)
        self.arms: Arms | None = None
        self.milestones = MilestoneTracker()
        self.time = 0.0
        self.exercise_time = 0.0
        self.segment: Segment | None = None
        self.segment_started_at = self.jumped_to = 0.0  # the second: seconds from onset, in the story
        self.spent: dict[str, float] = {}
        self.running = False
        self.speed = 1
        self.stop_reason = ""
        self.in_order: dict[str, list[Inject | Decision]] = {}  # by segment; `sim.drill.schedule` fills it
        self.deliveries: dict[int, Delivery] = {}
        self.improvised: dict[int, Inject] = {}
        self.decision_points: dict[str, DecisionPoint] = {}
        self.pending: list[ScheduledAction] = []
        self.done: list[ExecutedAction] = []
        self.notices: list[Notice] = []
        self.refusals: list[RejectedDecision] = []
        self.notes: dict[str, Note] = {}
        self.read: dict[
            str, int
        ] = {}  # messages to the room, by id, and how often T+ had gone on when each was
        self.reading = 0
        self.played: set[str] = set()
        self.handed_back: dict[
            str, float
        ] = {}  # roles that were played, and T+ since when the model plays them
        self.people: tuple[Participant, ...] = ()
        self.initially_played: frozenset[str] = (
            frozenset()
        )  # who of the roster was played at the start, and `office`
        self.dates: list[str] = []  # when people sat down to it, as ISO 8601; none where a script played it
        self.frozen = False  # by a real emergency, for good
        self.is_emergency_stop = False  # until somebody says that it is over
        self.ended = False
        self.log: list[Entry] = []

    # what there is to ask

    @property
    def running_arms(self) -> Arms:
        """The arms. Raises RuntimeError before the exercise has begun."""
        if self.arms is None:
            raise RuntimeError("the exercise has not begun")
        return self.arms

    @property
    def view(self) -> WorldView:
        """The room's arm now, as it truly is; looked at anew each time it is asked for."""
        return self.running_arms.player.view()

    def roster_id(self, role: str) -> str:
        """Who on the roster a role plays; somebody on the roster is themselves."""
        return next((one.plays for one in self.exercise.roles if one.id == role), role)

    def has_decided(self, decision: str, option: str | None) -> bool:
        """Whether a question was answered (not one that ran out), and with this option if there is one."""
        window = self.decision_points.get(decision)
        if window is None or window.state != "decided":
            return False
        return option is None or window.response.get("option") == option

    def has_delivered(self, number: int) -> bool:
        """Whether an inject was delivered."""
        delivery = self.deliveries.get(number)
        return delivery is not None and delivery.outcome == "delivered"

    def is_played(self, role: str) -> bool:
        """Whether somebody in the room plays a role."""
        return role in self.played

    @property
    def player_roles(self) -> frozenset[str]:
        """Roles that are played, and those that were: what they were told until they were handed back, the room knows."""
        return frozenset(self.played | self.handed_back.keys())

    def played_until(self, role: str) -> float:
        """T+ at which a role was handed back to the model; never, where it was not."""
        return self.handed_back.get(role, math.inf)

    def find_readers(self, inject: Inject) -> frozenset[str]:
        """Who in the room reads a line of the MSEL if it comes now; nobody, where all of its roles are modelled."""
        return frozenset(self.played & {*inject.to})

    def persons_released_by(self, role: str) -> list[str]:
        """Who of the roster (and the office) is modelled again when nobody plays this role any more."""
        with_it = self._played_persons()
        self.played.discard(role)
        without = self._played_persons()
        self.played.add(role)
        return sorted(with_it - without)

    def _played_persons(self) -> set[str]:
        """Who of the roster is played, and whether the office is."""
        roles = [role for role in self.exercise.roles if role.id in self.played]
        persons = {role.plays for role in roles}
        return persons | ({"office"} if any(role.speaks_for_office for role in roles) else set())

    def find_inject(self, number: int) -> Inject | None:
        """A line of the MSEL, or an inject that was made up during the exercise."""
        written = next((one for one in self.exercise.injects if one.number == number), None)
        return written or self.improvised.get(number)

    def list_open_decisions(self) -> list[DecisionPoint]:
        """Questions that are open, first come first: one is talked about, the others wait for their turn."""
        windows = [window for window in self.decision_points.values() if window.state == "open"]
        return sorted(windows, key=lambda window: window.queue_position)

    @property
    def current_decision(self) -> DecisionPoint | None:
        """The question that is being talked about."""
        return next(iter(self.list_open_decisions()), None)

    def is_resolved(self, item: Inject | Decision) -> bool:
        """Whether nothing more comes of a line of the MSEL or a question."""
        if isinstance(item, Inject):
            return item.number in self.deliveries
        window = self.decision_points.get(item.id)
        return window is not None and window.state not in ("waiting", "open")

    @property
    def scenario_time(self) -> float:
        """Seconds from onset in the story: T+, or where a segment has jumped to."""
        return scenario_time_at(self.time, self.jumped_to)

    @property
    def participants(self) -> Mapping[str, tuple[Participant, ...]]:
        """Who is in the room, where that was written down: by id of a role, in the order of the exercise."""
        return group_by_role(self.people, self.exercise)
