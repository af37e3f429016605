"""What an installation consists of, each part checked: versions, folders, exercises, logs, and what is kept because it can be made again.

`check_installation` changes nothing; with `repairs` it makes again or removes what can be made again, closes folders that others can read,
and saves the good entries of a damaged journal under another name. It deletes no entry of any exercise.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios import plug_ins
from scenarios.loading.files import PART, PRIVATE_FOLDER
from tui.required_packages import OWN, find_unusable_packages, list_required
from tui.terminal.console import HOME_VARIABLE, CommandError, find_base_folder, find_config_file, find_records_folder

if TYPE_CHECKING:
    from scenarios.diagnostics import Problem
    from scenarios.loading.user_cache import CacheStore, ItemState
    from sim.exercise.journal import JournalError

LEAST_FREE = 100_000_000
"""Bytes. An exercise writes some hundred kilobytes, a report with its figures ten megabytes."""
LITTLE_FREE = 1_000_000_000
LOCK_IN_WHEEL = "extra_metadata/requirements.lock"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


class State(Enum):
    """Of what was checked. A note needs no one to act."""

    FINE = "fine"
    NOTE = "note"
    REPAIRED = "repaired"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Check:
    """topic: of the page. what: what was found, beginning with its place where it has one. hint: what to do, for what is wrong."""

    topic: str
    state: State
    what: str
    hint: str = ""


def check_installation(repairs: bool = False) -> Iterator[Check]:
    """Each part in the order of the page. A package that adds to Allcall and is broken is left out of the checks after its own; without
    one that Allcall needs there are none.
    """
    if unusable := [Check("packages", State.WRONG, what, "install Allcall again") for what in find_unusable_packages()]:
        yield from unusable
        yield Check("the rest", State.NOTE, "not checked, because it needs these packages")
        return
    yield from check_packages()
    with plug_ins.leave_out_broken() as broken:
        yield from check_plug_ins(broken)
        makes_again = repairs and not broken  # an exercise or a result may need what was left out
        for folder in list_folders():
            yield check_folder(folder, repairs)
        yield check_config()
        yield from check_sessions(find_base_folder("data") / "sessions", makes_again)
        yield from check_records()
        yield from check_stores(makes_again)


def check_packages() -> Iterator[Check]:
    """What Allcall needs, and what these need in turn: whether it is there, and whether in the tested version."""
    found, left, is_whole = dict[str, str](), [OWN], True
    while left:
        name = left.pop()
        try:
            package = distribution(name)
        except PackageNotFoundError:
            yield Check("packages", State.WRONG, f"{name} is missing", "install Allcall again")
            is_whole = False
            continue
        found[name] = package.version
        left += [other for other in list_required(package) if other not in (*found, *left)]
    tested: dict[str, set[str]] = {}
    for name, pinned in _PIN.findall(read_lock()):
        tested.setdefault(name, set()).add(pinned)
    others = [
        f"{name} {version} (tested {', '.join(sorted(tested[name]))})"
        for name, version in sorted(found.items())
        if version not in tested.get(name, {version})
    ]
    if others:
        yield Check("packages", State.NOTE, f"not the tested version: {', '.join(others)}")
    elif is_whole:
        yield Check("packages", State.FINE, f"{len(found)}, in the tested versions")


def check_plug_ins(broken: "list[Problem]") -> Iterator[Check]:
    """The installed packages that add to Allcall, loaded here. broken: where what cannot be used is listed meanwhile."""
    import sim.measures  # noqa: F401 - loads hazards, channels and measures

    plug_ins.list_strategy_folders()
    places = list(plug_ins.list_plug_in_places())
    for problem in dict.fromkeys(broken):
        yield Check("plug-ins", State.WRONG, problem.message, problem.hint)
    if places and not broken:
        yield Check("plug-ins", State.FINE, ", ".join(map(str, places)))


def read_lock() -> str:
    """The tested versions, of this repository or else of the wheel; empty where neither has them."""
    here = Path(__file__).parents[1] / "requirements.lock"
    return here.read_text(encoding="utf-8") if here.is_file() else distribution(OWN).read_text(LOCK_IN_WHEEL) or ""


@dataclass(frozen=True)
class Folder:
    """A folder in which Allcall writes without being asked where. closed_to_others: bits that its mode must not have."""

    topic: str
    path: Path
    closed_to_others: int


def list_folders() -> list[Folder]:
    """Names of people are read by their owner alone; the cache is believed, so nobody else may write there."""
    from platformdirs import user_cache_path

    return [
        Folder("exercises", find_base_folder("data") / "sessions", 0o077),
        Folder("drill logs", find_records_folder(), 0o077),
        Folder("settings", find_base_folder("config"), 0),
        Folder("cache", user_cache_path("allcall"), 0o022),
    ]


def check_folder(folder: Folder, repairs: bool) -> Check:
    """Whether a folder, or the one in which it would be made, can be written, is closed to others, and has room."""
    topic, path = folder.topic, folder.path
    there = next(above for above in (path, *path.parents) if above.exists())
    free = shutil.disk_usage(there).free
    room = f"{free / 1e9:.1f} GB free"
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        hint = f"make it writable for this user, or set {HOME_VARIABLE} to a folder of this user"
        return Check(topic, State.WRONG, f"{path}: cannot be written", hint)
    if free < LEAST_FREE:
        return Check(topic, State.WRONG, f"{path}: {free / 1e6:.0f} MB free", "make room on this disk")
    if there == path and (problem := _find_open_mode(folder)):
        if repairs and path.stat().st_uid == os.geteuid():
            path.chmod(PRIVATE_FOLDER)
            return Check(topic, State.REPAIRED, f"{path}: closed to other users")
        return Check(topic, State.WRONG, f"{path}: {problem}", f"chmod {PRIVATE_FOLDER:o} {path}")
    state = State.NOTE if free < LITTLE_FREE else State.FINE
    return Check(topic, state, f"{path}: {room if there == path else f'made when needed, {room}'}")


def _find_open_mode(folder: Folder) -> str:
    about = folder.path.stat()
    if folder.closed_to_others and about.st_uid != os.geteuid():
        return "belongs to another user"
    return "other users can open it" if about.st_mode & folder.closed_to_others else ""


def check_config() -> Check:
    """Whether the configuration file is valid."""
    from tui.config import load_config

    path = find_config_file()
    try:
        load_config(path)
    except CommandError as error:
        return Check("settings", State.WRONG, str(error).replace("\n", "; "), "see allcall config")
    return Check("settings", State.FINE, f"{path}: {'valid' if path.is_file() else 'none, the defaults apply'}")


def check_sessions(folder: Path, repairs: bool) -> Iterator[Check]:
    """Each exercise, replayed from its journal, and what is kept beside it."""
    from sim.exercise.sessions import list_journals

    good = 0
    journals = list_journals(folder)
    for path in journals:
        problems = [*_check_journal(path, journals, repairs), *_check_beside(path, repairs)]
        yield from problems
        good += not any(check.state is State.WRONG for check in problems)
    yield Check("exercises", State.FINE, f"{good} of {len(journals)} as they should be")
    if parts := [path for path in _list_folder(folder) if PART.fullmatch(path.name)]:
        yield _remove_parts(folder, parts, repairs)


def _list_folder(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _check_journal(path: Path, journals: Iterable[Path], repairs: bool) -> Iterator[Check]:
    """What is to be said about one journal; nothing where every entry is good."""
    from sim.exercise.journal import RESTORE, RESTORE_OR_REPAIR, JournalError, JournalInUse
    from sim.exercise.sessions import OtherModel, find_journal_problem, repair_session

    try:
        problem = find_journal_problem(path)
    except JournalInUse:
        yield Check("exercises", State.NOTE, f"{path.stem}: is open in another terminal, so it was not read")
        return
    except OtherModel as error:
        yield Check("exercises", State.NOTE, _word(path, error))
        return
    except JournalError as error:
        yield Check("exercises", State.WRONG, _word(path, error), "see allcall sessions")
        return
    except (Exception, SystemExit) as error:  # noqa: BLE001 - of a package that it is played with
        what = f"{path.stem}: cannot be played: {type(error).__name__}: {error}"
        yield Check("exercises", State.WRONG, what, f"allcall replay {path.stem} says where")
        return
    if not problem:
        return
    saved = [one.stem for one in journals if one.stem.startswith(f"{path.stem}-repaired")]
    if saved:
        yield Check("exercises", State.NOTE, f"{path.stem}: {problem}; its good entries are in {', '.join(saved)}")
    elif not repairs:
        hint = f"allcall sessions repair {path.stem}" if problem.endswith(RESTORE_OR_REPAIR) else RESTORE
        yield Check("exercises", State.WRONG, f"{path.stem}: {problem}", hint)
    else:
        try:
            repair = repair_session(path)
        except JournalError as error:
            yield Check("exercises", State.WRONG, _word(path, error), RESTORE)
            return
        if repair is not None:
            what = f"{path.stem}: {problem}; {repair.entries} good entries saved as {repair.path.stem}"
            yield Check("exercises", State.REPAIRED, what)


def _word(path: Path, error: "JournalError") -> str:
    from sim.exercise.sessions import strip_path

    return f"{path.stem}: {strip_path(str(error), path)}"


def _check_beside(path: Path, repairs: bool) -> Iterator[Check]:
    """The additions to a report, and what was measured for it, which can be measured again."""
    from scenarios.diagnostics import Problems
    from sim.exercise.kept_additions import find_additions, read_kept_additions
    from sim.exercise.sealed_file import is_whole
    from sim.exercise.sessions import EFFECTS_SUFFIX, REPLICATIONS_SUFFIX

    try:
        read_kept_additions(path)
    except Problems as error:
        what = f"{find_additions(path)}: {error.problems[0]}"
        yield Check("exercises", State.WRONG, what, "mend that line, or restore the file from a copy")
    for suffix in (REPLICATIONS_SUFFIX, EFFECTS_SUFFIX):
        kept = path.with_suffix(suffix)
        if not kept.is_file() or is_whole(kept):
            continue
        if repairs:
            kept.unlink()
            yield Check("exercises", State.REPAIRED, f"{kept}: damaged, removed; the next report makes it again")
        else:
            yield Check("exercises", State.WRONG, f"{kept}: is damaged", "allcall doctor --repair removes it")


def _remove_parts(folder: Path, parts: list[Path], repairs: bool) -> Check:
    """Files that a killed program left half-written. Those of the last hour may belong to one that runs."""
    from scenarios.loading.files import sweep_parts

    if not repairs:
        return Check("exercises", State.NOTE, f"{folder}: {len(parts)} unfinished files of stopped programs")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sweep_parts(handle)
    finally:
        os.close(handle)
    left = sum(path.exists() for path in parts)
    what = f"{folder}: {len(parts) - left} unfinished files removed"
    return Check("exercises", State.REPAIRED, what + (f", {left} are newer than an hour" if left else ""))


def check_records() -> Iterator[Check]:
    """The drill log and the training record."""
    from reports.compliance.log import DRILLS, TRAINING, LogFile
    from scenarios.diagnostics import Problems

    for name, table in (("drills.csv", DRILLS), ("training.csv", TRAINING)):
        log: LogFile[Any] = LogFile(find_records_folder() / name, table)
        try:
            entries = log.read_entries()
        except Problems as error:
            words = "; ".join(str(problem) for problem in error.problems[:2])
            yield Check("drill logs", State.WRONG, words, "mend that row, or restore the file from a copy")
        else:
            yield Check("drill logs", State.FINE, f"{log.path}: {len(entries)} entries")


def check_stores(repairs: bool) -> Iterator[Check]:
    """Results and compiled code: every item can be made again."""
    from platformdirs import user_cache_path

    from sim.compiled import cache
    from sim.experiment.result_store import open_result_store

    if os.environ.get("ALLCALL_NO_CACHE"):
        yield Check("results", State.NOTE, "ALLCALL_NO_CACHE is set, so nothing is kept")
        return
    for topic, open_store in (("results", open_result_store), ("engine", cache.open_code_store)):
        if not user_cache_path("allcall").is_dir():
            yield Check(topic, State.NOTE, "nothing is kept yet")
        elif (store := open_store()) is None:
            hint = "see cache above; until then every question is played anew"
            yield Check(topic, State.WRONG, "nothing can be kept", hint)
        else:
            yield check_store(topic, store, repairs)
            if topic == "engine" and not cache.is_kept():
                yield Check(topic, State.NOTE, "not compiled yet; the first comparison does it, once")


def check_store(topic: str, store: "CacheStore", repairs: bool) -> Check:
    """All items of a store. Repairs remove what cannot be used: damaged items, and those of other versions of Allcall."""
    from scenarios.loading.user_cache import ItemState

    found = _sort_items(store)
    good, damaged = found[ItemState.GOOD], found[ItemState.DAMAGED]
    old = found[ItemState.OTHER_VERSION]
    what = f"{store.folder}: {len(good)} items can be used"
    if old:
        what += f", {len(old)} are of other versions"
    if not damaged and not (old and repairs):
        return Check(topic, State.FINE, what)
    if repairs:
        for key in (*damaged, *old):
            store.remove(key)
        return Check(topic, State.REPAIRED, f"{what}; {len(damaged) + len(old)} removed, to be made again")
    return Check(topic, State.WRONG, f"{what}, {len(damaged)} are damaged", "allcall doctor --repair removes them")


def _sort_items(store: "CacheStore") -> "Mapping[ItemState, list[str]]":
    from scenarios.loading.user_cache import ItemState

    found: dict[ItemState, list[str]] = {state: [] for state in ItemState}
    for key in store.list_keys():
        try:
            found[store.inspect(key)].append(key)
        except OSError:
            found[ItemState.DAMAGED].append(key)
    return found
