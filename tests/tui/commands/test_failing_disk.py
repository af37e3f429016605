"""Each call that changes a file fails in turn, for each command that writes: files are old or new, and the message says why.

`ALLCALL_EVERY_CALL=table.md pytest -m "slow or not slow"` on this file lets every single call fail (of more than 120 every tenth; of
the longest commands the first of each kind), and writes what each case gave to a table.
"""

import io
import json
import os
import re
import shlex
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.disk import Call, Failing, watched
from tests.tui.commands.command_lines import ADD, CASES, COMPARE, Case, run_lines
from tui.cli import main

EVERY_CALL = os.environ.get("ALLCALL_EVERY_CALL")
KEPT = {
    "compare, kept": Case(f"{COMPARE} --json out.json"),
    "compare, kept before": Case(f"{COMPARE}\n{COMPARE} --json out.json"),
}
"""With the results that the command keeps in the cache."""
ALONE = {
    "improvements done alone": Case("improvements done own improve-1 --on 2026-12-01"),
    "records import alone": Case(f"{ADD}\nrecords export out/log.csv\nrecords remove 1\nrecords import out/log.csv"),
}
"""Without the line that shows afterwards what became of it: calls fail in the last line."""
WRITING = {
    name: case
    for name, case in {**CASES, **KEPT, **ALONE}.items()
    if re.search(
        r"--(svg|json|csv|raw|figures?|report|html|script|trace|out|journal)\b|^(new|kit|export|report|improvements|msel|records|training|sessions)\b",
        case.lines.splitlines()[-1],
    )
    and name not in ("sensitivity with all else", "report --form", "report --final", "report --logo")
} | KEPT
QUICK = (
    "new", "sessions forget", "sessions repair", "improvements done alone", "improvements export --campus", "records add",
    "records import alone", "training remove",
)  # fmt: skip
SLOW = ("drill --acknowledge", "compare, kept", "improvements export", "map --svg")
"""A journal, results that are kept, a workbook and a drawing; files of other kinds are written by quick cases."""
LONG = (
    "drill --script", "compare --figures", "compare --report", "compare --levers", "compare with all else", "kit", "kit --template",
    "year with all else", "rank --json", "rank with all else", "sensitivity", "sweep --figure", "export --figures", "report",
    "report --format", "report --template", "report --from",
)  # fmt: skip
"""Only with `ALLCALL_EVERY_CALL`: others write in the same way and are played faster."""
TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.part|tmp\w+|.*-journal|.*\.lock|\.\w+\.checked\.yaml")
"""Names of files that are there for a moment, or hold nothing."""


@dataclass(frozen=True)
class Ended:
    """How a command line ended, and what it left. files: what they hold, by their paths from the folder of the test."""

    status: int
    errors: str
    files: Mapping[str, bytes]


class Stage:
    """A folder as a case finds it, again and again. before: what is in its files."""

    def __init__(self, case: Case, base: Path) -> None:
        *first, self.last = case.lines.format(journal=base / "home" / "sessions" / "own.journal").splitlines()
        self.base, self.kept = base, base.with_name(f"{base.name}-kept")
        for line in first:
            assert run_lines(line)[0] == 0
        os.chdir("/")
        shutil.copytree(base, self.kept)
        self.before = read_files(base)

    def run(self, failing: Failing) -> Ended:
        """The last line, in the folder as it was."""
        os.chdir("/")
        shutil.rmtree(self.base)
        shutil.copytree(self.kept, self.base)
        return self.again(failing)

    def again(self, failing: Failing) -> Ended:
        """The last line, in the folder as it is."""
        os.chdir(self.base / "ours")
        out, errors = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with redirect_stdout(out), redirect_stderr(errors), watched(failing, self.base):
            status = main(shlex.split(self.last))
        return Ended(status, errors.getvalue(), read_files(self.base))


