"""The command palette finds what a screen of an exercise can do by its words: in the drill, the hot wash and the report."""

from pathlib import Path

from textual.app import App
from textual.command import Hit
from textual.pilot import Pilot

from tests.tui.application import awaited
from tests.tui.facilitator import AtTheDesk
from tests.tui.hot_wash import washed
from tui.screens.dialogs import KeyCommands
from tui.screens.report import Report


async def found(app: App[None], words: str) -> list[str]:
    assert KeyCommands in app.screen.COMMANDS
    hits = [hit async for hit in KeyCommands(app.screen).search(words)]
    return [hit.text or str(hit.match_display) for hit in hits if isinstance(hit, Hit)]


@awaited
async def test_in_the_hot_wash_it_ends_the_exercise_and_brings_the_report() -> None:
    app = washed()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert any("end the exercise and open the report" in one for one in await found(app, "report"))
        provider = KeyCommands(app.screen)
        hits = [hit async for hit in provider.search("report") if isinstance(hit, Hit)]
        hit = max(hits, key=lambda one: one.score)
        await hit.command()
        await pilot.pause()
        assert isinstance(app.screen, Report)
        assert any("write it to files" in one for one in await found(app, "write"))


def test_in_the_drill_it_has_the_keys_of_the_desk(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert any("black" in one for one in await found(desk.app, "black"))

    AtTheDesk(tmp_path).run(steps)
