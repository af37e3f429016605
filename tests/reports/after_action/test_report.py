"""The after-action report: what stands where, nobody named, nothing that participants may not see, no judgment asked without a cause."""

import re
import shlex
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reports.after_action.appendices import build_reproduction
from reports.after_action.data import ReportData
from reports.after_action.findings import find_lower_task
from reports.after_action.report import build_after_action_report
from reports.after_action.summary import build_summary
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Blank, Code, PageList, Paper, Table, iterate_blanks, list_open_blanks
from scenarios.annotations import Additions
from sim.exercise.clock import format_t_plus
from sim.exercise.conductor import Conductor
from sim.exercise.counterfactual import build_replication_task, run_counterfactual
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Note, Setup
from sim.exercise.history import CorrectiveAction, extract_improvements
from sim.exercise.participants import Participant
from sim.exercise.review import Review
from sim.model.trace import Channel, EventKind
from tests.reports import reports
from tests.reports.reports import facts, print_to_text, report, rows, tables, text, words
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import ASSAILANT, EACH_SLOW, SEED, begun, conducted
from tests.sim.exercise.reviews import rated, stopped_at_once

NEVER = ("survival", "person-minutes", "people exposed", "casualt")


def of(conductor: Conductor) -> Paper:
    """The report of an exercise where it stands."""
    return build_after_action_report(ReportData("one", Review(conductor)))


@pytest.mark.parametrize("name", [*EACH_SLOW, pytest.param("too-late", marks=pytest.mark.slow)])
def test_the_summary_counts_the_decisions_without_effect_in_the_log(name: str) -> None:
    reports.check_decisions_without_effect(report(name))


@pytest.mark.parametrize("name", EACH_SLOW)
def test_what_is_never_projected_is_in_no_report(name: str) -> None:
    text = write_markdown(report(name)).lower()
    assert [word for word in NEVER if word in text] == []


@pytest.mark.parametrize("name", exercises.in_minutes(EACH_SLOW))
def test_the_times_on_the_screen_are_those_of_the_report_and_so_is_their_note(name: str) -> None:
    lines = print_to_text(build_summary(facts(name).replay, Path("x.journal"), None)).splitlines()
    cells = [re.split(r"\s{2,}", line.strip()) for line in lines]
    (written,) = tables(report(name), "Times in this exercise")
    assert all(row in cells for row in rows(report(name), "Times in this exercise"))
    assert written.note in lines
    assert lines.count(written.caption) == 1


@pytest.mark.slow
def test_in_days_an_act_that_begins_with_its_answer_begins_at_once() -> None:
    delays = {row[0]: row[2:] for row in rows(report("report-on-monday"), "From the question to the action")}
    assert delays["D1"] == ["–", "–"]
    assert delays["D4"] == ["at once", "at once"]


def test_names_of_people_give_way_to_roles_unless_they_are_asked_for() -> None:
    conductor = conducted(("principal",))
    people = [Participant("principal", "Ana Ruiz", "Jefferson High"), Participant("evaluator", "渡辺 明")]
    conductor.set_participants(people)
    conductor.add_note("observe", text="Ana Ruiz asked 渡辺 明 twice", objective="warn")
    one = ReportData("named", Review(conductor))
    both = (replace(one, with_names=asked) for asked in (False, True))
    default, named = (write_markdown(build_after_action_report(each)) for each in both)
    assert [name in default for name in ("Ruiz", "渡辺")] == [False, False]
    assert "Principal asked Evaluator twice" in default
    assert [name in named for name in ("Ana Ruiz, Jefferson High", "渡辺 明")] == [True, True]


@pytest.mark.slow
def test_of_an_exercise_that_was_left_nothing_is_reported_that_never_happened() -> None:
    """It is in its first played part at T+00:00, nobody was asked anything, and nobody ended it."""
    review = Review(conducted(["principal", "secretary"]))
    effects = run_counterfactual(build_replication_task(review.state), review.observed_play, 5, workers=1)
    paper = build_after_action_report(ReportData("left", review, effects))
    assert "left at T+00:00, not ended" in dict(rows(paper, "The exercise"))["Scope"]
    assert [*tables(paper, "Times in this exercise"), *tables(paper, "Effects")] == []
    assert {row[1] for row in rows(paper, "Roles")} == {"planned: played by the script", "planned: simulated"}
    on_the_screen = print_to_text(build_summary(review, Path("left.allcall"), effects))
    assert "left at T+00:00, not ended." in on_the_screen
    assert "room brought |" not in on_the_screen


