"""Makes the pictures of the README, from the real thing: `./run python docs/make_pictures.py`.

A shipped exercise is begun on the desk and played to its third question, with the answers of its script; then the same exercise is played
to its end for a figure and a page of its report. The day and the clock on the wall are fixed, so the same version makes the same pictures.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from reports.after_action.report import build_after_action_report
from reports.documents.pdf_writer import render_pages
from scenarios.library import open_script
from scenarios.script import Script
from sim.exercise.conductor import Conductor, read_next
from sim.exercise.counterfactual import build_replication_task, run_counterfactual
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Setup
from sim.exercise.review import Review
from sim.exercise.scripted import ScriptedRun
from tui.app import Allcall
from tui.report_builder import ReportOptions, build_report_data
from tui.screens.exercise import ExerciseScreen
from tui.session import Session, start_session
from tui.terminal.glyphs import UTF8_GLYPHS

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
    return start_session(opened, setup, folder, DAY), script


def to_the_question(conductor: Conductor, script: Script) -> None:
    """Plays on until it is asked, with the answers of the script."""
    answers = {one.decision: one for one in script.answers}
    conductor.next_segment()
    while (
        conductor.state.current_decision is None or conductor.state.current_decision.decision.id != QUESTION
    ):
        front = conductor.state.current_decision
        if front is None:
            read_next(conductor) or conductor.jump()
            continue
        given = answers[front.decision.id]
        conductor.pass_room_time(given.talked)
        conductor.submit_decision(
            front.decision.id, DecisionResponse(given.option, rationale=given.rationale or "")
        )


async def faces(folder: Path) -> None:
    """The desk and the room's face at the same moment."""
    session, script = begun(folder)
    to_the_question(session.conductor, script)
    session.conductor.pass_room_time(TALKED)
    for name, size, is_participant_view in (("desk", DESK, False), ("room", ROOM, True)):
        app = Allcall(
            folder,
            lambda face=is_participant_view: ExerciseScreen(face),
            lambda: 0.0,
            lambda: DAY,
            UTF8_GLYPHS,
        )
        app.session = session
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            (HERE / f"{name}.svg").write_text(app.export_screenshot(title="Allcall"), encoding="utf-8")


def report(folder: Path) -> None:
    """A figure, and a page of the report."""
    script, opened = open_script(SCRIPT)
    session = start_session(
        opened, Setup(script.exercise, SEED, dict.fromkeys(script.played, "")), folder, DAY
    )
    conductor = session.conductor
    ScriptedRun(conductor, script).continue_play()
    after = Review(conductor)
    found = run_counterfactual(build_replication_task(after.state), after.observed_play, REPLICATIONS)
    facts = build_report_data(session.journal, session.path, after, found, ReportOptions())
    (HERE / "figure.svg").write_bytes(facts.pictures["shares"].svg)
    (HERE / "report.png").write_bytes(render_pages(build_after_action_report(facts), 80.0)[PAGE - 1])
    session.close()


def main() -> None:
    """All of them."""
    HERE.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        asyncio.run(faces(Path(folder)))
        report(Path(folder))


if __name__ == "__main__":
    main()
