"""Compiled code is kept by what it was made from, and nothing that was changed on disk is ever run."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import platformdirs
import pytest

from sim.compiled import assembly, cache
from sim.compiled.contents import Contents
from sim.compiled.program import Program, load_program

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


PROGRAM = Program(
    bytes(range(256)) * 40, Contents({"fire": {"onset": 3}}, ["siege", "wet_share"], ["wet_share"], [5, 35])
)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Program]:
    """What was assembled."""
    found: list[Program] = []

    def assemble() -> Program:
        found.append(PROGRAM)
        return PROGRAM

    monkeypatch.setattr(assembly, "assemble", assemble)
    return found


def load() -> Program:
    """As in a new process."""
    return load_program.__wrapped__()


def test_the_digest_changes_with_any_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sim" / "model").mkdir(parents=True)
    (tmp_path / "sim" / "model" / "psap.py").write_text("a = 1\n")
    monkeypatch.setattr(cache, "ROOT", tmp_path / "sim")
    before = cache.digest_program.__wrapped__()
    (tmp_path / "sim" / "model" / "psap.py").write_text("a = 2\n")
    assert cache.digest_program.__wrapped__() != before


def test_a_program_is_kept_until_it_is_discarded(place: Path, made: list[Program]) -> None:
    for times in (1, 2):
        assert not cache.is_kept()
        assert load() == load() == PROGRAM
        assert cache.is_kept()
        assert len(made) == times
        cache.discard()


def test_a_program_of_other_sources_is_left(place: Path, made: list[Program], monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    with monkeypatch.context() as later:
        later.setattr(cache, "digest_program", lambda: b"12345678")
        cache.open_code_store.cache_clear()
        load()
        assert len(made) == 2
        cache.discard()
    cache.open_code_store.cache_clear()
    load()
    assert len(made) == 2


def test_where_nothing_can_be_kept_it_is_made_for_this_process(place: Path, made: list[Program]) -> None:
    place.parent.mkdir()
    place.write_text("a file in its place")
    assert not cache.is_kept()
    cache.discard()
    assert load() == PROGRAM


def test_a_program_that_was_damaged_in_300_ways_is_made_again_and_said_so(
    place: Path, made: list[Program], caplog: pytest.LogCaptureFixture
) -> None:
    load()
    (kept,) = place.iterdir()
    random = Random(2)
    for number in range(TIMES):
        caplog.clear()
        kept.write_bytes(DAMAGES[number % len(DAMAGES)](kept.read_bytes(), random))
        assert load() == PROGRAM
        assert len(made) == number + 2
        assert f"{kept}: is cut short or damaged, and ignored" in caplog.text


@pytest.mark.slow
def test_a_command_answers_the_same_from_a_damaged_program_and_makes_it_again(place: Path) -> None:
    command = [sys.executable, "-m", "tui", *["compare", "reference-r1", "--replications", "20", "--input-pairs", "0"]]
    command += ["--engine", "compiled", "--no-cache", "-v"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(place.parents[1])}

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=True)

    run()  # keeps it
    sound = run()
    (kept,) = place.iterdir()
    kept.write_bytes(b"")
    runs = [sound, run(), run()]
    assert len({run.stdout for run in runs}) == 1
    assert [run.stderr.count("damaged") for run in runs] == [0, 1, 0]
    assert [run.stderr.count(": used") for run in runs] == [1, 0, 1]
    assert not any("Traceback" in run.stderr for run in runs)
