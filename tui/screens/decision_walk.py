"""The walk through the decisions in the hot wash: the card on the projector, the phones' guesses, both plans played, the truth.

Each decision is a step. Its other answer is played once, in a thread of the screen. What was guessed stays with its card.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from textual.timer import Timer

from reports.room.decision_cards import DecisionCard, build_decision_cards
from reports.room.guesses import CardStage, Guesses, compare_queue
from sim.exercise.replay import WhatIf
from sim.exercise.state import State
from tui.app import Allcall
from tui.keymap import KeyMap
from tui.widgets.chart import HotWashData

if TYPE_CHECKING:
    from reports.room.hot_wash_plans import PlanPlayer
    from tui.web.live_room import LiveRoom

PLAY_SECONDS, PLAYS_IN = 0.2, 12.0
"""Between two pictures of the plans, and for all of them."""
NO_ROOM = "decision cards, guesses and both plans are on the pages of allcall drill --room"


class WalkScreen(Protocol):
    """What the walk asks of the screen of the hot wash."""

    @property
    def allcall(self) -> Allcall: ...
    @property
    def keys(self) -> KeyMap: ...
    @property
    def state(self) -> State: ...
    @property
    def wash(self) -> HotWashData: ...
    def show_detail(self, words: str, /) -> None: ...
    def show_what_if(self, what_if: WhatIf, /) -> None: ...
    def play_option(self, decision: str, option: str, /) -> None: ...
    def draw_chart(self) -> None: ...
    def set_interval(self, interval: float, callback: Callable[[], None], /) -> Timer: ...


class DecisionWalk:
    """wanted: decision and option of the other answer that is to be shown."""

    def __init__(self, screen: WalkScreen) -> None:
        self.screen = screen
        self.wanted = ("", "")
        self._played: dict[tuple[str, str], WhatIf] = {}
        self._unplayable: set[tuple[str, str]] = set()
        self._guesses: dict[str, Guesses] = {}  # of each card that was on the wall
        self._plans: tuple[WhatIf | None, PlanPlayer] | None = None  # on the wall
        self._timer: Timer | None = None

    @property
    def live(self) -> "LiveRoom | None":
        return self.screen.allcall.room

    @property
    def card(self) -> DecisionCard | None:
        """On the wall."""
        return self.live.guesses.card if self.live is not None and self.live.guesses else None

    def _require_room(self) -> "LiveRoom | None":
        if self.live is None:
            self.screen.show_detail(NO_ROOM)
        return self.live

    def show_plans(self) -> None:
        """The plans on the wall follow the cursor."""
        if self.live is None:
            return
        from reports.room.hot_wash_plans import PlanPlayer

        wash = self.screen.wash
        what_if = wash.what_if[0] if wash.what_if else None
        if self._plans is None or self._plans[0] is not what_if:
            self._plans = what_if, PlanPlayer(wash.review, what_if)
        self.live.show_plans(self._plans[1].show(wash.cursor))

    # ---- the card

    def step(self, by: int) -> None:
        """Puts up the next card, or the one before."""
        if self._require_room() is None:
            return
        cards = self._build_cards()
        if not cards:
            self.screen.show_detail("no question with answers was asked")
            return
        ids, shown = [card.id for card in cards], self.card
        start = -1 if by > 0 else len(cards)
        place = by + (ids.index(shown.id) if shown else start)
        self._put_up(cards[min(len(cards) - 1, max(0, place))])

    def _build_cards(self) -> tuple[DecisionCard, ...]:
        effects = self.screen.allcall.effects
        return build_decision_cards(self.screen.state, effects.whole if effects is not None else None)

    def leave_card(self) -> None:
        """Takes the card off the wall; how far it came is kept."""
        self._stop()
        if self.live is not None and self.live.guesses is not None:
            if self.card is not None:
                self._guesses[self.card.id] = self.live.guesses
            self.live.set_guesses(None)

    def _put_up(self, card: DecisionCard) -> None:
        self.leave_card()
        before = self._guesses.get(card.id, Guesses(None))
        stage = CardStage.TRUE if before.is_told else CardStage.CARD
        if self.live is not None:
            self.live.set_guesses(replace(before, card=card, stage=stage))
        self._play_other(card)

    def _has_plans(self, card: DecisionCard) -> bool:
        return bool(card.option) and card.can_play and (card.id, card.option) not in self._unplayable

    def _play_other(self, card: DecisionCard) -> None:
        """The other answer of a card, unless it was played before."""
        self.wanted = card.id, card.option
        if self.wanted in self._played:
            self.screen.show_what_if(self._played[self.wanted])
        elif self._has_plans(card):
            self.screen.play_option(*self.wanted)
        else:
            self.compare()

    def receive(self, what_if: WhatIf) -> None:
        """An answer was played; it is shown if it is still the one that is wanted."""
        key = what_if.decision, what_if.made.option or ""
        self._played[key] = what_if
        if key == self.wanted:
            self.screen.show_what_if(what_if)

    def give_up(self) -> None:
        """The wanted answer cannot be played here: its card is told without plans."""
        self._unplayable.add(self.wanted)

    def compare(self) -> None:
        """The card on the wall with what its other answer changed in this run."""
        card, live = self.card, self.live
        if card is None or live is None or live.guesses is None or self._plans is None:
            return
        if card.can_play:
            played = self._played.get((card.id, card.option))
            compared = self._plans[1].compare() if played and self._plans[0] is played else None
        else:
            compared = compare_queue(card, self.screen.state)
        live.set_guesses(replace(live.guesses, compared=compared))
        self.screen.show_detail(self._describe(card))

    def _describe(self, card: DecisionCard) -> str:
        keys = self.screen.keys
        lead = f"{card.id}, {card.place.at} of {card.place.of}, is on the projector."
        if not card.option:
            return f"{lead} It has no other answer. {keys['wash.play']} shows what came of it."
        plays = "plays both plans" if card.can_play else "shows what came of it"
        return f"{lead} The other answer: {card.other}. {keys['wash.guess']} asks phones, {keys['wash.play']} {plays}."

    def refresh(self) -> None:
        """The card on the wall with effects that are known now."""
        live, old = self.live, self.card
        if live is None or live.guesses is None or old is None:
            return
        card = next(one for one in self._build_cards() if one.id == old.id)
        live.set_guesses(replace(live.guesses, card=card))
        if card.option != old.option:
            self._play_other(card)

    # ---- guesses and plans

    def ask_guesses(self) -> None:
        """Asks phones for a guess, then shows how the guesses spread."""
        live, keys = self._require_room(), self.screen.keys
        if live is None or self._plans is None:
            return
        guesses = live.guesses
        if guesses is None or (guesses.card is None and guesses.stage != CardStage.OPEN):
            try:
                guesses = Guesses(self._plans[1].compare())
            except LookupError as error:
                self.screen.show_detail(str(error))
                return
        if guesses.is_told:
            words = f"the truth is on the projector; {keys['wash.card']} puts up the next decision"
        elif guesses.compared is None:
            words = "there is no other answer to guess about, or it is still being played"
        elif guesses.stage == CardStage.OPEN:
            guesses = guesses.advance(CardStage.SHOWN)
            words = f"guesses are on the projector; {keys['wash.play']} plays both plans, then the truth"
        else:
            guesses = guesses.advance(CardStage.OPEN)
            words = f"phones ask for a guess; {keys['wash.guess']} shows how they spread"
        self._stop()
        live.set_guesses(guesses)
        self.screen.show_detail(words)

    def _turn(self, stage: CardStage) -> None:
        if self.live is not None and self.live.guesses is not None:
            self.live.set_guesses(self.live.guesses.advance(stage))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None

    def play(self) -> None:
        """Plays both plans from onset in a few seconds, or stops them. A card without plans tells at once what came of it."""
        if self._require_room() is None:
            return
        card = self.card
        if self._timer is not None:
            self._stop()
        elif card is not None and not self._has_plans(card):
            self._turn(CardStage.TRUE)
        elif card is not None and (card.id, card.option) not in self._played:
            self.screen.show_detail("the other answer is still being played")
        else:
            self._turn(CardStage.PLAYING)
            self.screen.wash.line, self.screen.wash.cursor = None, 0.0
            self._timer = self.screen.set_interval(PLAY_SECONDS, self.play_on)

    def play_on(self) -> None:
        """To the moment at which the last room knows in both plans, then the end."""
        wash = self.screen.wash
        end = wash.review.chart_end
        last = self._plans[1].all_known_at if self._plans is not None else end
        wash.cursor += last * PLAY_SECONDS / PLAYS_IN
        wash.cursor = end if wash.cursor > last else wash.cursor
        self.screen.draw_chart()
        if wash.cursor >= end and self._timer is not None:
            self._stop()
            self._turn(CardStage.TRUE)
