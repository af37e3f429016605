"""Ctrl-C and SIGTERM as a mark that is checked between chunks, so that no copy and no process start is left half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

SIGNALS = (signal.SIGINT, signal.SIGTERM)

Result = TypeVar("Result")


class InterruptWatch:
    """While open, SIGINT and SIGTERM set `is_interrupted` instead of ending the program, also of a watch that was open before.

    Off the main thread it does nothing.
    """

    def __init__(self) -> None:
        self.is_interrupted = False
        self._is_playing = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Takes over the signals, if this is the main thread."""
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        self._before = {}

    def run_unless_interrupted(self, play: Callable[[], Result]) -> Result | None:
        """The result of `play`, or None as soon as a signal comes."""
        try:
            self._is_playing = True
            result = play()
            self._is_playing = False
        except KeyboardInterrupt:
            self.is_interrupted = True
            return None
        finally:
            self._is_playing = False
        return result

    def _mark(self, number: signal.Signals) -> None:
        """Marks this watch, and those around it: a part that is stopped stops the whole."""
        self.is_interrupted = True
        around = getattr(self._before.get(number), "__self__", None)
        if isinstance(around, InterruptWatch):
            around._mark(number)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._mark(signal.Signals(number))
        if self._is_playing:
            self._is_playing = False
            raise KeyboardInterrupt
