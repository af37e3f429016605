"""What the panes of the desk are drawn from: the exercise as it stands, and what is only a matter of view."""

from dataclasses import dataclass

from sim.drill.conduct import Conduct
from sim.drill.decisions import Answer
from sim.drill.parts import Window
from sim.drill.state import State
from sim.model.view import WorldView
from tui.glyphs import Glyphs
from tui.keyboard import Keys


@dataclass(frozen=True)
class Choice:
    """An answer that is looked at and not given yet. number: of the line on the screen, from 1; 0: none.

    answer: None while a write-in or talk only has no words yet.
    """

    number: int = 0
    answer: Answer | None = None


@dataclass(frozen=True)
class Desk:
    """One picture. view, twin: the arms of the room and of the twin now. item: the name of the one of Next that is marked.

    face: what the room sees. hint: how many hints are shown. compact: 80 columns, one tab at a time.
    """

    conduct: Conduct
    view: WorldView
    twin: WorldView
    signs: Glyphs
    keys: Keys
    compact: bool = False
    choice: Choice = Choice()
    item: str = ""
    floor: int = 0
    hint: int = 0
    face: str = "face"
    speed: int = 1

    @property
    def state(self) -> State:
        """The exercise."""
        return self.conduct.state

    @property
    def front(self) -> Window | None:
        """The question that is being talked about."""
        return self.state.front

    @property
    def talked(self) -> float:
        """Seconds of the room that it has been talked about."""
        front = self.front
        return self.conduct.clock.room - (front.room_opened or 0.0) if front else 0.0

    def role(self, role: str) -> str:
        """Title of a role."""
        return next((one.title for one in self.state.exercise.roles if one.id == role), role)
