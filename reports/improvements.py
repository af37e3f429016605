"""Improvements of all exercises for the tools that people plan with: a workbook, CSV, and a calendar of what is due.

Columns are those of the improvement plan; what neither the journal nor the additions have stays empty to be filled in.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from reports.after_action.improvement_plan import PLAN_COLUMNS
from reports.spreadsheets import HEAD_ROW, create_workbook, format_table, save_to_bytes, write_cell, write_head
from scenarios.annotations import parse_day
from scenarios.csv_text import escape_formulas
from sim.exercise.history import CorrectiveAction

TITLE = "Improvements"
MORE_COLUMNS = {"Done": 12, "Exercise": 30, "Date": 12, "Session": 24, "Improvement": 14, "Played by": 12}
"""After those of the plan, with widths in characters."""
PLAN_WIDTH = 160
"""Characters of all columns of the plan."""


def list_rows(actions: Sequence[CorrectiveAction]) -> Iterator[dict[str, str]]:
    """A row for each, by titles of columns."""
    for item in actions:
        note = item.note
        known = {
            "capability": note.capability,
            "issue": note.text,
            "action": note.action,
            "responsible": note.owner,
            "completion": note.due,
            "element": item.element,
            "contact": item.contact,
            "start": item.start,
        }
        yield {one.title: known.get(one.key, "") for one in PLAN_COLUMNS} | dict(
            zip(
                MORE_COLUMNS,
                (
                    note.done,
                    item.title,
                    item.started_at[:10],
                    item.session,
                    note.id,
                    "people" if item.started_at else "script or rehearsal",
                ),
                strict=True,
            )
        )


def build_csv(actions: Sequence[CorrectiveAction]) -> bytes:
    """One line for each, with a byte order mark, by which spreadsheet programs know UTF-8."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([*(one.title for one in PLAN_COLUMNS), *MORE_COLUMNS])
    table.writerows([*map(escape_formulas, row.values())] for row in list_rows(actions))
    return out.getvalue().encode("utf-8-sig")


def build_workbook(actions: Sequence[CorrectiveAction]) -> bytes:
    """One row for each; dates are dates."""
    book, sheet = create_workbook(TITLE, TITLE)
    widths = {one.title: round(PLAN_WIDTH * one.share) for one in PLAN_COLUMNS} | MORE_COLUMNS
    for number, (title, width) in enumerate(widths.items(), 1):
        write_head(sheet, number, title, width, side="text")
        for place, row in enumerate(list_rows(actions), HEAD_ROW + 1):
            day = parse_day(row[title])
            write_cell(
                sheet.cell(place, number),
                day or row[title] or None,
                "yyyy-mm-dd" if day else "",
                "number" if day else "text",
            )
    format_table(sheet, TITLE, len(widths), max(1, len(actions)), TITLE, f"B{HEAD_ROW + 1}")
    return save_to_bytes(book)


def build_calendar(actions: Sequence[CorrectiveAction], made_at: datetime) -> bytes:
    """An all-day event for each open one that has a date. made_at: with a time zone."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Allcall//Improvements//EN")
    calendar.add("version", "2.0")
    for item in list_due(actions):
        day, event = date.fromisoformat(item.note.due), Event()
        event.add("uid", f"{item.session}-{item.note.id}@allcall")
        event.add("dtstamp", made_at)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"Due: {item.note.action or item.note.text}")
        played = "" if item.started_at else "From a script or rehearsal, not from people."
        about = item.note.text, item.note.owner, item.title, played
        event.add("description", "\n".join(filter(None, about)))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def list_due(actions: Sequence[CorrectiveAction]) -> list[CorrectiveAction]:
    """Those that are open and due on a date."""
    return [item for item in actions if not item.note.done and parse_day(item.note.due)]
