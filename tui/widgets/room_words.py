"""The words of the room's face, pane by pane: a frame in, text out, as wide as it is told. No state, no clock, no widget."""

import re
from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from rich.text import Text

from reports.tied import wrap_columns, join_with_nbsp
from tui.glyphs import UTF8_GLYPHS, Glyphs

Frame = Mapping[str, Any]
GROUP = 8
"""Rooms that stand together on the map, so that they can be counted."""
GAP = 2
"""Columns between the map and what stands beside it."""
AGE_PATTERN = re.compile(r"\S+( min)? ago$")
"""How long ago something was, which stands in one line."""
REAL_WORLD_HINT = "real emergency? say REAL WORLD"
EXERCISE_NOTE = "EXERCISE: nobody outside has been called"


def render_header(frame: Frame, width: int, signs: Glyphs) -> Text:
    """T+, time of day, whether it runs, and the school."""
    status = str(frame["status"])
    sign = signs.running if status.startswith(("running", "decide")) else signs.stopped
    word, _, rest = status.partition(" ") if ":" in status else (status, "", "")
    said = f"{sign} {word.upper()} {rest}".rstrip()
    day = str(frame["day"])
    for near, far, shown in ((4, 6, day), (2, 3, day), (2, 2, day), (2, 2, day[:3])):
        left = f" {frame['time']}{' ' * near}{shown} {frame['clock'][:5]}{' ' * far}{said}"
        room = width - len(left) - 3
        if len(frame["school"]) <= room:
            break
    school = shorten_school_name(str(frame["school"]), room)
    return Text(f"{left}  {school:>{max(0, room)}}", style="bold", no_wrap=True)


def shorten_school_name(name: str, width: int) -> str:
    """The name, shortened where it is too long; that it is fictional is kept."""
    if len(name) <= width:
        return name
    first, bracket, last = name.rpartition(" (")
    tail = bracket + last if first else ""
    room = max(1, width - len(tail) - 1)
    kept = first or last
    whole = kept[: room + 1].rpartition(" ")[0] if len(kept) > room else kept
    return f"{whole or kept[:room]}…{tail}"


def format_minute(frame: Frame) -> str:
    """All that there is to read on a face that is black."""
    return f"minute {frame['agenda']['format_minute']} of {frame['agenda']['of']}"


def format_messages_title(frame: Frame) -> str:
    """Which of several messages it is: the others follow; that it is none of now, where the story has jumped since."""
    reading = frame["reading"]
    if frame["past"]:
        return "Last heard"
    return f"Just in {reading['at']} of {reading['of']}" if reading else "Just in"


def render_messages(frame: Frame, width: int, height: int) -> list[Text]:
    """The message that is read, whole where it fits; others while there is room."""
    lines: list[Text] = []
    for number, message in enumerate(frame["render_messages"]):
        pieces = wrap_message(message, width)
        if number and len(lines) + len(pieces) > height:
            break
        style = "bold" if number == 0 else ""
        lines += [Text(piece, style=style) for piece in shorten(pieces, height, width)]
    return lines or [Text("Nothing yet.")]


def wrap_message(message: Frame, width: int) -> list[str]:
    """When, from whom, by which means, to whom, and what."""
    unsaid = message["mode"].lower() not in message["from"].lower()
    means = f", {message['mode']}" if message["mode"] and unsaid else ""
    heading = f"{message['at']} {message['from']}{means}, to {', '.join(message['to'])}: "
    return wrap(heading + message["says"], width)


def count_message_lines(frame: Frame, width: int) -> int:
    """How many lines the message that is read needs to be whole."""
    return max([1, *(len(wrap_message(message, width)) for message in frame["render_messages"][:1])])


def fit(text: str, width: int) -> str:
    """The text, cut where it is too wide; a cut is seen."""
    return text if len(text) <= width else f"{text[: max(0, width - 1)]}…"


def shorten(lines: list[str], height: int, width: int) -> list[str]:
    """At most so many lines; a cut is seen."""
    if len(lines) <= height:
        return lines
    return [*lines[: height - 1], f"{lines[height - 1][: width - 1]}…"]


def format_room_marks(row: Frame, signs: Glyphs, named: bool = True) -> str:
    """`✓✓?✓ … GYM ?`."""
    plain = row["format_room_marks"] if named else row["format_room_marks"] + "".join(mark for _, mark in row["named"])
    groups = [plain[at : at + GROUP] for at in range(0, len(plain), GROUP)]
    if named:
        groups += [f"{name} {mark}" for name, mark in row["named"]]
    return " ".join(groups).replace("+", signs.checked_in).replace("?", signs.not_reached)


