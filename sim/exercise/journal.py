"""The journal of an exercise: an SQLite file that is only ever added to, and queries of its entries.

Each entry carries a SHA-256 digest of itself and of the digest before it, and the first of them that of the header. A changed entry is
refused by its number. The last digest stands for the whole journal: a report prints it.

An entry is on the disk, in the file itself, before `append` returns, and only then does it take effect. There is no write-ahead log:
recovery ends one at its first damaged page, and the entries after it would vanish unseen. One connection holds the file alone; other
readers use an export. To undo is to add: an `Undone` entry names the decision or delivery that no longer counts, at the T+ at which that
came. Its actions go with it, and so does everything played after that T+; notes that people wrote since stay.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from functools import cache
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Protocol, Self

from scenarios.loading.files import PRIVATE_FILE, create_beside
from sim.exercise import events
from sim.exercise.events import (
    ActionStarted,
    ClockStopped,
    DecisionAsked,
    DecisionLapsed,
    DecisionMade,
    Event,
    InjectResolved,
    NoticeGiven,
    StopCause,
    Undone,
    parse_event,
)


class Header(NamedTuple):
    """What a journal is about. A journal of another model version is refused."""

    scenario: str
    """The text of the scenario, whole."""
    seed: int
    model: str
    """Version of the model that played it."""

    def read_files(self) -> dict[str, str]:
        """The text of each file of the exercise, by kind and name. Raises ValueError where the header is damaged."""
        try:
            files = json.loads(self.scenario)["files"]
            return {str(name): str(text) for name, text in files.items()}
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("a header without files") from error


class Entry(NamedTuple):
    """One row of a journal."""

    seq: int
    """From 1, without gaps."""
    room_time: float
    """Seconds of the wall clock, for the agenda."""
    incident_time: float
    """Seconds from onset."""
    kind: str
    payload: str
    """Canonical JSON: keys sorted, no spaces. References to other entries use an id of their own, never `seq`."""

    @property
    def event(self) -> Event:
        """The event of this entry. Raises LookupError, TypeError or ValueError if it is damaged."""
        return parse_event(self.kind, self.payload)


class Journal(Protocol):
    """The append-only record of an exercise. The state is the result of replaying it, so no entry ever changes."""

    @property
    def path(self) -> Path | None:
        """Its file; None for one in memory."""

    @property
    def header(self) -> Header:
        """Scenario, seed and version of the model."""

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        """Writes an entry. It is durable before this returns, and takes effect only then."""

    def append_all(
        self, room_time: float, incident_time: float, written: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> list[Entry]:
        """The same for several of one moment, by kind and payload: all of them are written, or none."""

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries whose `seq` is above this, in order."""


APPLICATION_ID = 0x414C4C43  # "ALLC": whose file it is

FORMAT_VERSION = 3

MAX_VALUE_BYTES = 64_000_000
"""Bytes of one value; the files of an exercise, which are the largest, have less than a hundredth of that."""

ROLLBACK_SUFFIX = "-journal"
"""Of the file in which SQLite keeps the pages that a commit is about to change, and nothing that was acknowledged."""

LET_GO_MS = 5_000
"""How long another process may take to let go of a file that it was refused."""

_TABLES = """
CREATE TABLE header (scenario TEXT NOT NULL, seed INTEGER NOT NULL, model TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE made (at TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    room_time REAL NOT NULL,
    incident_time REAL NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    digest TEXT NOT NULL
);
"""

_ROW = "seq, room_time, incident_time, kind, payload, digest FROM entries"


class JournalError(Exception):
    """A journal that cannot be opened, read or written: which, why, and what would help."""


class FileDamaged(JournalError):
    """A journal that SQLite finds damaged. Entries may be left in it."""


class JournalUnavailable(JournalError):
    """A journal that cannot be opened or written just now. What is in it may be sound."""


class JournalInUse(JournalUnavailable):
    """A journal that another exercise holds."""


RESTORE = "restore the file from a copy"
RESTORE_OR_REPAIR = f"{RESTORE}, or save the entries before the damage with allcall sessions repair"


