"""`allcall map`: the campus as it is in its file, by floor, with what is where; in the terminal, or as a drawing."""

import sys
from pathlib import Path

from scenarios.library import open_place
from scenarios.place import Place
from scenarios.problems import printable
from scenarios.replacing import replace
from tui.refusal import cannot

STDOUT = "-"
DRAWN = "┌┼·→"  # of the characters that a plan is drawn with


def run(campus: str, svg: Path | None) -> int:
    """Prints a campus, or writes its drawing into a file (`-`: to standard output). Raises Problems, Refusal."""
    place = open_place(campus)
    if svg is None:
        return show(place)
    from reports.map.page import svg_map

    drawing = svg_map(place)
    if str(svg) == STDOUT:
        sys.stdout.write(written(drawing))
        return 0
    write(svg, drawing)
    sys.stdout.write(written(f"{printable(str(svg))}: map of {printable(place.campus.title)}\n"))
    return 0


def show(place: Place) -> int:
    """Prints a campus, in ASCII where the terminal knows no more."""
    from reports.map.text import text_map

    text = text_map(place, plain=not can_write(DRAWN))
    sys.stdout.write(written("\n".join(printable(line) for line in text.split("\n"))))
    return 0


def write(path: Path, text: str) -> None:
    """Writes a file. Raises Refusal where that cannot be."""
    try:
        replace(path, text.encode())
    except (OSError, ValueError) as error:
        raise cannot(error, f"--svg {path}", "name a file that can be written") from None


def can_write(text: str) -> bool:
    """Whether standard output has all of these characters."""
    return written(text) == text


def written(text: str) -> str:
    """Text with a question mark for whatever standard output cannot say."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding, "replace")
