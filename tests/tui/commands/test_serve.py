"""The screens in a browser, over the wire: pages of others are refused, one tab owns the exercise, a reload lands where it was."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.tui.application import awaited
from tests.tui.terminal_session import of_this_checkout

PATIENCE = 60.0  # seconds until a test gives up

pytestmark = pytest.mark.slow


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where it is served, with sessions in a folder of the test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-P", "-m", "tui", "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **of_this_checkout(tmp_path)},
    )
    assert server.stdout is not None
    assert server.stdout.readline().startswith(f"http://localhost:{port}")
    yield f"localhost:{port}"
    server.send_signal(signal.SIGINT)
    assert server.wait(PATIENCE) == 0
    server.stdout.close()


Socket = aiohttp.ClientWebSocketResponse


async def tab(client: aiohttp.ClientSession, address: str) -> Socket:
    """A page of ours."""
    url = f"ws://{address}/ws?width=80&height=24"
    return await client.ws_connect(url, headers={"Origin": f"http://{address}"})


async def draws(socket: Socket, text: bytes) -> None:
    """Waits until this is drawn."""
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
async def test_a_page_of_somebody_else_is_refused(address: str) -> None:
    async with aiohttp.ClientSession() as client:
        for headers in ({"Origin": "http://elsewhere.example"}, {}):
            answer = await client.get(f"http://{address}/ws", headers=headers)
            assert answer.status == 403
