"""What the panes of the desk are drawn from: the exercise as it stands, and what is only a matter of view."""

from dataclasses import dataclass

from sim.drill.conduct import Conductor
from sim.drill.decisions import DecisionResponse
from sim.drill.parts import DecisionPoint
from sim.drill.state import State
from sim.model.view import WorldView
from tui.glyphs import Glyphs
from tui.keyboard import KeyMap


@dataclass(frozen=True)
class MarkedAnswer:
    """An answer that is looked at and not given yet. number: of the line on the screen, from 1; 0: none.

    answer: None while a write-in or talk only has no words yet.
    """

    number: int = 0
    answer: DecisionResponse | None = None


@dataclass(frozen=True)
class FacilitatorView:
    """One picture. view, comparison_view: the arms of the room and of the twin now. item: the name of the one of Next that is marked.

    face: what the room sees. hint: how many hints are shown. is_compact: 80 columns, one tab at a time.
    """

    conductor: Conductor
    view: WorldView
    comparison_view: WorldView
    glyphs: Glyphs
    keymap: KeyMap
    is_compact: bool = False
    choice: MarkedAnswer = MarkedAnswer()
    item: str = ""
    floor: int = 0
    hint: int = 0
    face: str = "face"
    speed: int = 1

    @property
    def state(self) -> State:
        """The exercise."""
        return self.conductor.state

    @property
    def current_decision(self) -> DecisionPoint | None:
        """The question that is being talked about."""
        return self.state.current_decision

    @property
    def discussed_seconds(self) -> float:
        """Seconds of the room that it has been talked about."""
        front = self.current_decision
        return self.conductor.clock.exercise_time - (front.exercise_opened_at or 0.0) if front else 0.0

    def role_title(self, role: str) -> str:
        """Title of a role."""
        return next((one.title for one in self.state.exercise.roles if one.id == role), role)
