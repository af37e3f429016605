"""An exercise with an entry of every kind, and its entries as rows that can be changed."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.evaluation import add_improvement, complete_note, finalize_rating, propose_rating
from sim.exercise.facilitator import improvise_inject, rule_awareness, start_countdown
from sim.exercise.journal import Entry, FileJournal
from sim.exercise.participants import Participant
from sim.exercise.replay import record_what_if, replay_with_decision
from sim.exercise.sessions import build_header
from sim.exercise.state import State
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted, opened, to_a_question, to_the_hot_wash
from tests.sim.exercise.sealing import reseal

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
    to_the_hot_wash(conductor)
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
    state, entries = State(conductor.opened), conductor.journal.entries()
    record_what_if(conductor, replay_with_decision(state, entries, "D1", DecisionResponse(option="run")))


Rows = list[dict[str, Any]]
"""Entries as they can be changed: `room_time`, `incident_time`, `kind`, and `payload` as JSON has it."""


def to_rows(entries: Sequence[Entry]) -> Rows:
    columns = ("room_time", "incident_time", "kind")
    return [{name: getattr(one, name) for name in columns} | {"payload": json.loads(one.payload)} for one in entries]


def write_journal(path: Path, rows: Rows) -> None:
    """A file with these entries and digests that fit them."""
    FileJournal.create(path, build_header(opened(NAME), SEED)).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        values = [(row["room_time"], row["incident_time"], row["kind"], json.dumps(row["payload"])) for row in rows]
        numbered = [(seq, *row) for seq, row in enumerate(values, 1)]
        connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, '')", numbered)
        reseal(connection)
