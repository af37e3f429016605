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

from reports.after_action import Facts, after_action
from reports.after_action.additions_file import fresh
from reports.after_action.behind import again
from reports.after_action.summary import summary
from reports.documents.blocks import Code, Paragraph, Table, by_hand, to_complete
from reports.documents.to_markdown import to_markdown
from reports.documents.to_pdf import pdf_of
from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.evaluation import improve
from sim.drill.journal import FileJournal
from sim.drill.open_items import OpenItem, improvements_in
from sim.drill.parts import Note
from sim.drill.people import Participant
from sim.drill.said import cost_in_words
from sim.drill.sessions import SUFFIX, header_of
from sim.drill.setup import Setup
from sim.drill.split import split, thousand
from sim.drill.times import t_plus
from tests.exercises import EACH, SHIPPED, conducted, script, scripted
from tests.looked_back import left_early
from tests.read_reports import COMMAND, facts, rows, tables
from tests.slow_measures import measure_slowly
from tui.commands.documents import improvements_list
from tui.refusal import Refusal
from tui.reporting import Wanted, earlier, facts_of, made, with_additions

NEVER = ("survival", "person-minutes", "people exposed", "percentile", "casualt")


def test_times_of_the_play_are_those_of_a_slow_second_reading_of_its_traces() -> None:
    one = facts()
    found = {row[0]: row[1:] for row in rows(after_action(one), "When it happened")}
    for column, arm in enumerate(("room", "autopilot", "twin")):
        trace = one.after.traces[arm]
        slowly = measure_slowly(trace.tables, list(trace.events()))
        for label, name in {
            "911 call answered": "call_answered",
            "90 % of staff aware": "aware_t90",
            "Danger over": "hazard_over",
        }.items():
            assert found[label][column] == t_plus(slowly[name])


def test_the_log_has_each_line_of_the_journal_that_somebody_said_or_did() -> None:
    one = facts()
    kinds = [entry.kind for entry in one.state.log]
    said = [json.loads(entry.payload) for entry in one.state.log if entry.kind == "inject"]
    log = rows(after_action(one), "Everything said and done")
    text = "\n".join(" ".join(row) for row in log)
    assert all(payload["says"] in text for payload in said if payload["outcome"] == "delivered")
    assert sum(" decided: " in row[2] for row in log) == kinds.count("decide")
    assert sum(row[2].startswith("begins: ") for row in log) == kinds.count("segment")


def test_the_log_tells_objectives_by_number_and_times_as_they_stand_beside_it() -> None:
    log = [row[2] for row in rows(after_action(facts()), "Everything said and done")]
    assert "observation 1 (objective 4): no one reads the check-ins until D4" in log
    assert any("alert out since T+0" in words for words in log)
    assert [words for words in log if re.search(r"T\+\d:", words)] == []
    assert "D4 waiting: Assistant principal does not know yet" in log


def test_the_plan_names_what_an_element_can_be() -> None:
    (plan,) = (one for one in after_action(facts()).sections if one.id == "plan")
    note = next(block.note for block in plan.blocks if isinstance(block, Table))
    assert note == "Element: planning, organisation, equipment, training or exercise."


def test_what_came_up_for_an_annex_is_in_the_order_of_the_exercise() -> None:
    found = {row[0]: row[2] for row in rows(after_action(facts()), "Annexes")}
    assert found["Lockdown"] == "D1, D4; injects 1, 2, 6, 7, 8"


def test_a_decision_that_keeps_the_clock_running_after_the_all_clear_is_named_beside_the_end() -> None:
    after = After(scripted(script("too-late"), 1))
    clear = min(one.time for one in after.traces["room"].events() if one.kind == "all_clear")
    found = {row[0]: row[1] for row in rows(after_action(Facts("too-late", after)), "The exercise")}
    assert clear + 60.0 < after.stopped
    assert found["Time"].endswith(
        f"ended at {t_plus(after.stopped)}; all clear at {t_plus(clear)}, after that only D3 was still to come"
    )
    assert "all clear" not in to_markdown(after_action(facts()))


def test_final_ratings_and_improvements_of_the_hot_wash_stand_in_their_places() -> None:
    paper = after_action(facts())
    assert rows(paper, "Objective 1 and")[0][2] == "P, performed without challenges"
    assert rows(paper, "Objective 3 and")[0][2] == "not rated"
    assert rows(paper, "Final ratings")[0][2:] == ["P, performed without challenges", "– – S"]
    assert [row[2] for row in rows(paper, "Final ratings")].count("not rated") == 3
    plan = rows(paper, "Improvement plan")
    assert [row[1] for row in plan] == [
        "No one in the office is assigned to read the check-ins",
        "The kitchen has no check-in",
    ]
    open_ = [one.id for _, one in to_complete(paper) if one.id.startswith("plan.improve-2.")]
    assert open_ == [
        f"plan.improve-2.{name}"
        for name in ("action", "element", "responsible", "contact", "start", "completion")
    ]


