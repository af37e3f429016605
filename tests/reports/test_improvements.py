"""Improvements in other programs: what they read is what was written down, and what is due is a day."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

from icalendar import Calendar
from openpyxl import load_workbook

from reports.improvements import build_calendar, build_csv, build_workbook
from sim.exercise.events import Note
from sim.exercise.history import CorrectiveAction


def improvement(
    number: int, text: str, action: str = "", owner: str = "", due: str = "", done: str = ""
) -> CorrectiveAction:
    note = Note(f"improve-{number}", "improve", 60.0, 600.0, text, action=action, owner=owner, due=due, done=done)
    return CorrectiveAction("lockdown-1", "A lockdown", "2026-10-01T09:00:00", note, "2026-10-02T09:30:00")


ACTIONS = [
    improvement(1, text="=No one, or; everyone", action="Name a deputy", owner="Principal", due="2026-12-04"),
    improvement(2, text="Radios", due="spring semester 2027"),
    improvement(3, text="Signs", due="2026-11-20", done="2026-11-19"),
]


def test_a_spreadsheet_has_a_line_for_each_with_dates_and_no_formula() -> None:
    rows = [*csv.DictReader(io.StringIO(build_csv(ACTIONS).decode("utf-8-sig")))]
    assert [row["Issue"] for row in rows] == ["'=No one, or; everyone", "Radios", "Signs"]
    sheet = load_workbook(io.BytesIO(build_workbook(ACTIONS))).worksheets[0]
    head, first, second, _ = sheet.iter_rows(values_only=True)
    place = head.index("Completion")
    assert first[place] == datetime(2026, 12, 4)
    assert second[place] == "spring semester 2027"
    assert first[head.index("Issue")] == "=No one, or; everyone"
    assert sheet.cell(2, head.index("Issue") + 1).data_type == "s"


def test_what_a_script_wrote_down_is_marked() -> None:
    scripted = replace(ACTIONS[0], started_at="")
    rows = [*csv.DictReader(io.StringIO(build_csv([scripted, *ACTIONS]).decode("utf-8-sig")))]
    assert [row["Played by"] for row in rows] == ["script or rehearsal", "people", "people", "people"]
    made = Calendar.from_ical(build_calendar([scripted], datetime(2026, 10, 3, 8, 0, tzinfo=UTC)))
    assert "From a script" in str(made.walk("VEVENT")[0]["description"])


def test_the_calendar_has_what_is_open_and_due_on_a_day() -> None:
    made = Calendar.from_ical(build_calendar(ACTIONS, datetime(2026, 10, 3, 8, 0, tzinfo=UTC)))
    (event,) = made.walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 12, 4), date(2026, 12, 5))
    assert str(event["summary"]) == "Due: Name a deputy"
    assert str(event["description"]) == "=No one, or; everyone\nPrincipal\nA lockdown"
