"""A journal with an entry of every kind, ways to break it, and everything that the commands do with a journal."""

import json
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report, build_evidence_file
from reports.after_action.summary import build_summary
from reports.exports import export_files
from reports.replay.page import build_replay_page
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.counterfactual import build_replication_task, run_counterfactual
from sim.exercise.decisions import DecisionResponse
from sim.exercise.evaluation import add_improvement, complete_note, finalize_rating, propose_rating
from sim.exercise.facilitator import improvise_inject, rule_awareness, start_countdown
from sim.exercise.journal import Entry, FileJournal
from sim.exercise.narrative import narrate
from sim.exercise.participants import Participant
from sim.exercise.replay import record_what_if, replay_with_decision
from sim.exercise.sessions import build_header
from sim.exercise.state import State
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted, opened, to_a_question
from tests.sim.exercise.sealing import reseal
from tui.session import open_review, resume_session
from tui.widgets import hot_wash_lists
from tui.widgets.chart import HotWashData

NAME, SEED = SHIPPED["cardiac-arrest"]


@cache
def entries_of_every_kind() -> tuple[Entry, ...]:
    """An exercise in which everything happens that leaves an entry, but for a real emergency."""
    conductor = conducted(all_roles(NAME), NAME, SEED)
    conductor.record_date(datetime(2026, 3, 5, 9, 30))
    conductor.set_participants([Participant("principal", "Ana Reyes"), Participant("evaluator", "Bo Ng")])
    objective = conductor.state.exercise.objectives[0].id
    conductor.add_note("mark")
    conductor.add_note("observe", text="The door was locked.", objective=objective)
    _answer_first_question(conductor)
    _play_on(conductor, 20)
    conductor.stop()
    improvise_inject(conductor, "A parent", ["principal"], "phone", "What is going on?")
    rule_awareness(conductor, "D2")
    conductor = Conductor(conductor.opened, conductor.journal)
    conductor.resume()
    conductor.submit_decision("D2", DecisionResponse(option="pa"))
    _play_on(conductor, 60)
    conductor.stop()
    conductor.return_to_simulation("secretary")
    while conductor.segment.kind != "hot-wash":
        conductor.next_segment()
    _evaluate(conductor, objective)
    conductor.end()
    return tuple(conductor.journal.entries())


def _answer_first_question(conductor: Conductor) -> None:
    to_a_question(conductor)
    try:
        conductor.submit_decision("D1", DecisionResponse(write_in=[{"kind": "press", "by": "nobody"}]))
    except CommandRejected:
        start_countdown(conductor, "D1")
    conductor.play_second()
    conductor.stop()
    conductor.submit_decision("D1", DecisionResponse(option="app-first"))
    conductor.undo_last()
    conductor.submit_decision("D1", DecisionResponse(option="app-first", rationale="First things first."))


def _play_on(conductor: Conductor, seconds: int) -> None:
    for _ in range(seconds):
        if (front := conductor.state.current_decision) is not None:
            conductor.no_decision(front.decision.id)
        conductor.play()
        conductor.play_second()


def _evaluate(conductor: Conductor, objective: str) -> None:
    finalize_rating(conductor, propose_rating(conductor, objective, "S", by="Bo Ng"))
    improvement = add_improvement(conductor, "The door was locked.", "Open it.", owner="Ana Reyes")
    complete_note(conductor, improvement, due="2026-12-04")
    conductor.correct("D1", rationale="It reaches the most people.")
    record_what_if(
        conductor,
        replay_with_decision(
            State(conductor.opened), conductor.journal.entries(), "D1", DecisionResponse(option="run")
        ),
    )


Rows = list[dict[str, Any]]
"""Entries as they can be changed: `room_time`, `incident_time`, `kind`, and `payload` as JSON has it."""

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2, 1e300, -0.5, 10**30, "", "x", "D1", "D9", "open", "inject-1", "principal", "run", "P",
    "\x1b]52;c;aGk=\x07", "clock", [], ["principal"], [None], {}, {"kind": "press", "by": "principal"}, {"kind": "all-clear"},
)  # fmt: skip
"""What a field is replaced by: of every type, names that there are, and names that there are not."""


def to_rows(entries: Sequence[Entry]) -> Rows:
    return [
        {
            "room_time": one.room_time,
            "incident_time": one.incident_time,
            "kind": one.kind,
            "payload": json.loads(one.payload),
        }
        for one in entries
    ]


