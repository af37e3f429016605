"""The exercise while it is conducted: what each key does.

Whatever changes the exercise goes through the conduct, and what the conduct refuses is shown in its own words in the last row.
"""

from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from sim.drill import facilitator
from sim.drill.clock import FAST, SPEEDS
from sim.drill.conduct import NOTHING_MORE, NotForTheRoom
from sim.drill.heard import reads_on, waits_to_be_read
from sim.drill.people import title_of
from sim.drill.schedule import name_of
from sim.drill.times import minutes, t_plus
from tui.screens import asking
from tui.screens.asking_questions import question
from tui.screens.choose import Page
from tui.screens.deciding import Deciding
from tui.screens.keys import DRILL, help_page
from tui.screens.people import asks_who_is_here
from tui.widgets.next_items import Line, NextItems, items, place_of
from tui.widgets.room_face import RoomFace
from tui.widgets.truth_map import floors_of

FAR = 300.0  # seconds of T+; a jump over more than that is asked about


class Drill(Deciding):
    """The screen."""

    BINDINGS: ClassVar[list[BindingType]] = DRILL

    # the course of it

    def action_play(self) -> None:
        """Starts T+, or stops it; what the room has not read comes first. Where nothing runs, the next item comes, or the first module."""
        if self.conduct.clock.running:
            self.tries(self.conduct.stop)
        elif self._reads_on():
            return
        elif self.conduct.segment.kind == "played":
            self.tries(lambda: self.conduct.play(self.speed))
        else:
            self.action_next_stop()

    def action_next_stop(self) -> None:
        """Plays on at full speed to the next stop; what the room has not read comes first, and a far stop is asked about."""
        if self._reads_on():
            return
        if waits_to_be_read(self.conduct.state):
            self.action_play()
        elif self.conduct.segment.kind == "briefing":
            self.ends_module()
        elif self.conduct.segment.kind == "talked" and self.conduct.nothing_more:
            self.not_now(self.keys.says(f"{NOTHING_MORE}; {{drill.end_module}} ends it"))
        elif self.conduct.segment.kind != "played":
            self.tries(self.conduct.jump)
        elif self.conduct.over and self._front() is None:
            self.not_now(self.keys.says("the incident is over; {drill.end_module} ends the module"))
        else:
            self.tries(self._jumps)

    def _jumps(self) -> None:
        stop, now = self.conduct.next_stop(), self.conduct.state.time
        if stop is None:
            raise NotForTheRoom(self.keys.says(f"{NOTHING_MORE}; {{drill.end_module}} ends it"))
        if stop - now > FAR:
            words = f"The next stop is at {t_plus(stop)}, {minutes(stop - now)} from now. Play to there?"
            jumps = partial(self.tries, lambda: self.conduct.jump(stop))
            asks = partial(self._asks, "Next stop", words, jumps)
            self.unless_seen("Next stop", "how long it is until something comes", asks)
        else:
            self.conduct.jump(stop)

    def _reads_on(self) -> bool:
        """The next message of several. Returns whether there was one."""
        read: list[bool] = []
        return self.tries(lambda: read.append(reads_on(self.conduct))) and any(read)

    def action_slower(self) -> None:
        """The next lower speed."""
        self._changes_speed(-1)

    def action_faster(self) -> None:
        """The next higher speed."""
        self._changes_speed(1)

    def _changes_speed(self, step: int) -> None:
        setup = self.conduct.state.setup
        speeds = (*SPEEDS, FAST) if setup and setup.rehearsal else SPEEDS
        self.speed = speeds[max(0, min(len(speeds) - 1, speeds.index(self.speed) + step))]
        if self.conduct.clock.running and not self.conduct.clock.pressed:
            self.tries(lambda: self.conduct.play(self.speed))
        says = f"speed ×{self.speed}"
        self.say(says, room=says)

    def action_end_module(self) -> None:
        """To the next segment; asks first, and says what must still come, which is not for the room."""
        self.unless_seen("End of the module", "what must still come in it", self._asks_to_end)

    def _asks_to_end(self) -> None:
        segments = self.conduct.state.exercise.segments
        now, *following = segments[segments.index(self.conduct.segment) :]
        words = f"End {now.title}?"
        if self._front() is not None:
            words += " Open questions end in no decision."
        story = following[0].story if following else None
        if story is not None and self.conduct.jumps_as_far_as(story) > self.conduct.clock.incident:
            words += " The emergency is played to where the story goes on."
        left = ", ".join(facilitator.still_to_come(self.conduct.state))
        if left:
            words += self.keys.says(f" Must come and has not: {left}; {{drill.inject}} brings it.")
        exercise = self.conduct.state.exercise
        for one in facilitator.cannot_come(self.conduct.state):
            words += f" Must come and cannot: {one.id}, {title_of(exercise, one.of)} is modelled."
        self._asks("End of the module", words, self.ends_module)

    def action_agenda(self) -> None:
        """Ends the module, or leaves something out."""
        left = "what is to come, and what may be left out"
        self.unless_seen("Agenda", left, lambda: self.steps(asking.the_agenda(self)))

    # injects and notes

    def marked(self) -> Line | None:
        """The item of Next that is marked, where the keys go to it."""
        lines = items(self.picture())
        return lines[place_of(self.item, lines)] if lines else None

    def action_inject(self) -> None:
        """A line of the MSEL, or a question: the one that is marked first."""
        self.unless_seen("Inject", "what is to come", self._injects)

    def _injects(self) -> None:
        line = self.marked() if isinstance(self.focused, NextItems) else None
        if line is not None and line.item in facilitator.to_ask(self.conduct.state):
            self.steps(question(self, line.item))
        else:
            asks = partial(question, self)
            self.steps(asking.inject(self, self.conduct.state, self._marked_inject(), asks))

    def _marked_inject(self) -> int | None:
        line = self.marked() if isinstance(self.focused, NextItems) else None
        return getattr(line.item, "number", None) if line else None

    def action_commit(self) -> None:
        """On an item of Next: what becomes of it. Else gives the marked answer."""
        if isinstance(self.focused, NextItems) and not self.choice.number:
            self.action_inject()
        else:
            super().action_commit()

    def action_settle(self, outcome: str) -> None:
        """Holds or cancels the inject that is marked."""
        number = self._marked_inject()
        if number is None:
            self.say(
                self.keys.says(
                    "that is a question; {drill.agenda} leaves it out, {drill.no_decision} ends it"
                ),
                wrong=True,
            )
        else:
            self.tries(lambda: self.conduct.inject(number, outcome), f"inject {number} {outcome}")

    def action_new_inject(self) -> None:
        """Makes one up."""
        self.steps(asking.new_inject(self))

    def action_item(self, step: int) -> None:
        """Marks the item above or below."""
        lines = items(self.picture())
        if lines:
            place = max(0, min(len(lines) - 1, place_of(self.item, lines) + step))
            self.item, self.hints = name_of(lines[place].item), 0
        self.draw()

    def action_hint(self) -> None:
        """One hint more."""
        self.hints += 1
        self.draw()

    def action_mark(self) -> None:
        """One key; its text can come later."""
        self.tries(
            lambda: self.conduct.note("mark"), self.keys.says("marked; {drill.correct} fills in the text")
        )

    def action_observe(self) -> None:
        """Words of an observer."""
        self.unless_seen("Observation", "what is noted, as it is written", self._observes)

    def _observes(self) -> None:
        self.ask(
            "observation",
            lambda said: said and self.tries(lambda: self.conduct.note("observe", text=said), "noted"),
        )

    def action_correct(self) -> None:
        """Words, objective, rating or reason."""
        noted = "what was noted, and ratings"
        self.unless_seen("Correct", noted, lambda: self.steps(asking.correct(self)))

    def action_take_back(self) -> None:
        """The last decision or inject, if nothing depends on it."""
        what: list[str] = []
        if self.tries(lambda: what.append(self.conduct.last_intervention())):
            self._asks(
                "Take back",
                f"Take back {what[0]}? It is played again without it.",
                lambda: self.tries(self.conduct.take_back, f"taken back: {what[0]}"),
            )

    def action_hand_back(self) -> None:
        """Nobody plays a role any more; asks first, and says which of its questions must still come, which is not for the room."""
        lost = "what must still come for a role"
        self.unless_seen("A role", lost, lambda: self.steps(asking.hand_back(self)))

    def action_people(self) -> None:
        """Who is here, by name."""
        asks_who_is_here(self.app, seen=self.on_the_room)

    # faces and panes

    def action_floor(self) -> None:
        """All floors, then one after the other."""
        self.floor = (self.floor + 1) % (len(floors_of(self.conduct.state.opened.emergency.place)) + 1)
        if self.compact:
            self._goes_to("map")
        self.draw()

    def action_face(self) -> None:
        """The other face."""
        if self.on_the_room:
            expected = "the truth, and what is expected of it"
            self.unless_seen("The desk", expected, lambda: self._turns(to_the_room=False))
        else:
            self._turns(to_the_room=True)

    def _turns(self, to_the_room: bool) -> None:
        self._pane = self.pane()
        self.on_the_room = to_the_room
        self.back_to_the_pane()
        self._arranges()

    def action_black(self) -> None:
        """The room's face goes black, or comes back."""
        self.black = not self.black
        self.draw()

    def action_tab(self, step: int) -> None:
        """The next pane, or the one before."""
        tabs = self.tabs()
        current = self.pane()
        place = tabs.index(current) if current in tabs else 0
        self._goes_to(tabs[(place + step) % len(tabs)].id or "")

    def action_to_tab(self, name: str) -> None:
        """The pane that was clicked."""
        self._goes_to(name)

    def action_help(self) -> None:
        """What this pane is, or the room's face, and all keys."""
        title, text = self.pane().name_of_tab, self.pane().help_text
        if self.on_the_room:
            title, text = "the room's face", RoomFace.help_text
        self.app.push_screen(Page(f"Help: {title}", help_page(text, self.keys), self.signs))
