"""The after-action report: facts out of the journal, judgement left blank, nobody named, nothing that is not for a room."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from reports.after_action import Facts, after_action
from reports.after_action.additions_file import fresh, refuse_unknown
from reports.after_action.behind import again
from reports.documents.blocks import Code, Paper, Table, blanks, runs, to_complete
from reports.documents.to_markdown import to_markdown
from scenarios.additions import Additions
from scenarios.library import open_file
from scenarios.problems import Problems
from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.evaluation import improve
from sim.drill.journal import FileJournal
from sim.drill.open_items import OpenItem, improvements_in
from sim.drill.parts import Note
from sim.drill.people import Participant
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from sim.drill.split import split, thousand
from sim.drill.times import t_plus
from tests.exercises import EACH, SHIPPED, conducted, script, scripted
from tests.slow_measures import measure_slowly
from tui.reporting import earlier

NEVER = ("survival", "person-minutes", "people exposed", "percentile", "casualt")


@cache
def facts(name: str = "active-assailant") -> Facts:
    """A shipped exercise, played from its script, with a few replications."""
    _, seed = SHIPPED[name]
    after = After(scripted(script(name), seed))
    return Facts(name, after, split(thousand(after.state), after.here, 20, workers=1))


def tables(paper: Paper, caption: str) -> Iterator[Table]:
    """The tables of a caption."""
    for section in paper.sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.caption.startswith(caption):
                yield block


def rows(paper: Paper, caption: str) -> list[list[str]]:
    """The cells of the one table of a caption, as text."""
    (table,) = tables(paper, caption)
    return [
        ["".join(run.text for run in runs(cell)) if not hasattr(cell, "id") else "" for cell in row]
        for row in table.rows
    ]


def test_times_of_the_play_are_those_of_a_slow_second_reading_of_its_traces() -> None:
    one = facts()
    found = {row[0]: row[1:] for row in rows(after_action(one), "When it happened")}
    for column, arm in enumerate(("room", "autopilot", "twin")):
        trace = one.after.traces[arm]
        slowly = measure_slowly(trace.tables, list(trace.events()))
        for label, name in {
            "911 call answered": "call_answered",
            "90 % of staff aware": "aware_t90",
            "Emergency over": "hazard_over",
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


def test_final_ratings_and_improvements_of_the_hot_wash_stand_in_their_places() -> None:
    paper = after_action(facts())
    assert rows(paper, "Objective 1 and")[0][2] == "P, performed without challenges"
    assert rows(paper, "Objective 3 and")[0][2] == "not rated"
    plan = rows(paper, "Improvement plan")
    assert [row[1] for row in plan] == [
        "Nobody has the task of reading the check-ins in the office",
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


def test_a_fresh_file_of_additions_is_read_and_fills_every_blank_it_has(tmp_path: Path) -> None:
    one = facts()
    plain = after_action(one)
    file = tmp_path / "added.yaml"
    file.write_text(fresh(one, plain).replace('says: ""', 'says: "as seen"'), encoding="utf-8")
    model, document = open_file(file, "additions")
    assert isinstance(model, Additions)
    refuse_unknown(model, document, one, plain)
    filled = after_action(replace(one, additions=model))
    own = [
        blank
        for section in filled.sections
        for blank in blanks(section)
        if not blank.id.startswith(("objectives.", "plan."))
    ]
    assert own
    assert {blank.value for blank in own} == {"as seen"}


def test_what_was_added_about_objectives_and_improvements_stands_in_the_report() -> None:
    said = Additions.model_validate(
        {
            "additions": "active-assailant",
            "objectives": [
                {
                    "objective": "warn",
                    "areas": [{"says": "The gym heard nothing", "reference": "EOP Lockdown 3.2"}],
                }
            ],
            "improvements": [
                {"improvement": "improve-2", "element": "equipment", "responsible": "Facilities"},
                {"issue": "The floor plan is old"},
            ],
        }
    )
    paper = after_action(replace(facts(), additions=said))
    plan = rows(paper, "Improvement plan")
    assert plan[1][3:5] == ["equipment", "Facilities"]
    assert plan[2][1] == "The floor plan is old"
    text = to_markdown(paper)
    assert "Area for improvement 1: The gym heard nothing" in text
    assert "Reference: EOP Lockdown 3.2" in text
    assert "objectives.warn.areas" not in [one.id for _, one in to_complete(paper)]


def test_additions_to_something_else_are_refused_with_their_place(tmp_path: Path) -> None:
    file = tmp_path / "added.yaml"
    file.write_text(
        "additions: other\nblanks:\n  - {blank: overview.plase, says: x}\nobjectives:\n  - objective: wran\n"
        "improvements:\n  - improvement: improve-9\n",
        encoding="utf-8",
    )
    model, document = open_file(file, "additions")
    assert isinstance(model, Additions)
    with pytest.raises(Problems) as refused:
        refuse_unknown(model, document, facts(), after_action(facts()))
    said = "\n".join(map(str, refused.value.problems))
    for place, near in (
        ("1:12", "active-assailant"),
        ("3:13", "overview.place"),
        ("5:16", "warn"),
        ("7:18", "improve-"),
    ):
        assert f":{place}:" in said
        assert near in said


def test_it_is_a_draft_until_somebody_makes_it_final() -> None:
    one = facts()
    assert after_action(one).status == "DRAFT"
    assert after_action(replace(one, final=("J. Doe", "2026-12-01"))).status == "FINAL, J. Doe, 2026-12-01"


def test_an_exercise_that_was_stopped_at_once_gives_a_report_without_a_decision() -> None:
    conduct = conducted()
    conduct.end()
    text = to_markdown(after_action(Facts("empty", After(conduct))))
    assert "The room was asked no questions and decided 0. 5 questions did not come up." in text
    assert "replications were not played" in text


def test_items_that_are_open_from_earlier_exercises_are_carried_over() -> None:
    item = OpenItem(
        "spring",
        "Keys",
        "2026-03-02T09:00",
        Note("improve-1", "improve", 0.0, 0.0, text="Keys are nowhere", owner="Office"),
    )
    paper = after_action(replace(facts(), earlier=(item,)))
    assert rows(paper, "Still open") == [["Keys, 2026-03-02 (spring)", "Keys are nowhere", "", "Office", ""]]


def test_an_improvement_is_read_off_a_journal_as_it_was_last_put_right() -> None:
    conduct = Conduct(facts().state.opened, scripted(script()).journal)
    conduct.correct("improve-1", done="2026-11-20", owner="Principal")
    first, second = improvements_in(conduct.journal.entries())
    assert (first.done, first.owner, second.done) == ("2026-11-20", "Principal", "")


def test_only_what_began_before_is_carried_over(tmp_path: Path) -> None:
    opened_, exercise = facts().state.opened, "active-assailant-45"
    for name in ("first", "second"):
        journal = FileJournal.new(tmp_path / f"{name}.journal", header_of(opened_, 34))
        conduct = Conduct(opened_, journal)
        conduct.begin(Setup(exercise, 34))
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
