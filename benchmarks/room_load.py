"""A room under its whole load: `python -m benchmarks.room_load FOLDER` prints the figures as JSON.

The facilitator's terminal goes on in this process, on its own screen and with its journal on the disk. A hundred phones and three walls are
on; a phone and two of the walls are pages of Chromium, whose painting is measured, and the rest are in `room_crowd`. There, too, are twenty
screens that never read and fifty requests that never end. A thousand plays compute. Within one second all phones vote.
"""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import SeatKind
from sim.exercise.journal import FileJournal
from sim.exercise.room_stage import Stage
from sim.exercise.seats import MAX_SEATS
from sim.exercise.sessions import build_header
from tests.chromium import CHROMIUM
from tests.sim.exercise.exercises import SEED, asked, known, opened, play_seconds
from tests.tui.application import session_in_memory
from tests.tui.web.namespace import ADDRESS
from tui.app import Allcall
from tui.background_effects import BackgroundEffects
from tui.screens.exercise import ExerciseScreen
from tui.session import Session
from tui.web.live_room import LiveRoom, digest_wall
from tui.web.room_address import RoomSettings, open_place
from tui.web.room_server import name_cookie

PORT, PUSHES, EVERY = 8080, 60, 0.3
WALLS, UNREAD, IDLE = 3, 20, 50
ROLES = ("principal", "assistant-principal", "secretary", "nurse", "teacher", "")
SIZES = {"wall": {"width": 1920, "height": 1080}, "phone": {"width": 390, "height": 844}}
PAINTED = """
window.painted = [];
let was = null;
const look = () => {
    const is = document.body.classList.contains('covered');
    if (is === was) return;
    was = is;
    requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => window.painted.push((performance.timeOrigin + performance.now()) / 1000);
        after.port2.postMessage(0);
    });
};
addEventListener('DOMContentLoaded', () => {
    new MutationObserver(look).observe(document.body, {attributes: true, attributeFilter: ['class']});
});
"""
"""Notes when a page was painted, covered or not, in seconds since 1970."""


def percentile(values: list[float], share: float = 0.99) -> float:
    return sorted(values)[min(len(values) - 1, round(share * len(values)))]


def start_app(folder: Path) -> Allcall:
    """The facilitator's terminal at a question that is voted on, with its journal on the disk."""
    path = folder / "x.journal"
    journal = FileJournal.create(path, build_header(opened(), SEED))
    for entry in asked("D3").journal.entries():
        journal.append(entry.room_time, entry.incident_time, entry.kind, json.loads(entry.payload))
    app = Allcall(folder, ExerciseScreen, place=open_place(RoomSettings(PORT, ADDRESS)))
    app.session = Session(Conductor(opened(), journal), journal, path)
    return app


def measure_plays(folder: Path) -> tuple[BackgroundEffects, Session]:
    """A thousand plays of a decision begin, in a process of their own, as they do while an exercise goes on."""
    conductor = asked("D3")
    conductor.submit_decision("D3", DecisionResponse(option=opened().exercise.decisions[2].options[0].id))
    play_seconds(conductor, 60)
    effects = BackgroundEffects()
    session = session_in_memory(opened(), SEED, conductor.journal.entries(), folder / "plays.journal")
    effects.update(session)
    return effects, session


async def open_page(browser: Browser, kind: str, address: str) -> Page:
    context = await browser.new_context(viewport=SIZES[kind])  # type: ignore[arg-type]
    await context.add_init_script(PAINTED)
    page = await context.new_page()
    await page.goto(address)
    await page.wait_for_selector("main[data-stage]")
    return page


async def start_crowd(live: LiveRoom, tickets: list[str]) -> Process:
    command = [sys.executable, "-P", "-m", "benchmarks.room_crowd", str(PORT)]
    crowd = await asyncio.create_subprocess_exec(*command, stdin=-1, stdout=-1)
    live.records.keep_walls([digest_wall("crowd", is_here=True)])
    cookie = f"{name_cookie(live)}-wall=crowd"
    await tell(crowd, json.dumps({"tickets": tickets, "wall": cookie, "unread": UNREAD, "idle": IDLE}))
    assert await hear(crowd) == "ready"
    return crowd