class EntryDamaged(JournalError):
    """A journal whose entries before this one are good. entry: the number of the first bad one. path: None for a journal in memory."""

    def __init__(self, path: Path | None, entry: int, what: str) -> None:
        where = "" if path is None else f"{path}: "
        restore = RESTORE_OR_REPAIR if entry > 1 else RESTORE
        super().__init__(f"{where}entry {entry} {what}; {restore}")
        self.entry = entry


HEADER_DAMAGED = f"the header is damaged or was changed; {RESTORE}"

CLOCK_ENTRY_KINDS = {
    "clock",
    "play",
    "stop",
    "read",
    "resume",
    "dated",
    "seat",
    "asking",
    "vote",
    "paper",
    "split",
    "remark",
}
"""Entries that say how the clock was moved, how the room was paced and what it thought, and nothing of what happened: they depend on pace,
on breaks, on the day and on who has a phone."""


def to_canonical_json(payload: Mapping[str, Any]) -> str:
    """A payload as text: keys sorted, no spaces, no NaN."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def compute_digest(before: str, *values: str | float) -> str:
    """The SHA-256 digest of values and of the digest before them, in hexadecimal."""
    content = json.dumps([before, *values], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _digest_entry(before: str, entry: Entry) -> str:
    room, incident = (float(time) + 0.0 for time in (entry.room_time, entry.incident_time))  # as SQLite has it
    return compute_digest(before, entry.seq, room, incident, entry.kind, entry.payload)


class FileJournal:
    """A journal in a file, every entry of which was checked when it was opened. Use `create` or `open`, and `close` it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Checks the header, and no entry yet. Raises JournalError."""
        self.path = path
        self._connection = connection
        self._header, self._digest = self._read_header()
        self._created_at = self._read_creation_time()
        self._last = 0

    def _check_entries(self) -> None:
        for entry, digest in self._read_entries(0, self._digest):
            self._last, self._digest = entry.seq, digest

    def _read_header(self) -> tuple[Header, str]:
        with _sqlite_errors(self.path):
            rows = self._connection.execute("SELECT scenario, seed, model, digest FROM header").fetchall()
        if not rows:
            raise JournalError(f"{self.path}: a journal without a header; it was cut off as it was made, start anew")
        *values, digest = rows[0]
        if len(rows) > 1 or not all(isinstance(value, str | int) for value in values):
            raise JournalError(f"{self.path}: {HEADER_DAMAGED}")
        if compute_digest("", *values) != digest:
            raise JournalError(f"{self.path}: {HEADER_DAMAGED}")
        return Header(*values), digest

    def _read_creation_time(self) -> str:
        with _sqlite_errors(self.path):
            rows = self._connection.execute("SELECT at, digest FROM made").fetchall()
        match rows:
            case [(str(at), digest)] if compute_digest(self._digest, at) == digest:
                return at
        raise JournalError(f"{self.path}: {HEADER_DAMAGED}")

    @classmethod
    def create(cls, path: Path, header: Header, created_at: str = "") -> Self:
        """A new file. Raises JournalError where there is one, or none can be made. created_at: ISO 8601; by default now."""
        if path.exists():
            raise JournalError(f"{path}: is there already; open it to go on, or choose another name")
        _create_file(path, header, created_at or datetime.now().isoformat(timespec="microseconds"))
        return cls._open(path, begun=False)

    @classmethod
    def open(cls, path: Path) -> Self:
        """A file that is there. Raises JournalError where it is none, is damaged, or is in use."""
        if not path.is_file():
            what = "is a folder, no journal" if path.is_dir() else "is no file, so no journal"
            raise JournalError(f"{path}: {what if path.exists() else 'there is no such journal'}")
        try:
            return cls._open(path)
        except FileDamaged as error:
            if _may_have_good_entry(path):
                raise
            raise JournalError(f"{path}: is damaged; {RESTORE}") from error

    @classmethod
    def _open(cls, path: Path, begun: bool = True) -> Self:
        _check_beside(path)
        connection = _connect(path, begun)
        try:
            _check_format(path, connection)
            journal = cls(path, connection)
            journal._check_entries()
            _check_pages(path, connection)
            return journal
        except BaseException:
            connection.close()
            raise

    @property
    def header(self) -> Header:
        """Scenario, seed and version of the model."""
        return self._header

    @property
    def created_at(self) -> str:
        """When the file was made, ISO 8601: which of two exercises came first. Nothing that happens depends on it."""
        return self._created_at

    @property
    def last_seq(self) -> int:
        """The number of the last entry, 0 where there is none."""
        return self._last

    @property
    def last_digest(self) -> str:
        """The digest of the last entry, which is one of the whole journal; that of the header where there is no entry."""
        return self._digest

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        """Writes an entry. It is on the disk when this returns. Raises JournalError; then nothing was written."""
        return self.append_all(room_time, incident_time, [(kind, payload)])[0]

    def append_all(
        self, room_time: float, incident_time: float, written: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> list[Entry]:
        """Writes entries of one moment, with one wait for the disk. Raises JournalError; then nothing was written."""
        entries, digests = list[Entry](), [self._digest]
        for seq, (kind, payload) in enumerate(written, self._last + 1):
            entries.append(Entry(seq, room_time, incident_time, kind, to_canonical_json(payload)))
            digests.append(_digest_entry(digests[-1], entries[-1]))
        rows = [(*entry, digest) for entry, digest in zip(entries, digests[1:], strict=True)]
        with _sqlite_errors(self.path, begun=self._last > 0), self._connection:
            self._connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._last, self._digest = self._last + len(entries), digests[-1]
        return entries

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries whose number is above this, in order. Raises EntryDamaged where one is missing or damaged."""
        with _sqlite_errors(self.path):
            row = self._connection.execute("SELECT digest FROM entries WHERE seq = ?", (after,)).fetchone()
        digest = row[0] if row else compute_digest("", *self._header)
        return (entry for entry, _ in self._read_entries(after, digest))

    def _read_entries(self, after: int, digest: str) -> Iterator[tuple[Entry, str]]:
        """Each entry after a number, and its digest. digest: of the entry with that number."""
        for number, row in enumerate(self._fetch_rows(after), after + 1):
            if row is not None and row[0] != number:
                raise EntryDamaged(self.path, number, "is missing: the file was changed by hand")
            if row is None or not _is_valid_row(row):
                raise EntryDamaged(self.path, number, "is damaged")
            entry = Entry(*row[:-1])
            digest = _digest_entry(digest, entry)
            if digest != row[-1]:
                raise EntryDamaged(self.path, number, "is damaged or was changed")
            yield entry, digest

    def _fetch_rows(self, after: int) -> list[tuple[Any, ...] | None]:
        """The rows after a number; None in place of the first that SQLite cannot read, which is the last then."""
        rows: list[tuple[Any, ...] | None] = []
        with _sqlite_errors(self.path):
            cursor = self._connection.execute(f"SELECT {_ROW} WHERE seq > ? ORDER BY seq", (after,))
        with closing(cursor):
            try:
                rows.extend(cursor)
            except (sqlite3.Error, UnicodeDecodeError):
                rows += [self._fetch_row(after + len(rows) + 1), None]
        return rows

    def _fetch_row(self, seq: int) -> tuple[Any, ...] | None:
        """One row, if it can be read. A cursor reads one ahead, and loses a good row with the bad one after it."""
        try:
            row: tuple[Any, ...] | None = self._connection.execute(f"SELECT {_ROW} WHERE seq = ?", (seq,)).fetchone()
        except (sqlite3.Error, UnicodeDecodeError):
            return None
        return row

    def close(self) -> None:
        """Lets the file go."""
        self._connection.close()

    def discard(self) -> None:
        """Removes the file while it is held, so that no other process can have begun to use it. Raises OSError."""
        try:
            self.path.unlink()
        finally:
            self.close()


