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
    share: float = 0.5


def list_some(world: World, size: int) -> list[int]:
    return [3 * n - size for n in range(size % 5) if world.draw(Purpose.DOUBT, n)]


def count_some(world: World, items: list[int], least: int = 0) -> int:
    more = list_some(world, least + 4)
    return sum(item for item in [*items, *more] if item >= least)


def count_own(world: World, size: int) -> int:
    own = list_some(world, size)
    return count_some(world, own, least=size // 2)


def blend(first: float, second: float = 1.5) -> float:
    return max(first, second / 4) - 0.25


def tell_all(world: World, pair: Pair) -> None:
    for item in pair.items:
        world.log_event(EventKind.DOUBTS, item, pair.one, value=pair.share)


def ask(world: World, index: int, step: int) -> Process:
    for n in range(step % 3):
        yield world.wait(1.0 + n, Rank.ACT, index, count=n)
        if world.draw(Purpose.DOUBT, index, n):
            return True
    return False


def ask_first(world: World, index: int, frame: int) -> Process:
    if index < frame:
        yield world.hazard_moves.wait(Rank.MOVEMENT, index)
    return (yield from ask(world, index, frame))


def measure(world: World, size: int) -> Process:
    seen = list_some(world, size)
    yield world.wait(0.5, Rank.ACT, size)
    return len(seen) + size


def measure_each(world: World, pair: Pair) -> Process:
    for item in pair.items:
        yield from measure(world, item)


def walk_list(world: World, pair: Pair) -> Process:
    total = 0
    for item in pair.items:
        yield world.wait(2.0, Rank.REACTION, item)
        if item > 4:
            break
        total += item
    world.log_event(EventKind.ACTS, total, pair.one, value=pair.share)


"""
NAMES = ("a", "b", "c", "d")
numbers = st.sampled_from(
    [
        *(*NAMES, "0", "1", "3", "(a + b)", "(c - d)", "len(seen)", "max(a, d)", "min(b, c, 2)"),
        *("a // 2", "int(world.draw(Purpose.DOUBT, b) * 3)", "count_own(world, c)"),
    ]
)
tests = st.one_of(
    st.builds("{} < {}".format, numbers, numbers),
    st.builds("{} == {} or {} >= 2".format, numbers, numbers, numbers),
    st.builds("0 <= count_own(world, {}) < {} <= 4".format, numbers, numbers),
    st.builds("any(each > 1 or each == 0 for each in (count_own(world, {}),))".format, numbers),
    st.builds("{} > 1 or {} in [item for item in other if item]".format, numbers, numbers),
    st.builds("{} < 3 and all(item != {} for item in seen)".format, numbers, numbers),
    st.sampled_from(["seen", "not other", "blend(a)"]),
    st.builds("not ({} != {} and {} in seen)".format, numbers, numbers, numbers),
    st.builds("any(item > {} for item in seen)".format, numbers),
    st.builds("world.draw(Purpose.DOUBT, {}, {})".format, numbers, numbers),
    st.builds("({} if {} < 2 else {}) in ({}, 3)".format, numbers, numbers, numbers, numbers),
)
leaves = st.sampled_from(["pass", "break", "continue"])
simple = st.one_of(
    st.builds("{} = {} % 7".format, st.sampled_from(NAMES), numbers),
    st.builds("{} += {}".format, st.sampled_from(NAMES), st.sampled_from(["1", "a % 3"])),
    st.builds("a, b = {} % 5, {} % 5".format, numbers, numbers),
    st.sampled_from(
        [
            "c, d = d, c\nworld.log_event(EventKind.ACTS, c, d)",
            "c -= d % 3",
            "other = [a, *seen]",
            "tell_all(world, Pair(b, [a, d]))",
        ]
    ),
    st.builds("b = (sum(item for item in list_some(world, {})) if {} < 2 else {}) % 5".format, *[numbers] * 3),
    st.builds(
        "for m in range({} % 4):\n    if m > {}:\n        {}\n    d = (d + m) % 7".format, numbers, numbers, leaves
    ),
    st.builds("seen = [{}, *list_some(world, {})]".format, numbers, numbers),
    st.builds("seen = [item + 1 for item in seen if item != {}]".format, numbers),
    st.builds("seen = [item - 1 for item in list_some(world, {}) if item < 9]".format, numbers),
    st.builds(
        "left = 2\nwhile left and any(item > left for item in [*other, 3]):\n    left -= 1\n    c += {}".format, numbers
    ),
    st.builds("c = sum(item for item in seen) % 9".format),
    st.builds("d = min(seen, key=lambda item: (item % 3, -item), default={})".format, numbers),
    st.builds("d = min(other, key=lambda item: item % 2, default={})".format, numbers),
    st.builds(
        "d = next((item for item in [*seen, 4, 5] if item > {}), {})\nworld.log_event(EventKind.ACTS, d)".format,
        numbers,
        numbers,
    ),
    st.builds("tell_all(world, Pair({}, seen))".format, numbers),
    st.builds("tell_all(world, Pair({}, items=other, share=blend(0.5 * c, second=d)))".format, numbers),
    st.builds("world.start(ask(world, {}, 2), Rank.ACT, {}, 0.5 * c, Purpose.DOUBT, {})".format, *[numbers] * 3),
    st.builds("world.log_event(EventKind.ACTS, {}, {}, value={})".format, numbers, numbers, numbers),
    st.just("pass"),
)
wait = st.builds("yield world.wait({} + 1.5, Rank.ACT, {}, Purpose.DOUBT, {})".format, *[numbers] * 3)
waits = st.one_of(
    wait,
    st.builds("yield from ask(world, {}, {})".format, numbers, numbers),
    st.builds("yield from walk_list(world, Pair({}, seen))".format, numbers),
    st.builds("world.start(ask(world, {}, 2), Rank.ACT, {}, purpose=Purpose.DOUBT)".format, *[numbers] * 2),
    st.builds(
        "for n in range(2):\n    for m in range(3):\n        if m >= {}:\n            break\n        c += m\n    {}\n    c = c % 7".format,
        numbers,
        wait,
    ),
    st.builds("yield from measure_each(world, Pair({}, other))".format, numbers),
    st.builds(
        "x = {}\n{}\nif {}:\n    x = {}\nworld.log_event(EventKind.ACTS, x)".format, numbers, wait, tests, numbers
    ),
    st.builds("y = {}\nfor n in range(2):\n    world.log_event(EventKind.ACTS, y)\n    {}".format, numbers, wait),
    st.builds("z = left = 2\nwhile left:\n    world.log_event(EventKind.ACTS, z)\n    {}\n    left -= 1".format, wait),
    st.builds("for n in range(a % 4):\n    a = {} % 5\n    {}".format, numbers, wait),
    st.builds("yield world.hazard_moves.wait(Rank.ACT, {})".format, numbers),
    st.builds("c = yield from measure(world, {})".format, numbers),
    st.builds("is_asked = yield from ask_first(world, {}, {})\nd += is_asked".format, numbers, numbers),
    st.builds("is_asked = yield from ask(world, {}, {})\nb += is_asked".format, numbers, numbers),
)


def indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=4).map("\n".join)
    return st.one_of(
        st.builds(lambda test, yes, no: f"if {test}:\n{indent(yes)}\nelse:\n{indent(no)}", tests, body, body),
        st.builds(lambda test, yes: f"if {test}:\n{indent(yes)}\n    return", tests, body),
        st.builds(lambda who, yes: f"if not (yield from ask(world, {who}, 2)):\n{indent(yes)}", numbers, body),
        st.builds(
            lambda times, inside, test, leave: (
                f"for n in range({times}):\n{indent(inside)}\n    if {test}:\n        {leave}\n    c = (c + n) % 8"
            ),
            st.sampled_from(["2", "a % 4"]),
            body,
            tests,
            leaves,
        ),
        st.builds(
            lambda inside, test, leave: (
                f"for item in [*seen]:\n{indent(inside)}\n    if {test}:\n        {leave}\n    d = (d + item) % 6"
            ),
            body,
            tests,
            leaves,
        ),
        st.builds(
            lambda test, inside: f"left = 3\nwhile left > 0 and ({test}):\n    left -= 1\n{indent(inside)}\nleft = 0",
            tests,
            body,
        ),
    )


BEGINNING = "seen, other = list_some(world, a), [b, 2]\nc, d = 1, b"
ENDS = (
    "yield from ()",
    "world.log_event(EventKind.ACTS, a, b, c, d)\ntell_all(world, Pair(c, [*other, *seen]))\nyield from ()",
    "yield from measure_each(world, Pair(d, other))",
)


def write_process(body: list[str], end: str) -> str:
    return "def process(world: World, a: int, b: int) -> Process:\n" + indent("\n".join([BEGINNING, *body, end]))


processes = st.builds(
    write_process,
    st.lists(
        st.one_of(simple, waits, st.recursive(st.one_of(simple, waits), nest, max_leaves=8)), min_size=3, max_size=9
    ),
    st.sampled_from(ENDS),
)
"""A process of two numbers that ends: where a loop that counts `left` is over, so is the one around it."""
