"""The words of the room's face, pane by pane: a frame in, text out, as wide as it is told. No state, no clock, no widget."""

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from rich.text import Text

from tui.glyphs import Glyphs

Frame = Mapping[str, Any]
GROUP = 8
"""Rooms that stand together on the map, so that they can be counted."""
REAL = "real emergency? say REAL WORLD"
NOBODY = "EXERCISE: nobody outside has been called"


def header(frame: Frame, width: int, signs: Glyphs) -> Text:
    """T+, time of day, whether it runs, and the school."""
    status = str(frame["status"])
    sign = signs.running if status.startswith(("running", "decide")) else signs.stopped
    word, _, rest = status.partition(" ")
    said = f"{sign} {word.upper()} {rest}".rstrip()
    for near, far in ((4, 6), (2, 3), (2, 2)):
        left = f" {frame['time']}{' ' * near}{frame['day']} {frame['clock'][:5]}{' ' * far}{said}"
        room = width - len(left) - 3
        if len(frame["school"]) <= room:
            break
    school = fitted(str(frame["school"]), room)
    return Text(f"{left}  {school:>{max(0, room)}}", style="bold", no_wrap=True)


def just_in(frame: Frame, width: int, height: int) -> list[Text]:
    """The newest message, whole where it fits; older ones while there is room."""
    lines: list[Text] = []
    for number, message in enumerate(frame["just_in"]):
        means = (
            f", {message['mode']}"
            if message["mode"] and message["mode"].lower() not in message["from"].lower()
            else ""
        )
        heading = f"{message['at']} {message['from']}{means}, to {', '.join(message['to'])}: "
        pieces = wrap(heading + message["says"], width)
        if number and len(lines) + len(pieces) > height:
            break
        pieces = shortened(pieces, height, width)
        style = "bold" if number == 0 else ""
        lines += [Text(piece, style=style) for piece in pieces]
    return lines or [Text("Nothing yet.")]


def fitted(text: str, width: int) -> str:
    """The text, cut where it is too wide; a cut is seen."""
    return text if len(text) <= width else f"{text[: max(0, width - 1)]}…"


def shortened(lines: list[str], height: int, width: int) -> list[str]:
    """At most so many lines; a cut is seen."""
    if len(lines) <= height:
        return lines
    return [*lines[: height - 1], f"{lines[height - 1][: width - 1]}…"]


def marks(row: Frame, signs: Glyphs, named: bool = True) -> str:
    """`✓✓?✓ … GYM ?`."""
    plain = row["marks"] if named else row["marks"] + "".join(mark for _, mark in row["named"])
    groups = [plain[at : at + GROUP] for at in range(0, len(plain), GROUP)]
    if named:
        groups += [f"{name} {mark}" for name, mark in row["named"]]
    return " ".join(groups).replace("+", signs.checked_in).replace("?", signs.unheard)


def merged(rows: list[dict[str, Any]], height: int) -> list[dict[str, Any]]:
    """Not more rows than there are lines: the two neighbouring floors with the fewest rooms become one row."""
    rows = [dict(row) for row in rows]
    while len(rows) > max(1, height):
        pairs = [
            (rows[at]["building"] != rows[at + 1]["building"], count(rows[at]) + count(rows[at + 1]), at)
            for at in range(len(rows) - 1)
        ]
        other, _, at = min(pairs)
        upper, lower = rows[at], rows.pop(at + 1)
        names = f"{upper['building']} {lower['building']}" if other else upper["building"]
        rows[at] = {
            "building": names,
            "floor": "",
            "marks": upper["marks"] + lower["marks"],
            "named": [*upper["named"], *lower["named"]],
        }
    return rows


def count(row: Frame) -> int:
    """Rooms in a row."""
    return len(row["marks"]) + len(row["named"])


