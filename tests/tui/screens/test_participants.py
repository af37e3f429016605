"""The screen on which names are noted, by keys, by paste and from a file; and where else no name stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from reports.after_action.summary import build_summary
from reports.handouts.briefing_cards import build_cards, list_roles
from sim.exercise.events import Setup
from sim.exercise.participants import Participant
from sim.exercise.review import Review
from tests.reports.reports import print_to_text
from tests.sim.exercise.exercises import TEAM, TEAM_SEED, all_roles, opened
from tests.tui.application import BOTH, DAY, SIZES, application, awaited, presses, sized, text_of
from tests.tui.screens.steps import on_screen, session_of
from tui.app import Allcall
from tui.screens.briefing import Briefing
from tui.screens.dialogs import Ask
from tui.screens.hot_wash import HotWash
from tui.screens.participants import ParticipantsScreen
from tui.session import Session, start_session

Snap = Callable[..., bool]


def begun(folder: Path) -> Session:
    return start_session(opened(TEAM), Setup(TEAM, TEAM_SEED, dict.fromkeys(all_roles(TEAM), "")), folder, DAY)


def at_briefing(folder: Path) -> Allcall:
    app = application(folder, Briefing)
    app.session = begun(folder)
    return app


def people(app: Allcall) -> list[tuple[str, str]]:
    return [(one.role, one.name) for one in session_of(app).state.people]


async def writes(pilot: Pilot[Any], text: str) -> None:
    pilot.app.screen.query_one(Input).value = text
    await presses(pilot, "enter")


async def pastes(pilot: Pilot[Any], text: str) -> None:
    pilot.app.screen.query_one(Input).post_message(Paste(text))
    await pilot.pause()


@on_screen(at_briefing)
async def test_a_typed_name_is_for_the_selected_role_and_leads_to_the_next(app: Allcall, pilot: Pilot[None]) -> None:
    """A line that is not understood stays, with the reason."""
    await pilot.press("w", "enter", *"Ada", "enter", *"Bo x", "enter")
    await writes(pilot, "Obserer: Cleo")
    assert text_of(app, "#status") == 'no role is called "Obserer"; nearest is "Observer"'
    assert app.screen.query_one(Input).value == "Obserer: Cleo"
    await pilot.press("home", *["right"] * 5, "v", "enter")
    assert app.screen.query_one(Input).value == ""
    assert people(app) == [("principal", "Ada"), ("nurse", "Bo x"), ("observer", "Cleo")]
    await presses(pilot, "escape")
    assert isinstance(app.screen, Briefing)
    lines = [*list_roles(session_of(app).state)]
    assert lines[:2] == ["1 [x] Principal: 1 name", "2 [x] Nurse: 1 name"]
    assert any("1 observer" in line for line in lines)


@pytest.mark.slow
@awaited
async def test_pasted_lines_or_a_file_are_noted_at_once_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("role,name,email\nnurse,Gus,a@example.org\nprincipal,Hal,\n")
    (tmp_path / "bad.csv").write_text("role,name\nnurse,Cleo\nchef,Dee\ncook,Eve\nbaker,Flo\nmaid,Gil\n")
    app = at_briefing(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("w", "enter")
        await pastes(pilot, "nurse: Ada\n\nBo, principal\nCleo, cook\n")
        assert text_of(app, "#status").startswith('line 4: no role is called "cook"')
        assert people(app) == []
        assert app.screen.query_one(Input).value == "nurse: Ada; Bo, principal; Cleo, cook"
        await writes(pilot, "nurse: Ada; Bo, principal")
        assert people(app) == [("nurse", "Ada"), ("principal", "Bo")]
        await pastes(pilot, "name\trole\nDee\tsecretary\n")
        assert people(app)[2:] == [("secretary", "Dee")]
        await pastes(pilot, "Eve")
        assert app.screen.query_one(Input).value == "Eve"
        noted = people(app)
        await writes(pilot, str(tmp_path / "bad.csv"))
        report = text_of(app, "#status").splitlines()
        assert report[0].startswith(f'{tmp_path / "bad.csv"}: line 3: no role is called "chef"')
        assert report[3] == "and 1 more. Nothing was added."
        assert people(app) == noted
        await writes(pilot, f"'{tmp_path / 'good.csv'}'")
        assert people(app) == [*noted, ("nurse", "Gus"), ("principal", "Hal")]


@on_screen(at_briefing)
async def test_a_name_is_removed_and_put_right_in_the_list(app: Allcall, pilot: Pilot[None]) -> None:
    await pilot.press("w", "enter")
    await writes(pilot, "nurse: Ada; nurse: Bob; observer: Cleo")
    await presses(pilot, "tab", "down", "delete", "down", "delete")
    assert people(app) == [("nurse", "Bob"), ("observer", "Cleo")]
    assert "Removed: Ada" in text_of(app, "#status")
    await presses(pilot, "down", "enter")
    assert app.screen.query_one(Input).value == "Nurse: Bob"
    await pilot.press("backspace", "enter")
    assert people(app) == [("observer", "Cleo"), ("nurse", "Bo")]


@on_screen(at_briefing, SIZES[1])
async def test_in_briefing_and_hot_wash_names_ask_each_time_the_room_reads(app: Allcall, pilot: Pilot[None]) -> None:
    for _ in range(2):
        before = app.screen
        for _ in range(2):
            await presses(pilot, "w")
            assert isinstance(app.screen, Ask)
            await presses(pilot, "escape")
            assert app.screen is before
            await presses(pilot, "w", "enter")
            assert isinstance(app.screen, ParticipantsScreen)
            await presses(pilot, "escape")
        while session_of(app).conductor.segment.kind != "hot-wash":
            session_of(app).conductor.next_segment()
        await app.switch_screen(HotWash(at_once=False))
        await pilot.pause()


def test_no_name_is_on_the_card_or_in_the_summary(tmp_path: Path) -> None:
    session = begun(tmp_path)
    session.conductor.set_participants([Participant("nurse", "Ada Quist", "Northfield", "quist@example.org")])
    session.conductor.next_segment()
    session.conductor.next_segment()
    session.conductor.end()
    summary = print_to_text(build_summary(Review(session.conductor), session.path, None))
    said = "\n".join([*build_cards(session.state)[0].lines, summary])
    assert "Nurse: 1 name" in said
    assert not [word for word in ("Ada", "Quist", "quist", "Northfield") if word in said]
    session.close()


# how they look


@pytest.mark.parametrize("size", BOTH, ids=sized)
def test_the_names_look_as_they_did(size: tuple[int, int], tmp_path: Path, snap_compare: Snap) -> None:
    async def written(pilot: Pilot[None]) -> None:
        await pilot.press("w", "enter")
        await pastes(
            pilot, "Ada Example, principal, North School\n山田太郎, nurse, 東京高校, y@example.org\nnurse: Çelik"
        )
        await writes(pilot, "Obserer: Bo")

    app = at_briefing(tmp_path)
    assert snap_compare(app, terminal_size=size, run_before=written)