async def tell(crowd: Process, line: str) -> None:
    assert crowd.stdin is not None
    crowd.stdin.write(f"{line}\n".encode())
    await crowd.stdin.drain()


async def hear(crowd: Process) -> str:
    assert crowd.stdout is not None
    return (await crowd.stdout.readline()).decode().strip()


async def press(app: Allcall, screen: ExerciseScreen) -> tuple[float, float]:
    """Presses the key that makes every screen black, or ends it. Returns the seconds until the terminal has drawn it.

    Then those in which this process had a core: the rest is what others on this computer take.
    """
    begun, used, was, drawn = time.monotonic(), time.thread_time(), screen.black, asyncio.Event()
    app.simulate_key("b")
    while screen.black == was:
        await asyncio.sleep(0.001)
    screen.call_after_refresh(drawn.set)
    await drawn.wait()
    return time.monotonic() - begun, time.thread_time() - used


async def push(app: Allcall, pages: list[Page], crowd: Process) -> tuple[list[float], list[tuple[float, float]]]:
    """Seconds from each key until each of the pages was painted, and until the terminal was. A third of the way on, the crowd votes."""
    screen = next(one for one in app.screen_stack if isinstance(one, ExerciseScreen))
    for page in pages:
        await page.evaluate("window.painted.length = 0")
    sent, keys, found = list[float](), list[tuple[float, float]](), list[float]()
    for number in range(PUSHES):
        if number == PUSHES // 3:
            await tell(crowd, "vote")
        sent.append(time.time())
        keys.append(await press(app, screen))
        await asyncio.sleep(max(0.0, sent[-1] + EVERY - time.time()))
    for page in pages:
        painted: list[float] = await page.evaluate("window.painted")
        assert len(painted) == PUSHES, len(painted)
        found += [there - here for here, there in zip(sent, painted, strict=True)]
    return found, keys


async def measure(app: Allcall, browser: Browser, folder: Path) -> dict[str, Any]:
    """Seconds, and shares of a core."""
    live = known(app.room)
    while live.stage != Stage.VOTES:
        live.step()
    roles = (ROLES[number % len(ROLES)] for number in range(MAX_SEATS))
    invited = [live.invite(SeatKind.PARTICIPANT, (role,) if role else ()) for role in roles]
    addresses = [("phone", invited.pop()), *(("wall", "") for _ in range(WALLS - 1))]
    pages = [await open_page(browser, kind, address or live.wall_address) for kind, address in addresses]
    crowd = await start_crowd(live, [address.rpartition("=")[2] for address in invited])
    plays, session = measure_plays(folder)
    begun, used = time.monotonic(), time.thread_time()
    painted, keys = await push(app, pages, crowd)
    share = (time.thread_time() - used) / (time.monotonic() - begun)
    are_computing = not plays.update(session)
    plays.close()
    voted = json.loads(await hear(crowd))
    assert len(live.conductor.state.ballots.askings[-1].voters) == MAX_SEATS - 1
    live.conductor.freeze()
    told = time.monotonic()
    live.publish(app.session.build_frame() if app.session else live.frame)
    stopped = [at - told for at in json.loads(await hear(crowd))]
    await crowd.wait()
    return {
        "key until painted on phone and walls, median": percentile(painted, 0.5),
        "key until painted on phone and walls, p99": percentile(painted),
        "key until the terminal has drawn it, p99": percentile([wall for wall, _ in keys]),
        "the same in processor time, p99": percentile([used for _, used in keys]),
        "vote until acknowledged, p99": percentile(voted),
        "STOP until it is on the last of 100 screens": max(stopped),
        "server and terminal, share of a core": share,
        "plays were computing to the end": are_computing,
        "load of the computer": os.getloadavg()[0],
    }


async def main(folder: Path) -> None:
    app = start_app(folder)
    async with app.run_test(size=(120, 40)), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        while app.room is None:
            await asyncio.sleep(0.01)
        found = await measure(app, browser, folder)
        await browser.close()
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
