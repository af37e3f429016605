"""The exercise screen: the facilitator view and the participant view of one exercise, the beat that moves it, and what each key does.

An exercise always begins on the participant view, since the screen may be mirrored. Ten times a second the conductor is told how much time
has passed, and changed parts are redrawn. Every change goes through the conductor, and its refusals appear on the last row.
"""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import DescendantFocus, Resize
from textual.geometry import Size
from textual.widgets import Static

from reports.decision_ledger import LedgerRow, build_ledger
from sim.exercise import facilitator
from sim.exercise.clock import FAST_FORWARD_SPEED, SPEEDS, TICK_SECONDS, format_minutes, format_t_plus
from sim.exercise.conductor import CommandRejected, Conductor, FacilitatorOnlyRejection, read_next
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import ASLEEP, NOTHING_LEFT, DecisionPoint, StopCause
from sim.exercise.impact import find_landed_decision
from sim.exercise.journal import JournalError
from sim.exercise.messages import is_countdown_waiting
from sim.exercise.modules import list_queue_answers
from sim.exercise.participants import find_role_title
from sim.exercise.schedule import item_name
from sim.exercise.sessions import strip_path
from tui.app import AllcallScreen, create_screen
from tui.keymap import EXERCISE_BINDINGS, KeyMap, build_help_page, describe_participant_keys, list_current_keys
from tui.screens import dialogs
from tui.screens.dialogs import Ask, Cancelled, KeyCommands, Page, ask_decision
from tui.screens.notices import StopScreen
from tui.screens.participants import open_participants
from tui.screens.write_in import compose_write_in
from tui.terminal.glyphs import ASCII_GLYPHS, Glyphs
from tui.widgets.base import Banner, FacilitatorData, MarkedAnswer, Pane, set_text, to_glyphs
from tui.widgets.campus_map import list_floors
from tui.widgets.decision_panel import IDLE_ENTRY_KINDS, DecisionPane, is_lookahead_needed
from tui.widgets.facilitator_view import FacilitatorView
from tui.widgets.inject_list import InjectList, ItemLine, find_item, list_items
from tui.widgets.inputs import CommandLine
from tui.widgets.room_view import ParticipantView, ViewFooter

if TYPE_CHECKING:
    from tui.web.live_room import LiveRoom

NARROW, LOW = 110, 36  # columns and rows; with fewer of either there is one tab at a time

TALL = 50  # rows from which the map has more than half of them

MESSAGE_SECONDS = 10.0  # seconds of exercise time that a message stays on the last row

FAR_SECONDS = 300.0  # seconds of T+; a longer jump asks first


