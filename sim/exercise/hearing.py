"""Messages that the school sent to many, and when they were heard, read off a trace.

An instruction is a message of the school that says what to do: a PA announcement, a radio call of the office, and a radio call or app alert
that carries an instruction. It is heard once half of the staff who did not know when it first went out, and did not learn of the emergency
in another way before, have learned of it by such a message. A channel counts as a means once a member of staff has heard an instruction
by it. Push, text and email are one channel, the app.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from sim.model.channels import APP, list_channels
from sim.model.tables import Tables
from sim.model.trace import Channel, EventKind, Row

Means: TypeAlias = Literal["PA", "radio", "app"]

APP_CHANNELS = list_channels(APP)
MEANS_OF: Mapping[int, Means] = {Channel.PA: "PA", Channel.RADIO: "radio", **dict.fromkeys(APP_CHANNELS, "app")}


@dataclass(frozen=True)
class Message:
    """Something that the school told many. sent, arrives: T+ at which it begins and is first heard; is_instruction: it says what to do."""

    means: Means
    sender: int
    sent: float
    arrives: float
    is_instruction: bool


@dataclass(frozen=True)
class Hearing:
    """How messages were heard. at: T+ at which half of the staff who did not know have; infinite if never. reached: who learned by them
    until then, of `unaware`, who did not know when the first one went out. means: T+ at which each channel was first heard.
    """

    at: float
    reached: int
    unaware: int
    means: Mapping[Means, float]


class Messages:
    """The messages in a trace, and who heard them."""

    def __init__(self, rows: Iterable[Row], tables: Tables) -> None:
        self.tables = tables
        kinds = (EventKind.SENT, EventKind.AWARE, EventKind.INSTRUCTED, EventKind.ABSENT)
        rows = [row for row in rows if row[1] in kinds]
        is_staff = range(tables.staff_count).__contains__
        self._sent = [row for row in rows if row[1] == EventKind.SENT and row[3] in MEANS_OF]
        self._aware = [row for row in rows if row[1] == EventKind.AWARE and is_staff(row[2])]
        self._instructed = [row for row in rows if row[1] == EventKind.INSTRUCTED and is_staff(row[2])]
        self._absent = sum(row[1] == EventKind.ABSENT for row in rows)

    @cached_property
    def all(self) -> list[Message]:
        """In the order in which they went out."""
        return [self._describe(row) for row in self._sent]

    @cached_property
    def instructions(self) -> list[Message]:
        """Those that say what to do."""
        return [one for one in self.all if one.is_instruction]

    def _describe(self, row: Row) -> Message:
        time, _, sender, channel, _, _ = row
        means = MEANS_OF[channel]
        arrives = time + (self.tables.means.reading if means == "PA" else 0.0)
        is_of_office = means == "PA" or (means == "radio" and sender == self.tables.psap.office)
        return Message(means, sender, time, arrives, is_of_office or self._carries_instruction(means, time))

    def _carries_instruction(self, means: Means, sent: float) -> bool:
        if means == "radio":
            return any(row[0] == sent for row in self._instructed)
        by_app = {row[:1] + row[2:3] for row in self._aware if row[3] in APP_CHANNELS}
        return any(row[:1] + row[2:3] in by_app for row in self._instructed)

    def hear(self, messages: Sequence[Message]) -> Hearing:
        """How these were heard, taken as one. messages: at least one."""
        begins = messages[0].sent
        unaware = self.tables.staff_count - self._absent - sum(row[0] < begins for row in self._aware)
        later = [row for row in self._aware if row[0] >= begins]
        learned = Counter(row[0] for row in later)
        by_these = Counter(row[0] for row in later if self._is_heard(row, messages))
        heard = {time for one in messages for time in self._iterate_heard(one)}
        at, reached, left = math.inf, 0, unaware
        for time in sorted(heard | learned.keys()):
            reached += by_these[time]
            left -= learned[time] - by_these[time]
            if time in heard and 2 * reached >= left:
                at = time
                break
        return Hearing(at, reached, unaware, self._find_means(messages))

    def _is_heard(self, row: Row, messages: Sequence[Message]) -> bool:
        means = MEANS_OF.get(row[3])
        return any(one.means == means and self._is_its_time(one, row[0]) for one in messages)

    def _is_its_time(self, message: Message, time: float) -> bool:
        """A spoken message is heard by all at one instant, the app's alert from then on."""
        return time >= message.arrives if message.means == "app" else time == message.arrives

    def _iterate_heard(self, message: Message) -> Iterator[float]:
        """T+ at which staff heard it: learned by it, or were instructed by it."""
        yield from (row[0] for row in self._aware if self._is_heard(row, [message]))
        if message.means != "app":
            yield from (row[0] for row in self._instructed if row[0] == message.arrives)

    def _find_means(self, messages: Sequence[Message]) -> dict[Means, float]:
        found: dict[Means, float] = {}
        for one in messages:
            for time in self._iterate_heard(one):
                found[one.means] = min(time, found.get(one.means, math.inf))
        return found
