"""A translated process does what the generator does: random processes, in Python; and what cannot be translated is refused."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.translate.program import Program
from sim.translate.refusals import Refused
from tests.sim.translate.random_processes import HEAD, processes
from tests.sim.translate.toy_engine import import_text, run_generator, run_translation

NUMBERS = count()


NUMBER = st.integers(0, 6)
given_a_process = given(st.tuples(processes, NUMBER, NUMBER))
quickly = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
Given = tuple[str, int, int]


def assert_same(folder: Path, text: str, a: int, b: int) -> None:
    module = import_text(HEAD + text + "\n", folder, f"random_{next(NUMBERS)}")
    runs = (a, b), (b, a), (a + 1, 2), (1, b + 2)
    assert run_translation(module.process, *runs) == [run_generator(module.process, run) for run in runs]


@quickly
@given_a_process
def test_a_random_process_does_what_its_generator_does(tmp_path_factory: pytest.TempPathFactory, one: Given) -> None:
    assert_same(tmp_path_factory.getbasetemp(), *one)


@pytest.mark.slow
@settings(quickly, max_examples=600)
@given_a_process
def test_many_random_processes_do_what_theirs_do(tmp_path_factory: pytest.TempPathFactory, one: Given) -> None:
    assert_same(tmp_path_factory.getbasetemp(), *one)


WAIT = "yield world.wait(1.0, Rank.ACT, a)"
REFUSED = {
    "text = 'no'": "'no' has no place in compiled code",
    "world.nothing(a)": "the world has no nothing",
    "world.wait(1.0, Rank.ACT, a)": "a wait stands after yield",
    "b = unknown": "unknown is not known here",
    "with a: pass": "With has no translation",
    "seen = {a}": "Set has no translation",
    "seen = list_some(world, a)\nseen[0] = 1": "lists are made, read and walked, never changed",
    "b = list_some(world, a)[-1]": "an index counts from the beginning",
    "b = a / 2": "it was a whole number, and is a float here",
    "b = [a]": "it was something else before",
    "b = 2 ** a": "2 ** a has no translation",
    "b = a if b else list_some(world, a)": "it must be of one type",
    "b = a is None": "only a process of the playbook may be None",
    "b = a in b": "b is no list",
    "for n in a: pass": "a is no list",
    "for n, m in list_some(world, a): pass": "a loop has one name",
    "b = len(a)": "a has no length",
    "b = a[0]": "a has no items",
    "b = next(n for n in list_some(world, a))": "next has a generator and a default",
    "b = min(list_some(world, a), key=blend)": "a key is a lambda",
    "b = world.zone + 1": "zone is a whole column",
    "b = world.tables.staff + 1": "world.tables.staff is no value",
    "b = a(1)": "a is no function",
    "world.nothing = a": "the state has no nothing",
    "part = world.tables.staff\npart = world.tables.groups": "a name for a part of the world is given once",
    "world.log_event(1, 2, 3, 4, 5.0, 6)": "log_event takes 5 arguments at most",
    "world.start(a, Rank.ACT, a)": "start a process",
    "world.of(Pair)": "Pair is registered with no hazard or channel",
    "world.line.clear(a)": "line has no clear",
    "yield from a": "yield from a process",
    "yield a": "wait for world.wait(…), signal.wait(…) or a process",
    f"for n in world.zone: {WAIT}": "a loop that waits goes over a range or a list",
    f"if a: return True\n{WAIT}\nreturn 1": "a process returns values of one type",
    "".join(f"x{n} = 0.5 * a\n" for n in range(5))
    + f"{WAIT}\nb = int(x0 + x1 + x2 + x3 + x4)": "keeps at most 4 floats",
    "b = 1.5": "it was a whole number, and is a float here",
    "b = a < 1 and (yield from ask(world, a, 1))": "a wait is a statement, a right-hand side, a return, or the first of a condition",
    "seen = [n for n in range(3) for m in list_some(world, n)]": "a list is made while another one is; make it before",
    "yield world.draw(Purpose.DOUBT, a)": "is nothing to wait for",
    "world.zone = 1": "zone is a whole column",
    "b = world.tables.scenario": "tables.scenario is not made of numbers",
    "ask(world)": "index is missing",
    "b = print(a)": "print has no translation",
    "b = next((n for n in range(3) for m in range(n)), 0)": "next goes over one list; make one before",
    "seen = [a]\nfor item in seen: seen = [item]": "seen gets another value in the loop over it",
    "seen = [a]\nseen = world.tables.layout.neighbors[a]": "it was another kind of list before",
    f"seen = [a]\n{WAIT}\nb = len(seen)\nother = seen": "a list that is kept has one name",
    f"x = [a]\ny = [b]\nz = [a]\n{WAIT}\nb = len(x) + len(y) + len(z)": "keeps at most 2 lists while it waits",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_translated_is_refused_where_it_stands(text: str, tmp_path: Path) -> None:
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    head = "def process(world: World, a: int, b: int) -> Process:\n"
    module = import_text(f"{HEAD}{head}{lines}    yield from ()\n", tmp_path, f"refused_{next(NUMBERS)}")
    with pytest.raises(Refused) as refused:
        Program().translate(module.process)
    said = str(refused.value)
    line = HEAD.count("\n") + 1 + len(text.splitlines())
    assert said.startswith(f"{Path(module.__file__).name}:"), said
    assert REFUSED[text] in said
    assert int(said.split(":")[1]) in (line, HEAD.count("\n") + 1)


@pytest.mark.parametrize(
    ("signature", "says"),
    [
        ("unit", "6: unit has no type; write unit: int"),
        ("unit: str", "6: unit: <class 'str'> has no place in compiled code"),
        ("unit: int | None", "6: unit: int | None has no place in compiled code"),
    ],
)
def test_a_parameter_of_no_or_another_type_is_refused_there(signature: str, says: str, tmp_path: Path) -> None:
    text = f"def called(world: World,\n     {signature}) -> None: pass\n"
    text += "def process(world: World, a: int) -> Process:\n    called(world, a)\n    yield from ()\n"
    module = import_text(HEAD + text, tmp_path, f"refused_{next(NUMBERS)}")
    with pytest.raises(Refused) as refused:
        Program().translate(module.process)
    line = HEAD.count("\n") + 2
    assert str(refused.value) == f"{Path(module.__file__).name}:{line}:{says}"


def test_a_refusal_names_line_and_column(tmp_path: Path) -> None:
    text = "def process(world: World, a: int) -> Process:\n    b = a + unknown\n    yield from ()\n"
    module = import_text(HEAD + text, tmp_path, f"refused_{next(NUMBERS)}")
    with pytest.raises(Refused, match=rf"^refused_\d+\.py:{HEAD.count(chr(10)) + 2}:13: unknown is not known here$"):
        Program().translate(module.process)
