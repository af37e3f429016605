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


def fill(text: str) -> st.SearchStrategy[str]:
    """The text with a number in each place."""
    return st.builds(text.format, *[numbers] * text.count("{}"))


tests = st.one_of(
    fill("{} < {}"),
    fill("{} == {} or {} >= 2"),
    fill("0 <= count_own(world, {}) < {} <= 4"),
    fill("any(each > 1 or each == 0 for each in (count_own(world, {}),))"),
    fill("{} > 1 or {} in [item for item in other if item]"),
    fill("{} < 3 and all(item != {} for item in seen)"),
    st.sampled_from(["seen", "not other", "blend(a)"]),
    fill("not ({} != {} and {} in seen)"),
    fill("any(item > {} for item in seen)"),
    fill("world.draw(Purpose.DOUBT, {}, {})"),
    fill("({} if {} < 2 else {}) in ({}, 3)"),
)
leaves = st.sampled_from(["pass", "break", "continue"])
simple = st.one_of(
    st.builds("{} = {} % 7".format, st.sampled_from(NAMES), numbers),
    st.builds("{} += {}".format, st.sampled_from(NAMES), st.sampled_from(["1", "a % 3"])),
    fill("a, b = {} % 5, {} % 5"),
    st.sampled_from(["c -= d % 3", "other = [a, *seen]", "tell_all(world, Pair(b, [a, d]))"]),
    st.just("c, d = d, c\nworld.log_event(EventKind.ACTS, c, d)"),
    fill("b = (sum(item for item in list_some(world, {})) if {} < 2 else {}) % 5"),
    st.builds(
        "for m in range({} % 4):\n    if m > {}:\n        {}\n    d = (d + m) % 7".format, numbers, numbers, leaves
    ),
    fill("seen = [{}, *list_some(world, {})]"),
    fill("seen = [item + 1 for item in seen if item != {}]"),
    fill("seen = [item - 1 for item in list_some(world, {}) if item < 9]"),
    fill("left = 2\nwhile left and any(item > left for item in [*other, 3]):\n    left -= 1\n    c += {}"),
    st.just("c = sum(item for item in seen) % 9"),
    fill("d = min(seen, key=lambda item: (item % 3, -item), default={})"),
    fill("d = min(other, key=lambda item: item % 2, default={})"),
    fill("d = next((item for item in [*seen, 4, 5] if item > {}), {})\nworld.log_event(EventKind.ACTS, d)"),
    fill("tell_all(world, Pair({}, seen))"),
    fill("tell_all(world, Pair({}, items=other, share=blend(0.5 * c, second=d)))"),
    fill("world.start(ask(world, {}, 2), Rank.ACT, {}, 0.5 * c, Purpose.DOUBT, {})"),
    fill("world.log_event(EventKind.ACTS, {}, {}, value={})"),
    st.just("pass"),
)
wait = fill("yield world.wait({} + 1.5, Rank.ACT, {}, Purpose.DOUBT, {})")
waits = st.one_of(
    wait,
    fill("yield from ask(world, {}, {})"),
    fill("yield from walk_list(world, Pair({}, seen))"),
    fill("world.start(ask(world, {}, 2), Rank.ACT, {}, purpose=Purpose.DOUBT)"),
    st.builds(
        "for n in range(2):\n    for m in range(3):\n        if m >= {}:\n            break\n        c += m\n    {}\n    c = c % 7".format,
        numbers,
        wait,
    ),
    fill("yield from measure_each(world, Pair({}, other))"),
    st.builds(
        "x = {}\n{}\nif {}:\n    x = {}\nworld.log_event(EventKind.ACTS, x)".format, numbers, wait, tests, numbers
    ),
    st.builds("y = {}\nfor n in range(2):\n    world.log_event(EventKind.ACTS, y)\n    {}".format, numbers, wait),
    st.builds("z = left = 2\nwhile left:\n    world.log_event(EventKind.ACTS, z)\n    {}\n    left -= 1".format, wait),
    st.builds("for n in range(a % 4):\n    a = {} % 5\n    {}".format, numbers, wait),
    fill("yield world.hazard_moves.wait(Rank.ACT, {})"),
    fill("c = yield from measure(world, {})"),
    fill("is_asked = yield from ask_first(world, {}, {})\nd += is_asked"),
    fill("is_asked = yield from ask(world, {}, {})\nb += is_asked"),
)


def indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inner, min_size=1, max_size=4).map("\n".join).map(indent)
    often, leave = st.sampled_from(["2", "a % 4"]), st.builds("    if {}:\n        {}".format, tests, leaves)
    return st.one_of(
        st.builds("if {}:\n{}\nelse:\n{}".format, tests, block, block),
        st.builds("if {}:\n{}\n    return".format, tests, block),
        st.builds("if not (yield from ask(world, {}, 2)):\n{}".format, numbers, block),
        st.builds("for n in range({}):\n{}\n{}\n    c = (c + n) % 8".format, often, block, leave),
        st.builds("for item in [*seen]:\n{}\n{}\n    d = (d + item) % 6".format, block, leave),
        st.builds("left = 3\nwhile left > 0 and ({}):\n    left -= 1\n{}\nleft = 0".format, tests, block),
    )


BEGINNING = "seen, other = list_some(world, a), [b, 2]\nc, d = 1, b"
ENDS = (
    "yield from ()",
    "world.log_event(EventKind.ACTS, a, b, c, d)\ntell_all(world, Pair(c, [*other, *seen]))\nyield from ()",
    "yield from measure_each(world, Pair(d, other))",
)


def write_process(body: list[str], end: str) -> str:
    return "def process(world: World, a: int, b: int) -> Process:\n" + indent("\n".join([BEGINNING, *body, end]))


steps = st.one_of(simple, waits)
bodies = st.lists(st.one_of(simple, waits, st.recursive(steps, nest, max_leaves=8)), min_size=3, max_size=9)
processes = st.builds(write_process, bodies, st.sampled_from(ENDS))
"""A process of two numbers that ends: where a loop that counts `left` is over, so is the one around it."""