def list_fields(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of everything in a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for key, inner in items for found in list_fields(inner, (*place, key)))]


def replace_field(chance: random.Random, rows: Rows) -> None:
    row = chance.choice(rows)
    place = chance.choice([*list_fields(row["payload"]), *[("time",)] * 2])
    if place == ("time",):
        row[chance.choice(["room_time", "incident_time"])] = chance.choice([-1.0, 0.0, 30.5, 1e4, 1e300])
        return
    inside: Any = row
    for key in ("payload", *place)[:-1]:
        inside = inside[key]
    last = ("payload", *place)[-1]
    if chance.random() < 0.2 and place:
        del inside[last]
    else:
        inside[last] = chance.choice(VALUES)


def exchange_values(chance: random.Random, rows: Rows) -> None:
    """A field gets the value that a field has elsewhere: mostly of its own type, and one that means something."""
    row = chance.choice(
        [row for row in rows if isinstance(row["payload"], dict) and row["payload"]] or [{"payload": {"": 0}}]
    )
    name = chance.choice(sorted(row["payload"]))
    fits = [
        value
        for other in rows
        if isinstance(other["payload"], dict)
        for value in other["payload"].values()
        if type(value) is type(row["payload"][name])
    ]
    row["payload"][name] = chance.choice(fits or [0])


def change_kind(chance: random.Random, rows: Rows) -> None:
    chance.choice(rows)["kind"] = chance.choice(["dance", "", *sorted({row["kind"] for row in rows})])


def add_field(chance: random.Random, rows: Rows) -> None:
    payload = chance.choice(rows)["payload"]
    if isinstance(payload, dict):
        payload[chance.choice(["why", "zone", "of", "new"])] = chance.choice(VALUES)


def leave_out(chance: random.Random, rows: Rows) -> None:
    del rows[chance.randrange(len(rows))]


def repeat(chance: random.Random, rows: Rows) -> None:
    rows.insert(chance.randrange(len(rows)), dict(chance.choice(rows)))


def exchange(chance: random.Random, rows: Rows) -> None:
    first, second = chance.randrange(len(rows)), chance.randrange(len(rows))
    rows[first], rows[second] = rows[second], rows[first]


def cut_off(chance: random.Random, rows: Rows) -> None:
    del rows[chance.randrange(len(rows)) :]


WAYS: tuple[Callable[[random.Random, Rows], None], ...] = (
    replace_field, replace_field, exchange_values, exchange_values, exchange_values, change_kind, add_field, leave_out, repeat,
    exchange, cut_off,
)  # fmt: skip


def break_entries(chance: random.Random) -> Rows:
    """The entries of every kind, with one to three changes, mostly not to marks of the clock."""
    rows = [
        row for row in to_rows(entries_of_every_kind()) if row["kind"] not in ("clock", "play") or chance.random() < 0.1
    ]
    for _ in range(chance.randint(1, 3)):
        if rows:
            chance.choice(WAYS)(chance, rows)
    return rows


def write_journal(path: Path, rows: Rows) -> None:
    """A file with these entries and digests that fit them."""
    FileJournal.create(path, build_header(opened(NAME), SEED)).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, '')",
            [
                (seq, row["room_time"], row["incident_time"], row["kind"], json.dumps(row["payload"]))
                for seq, row in enumerate(rows, 1)
            ],
        )
        reseal(connection)


def use_everywhere(path: Path, folder: Path) -> None:
    """Replays a journal, reviews it, replicates, reports and exports it, and resumes a copy. Raises JournalError where it is refused."""
    out = folder / "out"
    out.mkdir(exist_ok=True)
    with open_review(path) as (journal, review):
        found = run_counterfactual(build_replication_task(review.state), review.observed_play, 1, workers=1)
        facts = ReportData(path.stem, review, found, digest=journal.last_digest, entries=journal.last_seq)
        build_after_action_report(facts)
        build_evidence_file(facts)
        build_replay_page(facts)
        build_summary(review, path, found)
        export_files(review, path.stem, out)
        list(hot_wash_lists.iterate_options(HotWashData(review, [], utf8=True)))
        list(narrate(review.state))
    copy = out / path.name
    copy.write_bytes(path.read_bytes())
    session = resume_session(copy)
    try:
        session.build_frame().to_json()
    finally:
        session.close()
