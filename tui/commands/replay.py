"""`allcall replay`: plays a journal again and writes what happened in each arm."""

import json
import sys
from pathlib import Path

from scenarios.replacing import replace
from sim.drill.journal import JournalError
from sim.drill.sessions import opened_again
from sim.drill.state import State, played
from tui.looking_back import journal_of
from tui.refusal import Refusal, cannot


def run(journal: Path, trace: Path) -> int:
    """Writes the traces as JSON lines. journal: a file, or the name of a session. Raises Problems, Refusal."""
    by_name = not journal.suffix and str(journal) == journal.name
    try:
        file, opened = opened_again(journal_of(str(journal)) if by_name else journal)
        try:
            state = played(opened, file.entries())
        finally:
            file.close()
    except JournalError as error:
        raise Refusal(str(error)) from error
    try:
        replace(trace, "".join(f"{line}\n" for line in lines(state)).encode())
    except OSError as error:
        raise cannot(error, f"--trace {trace}", "name a file that can be written") from None
    sys.stdout.write(f"{trace}: what happened in {len(list(state.engines))} arms\n")
    return 0


def lines(state: State) -> list[str]:
    """Every event of every arm, a JSON object each."""
    return [
        json.dumps({"arm": arm, **event._asdict()}, ensure_ascii=False)
        for arm, engine in state.engines.named()
        for event in engine.trace.events()
    ]