@pytest.mark.parametrize("name", EACH)
def test_what_is_never_projected_is_in_no_report(name: str) -> None:
    paper = after_action(facts(name))
    own = replace(
        paper, sections=tuple(one for one in paper.sections if one.id != "evidence")
    )  # which quotes titles
    text = to_markdown(own).lower()
    assert [word for word in NEVER if word in text] == []


def test_names_of_people_give_way_to_roles_unless_they_are_asked_for() -> None:
    conduct = conducted(("principal",))
    conduct.people(
        [Participant("principal", "Ana Ruiz", "Jefferson High"), Participant("evaluator", "渡辺 明")]
    )
    conduct.note("observe", text="Ana Ruiz asked 渡辺 明 twice", objective="warn")
    one = Facts("named", After(conduct))
    default, named = (to_markdown(after_action(replace(one, with_names=asked))) for asked in (False, True))
    assert "Ruiz" not in default
    assert "渡辺" not in default
    assert "Principal asked Evaluator twice" in default
    assert "Ana Ruiz, Jefferson High" in named
    assert "渡辺 明" in named


def test_it_is_a_draft_until_somebody_makes_it_final() -> None:
    one = facts()
    assert after_action(one).status == "DRAFT"
    assert after_action(replace(one, final=("J. Doe", "2026-12-01"))).status == "FINAL, J. Doe, 2026-12-01"


