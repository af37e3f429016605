"""`allcall doctor`: one page for the person who looks after a school's computers."""

import json
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tui.commands import FilePath
from tui.terminal.console import CommandError, build_write_error

if TYPE_CHECKING:
    from tui.installation import Check


def doctor(
    *,
    repair: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    json_: Annotated[FilePath | None, Parameter(name="--json")] = None,
) -> int:
    """Checks versions, folders, exercises, logs and what is kept in the cache. Exit status 2 if something is wrong.

    Parameters
    ----------
    repair
        Remove what is damaged and can be made again, close folders that others can open, and save the good entries of damaged exercises.
    json_
        Write what was found to a JSON file, too.
    """
    from tui.commands.options import check_writable
    from tui.installation import State, check_installation

    if json_ is not None:
        check_writable(json_, "--json")
    sys.stdout.write(f"{_describe_versions()}\n\n")
    checks: list[Check] = []
    for check in check_installation(repair):
        checks.append(check)
        sys.stdout.writelines(f"{line}\n" for line in format_check(check))
    wrong = sum(check.state is State.WRONG for check in checks)
    if json_ is not None:
        _write_json(json_, checks)
    if wrong:
        hint = "mend them and run allcall doctor again" if repair else "follow the arrows, or try --repair"
        raise CommandError(f"{wrong} of {len(checks)} checks found something wrong; {hint}")
    sys.stdout.write("\nnothing is wrong\n")
    return 0


def _describe_versions() -> str:
    from importlib.metadata import version

    from sim.model.version import MODEL_VERSION

    python = f"Python {platform.python_version()} at {sys.executable}"
    return f"Allcall {version('allcall')}, model {MODEL_VERSION}\n{python}\n{platform.platform()}"


def format_check(check: "Check") -> list[str]:
    """One line, and one for what to do."""
    from scenarios.unprintable import escape_unprintable

    lines = [f"{check.state.value:<8}  {check.topic:<10}  {check.what}"]
    lines += [f"{'':<8}  {'':<10}  -> {check.hint}"] if check.hint else []
    return [escape_unprintable(line) for line in lines]


def _write_json(file: Path, checks: "list[Check]") -> None:
    """Raises CommandError."""
    from importlib.metadata import version

    from scenarios.loading.files import write_atomic
    from sim.model.version import MODEL_VERSION
    from tui.installation import State

    found = {
        "allcall": version("allcall"),
        "model": MODEL_VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "wrong": sum(check.state is State.WRONG for check in checks),
        "checks": [
            {"topic": check.topic, "state": check.state.name.lower(), "what": check.what, "hint": check.hint}
            for check in checks
        ],
    }
    try:
        write_atomic(file, f"{json.dumps(found, indent=2, ensure_ascii=False)}\n".encode())
    except OSError as error:
        raise build_write_error(error, f"--json {file}", "name a writable file") from None
