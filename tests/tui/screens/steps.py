"""Slow tests of steps on the screens of an application."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.application import SIZES, settled
from tui.app import Allcall
from tui.session import Session

Steps = Callable[..., Awaitable[None]]


def on_screen(
    make: Callable[[Path], Allcall],
    size: tuple[int, int] = SIZES[0],
    ready: Callable[[Pilot[Any]], Awaitable[None]] = settled,
) -> Callable[[Steps], Callable[..., None]]:
    """Makes a slow test of steps, which get the application that is made in a folder, its pilot, and fixtures by their names."""

    def decorate(steps: Steps) -> Callable[..., None]:
        _, _, *fixtures = signature(steps).parameters.values()

        def run(tmp_path: Path, **given: Any) -> None:
            async def play() -> None:
                app = make(tmp_path)
                async with app.run_test(size=size) as pilot:
                    await ready(pilot)
                    await steps(app, pilot, **given)

            asyncio.run(play())

        folder = Parameter("tmp_path", Parameter.POSITIONAL_OR_KEYWORD)
        run.__name__, run.__doc__ = steps.__name__, steps.__doc__
        run.__signature__ = Signature([folder, *fixtures])  # type: ignore[attr-defined]
        marked: Callable[..., None] = pytest.mark.slow(run)
        return marked

    return decorate


def session_of(app: Allcall) -> Session:
    assert app.session is not None
    return app.session
