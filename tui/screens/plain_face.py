"""The room's face as plain text."""

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from sim.drill.agenda import agenda
from sim.drill.times import minutes
from tui.widgets.desk import Desk


def plain_face(frame: Mapping[str, Any]) -> Text:
    """What a frame says, line by line."""
    lines = [f"{frame['time']}   {frame['day']} {frame['clock']}   {frame['status']}   {frame['school']}", ""]
    lines += [f"{one['at']} {one['from']} ({one['mode']}): {one['says']}" for one in frame["just_in"]]
    lines += ["", *frame["reports"]]
    for floor in frame["known"]:
        rooms = "  ".join(f"{name} {mark}" for name, mark in floor["rooms"])
        lines.append(f"{floor['building']} {floor['floor']}: {rooms}")
    lines += [
        "",
        *(
            f"{arm}: aware {one['aware']} %, protected {one['protected']} %"
            for arm, one in frame["bars"].items()
        ),
    ]
    question = frame["question"]
    if question:
        lines += ["", f"{question['role']}: {question['asks']}"]
        lines += [f"  {number} {says}" for number, says in enumerate(question["options"], 1)]
    lines += ["", *frame["decided"]]
    return Text("\n".join(lines))


def black_face(desk: Desk) -> Text:
    """Only the minute of the agenda; the banner stands above it."""
    now = agenda(desk.state, desk.conduct.clock.room)
    return Text(f"\n\n{minutes(max(0.0, now.left))} left in this part", justify="center")
