"""The room while a script plays the exercise: it shows each stage for a while, lets in who waits, and waits for votes.

The script runs between two rests, and the server only while the script rests, so nothing happens at once. It begins when the first screen
is there.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from time import monotonic

from sim.exercise.conductor import Conductor
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.room_stage import Stage
from sim.exercise.room_view import build_participant_view
from tui.web.live_room import LiveRoom
from tui.web.room_address import RoomPlace
from tui.web.room_server import serve_room

PACE = 20.0
"""Seconds of the room for each second of a script."""
HOLD_SECONDS, VOTE_SECONDS = 3.0, 30.0
"""How long a stage is shown, and how long votes are waited for."""
BEAT = 0.05


class ScriptedRoom:
    """`open`, then `rest` from the script, then `close`. hold, patience: as above."""

    def __init__(
        self,
        conductor: Conductor,
        place: RoomPlace,
        announce: Callable[[str], None],
        hold: float = HOLD_SECONDS,
        patience: float = VOTE_SECONDS,
    ) -> None:
        path = conductor.journal.path
        assert path is not None
        self.conductor, self.hold, self.patience = conductor, hold, patience
        self.live = LiveRoom(conductor, PhoneRecords(path), place)
        self._place, self._announce = place, announce
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()

    def open(self) -> None:
        """Serves, and waits for the first screen."""
        self._loop.run_until_complete(self._open())

    def rest(self, seconds: float) -> None:
        """Shows where the exercise stands, until the stage is over."""
        self._loop.run_until_complete(self._show(seconds))

    def close(self) -> None:
        self._loop.run_until_complete(self._stack.aclose())
        self._loop.close()

    async def _open(self) -> None:
        live = self.live
        await self._stack.enter_async_context(serve_room(live, self._place))
        live.open_door()
        self._announce(f"projector: {live.wall_address}")
        self._announce(f"phones: {live.phone_address}")
        self._announce("waiting for the first screen (Ctrl-C stops)")
        while not (live.streams or live.door.waiting):
            await asyncio.sleep(BEAT)

    async def _show(self, seconds: float) -> None:
        self._publish()
        live, stage = self.live, self.live.stage
        while stage in (Stage.MESSAGE, Stage.QUESTION, Stage.VOTES, Stage.SPLIT, Stage.CONSEQUENCE):
            await self._wait(self.patience if stage == Stage.VOTES else self.hold, stage)
            if stage == Stage.SPLIT or (live.stage == stage and not live.step()):
                return
            self._publish()
            stage = live.stage
        await self._wait(min(self.hold, seconds / PACE), stage)

    async def _wait(self, seconds: float, stage: Stage) -> None:
        """Serves for so long, or until the stage is another one; whoever comes to the door is let in."""
        until = monotonic() + seconds
        while monotonic() < until and self.live.stage == stage:
            if self.live.door.waiting:
                self.live.let_in()
            await asyncio.sleep(BEAT)

    def _publish(self) -> None:
        state = self.conductor.state
        put_up = self.live.steps.put_up
        self.live.publish(build_participant_view(state, state.player_roles, self.conductor.clock, put_up))