class GoodPrefix(NamedTuple):
    """What a damaged journal still holds: the entries before the first bad one."""

    header: Header
    created_at: str
    entries: list[Entry]


def read_good_prefix(path: Path) -> GoodPrefix:
    """The good entries of a journal, read from a copy, so that the file stays as it is. Raises JournalError where its header is bad.

    Of a file that was cut off, those on the pages that are left, as long as the pages that lead to them are.
    """
    _check_beside(path)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for end in ("", ROLLBACK_SUFFIX):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{end}", f"{copy}{end}")
        try:
            with closing(sqlite3.connect(copy)) as connection:
                connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
                connection.execute(
                    "PRAGMA writable_schema = ON"
                )  # else SQLite reads no page of a file that was cut off
                _check_format(copy, connection)
                journal = FileJournal(copy, connection)
                return GoodPrefix(journal.header, journal.created_at, list(_until_damage(journal.entries())))
        except JournalError as error:
            words = str(error).replace(str(copy), str(path)).replace(RESTORE_OR_REPAIR, RESTORE)
            raise JournalError(words) from None


def _may_have_good_entry(path: Path) -> bool:
    """Whether one is left, or there is no room for the copy that would tell."""
    try:
        return bool(read_good_prefix(path).entries)
    except JournalError:
        return False
    except OSError:
        return True


