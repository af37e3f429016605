"""Plays an exercise at a terminal or in a browser, for the tests of both."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from scenarios.library import open_exercise

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds until a test gives up
POLL = 0.05  # seconds between two looks
TO_T0 = 15  # keys, at most, from the library
MOST = 200  # keys, at most, from T0 to the hot wash
EXERCISE = "EXERCISE"
WRONG = ("Traceback", "Error:")
PANES = {
    "Time": "Home End",
    "Said and done": "Enter add text",
    "Ratings": "P S M U rate",
    "Alert and room": "r run 1,000",
    "What if": "Enter run it",
    "Improve": "+ new",
}
"""Panes of the hot wash, and the keys that are shown for each."""

OF_THE_ROOM = re.compile(r"room \d+:\d\d|[Tt]alked \d+:\d\d|\d+:\d\d left|\d+ (min )?(ahead|behind)|[█░ ]")
FAR = "Go there?"
ENDS = re.compile(r"\bE ends (this module|the module|it)\b")
"""What the desk says where nothing more comes."""
SAID = "what the team says:"
ANSWER = re.compile(r"^[║│] [ >](\d) [^(]", re.MULTILINE)
"""An answer that can be given; a reason why not stands in brackets."""


def of_this_checkout(home: Path) -> dict[str, str]:
    """Environment variables with which a Python started with -P finds the code that is tested. home: where sessions are kept."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {"ALLCALL_HOME": str(home), "PYTHONPATH": path}


class Seat(Protocol):
    """A screen and its keys."""

    def text(self) -> str:
        """What is shown, line by line."""

    def press(self, key: str) -> None:
        """Presses a key: a character, or Enter, Tab, Space, Down, Ctrl+Q."""


class Player:
    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.keys = 0
        self.exercise = False  # whether each screen that is waited for has to say EXERCISE

    def until(self, there: Callable[[str], bool], what: str) -> str:
        give_up = time.monotonic() + PATIENCE
        shown = self.seat.text()
        while not there(shown) or (self.exercise and EXERCISE not in shown):
            assert not any(word in shown for word in WRONG), shown
            assert time.monotonic() < give_up, f"no {what} in\n{shown}"
            time.sleep(POLL)
            shown = self.seat.text()
        return shown

    def settled(self) -> str:
        """What is shown once it holds still: a terminal may be looked at with half of a question drawn."""
        before = ""
        shown = self.seat.text()
        while still(shown) != still(before):
            time.sleep(POLL)
            before, shown = shown, self.seat.text()
        return shown

    def sees(self, words: str) -> str:
        return self.until(lambda shown: words in shown, words)

    def press(self, key: str, then: str) -> str:
        self.keys += 1
        self.seat.press(key)
        return self.sees(then)

    def press_until_gone(self, key: str, words: str) -> str:
        self.keys += 1
        self.seat.press(key)
        return self.until(lambda shown: words not in shown, f"end of {words!r}")

    def chooses(self, exercise: str) -> None:
        title = f"> {open_exercise(exercise).exercise.title} ·"
        shown = self.until(lambda now: marked(now) != "", "marked line")
        while title not in shown:
            before = marked(shown)
            self.seat.press("Down")  # not counted: exercises that ended before stand above it
            shown = self.until(lambda now: marked(now) not in ("", before), "other line marked")  # noqa: B023
        self.press("Enter", "Prepare: ")

    def briefs(self) -> None:
        shown = self.press("Enter", "card 1 of")
        self.exercise = True
        cards = int(shown.partition("card 1 of ")[2].split()[0])
        for card in range(2, cards + 1):
            self.press("Space", f"card {card} of")
        self.press("Space", "T+00:00")
        assert self.keys <= TO_T0, f"{self.keys} keys to T0"

    def turns_to_the_desk(self) -> str:
        """From the room's face, with which everything begins; it asks, as the room may see this. Returns the screen."""
        self.until(lambda shown: "What you know" in shown and "Decision" not in shown, "participant view")
        self.press("v", "participants will see")
        return self.press("Enter", "Decision")

    def plays(self) -> None:
        """From T0 to the hot wash, with the first answer that can be given to each question."""
        shown = self.sees("Decision")
        begun = self.keys
        while "HOT WASH" not in shown:
            assert self.keys - begun < MOST, shown
            if FAR in shown:
                self.press_until_gone("Enter", FAR)
            elif "1-9 select" in shown:
                self.decides(self.settled())
            elif ENDS.search(shown):
                self.press("E", "End module")
                self.press_until_gone("Enter", "End module")
            else:
                self.goes_on(shown)
            shown = self.until(lambda now: any(word in now for word in ("Decision", "HOT WASH", FAR)), "desk")

    def comes_to_a_question(self) -> str:
        """From T0 to the first question. Returns the screen."""
        shown = self.turns_to_the_desk()
        while "1-9 select" not in shown:
            shown = self.goes_on(shown)
        return shown

    def goes_on(self, shown: str) -> str:
        before = still(shown)
        self.keys += 1
        self.seat.press("n")
        return self.until(lambda now: still(now) != before, "effect of n")

    def decides(self, shown: str) -> None:
        """Marks the first answer that can be given, and commits it. A question without answers is a discussion."""
        answer = ANSWER.search(shown)
        assert answer is not None, shown
        if answer[0].endswith("1 W") and "1 Write in" in shown:
            self.press("2", SAID)
            self.press("y", f"{SAID} y")
            self.press_until_gone("Enter", SAID)
            return
        self.press(answer[1], "Enter commit,")
        self.press_until_gone("Enter", "Enter commit,")

    def looks_back(self) -> None:
        shown = self.sees("Tab panes")
        for keys in PANES.values():
            if keys not in shown and not (keys == PANES["Time"] and is_wide(shown)):
                shown = self.press("Tab", keys)
        self.press("g", "EXERCISE: ")
        self.sees("s save")


def marked(shown: str) -> str:
    return next((line for line in shown.splitlines() if line.startswith("> ")), "")


def is_wide(shown: str) -> bool:
    """Whether the chart of the hot wash stands above the other panes and is none of the tabs."""
    return " Time  Log" not in shown


def still(shown: str) -> str:
    return OF_THE_ROOM.sub("", shown)
