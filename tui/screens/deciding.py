"""The question at the front: an answer is marked, changed and committed, or there is none."""

from functools import partial

from sim.drill import facilitator
from sim.drill.decisions import Answer
from sim.drill.parts import Window
from tui.screens import asking
from tui.screens.choose import Left
from tui.screens.faces import Faces
from tui.widgets.decision_pane import DecisionPane
from tui.widgets.desk import Choice


class Deciding(Faces):
    """The screen, with the keys of a question."""

    def _front(self) -> Window | None:
        return self.conduct.state.front

    def action_decide(self) -> None:
        """Marks the first answer."""
        if self._front() is None:
            self.say("no question is open", wrong=True)
            return
        if not self.on_the_room:
            self.query_one(DecisionPane).focus()
        self.action_option(self.choice.number or 1)

    def action_option(self, number: int) -> None:
        """Marks an answer, and shows what it would do."""
        front = self._front()
        if front is None:
            self.say("no question is open", wrong=True)
            return
        options = front.decision.options
        if number > len(options) + 2:
            self.say(f"{front.decision.id} has {len(options) + 2} answers", wrong=True)
            return
        self._runs_on()
        answer = Answer(option=options[number - 1].id) if number <= len(options) else None
        self.choice = Choice(number, answer)
        self._shows_decision()

    def _shows_decision(self) -> None:
        if self.compact and self.pane().id != "decide":
            self._goes_to(self.query_one(DecisionPane).id or "")
        self.say("")

    def action_commit(self) -> None:
        """Gives the marked answer; where it has no words yet, asks for them."""
        front, choice = self._front(), self.choice
        if front is None or not choice.number:
            self.say(
                self.keys.says("mark an answer first: {drill.decide}, then 1 to 9") if front else "",
                wrong=True,
            )
        elif choice.answer is not None:
            answer = choice.answer
            if self.tries(
                lambda: self.conduct.answer(front.decision.id, answer), f"{front.decision.id}: committed"
            ):
                self.choice = Choice()
                self.draw()
        elif self.tries(
            self.conduct.answer_begins
        ):  # the moment at which the room has answered, however long it is written
            if choice.number == len(front.decision.options) + 1:
                self.steps(self._writes_in(front, choice.number))
            else:
                self.ask("what the room says", partial(self._talk_only, front))

    async def _writes_in(self, window: Window, number: int) -> None:
        try:
            acts = await asking.write_in(self)
        except Left:
            self._runs_on()
            raise
        if not self._still(window):
            return
        if not acts:
            self.choice = Choice(number + 1)
            self.action_commit()
            return
        self.choice = Choice(number, Answer(write_in=acts))
        self.say(self.keys.says("{drill.commit} commits what was written in"))

    def _talk_only(self, window: Window, said: str) -> None:
        if not said:
            self._runs_on()
        elif self._still(window):
            self.choice = Choice(self.choice.number, Answer(talk_only=said))
            self.action_commit()

    def _still(self, window: Window) -> bool:
        """Whether the question that an answer was begun for is still the one that is asked."""
        if window is self._front():
            return True
        self.say(f"{window.decision.id} has ended meanwhile: its answer is not given", wrong=True)
        return False

    def _runs_on(self) -> None:
        """An answer that was begun is left: T+ runs on, where it ran."""
        self.tries(self.conduct.answer_left)

    def action_back(self) -> None:
        """Leaves the field, or the answer that is marked: the room keeps talking."""
        if self._command().asks:
            self.back_to_the_pane()
            self._command().leave()
        self._runs_on()
        self.choice = Choice()
        self.say("")

    def action_thinking(self) -> None:
        """The room says how long thinking takes; nothing said: the model's own draw."""
        if self.choice.answer is None:
            self.say(self.keys.says("mark an answer first: {drill.decide}, then 1 to 9"), wrong=True)
        else:
            self.ask("thinking, in seconds or as 1:30; empty for the model's draw", self._thinks)

    def _thinks(self, said: str) -> None:
        seconds = seconds_of(said)
        if said and seconds is None:
            self.say(f"{said!r} is no time; write seconds, or minutes and seconds as 1:30", wrong=True)
        elif self.choice.answer is not None:
            answer = Answer(
                self.choice.answer.option,
                self.choice.answer.write_in,
                self.choice.answer.talk_only,
                seconds,
                self.choice.answer.rationale,
            )
            self.choice = Choice(self.choice.number, answer)
            self.draw()

    def action_press(self) -> None:
        """The question is put under time pressure."""
        front = self._front()
        if front is None:
            self.say("no question is open", wrong=True)
        else:
            name = front.decision.id
            if self.tries(lambda: facilitator.press(self.conduct, name)):
                runs = "runs while the room talks" if self.conduct.clock.pressed else "runs once all is read"
                self.say(f"{name}: T+ {runs}")

    def action_no_decision(self) -> None:
        """The question ends without an answer."""
        front = self._front()
        if front is None:
            self.say("no question is open", wrong=True)
        else:
            name = front.decision.id
            self._asks(
                "No decision",
                f"End {name} without a decision?",
                lambda: self.tries(lambda: self.conduct.no_decision(name), f"{name}: no decision"),
            )


def seconds_of(said: str) -> float | None:
    """`90`, `1:30`; None where it is no time."""
    head, _, tail = said.rpartition(":")
    if not tail.isdigit() or (head and not head.isdigit()):
        return None
    return 60.0 * int(head or 0) + int(tail)