def merge_floors(rows: list[dict[str, Any]], height: int) -> list[dict[str, Any]]:
    """Not more rows than there are lines: the two neighbouring floors with the fewest rooms become one row."""
    rows = [dict(row) for row in rows]
    while len(rows) > max(1, height):
        pairs = [
            (rows[at]["building"] != rows[at + 1]["building"], count_rooms(rows[at]) + count_rooms(rows[at + 1]), at)
            for at in range(len(rows) - 1)
        ]
        other, _, at = min(pairs)
        upper, lower = rows[at], rows.pop(at + 1)
        names = f"{upper['building']} {lower['building']}" if other else upper["building"]
        rows[at] = {
            "building": names,
            "floor": "",
            "marks": upper["format_room_marks"] + lower["format_room_marks"],
            "named": [*upper["named"], *lower["named"]],
        }
    return rows


def count_rooms(row: Frame) -> int:
    """Rooms in a row."""
    return len(row["format_room_marks"]) + len(row["named"])


def render_plan(frame: Frame, width: int, height: int, signs: Glyphs) -> list[str]:
    """Rooms by building and floor, each with its sign where that fits."""
    rows = merge_floors(frame["rooms"], height)
    labels = [f"{row['building']} {row['floor']}".strip() for row in rows]
    longest = max(map(len, labels), default=0)
    drawn = [format_room_marks(row, signs) for row in rows]
    for wide in (max(6, longest) + 2, longest + 2, longest + 1):
        if all(wide + len(one) <= width for one in drawn):
            return [f"{label:{wide}}{one}" for label, one in zip(labels, drawn, strict=True)]
    return [
        format_plan_row(label, row, longest + 1, width, signs) or format_row_count(label, row, width, signs)
        for label, row in zip(labels, rows, strict=True)
    ]


def count_plan_lines(frame: Frame, width: int, signs: Glyphs = UTF8_GLYPHS) -> int:
    """The fewest lines in which each room has its sign. width: of the map."""
    for height in range(1, len(frame["rooms"])):
        rows = merge_floors(frame["rooms"], height)
        labels = [f"{row['building']} {row['floor']}".strip() for row in rows]
        longest = max(map(len, labels), default=0)
        if all(
            format_plan_row(one, row, longest + 1, width, signs) for one, row in zip(labels, rows, strict=True)
        ):
            return height
    return max(1, len(frame["rooms"]))


def format_plan_row(label: str, row: Frame, wide: int, width: int, signs: Glyphs) -> str:
    """A row where not all fit: beside its own building's name, or without names of rooms; empty where that is too long as well."""
    whole, plain = format_room_marks(row, signs), format_room_marks(row, signs, named=False)
    ways = (f"{label:{wide}}{whole}", f"{label}  {whole}", f"{label:{wide}}{plain}", f"{label}  {plain}")
    return next((line for line in ways if len(line) <= width), "")


def format_row_count(label: str, row: Frame, width: int, signs: Glyphs) -> str:
    """How many of its rooms have checked in, where there is no room for a sign for each."""
    plain = format_room_marks(row, signs, named=False)
    line = f"{label}: {plain.count(signs.checked_in)} of {count_rooms(row)}"
    said = f"{line} checked in"
    return said if len(said) <= width else fit(f"{line} {signs.checked_in}", width)


