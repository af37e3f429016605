"""Random processes, as text: what an author may write, in every order."""

from hypothesis import strategies as st

HEAD = """from typing import NamedTuple

from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


class Pair(NamedTuple):
    one: int
    items: list[int]


def list_some(world: World, size: int) -> list[int]:
    return [3 * n - size for n in range(size % 5) if world.draw(Purpose.DOUBT, n)]


def tell_all(world: World, pair: Pair) -> None:
    for item in pair.items:
        world.log_event(EventKind.DOUBTS, item, pair.one)


def ask(world: World, who: int, times: int) -> Process:
    for n in range(times % 3):
        yield world.wait(1.0 + n, Rank.ACT, who, count=n)
        if world.draw(Purpose.DOUBT, who, n):
            return True
    return False


def walk_list(world: World, pair: Pair) -> Process:
    total = 0
    for item in pair.items:
        yield world.wait(2.0, Rank.REACTION, item)
        if item > 4:
            break
        total += item
    world.log_event(EventKind.ACTS, total, pair.one)


"""
NAMES = ("a", "b", "c", "d")
numbers = st.sampled_from(
    [*NAMES, "0", "1", "3", "(a + b)", "(c - d)", "len(seen)", "max(a, d)", "min(b, c, 2)"]
)
tests = st.one_of(
    st.builds("{} < {}".format, numbers, numbers),
    st.builds("{} == {} or {} > 2".format, numbers, numbers, numbers),
    st.builds("not ({} != {} and {} in seen)".format, numbers, numbers, numbers),
    st.builds("any(item > {} for item in seen)".format, numbers),
    st.builds("world.draw(Purpose.DOUBT, {}, {})".format, numbers, numbers),
    st.builds("({} if {} < 2 else {}) in ({}, 3)".format, numbers, numbers, numbers, numbers),
)
simple = st.one_of(
    st.builds("{} = {} % 7".format, st.sampled_from(NAMES), numbers),
    st.builds("{} += {}".format, st.sampled_from(NAMES), st.sampled_from(["1", "a % 3"])),
    st.builds("a, b = {} % 5, {} % 5".format, numbers, numbers),
    st.builds("seen = [{}, *list_some(world, {})]".format, numbers, numbers),
    st.builds("seen = [item + 1 for item in seen if item != {}]".format, numbers),
    st.builds("c = sum(item for item in seen) % 9".format),
    st.builds("d = min(seen, key=lambda item: (item % 3, item), default={})".format, numbers),
    st.builds("d = next((item for item in seen if item > {}), {})".format, numbers, numbers),
    st.builds("tell_all(world, Pair({}, seen))".format, numbers),
    st.builds("world.log_event(EventKind.ACTS, {}, {}, value={})".format, numbers, numbers, numbers),
    st.just("pass"),
)
waits = st.one_of(
    st.builds(
        "yield world.wait({} + 1.5, Rank.ACT, {}, Purpose.DOUBT, {})".format, numbers, numbers, numbers
    ),
    st.builds("yield from ask(world, {}, {})".format, numbers, numbers),
    st.builds("yield from walk_list(world, Pair({}, seen))".format, numbers),
    st.builds("is_asked = yield from ask(world, {}, {})\nb += is_asked".format, numbers, numbers),
)


def indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=4).map("\n".join)
    leaving = st.sampled_from(["pass", "break", "continue"])
    return st.one_of(
        st.builds(lambda test, yes, no: f"if {test}:\n{indent(yes)}\nelse:\n{indent(no)}", tests, body, body),
        st.builds(lambda test, yes: f"if {test}:\n{indent(yes)}\n    return", tests, body),
        st.builds(
            lambda who, yes: f"if not (yield from ask(world, {who}, 2)):\n{indent(yes)}", numbers, body
        ),
        st.builds(
            lambda times, inside, test, leave: (
                f"for n in range({times}):\n{indent(inside)}\n    if {test}:\n        {leave}\n    c = (c + n) % 8"
            ),
            st.sampled_from(["2", "a % 4"]),
            body,
            tests,
            leaving,
        ),
        st.builds(
            lambda inside, test, leave: (
                f"for item in seen[:0] or seen:\n{indent(inside)}"
                if not inside
                else (
                    f"for item in seen:\n{indent(inside)}\n    if {test}:\n        {leave}\n    d = (d + item) % 6"
                )
            ),
            body,
            tests,
            leaving,
        ),
        st.builds(
            lambda test, inside: f"left = 3\nwhile left > 0 and ({test}):\n    left -= 1\n{indent(inside)}",
            tests,
            body,
        ),
    )


BEGINNING = "seen = list_some(world, a)\nc, d = 1, b"
processes = st.lists(st.recursive(st.one_of(simple, waits), nest, max_leaves=12), min_size=1, max_size=6).map(
    lambda body: (
        "def process(world: World, a: int, b: int) -> Process:\n"
        + indent("\n".join([BEGINNING, *body, "yield from ()"]))
    )
)
"""A process of two numbers, in which `left` is of the innermost loop alone."""
