"""`allcall improvements`: what exercises left to be improved, and what of it is done."""

import sys
from datetime import date
from pathlib import Path

from sim.drill.conduct import Conduct
from sim.drill.journal import JournalError
from sim.drill.open_items import OpenItem, in_use, items_of
from sim.drill.sessions import journals, opened_again, path_of
from tui.places import sessions_folder
from tui.refusal import Refusal
from tui.today import today


def run(campus: str | None) -> int:
    """Lists them, those of the latest exercise first; then which exercises are open just now, whose journals nobody else can read."""
    folder = sessions_folder()
    found = [item for path in journals(folder) for item in items_of(path, campus)]
    held = [path.stem for path in journals(folder) if in_use(path)]
    nothing = (
        f"nothing {'else ' if held else ''}is written down in {folder}{f' for {campus}' if campus else ''}"
    )
    lines = list(map(listed, found)) or [nothing]
    lines += [
        f"{name} is open in another terminal; what it leaves is listed once that is closed" for name in held
    ]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def listed(item: OpenItem) -> str:
    """`done 2026-11-24  SESSION improve-1  the issue; what is done about it; owner; by when`; said of a script that it is one."""
    note = item.note
    state = f"done {note.done}" if note.done else "open"
    said = "; ".join(filter(None, (note.text, note.action, note.owner, note.due and f"by {note.due}")))
    script = "" if item.begun else " (from a script)"
    return f"{state:<15}  {item.session} {note.id}{script}  {said}"


def run_done(session: str, improvement: str, day: str | None) -> int:
    """Writes into the journal of an exercise that one of its improvements is done. Raises Refusal."""
    try:
        path = path_of(session, sessions_folder())
        marked(path, improvement, checked(day))
    except JournalError as error:
        raise Refusal(str(error)) from error
    sys.stdout.write(f"{path.stem} {improvement}: done\n")
    return 0


def checked(day: str | None) -> str:
    """A day as it is written down, by default today. Raises Refusal."""
    try:
        return (today() if day is None else date.fromisoformat(day)).isoformat()
    except ValueError:
        raise Refusal(f"--on {day}: no date; write it as 2026-11-24") from None


def marked(path: Path, improvement: str, day: str) -> None:
    """The entry. Raises JournalError, Refusal."""
    known = [item.note.id for item in items_of(path)]
    if improvement not in known:
        there = f"there is {', '.join(known)}" if known else "it left nothing to be improved"
        raise Refusal(f"{path.stem} has no improvement {improvement}; {there}")
    journal, opened = opened_again(path)
    try:
        Conduct(opened, journal).correct(improvement, done=day)
    finally:
        journal.close()
