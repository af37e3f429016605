"""Which of many combinations are played."""

from itertools import product

from tests.covers import cover


def test_a_cover_has_each_pair_that_any_row_has_and_no_row_that_adds_none() -> None:
    """Of 3 x 3 x 3 rows at least nine are needed; without those that are not allowed, no pair of theirs is asked for."""
    rows = [row for row in product("abc", "xyz", (1, 2, 3)) if row[:2] != ("c", "z")]
    chosen = cover(rows)
    assert set(chosen) <= set(rows)
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert {(row[first], row[second]) for row in chosen} == {(row[first], row[second]) for row in rows}
    assert 9 <= len(chosen) <= 12
    assert len(cover([*product("abc", "xyz")], 1)) == 3
