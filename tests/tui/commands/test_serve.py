"""The screens in a browser, over the wire: one tab owns the exercise, a reload resumes, a killed server leaves nothing behind."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from tests.tui.application import awaited
from tests.tui.commands.server_process import PATIENCE, address, find_free_port, read_address, start

__all__ = ["address"]  # the fixture

pytestmark = pytest.mark.slow


Socket = aiohttp.ClientWebSocketResponse


async def tab(client: aiohttp.ClientSession, address: str) -> Socket:
    origin = address.partition("/?")[0]
    await client.get(address)
    return await client.ws_connect(f"{origin}/ws?width=80&height=24", headers={"Origin": origin})


async def draws(socket: Socket, text: bytes) -> None:
    drawn = b""
    async with asyncio.timeout(PATIENCE):
        async for message in socket:
            drawn += message.data if isinstance(message.data, bytes) else str(message.data).encode()
            if text in drawn:
                return
    raise AssertionError(f"closed before {text!r}")


@awaited
async def test_one_tab_owns_the_exercise_and_a_reload_resumes(address: str) -> None:
    async with aiohttp.ClientSession() as client:
        one = await tab(client, address)
        await draws(one, b"tabletop")
        await one.send_json(["stdin", "\r"])
        await draws(one, b"Prepare")
        await one.send_json(["stdin", "\r"])
        await draws(one, b"Who is here")
        two = await tab(client, address)
        await draws(two, b"In use")
        await one.close()
        await draws(two, b"Who is here")
        await two.close()
        again = await tab(client, address)
        await draws(again, b"Who is here")
        await again.close()


@awaited
async def test_a_killed_server_leaves_no_tab_and_the_next_one_goes_on_at_once(tmp_path: Path) -> None:
    server = start(port := find_free_port(), tmp_path)
    async with aiohttp.ClientSession() as client:
        one = await tab(client, read_address(server, port))
        await draws(one, b"tabletop")
        tabs = find_tabs(tmp_path)
        server.kill()
        server.communicate(timeout=PATIENCE)
        async with asyncio.timeout(PATIENCE):
            while any(map(is_running, tabs)):
                await asyncio.sleep(0)
    assert tabs
    server = start(port, tmp_path)
    async with aiohttp.ClientSession() as client:
        one = await tab(client, read_address(server, port))
        await draws(one, b"tabletop")
        await one.close()
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=PATIENCE)


def find_tabs(home: Path) -> list[int]:
    """The processes that work in a folder and show a tab."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if b"tui.launcher" in command and (process / "cwd").resolve() == home.resolve():
                found.append(int(process.name))
    return found


def is_running(process: int) -> bool:
    """Whether it has not ended; one that nobody has waited for has."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
