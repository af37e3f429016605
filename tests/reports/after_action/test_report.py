"""The after-action report: facts out of the journal, judgement left blank, nobody named, nothing that is not for a room."""

import io
import json
import re
import shlex
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from reports.after_action.annotations import render_additions_file
from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report, build_reproduction
from reports.after_action.summary import build_summary
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Code, Paragraph, Table, is_written_by_hand, list_open_blanks
from reports.documents.pdf_writer import write_pdf
from sim.exercise.clock import format_t_plus
from sim.exercise.conductor import Conductor
from sim.exercise.counterfactual import build_replication_task, run_counterfactual
from sim.exercise.evaluation import add_improvement
from sim.exercise.events import Note, Setup
from sim.exercise.history import CorrectiveAction, extract_improvements
from sim.exercise.journal import FileJournal
from sim.exercise.narrative import describe_delay
from sim.exercise.participants import Participant
from sim.exercise.review import Review
from sim.exercise.sessions import SUFFIX, build_header
from tests.reports.reports import COMMAND, facts, print_to_text, rows, tables
from tests.sim.exercise.exercises import EACH, SHIPPED, conducted, script, scripted
from tests.sim.exercise.reviews import left_early
from tests.sim.model.reference_measures import measure_slowly
from tui.commands.documents import improvements_list
from tui.report_builder import (
    ReportOptions,
    add_additions,
    build_report_data,
    list_earlier_actions,
    write_report_files,
)
from tui.terminal.console import CommandError

NEVER = ("survival", "person-minutes", "people exposed", "percentile", "casualt")


def test_times_of_the_play_are_those_of_a_slow_second_reading_of_its_traces() -> None:
    one = facts()
    found = {row[0]: row[1:] for row in rows(build_after_action_report(one), "When it happened")}
    for column, arm in enumerate(("room", "autopilot", "twin")):
        trace = one.review.traces[arm]
        slowly = measure_slowly(trace.tables, list(trace.events()))
        for label, name in {
            "911 call answered": "call_answered",
            "90% of staff aware": "aware_t90",
            "Hazard over": "hazard_over",
        }.items():
            assert found[label][column] == format_t_plus(slowly[name])


def test_the_log_has_each_line_of_the_journal_that_somebody_said_or_did() -> None:
    one = facts()
    kinds = [entry.kind for entry in one.state.log]
    said = [json.loads(entry.payload) for entry in one.state.log if entry.kind == "inject"]
    log = rows(build_after_action_report(one), "Everything said and done")
    text = "\n".join(" ".join(row) for row in log)
    assert all(payload["says"] in text for payload in said if payload["outcome"] == "delivered")
    assert sum(" decided: " in row[2] for row in log) == kinds.count("decide")
    assert sum(row[2].startswith("begins: ") for row in log) == kinds.count("segment")


def test_the_log_tells_objectives_by_number_and_times_as_they_stand_beside_it() -> None:
    log = [row[2] for row in rows(build_after_action_report(facts()), "Everything said and done")]
    assert "observation 1 (objective 4): no one reads the check-ins until D4" in log
    assert any("alert out since T+0" in words for words in log)
    assert [words for words in log if re.search(r"T\+\d:", words)] == []
    assert "D4 waiting: Assistant principal does not know yet" in log


def test_the_plan_names_what_an_element_can_be() -> None:
    (plan,) = (one for one in build_after_action_report(facts()).sections if one.id == "plan")
    note = next(block.note for block in plan.blocks if isinstance(block, Table))
    assert note == "Element: planning, organisation, equipment, training or exercise."


def test_what_came_up_for_an_annex_is_in_the_order_of_the_exercise() -> None:
    found = {row[0]: row[2] for row in rows(build_after_action_report(facts()), "Annexes")}
    assert found["Lockdown"] == "D1, D4; injects 1, 2, 6, 7, 8"