def _until_damage(entries: Iterator[Entry]) -> Iterator[Entry]:
    with suppress(EntryDamaged):
        yield from entries


_KINDS: Mapping[int, type[JournalError]] = {
    sqlite3.SQLITE_BUSY: JournalInUse,
    sqlite3.SQLITE_CORRUPT: FileDamaged,
    sqlite3.SQLITE_CANTOPEN: JournalUnavailable,
    sqlite3.SQLITE_FULL: JournalUnavailable,
    sqlite3.SQLITE_READONLY: JournalUnavailable,
}


class _sqlite_errors:  # noqa: N801 - reads as a word
    """Says what SQLite says in a sentence. begun: whether there is an entry that was acknowledged."""

    def __init__(self, path: Path, begun: bool = True) -> None:
        self.path = path
        self.begun = begun

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            kind_ = _KINDS.get(_result_code(error), JournalError)
            raise kind_(f"{self.path}: {_describe_error(error, self.path, self.begun)}") from error
        if isinstance(error, UnicodeDecodeError):  # SQLite quotes the damaged text
            raise JournalError(f"{self.path}: is damaged; {RESTORE}") from error


READ_ONLY_MESSAGE = (
    "cannot be written: the disk or the file is read-only; copy it to where it can be, or choose another place"
)


def _is_writable(path: Path) -> bool:
    return os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)


