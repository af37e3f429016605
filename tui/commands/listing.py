"""`allcall list`: what comes with Allcall, a line each."""

from pathlib import Path

from scenarios.layers import written_out
from scenarios.load import read_document
from scenarios.names import Mention, find, shipped
from tui.terminal import columns, console, heading

HEADINGS = {
    "scenario": "Scenarios",
    "campus": "Campuses",
    "strategy": "Strategies",
    "exercise": "Tabletop exercises",
    "names": "Files of own names",
    "requirement": "Drills required in a school year",
    "programme": "Training programmes",
}


def run() -> int:
    """Prints names and titles."""
    out = console()
    for kind, said in HEADINGS.items():
        out.print(heading(said) if kind != "scenario" else said, style="bold")
        table = columns("", "")
        for name in shipped(kind):
            table.add_row(f"  {name}", title(find(kind, name, Mention())))
        out.print(table)
    out.print("\nMore about one of them: allcall show NAME")
    return 0


def title(path: Path) -> str:
    """What a file calls itself; an exercise, how long it takes and what it trains. Raises Problems where it cannot be read."""
    data = written_out(read_document(path)).data
    match next(iter(data)):
        case "exercise":
            return f"{data.get('minutes', '?')} min: {data.get('trains', '')}"
        case "names":
            return f"{data.get('school', '')}, over {data.get('campus', '')}"
        case _:
            return str(data.get("title", ""))