def test_a_decision_that_keeps_the_clock_running_after_the_all_clear_is_named_beside_the_end() -> None:
    after = Review(scripted(script("too-late"), 1))
    clear = min(one.time for one in after.traces["room"].events() if one.kind == "all_clear")
    found = {
        row[0]: row[1]
        for row in rows(build_after_action_report(ReportData("too-late", after)), "The exercise")
    }
    assert clear + 60.0 < after.stopped
    assert found["Time"].endswith(
        f"ended at {format_t_plus(after.stopped)}; all clear at {format_t_plus(clear)}, after that only D3 was still to come"
    )
    assert "all clear" not in write_markdown(build_after_action_report(facts()))


def test_final_ratings_and_improvements_of_the_hot_wash_stand_in_their_places() -> None:
    paper = build_after_action_report(facts())
    assert rows(paper, "Objective 1 and")[0][2] == "P, performed without challenges"
    assert rows(paper, "Objective 3 and")[0][2] == "not rated"
    assert rows(paper, "Final ratings")[0][2:] == ["P, performed without challenges", "– – S"]
    assert [row[2] for row in rows(paper, "Final ratings")].count("not rated") == 3
    plan = rows(paper, "Improvement plan")
    assert [row[1] for row in plan] == [
        "No one in the office is assigned to read the check-ins",
        "The kitchen has no check-in",
    ]
    open_ = [one.id for _, one in list_open_blanks(paper) if one.id.startswith("plan.improve-2.")]
    assert open_ == [
        f"plan.improve-2.{name}"
        for name in ("action", "element", "responsible", "contact", "start", "completion")
    ]


@pytest.mark.parametrize("name", EACH)
def test_what_is_never_projected_is_in_no_report(name: str) -> None:
    paper = build_after_action_report(facts(name))
    own = replace(
        paper, sections=tuple(one for one in paper.sections if one.id != "evidence")
    )  # which quotes titles
    text = write_markdown(own).lower()
    assert [word for word in NEVER if word in text] == []


def test_names_of_people_give_way_to_roles_unless_they_are_asked_for() -> None:
    conductor = conducted(("principal",))
    conductor.set_participants(
        [Participant("principal", "Ana Ruiz", "Jefferson High"), Participant("evaluator", "渡辺 明")]
    )
    conductor.add_note("observe", text="Ana Ruiz asked 渡辺 明 twice", objective="warn")
    one = ReportData("named", Review(conductor))
    default, named = (
        write_markdown(build_after_action_report(replace(one, with_names=asked))) for asked in (False, True)
    )
    assert "Ruiz" not in default
    assert "渡辺" not in default
    assert "Principal asked Evaluator twice" in default
    assert "Ana Ruiz, Jefferson High" in named
    assert "渡辺 明" in named


def test_it_is_a_draft_until_somebody_makes_it_final() -> None:
    one = facts()
    assert build_after_action_report(one).status == "DRAFT"
    assert (
        build_after_action_report(replace(one, finalized=("J. Doe", "2026-12-01"))).status
        == "FINAL, J. Doe, 2026-12-01"
    )


