"""The columns of the list, and how a value of the exercise file stands in a cell.

Times, slots and conditions are written in a cell as in the file. A list has a line for each item; a mapping in a list stands there without
its braces. So what can be written in the file can be written in the sheet, and comes back as it was.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from scenarios.yaml_nodes import parse_scalar

Kind = Literal["number", "word", "text", "words", "texts", "mappings", "yes", "must"]
SHEET = "MSEL"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
_YAML_KEYWORDS = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}


@dataclass(frozen=True)
class MselColumn:
    """key: in the exercise file; empty for what is only to be read. width: in characters. lists: of what there is a drop-down.

    page: of those that lie beside each other in print; the first has what is read while people play.
    """

    title: str
    key: str
    kind: Kind
    width: int
    lists: Literal["", "segments", "modes", "objectives", "must", "yes"] = ""
    help: str = ""
    page: int = 1


DERIVED = "Capability"
COLUMNS = (
    MselColumn("No.", "number", "number", 6, help="Each row has a number of its own."),
    MselColumn("Segment", "segment", "word", 12, "segments"),
    MselColumn("Time", "at", "word", 9, help="T+ from onset, such as 90 s or 4 min. Empty: see After."),
    MselColumn("After", "after", "mappings", 24, help="What has to have happened, one a line: happened: alert-sent"),
    MselColumn("From", "sender", "text", 16),
    MselColumn("To", "to", "words", 16, help="Roles, by id, one a line."),
    MselColumn("Mode", "mode", "text", 13, "modes"),
    MselColumn("Message", "says", "text", 47, help="Slots in braces are filled when it is delivered."),
    MselColumn("Expected action", "expects", "text", 39),
    MselColumn("Must / may", "must", "must", 7, "must", help="Write must or may."),
    MselColumn("When", "when", "mappings", 28, help="Must hold when it comes, one a line; otherwise it is held.", page=2),
    MselColumn("Unless", "unless", "mappings", 28, help="Must not hold when it comes, one a line; otherwise it is held.", page=2),
    MselColumn("Contingency", "contingency", "yes", 13, "yes", "Only when the facilitator calls for it.", page=2),
    MselColumn("Objective", "objective", "word", 16, "objectives", page=2),
    MselColumn(DERIVED, "", "text", 30, help="That of the objective. It is not read back.", page=2),
    MselColumn("Reports hazard", "reports_hazard", "yes", 10, "yes", "Its words tell the room where the hazard is.", page=2),
    MselColumn("Changes the model", "world", "mappings", 36, help="One a line: kind: channel, channel: pa, works: false", page=2),
    MselColumn("Hints", "hints", "texts", 80, help="One a line.", page=3),
    MselColumn("Notes", "notes", "text", 80, page=3),
)  # fmt: skip


def to_cell(value: Any, kind: Kind) -> str | int | None:
    """What stands in a cell. value: as it is in the file, None where it is not there."""
    match kind:
        case "yes":
            return "yes" if value else None
        case "must":
            return "may" if value is False else "must"
        case "words" | "texts":
            return "\n".join(_escape_lines(str(one)) for one in value or ()) or None
        case "mappings":
            return "\n".join(format_flow(one)[1:-1] for one in value or ()) or None
        case "number":
            return int(value)
        case _:
            return None if value is None else str(value)


def to_yaml(cell: str, kind: Kind) -> str:
    """What stands in the file after the key. cell: not empty."""
    match kind:
        case "yes":
            return {"yes": "true", "no": "false"}.get(cell.lower(), format_flow(cell))
        case "must":
            return {"must": "true", "may": "false"}.get(cell.lower(), format_flow(cell))
        case "words" | "texts":
            return format_flow([_unescape_lines(line) for line in cell.split("\n") if line.strip()])
        case "mappings":
            return "[" + ", ".join(f"{{{line.strip()}}}" for line in cell.split("\n") if line.strip()) + "]"
        case "number":
            return cell
        case _:
            return format_flow(cell)


def format_flow(value: Any) -> str:
    """A value as YAML on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{key}: {format_flow(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(format_flow, value)) + "]"
        case str() if (
            _PLAIN.fullmatch(value) and parse_scalar(value) == value and value.lower() not in _YAML_KEYWORDS
        ):
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _escape_lines(text: str) -> str:
    """A text whose line ends are written as backslash and n, since a line end parts two items."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _unescape_lines(line: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], line.strip())
