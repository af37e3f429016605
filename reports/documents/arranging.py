"""Where figures stand on the pages of a PDF, so that no page ends early without need.

A figure that does not fit is moved to the next page, and leaves the end of its own empty. Then it becomes a little smaller, if it fits so;
else it stands at the head of the next page and what follows under its own title fills its own, if that ends there: no figure cuts a table,
and none stands among what is under another title. The pages are looked at
from the first to the last: what is changed on one moves nothing before it. A part whose last page has a few lines only gets less space
between its blocks, if they fit so.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import deepcopy
from itertools import count, takewhile
from typing import Any, NamedTuple

Data = dict[str, Any]
EARLY = 0.25
"""A page ends early where more of it is empty."""
ALONE = 0.2
"""Less than this of a page is not worth a page of its own."""
LITTLE = 0.04
"""So much of a page is not worth less space between blocks."""
AIRS = (1.0, 0.9, 0.8)
"""How much space there is between blocks: first as it should be, then less."""
BETWEEN = 36.0
"""Around a figure: from the last line before it to its top, and from the last line of its caption to its end, in points."""
TITLE = 50.0
"""How high a title over a figure is with the space around it, or the words that lead to it at most, in points."""
CAPTION = 20.0
"""How high a caption is with the space over it, in points: it becomes no smaller."""


class Spot(NamedTuple):
    """A place on the pages: the number of the page, and how far from its top, in points."""

    page: int
    down: float


Spots = Mapping[str, Mapping[int, Spot]]
"""Of `pictures`, the `ends` of blocks, the third row of tables (`begun`), the beginnings of `sections`, and the ends of `parts`; each by
its number."""
Look = Callable[[], Spots]


def spots_of(told: list[tuple[str, int, int, float]]) -> Spots:
    """What the layout says, by kind and number."""
    found: defaultdict[str, dict[int, Spot]] = defaultdict(dict)
    for of, number, page, down in told:
        found[of][number] = Spot(page, down)
    return found


def numbered(paper: Data) -> Data:
    """Parts, sections and blocks with their numbers, as they stand in line: where a part begins, one is left out."""
    sections, blocks = count(1), count(1)
    for at, part in enumerate(paper["parts"], 1):
        part |= {"number": at, "air": 1.0}
        next(blocks)
        for section in part["sections"]:
            section["number"] = next(sections)
            for block in section["blocks"]:
                block |= {"number": next(blocks), "head": False, "smaller": 1.0, "air": 1.0}
    return paper


def arrange(paper: Data, look: Look) -> None:
    """Gives every figure its size and place, and every part its space. look: the layout as it is now."""
    spots = look()
    for part in paper["parts"]:
        page = paper["landscape" if part["landscape"] else "page"]
        tried: list[tuple[float, Spots, Data]] = []
        for air in AIRS:
            spots = _with_air(part, air, page, look, spots)
            tried.append((_wasted(part, page, spots), spots, deepcopy(part)))
            if tried[-1][0] < LITTLE:
                break
        _, spots, best = min(tried, key=lambda one: one[0])
        part |= best


def _wasted(part: Data, page: Data, spots: Spots) -> float:
    """How much is empty at the end of pages that end early, in pages; a page with a few lines only is all empty."""
    wasted, before = 0.0, None
    for block in (block for section in part["sections"] for block in section["blocks"]):
        begins, ends = _begins(block, spots), spots["ends"].get(block["number"])
        if before and begins and begins.page > before.page:
            wasted += max(0.0, _empty(page, before) - EARLY)
        if ends and not block["head"]:
            before = ends
    first, last = spots["sections"][part["sections"][0]["number"]], spots["parts"][part["number"]]
    return wasted + (1.0 if last.page > first.page and _empty(page, last) > 1 - ALONE else 0.0)


def _begins(block: Data, spots: Spots) -> Spot | None:
    """A place on the page that a block begins on, where it moves to the next rather than break."""
    if block["is"] == "table" and not block["whole"]:
        return spots["begun"].get(block["number"])
    moves = block["is"] in ("picture", "table", "ruled") or block["opens"]
    return spots["ends"].get(block["number"]) if moves and not block["head"] else None


def _empty(page: Data, last: Spot) -> float:
    """How much of a page is empty behind its last line."""
    bottom = page["down"] - page["foot"]
    share: float = (bottom - last.down) / (bottom - page["top"])
    return share


def _with_air(part: Data, air: float, page: Data, look: Look, spots: Spots) -> Spots:
    """The layout of a part with so much space between its blocks, once all its figures have their places."""
    if air != part["air"]:
        part["air"] = air
        for section in part["sections"]:
            for block in section["blocks"]:
                block |= {"air": air, "head": False, "smaller": 1.0}
        spots = look()
    for section in part["sections"]:
        for at, block in enumerate(section["blocks"]):
            if block["is"] == "picture":
                spots = _placed(section, at, page, look, spots)
    return spots


def _placed(section: Data, at: int, page: Data, look: Look, spots: Spots) -> Spots:
    """The layout once a figure has its size and place."""
    picture, number = section["blocks"][at], section["blocks"][at]["number"]
    if picture["head"]:
        return spots
    titles = len([*takewhile(_leads, reversed(section["blocks"][:at]))])
    here, before = spots["pictures"][number], spots["ends"].get(number - titles - 1)
    if before is None or before.page != here.page - 1 or _empty(page, before) < EARLY:
        return spots
    high = spots["ends"][number].down - here.down
    room = page["down"] - page["foot"] - before.down - BETWEEN - TITLE * titles - CAPTION
    fits = room / (high - CAPTION)
    if fits >= picture["smallest"]:
        picture["smaller"] = min(1.0, 0.99 * fits)
        closer = look()
        if closer["pictures"][number].page < here.page:
            return closer
        picture["smaller"] = 1.0
    return _at_the_head(section, at, page, look) or spots


def _leads(block: Data) -> bool:
    """Whether it stays with what stands behind it: a title, or words that say what that is."""
    return block["is"] == "heading" or bool(block["opens"])


def _at_the_head(section: Data, at: int, page: Data, look: Look) -> Spots | None:
    """The layout with a figure at the head of its page, if what follows under its title fills the page before.

    Figures right behind it go with it: they keep their order. A table that would go on behind the figure is none that fills.
    """
    pictures = [*takewhile(lambda block: block["is"] == "picture", section["blocks"][at:])]
    for one in pictures:
        one["head"] = True
    spots = look()
    here = spots["pictures"][pictures[0]["number"]]
    follows = takewhile(lambda block: block["is"] != "heading", section["blocks"][at + len(pictures) :])
    filled = False
    for block in follows:
        begun, ends = (spots[of].get(block["number"], here) for of in ("begun", "ends"))
        cut = begun.page < here.page <= ends.page
        filled = (filled or (ends.page < here.page and _empty(page, ends) < EARLY)) and not cut
        if cut:
            break
    if filled:
        return spots
    for one in pictures:
        one["head"] = False
    return None
