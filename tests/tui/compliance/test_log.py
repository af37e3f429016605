"""The log of drills by its commands: what is kept of what was typed, and what is refused."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from reports.compliance.log import DRILLS, LogFile
from tests.reports.compliance_records import DRILL, OTHER
from tests.tui.compliance.commands import add
from tui.cli import main

Capture = pytest.CaptureFixture[str]


def test_what_was_typed_is_kept_in_a_file_that_people_can_read(home: Path) -> None:
    assert add(note="a door stuck") == 0
    assert add(kind="fire", date="2021-09-01", time="1:15 pm", took="90 s") == 0
    assert home.read_text(encoding="utf-8") == (
        "ID,Site,Kind,Date,Time,Occupants,Total time,Note,Exercise,Signed by\n"
        "1,North,security,2021-08-20,09:40,412,3 min 20 s,a door stuck,,\n"
        "2,North,fire,2021-09-01,13:15,412,90 s,,,\n"
    )
    assert LogFile(home, DRILLS).read_entries() == [DRILL, OTHER]


def test_a_drill_names_its_exercise_which_must_be_there_and_its_signer(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("tui.terminal.console.find_sessions_folder", lambda: tmp_path)
    assert add(exercise="autumn", signer="A. Head") == 2
    assert "there is no session 'autumn'" in capsys.readouterr().err
    assert not home.exists()
    (tmp_path / "autumn.journal").touch()
    assert add(exercise="autumn", signer="A. Head") == 0
    (drill,) = LogFile(home, DRILLS).read_entries()
    assert (drill.exercise, drill.signer) == ("autumn", "A. Head")
    assert capsys.readouterr().out.count("autumn  A. Head") == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "frie"}, '--kind: "frie" is not known; nearest is "fire"'),
        ({"date": "8/20/2021"}, "--date: "),
        ({"date": "2021-02-29"}, "in no calendar"),
        ({"date": "2021-11-25"}, "2021-11-25 is still to come; only what was really held"),
        ({"time": "25:00"}, "--time: "),
        ({"occupants": "1000000000"}, "must be 100000 or less"),
        ({"occupants": "0"}, "must be 1 or more"),
        ({"occupants": "1,200"}, "whole number"),
        ({"took": "-90 s"}, "--took: "),
        ({"took": "0 s"}, "above 0"),
        ({"took": "90"}, 'write "90 s" or "90 min"'),
        ({"took": "3:20"}, "two ways"),
        ({"took": "0.5 s"}, "whole seconds"),
        ({"note": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_is_wrong_is_refused_and_unwritten(given: dict[str, str], said: str, home: Path, capsys: Capture) -> None:
    assert add(**given) == 2
    assert said in capsys.readouterr().err
    assert not home.exists()


def test_everything_wrong_is_said_at_once(home: Path, capsys: Capture) -> None:
    assert add(site=" ", kind="x", date="x", time="x", occupants="x", took="x") == 2
    assert len(capsys.readouterr().err.splitlines()) == 6


def test_the_same_drill_is_written_down_once(home: Path, capsys: Capture) -> None:
    assert add() == 0
    assert add(site="NORTH ", occupants="412", took="200 s") == 2
    assert "entry 1 is this one already, with other values" in capsys.readouterr().err
    assert add() == 2
    assert "already in the log" in capsys.readouterr().err
    assert add(kind="fire") == 0
    assert len(LogFile(home, DRILLS).read_entries()) == 2


def test_a_drill_is_taken_out_by_its_number_and_said_once_more(home: Path, capsys: Capture) -> None:
    assert add() == 0
    assert add(kind="fire") == 0
    capsys.readouterr()
    assert main(["records", "remove", "1"]) == 0
    assert capsys.readouterr().out == "1  North  security  2021-08-20  09:40  412  3 min 20 s: removed\n"
    assert [drill.id for drill in LogFile(home, DRILLS).read_entries()] == [2]
    assert main(["records", "remove", "1"]) == 2


def test_the_list_says_which_are_older_than_they_have_to_be_kept_and_keeps_them(home: Path, capsys: Capture) -> None:
    assert add(date="2018-11-23") == 0  # three years and a day before today
    assert add(date="2018-11-24") == 0
    capsys.readouterr()
    assert main(["records", "list"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert 'Past the 3-year retention period of "oklahoma": 1. They stay until you remove them.' in said
    assert len(LogFile(home, DRILLS).read_entries()) == 2
    assert main(["records", "list", "--year", "2018-19"]) == 0
    assert "2018-11-24" in capsys.readouterr().out
    assert main(["records", "list", "North", "--year", "2019-20"]) == 0
    assert "drills in" in capsys.readouterr().out
    assert main(["records", "list", "Nort"]) == 2
    assert 'nearest is "North"' in capsys.readouterr().err


def test_the_check_prints_rule_by_rule_with_what_is_not_known_and_the_law(home: Path, capsys: Capture) -> None:
    assert add() == 0
    capsys.readouterr()
    words = ["records", "check", "north", "--year", "2021-22", "--semester"]
    assert main([*words, "2021-08-12:2021-12-17", "--semester", "2022-01-04:2022-05-26"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "North, school year 2021-22, as of 2021-11-24" in said
    assert "1 met, 6 not yet, 2 not met" in said
    assert "first 15 days of semester 1, 2021-08-12 to 2021-08-26: 1, at least 1 1 (2021-08-20 09:40)" in said
    assert "not met A tornado drill in September September, 2021-09-01 to 2021-09-30: 0, at least 1" in said
    assert "Check current law before you rely on this." in said
    assert "it is no legal advice" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2021-23", "--year: "),
        ("2021-22 --rules oklahom", 'nearest is "oklahoma"'),
        ("2021-22 --semester 2021-08-12", "only one day is given"),
        ("2021-22 --semester 2021-12-17:2021-08-12", "the last day is not after the first"),
        ("2021-22 --semester 2021-08-12:2022-08-12", "not within the school year"),
        ("2021-22 --semester x:y", "is no date"),
    ],
)
def test_a_check_that_cannot_be_made_says_why(words: str, said: str, home: Path, capsys: Capture) -> None:
    assert main(["records", "check", "North", "--year", *words.split()]) == 2
    assert said in capsys.readouterr().err


def test_a_calendar_in_the_rules_serves_until_semesters_are_typed(home: Path, tmp_path: Path, capsys: Capture) -> None:
    rules = tmp_path / "district.yaml"
    semesters = "[{first: 2021-08-12, last: 2021-12-17}, {first: 2022-01-04, last: 2022-05-26}]"
    rules.write_text(f"requirement: district\nlike: oklahoma\ncalendar: [{{year: 2021-22, semesters: {semesters}}}]\n")
    words = ["records", "check", "North", "--year", "2021-22", "--rules", str(rules)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "2021-08-12 to 2021-08-26" in said
    assert "Rules applied: district (Ten drills a school year at each site, Oklahoma)" in said
    assert main([*words, "--semester", "2021-08-16:2021-12-17"]) == 0
    assert "2021-08-16 to 2021-08-30" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.replace("412", "4x2"), "drills.csv:2: Occupants: "),
        (lambda text: text.replace("\n1,", "\n,"), "drills.csv:2: ID: "),
        (lambda text: text + text.splitlines()[1] + "\n", "drills.csv:3: ID: 1 is there already"),
        (lambda text: text[:80], "drills.csv"),
        (lambda _: "", "is empty"),
        (lambda _: "{}", "there is no column"),
    ],
)
def test_a_damaged_log_is_refused_with_its_line_and_stays(damage: Any, said: str, home: Path, capsys: Capture) -> None:
    assert add() == 0
    home.write_text(damage(home.read_text(encoding="utf-8")), encoding="utf-8")
    before = home.read_bytes()
    capsys.readouterr()
    for words in (["list"], ["remove", "1"], ["check", "North", "--year", "2021-22"]):
        assert main(["records", *words]) == 2
        told = capsys.readouterr().err
        assert said in told
        assert "this file is damaged, and was left as it is" in told
    assert add(kind="fire") == 2
    assert home.read_bytes() == before


def test_a_log_that_cannot_be_written_is_said_so(home: Path, capsys: Capture) -> None:
    home.parent.parent.mkdir()
    home.parent.write_text("no folder")
    assert add() == 2
    assert "drills.csv: " in capsys.readouterr().err


@pytest.mark.slow
def test_what_the_page_shows_can_be_played_from_top_to_bottom(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    page = (Path(__file__).parents[3] / "docs" / "records.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        name = block.partition("\n")[0].split()[1]
        (tmp_path / f"{name}.yaml").write_text(block, encoding="utf-8")
        assert main(["check", f"{name}.yaml"]) == 0, capsys.readouterr().err
    lines = re.findall(r"^    \./run allcall (.+)$", page, re.MULTILINE)
    assert len(lines) > 12
    for line in lines:
        assert main(shlex.split(line)) == 0, capsys.readouterr().err


DISTRICT = """\
requirement: district
like: oklahoma
calendar:
- year: 2020-21
  semesters: [{first: 2020-08-13, last: 2020-12-18}, {first: 2021-01-05, last: 2021-05-27}]
