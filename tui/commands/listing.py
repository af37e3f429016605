"""`allcall list`: what comes with Allcall, a line each."""

from pathlib import Path

from scenarios.layers import written_out
from scenarios.load import read_document
from scenarios.names import Mention, find, shipped
from tui.terminal import columns, console, heading

HEADINGS = {"scenario": "Scenarios", "campus": "Campuses", "strategy": "Strategies"}


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
    """What a file calls itself. Raises Problems where it cannot be read."""
    return str(written_out(read_document(path)).data.get("title", ""))
