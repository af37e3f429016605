"""The columns of the list, and how a value of the exercise file stands in a cell.

Times, slots and conditions are written in a cell as in the file. A list has a line for each item; a mapping in a list stands there without
its braces. So what can be written in the file can be written in the sheet, and comes back as it was.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["number", "word", "text", "words", "texts", "mappings", "yes", "must"]
SHEET = "MSEL"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_READ_OTHERWISE = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}


@dataclass(frozen=True)
class Column:
    """key: in the exercise file; empty for what is only to be read. width: in characters. lists: of what there is a drop-down."""

    title: str
    key: str
    kind: Kind
    width: int
    lists: Literal["", "segments", "modes", "objectives", "must", "yes"] = ""
    help: str = ""


COLUMNS = (
    Column("No.", "number", "number", 6),
    Column("Segment", "segment", "word", 14, "segments"),
    Column("Time", "at", "word", 10, help="T+ from onset, such as 90 s or 4 min. Empty: see After."),
    Column("After", "after", "mappings", 24, help="What has to have happened, one a line: happened: alert-sent"),
    Column("When", "when", "mappings", 24, help="Must hold when it comes, one a line; otherwise it is held."),
    Column("Unless", "unless", "mappings", 24, help="Must not hold when it comes, one a line; otherwise it is held."),
    Column("Contingency", "contingency", "yes", 12, "yes", "Only when the facilitator calls for it."),
    Column("From", "sender", "text", 18),
    Column("To", "to", "words", 18, help="Roles, by id, one a line."),
    Column("Mode", "mode", "text", 12, "modes"),
    Column("Message", "says", "text", 52, help="Slots in braces are filled when it is delivered."),
    Column("Expected action", "expects", "text", 44),
    Column("Objective", "objective", "word", 16, "objectives"),
    Column("Capability", "", "text", 24, help="That of the objective. It is not read back."),
    Column("Must / may", "must", "must", 11, "must"),
    Column("Reports hazard", "reports_hazard", "yes", 12, "yes", "Its words tell the room where the hazard is."),
    Column("Hints", "hints", "texts", 40, help="One a line."),
    Column("Notes", "notes", "text", 40),
    Column("Changes the model", "world", "mappings", 30, help="One a line: kind: channel, channel: pa, works: false"),
)  # fmt: skip


def to_cell(value: Any, kind: Kind) -> str | int | None:
    """What stands in a cell. value: as it is in the file, None where it is not there."""
    match kind:
        case "yes":
            return "yes" if value else None
        case "must":
            return "may" if value is False else "must"
        case "words" | "texts":
            return "\n".join(_on_one_line(str(one)) for one in value or ()) or None
        case "mappings":
            return "\n".join(flow(one)[1:-1] for one in value or ()) or None
        case "number":
            return int(value)
        case _:
            return None if value is None else str(value)


def to_yaml(cell: str, kind: Kind) -> str:
    """What stands in the file after the key. cell: not empty."""
    match kind:
        case "yes":
            return {"yes": "true", "no": "false"}.get(cell.lower(), flow(cell))
        case "must":
            return {"must": "true", "may": "false"}.get(cell.lower(), flow(cell))
        case "words" | "texts":
            return flow([_lines_again(line) for line in cell.split("\n") if line.strip()])
        case "mappings":
            return "[" + ", ".join(f"{{{line.strip()}}}" for line in cell.split("\n") if line.strip()) + "]"
        case "number":
            return cell
        case _:
            return flow(cell)


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _READ_OTHERWISE:
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _on_one_line(text: str) -> str:
    """A text whose line ends are written as backslash and n, since a line end parts two items."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _lines_again(line: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], line.strip())
