"""The journal and the traces of an exercise as flat rows, for JSON lines and CSV, and scenario time as date and time of day.

The day is that of the exercise; where none was recorded, 1 January 2000, and the exports say so.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from reports.after_action.report import collect_names, redact
from scenarios.csv_text import escape_formulas
from scenarios.units import find_date
from sim.exercise.events import VoteCast
from sim.exercise.review import Review
from sim.exercise.state import State

Row = Mapping[str, Any]

JOURNAL_COLUMNS = ("seq", "room_time", "incident_time", "kind", "payload")

TRACE_COLUMNS = ("arm", "time", "kind", "subject", "object", "place", "value")

SECRET_OF_VOTES = ("seat", "vote", "reason")

PLACEHOLDER_DATE = date(2000, 1, 1)

_FORMULA_START_IN_JSON = re.compile(r"([,;])([-=+@])")
"""Within JSON only in texts, where the second character can be written by its number."""


def iterate_journal_rows(state: State, *, with_names: bool) -> Iterator[Row]:
    """The entries of a journal that were not undone, times in seconds. Without names, people give way to their roles.

    A vote never has its seat, its id or its reason.
    """
    names = {} if with_names else collect_names(state)
    for entry in state.log:
        payload = json.loads(entry.payload)
        if entry.kind == VoteCast.KIND:
            payload = {name: value for name, value in payload.items() if name not in SECRET_OF_VOTES}
        if not with_names:
            payload = _redact_people(entry.kind, payload)
        text = redact(json.dumps(payload, ensure_ascii=False, sort_keys=True), names)
        yield {**entry._asdict(), "payload": json.loads(text)}


def _redact_people(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Without names of participants, and without a school's own names of people on its campus."""
    if kind == "people":
        return {"people": [{"role": one["role"]} for one in payload["people"]]}
    if kind == "begin":
        own = {**payload["names"], "people": {}} if payload.get("names") else {}
        return {**payload, "played": dict.fromkeys(payload["played"], ""), "names": own}
    return payload


def iterate_trace_rows(review: Review) -> Iterator[Row]:
    """Every event of every arm up to its end, seconds from onset."""
    for arm, trace in review.traces.items():
        yield from ({"arm": arm, **event._asdict()} for event in trace.events())


def format_json_lines(rows: Iterable[Row]) -> str:
    """One object a line."""
    return "".join(f"{json.dumps(row, ensure_ascii=False, allow_nan=False)}\n" for row in rows)


def format_csv(rows: Iterable[Row], columns: tuple[str, ...]) -> str:
    """With a header line; mappings are JSON."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _format_cell(row[name]) for name in columns})
    return out.getvalue()


def _format_cell(value: Any) -> Any:
    if isinstance(value, str):
        return escape_formulas(value)
    if not isinstance(value, dict):
        return value
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _FORMULA_START_IN_JSON.sub(lambda found: f"{found[1]}\\u{ord(found[2]):04x}", text)


def find_exercise_date(state: State) -> date:
    """The day of the exercise, or `PLACEHOLDER_DATE`."""
    return datetime.fromisoformat(state.dates[0]).date() if state.dates else PLACEHOLDER_DATE


def to_scenario_datetime(state: State, seconds: float) -> datetime:
    """Scenario time without a time zone. seconds: from onset; in days from midnight before the first school day."""
    if state.exercise.in_days:
        return find_date(seconds)
    hours, minutes = map(int, state.exercise.onset.split(":"))
    return datetime.combine(find_exercise_date(state), time(hours, minutes)) + timedelta(seconds=seconds)
