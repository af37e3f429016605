"""Makes the pictures of the README: `./run python docs/make_pictures.py`.

A shipped exercise runs to its third decision, with the answers of its script, and is drawn in both views. The same exercise then runs
to its end for a figure and a page of its report. Date and clock are fixed, so the same version makes the same pictures. The room's pages
are those that browsers show while `tests.tui.web.room_play` plays an exercise. That needs Chromium and, unless root, user namespaces.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

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
from tests.tui.web.namespace import run_in_namespace
from tui.app import Allcall
from tui.report_builder import ReportOptions, build_report_data
from tui.screens.exercise import ExerciseScreen
from tui.session import Session, start_session
from tui.terminal.glyphs import UTF8_GLYPHS

HERE = Path(__file__).parent / "pictures"
SCRIPT, SEED = "active-assailant", 49
DAY = datetime(2026, 9, 1, 10, 0)
QUESTION = "D3"
FACILITATOR_SIZE, PARTICIPANT_SIZE = (120, 40), (80, 24)
DISCUSSED_S = 70.0  # before the picture is taken
REPLICATIONS = 200
PAGE = 4  # of the report: the campus map
ROOM = {"wall": ("wall-4-split", 960), "phone": ("phone-3-options", 390)}
"""Pictures of the room's pages: the stage, and the width in pixels."""
COLORS = 160


def start_exercise(folder: Path) -> tuple[Session, Script]:
    """The exercise before its first simulated segment."""
    script, opened = open_script(SCRIPT)
    setup = Setup(script.exercise, SEED, dict.fromkeys(script.played, ""))
    return start_session(opened, setup, folder, DAY), script


def run_to_decision(conductor: Conductor, script: Script) -> None:
    """Runs to the decision, with the answers of the script."""
    answers = {one.decision: one for one in script.answers}
    conductor.next_segment()
    while conductor.state.current_decision is None or conductor.state.current_decision.decision.id != QUESTION:
        window = conductor.state.current_decision
        if window is None:
            read_next(conductor) or conductor.jump()
            continue
        given = answers[window.decision.id]
        conductor.pass_room_time(given.talked)
        conductor.submit_decision(window.decision.id, DecisionResponse(given.option, rationale=given.rationale or ""))


async def draw_views(folder: Path) -> None:
    """The facilitator view and the participant view at the same moment."""
    session, script = start_exercise(folder)
    run_to_decision(session.conductor, script)
    session.conductor.pass_room_time(DISCUSSED_S)
    for name, size, is_participant_view in (("desk", FACILITATOR_SIZE, False), ("room", PARTICIPANT_SIZE, True)):
        app = Allcall(
            folder, lambda face=is_participant_view: ExerciseScreen(face), lambda: 0.0, lambda: DAY, UTF8_GLYPHS
        )
        app.session = session
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            (HERE / f"{name}.svg").write_text(app.export_screenshot(title="Allcall"), encoding="utf-8")


def draw_report(folder: Path) -> None:
    """A figure, and a page of the report."""
    session, script = start_exercise(folder)
    conductor = session.conductor
    ScriptedRun(conductor, script).continue_play()
    after = Review(conductor)
    found = run_counterfactual(build_replication_task(after.state), after.observed_play, REPLICATIONS)
    facts = build_report_data(session.journal, session.path, after, found, ReportOptions())
    (HERE / "figure.svg").write_bytes(facts.pictures["heard"].svg)
    (HERE / "report.png").write_bytes(render_pages(build_after_action_report(facts), 80.0)[PAGE - 1])
    session.close()


def draw_room(folder: Path) -> None:
    """The wall and a phone while a question is put to the vote."""
    run_in_namespace("tests.tui.web.room_play", str(folder))
    for name, (stage, width) in ROOM.items():
        page = Image.open(folder / f"{stage}.png").convert("RGB")
        small = page.resize((width, round(page.height * width / page.width)), Image.Resampling.LANCZOS)
        small.quantize(COLORS).save(HERE / f"{name}.png", optimize=True)


def main() -> None:
    """Writes all pictures."""
    HERE.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        asyncio.run(draw_views(Path(folder)))
        draw_report(Path(folder))
        draw_room(Path(folder))


if __name__ == "__main__":
    main()
