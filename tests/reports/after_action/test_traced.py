"""Every number in a report has a second way to it: from the rows of the journal file as they lie there, and from the events of its traces.

Nothing here uses the state of an exercise, the measures or the estimates that the report is made with.
"""

import json
import math
import re
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from statistics import fmean
from tempfile import mkdtemp
from typing import Any, NamedTuple

import pytest

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.documents.model import Blank, Cell, Paper, Paragraph, Table, iterate_runs
from sim.exercise.arms import ARM_NAMES
from sim.exercise.conductor import Conductor
from sim.exercise.counterfactual import build_replication_task, run_counterfactual
from sim.exercise.events import Setup
from sim.exercise.journal import FileJournal
from sim.exercise.replay import Replay
from sim.exercise.review import Review
from sim.exercise.scripted import ScriptedRun
from sim.exercise.sessions import build_header
from tests.sim.exercise.exercises import EACH, SHIPPED, opened, script
from tests.sim.model.reference_measures import measure_slowly

FEW = 12
HEADLINES = {
    "First notification": "first_report", "911 call answered": "call_answered", "First campus alert": "first_campus_alert",
    "50% of staff aware": "aware_t50", "90% of staff aware": "aware_t90", "50% of people protected": "protected_t50",
    "90% of people protected": "protected_t90", "First unit on scene": "first_unit_on_scene", "Hazard over": "hazard_over",
}  # fmt: skip
AT_THE_PATIENT = {
    "Collapse to CPR": "cpr_begins", "Response team at the patient": "responder_on_scene", "AED at the patient": "aed_there",
    "Collapse to shock": "shock", "Ambulance crew at the patient": "patient_reached",
}  # fmt: skip
"""Of a cardiac arrest: the first event of a kind is the time."""
SIGNS = {"+": 1.0, "-": -1.0}


class Row(NamedTuple):
    """A row of the journal file."""

    room: float
    incident: float
    kind: str
    said: dict[str, Any]


class Played(NamedTuple):
    """An exercise in a file: its report, the rows of the file, and its facts."""

    paper: Paper
    rows: list[Row]
    facts: ReportData


@cache
def played(name: str = "active-assailant") -> Played:
    """A shipped exercise, from its script."""
    exercise, seed = SHIPPED[name]
    path = Path(mkdtemp()) / f"{name}.journal"
    journal = FileJournal.create(path, build_header(opened(exercise), seed))
    conductor = Conductor(opened(exercise), journal)
    written = script(name)
    ScriptedRun(conductor, written).play(Setup(exercise, seed, dict.fromkeys(written.played, "")))
    after = Review(conductor)
    facts = ReportData(
        name,
        after,
        run_counterfactual(build_replication_task(after.state), after.observed_play, FEW, workers=1),
    )
    journal.close()
    with closing(sqlite3.connect(path)) as file:
        found = file.execute(
            "SELECT room_time, incident_time, kind, payload FROM entries ORDER BY seq"
        ).fetchall()
    return Played(
        build_after_action_report(facts),
        [Row(room, incident, kind, json.loads(said)) for room, incident, kind, said in found],
        facts,
    )


def text(cell: Cell) -> str:
    """A cell as it is read."""
    return cell.value if isinstance(cell, Blank) else "".join(run.text for run in iterate_runs(cell))


def table(paper: Paper, caption: str) -> list[list[str]]:
    """The cells of the one table whose caption begins so."""
    (found,) = (
        block
        for section in paper.sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith(caption)
    )
    return [[text(cell) for cell in row] for row in found.rows]


def words(paper: Paper, section: str) -> str:
    """The paragraphs of a section."""
    (found,) = (one for one in paper.sections if one.id == section)
    return " ".join(text(block.words) for block in found.blocks if isinstance(block, Paragraph))


def clock(seconds: float) -> str:
    """`T+mm:ss`, written anew."""
    return "T+{:02d}:{:02d}".format(*divmod(int(seconds), 60))


def length(seconds: float) -> str:
    """`m:ss`, written anew."""
    return "{}:{:02d}".format(*divmod(round(seconds), 60))


def numbers(words_: str) -> list[str]:
    """All numbers in a text."""
    return re.findall(r"\d+(?::\d\d)?", words_)