"""


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("year: 2020-21", "year: 2020-22", "is no school year; write it as 2026-27"),
        ("first: 2020-08-13", "first: 13/8/2020", "is no date; write it as 2026-08-20"),
        ("first: 2020-08-13", "first: 2020-02-30", "in no calendar"),
        ("first: 2020-08-13", "first: 2020-12-18", "is not before"),
        ("first: 2020-08-13", "first: 2019-08-13", "not within the school year 2020-21"),
        ("first: 2021-01-05", "first: 2020-12-18", "begins before"),
        ("calendar:", "years_kept: 0\ncalendar:", "it must be 1 or more"),
        ("like: oklahoma", "like: oklahom", 'nearest is "oklahoma"'),
        ("calendar:", "rules: [{says: a, kind: frie, at_least: 1}]\ncalendar:", 'nearest is "fire"'),
    ],
)  # fmt: skip
def test_wrong_rules_are_told_with_a_line(right: str, wrong: str, said: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "district.yaml"
    file.write_text(DISTRICT, encoding="utf-8")
    assert main(["check", str(file)]) == 0
    assert "ok, a requirement" in capsys.readouterr().out
    assert right in DISTRICT
    file.write_text(DISTRICT.replace(right, wrong, 1), encoding="utf-8")
    assert main(["check", str(file)]) == 2
    told = capsys.readouterr().err
    assert "district.yaml:" in told
    assert said in told
