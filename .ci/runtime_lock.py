"""Print the part of requirements.lock that somebody needs who only uses Allcall, hashes included.

What is needed is read from the metadata of the installed packages, beginning at the project's own.
"""

import re
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


def needed() -> set[str]:
    """Names of the packages that Allcall needs in this Python, and of those that they need."""
    found: set[tuple[str, str]] = set()  # a package and one of its extras, or ""
    waiting = [("allcall", "")]
    while waiting:
        name, extra = waiting.pop()
        for requirement in map(Requirement, requires(name) or []):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                wanted = {(canonicalize_name(requirement.name), one) for one in ("", *requirement.extras)}
                waiting += wanted - found
                found |= wanted
    return {name for name, _ in found}


def entries() -> Iterator[tuple[str, str]]:
    """Each entry of the lock: name, and its lines as they stand there."""
    for entry in re.findall(r"^\w.*\n(?:[ ].*\n)*", LOCK.read_text(), re.MULTILINE):
        yield canonicalize_name(entry.split("==")[0]), entry


names = needed()
print("".join(entry for name, entry in entries() if name in names), end="")
