"""Tables for the terminal: what is in each zone, and the ways between them, each way once."""

import re
from collections.abc import Iterable, Sequence
from textwrap import wrap

from reports.map.kinds import ROOMS
from reports.map.plan import Room, format_people
from scenarios.place import Link

WIDTH = 80
LONGEST = 18  # a longer name stands on a line of its own


def build_zones_table(rooms: Sequence[Room], periods: Sequence[str]) -> list[str]:
    """A line for each zone: kind, lock, what it has, where it is, who is there by period (staff+others)."""
    table = [["zone", "kind", "lock", "has", "at", *periods], *(build_cells(room, periods) for room in rooms)]
    if measure_width(table) > WIDTH:  # where it is can be seen on the plan
        table = [[*row[:4], *row[5:]] for row in table]
    widths = [max(len(cell) for cell in column) for column in zip(*map(drop_name, table), strict=True)]
    lines = []
    for row in table:
        if len(row[0]) > LONGEST:
            lines.append(row[0])
        told = zip(drop_name(row), widths, strict=True)
        lines.append(" ".join(cell.ljust(width) for cell, width in told).rstrip())
    return lines


def build_cells(room: Room, periods: Sequence[str]) -> list[str]:
    """The line of a zone."""
    zone = room.zone
    lock = zone.lock or ("none" if zone.kind in ROOMS else "")
    has = " ".join(["tel"] * zone.phone + ["AED"] * zone.aed)
    return [zone.id, zone.kind, lock, has, f"{zone.x:g},{zone.y:g}", *(format_people(room, p) for p in periods)]


def drop_name(row: Sequence[str]) -> list[str]:
    """A row without its name, if that has a line of its own."""
    return ["" if len(row[0]) > LONGEST else row[0], *row[1:]]


def measure_width(rows: Sequence[Sequence[str]]) -> int:
    """Columns that a table needs."""
    return (
        sum(max(len(cell) for cell in column) + 1 for column in zip(*map(drop_name, rows), strict=True)) - 1
    )


def build_links_table(ways: Sequence[Link], order: Sequence[str]) -> list[str]:
    """For each zone that others open on: those others, by how far they are. order: all zones, as the file has them."""
    degree: dict[str, int] = {}
    for way in ways:
        for end in (way.start, way.end):
            degree[end] = degree.get(end, 0) + 1
    place = {name: n for n, name in enumerate(order)}
    under: dict[str, dict[str, list[str]]] = {}
    for way in ways:
        hub, other = sorted((way.start, way.end), key=lambda end: (-degree[end], place[end]))
        under.setdefault(hub, {}).setdefault(f"{way.length:g} m {way.kind}", []).append(other)
    lines = []
    for hub in sorted(under, key=place.__getitem__):
        told = "; ".join(f"{how} {', '.join(collapse_runs(names))}" for how, names in under[hub].items())
        lines += wrap(
            f"{hub}: {told}", WIDTH, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
        )
    return lines


def collapse_runs(names: Iterable[str]) -> list[str]:
    """Names, with three or more that count up written as the first and the last."""
    said: list[list[str]] = []
    for name in names:
        if said and is_successor(said[-1][-1], name):
            said[-1].append(name)
        else:
            said.append([name])
    return [part for run in said for part in ([f"{run[0]}..{run[-1]}"] if len(run) > 2 else run)]


def is_successor(first: str, second: str) -> bool:
    """Whether a name is the one after another: the same letters, and a number one higher."""
    a, b = (re.fullmatch(r"(.*?)(\d+)", name) for name in (first, second))
    return a is not None and b is not None and a[1] == b[1] and int(b[2]) == int(a[2]) + 1