def _result_code(error: sqlite3.Error) -> int:
    """The primary result code; 0 where Python raised it. A page that ends before its end is damage."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return sqlite3.SQLITE_CORRUPT if code == sqlite3.SQLITE_IOERR_SHORT_READ else code & 0xFF


def _describe_error(error: sqlite3.Error, path: Path, begun: bool) -> str:
    code = _result_code(error)
    if code == sqlite3.SQLITE_IOERR and path.exists() and not _is_writable(path):
        return READ_ONLY_MESSAGE
    then = "resume: nothing that was acknowledged is lost" if begun else "start anew: nothing was begun"
    messages = {
        sqlite3.SQLITE_BUSY: "is in use by another exercise; close that one first",
        sqlite3.SQLITE_READONLY: READ_ONLY_MESSAGE,
        sqlite3.SQLITE_FULL: f"the disk is full; make room, then {then}",
        sqlite3.SQLITE_IOERR: f"cannot be written any more; is the disk full? make room, then {then}",
        sqlite3.SQLITE_NOTADB: "is no journal of Allcall",
        sqlite3.SQLITE_CORRUPT: f"is damaged; {RESTORE_OR_REPAIR}",
        sqlite3.SQLITE_CANTOPEN: "cannot be opened; does the folder exist, and may it be written?",
        sqlite3.SQLITE_ERROR: "is no journal of Allcall",  # a table is not there
    }
    return messages.get(code, f"SQLite says: {error}")


def _check_beside(path: Path) -> None:
    """Raises JournalError where SQLite or a copy would wait for what is no file, or read it forever."""
    for end in (ROLLBACK_SUFFIX, "-wal"):
        beside = Path(f"{path}{end}")
        if beside.exists() and not beside.is_file():
            raise JournalError(f"{path}: {beside.name} beside it is no file; move that away")


def is_journal_file(path: Path) -> bool:
    """Whether a file was made as a journal, whatever has become of it since: by the first bytes of it, as SQLite writes them."""
    with path.open("rb") as file:
        head = file.read(72)
    return head.startswith(b"SQLite format 3") and head[68:] == APPLICATION_ID.to_bytes(4)


def _is_valid_row(row: tuple[object, ...]) -> bool:
    _, room, incident, kind, payload, _ = row
    times = all(isinstance(time, float) and isfinite(time) for time in (room, incident))
    if not (times and isinstance(kind, str) and isinstance(payload, str)):
        return False
    try:
        return isinstance(json.loads(payload), dict)
    except (ValueError, RecursionError):
        return False


def _create_file(path: Path, header: Header, created_at: str) -> None:
    """Makes the file under another name and links it to its own, so that of two at once only one can be first."""
    try:
        part, number = create_beside(path)
        os.close(number)
        try:
            with _sqlite_errors(path, begun=False):
                _fill_new_file(part, header, created_at)
            _claim(part, path)
        finally:
            for left in (part, Path(f"{part}{ROLLBACK_SUFFIX}")):
                with suppress(OSError):
                    left.unlink()
    except FileExistsError:
        raise JournalInUse(f"{path}: is in use by another exercise, begun just now") from None
    except OSError as error:
        raise JournalError(
            f"{path}: cannot be made: {error.strerror}; does the folder exist, and may it be written?"
        ) from error


def _claim(part: Path, path: Path) -> None:
    """Gives a file its name unless there is one of that name. Raises FileExistsError."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, such as that of a memory stick
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        part.replace(path)


def _fill_new_file(part: Path, header: Header, created_at: str) -> None:
    digest = compute_digest("", *header)
    with closing(sqlite3.connect(part)) as connection:
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA application_id = {APPLICATION_ID}; COMMIT")
        connection.execute("INSERT INTO header VALUES (?, ?, ?, ?)", (*header, digest))
        connection.execute("INSERT INTO made VALUES (?, ?)", (created_at, compute_digest(digest, created_at)))
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        connection.commit()