def plan(frame: Frame, width: int, height: int, signs: Glyphs) -> list[str]:
    """Rooms by building and floor."""
    rows = merged(frame["rooms"], height)
    labels = [f"{row['building']} {row['floor']}".strip() for row in rows]
    wide = max([6, *map(len, labels)]) if height > 6 else min(9, max([6, *map(len, labels)]))
    lines = []
    for label, row in zip(labels, rows, strict=True):
        drawn = marks(row, signs)
        drawn = drawn if wide + 2 + len(drawn) <= width else marks(row, signs, named=False)
        lines.append(f"{label[:wide]:{wide}}  {drawn}"[:width])
    return lines


def facts(frame: Frame, width: int, height: int, signs: Glyphs) -> list[str]:
    """What the signs mean, what was reported, who is coming, whether 911 has it; then, without fog, where it is."""
    first = [one for one in frame["known"] if one.startswith("reported:")]
    rest = [one for one in frame["known"] if not one.startswith("reported:")]
    told = [f"{signs.hazard} {frame['hazard']} (no fog)"] if frame["hazard"] else []
    told += [*first[:1], *rest, *first[1:]]
    legend = [f"{signs.checked_in} checked in by the app", f"{signs.unheard} nothing heard"]
    if len(told) + len(legend) > height:
        legend = [f"{signs.checked_in} checked in  {signs.unheard} nothing heard"]
    lines = [piece for one in [*legend, *told] for piece in wrap(one, width, subsequent_indent="  ")]
    return shortened(lines, height, width)


