"""A scripted exercise with twelve phones, killed while they vote: `python -m tests.tui.web.killed_room FOLDER VOTES`.

Prints how many votes were acknowledged before the kill. What was acknowledged is in the journal, and every seat has its token.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sim.exercise.events import VoteCast
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.sessions import reopen_session
from tests.tui.web.namespace import ADDRESS
from tests.tui.web.room_clients import Device

PORT, PHONES = 8411, 12


async def play(phone: Device, key: str, note: Callable[[str], None]) -> None:
    """Joins with the key, then votes whenever it is asked, again and again."""
    assert (await phone.post("/join", {"key": key}))[0] == 200
    async with phone.watching() as screen:
        while True:
            _, data = await screen.next()
            view = data.get("view", {})
            asking = view.get("question", {}).get("asking")
            if asking and "own" not in view:
                body = {"asking": asking, "vote": os.urandom(16).hex(), "option": "else", "sure": 1}
                if (await phone.post("/vote", body))[0] == 200:
                    note(body["vote"])


async def play_until(process: subprocess.Popen[str], key: str, votes: int) -> tuple[list[str], list[str]]:
    """Kills the exercise once so many votes were acknowledged. Returns the tokens of the phones, and the votes."""
    acknowledged: list[str] = []

    def note(vote: str) -> None:
        acknowledged.append(vote)
        if len(acknowledged) == votes:
            process.send_signal(signal.SIGKILL)

    phones = [Device(PORT, f"{ADDRESS}:{PORT}", ADDRESS) for _ in range(PHONES)]
    await asyncio.gather(*(play(phone, key, note) for phone in phones), return_exceptions=True)
    for phone in phones:
        await phone.client.close()
    assert len(acknowledged) >= votes
    return [token for phone in phones for token in phone.cookies.values()], acknowledged


def main(folder: Path, votes: int) -> None:
    journal = folder / "x.journal"
    command = [sys.executable, "-P", "-m", "tui", "drill", "active-assailant", "--script", "active-assailant"]
    command += ["--journal", str(journal), "--room", "--address", ADDRESS, "--port", str(PORT)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    lines: list[str] = []
    while not lines or not lines[-1].startswith("phones: "):
        lines.append(process.stderr.readline())
        assert lines[-1], lines
    tokens, acknowledged = asyncio.run(play_until(process, lines[-1].strip().rpartition("#k=")[2], votes))
    process.wait()
    opened, _ = reopen_session(journal)
    kept = {one.event.vote for one in opened.entries() if isinstance(one.event, VoteCast)}
    opened.close()
    lost = {*acknowledged} - kept
    assert not lost, lost
    records = PhoneRecords(journal)
    seats = {records.find_seat(token) for token in tokens}
    assert seats == {*range(1, PHONES + 1)}, seats
    sys.stdout.write(f"{len(acknowledged)} acknowledged, {len(kept)} kept, {len(seats)} seats\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