@pytest.mark.parametrize("name", EACH)
def test_the_sentences_of_the_summary_count_what_is_in_the_file(name: str) -> None:
    paper, rows, facts = played(name)
    decided = [row for row in rows if row.kind == "decide"]
    opened_ = {
        row.said["decision"]: row.room for row in rows if row.kind == "ask" and row.said["state"] == "open"
    }
    talked, free = 0.0, 0.0
    for row in rows:  # one question at a time: it is talked about from when it opened, or from when the one before was settled
        if row.kind == "decide" and row.said["source"] != "measured":
            talked += row.room - max(opened_[row.said["decision"]], free)
        if row.kind in ("decide", "lapse") and row.said["decision"] in opened_:
            free = row.room
    asked, injects = len(opened_), [row.said["outcome"] for row in rows if row.kind == "inject"]
    first, second = re.split(r"Of (?=\d+ planned)", words(paper, "summary"))
    assert numbers(first)[:2] == [str(asked), str(len(decided))]
    assert length(talked) in first
    assert numbers(second)[:2] == [str(len(facts.exercise.injects)), str(injects.count("delivered"))]
    held = injects.count("held")
    assert (f"; {held} {'was' if held == 1 else 'were'} held" in second) == (held > 0)


@pytest.mark.parametrize("name", [one for one in EACH if "active-assailant" in str(one.values[0])])
def test_times_of_the_play_are_read_a_second_time_off_its_events(name: str) -> None:
    paper, _, facts = played(name)
    found = {row[0]: row[1:] for row in table(paper, "When it happened")}
    assert set(found) <= set(HEADLINES)
    for column, arm in enumerate(ARM_NAMES):
        trace = facts.review.traces[arm]
        slowly = measure_slowly(trace.tables, list(trace.events()))
        expected = {label: slowly[HEADLINES[label]] for label in found}
        said = {label: cells[column] for label, cells in found.items()}
        assert said == {
            label: clock(time) if time < float("inf") else "not reached" for label, time in expected.items()
        }


def test_what_came_to_the_patient_is_read_a_second_time_off_its_events() -> None:
    paper, _, facts = played("cardiac-arrest")
    found = {row[0]: row[1:] for row in table(paper, "When it happened")}
    for column, arm in enumerate(ARM_NAMES):
        events = list(facts.review.traces[arm].events())
        for label, kind in AT_THE_PATIENT.items():
            time = min((event.time for event in events if event.kind == kind), default=math.inf)
            came = time <= facts.review.stopped
            assert found[label][column] == (clock(time) if came else "–"), (label, arm)


@pytest.mark.parametrize("name", EACH)
def test_each_line_of_the_log_has_the_times_of_its_row(name: str) -> None:
    paper, rows, _ = played(name)
    times = {(clock(row.incident), length(row.room)) for row in rows}
    log = table(paper, "Everything said and done")
    assert log
    assert [line for line in log if (line[0], line[1]) not in times] == []
    delivered = [row for row in rows if row.kind == "inject" and row.said["outcome"] == "delivered"]
    for row in delivered:
        assert any(line[0] == clock(row.incident) and row.said["says"] in line[2] for line in log)


@pytest.mark.parametrize("name", EACH)
def test_what_was_decided_stands_under_its_objective_with_its_time_and_cost(name: str) -> None:
    paper, rows, facts = played(name)
    opened_ = {
        row.said["decision"]: row.incident
        for row in rows
        if row.kind == "ask" and row.said["state"] == "open"
    }
    costs = {
        row.said["decision"]: row.said["cost"] for row in rows if row.kind == "decide" and row.said["does"]
    }
    for n, objective in enumerate(facts.exercise.objectives, 1):
        mine = [
            one.id for one in facts.exercise.decisions if one.objective == objective.id and one.id in opened_
        ]
        if mine:
            cells = {
                row[1].split(",")[0]: row
                for row in table(paper, f"What was asked and decided (objective {n})")
            }
            assert set(cells) == set(mine)
            assert all(cells[one][0] == clock(opened_[one]) for one in mine)
            assert all(length(costs[one]) in cells[one][3] for one in mine if one in costs)