def known(frame: Frame, width: int, height: int, signs: Glyphs) -> list[Text]:
    """Both columns."""
    left = width - max(34, width // 3) - 1
    rows, said = plan(frame, left, height, signs), facts(frame, width - left - 1, height, signs)
    lines = max(len(rows), len(said))
    padded = zip([*rows, *[""] * (lines - len(rows))], [*said, *[""] * (lines - len(said))], strict=True)
    return [Text(f"{row:{left}} {fact}".rstrip()) for row, fact in padded]


def bars(frame: Frame, width: int, signs: Glyphs) -> list[Text]:
    """Both arms, side by side: two values and no difference."""
    shares = frame["bars"]
    if not shares:
        return []
    arms = [name for name in ("room", "twin") if name in shares]
    length = max(5, (width - 11) // 2 - 10)
    lines = []
    for measure in shares["room"]:
        drawn = [f"{bar(shares[arm][measure], length, signs)} {shares[arm][measure]:3} %" for arm in arms]
        lines.append(Text(f"{measure:10} {'    '.join(drawn)}"))
    return lines


def bars_in_a_line(frame: Frame, width: int) -> str:
    """Both arms without bars: ` aware: you 82 %, staff not told (twin) 31 %   protected: 75 %, 12 %`."""
    shares = frame["bars"]
    arms = [name for name in ("room", "twin") if name in shares]
    said = []
    for number, measure in enumerate(shares.get("room", {})):
        names = [shares["names"][arm] + " " if number == 0 else "" for arm in arms]
        each = [f"{name}{shares[arm][measure]} %" for name, arm in zip(names, arms, strict=True)]
        said.append(f"{measure}: {', '.join(each)}")
    return fitted(f" {'   '.join(said)}", width)


def bar_heading(frame: Frame, width: int) -> str:
    """The title above the bars, each arm's name above its own."""
    names = frame["bars"].get("names", {})
    if "twin" not in frame["bars"]:
        return f"Staff who know: {names.get('room', '')}"
    second = 11 + max(5, (width - 11) // 2 - 10) + 10 - 1
    return (
        f"{'Staff who know':22} {names['room']}".ljust(second) + str(names["twin"])[: max(0, width - second)]
    )


def bar(percent: int, length: int, signs: Glyphs) -> str:
    """A share as a bar."""
    full = max(0, min(length, round(length * percent / 100)))
    return signs.full * full + signs.empty * (length - full)


def question_title(frame: Frame, width: int) -> str:
    """Who is asked, and what where it fits."""
    question = frame["question"]
    whole = f"{question['role']}: {question['asks']}"
    return whole if len(whole) <= width else f"{question['role']}, you are asked"


def asked(frame: Frame, width: int, height: int) -> list[Text]:
    """The question where the title has no room for it, the answers that may be given, and what time does meanwhile."""
    question = frame["question"]
    lines = []
    if not question_title(frame, width - 2).endswith(question["asks"]):
        lines = [Text(line, style="bold") for line in wrap(question["asks"], width)]
    plain = [(f"{number} {one['says']}", one["struck"]) for number, one in enumerate(question["options"], 1)]
    plain.append((f"{len(plain) + 1} Something else", ""))
    lines += in_columns(plain, width, max(1, height - len(lines)))
    told = (
        "Time is running: decide now." if question["pressed"] else "The incident is stopped while you talk."
    )
    return [
        *lines,
        *([Text(told, style="bold" if question["pressed"] else "")] if len(lines) < height else []),
    ]


def in_columns(options: list[tuple[str, str]], width: int, height: int) -> list[Text]:
    """An answer to a line where there is plenty of room, else down each column first: in as many columns as nothing is cut.

    Where something would be cut in any number of columns: two, with what is too long on a second line where that fits.
    """
    plenty = height >= len(options) + 3
    for columns in (1, 2, 3) if plenty else (3, 2, 1):
        rows = -(-len(options) // columns)
        each = width // columns
        if rows <= height and all(
            len(said) + len(struck) + (3 if struck else 0) < each for said, struck in options
        ):
            return [
                _beside([cells(one, each, 1)[0] for one in options[row::rows]], each) for row in range(rows)
            ]
    rows, each = -(-len(options) // 2), width // 2
    for longest in (3, 2, 1):
        lines = [line for row in range(rows) for line in _row(options[row::rows], each, longest)]
        if len(lines) <= height:
            return lines
    return lines


def _row(options: list[tuple[str, str]], each: int, longest: int) -> list[Text]:
    """A row of answers, on as many lines as the longer one needs."""
    drawn = [cells(one, each, longest) for one in options]
    deep = max(map(len, drawn))
    return [_beside([one[at] if at < len(one) else Text() for one in drawn], each) for at in range(deep)]


def _beside(parts: list[Text], each: int) -> Text:
    """Texts in columns."""
    line = Text(no_wrap=True)
    for part in parts:
        line.append_text(part)
        line.append(" " * max(0, each - len(part)))
    line.rstrip()
    return line


def cells(option: tuple[str, str], width: int, longest: int) -> list[Text]:
    """An answer on at most so many lines. One that is struck out keeps its words, and the reason stands behind them."""
    said, struck = option
    whole = f"{said} ({struck})" if struck else said
    pieces = shortened(
        wrap(whole, width - 1, subsequent_indent="  ", drop_whitespace=True), longest, width - 1
    )
    if not struck:
        return [Text(piece) for piece in pieces]
    reason = whole.index(f"({struck})") if f"({struck})" in whole else len(whole)
    lines, at = [], 0
    for piece in pieces:
        lines.append(Text(piece))
        lines[-1].stylize("strike", 0, max(0, min(len(piece), reason - at)))
        at += len(piece)
    return lines


def happened(frame: Frame, width: int, height: int) -> list[Text]:
    """What happened since, a line each where they fit; before it begins, what everybody knows."""
    if frame["situation"]:
        return [Text(line) for line in shortened(wrap(frame["situation"], width), height, width)]
    said = frame["since"] or [f"Nothing has been heard {'since' if frame['decided'] else 'yet'}."]
    each = max(1, height // len(said))
    return [Text(line) for one in said for line in shortened(wrap(one, width), each, width)]


def decided(frame: Frame, width: int) -> str:
    """The latest decisions that fit in a line, in order."""
    kept: list[str] = []
    for one in reversed(frame["decided"]):
        if len(" decided: " + " · ".join([one, *kept])) > width and kept:
            break
        kept.insert(0, one)
    line = f" decided: {' · '.join(kept)}" if kept else " decided: nothing yet"
    return line if len(line) <= width else f"{line[: width - 1]}…"


def foot(width: int) -> str:
    """How a real emergency is told, and that this is none."""
    return f" {REAL}{NOBODY:>{max(0, width - len(REAL) - 2)}}"