def find_map_width(width: int) -> int:
    """Columns of the map in the pane of what is known; the others are for facts."""
    return width - max(34, width // 3) - 1


def list_facts(frame: Frame, width: int, height: int, signs: Glyphs) -> list[str]:
    """What the signs mean, what was reported, who is coming, whether 911 has it; then, without fog, where it is."""
    first = [one for one in frame["render_known"] if one.startswith("reported:")]
    rest = [one for one in frame["render_known"] if not one.startswith("reported:")]
    told = [f"{signs.hazard} {frame['hazard']} (no fog)"] if frame["hazard"] else []
    told += [*first[:1], *rest, *first[1:]]
    told = [AGE_PATTERN.sub(lambda age: join_with_nbsp(age[0]), shorten_floor(one, width)) for one in told]
    legend = [f"{signs.checked_in} checked in by the app", f"{signs.not_reached} nothing heard"]
    short = [f"{signs.checked_in} checked in  {signs.not_reached} nothing heard"]
    for meanings in (legend, short, [] if told else short):  # what was told before what signs mean
        lines = [piece for one in [*meanings, *told] for piece in wrap_columns(one, width, then="  ")]
        if len(lines) <= height:
            break
    return shorten(lines, height, width)


def shorten_floor(line: str, width: int) -> str:
    """A floor as its number alone, `2nd`, where the line would be too long."""
    return line if len(line) <= width else re.sub(r"(\d(?:st|nd|rd|th)) floor\b", r"\1", line)


def render_known(frame: Frame, width: int, height: int, signs: Glyphs) -> list[Text]:
    """Both columns."""
    rows = render_plan(frame, find_map_width(width), height, signs)
    left = max(map(len, rows), default=0) + GAP  # what the map leaves, facts have
    said = list_facts(frame, width - left, height, signs)
    lines = max(len(rows), len(said))
    padded = zip([*rows, *[""] * (lines - len(rows))], [*said, *[""] * (lines - len(said))], strict=True)
    return [Text(f"{row:{left}}{fact}".rstrip()) for row, fact in padded]


def render_bars(frame: Frame, width: int, signs: Glyphs) -> list[Text]:
    """Both arms, side by side: two values and no difference."""
    shares = frame["render_bars"]
    if not shares:
        return []
    arms = [name for name in ("room", "twin") if name in shares]
    length = max(5, (width - 11) // 2 - 10)
    lines = []
    for measure in shares["room"]:
        drawn = [f"{render_bar(shares[arm][measure], length, signs)} {shares[arm][measure]:3} %" for arm in arms]
        lines.append(Text(f"{measure:10} {'    '.join(drawn)}"))
    return lines


def format_bars(frame: Frame, width: int) -> str:
    """Both arms without bars: ` aware: you 82 %, twin: no app alert to staff 31 %   protected: 75 %, 12 %`."""
    shares = frame["render_bars"]
    arms = [name for name in ("room", "twin") if name in shares]
    said = []
    for number, measure in enumerate(shares.get("room", {})):
        names = [shares["names"][arm] + " " if number == 0 else "" for arm in arms]
        each = [f"{name}{shares[arm][measure]} %" for name, arm in zip(names, arms, strict=True)]
        said.append(f"{measure}: {', '.join(each)}")
    return fit(f" {'   '.join(said)}", width)


def format_bar_heading(frame: Frame, width: int) -> str:
    """The title above the bars, each arm's name above its own."""
    names = frame["render_bars"].get("names", {})
    if "twin" not in frame["render_bars"]:
        return f"Staff who know: {names.get('room', '')}"
    second = 11 + max(5, (width - 11) // 2 - 10) + 10 - 1
    return f"{'Staff who know':22} {names['room']}".ljust(second) + fit(str(names["twin"]), width - second)


def render_bar(percent: int, length: int, signs: Glyphs) -> str:
    """A share as a bar."""
    full = max(0, min(length, round(length * percent / 100)))
    return signs.full * full + signs.empty * (length - full)


def render_interval(frame: Frame, width: int, height: int) -> list[Text]:
    """What happened since, whole where there is room, the newest before all else."""
    nothing = "Nothing more has been heard." if frame["render_messages"] else "Nothing has been heard yet."
    said = [wrap(one, width) for one in frame["since"] or [nothing]]
    spare = max(0, height - len(said))
    lines: list[Text] = []
    for one in reversed(said):
        more = min(len(one) - 1, spare)
        spare -= more
        lines[:0] = [Text(line) for line in shorten(one, 1 + more, width)]
    return lines


def format_decisions(frame: Frame, width: int) -> str:
    """The latest decisions that fit in a line, in order."""
    kept: list[str] = []
    for one in reversed(frame["format_decisions"]):
        if len(" decided: " + " · ".join([one, *kept])) > width and kept:
            break
        kept.insert(0, one)
    line = f" decided: {' · '.join(kept)}" if kept else " decided: nothing yet"
    return line if len(line) <= width else f"{line[: width - 1]}…"


def render_foot(width: int) -> str:
    """How a real emergency is told, and that this is none."""
    return f" {REAL_WORLD_HINT}{EXERCISE_NOTE:>{max(0, width - len(REAL_WORLD_HINT) - 2)}}"
