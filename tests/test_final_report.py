"""A report that is made final: on a day that can be, without empty boxes, and with a plan or why there is none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from reports.after_action import Facts
from scenarios.additions import Additions
from sim.drill.after import After
from tests.exercises import conducted
from tests.read_reports import facts
from tui.cli import main
from tui.refusal import Refusal
from tui.reporting import checked_final, refuse_before

Capture = pytest.CaptureFixture[str]
TODAY = date(2026, 11, 26)


def on_a_day() -> Facts:
    """An exercise to which people sat down on 24 November 2026."""
    conduct = conducted(["principal"])
    conduct.dated(datetime(2026, 11, 24, 9, 30))
    return Facts("dated", After(conduct))


def with_the_day(says: str) -> Facts:
    """One that a script played; people say which day that was."""
    said = {"additions": "active-assailant", "blanks": [{"blank": "overview.date", "says": says}]}
    return replace(facts(), additions=Additions.model_validate(said))


def refusal(act: Callable[[], object]) -> str:
    """What is said; empty where it is not refused."""
    try:
        act()
    except Refusal as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-11-26", ""),
        ("2026-11-27", "--final: 2026-11-27 is after today, 2026-11-26; write the day on which it is made final"),
        ("2031-01-01", "--final: 2031-01-01 is after today, 2026-11-26; write the day on which it is made final"),
    ],
)  # fmt: skip
def test_a_report_is_not_made_final_on_a_day_that_has_not_come(day: str, says: str) -> None:
    assert refusal(lambda: checked_final(("J. Doe", day), TODAY)) == says


@pytest.mark.parametrize("one", [on_a_day, lambda: with_the_day("2026-11-24")], ids=["journal", "additions"])
def test_a_report_is_not_made_final_before_its_exercise(one: Callable[[], Facts]) -> None:
    """Whether the journal says which day that was, or only people do; on the day itself it can be."""
    said = [refusal(lambda day=day: refuse_before(one(), day)) for day in ("2026-11-23", "2026-11-24")]  # type: ignore[misc]
    assert said == [
        "--final: 2026-11-23 is before the exercise, which was on 2026-11-24; write that day or a later one",
        "",
    ]


def test_the_day_that_people_say_is_the_day_of_the_exercise() -> None:
    conduct = conducted(["principal"])
    conduct.dated(datetime(2026, 11, 24, 9, 30))
    one = replace(with_the_day("2026-11-20"), after=After(conduct))
    assert refusal(lambda: refuse_before(one, "2026-11-20")) == ""
    assert refusal(lambda: refuse_before(one, "2026-11-19")) != ""


def test_where_nobody_has_said_the_day_of_the_exercise_its_blank_is_what_is_missing() -> None:
    assert refusal(lambda: refuse_before(facts(), "1999-01-01")) == ""


def test_the_command_says_what_is_wrong_with_the_day_before_it_reads_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("tui.commands.report.today", lambda: TODAY)
    out = tmp_path / "out"
    asked = ["report", str(tmp_path / "none.journal"), "--out", str(out), "--final", "J. Doe", "2026-12-24"]
    assert main(asked) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        "allcall: --final: 2026-12-24 is after today, 2026-11-26; write the day on which it is made final\n",
    )
    assert not out.exists()
