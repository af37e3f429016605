"""The question at the front: an answer is marked, changed and committed, or there is none."""

from functools import partial

from sim.drill import facilitator
from sim.drill.decisions import DecisionResponse
from sim.drill.parts import DecisionPoint
from tui.screens import asking
from tui.screens.choose import Cancelled
from tui.screens.faces import ExerciseViews
from tui.widgets.decision_pane import DecisionPane
from tui.widgets.desk import MarkedAnswer


class DecisionScreen(ExerciseViews):
    """The screen, with the keys of a question."""

    def _current_decision(self) -> DecisionPoint | None:
        return self.conductor.state.current_decision

    def action_decide(self) -> None:
        """Marks the first answer."""
        if self._current_decision() is None:
            self.show_message("no question is open", wrong=True)
            return
        if not self.on_the_room:
            self.query_one(DecisionPane).focus()
        self.action_option(self.choice.number or 1)

    def action_option(self, number: int) -> None:
        """Marks an answer, and shows what it would do."""
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

    def _show_decision_panel(self) -> None:
        if self.is_compact and self.current_pane().id != "decide":
            self._focus_pane_named(self.query_one(DecisionPane).id or "")
        self.show_message("")

    def action_commit(self) -> None:
        """Gives the marked answer; where it has no words yet, asks for them."""
        front, choice = self._current_decision(), self.choice
        if front is None or not choice.number:
            self.show_message(
                self.keymap.fill_in_keys("mark an answer first: {drill.decide}, then 1 to 9") if front else "",
                wrong=True,
            )
        elif choice.answer is not None:
            answer = choice.answer
            if self.run_command(
                lambda: self.conductor.submit_decision(front.decision.id, answer), f"{front.decision.id}: committed"
            ):
                self.choice = MarkedAnswer()
                self.refresh_views()
        elif self.run_command(
            self.conductor.start_answer
        ):  # the moment at which the room has answered, however long it is written
            if choice.number == len(front.decision.options) + 1:
                self.run_dialog(self._ask_custom_actions(front, choice.number))
            else:
                self.ask("what the room says", partial(self._submit_discussion, front))

    async def _ask_custom_actions(self, decision_point: DecisionPoint, number: int) -> None:
        try:
            acts = await asking.compose_actions(self)
        except Cancelled:
            self._abandon_answer()
            raise
        if not self._is_still_open(decision_point):
            return
        if not acts:
            self.choice = MarkedAnswer(number + 1)
            self.action_commit()
            return
        self.choice = MarkedAnswer(number, DecisionResponse(write_in=acts))
        self.show_message(self.keymap.fill_in_keys("{drill.commit} commits what was written in"))

    def _submit_discussion(self, decision_point: DecisionPoint, said: str) -> None:
        if not said:
            self._abandon_answer()
        elif self._is_still_open(decision_point):
            self.choice = MarkedAnswer(self.choice.number, DecisionResponse(talk_only=said))
            self.action_commit()

    def _is_still_open(self, decision_point: DecisionPoint) -> bool:
        """Whether the question that an answer was begun for is still the one that is asked."""
        if decision_point is self._current_decision():
            return True
        self.show_message(f"{decision_point.decision.id} has ended meanwhile: its answer is not given", wrong=True)
        return False

    def _abandon_answer(self) -> None:
        """An answer that was begun is left: T+ runs on, where it ran."""
        self.run_command(self.conductor.abandon_answer)

    def action_back(self) -> None:
        """Leaves the field, or the answer that is marked: the room keeps talking."""
        if self._command_line().is_asking:
            self.focus_pane()
            self._command_line().cancel()
        self._abandon_answer()
        self.choice = MarkedAnswer()
        self.show_message("")

    def action_thinking(self) -> None:
        """The room says how long thinking takes; nothing said: the model's own draw."""
        if self.choice.answer is None:
            self.show_message(self.keymap.fill_in_keys("mark an answer first: {drill.decide}, then 1 to 9"), wrong=True)
        else:
            self.ask("thinking, in seconds or as 1:30; empty for the model's draw", self._set_decision_delay)

    def _set_decision_delay(self, said: str) -> None:
        seconds = parse_seconds(said)
        if said and seconds is None:
            self.show_message(f"{said!r} is no time; write seconds, or minutes and seconds as 1:30", wrong=True)
        elif self.choice.answer is not None:
            answer = DecisionResponse(
                self.choice.answer.option,
                self.choice.answer.write_in,
                self.choice.answer.talk_only,
                seconds,
                self.choice.answer.rationale,
            )
            self.choice = MarkedAnswer(self.choice.number, answer)
            self.refresh_views()

    def action_press(self) -> None:
        """The question is put under time pressure."""
        front = self._current_decision()
        if front is None:
            self.show_message("no question is open", wrong=True)
        else:
            name = front.decision.id
            if self.run_command(lambda: facilitator.start_countdown(self.conductor, name)):
                runs = "runs while the room talks" if self.conductor.clock.is_timed else "runs once all is read"
                self.show_message(f"{name}: T+ {runs}")

    def action_no_decision(self) -> None:
        """The question ends without an answer."""
        front = self._current_decision()
        if front is None:
            self.show_message("no question is open", wrong=True)
        else:
            name = front.decision.id
            self._confirm(
                "No decision",
                f"End {name} without a decision?",
                lambda: self.run_command(lambda: self.conductor.no_decision(name), f"{name}: no decision"),
            )


def parse_seconds(said: str) -> float | None:
    """`90`, `1:30`; None where it is no time."""
    head, _, tail = said.rpartition(":")
    if not tail.isdigit() or (head and not head.isdigit()):
        return None
    return 60.0 * int(head or 0) + int(tail)
