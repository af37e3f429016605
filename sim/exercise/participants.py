"""Participants by role, for the sign-in sheet and the report; and names as they are typed, pasted or read from a file.

Names are optional and change nothing in the model. They appear in the journal and in documents that ask for them, never in the participant
view, a log or a summary. Text holds one participant a line (`role: name` or `name, role`) or a table with columns. A role is given by
title, id or number. Either all lines are accepted or none; each problem is reported with its line and a remedy.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from scenarios.diagnostics import MAX_SHOWN
from scenarios.exercise import Exercise
from scenarios.invisible import has_visible
from scenarios.unprintable import BIDIRECTIONAL_MARKS, find_unprintable
from sim.exercise.labels import Labels, lower_initial

NON_PLAYER_ROLES = {"facilitator": "Facilitator", "evaluator": "Evaluator", "observer": "Observer"}
"""Participants without a role, in HSEEP's terms."""


@dataclass(frozen=True)
class Participant:
    """role: an id of the exercise, or of `NON_PLAYER_ROLES`. name: in any script. organization, contact: empty where nothing was said."""

    role: str
    name: str
    organization: str = ""
    contact: str = ""

    def to_json(self) -> dict[str, str]:
        """A mapping for JSON, without empty fields."""
        return {key: value for key, value in asdict(self).items() if value}


def build_role_titles(exercise: Exercise) -> dict[str, str]:
    """Everybody who can be in the room, as people call them, by id: first the roles of the exercise."""
    return {**{role.id: role.title for role in exercise.roles}, **_non_player_titles(exercise)}


def find_role_title(exercise: Exercise, role: str) -> str:
    """A role as people call it."""
    return next((one.title for one in exercise.roles if one.id == role), role)


def describe_person(person: str, exercise: Exercise, labels: Labels) -> str:
    """A person on the roster within a sentence: by the role that is played here, else by their label."""
    title = next((role.title for role in exercise.roles if role.plays == person), "")
    return f"the {lower_initial(title)}" if title else labels.inline_person(person)


def _non_player_titles(exercise: Exercise) -> dict[str, str]:
    own = {role.id for role in exercise.roles}
    return {id_: title for id_, title in NON_PLAYER_ROLES.items() if id_ not in own}


def participants_from_setup(played: Mapping[str, str]) -> tuple[Participant, ...]:
    """Those who were named when the exercise began."""
    return tuple(Participant(role, name) for role, name in played.items() if name)


def group_by_role(people: Iterable[Participant], exercise: Exercise) -> dict[str, tuple[Participant, ...]]:
    """Participants of each role that has any, in the order of the exercise."""
    found = {role: tuple(one for one in people if one.role == role) for role in build_role_titles(exercise)}
    return {role: here for role, here in found.items() if here}


def merge_participants(there: Sequence[Participant], more: Iterable[Participant]) -> list[Participant]:
    """All of them, each once per role; later details replace earlier ones."""
    found = {(one.role, one.name.casefold()): one for one in there}
    for one in more:
        key = one.role, one.name.casefold()
        before = found.get(key, one)
        found[key] = replace(
            before, organization=one.organization or before.organization, contact=one.contact or before.contact
        )
    return [*found.values()]


COLUMNS = {
    "name": ("name", "participant"),
    "role": ("role",),
    "organization": ("organization", "organisation"),
    "contact": ("email", "e-mail", "contact"),
}

MAX_NAME_LENGTH = 100  # characters of a name, or of anything else that is said of somebody

MAX_PARTICIPANTS = 500  # people

MAX_FILE_BYTES = 1_000_000  # bytes of a file

_PUNCTUATION = str.maketrans("：，、،；", ":,,,;")

_WITHOUT_MARKS = dict.fromkeys(map(ord, BIDIRECTIONAL_MARKS))


class UnclearNames(ValueError):
    """Something that cannot be understood: a sentence for each line in which it stands."""

    def __init__(self, *said: str) -> None:
        super().__init__("; ".join(said))
        self.said = said


def parse_participants(text: str, exercise: Exercise, role: str = "") -> list[Participant]:
    """People from text. role: of a name that stands alone; empty: it needs one. Raises UnclearNames."""
    lines = text.lstrip("\ufeff").splitlines()
    head = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines and (columns := _match_columns(lines[head])):
        return _parse_table(lines[head:], head, columns, exercise)
    return _collect(
        ((n, partial(_parse_line, line, exercise, role)) for n, line in enumerate(lines, 1) if line.strip())
    )


def read_participants_file(path: Path, exercise: Exercise) -> list[Participant]:
    """People from a file. Raises UnclearNames, which names it."""
    try:
        if not path.is_file():
            raise UnclearNames("there is no such file" if not path.exists() else "is not a file")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnclearNames("is too large for a list of people")
        return parse_participants(_decode(path.read_bytes()), exercise)
    except OSError as error:
        raise UnclearNames(f"{path}: cannot be read: {error.strerror}") from None
    except UnclearNames as error:
        raise UnclearNames(*(f"{path}: {one}" for one in error.said)) from None


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnclearNames(f'line {line}: not UTF-8; save it as "CSV UTF-8"') from None


