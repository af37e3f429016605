"""Seeded mutations of files and command lines: of bytes, and of the structure of YAML, CSV and workbooks."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import yaml

ODD_TEXTS = (
    "", " ", "-", "--", "a" * 300, "é" * 5000, "null", "true", "0", "-1", "1e308", "1e-320", "nan", "inf", "-inf", "9" * 5000, "1_000",
    "0x10", "0 s", "-5 s", "1e308 h", "nan min", "5 parsecs", "12:00", "2026-02-30", "\x1b]52;c;x\x07", "\u202e", "\x00", "\ud800",
    "{zone}", "{", "}{", "%s%n", "=1+1", "../../etc/passwd", "/dev/zero", "pipe", ".", "a/b.yaml", "*", "room-*", "[", "\n",
    "present-practice", "our-app", "small-app", "it's \"quoted\"", "<b>&amp;", "😀" * 50,
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    *ODD_TEXTS, None, True, False, 0, 1, -1, 0.5, -0.0, 10**6, 10**30, 10**400, float("nan"), float("inf"), 1e308, 1e-320, [], {}, [[]],
    [None], {"": ""}, {"fixed": "0 m/s"}, {"chance": 1.5}, {"lognormal": {"median": "0 s", "sigma": 0}},
    {"exponential": {"mean": "1e308 h"}}, {"uniform": {"low": "5 s", "high": "1 s"}},
    {"truncated": {"of": {"fixed": "1 s"}, "low": "2 s", "high": "1 s"}},
)  # fmt: skip


def mutate_bytes(content: bytes, chance: random.Random) -> bytes:
    """With one to four pieces flipped, cut, repeated, moved or put in."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data) + 1)
        piece = data[start : start + chance.choice((1, 1, 2, 8, 60, 2000))]
        end = start + len(piece)
        match chance.randrange(6):
            case 0 if piece:
                data[start] ^= 1 << chance.randrange(8)
            case 1:
                del data[start:end]
            case 2:
                data[start:start] = piece * chance.choice((1, 2, 50))
            case 3:
                place = chance.randrange(len(data) + 1)
                data[place:place] = piece
            case 4:
                data[start:start] = chance.choice(ODD_TEXTS).encode(errors="surrogatepass")
            case _:
                data[start:end] = chance.randbytes(len(piece))
    return bytes(data)


Step = tuple[Any, Any]


def list_steps(node: Any) -> list[Step]:
    """Each place in a tree, as the mapping or list and the key or index in it."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [step for key in keys for step in [(node, key), *list_steps(node[key])]]


def mutate_tree(tree: Any, chance: random.Random) -> Any:
    """With one to three values replaced, removed, repeated, exchanged or renamed."""
    tree = deepcopy(tree)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        steps = list_steps(tree)
        if not steps:
            break
        owner, key = chance.choice(steps)
        other, there = chance.choice(steps)
        match chance.randrange(9):
            case 6 | 7 | 8:
                owner[key] = change_number(owner[key], chance)
            case 0 | 1:
                owner[key] = deepcopy(chance.choice(ODD_VALUES))
            case 2:
                owner[key] = deepcopy(other[there])
            case 3:
                del owner[key]
            case 4 if isinstance(owner, list):
                owner[key:key] = deepcopy(owner[key : key + 1]) * chance.choice((1, 3, 300))
            case _ if isinstance(owner, dict):
                owner[
                    chance.choice((str(key)[:-1], f"{key}s", *ODD_TEXTS[:8], there if isinstance(there, str) else ""))
                ] = owner.pop(key)
    return tree


def change_number(value: Any, chance: random.Random) -> Any:
    """The number in a value replaced by one that may be allowed; another value where there is none."""
    new = chance.choice(("0", "0.001", "0.5", "1", "2", "7", "20", "300", "5000", "86400", "1e6", "1e-9"))
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return deepcopy(chance.choice(ODD_VALUES))
    if isinstance(value, str):
        return re.sub(r"\d+(?:\.\d+)?", new, value, count=1) if re.search(r"\d", value) else chance.choice(ODD_TEXTS)
    return float(new) if isinstance(value, float) or "." in new or "e" in new else int(new)


def adjust_tree(tree: Any, chance: random.Random) -> Any:
    """With one or two numbers changed, or entries of lists or mappings left out: much of that is allowed."""
    tree = deepcopy(tree)
    for _ in range(chance.choice((1, 1, 2))):
        steps = [
            one for one in list_steps(tree) if not isinstance(one[0][one[1]], dict | list) or chance.random() < 0.3
        ]
        if not steps:
            break
        owner, key = chance.choice(steps)
        if re.search(r"\d", str(owner[key])) and not isinstance(owner[key], dict | list):
            owner[key] = change_number(owner[key], chance)
        else:
            del owner[key]
    return tree


def mutate_yaml(content: bytes, chance: random.Random, change: Callable[[Any, random.Random], Any]) -> bytes:
    """A YAML file with another structure. change: `mutate_tree` or `adjust_tree`."""
    tree = change(yaml.safe_load(content), chance)
    dumped = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=200)
    return dumped.encode(errors="surrogatepass")


def mutate_csv(content: bytes, chance: random.Random) -> bytes:
    """A table with other cells, rows, columns, separator or encoding."""
    rows: list[object] = mutate_tree(list(csv.reader(io.StringIO(content.decode()))), chance)
    out = io.StringIO()
    quoting: Any = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    writer = csv.writer(out, delimiter=chance.choice(",,,;\t|"), quoting=quoting)
    writer.writerows(list(row) for row in rows if isinstance(row, str | list))
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1"))
    return out.getvalue().encode(encoding, errors="replace")


def mutate_workbook(content: bytes, chance: random.Random) -> bytes:
    """A workbook in which the bytes of one part are others, or a part is missing or there twice; or other bytes of the archive."""
    if chance.random() < 0.25:
        return mutate_bytes(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    place = chance.randrange(len(parts))
    name, part = parts[place]
    match chance.randrange(5):
        case 0:
            del parts[place]
        case 1:
            parts[place] = (chance.choice(("xl/other.xml", "../x", "[Content_Types].xml")), part)
        case _:
            parts[place] = (name, _mutate_xml(part, chance))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in dict(parts).items():
            archive.writestr(name, part)
    return out.getvalue()


def _mutate_xml(part: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return mutate_bytes(part, chance)
    pieces = part.split(b'"')
    place = chance.randrange(len(pieces))
    odd = chance.choice(ODD_TEXTS).replace("&", "&amp;").replace("<", "&lt;").encode(errors="replace")
    pieces[place] = odd if place % 2 else pieces[place] + odd
    return b'"'.join(pieces)


def build_command_line(
    commands: Sequence[tuple[tuple[str, ...], Sequence[str]]], values: Sequence[str], chance: random.Random
) -> list[str]:
    """Arguments, options and values in any order. commands: each with its options."""
    chain, options = chance.choice(commands)
    words = list(chain)
    for _ in range(chance.randrange(6)):
        option = chance.choice([*options, "--help", "--nothing", "-x", "--"]) if chance.random() < 0.5 else ""
        words += [option] if option else []
        if chance.random() < 0.7:
            words.append(chance.choice([*values, *ODD_TEXTS]))
    if chance.random() < 0.1:
        chance.shuffle(words)
    return [word.replace("\x00", "") for word in words]