class ExerciseScreen(AllcallScreen):
    """The screen. is_participant_view: whether it begins on the participant view."""

    BINDINGS: ClassVar[list[BindingType]] = EXERCISE_BINDINGS
    COMMANDS: ClassVar[set[Any]] = {KeyCommands}
    AUTO_FOCUS = ""
    confirmed_participant_view = False

    def __init__(self, is_participant_view: bool = True) -> None:
        super().__init__()
        self.is_participant_view = is_participant_view
        self.choice = MarkedAnswer()
        self.question = ""  # the one that the choice belongs to
        self.item = ""  # the name of the one of Next that is marked
        self.floor = 0
        self.hints = 0
        self.speed = 1
        self.black = False
        self.is_dialog_open = False  # whether lists are asked through; another is not begun meanwhile
        self._last: float | None = None
        self._drawn: object = None
        self.has_next_stop = True
        self._lookahead_key: object = None
        self._told_empty = ""  # the vote of which was said that nobody has voted

    # what it stands on

    @property
    def conductor(self) -> Conductor:
        return self.session.conductor

    @property
    def glyphs(self) -> Glyphs:
        return self.allcall.signs

    @property
    def keymap(self) -> KeyMap:
        return self.allcall.keys

    # layout

    def compose(self) -> ComposeResult:
        yield Banner()
        yield FacilitatorView(self.glyphs)
        yield ParticipantView(self.glyphs, id="room")
        yield Static(id="room-line", markup=False)
        yield Static(id="keys")
        yield CommandLine(self.glyphs, "command")

    def on_mount(self) -> None:
        self.set_class(self.glyphs is ASCII_GLYPHS, "plain")
        self._last = self.allcall.wall()
        self.speed = self.conductor.clock.speed
        self.set_interval(TICK_SECONDS, self.tick)
        self.run_worker(self.allcall.open_participant_server())
        self._arrange()
        self.focus_pane()
        if self.conductor.state.is_emergency_stop:
            self.app.push_screen(StopScreen())
        elif self.conductor.segment.kind == "hot-wash":
            self.open_hot_wash()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        if self.is_compact and isinstance(event.widget, Pane) and not self.is_participant_view:
            self._arrange()

    def on_resize(self, _: Resize) -> None:
        self._arrange()

    @property
    def is_compact(self) -> bool:
        """Whether there is room for one pane at a time only."""
        return self.size.width < NARROW or self.size.height < LOW

    @property
    def facilitator_view(self) -> FacilitatorView:
        return self.query_one(FacilitatorView)

    def current_pane(self) -> Pane:
        """The pane that has the focus, or had it last."""
        if isinstance(self.focused, Pane) and not self.is_participant_view:
            self.facilitator_view.current = self.focused
        return self.facilitator_view.current

    def focus_pane(self) -> None:
        """The current pane gets the keys; on the participant view the screen does."""
        self.set_focus(None if self.is_participant_view else self.current_pane())

    def _arrange(self) -> None:
        compact, current = self.is_compact, self.current_pane()
        decides = compact and current.id == "decide"
        self.update_classes({"compact": compact, "tall": self.size.height >= TALL, "decides": decides})
        self.facilitator_view.arrange_panes(compact)
        self.facilitator_view.display = not self.is_participant_view
        self.query_one(ParticipantView).display = self.is_participant_view
        self.refresh_views()
        self.refresh(layout=True)  # now, so that nothing is painted where it no longer stands

    def _focus_pane_named(self, name: str) -> None:
        if self.is_participant_view:
            return
        self.facilitator_view.current = pane = self.facilitator_view.pane(name)
        pane.display = True
        self.set_focus(pane)
        if self.is_compact:
            self._arrange()
        else:
            self.refresh_views()

    # the beat

    def tick(self) -> None:
        """Passes the time since the last tick to the conductor."""
        now = self.allcall.wall()
        seconds, self._last = now - (now if self._last is None else self._last), now
        state = self.conductor.state
        if state.frozen or state.ended or self not in self.app.screen_stack:
            return
        try:
            self.conductor.tick(seconds)
        except JournalError as error:
            self.conductor.clock = self.conductor.clock.stop()
            self._show_journal_error(error)
        key = (id(self.conductor.state), len(self.conductor.state.log), int(self.conductor.clock.exercise_time))
        if key != self._drawn:
            self._drawn = key
            if self.allcall.effects is not None:
                self.allcall.effects.update(self.session)
            self.refresh_views()

    def refresh_views(self) -> None:
        """Redraws the changed parts of the visible view."""
        self._drop_stale_choice()
        data = self.build_facilitator_data()
        is_asleep = self.conductor.state.stop_cause == StopCause.ASLEEP
        asleep = ASLEEP if self.is_participant_view and is_asleep else ""
        said = self._command_line().redraw(self.conductor.clock.exercise_time, self.is_participant_view, asleep)
        self._show_rows(said and (self._command_line().is_asking or not (self.black and self.is_participant_view)))
        self.set_class(self._current_decision() is None, "idle")
        hints = list_current_keys(self.conductor.state, self.conductor.clock.is_running, bool(self.choice.number))
        keys = self.keymap.fit_line(hints, self.size.width)
        set_text(self.query_one("#keys", Static), to_glyphs(Text(keys, style="dim"), self.glyphs), layout=False)
        frame = self.session.build_frame(self.allcall.put_up)
        self.allcall.publish(frame.blank() if self.black else frame)
        if self.is_participant_view:
            says = describe_participant_keys(self.conductor.state, self.keymap, bool(self.choice.number))
            width, height = self.size
            self.query_one(ParticipantView).show_frame(
                frame.blank() if self.black else frame,
                ViewFooter(says, self.choice.number),
                Size(width, height - self._command_line().display),
            )
            return
        self.facilitator_view.show(data)
        self.call_after_refresh(self._look_ahead)

    def _show_rows(self, said: bool) -> None:
        """Shows the banner and the keys, which the participant view has not, and the last row: there only what is said."""
        bare = self.is_participant_view
        self.query_one(Banner).display = not bare
        live, line = self.allcall.room, self.query_one("#room-line", Static)
        line.display = live is not None and not bare
        if live is not None:
            from tui.screens.room import describe_room

            keys = self.keymap.fill_in_keys("   {drill.next_stop} steps the wall   {drill.room} seats")
            set_text(line, Text(f" {describe_room(live)}{keys}"), layout=False)
        self.query_one("#keys").display = not bare and not (self.is_compact and said)
        self._command_line().display = said or not (bare or self.is_compact)

    def _look_ahead(self) -> None:
        """Plays a copy ahead, once per change, to know whether anything is left in the module."""
        state = self.conductor.state
        key = id(state), state.time, sum(entry.kind not in IDLE_ENTRY_KINDS for entry in state.log)
        if key == self._lookahead_key or not is_lookahead_needed(self.conductor):
            return
        self._lookahead_key, before, self.has_next_stop = key, self.has_next_stop, False
        with suppress(CommandRejected):
            self.has_next_stop = self.conductor.find_next_stop() is not None
        if self.has_next_stop != before:
            self.refresh_views()

    def build_facilitator_data(self) -> FacilitatorData:
        engines = self.conductor.state.running_arms
        return FacilitatorData(
            conductor=self.conductor,
            view=engines.player.view(),
            comparison_view=engines.comparison.view(),
            glyphs=self.glyphs,
            keymap=self.keymap,
            is_compact=self.is_compact,
            choice=self.choice,
            item=self.item,
            floor=self.floor,
            hint=self.hints,
            face="black" if self.black else "face",
            speed=self.speed,
            has_next_stop=self.has_next_stop,
            effect=self._find_effect(),
        )

    def _find_effect(self) -> LedgerRow | None:
        """The effect of the decision whose effect landed last, once it has been measured."""
        state, measured = self.conductor.state, self.allcall.effects
        answers = [*list_queue_answers(state)]
        decided = state.decision_points[answers[-1]] if answers else find_landed_decision(state)
        if decided is None or measured is None:
            return None
        found = measured.whole if answers else measured.find(decided)
        rows = build_ledger(found, state) if found is not None else []
        return next((row for row in rows if row.label == decided.decision.id and row.difference), None)

    def _drop_stale_choice(self) -> None:
        front = self.conductor.state.current_decision
        name = front.decision.id if front else ""
        if name != self.question:
            self.question, self.choice, self.hints, self.item = name, MarkedAnswer(), 0, ""

    # what the keys use

    def _command_line(self) -> CommandLine:
        return self.query_one(CommandLine)

    def show_message(self, words: str, wrong: bool = False, room: str | None = None) -> None:
        self._command_line().show_message(
            words, wrong, room, until=self.conductor.clock.exercise_time + MESSAGE_SECONDS
        )
        self.refresh_views()

    def reject(self, words: str) -> None:
        """Shows a refusal whose reason participants must not read."""
        self.show_message(
            words, wrong=True, room=self.keymap.fill_in_keys("not available now ({drill.face} shows why)")
        )

    def _show_journal_error(self, error: JournalError) -> None:
        words = f"journal: {strip_path(str(error), self.session.path)}"
        self.show_message(f"{words} ({self.session.path})", wrong=True, room=words)

    def ask(
        self, words: str, done: Callable[[str], object], value: str = "", left: Callable[[], object] | None = None
    ) -> None:
        """Asks for text on the last row."""
        self.current_pane()
        self._command_line().ask_text(words, self._refocus_after(done), value, left)
        self.refresh_views()

    def _refocus_after(self, done: Callable[[str], object]) -> Callable[[str], None]:
        def then(said: str) -> None:
            self.focus_pane()
            done(said)

        return then

    def run_command(self, what: Callable[[], object], then: str = "") -> bool:
        """Runs a command and shows a refusal. Returns whether it was done."""
        try:
            what()
        except FacilitatorOnlyRejection as error:
            self.reject(str(error))
        except CommandRejected as error:
            self.show_message(str(error), wrong=True)
        except JournalError as error:
            self._show_journal_error(error)
        else:
            self.show_message(then)
            return True
        return False

    def run_dialog(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs a dialog of several steps. Esc at any step leaves everything unchanged."""

        async def run() -> None:
            try:
                await work
            except Cancelled:
                self.show_message("")
            finally:
                self.is_dialog_open = False

        self.is_dialog_open = True
        self.run_worker(run(), exclusive=True)

    def _confirm(self, title: str, words: str, then: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                then()

        self.app.push_screen(Ask(title, words, self.glyphs), answered)

    def confirm_unless_hidden(self, title: str, what: str, then: Callable[[], object]) -> None:
        """Runs `then`, which reveals `what`; on the participant view asks first, once, unless another screen shows that view."""

        def agreed() -> None:
            self.confirmed_participant_view = True
            then()

        if not self.is_participant_view or self.confirmed_participant_view or self.allcall.has_participant_client:
            then()
        else:
            self._confirm(title, f"If this screen is mirrored, participants will see {what}.", agreed)

    def end_module(self) -> None:
        if self.run_command(self.conductor.next_segment, "") and self.conductor.segment.kind == "hot-wash":
            self.open_hot_wash()
        else:
            self._arrange()

    def open_hot_wash(self) -> None:
        self.app.switch_screen(create_screen(self.session))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While text is entered, only Esc and Enter act. Between two steps of a dialog no key acts."""
        asks = self.is_mounted and self._command_line().is_asking
        if (asks and action != "back") or (self.is_dialog_open and not asks):
            return False
        return super().check_action(action, parameters)

    # answering the open question

    def _current_decision(self) -> DecisionPoint | None:
        return self.conductor.state.current_decision

    def action_decide(self) -> None:
        if self._current_decision() is None:
            self.show_message("no question is open", wrong=True)
            return
        if not self.is_participant_view:
            self.query_one(DecisionPane).focus()
        self.action_option(self.choice.number or 1)

    def action_option(self, number: int) -> None:
        """Selects an answer and previews its effect; a write-in or a discussion opens its field."""
        front = self._current_decision()
        if front is None:
            self.show_message("no question is open", wrong=True)
            return
        options = front.decision.options
        if number > len(options) + 2:
            self.show_message(f"{front.decision.id} has {len(options) + 2} answers", wrong=True)
            return
        self._abandon_answer()
        answer = DecisionResponse(option=options[number - 1].id) if number <= len(options) else None
        self.choice = MarkedAnswer(number, answer)
        self._show_decision_panel()
        if answer is None:
            self.action_commit()

    def _show_decision_panel(self) -> None:
        if self.is_compact and self.current_pane().id != "decide":
            self._focus_pane_named(self.query_one(DecisionPane).id or "")
        self.show_message("")

    def action_commit(self) -> None:
        """On an item of Next: its menu. Else commits the selected answer; one without text asks for it."""
        if isinstance(self.focused, InjectList) and not self.choice.number:
            self.action_inject()
            return
        front, choice = self._current_decision(), self.choice
        if front is None or not choice.number:
            self.show_message(
                self.keymap.fill_in_keys("select an answer first: {drill.decide} or 1 to 9") if front else "",
                wrong=True,
            )
        elif choice.answer is not None:
            answer = choice.answer
            if self.run_command(lambda: self._submit(front.decision.id, answer), f"{front.decision.id}: committed"):
                self.choice = MarkedAnswer()
                self.refresh_views()
        elif self.run_command(
            self.conductor.start_answer
        ):  # the moment at which the room has answered, however long it is written
            if choice.number == len(front.decision.options) + 1:
                self.run_dialog(self._ask_custom_actions(front, choice.number))
            else:
                self.ask("what the team says", partial(self._submit_discussion, front))

    def _submit(self, decision: str, answer: DecisionResponse) -> None:
        """Commits an answer; a vote that is still on is closed by it."""
        if self.allcall.room is not None:
            self.allcall.room.close_vote()
        self.conductor.submit_decision(decision, answer)

    async def _ask_custom_actions(self, decision_point: DecisionPoint, number: int) -> None:
        try:
            says, acts = await compose_write_in(self)
        except Cancelled:
            self._abandon_answer()
            self.choice = MarkedAnswer()
            raise
        if not self._is_still_open(decision_point):
            return
        if not acts:
            self.choice = MarkedAnswer(number, DecisionResponse(talk_only=says))
            self.action_commit()
            return
        self.choice = MarkedAnswer(number, DecisionResponse(write_in=acts, says=says))
        self.show_message(self.keymap.fill_in_keys("{drill.commit} commits the write-in"))

    def _submit_discussion(self, decision_point: DecisionPoint, said: str) -> None:
        if not said:
            self._abandon_answer()
            self.choice = MarkedAnswer()
        elif self._is_still_open(decision_point):
            self.choice = MarkedAnswer(self.choice.number, DecisionResponse(talk_only=said))
            self.action_commit()

    def _is_still_open(self, decision_point: DecisionPoint) -> bool:
        if decision_point is self._current_decision():
            return True
        self.show_message(f"{decision_point.decision.id} has closed; the answer was not recorded", wrong=True)
        return False

    def _abandon_answer(self) -> None:
        self.run_command(self.conductor.abandon_answer)

    def action_back(self) -> None:
        if self._command_line().is_asking:
            self.focus_pane()
            self._command_line().cancel()
        self._abandon_answer()
        self.choice = MarkedAnswer()
        self.show_message("")

    def action_thinking(self) -> None:
        """Sets the decision time of the selected answer; empty for a simulated time."""
        if self.choice.answer is None:
            self.show_message(self.keymap.fill_in_keys("select an answer first: {drill.decide} or 1 to 9"), wrong=True)
        else:
            self.ask("decision time in seconds or as 1:30 (empty: simulated)", self._set_decision_delay)

    def _set_decision_delay(self, said: str) -> None:
        seconds = parse_seconds(said)
        if said and seconds is None:
            self.show_message(f"{said!r} is not a time; use seconds, or minutes and seconds as in 1:30", wrong=True)
        elif self.choice.answer is not None:
            answer = replace(self.choice.answer, decision_delay=seconds)
            self.choice = MarkedAnswer(self.choice.number, answer)
            self.refresh_views()

    def action_press(self) -> None:
        front = self._current_decision()
        if front is None:
            self.show_message("no question is open", wrong=True)
        else:
            name = front.decision.id
            if self.run_command(lambda: facilitator.start_countdown(self.conductor, name)):
                runs = (
                    "runs during the discussion" if self.conductor.clock.is_timed else "runs once all messages are read"
                )
                self.show_message(f"{name}: T+ {runs}")

    def action_no_decision(self) -> None:
        front = self._current_decision()
        if front is None:
            self.show_message("no question is open", wrong=True)
        else:
            name = front.decision.id
            self._confirm(
                "No decision",
                f"Close {name} with no decision?",
                lambda: self.run_command(lambda: self.conductor.no_decision(name), f"{name}: no decision"),
            )

    # the course of it

    def action_play(self) -> None:
        """Starts or stops the clock. Unread messages come first; outside played modules it goes to the next item."""
        if self.conductor.clock.is_running:
            self.run_command(self.conductor.stop)
        elif self._read_next():
            return
        elif self.conductor.segment.kind == "played":
            self.run_command(lambda: self.conductor.play(self.speed))
        else:
            self.action_next_stop()

    def action_room(self) -> None:
        if self.allcall.room is None:
            self.show_message("phones and a projector page need allcall drill --room", wrong=True)
        self.allcall.open_room_page()

    def _step_wall(self) -> bool:
        """Ends the present stage of the wall, where a step ends it. Returns whether it did."""
        live, done = self.allcall.room, list[bool]()
        if live is None or self._waits_for_votes(live):
            return live is not None
        return self.run_command(lambda: done.append(live.step())) and any(done)

    def _waits_for_votes(self, live: "LiveRoom") -> bool:
        """Says once that nobody has voted, so that a key pressed twice ends no vote."""
        asking = self.conductor.state.ballots.open
        if asking is None or any(asking.count()) or not live.awaited or asking.id == self._told_empty:
            return False
        self._told_empty = asking.id
        keys = self.keymap.fill_in_keys("{drill.next_stop} again ends the vote")
        self.show_message(f"nobody has voted yet; {keys}")
        return True

    def action_next_stop(self) -> None:
        """Goes to the next stop. What the wall holds comes first, then unread messages, and a long jump asks."""
        if self._step_wall() or self._read_next():
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
            self.reject(self.keymap.fill_in_keys("The simulation has ended. {drill.end_module} ends the module."))
        else:
            self.run_command(self._jump)

    def _jump(self) -> None:
        stop, now = self.conductor.find_next_stop(), self.conductor.state.time
        if stop is None:
            raise FacilitatorOnlyRejection(self.keymap.fill_in_keys(f"{NOTHING_LEFT}; {{drill.end_module}} ends it"))
        if stop - now > FAR_SECONDS and self.conductor.state.has_alert:
            words = f"The next stop is at {format_t_plus(stop)}, {format_minutes(stop - now)} from now. Go there?"
            jumps = partial(self.run_command, lambda: self.conductor.jump(stop))
            asks = partial(self._confirm, "Next stop", words, jumps)
            self.confirm_unless_hidden("Next stop", "the time until the next event", asks)
        else:
            self.conductor.jump(stop)

    def _read_next(self) -> bool:
        read: list[bool] = []
        return self.run_command(lambda: read.append(read_next(self.conductor))) and any(read)

    def action_slower(self) -> None:
        self._change_speed(-1)

    def action_faster(self) -> None:
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
        """Ends the module after confirming the required items that are left."""
        self.confirm_unless_hidden("End module", "the required items that are left", self.confirm_end)

    def confirm_end(self) -> None:
        """Asks once whether to end the module, and names what is lost with it."""
        segments = self.conductor.state.exercise.segments
        now, *following = segments[segments.index(self.conductor.segment) :]
        words = f"End {now.title}?"
        if self._current_decision() is not None:
            words += " Open questions close with no decision."
        story = following[0].story if following else None
        if story is not None and self.conductor.find_jump_target(story) > self.conductor.clock.incident_time:
            words += " Scenario time jumps to the next module."
        left = ", ".join(facilitator.list_pending(self.conductor.state))
        if left:
            words += self.keymap.fill_in_keys(f" Required and not delivered: {left}. {{drill.inject}} delivers them.")
        exercise = self.conductor.state.exercise
        for decision in facilitator.list_unaskable(self.conductor.state):
            words += (
                f" Required but not possible: {decision.id} ({find_role_title(exercise, decision.of)} is simulated)."
            )
        self._confirm("End module", words, self.end_module)

    def action_agenda(self) -> None:
        left = "upcoming items"
        self.confirm_unless_hidden("Agenda", left, lambda: self.run_dialog(dialogs.open_agenda_menu(self)))

    # injects and notes

    def marked_line(self) -> ItemLine | None:
        """The selected item of Next."""
        lines = list_items(self.build_facilitator_data())
        return lines[find_item(self.item, lines)] if lines else None

    def action_inject(self) -> None:
        """Opens the inject menu, the selected item first."""
        self.confirm_unless_hidden("Inject", "upcoming items", self._open_injects)

    def _open_injects(self) -> None:
        line = self.marked_line() if isinstance(self.focused, InjectList) else None
        if line is not None and line.item in facilitator.list_askable(self.conductor.state):
            self.run_dialog(ask_decision(self, line.item))
        else:
            asks = partial(ask_decision, self)
            self.run_dialog(dialogs.open_inject_menu(self, self.conductor.state, self._find_marked_inject(), asks))

    def _find_marked_inject(self) -> int | None:
        line = self.marked_line() if isinstance(self.focused, InjectList) else None
        return getattr(line.item, "number", None) if line else None

    def action_settle(self, outcome: str) -> None:
        """Holds or cancels the selected inject."""
        number = self._find_marked_inject()
        if number is None:
            self.show_message(
                self.keymap.fill_in_keys("That is a question. {drill.agenda} skips it, {drill.no_decision} closes it."),
                wrong=True,
            )
        else:
            self.run_command(lambda: self.conductor.dispose_inject(number, outcome), f"inject {number} {outcome}")

    def action_new_inject(self) -> None:
        self.run_dialog(dialogs.compose_inject(self))

    def action_item(self, step: int) -> None:
        lines = list_items(self.build_facilitator_data())
        if lines:
            place = max(0, min(len(lines) - 1, find_item(self.item, lines) + step))
            self.item, self.hints = item_name(lines[place].item), 0
        self.refresh_views()

    def action_hint(self) -> None:
        self.hints += 1
        self.refresh_views()

    def action_mark(self) -> None:
        self.run_command(
            lambda: self.conductor.add_note("mark"), self.keymap.fill_in_keys("marked ({drill.correct} adds text)")
        )

    def action_observe(self) -> None:
        self.confirm_unless_hidden("Observation", "the observation as you type", self._ask_observation)

    def _ask_observation(self) -> None:
        self.ask(
            "observation",
            lambda said: (
                said and self.run_command(lambda: self.conductor.add_note("observe", text=said), "observation saved")
            ),
        )

    def action_correct(self) -> None:
        noted = "notes and ratings"
        self.confirm_unless_hidden("Correct", noted, lambda: self.run_dialog(dialogs.correct_note(self)))

    def action_take_back(self) -> None:
        what: list[str] = []
        if self.run_command(lambda: what.append(self.conductor.last_intervention())):
            self._confirm(
                "Undo",
                f"Undo {what[0]}? The exercise is replayed without it.",
                lambda: self.run_command(self.conductor.undo_last, f"undone: {what[0]}"),
            )

    def action_hand_back(self) -> None:
        lost = "the required items of a role"
        self.confirm_unless_hidden("Return a role", lost, lambda: self.run_dialog(dialogs.return_role(self)))

    def action_people(self) -> None:
        open_participants(self.app, seen=self.is_participant_view)

    # faces and panes

    def action_floor(self) -> None:
        self.floor = (self.floor + 1) % (len(list_floors(self.conductor.state.opened.emergency.place)) + 1)
        if self.is_compact:
            self._focus_pane_named("map")
        self.refresh_views()

    def action_face(self) -> None:
        if self.is_participant_view:
            expected = "ground truth and expected actions"
            self.confirm_unless_hidden(
                "Facilitator view", expected, lambda: self._switch_view(is_participant_view=False)
            )
        else:
            self._switch_view(is_participant_view=True)

    def _switch_view(self, is_participant_view: bool) -> None:
        self.current_pane()
        self.is_participant_view = is_participant_view
        self.focus_pane()
        self._arrange()

    def action_black(self) -> None:
        self.black = not self.black
        self.refresh_views()

    def action_tab(self, step: int) -> None:
        self.current_pane()
        self._focus_pane_named(self.facilitator_view.find_neighbor(step).id or "")

    def action_to_tab(self, name: str) -> None:
        self._focus_pane_named(name)

    def action_help(self) -> None:
        title, text = self.current_pane().tab_title, self.current_pane().help_text
        if self.is_participant_view:
            title, text = "participant view", ParticipantView.help_text
        self.app.push_screen(Page(f"Help: {title}", build_help_page(text, self.keymap), self.glyphs))


def parse_seconds(said: str) -> float | None:
    """Seconds of `90` or `1:30`; None if it is not a time."""
    head, _, tail = said.rpartition(":")
    if not tail.isdigit() or (head and not head.isdigit()):
        return None
    return 60.0 * int(head or 0) + int(tail)
