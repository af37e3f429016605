"""A journal with an entry of every kind, ways to break it, and everything that the commands do with a journal."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report, build_evidence_file
from reports.after_action.summary import build_summary
from reports.exports import export_files
from reports.replay.page import build_replay_page
from sim.exercise.counterfactual import build_replication_task, run_counterfactual
from sim.exercise.narrative import narrate
from tests.sim.exercise.every_kind import Rows, entries_of_every_kind, to_rows
from tui.session import open_review, resume_session
from tui.widgets import hot_wash_lists
from tui.widgets.chart import HotWashData

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2, 1e300, -0.5, 10**30, "", "x", "D1", "D9", "open", "inject-1", "principal", "run", "P",
    "\x1b]52;c;aGk=\x07", "clock", [], ["principal"], [None], {}, {"kind": "press", "by": "principal"}, {"kind": "all-clear"},
)  # fmt: skip
"""What a field is replaced by: of every type, names that there are, and names that there are not."""


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
    payloads = [row["payload"] for row in rows if isinstance(row["payload"], dict)]
    payload = chance.choice([one for one in payloads if one] or [{"": 0}])
    name = chance.choice(sorted(payload))
    fits = [value for other in payloads for value in other.values() if type(value) is type(payload[name])]
    payload[name] = chance.choice(fits or [0])


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
    each = to_rows(entries_of_every_kind())
    rows = [row for row in each if row["kind"] not in ("clock", "play") or chance.random() < 0.1]
    for _ in range(chance.randint(1, 3)):
        if rows:
            chance.choice(WAYS)(chance, rows)
    return rows


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
