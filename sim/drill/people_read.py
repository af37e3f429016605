"""Names as they are typed, pasted or read from a file: one a line, `role: name` or `name, role`; or a table with columns.

All of it is taken or nothing is, so that nobody has to find out which half was. What cannot be understood is said with its line, and what
would be right. A role may be called by its title, its id, or its number on the card. A name may be of any script; what would upset a
terminal (control characters, marks that turn the direction of what follows) is refused or left away.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from scenarios.exercise import Exercise
from sim.drill.people import Participant, role_titles

COLUMNS = {
    "name": ("name", "participant"),
    "role": ("role",),
    "organisation": ("organisation", "organization"),
    "contact": ("email", "e-mail", "contact"),
}
LONGEST = 100  # characters of a name, or of anything else that is said of somebody
MOST = 500  # people
LARGEST = 1_000_000  # bytes of a file
_SIGNS = str.maketrans("：，、،；", ":,,,;")
_TURNS = dict.fromkeys(
    map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)


class Unclear(ValueError):
    """Something that cannot be understood: a sentence for each line in which it stands."""

    def __init__(self, *said: str) -> None:
        super().__init__("; ".join(said))
        self.said = said


def read_people(text: str, exercise: Exercise, role: str = "") -> list[Participant]:
    """People from text. role: of a name that stands alone; empty: it needs one. Raises Unclear."""
    lines = text.lstrip("\ufeff").splitlines()
    head = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines and (columns := _columns(lines[head])):
        return _table(lines[head:], head, columns, exercise)
    return _each(
        ((n, partial(_line, line, exercise, role)) for n, line in enumerate(lines, 1) if line.strip())
    )


def read_file(path: Path, exercise: Exercise) -> list[Participant]:
    """People from a file. Raises Unclear, which names it."""
    try:
        if not path.is_file():
            raise Unclear("there is no such file" if not path.exists() else "is not a file")
        if path.stat().st_size > LARGEST:
            raise Unclear("is too large for a list of people")
        return read_people(_decoded(path.read_bytes()), exercise)
    except OSError as error:
        raise Unclear(f"{path}: cannot be read: {error.strerror}") from None
    except Unclear as error:
        raise Unclear(*(f"{path}: {one}" for one in error.said)) from None


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unclear(f'line {line}: not UTF-8; save it as "CSV UTF-8"') from None


def _each(rows: Iterator[tuple[int, Callable[[], Participant]]]) -> list[Participant]:
    """All of them, or Unclear with a sentence for each that is not."""
    found, wrong = [], []
    for number, row in rows:
        try:
            found.append(row())
        except Unclear as error:
            wrong += [f"line {number}: {one}" for one in error.said]
    if wrong:
        raise Unclear(*wrong)
    if not found:
        raise Unclear("there is no name in it")
    if len(found) > MOST:
        raise Unclear(f"{len(found)} people; {MOST} is the most")
    return found


# one a line


def _line(line: str, exercise: Exercise, role: str) -> Participant:
    plain = line.translate(_SIGNS)
    before, colon, name = plain.partition(":")
    fields = _fields(plain, "\t" if "\t" in plain else ",")
    if colon and (known := _role(before, exercise)):
        return _participant(known, name)
    if len(fields) > 1 and (known := _role(fields[1], exercise)):
        return _participant(known, fields[0], *fields[2:4])
    if not colon and len(fields) == 1 and role:
        return _participant(role, plain)
    if not colon and len(fields) == 1:
        raise Unclear('write "role: name" or "name, role"')
    raise Unclear(_no_role(before if colon else fields[1], exercise))


def _fields(line: str, between: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=between, skipinitialspace=True), [""])
    except csv.Error as error:
        raise Unclear(str(error)) from None


def _role(said: str, exercise: Exercise) -> str:
    """The id of a role that is called so; empty where none is."""
    titles = role_titles(exercise)
    wanted = _plain(said)
    numbers = {str(number): role.id for number, role in enumerate(exercise.roles, 1)}
    return numbers.get(wanted) or next(
        (id_ for id_, title in titles.items() if wanted in (_plain(id_), _plain(title))), ""
    )


def _plain(said: str) -> str:
    """As it is compared: no difference between small and large letters, or between a hyphen and a blank."""
    return " ".join(re.split(r"[-_\s]+", unicodedata.normalize("NFKC", said).casefold().strip()))


def _no_role(said: str, exercise: Exercise) -> str:
    titles = [*role_titles(exercise).values()]
    near = get_close_matches(said.strip().casefold(), [one.casefold() for one in titles], 1)
    nearest = next((one for one in titles if near and one.casefold() == near[0]), "")
    would = f'nearest is "{nearest}"' if nearest else f"there is {', '.join(titles)}"
    return f'no role is called "{_clean(said)}"; {would}' if said.strip() else f"no role; {would}"


def _participant(role: str, *said: str) -> Participant:
    name, *rest = (_clean(one) for one in said)
    if not name:
        raise Unclear("there is a role and no name")
    return Participant(role, name, *rest)


def _clean(said: str) -> str:
    """A text as it is kept. Raises Unclear where a terminal could not show it."""
    text = unicodedata.normalize("NFC", said.translate(_TURNS)).strip()
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in text):
        raise Unclear("there is a character in it that cannot be shown")
    if len(text) > LONGEST:
        raise Unclear(f"longer than {LONGEST} characters: {text[:20]}…")
    return " ".join(text.split())


# a table


def _columns(line: str) -> dict[str, int] | None:
    """The places of the columns that a first line names, by what they hold; None where it is no head of a table."""
    names = [one.strip().casefold() for one in _fields(line, _between(line))]
    places = {
        what: next((place for place, name in enumerate(names) if name in said), -1)
        for what, said in COLUMNS.items()
    }
    if places["role"] < 0 and places["name"] >= 0 and len(names) > 1:
        raise Unclear(
            'line 1: no column "role"; the first line names the columns: name, role, organisation, email'
        )
    return places if places["name"] >= 0 and places["role"] >= 0 else None


def _between(line: str) -> str:
    """What stands between the columns."""
    return max(",;\t", key=line.count)


def _table(lines: list[str], before: int, columns: dict[str, int], exercise: Exercise) -> list[Participant]:
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=_between(lines[0]), skipinitialspace=True)

    def rows() -> Iterator[tuple[int, Callable[[], Participant]]]:
        for row in reader:
            if reader.line_num > 1 and any(cell.strip() for cell in row):
                yield before + reader.line_num, partial(_row, row, columns, exercise)

    try:
        return _each(rows())
    except csv.Error as error:
        raise Unclear(f"line {before + reader.line_num}: {error}") from None


def _row(row: list[str], columns: dict[str, int], exercise: Exercise) -> Participant:
    cells = {what: row[place] if 0 <= place < len(row) else "" for what, place in columns.items()}
    role = _role(cells["role"], exercise)
    if not role:
        raise Unclear(_no_role(cells["role"], exercise))
    return _participant(role, cells["name"], cells["organisation"], cells["contact"])
