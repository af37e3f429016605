"""Compiled code is kept by what it was made from, and nothing that was changed on disk is ever run."""

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import platformdirs
import pytest
from sim.compiled.interventions import intervene, return_to_simulation
from sim.compiled.jit import Function
from sim.compiled.linking import ProgramCompiler

from sim.compiled import cache
from sim.compiled.commands import execute
from sim.compiled.engine import compile_all

ENTRY_POINTS: Any = (execute, intervene, return_to_simulation)
TIMES = 300
Damage = Callable[[bytes, Random], bytes]


def flip(sound: bytes, random: Random) -> bytes:
    at = random.randrange(len(sound))
    return sound[:at] + bytes([sound[at] ^ 1 << random.randrange(8)]) + sound[at + 1 :]


def cut(sound: bytes, random: Random) -> bytes:
    return sound[: random.randrange(len(sound))]


def empty(_sound: bytes, _random: Random) -> bytes:
    return b""


DAMAGES: tuple[Damage, ...] = (flip, flip, flip, cut, empty)
"""Three of five are a single bit."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Path]:
    """Where the user's cache, empty, will have compiled code."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "allcall")
    cache.open_code_store.cache_clear()
    yield tmp_path / "allcall" / "compiled"
    cache.open_code_store.cache_clear()


def add_up(number: int) -> int:
    total = 0
    for each in range(number):
        total += each * each
    return total


def load() -> Function:
    """A compiled function as in a new process, before its first call."""
    function = Function(add_up, targetoptions={"nopython": True}, pipeline_class=ProgramCompiler)
    function.enable_caching()
    return function


def call_anew() -> tuple[int, bool]:
    """What the function returns in a new process, and whether it was loaded from disk."""
    function = load()
    return function(10), bool(function.stats.cache_hits)


def test_the_digest_changes_with_any_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sim" / "model").mkdir(parents=True)
    (tmp_path / "sim" / "model" / "psap.py").write_text("a = 1\n")
    monkeypatch.setattr(cache, "ROOT", tmp_path / "sim")
    before = cache.digest_program.__wrapped__()
    (tmp_path / "sim" / "model" / "psap.py").write_text("a = 2\n")
    assert cache.digest_program.__wrapped__() != before


def test_code_is_kept_until_it_is_discarded(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAIN", "add_up")
    assert not cache.is_kept()
    assert call_anew() == (285, False)
    assert cache.is_kept()
    assert call_anew() == (285, True)
    cache.discard()
    assert not cache.is_kept()
    assert call_anew() == (285, False)


def test_code_of_other_sources_is_neither_used_nor_discarded(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call_anew()
    with monkeypatch.context() as later:
        later.setattr(cache, "digest_program", lambda: b"12345678")
        cache.open_code_store.cache_clear()
        assert call_anew() == (285, False)
        cache.discard()
    cache.open_code_store.cache_clear()
    assert call_anew() == (285, True)


def test_where_nothing_can_be_kept_code_is_compiled_for_this_process(place: Path) -> None:
    place.parent.mkdir()
    place.write_text("a file in its place")
    assert not cache.is_kept()
    cache.discard()
    assert call_anew() == (285, False)


@pytest.mark.parametrize("damage", [flip, cut, empty])
def test_damaged_code_is_made_again_and_said_so(damage: Damage, place: Path, caplog: pytest.LogCaptureFixture) -> None:
    call_anew()
    (kept,) = place.iterdir()
    kept.write_bytes(damage(kept.read_bytes(), Random(1)))
    assert call_anew() == (285, False)
    assert f"{kept}: is cut short or damaged, and ignored" in caplog.text
    assert call_anew() == (285, True)


KEEP = """
import pickle, sys
from sim.compiled import cache
from sim.compiled.commands import execute
from sim.compiled.engine import compile_all
from sim.compiled.interventions import intervene, return_to_simulation
compile_all(lambda *_: None)
functions = (execute, intervene, return_to_simulation)
keys = [cache.KeptFunction(one.__name__).find_key(one.signatures[0], one.targetctx) for one in functions]
sys.stdout.buffer.write(pickle.dumps({key: cache.open_code_store().load(key) for key in keys}))
"""


@pytest.fixture(scope="module")
def engine() -> dict[str, bytes]:
    """The kept code of the whole engine, by key, as a process has it that compiles everything, or loads it, and no more."""
    made = subprocess.run([sys.executable, "-c", KEEP], check=True, capture_output=True)
    kept: dict[str, bytes] = pickle.loads(made.stdout)
    compile_all(lambda *_: None)
    return kept


@pytest.mark.slow
def test_no_damaged_engine_is_loaded(engine: dict[str, bytes], place: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = cache.open_code_store()
    assert store is not None
    functions = {function.__name__: function for function in ENTRY_POINTS}
    assert {key.partition("-")[0] for key in engine} == functions.keys()
    random = Random(3)
    for number in range(TIMES):
        caplog.clear()
        key = random.choice([*engine])
        function = functions[key.partition("-")[0]]
        kept = cache.KeptFunction(function.__name__)
        (signature,) = (one for one in function.signatures if kept.find_key(one, function.targetctx) == key)
        store.save(key, engine[key])
        if number < len(engine):
            assert kept.load_overload(signature, function.targetctx) is not None
        (place / key).write_bytes(DAMAGES[number % len(DAMAGES)]((place / key).read_bytes(), random))
        assert kept.load_overload(signature, function.targetctx) is None
        assert f"{place / key}: is cut short or damaged" in caplog.text


@pytest.mark.slow
def test_a_command_answers_the_same_from_damaged_code_and_makes_it_again(engine: dict[str, bytes], place: Path) -> None:
    store = cache.open_code_store()
    assert store is not None
    for key, content in engine.items():
        store.save(key, content)
    command = [sys.executable, "-m", "tui", *["compare", "reference-r1", "--replications", "20", "--input-pairs", "0"]]
    command += ["--engine", "compiled", "--no-cache", "-v"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(place.parents[1])}

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=True)

    run()  # keeps the translation, too
    sound = run()
    items = [kept for kept in place.iterdir() if not kept.name.startswith(f"{cache.MAIN}-")]  # the longest to make
    assert len(items) == len(engine)  # with the translation
    for kept in items:
        kept.write_bytes(b"")
    runs = [sound, run(), run()]
    assert len({run.stdout for run in runs}) == 1
    assert [run.stderr.count("damaged") for run in runs] == [0, len(items), 0]
    assert [run.stderr.count(": used") for run in runs] == [len(items) + 1, 1, len(items) + 1]
    assert not any("Traceback" in run.stderr for run in runs)