def _collect(rows: Iterator[tuple[int, Callable[[], Participant]]]) -> list[Participant]:
    found, wrong = [], []
    for number, row in rows:
        try:
            found.append(row())
        except UnclearNames as error:
            wrong += [f"line {number}: {one}" for one in error.said]
        if len(wrong) >= MAX_SHOWN:
            raise UnclearNames(*wrong, "the lines below were not read")
    if wrong:
        raise UnclearNames(*wrong)
    if not found:
        raise UnclearNames("there is no name in it")
    if len(found) > MAX_PARTICIPANTS:
        raise UnclearNames(f"{len(found)} people; {MAX_PARTICIPANTS} is the most")
    return found


# one a line


def _parse_line(line: str, exercise: Exercise, role: str) -> Participant:
    plain = line.translate(_PUNCTUATION)
    before, colon, name = plain.partition(":")
    fields = _split_fields(plain, "\t" if "\t" in plain else ",")
    if colon and (known := _find_role(before, exercise)):
        return _build_participant(known, name)
    if len(fields) > 1 and (known := _find_role(fields[1], exercise)):
        return _build_participant(known, fields[0], *fields[2:4])
    if not colon and len(fields) == 1 and role:
        return _build_participant(role, plain)
    if not colon and len(fields) == 1:
        raise UnclearNames('write "role: name" or "name, role"')
    raise UnclearNames(_unknown_role_message(before if colon else fields[1], exercise))


def _split_fields(line: str, between: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=between, skipinitialspace=True), [""])
    except csv.Error as error:
        raise UnclearNames(str(error)) from None


def _find_role(said: str, exercise: Exercise) -> str:
    titles = build_role_titles(exercise)
    wanted = _normalize(said)
    numbers = {str(number): role.id for number, role in enumerate(exercise.roles, 1)}
    return numbers.get(wanted) or next(
        (id_ for id_, title in titles.items() if wanted in (_normalize(id_), _normalize(title))), ""
    )


def _normalize(said: str) -> str:
    return " ".join(re.split(r"[-_\s]+", unicodedata.normalize("NFKC", said).casefold().strip()))


def _unknown_role_message(said: str, exercise: Exercise) -> str:
    titles = [*build_role_titles(exercise).values()]
    near = get_close_matches(said.strip().casefold(), [one.casefold() for one in titles], 1)
    nearest = next((one for one in titles if near and one.casefold() == near[0]), "")
    would = f'nearest is "{nearest}"' if nearest else f"there is {', '.join(titles)}"
    return f'no role is called "{_require_printable(said)}"; {would}' if said.strip() else f"no role; {would}"


def _build_participant(role: str, *said: str) -> Participant:
    name, *rest = (_require_printable(one) for one in said)
    if not name:
        raise UnclearNames("there is a role and no name")
    return Participant(role, name, *rest)


def _require_printable(said: str) -> str:
    text = unicodedata.normalize("NFC", said.translate(_WITHOUT_MARKS)).strip() if has_visible(said) else ""
    if complaint := find_unprintable(text):
        raise UnclearNames("; ".join(complaint))
    if len(text) > MAX_NAME_LENGTH:
        raise UnclearNames(f"longer than {MAX_NAME_LENGTH} characters: {text[:20]}…")
    return " ".join(text.split())


# a table


def _match_columns(line: str) -> dict[str, int] | None:
    names = [one.strip().casefold() for one in _split_fields(line, _detect_separator(line))]
    places = {
        what: next((place for place, name in enumerate(names) if name in said), -1) for what, said in COLUMNS.items()
    }
    if places["role"] < 0 and places["name"] >= 0 and len(names) > 1:
        raise UnclearNames(
            'line 1: no column "role"; the first line names the columns: name, role, organization, email'
        )
    return places if places["name"] >= 0 and places["role"] >= 0 else None


def _detect_separator(line: str) -> str:
    return max(",;\t", key=line.count)


def _parse_table(lines: list[str], before: int, columns: dict[str, int], exercise: Exercise) -> list[Participant]:
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=_detect_separator(lines[0]), skipinitialspace=True)

    def rows() -> Iterator[tuple[int, Callable[[], Participant]]]:
        for row in reader:
            if reader.line_num > 1 and any(cell.strip() for cell in row):
                yield before + reader.line_num, partial(_parse_row, row, columns, exercise)

    try:
        return _collect(rows())
    except csv.Error as error:
        raise UnclearNames(f"line {before + reader.line_num}: {error}") from None


def _parse_row(row: list[str], columns: dict[str, int], exercise: Exercise) -> Participant:
    cells = {what: row[place] if 0 <= place < len(row) else "" for what, place in columns.items()}
    role = _find_role(cells["role"], exercise)
    if not role:
        raise UnclearNames(_unknown_role_message(cells["role"], exercise))
    return _build_participant(role, cells["name"], cells["organization"], cells["contact"])
