"""A campus that writes some of its places and people itself and takes over the others, which do not fit them.

Rooms, ways and people name each other. Whoever writes new rooms and leaves the rest to another campus would be told of every line there
that names one of the old rooms; it is one mistake, and told as one.
"""

from collections.abc import Sequence
from pathlib import Path

from scenarios.layers import Layered
from scenarios.load import Document
from scenarios.place import Finding
from scenarios.problems import listed, quote

TOGETHER = ("zones", "links", "roster", "groups")  # that name each other
FEW = 2  # lines that were taken over and do not fit are told one by one


def told_as_one(document: Document, findings: Sequence[Finding]) -> list[Finding]:
    """Findings of a campus; those in what was taken over as one, if it does not fit what the file writes itself."""
    if not isinstance(document, Layered):
        return list(findings)
    own = [key for key in TOGETHER if key in document.own.data]
    foreign = [finding for finding in findings if document.takes_over(finding.where)]
    keys = list(dict.fromkeys(str(finding.where[0]) for finding in foreign))
    if not own or len(foreign) <= FEW or not set(keys) & set(TOGETHER):
        return list(findings)
    message = (
        f"this file has its own {listed(own)}, but takes over {listed(keys, len(keys))} from "
        f"{quote(Path(document.under.path).stem)}, which do not fit: {foreign[0].message}, and {len(foreign) - 1} more"
    )
    told = Finding(("like",), f"{message}; write these too")
    return [told, *(finding for finding in findings if finding not in foreign)]