def read_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def is_whole(name: str, content: bytes, new: bytes) -> bool:
    """Whether a file is all of what an undisturbed run writes; where that differs from run to run, by its form."""
    if content == new:
        return True
    suffix = Path(name).suffix
    if suffix in (".docx", ".xlsx", ".pptx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.testzip() is None
    if suffix == ".pdf":
        return content.rstrip().endswith(b"%%EOF")
    return suffix == ".journal" and new != b"" and is_prefix(content, new)


def is_prefix(content: bytes, new: bytes) -> bool:
    """Whether the entries of a journal are the first ones of another, each whole."""
    entries = list_entries(content)
    return entries == list_entries(new)[: len(entries)]


def list_entries(journal: bytes) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(journal)
        return connection.execute("SELECT seq, incident_time, kind, payload FROM entries ORDER BY seq").fetchall()


def list_faults(stage: Stage, undisturbed: Ended, failing: Failing, ended: Ended) -> Iterator[str]:
    """What must not be, after a call failed."""
    call = failing.failed
    where = f"call {failing.at} ({call.kind} {os.path.relpath(call.path, stage.base)})"
    if ended.status not in (0, 2):
        yield f"{where}: status {ended.status}"
    if ended.status == 2:
        names = {Path(name).name for name in {**stage.before, **undisturbed.files}}
        names |= {part for path in (call.path, call.target) for part in Path(path).parts[-2:]}
        yield from (f"{where}: {fault}" for fault in list_faults_of_message(ended.errors, names))
    for name, content in ended.files.items():
        if TEMPORARY.fullmatch(Path(name).name):
            if name.endswith(".part") and call.kind != "unlink":
                yield f"{where}: {name} was left"
        elif content != stage.before.get(name) and not is_whole(name, content, undisturbed.files.get(name, b"")):
            yield f"{where}: {name} is neither old nor new"
    kept_again = re.compile(r"cache/|.*\.(plays|effects)$")  # what cannot be kept is played again
    gone = [name for name in stage.before if name not in ended.files and name in undisturbed.files]
    yield from (f"{where}: {name} is gone" for name in gone)
    if ended.status == 0 and call.kind != "unlink":
        missing = [name for name in undisturbed.files if name not in ended.files and not kept_again.match(name)]
        yield from (f"{where}: {name} is not there, and nothing was said" for name in missing)


def list_faults_of_finding(failing: Failing, ended: Ended) -> Iterator[str]:
    """What the doctor cannot open is what it finds: the exit status and the JSON file say the same."""
    found = json.loads(ended.files["ours/out.json"])
    if (ended.status, found["wrong"] > 0) not in ((0, False), (2, True)) or "Traceback" in ended.errors:
        yield f"call {failing.at} ({failing.failed}): status {ended.status}, {found['wrong']} wrong; {ended.errors}"


def list_faults_of_leaving_out(failing: Failing, ended: Ended) -> Iterator[str]:
    """An exercise that cannot be read is left out of the table of annexes, which names it."""
    session = Path(failing.failed.path).stem
    found = json.loads(ended.files["ours/out/annexes.json"])
    if ended.status != 0 or not any(
        line.startswith(f"{session}: its annexes are left out") for line in found["left_out"]
    ):
        yield f"call {failing.at} ({failing.failed}): status {ended.status}, left out {found['left_out']}"


def list_faults_of_resuming(undisturbed: Ended, resumed: Ended, at: int) -> Iterator[str]:
    """The same script on the same journal goes on where it was cut off, to the same end."""
    journal = "ours/one.journal"
    if resumed.status != 0:
        yield f"call {at}: cannot go on: {resumed.errors}"
    elif list_entries(resumed.files[journal]) != list_entries(undisturbed.files[journal]):
        yield f"call {at}: goes on to another end"


def list_faults_of_message(errors: str, names: Iterable[str]) -> Iterator[str]:
    """names: one of them must be said."""
    last = errors.rstrip().splitlines()[-1] if errors.strip() else ""
    if "Traceback" in errors or not last:
        yield f"says {errors!r}"
    elif ";" not in last:
        yield f"does not say what would be right: {last}"
    if not any(name in last for name in names if name):
        yield f"does not say where: {last}"


def choose_calls(calls: Sequence[Call], name: str) -> list[int]:
    """Numbers of calls: the first of each kind of call at each kind of file."""
    if EVERY_CALL and name not in LONG:
        return [number for number in range(1, len(calls) + 1) if number <= 120 or number % 10 == 0]
    first = dict[tuple[str, ...], int]()
    for number, call in enumerate(calls, 1):
        first.setdefault((call.kind, Path(call.path).suffix, Path(call.target).suffix), number)
    return sorted(first.values())


def parameters() -> Iterator[object]:
    for name in WRITING:
        if EVERY_CALL or name not in LONG:
            marks = () if name in QUICK else pytest.mark.slow if name in SLOW else pytest.mark.full(step="kills")
            yield pytest.param(name, id=name, marks=marks)


@pytest.mark.parametrize("name", parameters())
def test_a_call_that_fails_leaves_the_old_file_or_the_new_one(
    name: str, folder: Path, sessions: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Once; where it is a write, also every call from then on, as on a full disk."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if name in KEPT:
        monkeypatch.delenv("ALLCALL_NO_CACHE")
    shutil.copytree(sessions, tmp_path / "home")
    stage = Stage(WRITING[name], tmp_path)
    counting = Failing()
    undisturbed = stage.run(counting)
    assert undisturbed.status == 0, undisturbed.errors
    faults, given = [], Counter[str]()
    for at in choose_calls(counting.calls, name):
        for stays in (False, True) if counting.calls[at - 1].kind == "write" and not EVERY_CALL else (False,):
            failing = Failing(at, stays)
            try:
                ended = stage.run(failing)
            except Exception as error:  # noqa: BLE001 - what a user would see as a traceback
                faults.append(f"call {at} ({counting.calls[at - 1]}): {error!r}")
                continue
            if len(failing.calls) < at:
                continue  # what was made the first time is there, so this call was not needed
            given[{0: "done", 2: "refused"}.get(ended.status, "other")] += 1
            if name == "doctor" and failing.failed.path.startswith(str(tmp_path / "home")):
                faults += list_faults_of_finding(failing, ended)
                continue
            if name == "annexes --json" and failing.failed.path.endswith(".journal"):
                faults += list_faults_of_leaving_out(failing, ended)
                continue
            faults += list_faults(stage, undisturbed, failing, ended)
            if name == "drill --acknowledge" and ended.status == 2:
                faults += list_faults_of_resuming(undisturbed, stage.again(Failing()), at)
    if EVERY_CALL:
        with Path(EVERY_CALL).open("a", encoding="utf-8") as table:
            cells = name, len(counting.calls), given.total(), given["refused"], given["done"], len(faults)
            table.write(f"| {' | '.join(map(str, cells))} |\n")
    assert not faults, "\n".join(faults)