def _connect(path: Path, begun: bool) -> sqlite3.Connection:
    if not _is_writable(path):
        return _connect_read_only(path)
    with _sqlite_errors(path, begun):
        connection = sqlite3.connect(path, timeout=0.0, isolation_level="IMMEDIATE")
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        with _sqlite_errors(path, begun):
            _hold(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _hold(connection: sqlite3.Connection) -> None:
    """Takes the file for this connection alone. Of several at once the first goes on, and waits while the others let go."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA busy_timeout = {LET_GO_MS}")
    connection.commit()  # needs the file alone, so it waits
    connection.executescript("BEGIN EXCLUSIVE; COMMIT")


def _connect_read_only(path: Path) -> sqlite3.Connection:
    if _is_half_written(path):
        raise JournalError(f"{path}: {READ_ONLY_MESSAGE}")
    with _sqlite_errors(path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    return connection


def _is_half_written(path: Path) -> bool:
    """Whether SQLite was cut off as it wrote, and has to undo that first: the file beside it begins with other than zeros then."""
    try:
        with Path(f"{path}{ROLLBACK_SUFFIX}").open("rb") as file:
            return file.read(1) not in (b"", b"\0")
    except FileNotFoundError:
        return False


_LIST_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"


@cache
def _list_expected_schema() -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_TABLES)
        return connection.execute(_LIST_SCHEMA).fetchall()


def _check_format(path: Path, connection: sqlite3.Connection) -> None:
    with _sqlite_errors(path):
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        schema = connection.execute(_LIST_SCHEMA).fetchall()
    if application != APPLICATION_ID:
        raise JournalError(f"{path}: is no journal of Allcall")
    if version != FORMAT_VERSION:
        raise JournalError(f"{path}: a journal of format {version}; this Allcall reads format {FORMAT_VERSION}")
    if schema != _list_expected_schema():
        raise JournalError(f"{path}: is no journal of Allcall, or damaged: its tables are others")


def _check_pages(path: Path, connection: sqlite3.Connection) -> None:
    with _sqlite_errors(path):
        (checked,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if checked != "ok":
        raise JournalError(f"{path}: is damaged; {RESTORE_OR_REPAIR}")


DEPENDENT_KINDS = "ask", "lapse", "inject", "role", "segment", "rule"

PLAYED_KINDS = "clock", "play", "stop", "read", "unmeasured", "act", "notice"
"""Kinds that are written anew when T+ is played again."""


class NothingToUndo(LookupError):
    """Nothing can be taken back, and why."""


def find_last_intervention(entries: list[Entry]) -> tuple[str, float]:
    """The id of the last decision, `no decision` or delivery, and its T+.

    Raises NothingToUndo where something since may depend on it.
    """
    for entry in reversed(entries):
        match entry.event:
            case DecisionMade(decision=decision) | DecisionLapsed(decision=decision, why=events.NO_DECISION):
                return decision, entry.incident_time
            case InjectResolved(inject=number, is_delivered=True):
                return f"inject-{number}", entry.incident_time
        if entry.kind in DEPENDENT_KINDS:
            raise NothingToUndo("something has come since that may depend on it; it can no longer be taken back")
    raise NothingToUndo("there is nothing to take back")


def drop_undone(entries: list[Entry]) -> list[Entry]:
    """The entries that count: without decisions and deliveries that were undone, and the actions that belong to them."""
    left: list[Entry] = []
    for entry in entries:
        event = entry.event if entry.kind == Undone.KIND else None
        if isinstance(event, Undone):
            left = [*_drop_intervention(event.of, left, entry.incident_time)]
        left.append(entry)
    return left


def _drop_intervention(what: str, entries: list[Entry], time: float) -> Iterator[Entry]:
    for entry in entries:
        again = entry.kind in PLAYED_KINDS and entry.incident_time > time
        if not again and what != _find_intervention(entry):
            yield entry._replace(incident_time=min(time, entry.incident_time))


def _find_intervention(entry: Entry) -> str:
    match entry.event:
        case DecisionMade(decision=decision) | DecisionLapsed(decision=decision, why=events.NO_DECISION):
            return decision
        case InjectResolved(inject=number):
            return f"inject-{number}"
        case ActionStarted(of=source):
            return source
        case NoticeGiven(about=topic):
            return topic.partition(" ")[0]
    return ""


def find_last_interval(entries: Iterable[Entry]) -> tuple[float, float]:
    """T+ at which the last interval of play began and ended: from one stop to the next."""
    before = start = end = 0.0
    for entry in entries:
        if entry.incident_time > end and before == end:
            start = end
        end = entry.incident_time
        before = end if is_stop(entry) else before
    return start, end


def is_stop(entry: Entry) -> bool:
    """Whether T+ stood still at an entry. Writing a decision down does not count: T+ continues from there."""
    match entry.event if entry.kind in ("ask", "stop") else None:
        case DecisionAsked(is_open=is_open):
            return is_open
        case ClockStopped(cause=cause):
            return cause != StopCause.ANSWERING
    return entry.kind in ("resume", "segment", "decide", "lapse", "end")


class MemoryJournal:
    """A journal in memory. entries: those that it begins with."""

    path = None

    def __init__(self, header: Header, entries: Iterable[Entry] = ()) -> None:
        self.header = header
        self._entries: list[Entry] = [*entries]

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        """The next entry."""
        entry = Entry(len(self._entries) + 1, room_time, incident_time, kind, to_canonical_json(payload))
        self._entries.append(entry)
        return entry

    def append_all(
        self, room_time: float, incident_time: float, written: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> list[Entry]:
        """The next entries."""
        return [self.append(room_time, incident_time, kind, payload) for kind, payload in written]

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries whose number is above this."""
        return iter(self._entries[after:])
