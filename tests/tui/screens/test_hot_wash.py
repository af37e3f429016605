"""The hot wash: keys, drawing, and journal entries."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock, call

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from sim.exercise.journal import Entry, JournalError
from sim.experiment.chunks import PoolError
from tests.sim.exercise.reviews import a_few
from tests.tui.application import awaited, presses, rows_of, settled
from tests.tui.hot_wash import entries, washed
from tests.tui.screens.steps import on_screen, session_of
from tui.app import Allcall
from tui.screens.hot_wash import HotWash
from tui.screens.report import DRAWING_TEXT, WRITING_TEXT, Report
from tui.widgets.chart import Chart, Curves, render_legend
from tui.widgets.inputs import Prompt

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
LOOKS = pytest.mark.parametrize(
    "size",
    [pytest.param("80x24", marks=pytest.mark.slow), pytest.param("120x40", marks=pytest.mark.full(step="pages"))],
)
Snap = Callable[..., bool]
Press = Callable[[Pilot[None]], Awaitable[None]]
TRIES = ("down", "down", "down", "enter")
TO = {"time": 0, "said": 1, "ratings": 2, "split": 3, "what-if": 4, "improve": 5}


def new(app: Allcall) -> list[Entry]:
    return [*session_of(app).conductor.journal.entries()][len(entries("active-assailant")) - 1 :]


def payloads(app: Allcall) -> list[tuple[str, dict[str, Any]]]:
    return [(entry.kind, json.loads(entry.payload)) for entry in new(app)]


def words(app: Allcall, name: str) -> str:
    return str(app.screen.query_one(f"#{name}", Static).content)


def wash_of(app: Allcall) -> HotWash:
    assert isinstance(app.screen, HotWash)
    return app.screen


in_hot_wash = on_screen(lambda _: washed())


def keys(*pressed: str, pane: str = "time") -> Press:
    async def press(pilot: Pilot[None]) -> None:
        await pilot.press(*["tab"] * TO[pane], *pressed)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    return press


@LOOKS
@pytest.mark.parametrize(
    ("name", "press"),
    [
        ("time", keys(*["shift+left"] * 14)),
        ("ratings", keys("P", "enter", pane="ratings")),
        ("what-if", keys(*TRIES, pane="what-if")),
    ],
)
def test_it_looks_as_it_should(name: str, press: Press, size: str, snap_compare: Snap) -> None:
    """The chart with its cursor, the grid, and another answer. At 120 columns the chart stands above the panes."""
    if size == "120x40" and name != "time":  # the pane before, as the chart is none
        press = {"ratings": keys("P", "enter", pane="said"), "what-if": keys(*TRIES, pane="split")}[name]
    assert snap_compare(washed(), terminal_size=SIZES[size], run_before=press)


@on_screen(lambda _: washed("reunification"))
async def test_a_chart_of_hours_is_in_hours(app: Allcall, pilot: Pilot[None]) -> None:
    ticks = next(row.split("  ") for row in rows_of(app) if row.strip().startswith("0:00"))
    assert [tick.strip() for tick in ticks if tick.strip()] == ["0:00", "2 h", "4 h", "6 h", "8 h"]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@awaited
async def test_in_days_it_opens_on_dates_and_its_cursor_goes_by_days(size: str) -> None:
    app = washed("report-on-monday")
    async with app.run_test(size=SIZES[size]) as pilot:
        await settled(pilot)
        assert not app.screen.query_one("#plots").display
        opened = words(app, "values")
        assert "%" not in opened
        assert "until Tue Nov 10, 10:25" in opened
        await pilot.press("shift+left")
        assert "until Mon Nov 9, 12:00" in words(app, "values")
        await pilot.press(*["shift+left"] * 12)
        assert "until Mon Nov 2, 08:00" in words(app, "values")
        assert opened.count("not yet") < words(app, "values").count("not yet")


@pytest.mark.slow
def test_what_the_thousand_gave_looks_as_it_should(snap_compare: Snap) -> None:
    assert snap_compare(washed(), terminal_size=SIZES["80x24"], run_before=keys("r"))


@pytest.mark.slow
def test_without_utf8_there_are_letters(snap_compare: Snap) -> None:
    app = washed("cardiac-arrest", ascii_only=True)
    assert snap_compare(app, terminal_size=SIZES["80x24"], run_before=keys(*["left"] * 20))


@LOOKS
def test_the_report_looks_as_it_should(size: str, snap_compare: Snap) -> None:
    assert snap_compare(washed(screen=Report(), ended=True), terminal_size=SIZES[size])


@in_hot_wash
async def test_the_values_follow_the_cursor_and_the_ends_hold_it(app: Allcall, pilot: Pilot[None]) -> None:
    wash = wash_of(app).wash
    await pilot.press("home", *["shift+right"] * 4)
    assert wash.cursor == 120.0
    shown = words(app, "values")
    await pilot.press("end", "right")
    assert wash.cursor == wash.review.chart_end
    assert [one.startswith("T+02:00") for one in (shown, words(app, "values"))] == [True, False]
    await pilot.press("home", "left")
    assert wash.cursor == 0.0
    assert new(app) == []


@in_hot_wash
async def test_ratings_are_proposed_by_evaluators_and_one_is_set(app: Allcall, pilot: Pilot[None]) -> None:
    """Two evaluators; Enter finalizes the proposal of the current one."""
    await keys("M", "e", *"table 2", "enter", "U", "enter", pane="ratings")(pilot)
    await pilot.pause()
    assert [(kind, data.get("rating"), data.get("by"), data.get("set")) for kind, data in payloads(app)] == [
        ("correct", None, None, {"rating": "M"}),
        ("note", "U", "table 2", None),
        ("correct", None, None, {"final": True}),
    ]


@in_hot_wash
async def test_a_mark_is_filled_in_and_an_improvement_written_down(app: Allcall, pilot: Pilot[None]) -> None:
    """While it is written, Tab and another question change nothing."""
    await keys(*["down"] * 3, "enter", *" n r", "enter", pane="said")(pilot)
    await presses(pilot, "plus", *"keys", "tab")
    assert (wash_of(app).pane, app.screen.query_one(Prompt).is_asking) == ("improve", True)
    app.screen.query_one("#improve").focus()
    wash_of(app).ask_questions([("something else", "")], lambda _: None)
    await pilot.press("enter", *"a ", "escape")
    assert words(app, "detail") == "Not saved. + continues with your text."
    await pilot.press("plus", "escape")  # before the second field: what stood there stays
    await presses(pilot, "plus", "enter", *" set", "enter", "1", "enter", "enter", *"next friday", "enter")
    assert "'next friday' depends on the day" in words(app, "detail")
    assert payloads(app)[1:] == []
    await presses(pilot, "plus", *["enter"] * 4, *["backspace"] * 11, *"2026-12-04", "enter")
    listed = app.screen.query_one("#improve", OptionList)
    assert str(listed.get_option_at_index(0).prompt) == "keys: a set  (2026-12-04)"
    corrected, (_, improvement) = payloads(app)
    text = {"text": "the counter did not ask where the shouting was n r"}
    assert corrected == ("correct", {"of": "mark-1", "set": text})
    said = {"text": "keys", "action": "a set", "due": "2026-12-04", "capability": "Public Information and Warning"}
    assert said.items() <= improvement.items()
    assert "owner" not in improvement


@in_hot_wash
async def test_another_answer_is_one_more_line_and_one_note(app: Allcall, pilot: Pilot[None]) -> None:
    await keys("enter", pane="what-if")(pilot)
    assert "select one of the answers" in words(app, "detail")
    await keys("down", "enter")(pilot)
    tried = session_of(app).state.decision_points["D1"].decision.options[0]
    assert words(app, "detail").startswith(f'D1, "{tried.says}": ')
    assert wash_of(app).wash.list_arms() == ["room", "autopilot", "twin", "what if"]
    assert [(kind, data["decision"], data["option"]) for kind, data in payloads(app)] == [("what-if", "D1", "pa")]


@on_screen(lambda _: washed(screen=HotWash(replications=3, processes=1)), SIZES["120x40"])
async def test_replications_start_can_be_stopped_and_show_no_count_of_people(app: Allcall, pilot: Pilot[None]) -> None:
    screen = wash_of(app)
    assert screen.found is not None
    assert (screen.found.replications, screen.pane) == (3, "said")
    shown = words(app, "split-text")
    await pilot.press("r", "escape")
    await settled(pilot)
    assert not screen.playing
    assert "person-min" not in shown
    assert "surviv" not in shown


@pytest.mark.full(step="pages")
@awaited
async def test_g_ends_it_and_the_report_is_written_on_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = washed()
    async with app.run_test(size=(80, 24)) as pilot:
        await presses(pilot, "g")
        assert not (tmp_path / "allcall-output").exists()
        report = app.screen
        assert isinstance(report, Report)
        listen = Mock(wraps=report.show_message)
        monkeypatch.setattr(report, "show_message", listen)
        await pilot.press("s")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "7 files in allcall-output, 14 items to complete" in str(report.query_one("#keys", Static).content)
        assert listen.call_args_list[-3:-1] == [
            call(DRAWING_TEXT),
            call(WRITING_TEXT),
        ]  # not the last count of variations
        await pilot.press("escape")
        assert isinstance(app.screen, HotWash)
    assert [kind for kind, _ in payloads(app)] == ["end"]
    written = tmp_path / "allcall-output" / "active-assailant-45-2026-03-02-1000.html"
    assert {path.suffix for path in written.parent.iterdir()} == {".docx", ".pdf", ".html"}
    text = written.read_text(encoding="utf-8")
    assert "not rated" in text
    assert "person-minutes unprotected" in text, "in the ledger of decisions alone"
    assert "person-minutes exposed" not in text


@pytest.mark.slow
@awaited
async def test_a_report_over_fewer_than_wanted_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = washed(ended=True)
    async with app.run_test(size=(80, 24)) as pilot:
        report = Report(replace(a_few(), is_interrupted=True), replications=a_few().replications + 1)
        await app.push_screen(report)
        fail = Mock(side_effect=PoolError("no worker can be started"))
        monkeypatch.setattr(report, "play_replications", fail)
        await pilot.press("s")
        await app.workers.wait_for_complete()
        await pilot.pause()
        fail.assert_called_once_with(app.session)
        assert "no worker can be started" in str(report.query_one("#keys", Static).content)
    assert [*tmp_path.iterdir()] == []


@awaited
async def test_letters_stand_where_the_shares_are_and_take_turns() -> None:
    class OneChart(App[None]):
        def compose(self) -> ComposeResult:
            yield Chart()

    app = OneChart()
    arms = {"room": lambda time: float(time >= 50.0), "twin": lambda _: 1.0}
    async with app.run_test(size=(48, 12)) as pilot:
        app.query_one(Chart).show(Curves({"aware": arms}, 100.0, 0.0, [(95.0, "D")]), Text("values"), utf8=False)
        await pilot.pause()
        rows = ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
    (top,) = [row for row in rows if row.lstrip().startswith("100%")]
    assert re.fullmatch(r"\s*100%\s*┫│n( n){9}(yn)+┣", top)
    (lowest,) = [row for row in rows if "y y y" in row and row != top]
    assert lowest.rindex("y") - 7 < 20  # of 40 columns
    assert rows.index(lowest) == rows.index(next(row for row in rows if row.lstrip().startswith("0%"))) - 1
    (done,) = [row for row in rows if "D" in row]
    assert done.index("D") - 7 == 38  # 95% of 40 columns
    assert rows.index(done) < rows.index(top)


@in_hot_wash
async def test_what_cannot_be_written_down_is_said_and_what_was_typed_is_kept(
    app: Allcall, pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk: a rating, a line of the improvement plan, the end; and with room made, the line is still there."""
    full = Mock(side_effect=JournalError("the disk is full; make room"))
    with monkeypatch.context() as disk:
        disk.setattr(session_of(app).conductor.journal, "append_all", full)
        await keys(*["tab"] * 2, "S")(pilot)
        assert "not saved: the disk is full; make room" in words(app, "detail")
        await keys("plus", "x", *["enter"] * 5)(pilot)
        assert "not saved: the disk is full; make room" in words(app, "detail")
        await keys("g")(pilot)
        assert isinstance(app.screen, HotWash)
    assert payloads(app) == []
    await keys("plus", *["enter"] * 5)(pilot)
    assert [payload["text"] for _, payload in payloads(app)] == ["x"]


def test_a_legend_has_room_beside_the_other_chart_with_a_what_if_and_equal_arms() -> None:
    """At 120 columns each of two charts has 60, of which ten are its title."""
    arms = {"room": "", "autopilot": "room", "twin": "room", "what if": "room"}
    for width in (50, 70, 100):
        legend = render_legend(arms, width).plain
        assert len(legend) <= max(width, 50)
        assert [letter for letter in "yfnw" if f" {letter} " in legend] == [*"yfnw"]
