"""Exercise commands without a terminal, light imports, the configuration file, and browser tabs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sim.exercise import counterfactual, leverage
from sim.exercise.events import Setup
from sim.exercise.sessions import REPLICATIONS_SUFFIX
from tests.sim.exercise.changed_journals import change, write_journal
from tests.sim.exercise.exercises import finished, known, opened
from tests.tui.application import DAY, application, awaited, text_of
from tui import launcher
from tui.cli import main
from tui.commands import exercise
from tui.commands.exercise import list_decisions, summarize
from tui.config import Config, list_rebindable, load_config
from tui.screens.briefing import Briefing
from tui.screens.library import Library
from tui.screens.notices import InUse
from tui.screens.prepare import Prepare
from tui.session import Session, start_session
from tui.terminal.console import CommandError

Capture = pytest.CaptureFixture[str]

ROOT = Path(__file__).resolve().parents[3]
ARREST = "cardiac-arrest-20"
HEAVY = ("textual", "numpy", "pydantic", "scipy", "yaml", "simpy")


def begun(folder: Path) -> Session:
    return start_session(opened(ARREST), Setup(ARREST, 4, {"nurse": ""}), folder, DAY)


# without a terminal


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("drill cardiac-arrest", "give --script FILE and --journal FILE"),
        ("drill cardiac-arrest --script cardiac-arrest", "--script and --journal go together"),
        ("drill cardiac-arrest --journal x.journal", "--script and --journal go together"),
        ("drill cardiac-arrest --seeds --names x.yaml", "--seeds runs no exercise; leave out --names"),
        ("drill cardiac-arrest --seeds --script s --acknowledge", "leave out --script and --acknowledge"),
        ("resume", "this needs a terminal"),
        ("serve --port 0", "--port"),
        ("serve --port many", "--port"),
    ],
)
def test_what_needs_a_terminal_or_more_says_so(line: str, says: str, capsys: Capture) -> None:
    assert main(line.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err


def test_a_session_is_replayed_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path))
    (tmp_path / "sessions").mkdir()
    session = begun(tmp_path / "sessions")
    session.close()
    trace = tmp_path / "trace"
    assert main(["replay", session.path.stem, "--trace", str(trace)]) == 0
    assert trace.exists()
    assert main(["replay", "nobody", "--trace", str(trace)]) == 2
    assert f"there is no session 'nobody'; there is {session.path.stem}" in capsys.readouterr().err


def test_a_replay_lists_what_waits_up_to_the_end_of_the_exercise(tmp_path: Path, capsys: Capture) -> None:
    session = begun(tmp_path)
    session.close()
    journal = str(session.path)
    assert main(["replay", journal, "--waiting", "T+00:00"]) == 0
    listed = capsys.readouterr().out
    assert listed.startswith("room at T+00:00: ")
    assert "  sim/hazards/cardiac_arrest.py:" in listed
    for time, says in (("0:01", "the exercise ends at T+00:00"), ("0:60", "not a T+"), ("1", "not a T+")):
        assert main(["replay", journal, "--waiting", time]) == 2
        assert says in capsys.readouterr().err
    assert main(["replay", journal]) == 0
    assert "ends at T+00:00" in capsys.readouterr().out


@pytest.mark.slow
def test_seeds_says_how_likely_a_fit_is_and_lists_them(capsys: Capture) -> None:
    assert exercise.show_seeds("cardiac-arrest", None, limit=20) == 0
    out = capsys.readouterr().out
    assert "2 of 20 emergencies match (10%)" in out
    assert [line.split()[1].rstrip(":") for line in out.splitlines() if line.startswith("  seed")] == ["17", "18"]


@pytest.mark.slow
def test_neither_help_nor_the_parent_waits_for_a_heavy_library() -> None:
    code = "import sys, tui.launcher, tui.terminal.process, tui.commands.exercise; from tui.cli import main\n"
    code += "main(['--help']); main(['drill', '--help'])\n"
    code += f"sys.stderr.write(','.join(one for one in {HEAVY} if one in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr == ""


# the configuration file


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("asci = true", 'unknown key "asci"'),
        ('theme = "pink"', "theme is 'pink'"),
        ("theme = 1", "theme is 1"),
        ('ascii = "yes"', "write true or false"),
        ("keys = 3", r"write a table \[keys\]"),
        ('[keys]\n"library.opn" = "o"', 'nearest is "library.open"'),
        ('[keys]\n"library.open" = "oo"', "write a key such as"),
        ('[keys]\n"library.open" = 3', "write a key such as"),
        ('[keys]\n"prepare.fog" = "r"', 'is used for "prepare.fog" and "prepare.rehearse"'),
        (
            '[keys]\n"drill.next_stop" = "1"',
            '"1" marks an answer or chooses a line and cannot be used for "drill.next_stop"',
        ),
        ('[keys]\n"exercise.emergency" = "9"', '"9" marks an answer'),
        ('[keys]\n"report.write" = "ctrl+q"', r'"ctrl\+q" always quits and cannot be used for "report.write"'),
        ('[keys]\n"wash.thousand" = "enter"', '"enter" chooses in a list and cannot be used for "wash.thousand"'),
        ("[keys", "not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_what_would_be_right(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(CommandError, match=says) as refused:
        load_config(path)
    assert str(path) in str(refused.value)
    assert refused.value.status == 2


def test_config_prints_what_can_be_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path))
    assert main(["config"]) == 0
    out = capsys.readouterr().out
    assert str(tmp_path / "config.toml") in out
    path = tmp_path / "config.toml"
    path.write_text(out.partition("Settings in force, in the form of the file:\n")[2])
    assert load_config(path) == Config("textual-dark", keys={one.id: one.keys for one in list_rebindable()})
    path.write_text('ascii = true\n[keys]\n"drill.play" = "y"\n')
    assert main(["config"]) == 0
    out = capsys.readouterr().out
    assert "\nascii = true  # CHANGED, default false: " in out
    assert '\n"drill.play" = "y"  # CHANGED, default space: start or stop scenario time\n' in out
    assert out.count("CHANGED") == 2
    path.write_text("asci = true\n")
    assert main(["config"]) == 2
    assert 'unknown key "asci"' in capsys.readouterr().err


@pytest.mark.slow
@awaited
async def test_keys_theme_and_signs_are_as_the_file_says(tmp_path: Path) -> None:
    config = Config("textual-light", True, {"prepare.twin": "w"})
    app = application(tmp_path, lambda: Prepare(opened(ARREST), limit=0), config=config)
    async with app.run_test() as pilot:
        assert app.theme == "textual-light"
        await pilot.press("1")
        assert "no app alert: shown" in text_of(app, "#shown")
        await pilot.press("w")
        assert "no app alert: not shown" in text_of(app, "#shown")


# tabs of a browser


@pytest.mark.slow
@awaited
async def test_one_tab_owns_the_exercise_and_the_next_is_told_and_then_goes_on_with_it(tmp_path: Path) -> None:
    owner, other = (launcher.SessionOwnership(tmp_path / "owner") for _ in range(2))
    assert owner.acquire()
    session = begun(tmp_path)
    owner.record_session(session.path.stem)
    app = application(tmp_path, lambda: InUse(other.acquire, lambda: launcher.choose_first_screen(app, other.session)))
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, InUse)
        assert "In use" in text_of(app, "#says")
        session.close()
        owner.release()
        screen.check_ownership()
        await pilot.pause()
        assert isinstance(app.screen, Briefing)
        assert known(app.session).path == session.path
    assert not owner.acquire()
    other.release()
    assert owner.acquire()
    owner.release()


@awaited
async def test_a_tab_with_nothing_to_go_on_with_begins_in_the_library(tmp_path: Path) -> None:
    for said in ("", "nothing-of-that-name"):
        app = application(tmp_path, Library)
        assert isinstance(launcher.choose_first_screen(app, said), Library)
        assert app.session is None


@pytest.mark.slow
def test_a_rehearsal_prints_what_is_not_reached_and_the_leverage_with_its_two_shares(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leverage, "EMERGENCIES", 2)
    assert main(["drill", "cardiac-arrest-20", "--rehearse"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Run without participants" in said
    assert "in the same 2 emergencies" in said
    assert "should be at least 60%" in said
    assert "should be at most 25%" in said
    assert main(["drill", "cardiac-arrest-20", "--rehearse", "--script", "cardiac-arrest"]) == 2
    assert "--rehearse needs no --script" in capsys.readouterr().err


@pytest.mark.slow
def test_too_late_already_done_and_impossible_are_said_in_the_rooms_words() -> None:
    said = "\n".join(summarize(finished("too-late").state, Path("x.journal")))
    for words in (
        "D1 begins  the principal makes a PA announcement: lockdown; first alert T+00:50 by app",
        "the PA stays silent",
        "D2 begins  the assistant principal calls 911; 911 notified at T+01:23",
        "D3 changes nothing  the principal makes a radio call: lockdown; over at T+",
        "D4: First alert T+00:50 by app; 911 notified at T+01:23. Your app alert reached no one new.",
        "D7 lapsed: no decision",
    ):
        assert words in said


@pytest.mark.slow
def test_a_scripted_exercise_leaves_them_for_the_report_unless_somebody_else_reads_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, few: None
) -> None:
    for number, (option, are_kept) in enumerate({"": True, "--no-others": False, "--acknowledge": False}.items()):
        journal = tmp_path / f"{number}.journal"
        script = ["--script", "cardiac-arrest", "--journal", str(journal)]
        assert main(["drill", "cardiac-arrest", *script, *filter(None, [option])]) == 0
        assert journal.with_suffix(REPLICATIONS_SUFFIX).exists() == are_kept
    monkeypatch.setattr(counterfactual, "run_task", None)  # nothing of these is played for the report
    monkeypatch.setattr("tui.session.load_decision_effects", lambda *_: None)
    assert main(["report", str(tmp_path / "0.journal"), "--format", "html", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith("0-replay.html\n")
    with pytest.raises(TypeError):
        main(["report", str(tmp_path / "1.journal"), "--out", str(tmp_path)])


STOPPED_BY_SIGTERM = """
import os, signal
import tui.commands.exercise as commands
commands.print_acknowledgment = lambda entry: entry.seq == 20 and os.kill(os.getpid(), signal.SIGTERM)
from tui.cli import main
raise SystemExit(main())
"""


@pytest.mark.slow
def test_a_script_at_sigterm_says_what_is_kept_and_is_played_to_the_end_by_the_same_command(tmp_path: Path) -> None:
    journal = tmp_path / "one.journal"
    words = ["drill", "cardiac-arrest", "--script", "cardiac-arrest", "--journal", str(journal), "--acknowledge"]
    command = [sys.executable, "-c", STOPPED_BY_SIGTERM, *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    said = [line for line in done.stderr.splitlines() if not line.startswith("allcall drill: ")]
    assert (done.returncode, done.stdout) == (130, "")
    assert said == [f"stopped; {journal} has what was played; the same command plays the rest"]
    assert main(words) == 0


def test_the_command_says_what_it_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path))
    played = write_journal(tmp_path)
    change(played, "DELETE FROM entries WHERE seq = 12")
    assert main(["sessions", "repair", str(played)]) == 0
    assert capsys.readouterr().out.endswith("\na-repaired: 11 good entries saved\n")
    assert main(["sessions", "repair", str(tmp_path / "a-repaired.journal")]) == 0


@pytest.mark.slow
def test_figures_of_an_exercise_are_written_on_request(tmp_path: Path, few: None) -> None:
    journal, figures = tmp_path / "one.journal", tmp_path / "figures"
    script = ["--script", "cardiac-arrest", "--journal", str(journal), "--no-others"]
    assert main(["drill", "cardiac-arrest", *script]) == 0
    assert main(["export", str(journal), "--out", str(tmp_path / "data"), "--figures", str(figures)]) == 0
    names = {path.stem for path in figures.glob("*.svg")}
    assert names == {"timeline", "maps", "heard", "shares"}
    assert set(json.loads((figures / "figures.json").read_text(encoding="utf-8"))) == names


def test_a_decision_stands_at_the_time_at_which_its_question_opened() -> None:
    """A question that waits for another opens later than it was asked; one that never opened stands where it was asked."""
    lapsed: dict[str, Any] = {"reason": "no decision", "state": "lapsed"}
    points = {
        name: SimpleNamespace(asked_at=at, opened_at=opened, decision=SimpleNamespace(id=name), **lapsed)
        for name, at, opened in (("D1", 10.0, 25.0), ("D2", 40.0, None))
    }
    state = SimpleNamespace(decision_points=points, refusals=())
    assert [*list_decisions(cast("Any", state))] == [(25.0, "D1 lapsed: no decision"), (40.0, "D2 lapsed: no decision")]


@pytest.mark.parametrize("unread", [0, 2])
def test_injects_that_nobody_read_are_counted(unread: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.commands.exercise.list_consequences", lambda _: [])
    state = finished().state
    delivered = [one for one in state.deliveries.values() if one.outcome == "delivered"]
    readers = [() if n < unread else ("principal",) for n in range(len(delivered))]
    deliveries = {n: SimpleNamespace(outcome="delivered", readers=one) for n, one in enumerate(readers)}
    kept = ("exercise", "exercise_time", "decision_points", "refusals", "labels")
    seen = SimpleNamespace(**{name: getattr(state, name) for name in kept}, deliveries=deliveries)
    said = summarize(cast("Any", seen), Path("x.journal"))
    ending = f"; {unread} delivered to unfilled roles" if unread else ""
    assert f"injects: {len(deliveries)} delivered, 0 held, 0 cancelled{ending}" in said
