"""The exercise while it is conducted: what each key does.

Whatever changes the exercise goes through the conduct, and what the conduct refuses is shown in its own words in the last row.
"""

from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from sim.drill import facilitator
from sim.drill.clock import FAST_FORWARD_SPEED, SPEEDS
from sim.drill.conduct import NOTHING_LEFT, FacilitatorOnlyRejection
from sim.drill.heard import read_next, is_countdown_waiting
from sim.drill.people import find_role_title
from sim.drill.schedule import item_name
from sim.drill.times import format_minutes, format_t_plus
from tui.screens import asking
from tui.screens.asking_questions import ask_decision
from tui.screens.choose import Page
from tui.screens.deciding import DecisionScreen
from tui.screens.keys import EXERCISE_BINDINGS, build_help_page
from tui.screens.people import open_participants
from tui.widgets.next_items import ItemLine, InjectList, list_items, find_item
from tui.widgets.room_face import ParticipantView
from tui.widgets.truth_map import list_floors

FAR_SECONDS = 300.0  # seconds of T+; a jump over more than that is asked about


class ExerciseScreen(DecisionScreen):
    """The screen."""

    BINDINGS: ClassVar[list[BindingType]] = EXERCISE_BINDINGS

    # the course of it

    def action_play(self) -> None:
        """Starts T+, or stops it; what the room has not read comes first. Where nothing runs, the next item comes, or the first module."""
        if self.conductor.clock.is_running:
            self.run_command(self.conductor.stop)
        elif self._read_next():
            return
        elif self.conductor.segment.kind == "played":
            self.run_command(lambda: self.conductor.play(self.speed))
        else:
            self.action_next_stop()

    def action_next_stop(self) -> None:
        """Plays on at full speed to the next stop; what the room has not read comes first, and a far stop is asked about."""
        if self._read_next():
            return
        if is_countdown_waiting(self.conductor.state):
            self.action_play()
        elif self.conductor.segment.kind == "briefing":
            self.end_module()
        elif self.conductor.segment.kind == "talked" and self.conductor.is_nothing_left:
            self.reject(self.keymap.fill_in_keys(f"{NOTHING_LEFT}; {{drill.end_module}} ends it"))
        elif self.conductor.segment.kind != "played":
            self.run_command(self.conductor.jump)
        elif self.conductor.is_over and self._current_decision() is None:
            self.reject(self.keymap.fill_in_keys("the incident is over; {drill.end_module} ends the module"))
        else:
            self.run_command(self._jump)

    def _jump(self) -> None:
        stop, now = self.conductor.find_next_stop(), self.conductor.state.time
        if stop is None:
            raise FacilitatorOnlyRejection(self.keymap.fill_in_keys(f"{NOTHING_LEFT}; {{drill.end_module}} ends it"))
        if stop - now > FAR_SECONDS:
            words = f"The next stop is at {format_t_plus(stop)}, {format_minutes(stop - now)} from now. Play to there?"
            jumps = partial(self.run_command, lambda: self.conductor.jump(stop))
            asks = partial(self._confirm, "Next stop", words, jumps)
            self.confirm_unless_hidden("Next stop", "how long it is until something comes", asks)
        else:
            self.conductor.jump(stop)

    def _read_next(self) -> bool:
        """The next message of several. Returns whether there was one."""
        read: list[bool] = []
        return self.run_command(lambda: read.append(read_next(self.conductor))) and any(read)

    def action_slower(self) -> None:
        """The next lower speed."""
        self._change_speed(-1)

    def action_faster(self) -> None:
        """The next higher speed."""
        self._change_speed(1)

    def _change_speed(self, step: int) -> None:
        setup = self.conductor.state.setup
        speeds = (*SPEEDS, FAST_FORWARD_SPEED) if setup and setup.rehearsal else SPEEDS
        self.speed = speeds[max(0, min(len(speeds) - 1, speeds.index(self.speed) + step))]
        if self.conductor.clock.is_running and not self.conductor.clock.is_timed:
            self.run_command(lambda: self.conductor.play(self.speed))
        says = f"speed ×{self.speed}"
        self.show_message(says, room=says)

    def action_end_module(self) -> None:
        """To the next segment; asks first, and says what must still come, which is not for the room."""
        self.confirm_unless_hidden("End of the module", "what must still come in it", self._confirm_end)

    def _confirm_end(self) -> None:
        segments = self.conductor.state.exercise.segments
        now, *following = segments[segments.index(self.conductor.segment) :]
        words = f"End {now.title}?"
        if self._current_decision() is not None:
            words += " Open questions end in no decision."
        story = following[0].story if following else None
        if story is not None and self.conductor.find_jump_target(story) > self.conductor.clock.incident_time:
            words += " The emergency is played to where the story goes on."
        left = ", ".join(facilitator.list_pending(self.conductor.state))
        if left:
            words += self.keymap.fill_in_keys(f" Must come and has not: {left}; {{drill.inject}} brings it.")
        exercise = self.conductor.state.exercise
        for one in facilitator.list_unaskable(self.conductor.state):
            words += f" Must come and cannot: {one.id}, {find_role_title(exercise, one.of)} is modelled."
        self._confirm("End of the module", words, self.end_module)

    def action_agenda(self) -> None:
        """Ends the module, or leaves something out."""
        left = "what is to come, and what may be left out"
        self.confirm_unless_hidden("Agenda", left, lambda: self.run_dialog(asking.open_agenda_menu(self)))

    # injects and notes

    def marked_line(self) -> ItemLine | None:
        """The item of Next that is marked, where the keys go to it."""
        lines = list_items(self.build_facilitator_view())
        return lines[find_item(self.item, lines)] if lines else None

    def action_inject(self) -> None:
        """A line of the MSEL, or a question: the one that is marked first."""
        self.confirm_unless_hidden("Inject", "what is to come", self._open_injects)

    def _open_injects(self) -> None:
        line = self.marked_line() if isinstance(self.focused, InjectList) else None
        if line is not None and line.item in facilitator.list_askable(self.conductor.state):
            self.run_dialog(ask_decision(self, line.item))
        else:
            asks = partial(ask_decision, self)
            self.run_dialog(asking.open_inject_menu(self, self.conductor.state, self._find_marked_inject(), asks))

    def _find_marked_inject(self) -> int | None:
        line = self.marked_line() if isinstance(self.focused, InjectList) else None
        return getattr(line.item, "number", None) if line else None

    def action_commit(self) -> None:
        """On an item of Next: what becomes of it. Else gives the marked answer."""
        if isinstance(self.focused, InjectList) and not self.choice.number:
            self.action_inject()
        else:
            super().action_commit()

    def action_settle(self, outcome: str) -> None:
        """Holds or cancels the inject that is marked."""
        number = self._find_marked_inject()
        if number is None:
            self.show_message(
                self.keymap.fill_in_keys(
                    "that is a question; {drill.agenda} leaves it out, {drill.no_decision} ends it"
                ),
                wrong=True,
            )
        else:
            self.run_command(lambda: self.conductor.dispose_inject(number, outcome), f"inject {number} {outcome}")

    def action_new_inject(self) -> None:
        """Makes one up."""
        self.run_dialog(asking.compose_inject(self))

    def action_item(self, step: int) -> None:
        """Marks the item above or below."""
        lines = list_items(self.build_facilitator_view())
        if lines:
            place = max(0, min(len(lines) - 1, find_item(self.item, lines) + step))
            self.item, self.hints = item_name(lines[place].item), 0
        self.refresh_views()

    def action_hint(self) -> None:
        """One hint more."""
        self.hints += 1
        self.refresh_views()

    def action_mark(self) -> None:
        """One key; its text can come later."""
        self.run_command(
            lambda: self.conductor.add_note("mark"), self.keymap.fill_in_keys("marked; {drill.correct} fills in the text")
        )

    def action_observe(self) -> None:
        """Words of an observer."""
        self.confirm_unless_hidden("Observation", "what is noted, as it is written", self._ask_observation)

    def _ask_observation(self) -> None:
        self.ask(
            "observation",
            lambda said: said and self.run_command(lambda: self.conductor.add_note("observe", text=said), "noted"),
        )

    def action_correct(self) -> None:
        """Words, objective, rating or reason."""
        noted = "what was noted, and ratings"
        self.confirm_unless_hidden("Correct", noted, lambda: self.run_dialog(asking.correct_note(self)))

    def action_take_back(self) -> None:
        """The last decision or inject, if nothing depends on it."""
        what: list[str] = []
        if self.run_command(lambda: what.append(self.conductor.last_intervention())):
            self._confirm(
                "Take back",
                f"Take back {what[0]}? It is played again without it.",
                lambda: self.run_command(self.conductor.undo_last, f"taken back: {what[0]}"),
            )

    def action_hand_back(self) -> None:
        """Nobody plays a role any more; asks first, and says which of its questions must still come, which is not for the room."""
        lost = "what must still come for a role"
        self.confirm_unless_hidden("A role", lost, lambda: self.run_dialog(asking.return_role(self)))

    def action_people(self) -> None:
        """Who is here, by name."""
        open_participants(self.app, seen=self.on_the_room)

    # faces and panes

    def action_floor(self) -> None:
        """All floors, then one after the other."""
        self.floor = (self.floor + 1) % (len(list_floors(self.conductor.state.opened.emergency.place)) + 1)
        if self.is_compact:
            self._focus_pane_named("map")
        self.refresh_views()

    def action_face(self) -> None:
        """The other face."""
        if self.on_the_room:
            expected = "the truth, and what is expected of it"
            self.confirm_unless_hidden("The desk", expected, lambda: self._switch_view(to_the_room=False))
        else:
            self._switch_view(to_the_room=True)

    def _switch_view(self, to_the_room: bool) -> None:
        self._pane = self.current_pane()
        self.on_the_room = to_the_room
        self.focus_pane()
        self._arrange()

    def action_black(self) -> None:
        """The room's face goes black, or comes back."""
        self.black = not self.black
        self.refresh_views()

    def action_tab(self, step: int) -> None:
        """The next pane, or the one before."""
        tabs = self.list_panes()
        current = self.current_pane()
        place = tabs.index(current) if current in tabs else 0
        self._focus_pane_named(tabs[(place + step) % len(tabs)].id or "")

    def action_to_tab(self, name: str) -> None:
        """The pane that was clicked."""
        self._focus_pane_named(name)

    def action_help(self) -> None:
        """What this pane is, or the room's face, and all keys."""
        title, text = self.current_pane().tab_title, self.current_pane().help_text
        if self.on_the_room:
            title, text = "the room's face", ParticipantView.help_text
        self.app.push_screen(Page(f"Help: {title}", build_help_page(text, self.keymap), self.glyphs))
