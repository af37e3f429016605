"""Makes the pictures of the README, from the real thing: `./run python docs/make_pictures.py`.

A shipped exercise is begun on the desk and played to its third question, with the answers of its script; then the same exercise is played
to its end for a figure and a page of its report. The day and the clock on the wall are fixed, so the same version makes the same pictures.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from reports.after_action import after_action
from reports.documents.to_pdf import pages_of
from scenarios.exercise_library import open_script
from scenarios.script import Script
from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.decisions import Answer
from sim.drill.headless import Headless
from sim.drill.heard import reads_on
from sim.drill.setup import Setup
from sim.drill.split import split, thousand
from tui.app import Allcall
from tui.glyphs import UTF8
from tui.reporting import Wanted, facts_of
from tui.screens.drill import Drill
from tui.session import Session, started

HERE = Path(__file__).parent / "pictures"
SCRIPT, SEED = "active-assailant", 34
DAY = datetime(2026, 9, 1, 10, 0)
QUESTION = "D3"
DESK, ROOM = (120, 40), (80, 24)
TALKED = 70.0  # seconds of the room, before the picture is taken
REPLICATIONS = 200
PAGE = 5  # of the report: maps of the campus, and the log


def begun(folder: Path) -> tuple[Session, Script]:
    """The exercise in its first played part."""
    script, opened = open_script(SCRIPT)
    setup = Setup(script.exercise, SEED, dict.fromkeys(script.played, ""))
    return started(opened, setup, folder, DAY), script


def to_the_question(conduct: Conduct, script: Script) -> None:
    """Plays on until it is asked, with the answers of the script."""
    answers = {one.decision: one for one in script.answers}
    conduct.next_segment()
    while conduct.state.front is None or conduct.state.front.decision.id != QUESTION:
        front = conduct.state.front
        if front is None:
            reads_on(conduct) or conduct.jump()
            continue
        given = answers[front.decision.id]
        conduct.pass_room_time(given.talked)
        conduct.answer(front.decision.id, Answer(given.option, rationale=given.rationale or ""))


async def faces(folder: Path) -> None:
    """The desk and the room's face at the same moment."""
    session, script = begun(folder)
    to_the_question(session.conduct, script)
    session.conduct.pass_room_time(TALKED)
    for name, size, on_the_room in (("desk", DESK, False), ("room", ROOM, True)):
        app = Allcall(folder, lambda face=on_the_room: Drill(face), lambda: 0.0, lambda: DAY, UTF8)
        app.session = session
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            (HERE / f"{name}.svg").write_text(app.export_screenshot(title="Allcall"), encoding="utf-8")


def report(folder: Path) -> None:
    """A figure, and a page of the report."""
    script, opened = open_script(SCRIPT)
    session = started(opened, Setup(script.exercise, SEED, dict.fromkeys(script.played, "")), folder, DAY)
    conduct = session.conduct
    Headless(conduct, script).plays_on()
    after = After(conduct)
    found = split(thousand(after.state), after.one_play, REPLICATIONS)
    facts = facts_of(session.journal, session.path, after, found, Wanted())
    (HERE / "figure.svg").write_bytes(facts.pictures["shares"].svg)
    (HERE / "report.png").write_bytes(pages_of(after_action(facts), 80.0)[PAGE - 1])
    session.close()


def main() -> None:
    """All of them."""
    HERE.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        asyncio.run(faces(Path(folder)))
        report(Path(folder))


if __name__ == "__main__":
    main()
