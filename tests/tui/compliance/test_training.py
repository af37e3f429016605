"""The training record: hours typed in, summed by participant and topic, and taken over from an exercise only when asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grimp
import pytest
from hypothesis import given

from reports.compliance.log import TRAINING, LogFile, read_rows, total_hours
from scenarios.compliance import TrainingRecord
from scenarios.library import open_program
from sim.exercise.journal import FileJournal, Header
from tests.reports.compliance_records import HOURS_MADE
from tui.cli import main

Capture = pytest.CaptureFixture[str]
SAFETY, THREAT = "safety-professional", "threat-assessment"


@pytest.fixture
def home(home: Path) -> Path:
    """Where all that is kept will be."""
    (home.parents[1] / "sessions").mkdir(parents=True)
    return home.parents[1]


def add(person: str, hours: str = "2.5", topic: str = "Lockdown", program: str = SAFETY, day: str = "2021-09-01") -> int:  # fmt: skip
    options = ["--program", program, "--topic", topic, "--hours", hours, "--date", day]
    return main(["training", "add", person, *options])


def lines(home: Path) -> list[TrainingRecord]:
    return LogFile(home / "records" / "training.csv", TRAINING).read_entries()


def test_hours_are_kept_in_a_file_that_people_can_read(home: Path) -> None:
    assert add("Ngozi Ọkafọr") == 0
    assert (home / "records" / "training.csv").read_text(encoding="utf-8") == (
        "ID,Participant,Program,Topic,Hours,Date,Session\n1,Ngozi Ọkafọr,safety-professional,Lockdown,2.5,2021-09-01,\n"
    )


def test_what_is_wrong_is_refused(home: Path, capsys: Capture) -> None:
    wrong = [({"hours": given}, "--hours: ") for given in ("-2", "nan")]
    wrong += [
        ({"hours": "0"}, "above 0"),
        ({"hours": "25"}, "at most 24 h"),
        ({"hours": "2,5"}, "with a point, such as 2.5"),
    ]
    wrong += [({"day": "2021-13-01"}, "in no calendar"), ({"day": "2021-11-25"}, "still to come")]
    wrong += [({"topic": " "}, "--topic: "), ({"program": "safety"}, "there is no program")]
    for options, says in wrong:
        assert add("A", **options) == 2
        assert says in capsys.readouterr().err
    assert not (home / "records" / "training.csv").exists()


def test_hours_are_summed_by_participant_and_topic_towards_each_program(home: Path, capsys: Capture) -> None:
    assert add("Ada", "2.5") == 0
    assert add("ADA", "0.75", topic="lockdown", day="2021-09-02") == 0
    assert add("Ada", "12", topic="Fire") == 0
    assert add("Ada", "1", program=THREAT) == 0
    assert add("Ben", "10", program=THREAT) == 0
    assert add("Ben", "6", program=THREAT, day="2021-09-02") == 0
    capsys.readouterr()
    assert main(["training", "hours"]) == 0
    said = capsys.readouterr().out
    assert "School safety professional (safety-professional): 15 to 20 h" in said
    assert "  Ada: 15.25 h of 15 to 20 h\n" in said
    assert "      12 h  Fire\n" in said
    assert "    3.25 h  Lockdown\n" in said
    assert "  Ada: 1 h of about 16 h, 15 h to go\n" in said
    assert "  Ben: 16 h of about 16 h\n" in said
    assert "Not verified" in said
    assert main(["training", "hours", "ben", "--program", SAFETY]) == 0
    assert "no one has hours in it" in capsys.readouterr().out
    assert main(["training", "hours", "Bem"]) == 2
    assert 'nearest is "Ben"' in capsys.readouterr().err


def test_a_long_topic_goes_on_under_itself(home: Path, capsys: Capture) -> None:
    assert add("Ada", "3", topic="Access control and visitors at the front door of a school " + "again " * 5) == 0
    capsys.readouterr()
    assert main(["training", "hours"]) == 0
    first, second = (line for line in capsys.readouterr().out.splitlines() if "Access" in line or "again" in line)
    assert len(second) - len(second.lstrip()) == first.index("Access")


def test_a_program_may_be_a_file_of_ones_own(home: Path, tmp_path: Path, capsys: Capture) -> None:
    own = tmp_path / "ours.yaml"
    own.write_text("program: ours\ntitle: Our own\nhours: 4\nsource: the district\n")
    assert main(["check", str(own)]) == 0
    assert add("Ada", program=str(own)) == 0
    capsys.readouterr()
    assert main(["training", "hours", "--program", str(own)]) == 0
    assert "Ada: 2.5 h of 4 h, 1.5 h to go" in capsys.readouterr().out
    assert main(["training", "hours"]) == 0
    assert "not known here" in capsys.readouterr().out
    own.write_text("program: ours\ntitle: Our own\nhours: 4\nup_to: 3\nsource: the district\n")
    assert main(["check", str(own)]) == 2
    assert '"up_to" is not above "hours"' in capsys.readouterr().err


def test_shipped_programs_ask_for_what_they_are_known_for_and_are_not_verified(capsys: Capture) -> None:
    assert open_program(SAFETY).describe_hours == "15 to 20 h"
    assert open_program(THREAT).describe_hours == "about 16 h"
    assert main(["show", THREAT]) == 0
    said = capsys.readouterr().out
    assert "about 16 h" in said
    assert "Not verified" in said


def test_a_line_is_taken_out_by_its_number(home: Path, capsys: Capture) -> None:
    assert add("Ada") == 0
    assert add("Ada") == 2
    assert main(["training", "list"]) == 0
    assert "Lockdown" in capsys.readouterr().out
    assert main(["training", "remove", "1"]) == 0
    assert main(["training", "remove", "1"]) == 2
    assert lines(home) == []


# from an exercise


def held(home: Path, *more: tuple[float, str, dict[str, Any]], rehearsal: bool = False) -> str:
    """A journal of an exercise in which somebody was named at the start. more: room time, kind and payload."""
    path = home / "sessions" / "our-exercise.journal"
    journal = FileJournal.create(path, Header("{}", 1, "of another version"))
    begins = {"exercise": "x", "seed": 1, "played": {"principal": "Ada", "nurse": ""}, "rehearsal": rehearsal}
    dated: dict[str, Any] = {"at": "2021-10-05T09:30"}
    for room, kind, payload in ((0.0, "begin", begins), (0.0, "dated", dated), *more):
        journal.append(room, 0.0, kind, payload)
    journal.close()
    return path.stem


def people(*named: tuple[str, str]) -> dict[str, Any]:
    return {"people": [{"role": role, "name": name} for role, name in named]}


def from_session(session: str, *more: str, program: str = SAFETY) -> int:
    return main(["training", "from-session", session, "--program", program, "--topic", "Tabletop", *more])


END = (4_500.0, "end", dict[str, Any]())


def test_everybody_named_in_an_exercise_gets_the_time_of_its_room_once(home: Path, capsys: Capture) -> None:
    named = people(("principal", "Ada"), ("evaluator", "Ben"), ("observer", "ada"))
    session = held(home, (600.0, "people", people(("nurse", "Nobody any more"))), (900.0, "people", named), END)
    assert from_session(session) == 0
    assert [(one.person, one.hours, str(one.date), one.session) for one in lines(home)] == [
        ("Ada", 1.25, "2021-10-05", "our-exercise"),
        ("Ben", 1.25, "2021-10-05", "our-exercise"),
    ]
    capsys.readouterr()
    assert from_session(session) == 0
    assert "0 lines of training from our-exercise, 2 already logged" in capsys.readouterr().out
    assert from_session(session, program=THREAT) == 2
    assert "entry 1 is this one already" in capsys.readouterr().err
    assert len(lines(home)) == 2


@pytest.mark.parametrize(
    ("entries", "rehearsal", "said"),
    [
        ([], False, "has not ended"),
        ([END], True, "was a rehearsal"),
        ([(10.0, "people", people()), END], False, "names no participants"),
        ([(30.0, "end", {})], False, "lasted less than a minute"),
    ],
)
def test_an_exercise_that_trained_nobody_for_sure_is_refused(
    entries: Sequence[tuple[float, str, dict[str, Any]]], rehearsal: bool, said: str, home: Path, capsys: Capture
) -> None:  # fmt: skip
    assert from_session(held(home, *entries, rehearsal=rehearsal)) == 2
    assert said in capsys.readouterr().err
    assert lines(home) == []


def test_only_the_commands_of_records_know_of_them() -> None:
    """So that no exercise can enter anything by itself. The doctor reads them."""
    graph = grimp.build_graph("scenarios", "sim", "reports", "tui", cache_dir=None)
    kept = {name for name in graph.modules if name.startswith("reports.compliance")}
    known = {by for name in kept for by in graph.find_modules_that_directly_import(name)} - kept
    assert known == {"tui.commands.compliance", "tui.commands.library", "tui.installation"}


@pytest.mark.slow
def test_an_exercise_enters_nothing_by_itself(home: Path, tmp_path: Path, capsys: Capture) -> None:
    journal = str(tmp_path / "one.journal")
    drill = ["drill", "cardiac-arrest", "--script", "cardiac-arrest", "--journal", journal, "--no-others"]
    assert main(drill) == 0
    assert not (home / "records").exists()
    capsys.readouterr()
    assert from_session(journal) == 2
    assert "was run from a script" in capsys.readouterr().err


# files


def again(path: Path) -> list[TrainingRecord]:
    """The hours in a sheet, numbered as they come."""
    found = [entry for _, entry in read_rows(path, TRAINING)]
    return [entry.model_copy(update={"id": n}) for n, entry in enumerate(found, 1)]


@given(HOURS_MADE)
def test_sums_lose_nothing(hours: list[TrainingRecord]) -> None:
    assert sum(one.hours for one in total_hours(hours)) == pytest.approx(sum(one.hours for one in hours))
    assert len({(one.person.casefold(), one.program) for one in hours}) == len(total_hours(hours))


def test_a_file_is_written_only_as_csv_or_xlsx(home: Path, tmp_path: Path, capsys: Capture) -> None:
    assert add("Ada") == 0
    for name in ("all.csv", "all.xlsx"):
        assert main(["training", "export", str(tmp_path / name)]) == 0
        assert again(tmp_path / name) == lines(home)
    assert main(["training", "export", str(tmp_path / "all.pdf")]) == 2
    assert "ends in .csv or .xlsx" in capsys.readouterr().err
