"""Ctrl-C as a wish that is looked at between chunks, instead of an exception that may strike anywhere.

A KeyboardInterrupt in the middle of copying a chunk, or of starting a process, would leave either half
done. So as long as a pool is open SIGINT only sets a mark; a second one changes nothing, and gives no
traceback. Only while this process itself plays a chunk is it raised there and then, once, since a chunk
given up halfway leaves nothing behind.

Python hands signals to the main thread alone: elsewhere this does nothing, and `stop` of the pool is the
way. It works too for a process that a script put in the background, which starts with SIGINT ignored:
whoever sends it one, means it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self, TypeVar

Result = TypeVar("Result")


class InterruptWatch:
    """From entering to leaving, SIGINT sets `is_interrupted`."""

    def __init__(self) -> None:
        self.is_interrupted = False
        self._playing = False
        self._before: Callable[[int, FrameType | None], object] | int | None = None
        self._installed = False

    def __enter__(self) -> Self:
        """Take over SIGINT, if this is the main thread."""
        self._installed = threading.current_thread() is threading.main_thread()
        if self._installed:
            self._before = signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give SIGINT back."""
        if self._installed:
            signal.signal(signal.SIGINT, signal.SIG_DFL if self._before is None else self._before)

    def run_unless_interrupted(self, play: Callable[[], Result]) -> Result | None:
        """What `play` returns, or None as soon as SIGINT comes."""
        try:
            self._playing = True
            answer = play()
            self._playing = False
        except KeyboardInterrupt:
            self.is_interrupted = True
            return None
        finally:
            self._playing = False
        return answer

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.is_interrupted = True
        if self._playing:
            self._playing = False
            raise KeyboardInterrupt