def test_a_report_with_a_gap_is_not_made_final_and_the_gaps_are_named(tmp_path: Path) -> None:
    one, file = facts(), tmp_path / "added.yaml"
    final = Wanted(("html",), tmp_path / "out", file, ("J. Doe", "2026-12-01"))
    filled = fresh(one, after_action(one), COMMAND).replace('says: ""', 'says: "2026-11-24"')
    for finding in ("strengths", "areas"):
        filled = filled.replace(f"{finding}: []", f"{finding}: [{{says: seen}}]")
    whole = "{says: seen, reference: plan, observation: so, analysis: so}"
    everything = re.sub(r'^    # (\w+): ""', r'    \1: "so"', filled, flags=re.MULTILINE)
    everything = everything.replace('element: "so"', "element: planning").replace("{says: seen}", whole)
    file.write_text(filled, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        made(replace(one, final=final.final), final)
    assert refused.value.status == 2
    gaps = [blank.id for _, blank in to_complete(after_action(with_additions(one, file)))]
    assert gaps
    assert all(f"({gap})" in str(refused.value) for gap in gaps)
    assert not final.out.exists()
    file.write_text(everything, encoding="utf-8")
    (paper,) = made(replace(one, final=final.final), final).papers
    assert "FINAL, J. Doe, 2026-12-01" in paper.read_text(encoding="utf-8")


def test_an_exercise_that_was_stopped_at_once_gives_a_report_without_a_decision() -> None:
    conduct = conducted()
    conduct.end()
    text = to_markdown(after_action(Facts("empty", After(conduct))))
    assert "Nothing was exercised: nobody was told or asked anything." in text


def test_of_an_exercise_that_was_left_nothing_is_told_that_never_happened() -> None:
    """It stands in its first played module at T+00:00, nobody was asked anything, and nobody ended it."""
    after = After(conducted(["principal", "secretary"]))
    one = Facts("left", after, split(thousand(after.state), after.one_play, 20, workers=1))
    paper = after_action(one)
    text = to_markdown(paper)
    assert "left at T+00:00, not ended" in dict(rows(paper, "The exercise"))["Time"]
    assert "Nothing that is measured had happened by then." in text
    assert [*tables(paper, "When it happened")] == []
    assert [*tables(paper, "What each brought")] == []
    assert "Decisions given" not in text
    on_the_screen = summary(after, Path("left.allcall"), one.found)
    assert "it was left at T+00:00, not ended." in on_the_screen
    assert "room brought |" not in on_the_screen
    assert "T+07:02" not in on_the_screen
    assert "Nothing that is measured had happened by then." in on_the_screen


@pytest.mark.parametrize("name", EACH)
def test_the_times_on_the_screen_are_those_of_the_paper_and_so_is_what_is_said_of_them(name: str) -> None:
    """A first report of the school may stand above a call of somebody else that was answered before it, and both say so."""
    one = facts(name)
    paper, lines = after_action(one), summary(one.after, Path("x.journal"), one.found).splitlines()
    (written,) = tables(paper, "When it happened")
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    assert all(row in cells for row in rows(paper, "When it happened"))
    assert "911 may have answered somebody else before it." in written.note
    assert written.note in lines


def test_a_question_without_an_answer_has_no_colon_where_there_is_no_reason() -> None:
    """Under time pressure the limit ran out; the module ended; the exercise was left with the question open."""
    one = After(scripted(script(), SHIPPED["active-assailant"][1]))
    name, window = next(iter(one.state.windows.items()))
    for state, why, says in (
        ("lapsed", "no decision", "No decision"),
        ("lapsed", "no time left", "No decision: no time left"),
        ("open", "", "No decision"),
    ):
        window.state, window.why = state, why
        (line,) = [
            line for line in summary(one, Path("x"), None).splitlines() if line.startswith(f"- {name} T+")
        ]
        assert line.endswith(f"{window.decision.asks} {says}")


def test_there_is_room_to_sign() -> None:
    """Rows that nobody fills in beforehand are as high as handwriting needs."""
    (table,) = tables(after_action(facts()), "Signatures")
    to_sign = [row for row in table.rows if row[0] == "Date and signature"]
    assert len(to_sign) == 3
    assert all(map(by_hand, to_sign))


def test_what_came_after_the_end_is_left_out_of_the_times_with_a_dash() -> None:
    """A fire that was left for the assembly point before everybody was out: against the events of its trace."""
    one = Facts("left early", left_early(), None)
    found = {row[0]: row[1:] for row in rows(after_action(one), "When it happened")}
    assert one.after.played_on["room"]["hazard_over"] > one.after.stopped
    assert found["Danger over"] == ["–", "–", "–"]
    (table,) = tables(after_action(one), "When it happened")
    assert table.note.startswith(
        f"The exercise was ended at {t_plus(one.after.stopped)}; a dash: not by then."
    )


def test_an_answer_that_does_nothing_does_not_move_the_incident() -> None:
    talk = [one for one in facts().windows if one.state == "decided" and not one.answer["does"]]
    acts = [one for one in facts().windows if one.state == "decided" and one.answer["does"]]
    assert talk
    assert all(cost_in_words(one).endswith("the incident stood still") for one in talk)
    assert all(
        re.search(r"; then \d+:\d\d of thinking, .+", cost_in_words(one))
        for one in acts
        if one.decision.kind == "talk"
    )


def test_times_of_the_room_are_those_of_the_script() -> None:
    written = {answer.decision: answer.talked for answer in script().answers}
    for one in facts().windows:
        assert one.room_settled is not None
        assert one.room_opened is not None
        if one.decision.kind == "talk":
            assert one.room_settled - one.room_opened == pytest.approx(written[one.decision.id])


@pytest.mark.parametrize("name", EACH)
def test_the_time_of_talk_is_the_sum_of_what_the_log_says_of_each_decision(name: str) -> None:
    """And under time pressure a script takes as long in the room as in the incident."""
    one = facts(name)
    log = [(row[1], row[2]) for row in rows(after_action(one), "Everything said and done")]
    text = " ".join(words for _, words in log)

    def seconds(pattern: str) -> list[int]:
        return [60 * int(minute) + int(second) for minute, second in re.findall(pattern, text)]

    talked, moved = seconds(r"talked for (\d+):(\d\d);"), seconds(r"\((\d+):(\d\d) of the incident, measured")
    summed = [f"{sum(times) // 60}:{sum(times) % 60:02d} min" for times in (talked, moved)]
    told = [f", after {summed[0]} of talk about them"]
    told += [f"; {len(moved)} under time pressure, in which the incident moved {summed[1]}"] if moved else []
    assert f"and decided {len(talked) + len(moved)}{''.join(told)}." in to_markdown(after_action(one))
    pressed = [one for one in one.state.windows.values() if one.answer.get("source") == "measured"]
    assert len(pressed) == len(moved)
    for window in pressed:
        assert (window.room_settled or 0.0) - (window.room_opened or 0.0) == window.answer["cost"]


def test_a_report_says_that_a_script_played_it() -> None:
    one = facts()
    assert "script" in dict(rows(after_action(one), "The exercise"))["Played by"]
    conduct = conducted()
    conduct.dated(datetime(2026, 11, 24, 9, 30))
    people = after_action(Facts("people", After(conduct)))
    assert "Played by" not in dict(rows(people, "The exercise"))
    assert "played from a script" not in to_markdown(people)


def test_items_that_are_open_from_earlier_exercises_are_carried_over() -> None:
    item = OpenItem(
        "spring",
        "Keys",
        "2026-03-03T09:00",
        Note("improve-1", "improve", 0.0, 0.0, text="Keys are nowhere", owner="Office"),
        "2026-03-02T09:00",
    )
    paper = after_action(replace(facts(), earlier=(item,)))
    assert rows(paper, "Still open") == [["Keys, 2026-03-02 (spring)", "Keys are nowhere", "", "Office", ""]]


def test_an_improvement_is_read_off_a_journal_as_it_was_last_put_right() -> None:
    conduct = Conduct(facts().state.opened, scripted(script()).journal)
    conduct.correct("improve-1", done="2026-11-20", owner="Principal")
    first, second = improvements_in(conduct.journal.entries())
    assert (first.done, first.owner, second.done) == ("2026-11-20", "Principal", "")


def test_improvements_of_an_exercise_that_is_open_are_said_to_be_read_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.places.sessions_folder", lambda: tmp_path)
    journal = FileJournal.new(tmp_path / f"autumn{SUFFIX}", conducted().journal.header)
    said = []
    for hold in (True, False):
        if not hold:
            journal.close()
        assert improvements_list() == 0
        said.append(capsys.readouterr().out)
    later = "autumn is open in another terminal; what it leaves is listed once that is closed\n"
    assert said == [
        f"nothing else is written down in {tmp_path}\n{later}",
        f"nothing is written down in {tmp_path}\n",
    ]


def test_only_what_people_began_before_is_carried_over(tmp_path: Path) -> None:
    opened_, exercise = facts().state.opened, "active-assailant-45"
    for name in ("scripted", "first", "second"):
        journal = FileJournal.new(tmp_path / f"{name}.journal", header_of(opened_, 34))
        conduct = Conduct(opened_, journal)
        conduct.begin(Setup(exercise, 34))
        if name != "scripted":
            conduct.dated(datetime(2026, 11, 24, 9, 30))
        improve(conduct, f"found in the {name}")
        journal.close()
    found = {}
    for name in ("first", "second"):
        journal = FileJournal.opened(tmp_path / f"{name}.journal")
        found[name] = [item.note.text for item in earlier(journal, journal.path)]
        journal.close()
    assert found == {"first": [], "second": ["found in the first"]}


@pytest.mark.parametrize(
    ("file", "named"),
    [("", "one.journal"), ("our first.journal", "'our first.journal'"), ("kept.db", "./kept.db")],
)
def test_the_commands_name_the_journal_as_it_is_called(file: str, named: str) -> None:
    section = again(replace(facts(), session="one", file=file))
    [commands] = [block for block in section.blocks if isinstance(block, Code)]
    assert commands.text == f"allcall replay {named} --trace trace.jsonl\nallcall report {named}"


def test_a_report_says_by_which_command_this_very_report_is_made() -> None:
    """With what people added, final, with names: the file by its name alone."""
    one = replace(facts(), edit="our words.yaml", final=("J. O'Doe", "2026-12-01"), with_names=True)
    paragraph, commands, _ = again(one).blocks
    assert isinstance(paragraph, Paragraph)
    assert str(paragraph.words).endswith("In a folder that holds it and the file of what people added:")
    assert isinstance(commands, Code)
    assert shlex.split(commands.text.splitlines()[1]) == [
        *("allcall", "report", "active-assailant.journal", "--edit", "our words.yaml"),
        *("--final", "J. O'Doe", "2026-12-01", "--with-names"),
    ]


def test_no_folder_of_the_machine_is_in_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.reporting.exercise_figures", lambda *_: [])
    journal = FileJournal.new(tmp_path / "one.journal", header_of(facts().state.opened, 34))
    wanted = Wanted(edit=tmp_path / "added.yaml", out=tmp_path / "out")
    try:
        text = to_markdown(after_action(facts_of(journal, journal.path, facts().after, None, wanted)))
    finally:
        journal.close()
    assert "allcall report one.journal --edit added.yaml" in text
    assert str(tmp_path) not in text


def test_an_exercise_that_a_real_emergency_stopped_says_so() -> None:
    conduct = conducted(["principal"])
    conduct.freeze()
    assert Facts("one", After(conduct)).end == "stopped at T+00:00 for a real emergency"


@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest"])
def test_the_title_of_the_contents_is_not_the_last_line_of_its_page(name: str) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(after_action(facts(name))))).pages]
    [page] = [page for page in pages if re.search(r"^Contents$", page, re.MULTILINE)]
    assert "To complete before signing" in re.split(r"^Contents$", page, flags=re.MULTILINE)[1]
