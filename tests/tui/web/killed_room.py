"""A scripted exercise with twelve phones, killed while they vote: `python -m tests.tui.web.killed_room FOLDER VOTES`.

Prints how many votes were acknowledged before the kill. What was acknowledged is in the journal, and every seat has its token.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp

from sim.exercise.events import VoteCast
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.sessions import reopen_session
from tests.tui.web.namespace import ADDRESS

PORT, PHONES = 8411, 12


class Phone:
    """Joins with the key, then votes whenever it is asked, again and again."""

    def __init__(self, key: str, note: Callable[[str], None]) -> None:
        self.key, self.note = key, note
        self.token = ""

    async def play(self) -> None:
        given = {"Origin": f"http://{ADDRESS}:{PORT}"}
        address = f"http://{ADDRESS}:{PORT}"
        async with aiohttp.ClientSession(headers=given, cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            async with client.post(f"{address}/join", json={"key": self.key}) as got:
                assert got.status == 200, await got.text()
                self.token = next(iter(got.cookies.values())).value
            async with client.get(f"{address}/events", timeout=aiohttp.ClientTimeout()) as stream:
                async for line in stream.content:
                    if line.startswith(b'data: {"run"'):
                        await self._vote(client, address, json.loads(line[6:])["view"])

    async def _vote(self, client: aiohttp.ClientSession, address: str, view: dict[str, object]) -> None:
        question = view.get("question")
        if not isinstance(question, dict) or not question.get("asking") or "own" in view:
            return
        body = {"asking": question["asking"], "vote": os.urandom(16).hex(), "option": "else", "sure": 1}
        async with client.post(f"{address}/vote", json=body) as got:
            if got.status == 200:
                self.note(str(body["vote"]))


async def play_until(process: subprocess.Popen[str], key: str, votes: int) -> tuple[list[Phone], list[str]]:
    """Kills the exercise once so many votes were acknowledged."""
    acknowledged: list[str] = []

    def note(vote: str) -> None:
        acknowledged.append(vote)
        if len(acknowledged) == votes:
            process.send_signal(signal.SIGKILL)

    phones = [Phone(key, note) for _ in range(PHONES)]
    tasks = [asyncio.ensure_future(phone.play()) for phone in phones]
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(acknowledged) >= votes
    return phones, acknowledged


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
    phones, acknowledged = asyncio.run(play_until(process, lines[-1].strip().rpartition("#k=")[2], votes))
    process.wait()
    opened, _ = reopen_session(journal)
    kept = {one.event.vote for one in opened.entries() if isinstance(one.event, VoteCast)}
    opened.close()
    lost = {*acknowledged} - kept
    assert not lost, lost
    records = PhoneRecords(journal)
    seats = {records.find_seat(phone.token) for phone in phones}
    assert seats == {*range(1, PHONES + 1)}, seats
    sys.stdout.write(f"{len(acknowledged)} acknowledged, {len(kept)} kept, {len(seats)} seats\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
