"""`allcall sessions`: the exercises that were begun on this machine, and how to forget one."""

import sys
from collections.abc import Iterator

from sim.drill.journal import JournalError
from sim.drill.sessions import Kept, forget, kept, path_of
from sim.drill.times import t_plus
from tui.places import sessions_folder
from tui.refusal import Refusal


def run() -> int:
    """Lists them, the latest first."""
    folder = sessions_folder()
    found = list(kept(folder))
    sys.stdout.writelines(f"{line}\n" for line in (listed(found) if found else [f"no sessions in {folder}"]))
    return 0


def listed(found: list[Kept]) -> Iterator[str]:
    """A line each."""
    width = max(len(one.name) for one in found)
    for one in found:
        stands = "ended" if one.ended else f"left at {t_plus(one.incident)}"
        stands = "stopped: real emergency" if one.frozen else stands
        said = one.wrong or f"{one.exercise}, {stands}, {one.room / 60:.0f} min, {one.entries} entries"
        yield f"{one.name:<{width}}  {said}"


def run_forget(session: str) -> int:
    """Removes one for good. Raises Refusal."""
    try:
        path = path_of(session, sessions_folder())
        forget(path)
    except JournalError as error:
        raise Refusal(str(error)) from error
    sys.stdout.write(f"{path.stem}: forgotten\n")
    return 0
