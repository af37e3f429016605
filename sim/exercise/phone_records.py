"""What lies beside a journal for its phones: digests of their tokens, and the words that people typed.

The journal has seat numbers and salted digests only, so this file can be forgotten and every digest of the journal still verifies. The salt
is in it, too: without it, nothing that is left tells what anyone wrote. A line is one record and a digest of it, on the disk before it is
acknowledged. A damaged line counts for nothing.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from scenarios.annotations import Evaluator, ObjectiveRating
from scenarios.loading.files import PRIVATE_FILE, sync_folder
from sim.exercise.journal import JournalError
from sim.exercise.state import State

SUFFIX = ".phones"
"""Of the file beside a journal."""
KEPT_DAYS = 90
"""After which the program asks whether texts are still needed."""


def forget_texts(journal: Path) -> bool:
    """Removes what people typed, and the tokens of their seats, for good. Returns whether there was anything. Raises JournalError."""
    try:
        journal.with_suffix(SUFFIX).unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise JournalError(
            f"{error.filename}: cannot be removed: {error.strerror}; make {journal.parent} writable"
        ) from error
    return True


def digest_token(token: str) -> str:
    """A token as it is kept; it has enough random bits to need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _seal(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


class PhoneRecords:
    """The records beside a journal, readable by their owner only. tokens: seats by digest. texts: by id of a vote or remark.

    names: what the facilitator calls a seat; for their own page alone. walls: digests of what leads to projector pages.
    """

    def __init__(self, journal: Path, is_read_only: bool = False) -> None:
        self.path = journal.with_suffix(SUFFIX)
        self.tokens: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.quotable: set[str] = set()
        self.names: dict[int, str] = {}
        self.walls: set[str] = set()
        self._salt = ""
        for record in self._read():
            self._apply(record)
        if not self._salt and not is_read_only:
            self._add({"salt": secrets.token_hex(16)})

    def _read(self) -> Iterator[dict[str, Any]]:
        """Its records; what a crash cut off was never acknowledged."""
        with suppress(FileNotFoundError):
            for line in self.path.read_text("utf-8", "replace").split("\n"):
                content, _, seal = line.rpartition("\t")
                if seal == _seal(content):
                    yield json.loads(content)

    def _apply(self, record: dict[str, Any]) -> None:
        match record:
            case {"salt": str(salt)}:
                self._salt = salt
            case {"seat": int(seat), "token": str(digest)}:
                self.tokens = {known: of for known, of in self.tokens.items() if of != seat}
                if digest:
                    self.tokens[digest] = seat
            case {"seat": int(seat), "name": str(name)}:
                self.names[seat] = name
            case {"wall": str(digest)}:
                self.walls.add(digest)
            case {"id": str(name), "text": str(text), "quote": bool(may_quote)}:
                self.texts[name] = text
                self.quotable |= {name} if may_quote else set()

    def _add(self, *records: dict[str, Any]) -> None:
        contents = (json.dumps(record, ensure_ascii=False) for record in records)
        lines = "".join(f"\n{content}\t{_seal(content)}\n" for content in contents)
        is_new = not self.path.exists()
        number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
        with os.fdopen(number, "ab") as file:
            file.write(lines.encode())
            file.flush()
            os.fsync(number)
        if is_new:
            sync_folder(self.path.parent)
        for record in records:
            self._apply(record)

    def bind(self, token: str, seat: int) -> None:
        """The token of a seat from now on; the one before ends."""
        self._add({"seat": seat, "token": digest_token(token)})

    def end_token(self, seat: int) -> None:
        self._add({"seat": seat, "token": ""})

    def name_seat(self, seat: int, name: str) -> None:
        self._add({"seat": seat, "name": name})

    @property
    def taken(self) -> frozenset[int]:
        """Seats that a device has."""
        return frozenset(self.tokens.values())

    def keep_walls(self, digests: Iterable[str]) -> None:
        """These projector pages are known from now on, also after the exercise was resumed."""
        if new := {*digests} - self.walls:
            self._add(*({"wall": digest} for digest in sorted(new)))

    def find_seat(self, token: str) -> int | None:
        return self.tokens.get(digest_token(token))

    def keep_text(self, name: str, text: str, may_quote: bool = False) -> str:
        """The digest of a text that is kept now; empty for none."""
        return self.keep_texts([(name, text, may_quote)])[0]

    def keep_texts(self, texts: Sequence[tuple[str, str, bool]]) -> list[str]:
        """The digests of texts that are kept now, with one wait for the disk: name, text, and whether it may be quoted."""
        records = [{"id": name, "text": text, "quote": quote} for name, text, quote in texts if text]
        if records:
            self._add(*records)
        return [self._digest(name, text) if text else "" for name, text, _ in texts]

    def _digest(self, name: str, text: str) -> str:
        return hmac.new(self._salt.encode(), f"{name} {text}".encode(), "sha256").hexdigest()


def build_phone_evaluators(records: PhoneRecords, state: State) -> list[Evaluator]:
    """What evaluators wrote on their devices, as the additions to a report have it: by seat, one entry for each objective.

    Ratings are in the journal. Words that were forgotten are left out.
    """
    words: dict[tuple[int, str], list[str]] = {}
    for remark in state.remarks.values():
        if text := records.texts.get(remark.remark):
            words.setdefault((remark.seat, remark.objective), []).append(text)
    return [
        Evaluator(
            evaluator=f"seat {seat}",
            ratings=[
                ObjectiveRating(objective=objective, remark=" ".join(" ".join(texts).split()))
                for (of, objective), texts in words.items()
                if of == seat
            ],
        )
        for seat in sorted({seat for seat, _ in words})
    ]


def is_forgotten(records: PhoneRecords, state: State) -> bool:
    """Whether something that people typed was deleted: the journal has its digest, and the words are not there."""
    written = [
        vote.vote
        for asking in state.ballots.askings
        for own in asking.votes.values()
        for vote in own.values()
        if vote.reason
    ]
    written += [remark.remark for remark in state.remarks.values() if remark.text]
    return any(name not in records.texts for name in written)


def find_old_texts(journals: Iterable[Path], now: float) -> list[Path]:
    """Journals whose phones typed last more than `KEPT_DAYS` days before now, in seconds since 1970."""
    old = []
    for journal in journals:
        with suppress(OSError):
            if journal.with_suffix(SUFFIX).stat().st_mtime < now - KEPT_DAYS * 86_400:
                old.append(journal)
    return old


def list_quotable_reasons(records: PhoneRecords, state: State) -> list[tuple[str, str]]:
    """Reasons that their writers allow in the report, with the question, in alphabetical order: it tells of no seat and no time."""
    return sorted(
        (asking.decision, " ".join(records.texts[vote.vote].split()))
        for asking in state.ballots.askings
        for vote in asking.counted
        if vote.vote in records.quotable
    )