@pytest.mark.parametrize("name", EACH)
def test_waiting_to_be_asked_and_deciding_are_read_a_second_time_off_events_and_log(name: str) -> None:
    paper, rows, facts = played(name)
    kinds, kind, asked = {one.id: one.kind for one in facts.exercise.segments}, "", {}
    for row in rows:
        kind = kinds[row.said["segment"]] if row.kind == "segment" else kind
        if row.kind == "ask" and row.said["state"] == "open" and kind == "played":
            asked[row.said["decision"]] = row.incident
    knew: dict[str, float] = {}
    for event in facts.review.traces["room"].events():
        if event.kind == "aware":
            knew.setdefault(event.subject.partition("/")[2], event.time)
    log = [(line[0], line[2]) for line in table(paper, "Everything said and done")]
    found = {row[0]: row[1:] for row in table(paper, "Waiting to be asked")}
    assert set(found) == set(asked)
    for decision, (since, at, waited, first, last) in found.items():
        role = next(one.of for one in facts.exercise.decisions if one.id == decision)
        known = knew[facts.state.roster_id(role)]
        assert (since, at) == (clock(known), clock(asked[decision]))
        assert waited == length(max(0.0, asked[decision] - known))
        acts = [row.incident for row in rows if row.kind == "act" and row.said["of"] == decision]
        began = [
            time
            for time in acts
            if (clock(time), True) in {(t, w.startswith(f"{decision} begins")) for t, w in log}
        ]
        assert [first, last] == (
            [length(end(began) - asked[decision]) for end in (min, max)] if began else ["–", "–"]
        )


@pytest.mark.parametrize("name", EACH)
def test_what_alert_and_room_brought_are_means_of_plays_played_one_by_one(name: str) -> None:
    paper, _, facts = played(name)
    work = build_replication_task(facts.state)
    times: dict[str, list[float]] = {arm: [] for arm in ARM_NAMES}
    came: list[set[str]] = []
    for replication in range(FEW):
        arms = work.create_arms(replication)
        came.append(set(Replay(arms, work.plan, work.roles).run()))
        for arm, engine in arms.items():
            trace = engine.run()
            sent = [event.time for event in trace.events() if event.kind == "sent"]
            times[arm].append(min(sent, default=math.inf))
    found = {row[0]: row for row in table(paper, "What each brought")}
    for column, (before, after) in ((1, ("twin", "autopilot")), (2, ("autopilot", "room"))):
        pairs = zip(times[before], times[after], strict=True)
        mean = fmean(first - second for first, second in pairs if max(first, second) < math.inf)
        assert seconds(found["First campus alert"][column]) == pytest.approx(
            mean, abs=31 if " min" in found["First campus alert"][column] else 0.51
        )
    never = [sum(time == math.inf for time in times[arm]) for arm in ("twin", "autopilot", "room")]
    assert found["First campus alert"][3] == (", ".join(map(str, never)) if any(never) else "none")
    given = {
        planned.id: sum(planned.id in one for one in came) for planned in work.plan if planned.has_effect
    }
    said = words(paper, "brought").split("each decision was given:")[1]
    assert all(f"{one} in {count}" in said for one, count in given.items() if not one.startswith("hand-back"))


def seconds(cell: str) -> float:
    """The first number of a cell, `+2:12 (+2:01 +2:23)` or `+10 min (+7 +14)`, in seconds."""
    first, _, behind = cell.replace("\N{NO-BREAK SPACE}", " ").partition(" ")
    if first == "0":
        return 0.0
    sign, rest = SIGNS[first[0]], first[1:]
    if behind.startswith("min"):
        return sign * 60.0 * float(rest)
    whole, part = rest.split(":")
    return sign * (60.0 * float(whole) + float(part))


@pytest.mark.parametrize("name", EACH)
def test_ratings_and_the_improvement_plan_are_those_of_the_file(name: str) -> None:
    paper, rows, facts = played(name)
    notes: dict[str, dict[str, Any]] = {row.said["id"]: dict(row.said) for row in rows if row.kind == "note"}
    for row in rows:
        if row.kind == "correct" and row.said["of"] in notes:
            notes[row.said["of"]].update(row.said["set"])
    final = {
        (one["objective"], one.get("task", "")): one["rating"] for one in notes.values() if one.get("final")
    }
    for n, objective in enumerate(facts.exercise.objectives, 1):
        cells = table(paper, f"Objective {n} and")
        expected = [final.get((objective.id, task), "not rated") for task in ("", *objective.tasks)]
        assert [cell[2].split(",")[0] for cell in cells] == expected
    issues = [one["text"] for one in notes.values() if one["kind"] == "improve"]
    assert [row[1] for row in table(paper, "Improvement plan")] == (issues or [""])