@pytest.mark.slow
def test_a_question_without_an_answer_has_no_colon_where_there_is_no_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a timed question the limit ran out; the part ended; the exercise was left with the question open."""
    one = facts().replay
    name, point = next(iter(one.state.decision_points.items()))
    for state, why, says in (
        ("lapsed", "no decision", "No decision"),
        ("lapsed", "no time left", "No decision: no time left"),
        ("open", "", "No decision"),
    ):
        monkeypatch.setattr(point, "state", state)
        monkeypatch.setattr(point, "reason", why)
        lines = print_to_text(build_summary(one, Path("x"), None)).splitlines()
        (line,) = [line for line in lines if line.startswith(f"- {name} T+")]
        assert line.endswith(f"{point.decision.asks} {says}")


@pytest.mark.slow
def test_a_decision_that_keeps_the_clock_running_after_the_all_clear_is_named_beside_the_end() -> None:
    review = reports.too_late()
    clear = min(one.time for one in review.traces["room"].events() if one.kind == "all_clear")
    assert clear + 60.0 < review.stopped
    said = f"ended at {format_t_plus(review.stopped)}; all clear at {format_t_plus(clear)}, after that only D3 was still to come."
    assert said in dict(rows(report("too-late"), "The exercise"))["Scope"]


@pytest.mark.slow
def test_what_had_not_begun_when_the_exercise_ended_says_so_and_later_times_are_left_out() -> None:
    conductor = conducted(["secretary"])
    exercises.to_a_question(conductor)
    conductor.submit_decision("D2", DecisionResponse(option="call", decision_delay=60.0))
    conductor.end()
    assert conductor.state.done == []
    assert "The exercise ended before any action of D2 began." in words(of(conductor), "people")
    review = Review(conductor)
    assert review.projected_measures["room"]["hazard_over"] > review.stopped
    assert ["Hazard over", "–", "–", "–"] in rows(of(conductor), "Times in this exercise")


def test_an_exercise_that_was_left_in_its_briefing_asks_for_no_judgment_and_turns_no_page() -> None:
    paper = build_after_action_report(ReportData("left", stopped_at_once()))
    assert [*tables(paper, "Annexes")] == []
    judged = ("objectives.", "plan.", "summary.", "people.")
    assert [one.id for _, one in list_open_blanks(paper) if one.id.startswith(judged)] == []
    assert [one.id for one in paper.sections if one.landscape] == []


def test_a_role_that_was_handed_back_says_until_when_it_was_played() -> None:
    """The secretary was handed back in the briefing, so nobody ever played that role."""
    conductor = begun(Setup(ASSAILANT, SEED, dict.fromkeys(("principal", "secretary", "nurse"), "")))
    conductor.record_date(datetime(2026, 11, 24, 9, 30))
    conductor.return_to_simulation("secretary")
    while conductor.segment.kind != "played":
        conductor.next_segment()
    conductor.jump(20.0)
    conductor.return_to_simulation("nurse")
    conductor.jump(30.0)
    paper = of(conductor)
    assert [row[:2] for row in rows(paper, "Roles")] == [
        ["Principal", "played by participants"],
        ["Assistant principal", "simulated"],
        ["Secretary", "simulated, handed back before it began"],
        ["Nurse", "played by participants until T+00:20, then simulated"],
        ["Teacher in building B", "simulated"],
    ]
    scope = dict(rows(paper, "The exercise"))["Scope"]
    assert "script" not in scope
    screen = print_to_text(build_summary(Review(conductor), Path("left.journal"), None))
    assert "played by participants: Principal, Nurse." in screen


@pytest.mark.parametrize(("added", "count"), [((), "none"), ((Participant("evaluator", "Bo Lee"),), "")])
def test_names_in_a_script_are_not_participants_and_later_ones_are(added: tuple[Participant, ...], count: str) -> None:
    conductor = begun(Setup(ASSAILANT, SEED, {"principal": "Ana Ruiz"}))
    while conductor.segment.kind != "played":
        conductor.next_segment()
    conductor.jump(20.0)
    conductor.set_participants([*conductor.state.people, *added])
    paper = of(conductor)
    assert rows(paper, "Roles")[0] == ["Principal", "played by the script", "1"]
    blanks = {one.id: one.value for section in paper.sections for one in iterate_blanks(section)}
    assert blanks["people.count"] == count


def test_an_exercise_in_which_nothing_was_asked_has_no_count_of_decisions() -> None:
    conductor = conducted()
    conductor.jump(20.0)
    assert "It was left at T+00:20, not ended." in write_markdown(of(conductor))
    conductor.end()
    text = write_markdown(of(conductor))
    assert "asked no questions. 12 questions did not come up." in text
    assert "not ended" not in text


@pytest.mark.slow
def test_strengths_and_areas_are_required_by_the_ratings() -> None:
    """Strengths where a rating is P or S, areas where any is below P."""
    paper = build_after_action_report(ReportData("rated", rated()))
    blanks = [one.id.partition(".")[2] for _, one in list_open_blanks(paper) if one.id.startswith("objectives.")]
    assert blanks[:2] == ["warn.strengths", "inform-911.strengths"]  # S, and a task of it P; P
    assert blanks[2:] == ["warn.areas", "coordinate.areas", "overview.areas"]  # the task; U; M


@pytest.mark.slow
def test_an_objective_rated_p_over_a_lower_task_needs_a_reason_unless_its_rating_has_one() -> None:
    paper = build_after_action_report(ReportData("rated", rated()))
    reasons = [one.id for _, one in list_open_blanks(paper) if one.id.startswith("ratings.")]
    assert reasons == [], "the objective with a task has no P"
    reasons = [one.id for _, one in list_open_blanks(report()) if one.id.startswith("ratings.")]
    assert reasons == ["ratings.warn.reason"]


@pytest.mark.slow
def test_the_limit_of_the_model_is_no_failure_of_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    one = facts("laboratory-fire")
    measures = {arm: dict(found) for arm, found in one.replay.observed_measures.items()}
    measures["room"] |= {"aset_margin": -65.0}
    monkeypatch.setattr(one.review, "observed_measures", measures)
    paper = build_after_action_report(one)
    limit = "conditions passed the model's limit 1:05 min before the last person was out"
    assert [section.id for section in paper.sections if limit in words(paper, section.id)] == ["minutes"]


def test_the_first_page_measures_each_target_by_the_clock_of_the_trace() -> None:
    """The office is told when the log of the model says so, and the announcement is heard after its reading."""
    one, paper = facts(), report()
    trace = one.replay.traces["room"]
    told = next(row[0] for row in trace.rows if row[1] == EventKind.OFFICE_TOLD)
    spoken = next(row[0] for row in trace.rows if row[1] == EventKind.SENT and row[3] == Channel.PA)
    seconds = round(spoken + trace.tables.means.reading - told)
    first = rows(paper, "Objectives, targets and ratings")[0]
    assert first[1] == "The first instruction is heard within 60 s after the office knows, by two means."
    assert first[2].startswith(f"{seconds // 60}:{seconds % 60:02d}, of which deciding 0:22. Heard by 1 of 2 means")
    assert (first[3], first[4]) == ("not met", "P")


def test_the_appendices_are_listed_at_their_head_and_no_figure_stands_in_the_log() -> None:
    paper = report()
    titles = {section.id: section.title for section in paper.sections}
    head = next(section for section in paper.sections if section.id == "appendices")
    (contents,) = head.blocks
    assert isinstance(contents, PageList)
    after = paper.sections[paper.sections.index(head) + 1 :]
    assert contents.sections == tuple((section.id, titles[section.id]) for section in after)
    (log,) = next(section for section in paper.sections if section.id == "log").blocks
    assert isinstance(log, Table)


def test_a_finding_has_a_blank_for_each_part_that_is_missing() -> None:
    strength = {"says": "Quick", "reference": "Plan 4.1"}
    area = {"says": "Whole", "reference": "a", "observation": "b", "analysis": "c"}
    findings = {"objective": "warn", "strengths": [strength], "areas": [area]}
    added = Additions.model_validate({"additions": "active-assailant", "objectives": [findings]})
    paper = build_after_action_report(replace(facts(), additions=added))
    missing = [f"objectives.warn.strengths.1.{part}" for part in ("observation", "analysis")]
    assert [one.id for _, one in list_open_blanks(paper) if one.id.startswith("objectives.warn.")] == missing
    (table,) = tables(paper, "Strengths and areas for improvement")
    row = table.rows[0]
    assert [*map(text, row[:2])] == ["Strength 1.1: Quick", "Plan 4.1"]
    assert [one.id for one in row if isinstance(one, Blank) and not one.value] == missing


def test_open_corrective_actions_of_earlier_exercises_are_carried_over() -> None:
    note = Note("improve-1", "improve", 0.0, 0.0, text="Keys are nowhere", owner="Office")
    item = CorrectiveAction("spring", "Keys", "2026-03-03T09:00", note, "2026-03-02T09:00")
    paper = build_after_action_report(replace(facts(), open_actions=(item,)))
    found = [["Keys, 2026-03-02 (spring)", "Keys are nowhere", "", "Office", ""]]
    assert rows(paper, "Open corrective actions") == found


@pytest.mark.slow
def test_an_improvement_is_read_from_a_journal_as_it_was_last_corrected() -> None:
    conductor = Conductor(facts().state.opened, exercises.scripted(exercises.script()).journal)
    conductor.correct("improve-1", done="2026-11-20", owner="Principal")
    first, second = extract_improvements(conductor.journal.entries())
    assert (first.done, first.owner, second.done) == ("2026-11-20", "Principal", "")


@pytest.mark.parametrize(
    ("file", "named"), [("", "one.journal"), ("our first.journal", "'our first.journal'"), ("kept.db", "./kept.db")]
)
def test_the_commands_name_the_journal_as_it_is_called(file: str, named: str) -> None:
    section = build_reproduction(replace(facts(), session="one", file=file))
    [commands] = [block for block in section.blocks if isinstance(block, Code)]
    assert commands.text == f"allcall replay {named} --trace trace.jsonl\nallcall report {named}"


def test_a_report_names_the_command_that_makes_it() -> None:
    """With additions, final, with names: each file by its name alone."""
    one = replace(facts(), edit="our words.yaml", finalized=("J. O'Doe", "2026-12-01"), with_names=True)
    one = replace(one, logo_file="our.png", template_file="our.docx")
    (commands,) = (block for block in build_reproduction(one).blocks if isinstance(block, Code))
    assert shlex.split(commands.text.splitlines()[1]) == [
        *("allcall", "report", "active-assailant.journal", "--edit", "our words.yaml"),
        *("--logo", "our.png", "--template", "our.docx", "--final", "J. O'Doe", "2026-12-01", "--with-names"),
    ]


def test_an_exercise_that_a_real_emergency_stopped_says_so() -> None:
    conductor = conducted(["principal"])
    conductor.freeze()
    assert ReportData("one", Review(conductor)).describe_end == "stopped at T+00:00 for a real emergency"


def graded(final: str, task: str = "", number: int = 1, reason: str = "") -> Any:
    proposals = (SimpleNamespace(final=True, text=reason),) if final else ()
    return SimpleNamespace(final=final, task=task, number=number, proposals=proposals)


def find_lower(whole: Any, *grades: str) -> str:
    below = [graded(grade, f"task {number}") for number, grade in enumerate(grades)]
    return find_lower_task(whole, [whole, *below, graded("U", "of another", number=2)])


def test_the_lowest_task_under_a_p_is_named_unless_there_is_a_reason() -> None:
    lowest = [find_lower(graded("P"), *grades) for grades in ("PSM", ("U", "S", ""), "PP", "")]
    assert lowest == ["M", "U", "", ""]
    assert find_lower(graded("S"), "U") == find_lower(graded("P", reason="one room was late"), "U") == ""