def test_a_report_with_a_gap_is_not_made_final_and_the_gaps_are_named(tmp_path: Path) -> None:
    one, file = facts(), tmp_path / "added.yaml"
    final = ReportOptions(("html",), tmp_path / "out", file, ("J. Doe", "2026-12-01"))
    filled = render_additions_file(one, build_after_action_report(one), COMMAND).replace(
        'says: ""', 'says: "2026-11-24"'
    )
    for finding in ("strengths", "areas"):
        filled = filled.replace(f"{finding}: []", f"{finding}: [{{says: seen}}]")
    whole = "{says: seen, reference: plan, observation: so, analysis: so}"
    everything = re.sub(r'^    # (\w+): ""', r'    \1: "so"', filled, flags=re.MULTILINE)
    everything = everything.replace('element: "so"', "element: planning").replace("{says: seen}", whole)
    file.write_text(filled, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        write_report_files(replace(one, finalized=final.finalized), final)
    assert refused.value.status == 2
    gaps = [blank.id for _, blank in list_open_blanks(build_after_action_report(add_additions(one, file)))]
    assert gaps
    assert all(f"({gap})" in str(refused.value) for gap in gaps)
    assert not final.out.exists()
    file.write_text(everything, encoding="utf-8")
    (paper,) = write_report_files(replace(one, finalized=final.finalized), final).papers
    assert "FINAL, J. Doe, 2026-12-01" in paper.read_text(encoding="utf-8")


def test_an_exercise_that_was_stopped_at_once_gives_a_report_without_a_decision() -> None:
    conductor = conducted()
    conductor.end()
    text = write_markdown(build_after_action_report(ReportData("empty", Review(conductor))))
    assert "Nothing was exercised: nobody was told or asked anything." in text


def test_of_an_exercise_that_was_left_nothing_is_told_that_never_happened() -> None:
    """It stands in its first played module at T+00:00, nobody was asked anything, and nobody ended it."""
    after = Review(conducted(["principal", "secretary"]))
    one = ReportData(
        "left",
        after,
        run_counterfactual(build_replication_task(after.state), after.observed_play, 20, workers=1),
    )
    paper = build_after_action_report(one)
    text = write_markdown(paper)
    assert "left at T+00:00, not ended" in dict(rows(paper, "The exercise"))["Time"]
    assert "Nothing that is measured had happened by then." in text
    assert [*tables(paper, "When it happened")] == []
    assert [*tables(paper, "What each brought")] == []
    assert "Decisions given" not in text
    on_the_screen = print_to_text(build_summary(after, Path("left.allcall"), one.counterfactual))
    assert "Outcome: left at T+00:00, not ended." in on_the_screen
    assert "room brought  " not in on_the_screen
    assert "T+07:02" not in on_the_screen
    assert "Nothing that is measured had happened by then." in on_the_screen


@pytest.mark.parametrize("name", EACH)
def test_the_times_on_the_screen_are_those_of_the_paper_and_so_is_what_is_said_of_them(name: str) -> None:
    """A first report of the school may stand above a call of somebody else that was answered before it, and both say so."""
    one = facts(name)
    paper = build_after_action_report(one)
    screen = build_summary(one.review, Path("x.journal"), one.counterfactual)
    (written,) = tables(paper, "When it happened")
    assert rows(screen, "When it happened") == rows(paper, "When it happened")
    assert "911 may have answered somebody else before it." in written.note
    assert written.note in print_to_text(screen).splitlines()


def test_a_question_without_an_answer_has_no_colon_where_there_is_no_reason() -> None:
    """Under time pressure the limit ran out; the module ended; the exercise was left with the question open."""
    one = Review(scripted(script(), SHIPPED["active-assailant"][1]))
    name, window = next(iter(one.state.decision_points.items()))
    for state, why, says in (
        ("lapsed", "no decision", "No decision"),
        ("lapsed", "no time left", "No decision: no time left"),
        ("open", "", "No decision"),
    ):
        window.state, window.reason = state, why
        (line,) = [
            line
            for line in print_to_text(build_summary(one, Path("x"), None)).splitlines()
            if line.startswith(f"- {name} T+")
        ]
        assert line.endswith(f"{window.decision.asks} {says}")


def test_there_is_room_to_sign() -> None:
    """Rows that nobody fills in beforehand are as high as handwriting needs."""
    (table,) = tables(build_after_action_report(facts()), "Signatures")
    to_sign = [row for row in table.rows if row[0] == "Date and signature"]
    assert len(to_sign) == 3
    assert all(map(is_written_by_hand, to_sign))


def test_what_came_after_the_end_is_left_out_of_the_times_with_a_dash() -> None:
    """A fire that was left for the assembly point before everybody was out: against the events of its trace."""
    one = ReportData("left early", left_early(), None)
    found = {row[0]: row[1:] for row in rows(build_after_action_report(one), "When it happened")}
    assert one.review.projected_measures["room"]["hazard_over"] > one.review.stopped
    assert found["Hazard over"] == ["–", "–", "–"]
    (table,) = tables(build_after_action_report(one), "When it happened")
    assert table.note.startswith(
        f"The exercise was ended at {format_t_plus(one.review.stopped)}; a dash: not by then."
    )


def test_an_answer_that_does_nothing_does_not_move_the_incident() -> None:
    talk = [one for one in facts().decision_points if one.state == "decided" and not one.response.does]
    acts = [one for one in facts().decision_points if one.state == "decided" and one.response.does]
    assert talk
    assert all(describe_delay(one).endswith("the incident stood still") for one in talk)
    assert all(
        re.search(r"; then \d+:\d\d of thinking, .+", describe_delay(one))
        for one in acts
        if one.decision.kind == "talk"
    )


def test_times_of_the_room_are_those_of_the_script() -> None:
    written = {answer.decision: answer.talked for answer in script().answers}
    for one in facts().decision_points:
        assert one.exercise_resolved_at is not None
        assert one.exercise_opened_at is not None
        if one.decision.kind == "talk":
            assert one.exercise_resolved_at - one.exercise_opened_at == pytest.approx(
                written[one.decision.id]
            )


@pytest.mark.parametrize("name", EACH)
def test_the_time_of_talk_is_the_sum_of_what_the_log_says_of_each_decision(name: str) -> None:
    """And under time pressure a script takes as long in the room as in the incident."""
    one = facts(name)
    log = [(row[1], row[2]) for row in rows(build_after_action_report(one), "Everything said and done")]
    text = " ".join(words for _, words in log)

    def seconds(pattern: str) -> list[int]:
        return [60 * int(minute) + int(second) for minute, second in re.findall(pattern, text)]

    talked, moved = seconds(r"talked for (\d+):(\d\d);"), seconds(r"\((\d+):(\d\d) of the incident, measured")
    summed = [f"{sum(times) // 60}:{sum(times) % 60:02d} min" for times in (talked, moved)]
    told = [f", after {summed[0]} of talk about them"]
    told += [f"; {len(moved)} under time pressure, in which the incident moved {summed[1]}"] if moved else []
    assert f"and decided {len(talked) + len(moved)}{''.join(told)}." in write_markdown(
        build_after_action_report(one)
    )
    pressed = [one for one in one.state.decision_points.values() if one.response.source == "measured"]
    assert len(pressed) == len(moved)
    for window in pressed:
        assert (window.exercise_resolved_at or 0.0) - (
            window.exercise_opened_at or 0.0
        ) == window.response.cost


def test_a_report_says_that_a_script_played_it() -> None:
    one = facts()
    assert "script" in dict(rows(build_after_action_report(one), "The exercise"))["Played by"]
    conductor = conducted()
    conductor.record_date(datetime(2026, 11, 24, 9, 30))
    people = build_after_action_report(ReportData("people", Review(conductor)))
    assert "Played by" not in dict(rows(people, "The exercise"))
    assert "played from a script" not in write_markdown(people)


def test_items_that_are_open_from_earlier_exercises_are_carried_over() -> None:
    item = CorrectiveAction(
        "spring",
        "Keys",
        "2026-03-03T09:00",
        Note("improve-1", "improve", 0.0, 0.0, text="Keys are nowhere", owner="Office"),
        "2026-03-02T09:00",
    )
    paper = build_after_action_report(replace(facts(), open_actions=(item,)))
    assert rows(paper, "Still open") == [["Keys, 2026-03-02 (spring)", "Keys are nowhere", "", "Office", ""]]


def test_an_improvement_is_read_off_a_journal_as_it_was_last_put_right() -> None:
    conductor = Conductor(facts().state.opened, scripted(script()).journal)
    conductor.correct("improve-1", done="2026-11-20", owner="Principal")
    first, second = extract_improvements(conductor.journal.entries())
    assert (first.done, first.owner, second.done) == ("2026-11-20", "Principal", "")


def test_improvements_of_an_exercise_that_is_open_are_said_to_be_read_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.terminal.console.find_sessions_folder", lambda: tmp_path)
    journal = FileJournal.create(tmp_path / f"autumn{SUFFIX}", conducted().journal.header)
    said = []
    for hold in (True, False):
        if not hold:
            journal.close()
        assert improvements_list() == 0
        said.append(capsys.readouterr().out)
    later = "autumn is open in another terminal; close it to list its improvements\n"
    assert said == [
        f"no other improvements in {tmp_path}\n{later}",
        f"no improvements in {tmp_path}\n",
    ]


def test_only_what_people_began_before_is_carried_over(tmp_path: Path) -> None:
    opened_, exercise = facts().state.opened, "active-assailant-45"
    for name in ("scripted", "first", "second"):
        journal = FileJournal.create(tmp_path / f"{name}.journal", build_header(opened_, 34))
        conductor = Conductor(opened_, journal)
        conductor.begin(Setup(exercise, 34))
        if name != "scripted":
            conductor.record_date(datetime(2026, 11, 24, 9, 30))
        add_improvement(conductor, f"found in the {name}")
        journal.close()
    found = {}
    for name in ("first", "second"):
        journal = FileJournal.open(tmp_path / f"{name}.journal")
        found[name] = [item.note.text for item in list_earlier_actions(journal, journal.path)]
        journal.close()
    assert found == {"first": [], "second": ["found in the first"]}


@pytest.mark.parametrize(
    ("file", "named"),
    [("", "one.journal"), ("our first.journal", "'our first.journal'"), ("kept.db", "./kept.db")],
)
def test_the_commands_name_the_journal_as_it_is_called(file: str, named: str) -> None:
    section = build_reproduction(replace(facts(), session="one", file=file))
    [commands] = [block for block in section.blocks if isinstance(block, Code)]
    assert commands.text == f"allcall replay {named} --trace trace.jsonl\nallcall report {named}"


def test_a_report_says_by_which_command_this_very_report_is_made() -> None:
    """With what people added, final, with names: the file by its name alone."""
    one = replace(facts(), edit="our words.yaml", finalized=("J. O'Doe", "2026-12-01"), with_names=True)
    paragraph, commands, _ = build_reproduction(one).blocks
    assert isinstance(paragraph, Paragraph)
    assert str(paragraph.words).endswith("In a folder that holds it and the file of what people added:")
    assert isinstance(commands, Code)
    assert shlex.split(commands.text.splitlines()[1]) == [
        *("allcall", "report", "active-assailant.journal", "--edit", "our words.yaml"),
        *("--final", "J. O'Doe", "2026-12-01", "--with-names"),
    ]


def test_no_folder_of_the_machine_is_in_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.report_builder.draw_exercise_figures", lambda *_: [])
    journal = FileJournal.create(tmp_path / "one.journal", build_header(facts().state.opened, 34))
    wanted = ReportOptions(edit=tmp_path / "added.yaml", out=tmp_path / "out")
    try:
        text = write_markdown(
            build_after_action_report(build_report_data(journal, journal.path, facts().review, None, wanted))
        )
    finally:
        journal.close()
    assert "allcall report one.journal --edit added.yaml" in text
    assert str(tmp_path) not in text


def test_an_exercise_that_a_real_emergency_stopped_says_so() -> None:
    conductor = conducted(["principal"])
    conductor.freeze()
    assert ReportData("one", Review(conductor)).describe_end == "stopped at T+00:00 for a real emergency"


@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest"])
def test_the_title_of_the_contents_is_not_the_last_line_of_its_page(name: str) -> None:
    pages = [
        page.extract_text()
        for page in PdfReader(io.BytesIO(write_pdf(build_after_action_report(facts(name))))).pages
    ]
    [page] = [page for page in pages if re.search(r"^Contents$", page, re.MULTILINE)]
    assert "To complete before signing" in re.split(r"^Contents$", page, flags=re.MULTILINE)[1]
